package transfer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// version stores content without the queue.
func (w *world) version(name string, size int) b2core.FileVersion {
	w.Helper()
	src, err := b2core.OpenLocalSource(w.write(name, size))
	if err != nil {
		w.Fatal(err)
	}
	defer src.Close()
	v, err := w.client.Upload(w.Context(), b2core.UploadRequest{
		BucketID: w.bucket.ID, Name: name, Source: src, ContentType: "text/x-test",
		ModTime: src.Info().ModTime(), Info: map[string]string{"note": "ä"},
	})
	if err != nil {
		w.Fatal(err)
	}
	return v
}

// actions are the actions of a prefix's versions: "name action".
func (w *world) actions(bucketID, prefix string) []string {
	w.Helper()
	var out []string
	for v, err := range w.client.Versions(w.Context(), bucketID, b2core.ListOptions{Prefix: prefix}) {
		if err != nil {
			w.Fatal(err)
		}
		out = append(out, v.Name+" "+string(v.Action))
	}
	return out
}

func (w *world) expectVersions(bucketID, prefix string, want ...string) {
	w.Helper()
	if got := w.actions(bucketID, prefix); !slices.Equal(got, want) {
		w.Errorf("versions of %q: %q, want %q", prefix, got, want)
	}
}

func (w *world) newBucket(name string) b2core.Bucket {
	w.Helper()
	b, err := w.client.CreateBucket(w.Context(), b2core.BucketSpec{Name: name})
	if err != nil {
		w.Fatal(err)
	}
	return b
}

// copyTo is a copy of one version inside the service.
func (w *world) copyTo(v b2core.FileVersion, bucketID, name string) Job {
	return Job{Direction: Copy, SourceID: w.bucket.ID, SourceBucket: w.bucket.Name, File: v, BucketID: bucketID, Name: name}
}

// ends waits for one job and returns how it ended.
func (w *world) ends(m *Manager, j Job) Item {
	w.Helper()
	id := w.enqueue(m, j)[0]
	w.wait(m, id)
	return w.item(m, id)
}

func TestCopyAndMoveFile(t *testing.T) {
	const small, large = 1000, 2<<20 + 3
	for _, where := range []string{"same bucket", "other bucket"} {
		for _, size := range []int{0, small, large} {
			t.Run(fmt.Sprint(where, " ", size), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
				m := w.open()
				to := w.bucket
				if where == "other bucket" {
					to = w.newBucket("another-bucket")
				}
				source := w.version("from/a", size)
				for name, how := range map[string]Disposal{"to/copied": KeepSource, "to/moved": HideSource} {
					j := w.copyTo(source, to.ID, name)
					j.Source = how
					if how == HideSource { // after the copy
						continue
					}
					if it := w.ends(m, j); it.State != Done || it.NotVerifiable {
						t.Fatalf("%s: %+v", name, it)
					}
				}
				w.expectVersions(w.bucket.ID, "from/", "from/a upload")
				j := w.copyTo(source, to.ID, "to/moved")
				j.Source = HideSource
				if it := w.ends(m, j); it.State != Done || it.Source != HideSource || it.SourceName != "from/a" {
					t.Fatalf("%+v", it)
				}
				w.expectVersions(w.bucket.ID, "from/", "from/a hide", "from/a upload")
				w.expectVersions(to.ID, "to/", "to/copied upload", "to/moved upload")
				for _, name := range []string{"to/copied", "to/moved"} {
					v, err := w.client.Stat(t.Context(), to.ID, name)
					if err != nil || v.ContentType != "text/x-test" || !sameInfo(v.Info, source.Info) || v.Size != int64(size) || v.Hash().SHA1 != source.Hash().SHA1 {
						t.Errorf("%s: %+v, %v", name, v, err)
					}
				}
			})
		}
	}
}

