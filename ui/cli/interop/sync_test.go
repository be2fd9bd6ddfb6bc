//go:build foreign && unix

package interop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"b2tui/b2core/b2test/foreign"
)

// TestRcloneAgreesOnSync lets rclone judge whether two sides are alike after a
// sync of ours, and has us judge one of rclone's.
func TestRcloneAgreesOnSync(t *testing.T) {
	s := newStage(t)
	c := foreign.Rclone(t, s.Realm)
	s.Must("bucket", "create", "by-b2tui")
	s.Must("bucket", "create", "copied")
	c.Run("mkdir", "X:by-rclone")
	if err := os.Rename(filepath.Join(s.large, largeName), filepath.Join(s.tree, largeName)); err != nil {
		t.Fatal(err)
	}
	b := table{stage: s, client: c}
	idle := func(t *testing.T, c *foreign.Client, from, to string) {
		t.Helper()
		if out := c.Run("sync", "-v", from, to); strings.Contains(out, "Copied") || strings.Contains(out, "Deleted") || strings.Contains(out, "Updated") {
			t.Errorf("rclone finds something to do:\n%.2000s", out)
		}
	}
	nothing := func(t *testing.T, s *stage, args ...string) {
		t.Helper()
		if _, out := s.Must(append([]string{"sync", "--dry-run"}, args...)...); !strings.HasPrefix(out, "nothing to do, ") {
			t.Errorf("%s: %.2000s", args, out)
		}
	}
	b.row(t, "b2tui sync up -> rclone check, rclone sync idle", func(t *testing.T, s *stage, c *foreign.Client) {
		s.Must("sync", "--quiet", s.tree, "b2://by-b2tui/tree")
		c.Run("check", s.tree, "X:by-b2tui/tree")
		idle(t, c, s.tree, "X:by-b2tui/tree")
	})
	b.row(t, "changed, removed, renamed: b2tui sync --delete hide -> rclone", func(t *testing.T, s *stage, c *foreign.Client) {
		odd := filepath.Join(s.tree, "odd")
		foreign.RandomFile(t, filepath.Join(odd, "a b", "+plus +.txt"), 4321)
		if err := os.Remove(filepath.Join(odd, "quote ' \".txt")); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(s.tree, largeName), filepath.Join(odd, "moved.bin")); err != nil {
			t.Fatal(err)
		}
		_, out := s.Must("sync", "--json", "--delete", "hide", s.tree, "b2://by-b2tui/tree")
		if !strings.Contains(out, `"rename":1,"hide":1,`) {
			t.Errorf("%.1000s", out)
		}
		c.Run("check", s.tree, "X:by-b2tui/tree")
		idle(t, c, s.tree, "X:by-b2tui/tree")
	})
	b.row(t, "b2tui sync bucket to bucket -> rclone check", func(t *testing.T, s *stage, c *foreign.Client) {
		s.Must("sync", "--quiet", "b2://by-b2tui/tree", "b2://copied")
		c.Run("check", "X:by-b2tui/tree", "X:copied")
		c.Run("check", s.tree, "X:copied")
	})
	b.row(t, "b2tui sync down -> rclone check", func(t *testing.T, s *stage, c *foreign.Client) {
		back := s.back(t)
		foreign.RandomFile(t, filepath.Join(back, "extra"), 10)
		s.Must("sync", "--quiet", "--delete", "forever", "--yes", "b2://copied", back)
		c.Run("check", back, "X:copied")
		foreign.Same(t, s.tree, back)
	})
	b.row(t, "rclone sync -> b2tui sync idle, by time and by hash", func(t *testing.T, s *stage, c *foreign.Client) {
		c.Run("sync", "--transfers=16", s.tree, "X:by-rclone/tree")
		nothing(t, s, "--delete", "hide", s.tree, "b2://by-rclone/tree")
		nothing(t, s, "--compare", "hash", s.tree, "b2://by-rclone/tree")
	})
	b.print(t)
}
