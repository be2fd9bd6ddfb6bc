package mirror

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/transfer/filter"
)

func TestUp(t *testing.T) {
	w := newWorld(t)
	w.write("same", "1")
	w.write("new", "22")
	w.write("sub/longer", "333")
	w.write("sub-x", "later in the alphabet than sub/, earlier in a bucket")
	w.write("newer", "1", then.Add(time.Hour))
	w.write("older", "1", then.Add(-time.Hour))
	w.write("back", "1")
	w.put("p/same", "1")
	w.put("p/sub/longer", "3")
	w.put("p/newer", "1")
	w.put("p/older", "1")
	w.put("p/extra", "1")
	w.put("p/back", "1")
	w.hide("p/back")
	w.put("elsewhere", "1")
	got, p := w.plan(w.disk(), w.bucket(0, "p/"), Options{})
	w.want(got,
		"add back: new", "add new: new", "replace newer: newer", "replace older: older than the target",
		"add sub-x: new", "replace sub/longer: size differs")
	if s := p.Totals(); s.Sources != 7 || s.Unchanged != 1 || s.Adds != 3 || s.Replaces != 3 || s.Newer != 1 || s.Removals() != 0 {
		t.Errorf("%+v", s)
	}
	got, _ = w.plan(w.disk(), w.bucket(0, "p/"), Options{Remove: Removal{Kind: RemoveHide}, NoRenames: true})
	w.want(got[6:], "hide extra: not at the source")
}

func TestDown(t *testing.T) {
	w := newWorld(t)
	w.put("p/same", "1")
	w.put("p/new/deep", "22")
	w.put("p/changed", "333")
	w.put("p/../up", "1")
	w.put("p/file", "1")
	w.put("p/file/below", "1")
	w.put("p/empty/.bzEmpty", "")
	w.write("same", "1")
	w.write("changed", "1")
	w.write("extra", "1")
	w.write(".half.b2tui-part", "1")
	w.write("edited", "333", then.Add(time.Hour))
	w.put("p/edited", "1")
	got, p := w.plan(w.bucket(0, "p/"), w.disk(), Options{Remove: Removal{Kind: RemoveForever}})
	if s := p.Totals(); s.Newer != 1 || s.Replaces != 2 {
		t.Errorf("%+v", s)
	}
	w.want(got,
		"refuse ../up: ...", "replace changed: size differs", "replace edited: size differs", "add file: new", `refuse file/below: ...`,
		"add new/deep: new", "delete extra: not at the source")
	got, _ = w.plan(w.bucket(0, "p/"), Side{Dir: filepath.Join(w.dir, "not there")}, Options{})
	if len(got) != 7 {
		t.Errorf("into a folder that is not there: %v", got)
	}
}

func TestBucketToBucket(t *testing.T) {
	w := newWorld(t)
	w.put("a/.bzEmpty", "")
	w.put("a/moved", "1")
	w.put("a/x", "1")
	w.putIn(1, "x", "1", then)
	w.putIn(1, "y", "1", then)
	got, _ := w.plan(w.bucket(0, "a/"), w.bucket(1, ""), Options{Remove: Removal{Kind: RemoveHide}})
	w.want(got, "add .bzEmpty: new", "add moved: new", "hide y: not at the source")
	for _, c := range [][2]string{{"a/", "a/"}, {"", "a/"}, {"a/", ""}, {"a/b/", "a/"}} {
		if _, err := New(w.bucket(0, c[0]), w.bucket(0, c[1]), Options{}); !errors.Is(err, ErrSides) {
			t.Errorf("%q onto %q: %v", c[0], c[1], err)
		}
	}
}

func TestRenames(t *testing.T) {
	w := newWorld(t)
	w.write("to/one", "content one")
	w.write("two.new", "content two")
	w.write("three", "content 3xx")
	w.write("none", "")
	w.put("from/one", "content one")
	w.put("also", "content one")
	w.put("two", "content two")
	w.put("three.old", "content 3yy")
	w.put("empty", "")
	got, p := w.plan(w.disk(), w.bucket(0, ""), Options{Remove: Removal{Kind: RemoveHide}})
	w.want(got,
		"add none: new", "add three: new",
		"rename to/one from from/one: moved", "rename two.new from two: moved",
		"hide also: not at the source", "hide empty: not at the source", "hide three.old: not at the source")
	if s := p.Totals(); s.Renames != 2 || s.Adds != 2 || s.Hides != 3 || s.Moved != int64(len("content 3xx")) {
		t.Errorf("%+v", s)
	}
	got, _ = w.plan(w.disk(), w.bucket(0, ""), Options{Remove: Removal{Kind: RemoveForever}})
	w.want(got[2:4], "rename to/one from from/one: moved x1", "rename two.new from two: moved x1")
	// What would not be the same afterwards is no renamed file; nor is one whose
	// old versions have to go, too.
	w.write("two.new", "content two", then.Add(time.Hour))
	w.put("from/one", "content one")
	got, _ = w.plan(w.disk(), w.bucket(0, ""), Options{Remove: Removal{Kind: RemoveForever}})
	w.want(got,
		"add none: new", "add three: new", "add two.new: new", "rename to/one from also: moved x1",
		"delete empty: not at the source x1", "delete from/one: not at the source x2",
		"delete three.old: not at the source x1", "delete two: not at the source x1")
	// Nothing is renamed where nothing may be removed.
	got, _ = w.plan(w.disk(), w.bucket(0, ""), Options{})
	w.want(got, "add none: new", "add three: new", "add to/one: new", "add two.new: new")
}

