package filter

import (
	"testing"
	"time"
)

func TestFilter(t *testing.T) {
	list := func(s ...string) []string { return s }
	for _, c := range []struct {
		name             string
		include, exclude []string
		yes, no          []string
	}{
		{"all", nil, nil, list("a", "a/b.jpg"), nil},
		{"by ending", list("*.jpg"), nil, list("a.jpg", "x/y/a.jpg"), list("a.png", "x/a.jpgg", "A.JPG")},
		{"without a kind", nil, list("*.tmp", "*~"), list("a", "tmp"), list("a.tmp", "x/b~")},
		{
			"a folder anywhere", nil, list("node_modules/"), list("a", "node_modules", "x/my_node_modules/a"),
			list("node_modules/a", "x/node_modules/b/c"),
		},
		{"a name anywhere", nil, list("cache"), list("cached"), list("cache", "x/cache", "x/cache/a")},
		{"from the top", list("/2026"), nil, list("2026/a", "2026"), list("x/2026/a")},
		{"a path", list("2026/raw"), nil, list("2026/raw/a"), list("2026/a", "x/2026/raw/a")},
		{"any depth", list("2026/**/*.raw"), nil, list("2026/a.raw", "2026/x/y/a.raw"), list("a.raw", "2026/a.jpg")},
		{"exclusion wins", list("*.jpg"), list("thumbs/"), list("a.jpg"), list("thumbs/a.jpg", "a.png")},
		{"alternatives", list("*.{jpg,png}"), nil, list("a.jpg", "b.png"), list("a.gif")},
		{"hidden too", list("*"), nil, list(".a", ".b/c"), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := New(Rules{Include: c.include, Exclude: c.exclude})
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range c.yes {
				if !f.Match(n) {
					t.Errorf("%q is left out", n)
				}
			}
			for _, n := range c.no {
				if f.Match(n) {
					t.Errorf("%q is taken", n)
				}
			}
		})
	}
	for _, bad := range []string{"", "/", "[a", "a/{b"} {
		if _, err := New(Rules{Include: []string{bad}}); err == nil {
			t.Errorf("%q is taken for a pattern", bad)
		}
	}
}

// What the walk leaves out as a folder must be what the filter leaves out of it.
func FuzzPruneAgreesWithMatch(f *testing.F) {
	f.Add("a/", "a/b/c")
	f.Add("**/b", "a/b/c")
	f.Add("*/x*", "a/xy/c")
	f.Fuzz(func(t *testing.T, glob, name string) {
		filter, err := New(Rules{Exclude: []string{glob}})
		if err != nil {
			return
		}
		for i, r := range name {
			if r == '/' && filter.Prunes(name[:i]) && filter.Match(name) {
				t.Errorf("%q prunes %q and takes %q", glob, name[:i], name)
			}
		}
	})
}

func TestSizesAndTimes(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name    string
		rules   Rules
		size    int64
		changed time.Time
		want    bool
	}{
		{"large enough", Rules{MinSize: 10}, 10, day(1), true},
		{"too small", Rules{MinSize: 10}, 9, day(1), false},
		{"small enough", Rules{MaxSize: 10}, 10, day(1), true},
		{"too large", Rules{MaxSize: 10}, 11, day(1), false},
		{"new enough", Rules{NewerThan: day(5)}, 1, day(6), true},
		{"too old", Rules{NewerThan: day(5)}, 1, day(5), false},
		{"old enough", Rules{OlderThan: day(5)}, 1, day(4), true},
		{"too new", Rules{OlderThan: day(5)}, 1, day(5), false},
		{"of no known age", Rules{OlderThan: day(5)}, 1, time.Time{}, false},
		{"all that is asked", Rules{Include: []string{"a"}, MinSize: 1, MaxSize: 1, NewerThan: day(1), OlderThan: day(3)}, 1, day(2), true},
		{"another name", Rules{Include: []string{"b"}, MinSize: 1}, 1, day(2), false},
	} {
		f, err := New(c.rules)
		if err != nil {
			t.Fatal(err)
		}
		stored, err := Parse(f.String())
		if err != nil {
			t.Fatal(err)
		}
		for what, f := range map[string]*Filter{"as it was made": f, "as it was stored": stored} {
			if got := f.Takes("a", c.size, c.changed); got != c.want {
				t.Errorf("%s, %s: takes %v", c.name, what, got)
			}
		}
	}
	if f, err := New(Rules{}); f != nil || err != nil || f.String() != "" || !f.Takes("a", 1, time.Time{}) {
		t.Errorf("no rules: %v, %v", f, err)
	}
}
