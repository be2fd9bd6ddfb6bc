package mirror

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
	"b2tui/b2core/transfer"
)

// queue opens a queue in memory for the world's account.
func (w *world) queue() *transfer.Manager {
	w.Helper()
	m, err := transfer.Open(w.Context(), transfer.Config{
		Clients:  func(context.Context, string) (*b2core.Client, error) { return w.client, nil },
		Headless: true,
	})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := m.Close(ctx); err != nil {
			w.Errorf("close the queue: %v", err)
		}
	})
	return m
}

// carryOut puts a recorded plan into the queue and waits for it.
func (w *world) carryOut(m *transfer.Manager, r *Record) transfer.Summary {
	w.Helper()
	b := r.Batch("")
	b.Jobs = func(yield func(transfer.Job) bool) {
		for a, err := range r.All() {
			if err != nil {
				w.Error(err)
				return
			}
			for j := range r.Jobs(a, "") {
				if !yield(j) {
					return
				}
			}
		}
	}
	id, err := m.EnqueueBatch(w.Context(), b)
	if err != nil {
		w.Fatal(err)
	}
	s, err := m.Wait(w.Context(), nil, id)
	if err != nil {
		w.Fatal(err)
	}
	return s
}

// sync makes the target like the source.
func (w *world) sync(m *transfer.Manager, from, to Side, o Options) transfer.Summary {
	w.Helper()
	r := w.record(from, to, o)
	defer r.Close()
	return w.carryOut(m, r)
}

