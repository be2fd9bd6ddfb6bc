package transfer

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"os"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// told notes what hashes uploads are given.
type told struct {
	*b2core.Client
	sums chan string
}

func (u told) Upload(ctx context.Context, r b2core.UploadRequest) (b2core.FileVersion, error) {
	u.sums <- r.SHA1
	return u.Client.Upload(ctx, r)
}

// A resumed upload uses the hash of the run before, but none that was damaged
// and none of another state of the file.
func TestHashIsKept(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	sums := make(chan string, 9)
	m, err := open(t.Context(), Config{Path: w.path, Limits: Limits{UpRate: 1 << 20}}, func(context.Context, string) (mover, error) { return told{w.client, sums}, nil })
	if err != nil {
		t.Fatal(err)
	}
	defer w.close(m)
	file := w.write("big", 6<<20)
	id := w.enqueue(m, w.up(file, "big"))[0]
	w.until(m, "it moves", moving(1<<18))
	if err := m.Pause(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.until(m, "it stands", func(s Snapshot) bool { return len(s.Active) == 0 && s.Totals.Paused == 1 })
	r, err := m.rowOf(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := r.hashOf(r.print); !ok {
		t.Fatalf("kept %q of %q", r.sha1, r.print)
	}
	if _, ok := r.hashOf(r.print + "1"); ok {
		t.Error("the hash of another state is used")
	}
	for i := range r.sha1 {
		bad := []byte(r.sha1)
		bad[i] ^= 1
		if _, ok := (&row{direction: Up, sha1: string(bad)}).hashOf(r.print); ok {
			t.Errorf("a hash that is damaged at %d is used", i)
		}
	}
	if sum := <-sums; sum != "" {
		t.Errorf("at first %q is known", sum)
	}
	if err := m.Resume(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if sum := <-sums; sum == "" || sum != r.sha1[:40] {
		t.Errorf("the hash %q is used, kept is %q", sum, r.sha1)
	}
	if err := m.Pause(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.until(m, "it stands again", func(s Snapshot) bool { return len(s.Active) == 0 && s.Totals.Paused == 1 })
	m.SetLimits(Limits{})
	if err := os.WriteFile(file, content("other", 6<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := m.Resume(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.wait(m, id)
	if sum := <-sums; sum != "" {
		t.Errorf("for another content %q is known", sum)
	}
	w.stored("big", content("other", 6<<20))
}

// Large files that wait are hashed while another one goes up; of one that changed
// since, the hash is not used.
func TestHashAhead(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	sums := make(chan string, 9)
	limits := Limits{FilesAtOnce: 1, UpRate: 1 << 20}
	m, err := open(t.Context(), Config{Path: w.path, Limits: limits}, func(context.Context, string) (mover, error) { return told{w.client, sums}, nil })
	if err != nil {
		t.Fatal(err)
	}
	defer w.close(m)
	names := []string{"first", "second", "third"}
	var jobs []Job
	for _, name := range names {
		jobs = append(jobs, w.up(w.write(name, 6<<20), name))
	}
	ids := w.enqueue(m, jobs...)
	hashed := func(id int64) bool {
		r, err := m.rowOf(t.Context(), id)
		return err == nil && len(r.sha1) > 40
	}
	w.until(m, "the others are hashed", func(Snapshot) bool { return hashed(ids[1]) && hashed(ids[2]) })
	if it := w.item(m, ids[1]); it.State != Queued || it.Done > 0 {
		t.Errorf("%+v", it)
	}
	if err := os.Chtimes(jobs[2].Local, time.Unix(1, 0), time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	m.SetLimits(Limits{FilesAtOnce: 1})
	if s := w.wait(m, ids...); s.Done != len(names) {
		t.Fatalf("%+v", s)
	}
	sum := sha1.Sum(content("second", 6<<20))
	for i, want := range []string{"", hex.EncodeToString(sum[:]), ""} {
		if got := <-sums; got != want {
			t.Errorf("the %s was given %q, want %q", names[i], got, want)
		}
	}
	for _, name := range names {
		w.stored(name, content(name, 6<<20))
	}
}
