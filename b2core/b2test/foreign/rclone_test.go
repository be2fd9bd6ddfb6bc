//go:build foreign

package foreign

import (
	"path/filepath"
	"strings"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

func TestRcloneLargeFile(t *testing.T) {
	servers(t, func(t *testing.T, s *b2test.Server) {
		c, dir := Rclone(t, realmOf(s)), t.TempDir()
		t.Log(strings.SplitN(c.Run("version"), "\n", 2)[0])
		big := filepath.Join(dir, "up", "big.bin")
		RandomFile(t, big, LargeSize(t))
		c.Run("mkdir", "X:rclone-large")
		c.Run("copy", big, "X:rclone-large/dir")
		c.Run("copy", "X:rclone-large/dir", filepath.Join(dir, "down"))
		Same(t, filepath.Join(dir, "up"), filepath.Join(dir, "down"))
		if got := s.Counters().Calls["b2_upload_part"]; got < 2 {
			t.Errorf("%d parts were sent", got)
		}
		c.Run("copyto", "X:rclone-large/dir/big.bin", "X:rclone-large/copied.bin")
		c.Run("check", "--download", "X:rclone-large/dir", filepath.Join(dir, "up"))
		up, _, _ := strings.Cut(c.Run("hashsum", "sha1", filepath.Join(dir, "up")), " ")
		copied := c.Run("hashsum", "sha1", "X:rclone-large/copied.bin")
		if up == "" || !strings.HasPrefix(copied, up) {
			t.Errorf("a server-side copy has the hash %q, the file %q", copied, up)
		}
		c.Run("purge", "X:rclone-large")
	}, apart)
}

func TestRcloneTree(t *testing.T) {
	servers(t, func(t *testing.T, s *b2test.Server) {
		c, dir := Rclone(t, realmOf(s)), t.TempDir()
		up, down := filepath.Join(dir, "up"), filepath.Join(dir, "down")
		Tree(t, up, 1000)
		c.Run("mkdir", "X:rclone-tree")
		c.Run("copy", "--transfers=16", up, "X:rclone-tree/tree")
		c.Run("check", up, "X:rclone-tree/tree")
		if got := len(strings.Split(strings.TrimSpace(c.Run("lsf", "X:rclone-tree/tree")), "\n")); got != 20 {
			t.Errorf("%d folders listed, want 20", got)
		}
		if got := c.Run("lsf", "-R", "--files-only", "X:rclone-tree"); strings.Count(got, "\n") != 1000 {
			t.Errorf("%d files listed", strings.Count(got, "\n"))
		}
		c.Run("copy", "--transfers=16", "X:rclone-tree/tree", down)
		Same(t, up, down)
		if out := c.Run("sync", "-v", up, "X:rclone-tree/tree"); strings.Contains(out, "Copied") {
			t.Errorf("a second sync copies again:\n%s", out)
		}
		c.Run("purge", "X:rclone-tree")
	}, apart)
}

func TestRcloneVersionsAndHiding(t *testing.T) {
	servers(t, func(t *testing.T, s *b2test.Server) {
		c, dir := Rclone(t, realmOf(s)), t.TempDir()
		file := filepath.Join(dir, "a.txt")
		c.Run("mkdir", "X:rclone-versions")
		for _, size := range []int64{10, 20} {
			RandomFile(t, file, size)
			c.Run("copy", "--ignore-times", file, "X:rclone-versions")
		}
		c.Run("deletefile", "X:rclone-versions/a.txt")
		if got := c.Run("lsf", "X:rclone-versions"); got != "" {
			t.Errorf("after hiding: %q", got)
		}
		if got := c.Run("lsf", "--b2-versions", "X:rclone-versions"); strings.Count(got, "a-v") != 2 {
			t.Errorf("old versions: %q", got)
		}
		c.Run("cleanup", "X:rclone-versions")
		if got := c.Run("lsf", "--b2-versions", "X:rclone-versions"); got != "" {
			t.Errorf("after cleaning up: %q", got)
		}
		c.Run("rmdir", "X:rclone-versions")
		if out, err := c.Try("lsf", "X:rclone-versions"); err == nil {
			t.Errorf("a bucket that is gone lists as %q", out)
		}
	}, apart)
}

func TestRcloneKeys(t *testing.T) {
	t.Parallel()
	s := b2test.NewServer(t, strict, apart)
	c, client := Rclone(t, realmOf(s)), s.Client(t)
	c.Run("mkdir", "X:rclone-mine")
	c.Run("mkdir", "X:rclone-other")
	mine, err := client.BucketByName(t.Context(), "rclone-mine")
	if err != nil {
		t.Fatal(err)
	}
	k, err := client.CreateKey(t.Context(), b2core.KeySpec{
		Name: "mine", BucketIDs: []string{mine.ID},
		Capabilities: []b2core.Capability{b2core.ListBuckets, b2core.ListFiles, b2core.ReadFiles, b2core.WriteFiles},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "a.txt")
	RandomFile(t, file, 100)
	limited := Rclone(t, realmOf(s))
	limited.Env = append(limited.Env, "RCLONE_CONFIG_X_ACCOUNT="+k.ID, "RCLONE_CONFIG_X_KEY="+k.Secret.Reveal())
	limited.Run("copy", file, "X:rclone-mine")
	if got := limited.Run("lsf", "X:rclone-mine"); got != "a.txt\n" {
		t.Errorf("listed %q", got)
	}
	if out, err := limited.Try("lsf", "X:rclone-other"); err == nil {
		t.Errorf("another bucket lists as %q", out)
	}
	limited.Env = append(limited.Env, "RCLONE_CONFIG_X_KEY=wrong")
	if out, err := limited.Try("lsf", "X:rclone-mine"); err == nil || !strings.Contains(out, "401") {
		t.Errorf("a wrong key gives %v %s", err, out)
	}
}
