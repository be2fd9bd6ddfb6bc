package transfer

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"b2tui/b2core"
)

// Two jobs with one target go one after the other, and each keeps to its policy.
func TestTwoJobsToOneTarget(t *testing.T) {
	t.Attr("fault", "Q10")
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Headless = true })
	a, b := w.version("a", 3<<20), w.version("b", 3<<20)
	file := filepath.Join(w.dir, "target")
	down := func(v b2core.FileVersion, c Conflict) Job {
		return Job{Direction: Down, Local: file, BucketID: w.bucket.ID, Name: v.Name, File: v, IfExists: c}
	}
	ids := w.enqueue(m, down(a, Ask), down(b, Ask))
	s := w.wait(m, ids...)
	if s.Done != 1 || s.Failed != 1 || !strings.Contains(s.Failures[0].Reason, existsReason) {
		t.Errorf("down: %+v", s)
	}
	w.sameFile(file, content(w.item(m, ids[0]).Name, 3<<20))
	other := w.write("other", 100)
	x, y := w.up(w.write("x", 50), "up"), w.up(other, "up")
	x.IfExists, y.IfExists = Skip, Skip
	s = w.wait(m, w.enqueue(m, x, y)...)
	if s.Done != 1 || s.Skipped != 1 {
		t.Errorf("up: %+v", s)
	}
	w.expectVersions(w.bucket.ID, "up", "up upload")
}

// Every policy holds for uploads and copies over a name that exists.
func TestPoliciesInTheBucket(t *testing.T) {
	for policy, want := range map[Conflict]struct {
		state    State
		versions []string
	}{
		"":        {Done, []string{"n.x upload", "n.x upload"}},
		Ask:       {Paused, []string{"n.x upload"}},
		Skip:      {Cancelled, []string{"n.x upload"}},
		Overwrite: {Done, []string{"n.x upload", "n.x upload"}},
		Rename:    {Done, []string{"n (1).x upload", "n.x upload"}},
		Newer:     {Done, []string{"n.x upload", "n.x upload"}},
		Differs:   {Done, []string{"n.x upload", "n.x upload"}},
	} {
		for _, d := range []Direction{Up, Copy} {
			t.Run(string(d)+" "+string(policy), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				m := w.open()
				w.version("n.x", 10)
				j := w.up(w.write("new", 10), "n.x")
				if d == Copy {
					j = w.copyTo(w.version("source", 10), w.bucket.ID, "n.x")
				}
				j.IfExists = policy
				id := w.enqueue(m, j)[0]
				w.until(m, "it is settled", func(s Snapshot) bool { return s.Totals.Queued+s.Totals.Running == 0 })
				if it := w.item(m, id); it.State != want.state {
					t.Errorf("%s: %s", it.State, it.Reason)
				}
				w.expectVersions(w.bucket.ID, "n", want.versions...)
			})
		}
	}
}

// An answer for the whole job holds for copies that have not come to the question.
func TestAnswerForAllCopies(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	for _, n := range []string{"from/a", "from/b", "to/a", "to/b"} {
		w.version(n, len(n))
	}
	id := w.enqueue(m, Job{
		Direction: Copy, Dir: true, SourceID: w.bucket.ID, BucketID: w.bucket.ID, Name: "to/",
		File: b2core.FileVersion{Name: "from/"}, IfExists: Ask, Source: HideSource,
	})[0]
	w.until(m, "both ask", func(s Snapshot) bool { return s.Totals.Paused == 2 })
	w.expectVersions(w.bucket.ID, "from/", "from/a upload", "from/b upload")
	if err := m.Resolve(t.Context(), Skip, id); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, id); s.Skipped != 2 || s.Done != 0 {
		t.Errorf("%+v", s)
	}
	// What was skipped was not moved: its source stays.
	w.expectVersions(w.bucket.ID, "from/", "from/a upload", "from/b upload")
}

// lateMover has looked at one name, but does not say so before it is let go.
type lateMover struct {
	mover
	name         string
	once         *sync.Once
	looked, told chan struct{}
}

func (l lateMover) Stat(ctx context.Context, bucketID, name string) (b2core.FileVersion, error) {
	v, err := l.mover.Stat(ctx, bucketID, name)
	if name == l.name {
		l.once.Do(func() { close(l.looked) })
		<-l.told
	}
	return v, err
}

// An answer for the whole job holds for a file that is looking when it comes.
func TestAnswerForAllWhileOneLooks(t *testing.T) {
	w := newWorld(t)
	for _, n := range []string{"d/a", "d/b"} {
		w.version(n, 10)
	}
	late := lateMover{w.client, "d/b", new(sync.Once), make(chan struct{}), make(chan struct{})}
	m, err := open(t.Context(), Config{Path: w.path, Logger: w.log}, func(context.Context, string) (mover, error) { return late, nil })
	if err != nil {
		t.Fatal(err)
	}
	defer w.close(m)
	w.write("d/a", 20)
	w.write("d/b", 20)
	j := w.upDir(filepath.Join(w.dir, "d"), "d/")
	j.IfExists = Ask
	id := w.enqueue(m, j)[0]
	<-late.looked
	w.until(m, "the other one asks", func(s Snapshot) bool { return s.Totals.Paused == 1 })
	if err := m.Resolve(t.Context(), Skip, id); err != nil {
		t.Fatal(err)
	}
	close(late.told)
	if s := w.wait(m, id); s.Skipped != 2 {
		t.Errorf("%+v", s)
	}
}

// What an item refers to is gone: it fails with the reason, the others go on.
func TestWhatIsGone(t *testing.T) {
	t.Attr("fault", "Q7")
	w := newWorld(t)
	m := w.open()
	v := w.version("v", 10)
	gone := w.newBucket("bucket-that-goes")
	if err := w.client.DeleteBucket(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	good := w.write("good", 5)
	missing := w.up(filepath.Join(w.dir, "missing"), "missing")
	toGone := w.up(good, "x")
	toGone.BucketID = gone.ID
	ids := w.enqueue(m, missing, toGone, w.copyTo(v, gone.ID, "y"), w.up(good, "good"))
	if s := w.wait(m, ids...); s.Failed != 3 || s.Done != 1 {
		t.Errorf("%+v", s)
	}
	w.stored("good", content("good", 5))
}

// The version that a download or copy reads is deleted before it starts: nothing
// is left of it, and a move has hidden nothing.
func TestVersionVanishes(t *testing.T) {
	t.Attr("fault", "S6")
	w := newWorld(t)
	m := w.open()
	v := w.version("v", 3<<20)
	w.version("v", 5)
	if err := w.client.DeleteFileVersion(t.Context(), v.Name, v.ID); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(w.dir, "target")
	move := w.copyTo(v, w.bucket.ID, "moved")
	move.Source = HideSource
	s := w.wait(m, w.enqueue(m, Job{Direction: Down, Local: file, BucketID: w.bucket.ID, Name: "v", File: v}, move)...)
	if s.Failed != 2 {
		t.Errorf("%+v", s)
	}
	left, err := filepath.Glob(filepath.Join(w.dir, ".target*"))
	if _, there := os.Lstat(file); err != nil || len(left) != 0 || there == nil {
		t.Errorf("left behind: %q, %v", left, err)
	}
	w.expectVersions(w.bucket.ID, "", "v upload")
}
