//go:build foreign && unix

package interop

import (
	"path/filepath"
	"strings"
	"testing"

	"b2tui/b2core/b2test/foreign"
)

// TestRclone moves content with rclone alone, from us to rclone, and from rclone
// to us.
func TestRclone(t *testing.T) {
	s := newStage(t)
	c := foreign.Rclone(t, s.Realm)
	t.Logf("%s, large file of %d bytes, tree of %d files", strings.SplitN(c.Run("version"), "\n", 2)[0], foreign.LargeSize(t), s.files)
	c.Run("mkdir", "X:by-rclone")
	s.Must("bucket", "create", "by-b2tui")
	b := table{stage: s, client: c}
	b.rcloneAlone(t)
	b.toRclone(t)
	b.fromRclone(t)
	b.print(t)
}

// rcloneAlone uses the emulator process with no client of ours.
func (b *table) rcloneAlone(t *testing.T) {
	b.row(t, "rclone copy large file: up, check, down", func(t *testing.T, s *stage, c *foreign.Client) {
		back := s.back(t)
		c.Run("copy", s.large, "X:by-rclone/large")
		c.Run("check", "--download", s.large, "X:by-rclone/large")
		c.Run("copy", "X:by-rclone/large", back)
		foreign.Same(t, s.large, back)
	})
	b.row(t, "rclone copy tree: up, check, down", func(t *testing.T, s *stage, c *foreign.Client) {
		back := s.back(t)
		c.Run("copy", "--transfers=16", s.tree, "X:by-rclone/tree")
		c.Run("check", s.tree, "X:by-rclone/tree")
		c.Run("copy", "--transfers=16", "X:by-rclone/tree", back)
		foreign.Same(t, s.tree, back)
	})
}

// toRclone uploads with us and reads with rclone.
func (b *table) toRclone(t *testing.T) {
	b.row(t, "b2tui put large file -> rclone hashsum, check, copy", func(t *testing.T, s *stage, c *foreign.Client) {
		back := s.back(t)
		s.Must("put", "--quiet", filepath.Join(s.large, largeName), "b2://by-b2tui/large/")
		local := c.Run("hashsum", "sha1", s.large)
		equalLines(t, "rclone hashsum", lines(local), lines(c.Run("hashsum", "sha1", "X:by-b2tui/large")))
		c.Run("check", s.large, "X:by-b2tui/large")
		c.Run("copy", "X:by-b2tui/large", back)
		foreign.Same(t, s.large, back)
	})
	b.row(t, "b2tui put tree -> rclone lsf, hashsum, check, copy", func(t *testing.T, s *stage, c *foreign.Client) {
		back := s.back(t)
		s.Must("put", "--quiet", s.tree, "b2://by-b2tui/")
		equalLines(t, "rclone lsf", s.names(t, ""), lines(c.Run("lsf", "-R", "--files-only", "X:by-b2tui/tree")))
		local := c.Run("hashsum", "sha1", s.tree)
		equalLines(t, "rclone hashsum", lines(local), lines(c.Run("hashsum", "sha1", "X:by-b2tui/tree")))
		c.Run("check", s.tree, "X:by-b2tui/tree")
		c.Run("copy", "--transfers=16", "X:by-b2tui/tree", back)
		foreign.Same(t, s.tree, back)
	})
	b.row(t, "b2tui put tree -> rclone sync finds nothing to do", func(t *testing.T, s *stage, c *foreign.Client) {
		if out := c.Run("sync", "-v", s.tree, "X:by-b2tui/tree"); strings.Contains(out, "Copied") || strings.Contains(out, "Updated") {
			t.Errorf("rclone copies what is there:\n%.2000s", out)
		}
	})
}

// fromRclone reads with us what rclone uploaded.
func (b *table) fromRclone(t *testing.T) {
	b.row(t, "rclone large file -> b2tui get, proved by its large_file_sha1", func(t *testing.T, s *stage, c *foreign.Client) {
		back := s.back(t)
		_, out := s.Must("get", "b2://by-rclone/large/"+largeName, back)
		if strings.Contains(out, "not verifiable") {
			t.Errorf("it was not verified: %s", out)
		}
		foreign.Same(t, s.large, back)
	})
	b.row(t, "rclone tree -> b2tui get", func(t *testing.T, s *stage, c *foreign.Client) {
		back := s.back(t)
		_, out := s.Must("get", "b2://by-rclone/tree/", back)
		if strings.Contains(out, "not verifiable") {
			t.Errorf("it was not verified: %s", out)
		}
		foreign.Same(t, s.tree, filepath.Join(back, "tree"))
	})
	b.row(t, "rclone tree -> b2tui ls", func(t *testing.T, s *stage, c *foreign.Client) {
		_, out := s.Must("ls", "-R", "b2://by-rclone/tree/")
		equalLines(t, "b2tui ls -R", s.names(t, "tree/"), lines(out))
		_, out = s.Must("ls", "b2://by-rclone")
		equalLines(t, "b2tui ls", []string{"large/", "tree/"}, lines(out))
	})
	b.row(t, "rclone tree -> b2tui put --if-exists differs sends nothing", func(t *testing.T, s *stage, c *foreign.Client) {
		_, before := s.Must("ls", "-R", "--versions", "--json", "b2://by-rclone")
		s.Must("put", "--quiet", "--if-exists", "differs", s.tree, "b2://by-rclone/")
		_, after := s.Must("ls", "-R", "--versions", "--json", "b2://by-rclone")
		equalLines(t, "versions", lines(before), lines(after))
	})
	b.row(t, "rclone deletes (hides) -> b2tui ls; b2tui get says not found", func(t *testing.T, s *stage, c *foreign.Client) {
		c.Run("deletefile", "X:by-rclone/large/"+largeName)
		if _, out, code := s.Run("ls", "-R", "b2://by-rclone/large/"); code != 4 {
			t.Errorf("ls: exit %d, %s", code, out)
		}
		if _, out, code := s.Run("get", "b2://by-rclone/large/"+largeName, s.back(t)); code != 4 {
			t.Errorf("get: exit %d, %s", code, out)
		}
		_, out := s.Must("ls", "-R", "--versions", "--json", "b2://by-rclone/large/")
		if strings.Count(out, "\n") != 2 || !strings.Contains(out, `"hide"`) {
			t.Errorf("versions: %s", out)
		}
	})
}