func (w *world) record(from, to Side, o Options) *Record {
	w.Helper()
	p, err := New(from, to, o)
	if err != nil {
		w.Fatal(err)
	}
	r, err := p.Make(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// nothingToDo says that a second run finds all done.
func (w *world) nothingToDo(from, to Side, o Options) {
	w.Helper()
	if got, _ := w.plan(from, to, o); len(got) > 0 {
		w.Errorf("a second run would do\n  %s", strings.Join(got, "\n  "))
	}
}

// files are a side's contents by name, placeholders of folders left out.
func (w *world) files(s Side) map[string]string {
	w.Helper()
	all := map[string]string{}
	if s.Remote() {
		for v, err := range w.client.Names(w.Context(), s.BucketID, b2core.ListOptions{Prefix: s.Prefix}) {
			if err != nil {
				w.Fatal(err)
			}
			name := strings.TrimPrefix(v.Name, s.Prefix)
			if !isPlaceholder(name) {
				all[name] = fmt.Sprintf("%d %s %d", v.Size, v.Hash().SHA1, v.ModTime().UnixMilli())
			}
		}
		return all
	}
	err := filepath.WalkDir(s.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := b2core.OpenLocalSource(path)
		if err != nil {
			return err
		}
		defer src.Close()
		sum, err := b2core.SourceSHA1(w.Context(), src)
		rel, _ := filepath.Rel(s.Dir, path)
		all[filepath.ToSlash(rel)] = fmt.Sprintf("%d %s %d", src.Size(), sum, src.Info().ModTime().UnixMilli())
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return all
}

// What is odd about names, sizes and histories does not keep a second run busy.
func TestASecondRunFindsNothingToDo(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(100, 200))
	m := w.queue()
	w.write("large", strings.Repeat("many parts ", 100))
	w.write("empty", "")
	w.write("odd/ + % # ? & ä 自由 'x' [y] {z}", "1")
	w.write("odd/~/-rf", "1")
	w.write("dir-x", "1")
	w.write("dir/x", "1")
	w.write("back", "1")
	w.put("back", "1")
	w.hide("back")
	w.put("hidden", "1")
	w.hide("hidden")
	w.put("folder/.bzEmpty", "")
	w.put("gone", "1")
	w.unfinished(0, "unfinished")
	w.unfinished(0, "dir/x")
	w.unfinished(1, "copy/unfinished")
	up := Options{Remove: Removal{Kind: RemoveHide}}
	if s := w.sync(m, w.disk(), w.bucket(0, ""), up); s.Failed > 0 || s.Done != 7 {
		t.Fatalf("%+v", s)
	}
	w.nothingToDo(w.disk(), w.bucket(0, ""), up)
	w.nothingToDo(w.disk(), w.bucket(0, ""), Options{Rule: Rule{By: ByHash}, Remove: Removal{Kind: RemoveHide}})

	across := Options{Remove: Removal{Kind: RemoveForever}}
	if s := w.sync(m, w.bucket(0, ""), w.bucket(1, "copy/"), across); s.Failed > 0 {
		t.Fatalf("%+v", s)
	}
	w.nothingToDo(w.bucket(0, ""), w.bucket(1, "copy/"), across)
	w.nothingToDo(w.bucket(0, ""), w.bucket(1, "copy/"), Options{Rule: Rule{By: ByHash}, Remove: Removal{Kind: RemoveForever}})

	back := Side{Dir: filepath.Join(t.TempDir(), "back")}
	down := Options{Remove: Removal{Kind: RemoveForever}}
	if s := w.sync(m, w.bucket(1, "copy/"), back, down); s.Failed > 0 {
		t.Fatalf("%+v", s)
	}
	w.nothingToDo(w.bucket(1, "copy/"), back, down)
	if got, want := w.files(back), w.files(w.disk()); !maps.Equal(got, want) {
		t.Errorf("came back:\n%v\nwant\n%v", got, want)
	}
}

// Beside the listings nothing is asked about names that are only uploaded.
func TestUploadsCostNoFurtherListing(t *testing.T) {
	w := newWorld(t)
	for i := range 30 {
		w.write(fmt.Sprintf("%d", i), fmt.Sprint(i))
	}
	w.server.ResetCounters()
	if s := w.sync(w.queue(), w.disk(), w.bucket(0, ""), Options{Remove: Removal{Kind: RemoveHide}}); s.Done != 30 {
		t.Fatalf("%+v", s)
	}
	if c := w.server.Counters(); c.Calls["b2_list_file_names"] != 1 || c.Calls["b2_list_file_versions"] != 0 {
		t.Errorf("%v", c.Calls)
	}
}

// unfinished leaves a large file behind whose upload was cut off.
func (w *world) unfinished(i int, name string) {
	w.Helper()
	_, err := w.client.Upload(w.Context(), b2core.UploadRequest{
		BucketID: w.buckets[i].ID, Name: name, Source: memory{bytes.NewReader(make([]byte, 1000))},
		Steering: b2core.Steering{Checkpoint: cutOff{}},
	})
	if !errors.Is(err, errCutOff) {
		w.Fatalf("the upload ended with %v", err)
	}
	for v, err := range w.client.UnfinishedLargeFiles(w.Context(), w.buckets[i].ID, name) {
		if err == nil && v.Name == name {
			return
		}
	}
	w.Fatalf("there is no unfinished %s", name)
}

var errCutOff = errors.New("cut off")

// cutOff ends an upload when its first part is stored.
type cutOff struct{}

func (cutOff) Started(context.Context, b2core.Plan) error        { return nil }
func (cutOff) PartDone(context.Context, b2core.PartRecord) error { return errCutOff }

// A renamed file is copied inside the service: nothing of it is sent.
func TestARenamedFileIsNotSentAgain(t *testing.T) {
	for _, kind := range []RemovalKind{RemoveHide, RemoveForever, RemoveKeep} {
		t.Run(string(kind), func(t *testing.T) {
			w := newWorld(t)
			m := w.queue()
			w.write("a/film", strings.Repeat("scene ", 1000))
			w.write("b", "1")
			o := Options{Remove: Removal{kind, 30 * day}}
			w.sync(m, w.disk(), w.bucket(0, ""), o)
			if err := os.Rename(filepath.Join(w.dir, "a"), filepath.Join(w.dir, "c")); err != nil {
				t.Fatal(err)
			}
			w.server.ResetCounters()
			if s := w.sync(m, w.disk(), w.bucket(0, ""), o); s.Failed > 0 || s.Done != 1 {
				t.Fatalf("%+v", s)
			}
			c := w.server.Counters()
			if c.BytesIn != 0 || c.Calls["b2_copy_file"] != 1 {
				t.Errorf("%d bytes sent, %v", c.BytesIn, c.Calls)
			}
			if got, want := w.files(w.bucket(0, "")), w.files(w.disk()); !maps.Equal(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
			w.nothingToDo(w.disk(), w.bucket(0, ""), o)
		})
	}
}

// What changed between plan and run is left as it is.
func TestAPlanThatIsOutOfDateHarmsNothing(t *testing.T) {
	w := newWorld(t)
	m := w.queue()
	w.write("edited", "1")
	w.put("appears", "theirs")
	w.put("replaced", "theirs, longer")
	w.write("replaced", "mine")
	w.write("extra", "1")
	up := w.record(w.disk(), w.bucket(1, ""), Options{})
	down := w.record(w.bucket(0, ""), w.disk(), Options{Remove: Removal{Kind: RemoveForever}})
	w.write("edited", "2 changed", then.Add(time.Hour))
	w.write("appears", "mine")
	w.write("replaced", "mine, edited", then.Add(time.Hour))
	w.write("extra", "edited", then.Add(time.Hour))
	s := w.carryOut(m, up)
	if s.Failed != 3 || s.Done != 0 { // edited, replaced, extra
		t.Errorf("up: %+v", s)
	}
	s = w.carryOut(m, down)
	if s.Failed != 4 || s.Done != 0 || !errors.Is(s.Err, transfer.ErrChanged) {
		t.Errorf("down: %+v", s)
	}
	for name, want := range map[string]string{"appears": "mine", "replaced": "mine, edited", "extra": "edited", "edited": "2 changed"} {
		if got, err := os.ReadFile(filepath.Join(w.dir, name)); string(got) != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// A link that takes a folder's place after the plan does not lead a download out
// of the target.
func TestADownloadStaysInTheTarget(t *testing.T) {
	t.Attr("fault", "L5")
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	w := newWorld(t)
	w.put("sub/x", "1")
	w.write("sub/y", "1")
	r := w.record(w.bucket(0, ""), w.disk(), Options{})
	outside := t.TempDir()
	if err := os.RemoveAll(filepath.Join(w.dir, "sub")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(w.dir, "sub")); err != nil {
		t.Fatal(err)
	}
	if s := w.carryOut(w.queue(), r); s.Failed != 1 || s.Done != 0 {
		t.Errorf("%+v", s)
	}
	if left, err := os.ReadDir(outside); len(left) > 0 || err != nil {
		t.Errorf("outside: %v, %v", left, err)
	}
}

func TestAVersionThatCameMeanwhileIsNotRemoved(t *testing.T) {
	w := newWorld(t)
	m := w.queue()
	w.write("kept", "1")
	w.put("hide-me", "1")
	r := w.record(w.disk(), w.bucket(0, ""), Options{Remove: Removal{Kind: RemoveHide}, NoRenames: true})
	forever := w.record(w.disk(), w.bucket(0, ""), Options{Remove: Removal{Kind: RemoveForever}, NoRenames: true})
	w.put("hide-me", "2")
	for _, r := range []*Record{r, forever} {
		if s := w.carryOut(m, r); s.Failed != 1 || s.Done != 1 {
			t.Errorf("%+v", s)
		}
	}
	if got := w.files(w.bucket(0, "")); len(got) != 2 {
		t.Errorf("%v", got)
	}
}

// Random trees on both sides: afterwards the target is the source under the
// policy, what may not be removed is there, and a second run has nothing to do.
func TestRandomTrees(t *testing.T) {
	rounds := 9
	if testing.Short() {
		rounds = 3
	}
	for round := range rounds {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(7, uint64(round)))
			w := newWorld(t, b2test.SmallParts(100, 200))
			m := w.queue()
			randomTree(rnd, func(name, content string, at time.Time) { w.write(name, content, at) })
			for range 3 { // several versions, some hidden
				randomTree(rnd, func(name, content string, at time.Time) { w.put("p/"+name, content, at) })
			}
			for name := range w.files(w.bucket(0, "p/")) {
				if rnd.IntN(5) == 0 {
					w.hide("p/" + name)
				}
			}
			w.put("outside", "1")
			from, to := w.disk(), w.bucket(0, "p/")
			kinds := []RemovalKind{RemoveNothing, RemoveHide, RemoveForever, RemoveKeep}
			if round%3 == 1 {
				from, to = to, from
				kinds = []RemovalKind{RemoveNothing, RemoveForever}
			}
			if round%3 == 2 {
				from, to = to, w.bucket(1, "")
				randomTree(rnd, func(name, content string, at time.Time) { w.putIn(1, name, content, at) })
			}
			o := Options{Remove: Removal{kinds[rnd.IntN(len(kinds))], 30 * day}}
			want, before := w.files(from), w.files(to)
			versions := w.versions(to)
			if o.Remove.Kind == RemoveNothing {
				for name, f := range before {
					if _, ok := want[name]; !ok {
						want[name] = f
					}
				}
			}
			if s := w.sync(m, from, to, o); s.Failed > 0 {
				t.Fatalf("%+v", s)
			}
			if got := w.files(to); !maps.Equal(got, want) {
				t.Errorf("%s: got\n%v\nwant\n%v", o.Remove, got, want)
			}
			w.nothingToDo(from, to, o)
			after := w.versions(to)
			for name, ids := range versions {
				_, kept := want[name]
				gone := slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(after[name], id) })
				if gone && (o.Remove.Kind != RemoveForever || kept) {
					t.Errorf("%s: versions of %s are gone", o.Remove, name)
				}
				if o.Remove.Kind == RemoveForever && !kept && len(after[name]) > 0 {
					t.Errorf("%s stayed in part: %v", name, after[name])
				}
			}
		})
	}
}