func TestMoveDeletesTheVersion(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	w.version("a", 1)
	newest := w.version("a", 2)
	j := w.copyTo(newest, w.bucket.ID, "b")
	j.Source = DeleteSource
	if it := w.ends(m, j); it.State != Done {
		t.Fatalf("%+v", it)
	}
	w.expectVersions(w.bucket.ID, "", "a hide", "a upload", "b upload")
	only := w.version("c", 3)
	j = w.copyTo(only, w.bucket.ID, "d")
	j.Source = DeleteSource
	if it := w.ends(m, j); it.State != Done {
		t.Fatalf("%+v", it)
	}
	w.expectVersions(w.bucket.ID, "c")
}

// What was stored under the source's name after the listing is not hidden.
func TestMoveLeavesANewerSource(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	old := w.version("a", 1)
	w.version("a", 2)
	j := w.copyTo(old, w.bucket.ID, "b")
	j.Source = HideSource
	if it := w.ends(m, j); it.State != Failed || !strings.Contains(it.Reason, "newer version") {
		t.Errorf("%+v", it)
	}
	w.expectVersions(w.bucket.ID, "", "a upload", "a upload", "b upload")
}

// What other tools mark folders with has names that no new file may have.
func TestCopyOfFolderMarkers(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	if err := w.server.AddNames(w.bucket.Name, slices.Values([]string{"raw/", "raw/empty/", "raw/sub/", "raw/sub/file"}), 10); err != nil {
		t.Fatal(err)
	}
	it := w.ends(m, Job{
		Direction: Copy, Dir: true, SourceID: w.bucket.ID, SourceBucket: w.bucket.Name, BucketID: w.bucket.ID, Name: "copy/",
		File: b2core.FileVersion{Name: "raw/"}, Source: HideSource,
	})
	if it.State != Done || it.Files != 4 || it.FilesDone != 4 {
		t.Fatalf("%+v", it)
	}
	w.expectVersions(w.bucket.ID, "copy/", "copy/.bzEmpty upload", "copy/empty/.bzEmpty upload", "copy/sub/.bzEmpty upload", "copy/sub/file upload")
	if page, err := w.client.ListNames(t.Context(), w.bucket.ID, b2core.ListOptions{Prefix: "raw/"}); err != nil || len(page.Files) != 0 {
		t.Errorf("left: %v, %v", page.Files, err)
	}
}

func TestMoveFolder(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	to := w.newBucket("another-bucket")
	var names []string
	for i := range 40 {
		names = append(names, fmt.Sprintf("raw/d%d/%02d", i%3, i))
		w.version(names[i], i)
	}
	w.version("raw2", 1)
	j := Job{
		Direction: Copy, Dir: true, SourceID: w.bucket.ID, SourceBucket: w.bucket.Name, BucketID: to.ID, Name: "kept/raw/",
		File: b2core.FileVersion{Name: "raw/"}, Source: HideSource,
	}
	it := w.ends(m, j)
	if it.State != Done || it.Files != 40 || it.FilesDone != 40 {
		t.Fatalf("%+v", it)
	}
	for i, n := range names {
		v, err := w.client.Stat(t.Context(), to.ID, "kept/"+n)
		if err != nil || v.Size != int64(i) {
			t.Errorf("%s: %+v, %v", n, v, err)
		}
		if _, err := w.client.Stat(t.Context(), w.bucket.ID, n); !errors.Is(err, b2core.ErrNotFound) {
			t.Errorf("%s shows still: %v", n, err)
		}
	}
	if _, err := w.client.Stat(t.Context(), w.bucket.ID, "raw2"); err != nil {
		t.Error(err)
	}
}

