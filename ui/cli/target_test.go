package cli

import (
	"path/filepath"
	"testing"
)

func TestTargetName(t *testing.T) {
	for _, c := range []struct {
		target  string
		arg     string
		dir     bool
		sources int
		want    string
	}{
		{"b2://b", "src", true, 1, "src/"},
		{"b2://b/", "src", true, 1, "src/"},
		{"b2://b/x", "src", true, 1, "x/src/"},
		{"b2://b/x/", "src/", true, 1, "x/src/"},
		{"b2://b/x/", "src/.", true, 1, "x/"},
		{"b2://b/x", ".", true, 1, "x/"},
		{"b2://b", ".", true, 1, ""},
		{"b2://b", "/", true, 1, ""},
		{"b2://b/x/", "..", true, 1, "x/"},
		{"b2://b", "a.txt", false, 1, "a.txt"},
		{"b2://b/x/", "d/a.txt", false, 1, "x/a.txt"},
		{"b2://b/x", "d/a.txt", false, 1, "x"},
		{"b2://b/x/y.txt", "a.txt", false, 1, "x/y.txt"},
		{"b2://b/x", "src", true, 2, "x/src/"},
	} {
		at, err := parseLocation(c.target)
		if err != nil {
			t.Fatal(err)
		}
		path, err := filepath.Abs(c.arg)
		if err != nil {
			t.Fatal(err)
		}
		if got := targetName(at, baseOf(c.arg, path), c.dir, c.sources); got != c.want {
			t.Errorf("put %s %s: %q, want %q", c.arg, c.target, got, c.want)
		}
	}
}

func TestLocalBaseStaysInside(t *testing.T) {
	for name, want := range map[string]string{
		"a/b.txt": "b.txt", "a/b/": "b", "a//": "a",
		"..": "", "a/..": "", "a/../": "", ".": "", "/": "", "//": "",
	} {
		got, err := localBase(Location{"b", name})
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", name, got, err)
		}
	}
}
