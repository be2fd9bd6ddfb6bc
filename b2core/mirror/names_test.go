package mirror

import (
	"errors"
	"slices"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/transfer/localname"
)

// What a disk cannot hold is refused by the plan; the rest of the rules are
// tested where they stand.
func TestNamesThatADiskCannotHold(t *testing.T) {
	for _, c := range []struct {
		disk  localname.Disk
		names []string
		bad   []string
	}{
		{localname.Disk{}, []string{"a", "a-b", "a.b/c", "a/b", "a0"}, []string{"a/b"}},
		{localname.Disk{}, []string{"A", "B/x", "a", "b/x", "cafe\u0301", "caf\u00e9"}, nil},
		{localname.Disk{Case: true}, []string{"A", "B/x", "a", "b/x", "b/y"}, []string{"a", "b/x", "b/y"}},
		{localname.Disk{Form: true}, []string{"A", "a", "cafe\u0301", "caf\u00e9"}, []string{"caf\u00e9"}},
		{localname.Disk{Windows: true}, []string{"a.", "a:b", "aux"}, []string{"a.", "a:b", "aux"}},
		{localname.Disk{}, []string{"../x", "/etc/passwd", "a//b", "a\x00b"}, []string{"../x", "/etc/passwd", "a//b", "a\x00b"}},
	} {
		names, bad := &localNames{c.disk, localname.NewNames(c.disk)}, []string(nil)
		for _, n := range c.names {
			if err := names.fits(n); err != nil {
				bad = append(bad, n)
				if !errors.Is(err, b2core.ErrBadName) {
					t.Errorf("%q: %v", n, err)
				}
			}
		}
		if !slices.Equal(bad, c.bad) {
			t.Errorf("%q on %+v: refused %q", c.names, c.disk, bad)
		}
	}
}
