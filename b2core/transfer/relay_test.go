package transfer

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// Files and folders go from one account to another, whole and in parts, with
// all that belongs to them; a move hides them there.
func TestCopyBetweenAccounts(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	far := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open(func(c *Config) {
		c.Clients = func(_ context.Context, profile string) (*b2core.Client, error) {
			if profile == "far" {
				return far.client, nil
			}
			return w.client, nil
		}
	})
	sizes := map[string]int{"d/empty": 0, "d/small": 1000, "d/sub/large": 5<<20 + 7}
	sources := map[string]b2core.FileVersion{}
	for name, size := range sizes {
		sources[name] = w.version(name, size)
	}
	j := Job{
		Direction: Copy, Dir: true, Profile: "far", BucketID: far.bucket.ID, Bucket: far.bucket.Name, Name: "to/",
		SourceProfile: "near", SourceID: w.bucket.ID, File: b2core.FileVersion{Name: "d/"}, Source: HideSource,
	}
	if it := w.ends(m, j); it.State != Done || it.FilesDone != len(sizes) {
		t.Fatalf("%+v", it)
	}
	for name, size := range sizes {
		to := "to/" + name[len("d/"):]
		far.stored(to, content(name, size))
		v, err := far.client.Stat(t.Context(), far.bucket.ID, to)
		if err != nil || v.ContentType != "text/x-test" || !sameInfo(v.Info, sources[name].Info) {
			t.Errorf("%s: %+v, %v", to, v, err)
		}
		w.expectVersions(w.bucket.ID, name, name+" hide", name+" upload")
	}
}

// A copy between accounts that is stopped half-way goes on with its parts.
func TestCopyBetweenAccountsGoesOn(t *testing.T) {
	const size = 20 << 20
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	far := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	set := func(c *Config) {
		c.Adopt, c.Limits = true, Limits{UpRate: 4 << 20}
		c.Clients = func(_ context.Context, profile string) (*b2core.Client, error) {
			if profile == "far" {
				return far.client, nil
			}
			return w.client, nil
		}
	}
	source := w.version("large", size)
	m := w.open(set)
	j := Job{Direction: Copy, Profile: "far", BucketID: far.bucket.ID, Name: "to", SourceProfile: "near", SourceID: w.bucket.ID, File: source}
	id := w.enqueue(m, j)[0]
	w.until(m, "some of it is there", func(s Snapshot) bool { return len(s.Active) > 0 && s.Active[0].Done > 4<<20 })
	w.close(m)
	m = w.open(set, func(c *Config) { c.Limits = Limits{} })
	w.wait(m, id)
	far.stored("to", content("large", size))
	parts := far.server.Counters().Calls["b2_upload_part"]
	t.Attr("figure", fmt.Sprintf("parts sent again: %d", parts-20))
	if parts > 20+DefaultPartsAtOnce {
		t.Errorf("%d parts were sent for 20", parts)
	}
	far.expectVersions(far.bucket.ID, "", "to upload")
}

// A copy that was damaged on its way, and that could not be read back, is not
// taken for whole by the next run, which has nothing but its word for it.
func TestCopyBetweenAccountsIsProvedByALaterRun(t *testing.T) {
	const size = 4 << 20
	for name, forgets := range map[string]bool{"the journal has its ID": false, "the journal forgot its ID": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
			far := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
			m := w.open(func(c *Config) {
				c.Clients = func(_ context.Context, profile string) (*b2core.Client, error) {
					if profile == "far" {
						return far.client, nil
					}
					return w.client, nil
				}
			})
			source := w.version("large", size)
			at := int64(5000)
			w.server.Inject(emulator.Fault{Call: "b2_download_file_by_id", FlipAt: &at})
			far.server.Inject(emulator.Fault{Call: "b2_download_file_by_id", Count: -1, Status: 400, Code: "bad_request"})
			id := w.enqueue(m, Job{
				Direction: Copy, Profile: "far", BucketID: far.bucket.ID, Name: "to",
				SourceProfile: "near", SourceID: w.bucket.ID, File: source, Source: HideSource,
			})[0]
			w.wait(m, id)
			if it := w.item(m, id); it.State != Failed {
				t.Fatalf("not read back, and %+v", it)
			}
			if forgets {
				w.set(m, `UPDATE items SET large_file = '', part_size = 0, plan_size = 0`)
			}
			far.server.ClearFaults()
			for range 2 { // the damaged copy is found, then another one made
				if err := m.Retry(t.Context(), id); err != nil {
					t.Fatal(err)
				}
				w.wait(m, id)
				if w.item(m, id).State == Done {
					break
				}
				w.expectVersions(w.bucket.ID, "large", "large upload")
			}
			if it := w.item(m, id); it.State != Done {
				t.Fatalf("%+v", it)
			}
			w.expectVersions(w.bucket.ID, "large", "large hide", "large upload")
			v, err := far.client.Stat(t.Context(), far.bucket.ID, "to")
			if err != nil {
				t.Fatal(err)
			}
			src, err := far.client.OpenVersion(t.Context(), v)
			if err != nil {
				t.Fatal(err)
			}
			if sum, err := b2core.SourceSHA1(t.Context(), src); err != nil || sum != source.Hash().SHA1 {
				t.Errorf("the copy holds %s, want %s; %v", sum, source.Hash().SHA1, err)
			}
			if left := far.actions(far.bucket.ID, "to"); !forgets && !slices.Equal(left, []string{"to upload"}) {
				t.Errorf("%q", left)
			}
		})
	}
}

// What a copy is compared with is read under the limit of what comes down, and
// the copy verifies meanwhile.
func TestCopyBetweenAccountsIsReadBackUnderTheLimit(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	far := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	var m *Manager
	back := readBack{far.client, func() { m.SetLimits(Limits{DownRate: 1}) }}
	m, err := open(t.Context(), Config{Path: w.path}, func(_ context.Context, profile string) (mover, error) {
		if profile == "far" {
			return back, nil
		}
		return w.client, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.close(m) })
	id := w.enqueue(m, Job{
		Direction: Copy, Profile: "far", BucketID: far.bucket.ID, Name: "to",
		SourceProfile: "near", SourceID: w.bucket.ID, File: w.version("large", 4<<20),
	})[0]
	verifies := func(s Snapshot) bool { return len(s.Active) == 1 && s.Active[0].State == Verifying }
	w.until(m, "it is read back", verifies)
	for range 20 { // in which it could be read many times
		if _, err := far.client.Stat(t.Context(), far.bucket.ID, "to"); err != nil {
			t.Fatal(err)
		}
	}
	if s := m.Current(); !verifies(s) {
		t.Errorf("%+v", s.Active)
	}
	m.SetLimits(Limits{})
	if s := w.wait(m, id); s.Done != 1 {
		t.Errorf("%+v", s)
	}
}

// readBack tells when a version is opened.
type readBack struct {
	mover
	opened func()
}

func (b readBack) OpenVersion(ctx context.Context, v b2core.FileVersion) (*b2core.RemoteSource, error) {
	b.opened()
	return b.mover.OpenVersion(ctx, v)
}

// set changes rows of an open queue.
func (w *world) set(m *Manager, change string) {
	w.Helper()
	err := m.journal.do(w.Context(), func(t *tx) error {
		_, err := t.exec(change)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
}