// versions are the IDs of all versions of a bucket by name.
func (w *world) versions(s Side) map[string][]string {
	w.Helper()
	all := map[string][]string{}
	if !s.Remote() {
		return all
	}
	for v, err := range w.client.Versions(w.Context(), s.BucketID, b2core.ListOptions{Prefix: s.Prefix}) {
		if err != nil {
			w.Fatal(err)
		}
		name := strings.TrimPrefix(v.Name, s.Prefix)
		all[name] = append(all[name], v.ID)
	}
	return all
}

// randomTree makes up to twenty files out of few names, so that trees overlap.
func randomTree(rnd *rand.Rand, put func(name, content string, at time.Time)) {
	names := []string{"a", "b-c", "b/c", "b/d/e", "b.c", "B", "ü", "x y", "z/1", "z/10", "z/2", "same/1", "same/2", "other/1", "~", "0"}
	for _, name := range names {
		if rnd.IntN(2) == 0 {
			continue
		}
		// What has the same size and time has the same content.
		letter := rnd.IntN(3)
		content := strings.Repeat(string(rune('k'+letter)), rnd.IntN(3)*400)
		put(name, content, then.Add(time.Duration(letter+3*rnd.IntN(2))*time.Hour))
	}
}

// Versions age: what could be seen within the span stays, the rest goes, and a
// second run at the same time has nothing to do.
func TestKeepingThirtyDays(t *testing.T) {
	clock := emulator.NewManualClock(time.Now())
	w := newWorld(t, func(o *emulator.Options) { o.Clock = clock })
	m := w.queue()
	o := Options{Remove: Removal{RemoveKeep, 30 * day}, NoRenames: true, Now: clock.Now}
	stays := map[string]int{}
	age := func(days int) { clock.Advance(time.Duration(days) * day) }
	w.write("kept", "now")
	w.write("back", "now")
	w.put("kept", "100 days old, replaced 60 days ago")
	w.put("back", "100 days old, hidden 40 days ago")
	w.put("gone", "100 days old, replaced 20 days ago")
	w.put("long-gone", "100 days old, hidden 40 days ago")
	age(40)
	w.put("kept", "60 days old, replaced 20 days ago")
	age(20)
	w.hide("back")
	w.hide("long-gone")
	age(20)
	w.put("kept", "20 days old")
	w.put("gone", "20 days old")
	age(20)
	if s := w.sync(m, w.disk(), w.bucket(0, ""), o); s.Failed > 0 {
		t.Fatalf("%+v", s)
	}
	w.nothingToDo(w.disk(), w.bucket(0, ""), o)
	for name, ids := range w.versions(w.bucket(0, "")) {
		stays[name] = len(ids)
	}
	// kept: the new one and two of the last 30 days; back: the new one over its
	// marker; gone: both under a new marker.
	if want := map[string]int{"kept": 3, "back": 2, "gone": 3}; !maps.Equal(stays, want) {
		t.Errorf("%v, want %v", stays, want)
	}
	age(31)
	if s := w.sync(m, w.disk(), w.bucket(0, ""), o); s.Failed > 0 {
		t.Fatalf("%+v", s)
	}
	clear(stays)
	for name, ids := range w.versions(w.bucket(0, "")) {
		stays[name] = len(ids)
	}
	if want := map[string]int{"kept": 1, "back": 1}; !maps.Equal(stays, want) {
		t.Errorf("after another month: %v, want %v", stays, want)
	}
	w.nothingToDo(w.disk(), w.bucket(0, ""), o)
}
