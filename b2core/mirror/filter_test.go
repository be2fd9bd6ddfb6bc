package mirror

import "testing"

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
			f, err := NewFilter(c.include, c.exclude)
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
		if _, err := NewFilter([]string{bad}, nil); err == nil {
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
		filter, err := NewFilter(nil, []string{glob})
		if err != nil {
			return
		}
		for i, r := range name {
			if r == '/' && filter.prunes(name[:i]) && filter.Match(name) {
				t.Errorf("%q prunes %q and takes %q", glob, name[:i], name)
			}
		}
	})
}