func TestMoveUpAndDown(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open()
	w.write("tree/a/one", 10)
	w.write("tree/b/two", 3<<20)
	up := w.upDir(filepath.Join(w.dir, "tree"), "t/")
	up.Source = DeleteSource
	if it := w.ends(m, up); it.State != Done || it.FilesDone != 2 {
		t.Fatalf("%+v", it)
	}
	if _, err := os.Stat(up.Local); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	w.stored("t/b/two", content("tree/b/two", 3<<20))
	down := w.downDir("t/", filepath.Join(w.dir, "back"))
	down.Source = HideSource
	if it := w.ends(m, down); it.State != Done || it.FilesDone != 2 {
		t.Fatalf("%+v", it)
	}
	w.sameFile(filepath.Join(w.dir, "back/b/two"), content("tree/b/two", 3<<20))
	w.expectVersions(w.bucket.ID, "t/", "t/a/one hide", "t/a/one upload", "t/b/two hide", "t/b/two upload")
}

func TestMoveUpToTheTrash(t *testing.T) {
	data := t.TempDir()
	t.Setenv("XDG_DATA_HOME", data)
	t.Setenv("HOME", t.TempDir())
	w := newWorld(t)
	m := w.open()
	up := w.up(w.write("a b.txt", 10), "a")
	up.Source = TrashSource
	it := w.ends(m, up)
	if strings.Contains(it.Reason, ErrNoTrash.Error()) {
		t.Skip(it.Reason)
	}
	if it.State != Done {
		t.Fatalf("%+v", it)
	}
	if _, err := os.Stat(up.Local); !errors.Is(err, os.ErrNotExist) {
		t.Error("the source is still there")
	}
	if files, _ := filepath.Glob(filepath.Join(data, "Trash", "files", "a b.txt")); len(files) != 1 {
		t.Error("it is not in the trash")
	}
	note, err := os.ReadFile(filepath.Join(data, "Trash", "info", "a b.txt.trashinfo"))
	if err != nil || !strings.Contains(string(note), "a%20b.txt") {
		t.Errorf("%s, %v", note, err)
	}
}

func TestHideUnhideDeleteRemove(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	for range 3 {
		w.version("d/a", 1)
	}
	w.version("d/b", 2)
	in := func(d Direction, name string, dir bool) Job {
		return Job{Direction: d, BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: name, Dir: dir}
	}
	good := func(j Job) {
		t.Helper()
		if it := w.ends(m, j); it.State != Done {
			t.Errorf("%s %s: %+v", j.Direction, j.Name, it)
		}
	}
	good(in(Hide, "d/b", false))
	good(in(Hide, "d/b", false)) // hides it once
	w.expectVersions(w.bucket.ID, "d/b", "d/b hide", "d/b upload")
	good(in(Unhide, "d/", true))
	w.expectVersions(w.bucket.ID, "d/b", "d/b upload")
	good(in(Hide, "d/", true))
	w.expectVersions(w.bucket.ID, "d/", "d/a hide", "d/a upload", "d/a upload", "d/a upload", "d/b hide", "d/b upload")
	good(in(Unhide, "d/a", false))
	v, err := w.client.Stat(t.Context(), w.bucket.ID, "d/a")
	if err != nil {
		t.Fatal(err)
	}
	one := in(Delete, "d/a", false)
	one.File.ID = v.ID
	good(one)
	good(one) // gone is done
	w.expectVersions(w.bucket.ID, "d/a", "d/a upload", "d/a upload")
	good(in(Delete, "d/a", false))
	w.expectVersions(w.bucket.ID, "d/a")
	w.version("d/c", 1)
	w.version("d/c", 2)
	good(in(Delete, "d/", true))
	w.expectVersions(w.bucket.ID, "")
	file := w.write("x/y", 1)
	good(Job{Direction: Remove, Local: filepath.Dir(file)})
	if _, err := os.Stat(filepath.Dir(file)); !errors.Is(err, os.ErrNotExist) {
		t.Error("the folder is still there")
	}
}