func TestRemoveForeverTakesAllVersions(t *testing.T) {
	w := newWorld(t)
	w.write("kept", "1")
	w.put("kept", "old")
	w.put("kept", "1")
	w.put("gone", "1")
	w.put("gone", "22")
	w.put("hidden", "333")
	w.hide("hidden")
	got, p := w.plan(w.disk(), w.bucket(0, ""), Options{Remove: Removal{Kind: RemoveForever}})
	w.want(got, "delete gone: not at the source x2", "delete hidden: not at the source x2")
	if s := p.Totals(); s.Versions != 4 || s.Freed != 6 || s.Deletes != 2 || s.Unchanged != 1 {
		t.Errorf("%+v", s)
	}
}

func TestRemoveKeep(t *testing.T) {
	w := newWorld(t)
	w.write("kept", "1")
	w.put("kept", "old")
	w.put("kept", "1")
	w.put("gone", "1")
	w.put("gone", "22")
	w.put("hidden", "333")
	w.hide("hidden")
	o := Options{Remove: Removal{RemoveKeep, 30 * day}, NoRenames: true}
	got, _ := w.plan(w.disk(), w.bucket(0, ""), o)
	w.want(got, "hide gone: not at the source")
	o.Now = func() time.Time { return time.Now().Add(31 * day) }
	got, p := w.plan(w.disk(), w.bucket(0, ""), o)
	w.want(got, "hide gone: not at the source", "prune gone: old version x1", "delete hidden: old version x2", "prune kept: old version x1")
	if s := p.Totals(); s.Versions != 4 || s.Prunes != 2 || s.Deletes != 1 || s.Hides != 1 {
		t.Errorf("%+v", s)
	}
}

func TestFilterGoesForBothSides(t *testing.T) {
	w := newWorld(t)
	w.write("a.jpg", "1")
	w.write("a.tmp", "1")
	w.write("cache/x", "1")
	w.put("b.jpg", "1")
	w.put("b.tmp", "1")
	w.put("cache/y", "1")
	f, err := filter.New(filter.Rules{Exclude: []string{"*.tmp", "cache/"}})
	if err != nil {
		t.Fatal(err)
	}
	got, _ := w.plan(w.disk(), w.bucket(0, ""), Options{Filter: f, Remove: Removal{Kind: RemoveHide}, NoRenames: true})
	w.want(got, "add a.jpg: new", "hide b.jpg: not at the source")
}

func TestLinksAndSpecialFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	w := newWorld(t)
	w.write("file", "content")
	w.write("sub/x", "1")
	for link, to := range map[string]string{"link": "file", "folder": "sub", "loop": ".", "dead": "gone"} {
		if err := os.Symlink(to, filepath.Join(w.dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	// What lies where a link to a folder is left out is not known to be gone.
	w.put("folder/x", "1")
	w.put("folder.x", "1")
	w.put("dead", "1")
	got, p := w.plan(w.disk(), w.bucket(0, ""), Options{Remove: Removal{Kind: RemoveHide}, NoRenames: true})
	w.want(got, "add file: new", "add link: new", "add sub/x: new", "hide folder.x: not at the source")
	s := p.Totals().Skipped
	if s[skipFolderLink].N != 2 || s[skipDeadLink].N != 1 {
		t.Errorf("%+v", s)
	}
	// On the target's side neither is touched.
	got, _ = w.plan(w.bucket(0, ""), w.disk(), Options{Remove: Removal{Kind: RemoveForever}})
	w.want(got, "refuse dead: ...", "add folder.x: new", "refuse folder/x: ...",
		"delete file: not at the source", "delete sub/x: not at the source")
}

func TestNothingIsRemovedWhenTheSourceIsNotReadCompletely(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no folder can be made unreadable")
	}
	w := newWorld(t)
	w.write("a", "1")
	w.put("gone", "1")
	w.put("closed/x", "1")
	// A folder whose path is too long cannot be read by anybody.
	deep(t, w.dir)
	got, p := w.plan(w.disk(), w.bucket(0, ""), Options{Remove: Removal{Kind: RemoveForever}})
	for _, l := range got {
		if strings.HasPrefix(l, "delete") || strings.HasPrefix(l, "rename") {
			t.Error(l)
		}
	}
	if s := p.Totals(); !p.Incomplete() || s.Withheld != 2 || s.Deletes != 0 || s.Refused != 1 || s.Adds != 1 {
		t.Errorf("%+v", s)
	}
}

// deep makes a folder below dir that only a relative path reaches.
func deep(t *testing.T, dir string) {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.Repeat("d", 200)
	for range 25 {
		if err := root.Mkdir(name, 0o755); err != nil {
			t.Fatal(err)
		}
		below, err := root.OpenRoot(name)
		if err != nil {
			t.Fatal(err)
		}
		_ = root.Close()
		root = below
	}
	_ = root.Close()
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
}

func TestABrokenListingRemovesNothing(t *testing.T) {
	w := newWorld(t)
	w.put("a", "1")
	w.write("gone", "1")
	broken := errors.New("the line is cut")
	from := w.bucket(0, "")
	from.Lister = failing{w.client, broken}
	p, err := New(from, w.disk(), Options{Remove: Removal{Kind: RemoveForever}})
	if err != nil {
		t.Fatal(err)
	}
	lines, err := w.fails(t.Context(), p)
	if !errors.Is(err, broken) || len(lines) != 1 || lines[0] != "add a: new" {
		t.Errorf("%v, %v", lines, err)
	}
}

// failing lists one page and then no more.
type failing struct {
	*b2core.Client
	err error
}

func (f failing) ListNames(ctx context.Context, id string, o b2core.ListOptions) (b2core.Page, error) {
	if o.Start != "" {
		return b2core.Page{}, f.err
	}
	page, err := f.Client.ListNames(ctx, id, o)
	page.NextName = "zzz"
	return page, err
}

func TestAMissingSourceFails(t *testing.T) {
	w := newWorld(t)
	w.put("a", "1")
	p, err := New(Side{Dir: filepath.Join(w.dir, "gone")}, w.bucket(0, ""), Options{Remove: Removal{Kind: RemoveHide}, AllowEmpty: true})
	if err != nil {
		t.Fatal(err)
	}
	if lines, err := w.fails(t.Context(), p); !errors.Is(err, os.ErrNotExist) || len(lines) > 0 {
		t.Errorf("%v, %v", lines, err)
	}
}

func TestAnEmptySourceNeedsAWord(t *testing.T) {
	w := newWorld(t)
	w.put("a", "1")
	o := Options{Remove: Removal{Kind: RemoveHide}}
	p, err := New(w.disk(), w.bucket(0, ""), o)
	if err != nil {
		t.Fatal(err)
	}
	if lines, err := w.fails(t.Context(), p); !errors.Is(err, ErrEmptySource) || len(lines) > 0 {
		t.Errorf("%v, %v", lines, err)
	}
	o.AllowEmpty = true
	got, _ := w.plan(w.disk(), w.bucket(0, ""), o)
	w.want(got, "hide a: not at the source")
	got, _ = w.plan(w.disk(), w.bucket(0, ""), Options{})
	w.want(got)
}

func TestRights(t *testing.T) {
	w := newWorld(t)
	side := func(allowed b2core.Allowed, prefix string) Side {
		s := w.bucket(0, prefix)
		s.Allowed = allowed
		return s
	}
	rights := func(c ...b2core.Capability) b2core.Allowed { return b2core.Allowed{Capabilities: c} }
	bound := w.allowed
	bound.NamePrefix = "a/"
	for _, c := range []struct {
		name     string
		from, to Side
		remove   RemovalKind
		ok       bool
	}{
		{"all", w.disk(), side(w.allowed, ""), RemoveForever, true},
		{"write only", w.disk(), side(rights(b2core.ListFiles, b2core.WriteFiles), ""), RemoveHide, true},
		{"no delete", w.disk(), side(rights(b2core.ListFiles, b2core.WriteFiles), ""), RemoveForever, false},
		{"no list", w.disk(), side(rights(b2core.WriteFiles), ""), RemoveNothing, false},
		{"read", side(rights(b2core.ListFiles, b2core.ReadFiles), ""), w.disk(), RemoveForever, true},
		{"no read", side(rights(b2core.ListFiles), ""), w.disk(), RemoveNothing, false},
		{"outside the key's prefix", w.disk(), side(bound, ""), RemoveNothing, false},
		{"inside", w.disk(), side(bound, "a/b/"), RemoveForever, true},
		{"a source that is shown in part", side(bound, ""), w.disk(), RemoveForever, false},
		{"... and nothing removed", side(bound, ""), w.disk(), RemoveNothing, true},
		{"hide on a disk", side(w.allowed, ""), w.disk(), RemoveHide, false},
		{"two disks", w.disk(), w.disk(), RemoveNothing, false},
	} {
		if _, err := New(c.from, c.to, Options{Remove: Removal{Kind: c.remove}}); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
