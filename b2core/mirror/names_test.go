package mirror

import (
	"errors"
	"testing"

	"b2tui/b2core"
)

func TestClash(t *testing.T) {
	for _, c := range []struct {
		blind bool
		names []string
		bad   string
	}{
		{false, []string{"a", "a-b", "a.b/c", "a/b", "a0"}, "a/b"},
		{false, []string{"x/a", "x/a/b", "x/a/c"}, "x/a/b"},
		{false, []string{"A", "B/x", "a", "b/x"}, ""},
		{true, []string{"A", "B/x", "a"}, "a"},
		{true, []string{"B/x", "a", "b/x"}, "b/x"},
		{true, []string{"a/X", "a/Y", "b/x", "b/y"}, ""},
		{true, []string{"a/b/X", "a/b/x"}, "a/b/x"},
		{true, []string{"Ä", "ä"}, "ä"},
	} {
		clash, bad := clash{blind: c.blind}, ""
		for _, n := range c.names {
			if err := clash.with(n); err != nil {
				if bad == "" {
					bad = n
				}
				if !errors.Is(err, b2core.ErrBadName) {
					t.Errorf("%v", err)
				}
			}
		}
		if bad != c.bad {
			t.Errorf("%v, blind %t: refused %q, want %q", c.names, c.blind, bad, c.bad)
		}
	}
}

func TestLocalName(t *testing.T) {
	for _, good := range []string{"a", "a/b c/ä", "..a/b..", "-rf", "$(x)"} {
		if err := localName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"/etc/passwd", "../x", "a/../../x", "a/../b", "a//b", "./a", "a/.", "..", "a\x00b", "a/"} {
		if err := localName(bad); !errors.Is(err, b2core.ErrBadName) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