func TestBatchAndExpectations(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	source := w.write("up", 10)
	info, err := os.Lstat(source)
	if err != nil {
		t.Fatal(err)
	}
	print := b2core.FingerprintOf(info)
	there := w.version("there", 5)
	gone := w.write("gone", 3)
	goneInfo, err := os.Lstat(gone)
	if err != nil {
		t.Fatal(err)
	}
	job := func(j Job, source, target *Seen) Job {
		j.Expect = Expect{Source: source, Target: target}
		return j
	}
	at := Job{BucketID: w.bucket.ID}
	old := w.write("old", 7)
	oldInfo, err := os.Lstat(old)
	if err != nil {
		t.Fatal(err)
	}
	hide := at
	hide.Direction, hide.Name = Hide, "there"
	jobs := []Job{
		job(w.up(source, "new"), &Seen{Print: print}, &Seen{}),
		job(w.up(source, "there"), nil, &Seen{}), // something is there
		job(w.up(source, "other"), &Seen{Print: b2core.Fingerprint{Size: 1}}, nil),
		job(hide, nil, &Seen{VersionID: there.ID + "x"}),
		job(w.down("there", old), nil, &Seen{Print: b2core.FingerprintOf(oldInfo)}),
		job(Job{Direction: Remove, Local: gone}, nil, &Seen{Print: b2core.FingerprintOf(goneInfo)}),
	}
	id, err := m.EnqueueBatch(t.Context(), Batch{Title: "sync x to y", Direction: Up, Jobs: slices.Values(jobs)})
	if err != nil {
		t.Fatal(err)
	}
	w.wait(m, id)
	win, err := m.Window(t.Context(), Query{Group: id, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	want := []State{Done, Failed, Failed, Failed, Done, Done}
	for i, it := range win.Items {
		if it.State != want[i] || it.State == Failed && !strings.Contains(it.Reason, ErrChanged.Error()) {
			t.Errorf("job %d: %s %s", i, it.State, it.Reason)
		}
	}
	if g := w.item(m, id); g.Title != "sync x to y" || g.Files != 6 || g.FilesFailed != 3 || g.State != Failed {
		t.Errorf("%+v", g)
	}
	w.expectVersions(w.bucket.ID, "there", "there upload")
	w.sameFile(old, content("there", 5))
}

// A batch that cannot be stored to its end leaves nothing.
func TestBatchIsAllOrNothing(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	file := w.write("a", 1)
	jobs := func(yield func(Job) bool) {
		for range 2 * lastLot {
			if !yield(w.up(file, "a")) {
				return
			}
		}
		yield(Job{Direction: "sideways"})
	}
	if _, err := m.EnqueueBatch(t.Context(), Batch{Title: "x", Direction: Up, Jobs: jobs}); err == nil {
		t.Fatal("no error")
	}
	win, err := m.Window(t.Context(), Query{Limit: 10})
	if err != nil || win.Total != 0 || m.Current().Totals != (Totals{ETA: m.Current().Totals.ETA}) {
		t.Errorf("%+v, %v, %+v", win, err, m.Current().Totals)
	}
	w.expectVersions(w.bucket.ID, "")
}

func TestRefusedJobs(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	dir := Job{Direction: Copy, Dir: true, SourceID: w.bucket.ID, BucketID: w.bucket.ID, File: b2core.FileVersion{Name: "a/"}}
	inside, above := dir, dir
	inside.Name, above.Name = "a/b/", ""
	self := w.copyTo(b2core.FileVersion{ID: "1", Name: "a"}, w.bucket.ID, "a")
	self.Source = HideSource
	for _, j := range []Job{
		inside, above, self,
		{Direction: Up, Local: "/x", BucketID: "b", Name: "n", Source: HideSource},
		{Direction: Hide, BucketID: "b", Name: "n", Source: DeleteSource},
		{Direction: Remove, Local: "/"},
		{Direction: Remove, Local: "x"},
	} {
		if ids, err := m.Enqueue(t.Context(), j); err == nil {
			t.Errorf("%+v was taken as %v", j, ids)
		}
	}
}
