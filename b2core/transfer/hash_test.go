package transfer

import (
	"context"
	"os"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// told notes what hashes uploads are given.
type told struct {
	mover
	sums chan string
}

func (u told) Upload(ctx context.Context, r b2core.UploadRequest) (b2core.FileVersion, error) {
	u.sums <- r.SHA1
	return u.mover.Upload(ctx, r)
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
