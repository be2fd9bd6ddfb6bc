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
		c, dir := rclone(t, s), t.TempDir()
		t.Log(strings.SplitN(c.run("version"), "\n", 2)[0])
		big := filepath.Join(dir, "up", "big.bin")
		randomFile(t, big, largeSize(t))
		c.run("mkdir", "X:rclone-large")
		c.run("copy", big, "X:rclone-large/dir")
		c.run("copy", "X:rclone-large/dir", filepath.Join(dir, "down"))
		same(t, filepath.Join(dir, "up"), filepath.Join(dir, "down"))
		if got := s.Counters().Calls["b2_upload_part"]; got < 2 {
			t.Errorf("%d parts were sent", got)
		}
		c.run("copyto", "X:rclone-large/dir/big.bin", "X:rclone-large/copied.bin")
		c.run("check", "--download", "X:rclone-large/dir", filepath.Join(dir, "up"))
		up, _, _ := strings.Cut(c.run("hashsum", "sha1", filepath.Join(dir, "up")), " ")
		copied := c.run("hashsum", "sha1", "X:rclone-large/copied.bin")
		if up == "" || !strings.HasPrefix(copied, up) {
			t.Errorf("a server-side copy has the hash %q, the file %q", copied, up)
		}
		c.run("purge", "X:rclone-large")
	})
}

func TestRcloneTree(t *testing.T) {
	servers(t, func(t *testing.T, s *b2test.Server) {
		c, dir := rclone(t, s), t.TempDir()
		up, down := filepath.Join(dir, "up"), filepath.Join(dir, "down")
		tree(t, up, 1000)
		c.run("mkdir", "X:rclone-tree")
		c.run("copy", "--transfers=16", up, "X:rclone-tree/tree")
		c.run("check", up, "X:rclone-tree/tree")
		if got := len(strings.Split(strings.TrimSpace(c.run("lsf", "X:rclone-tree/tree")), "\n")); got != 20 {
			t.Errorf("%d folders listed, want 20", got)
		}
		if got := c.run("lsf", "-R", "--files-only", "X:rclone-tree"); strings.Count(got, "\n") != 1000 {
			t.Errorf("%d files listed", strings.Count(got, "\n"))
		}
		c.run("copy", "--transfers=16", "X:rclone-tree/tree", down)
		same(t, up, down)
		if out := c.run("sync", "-v", up, "X:rclone-tree/tree"); strings.Contains(out, "Copied") {
			t.Errorf("a second sync copies again:\n%s", out)
		}
		c.run("purge", "X:rclone-tree")
	})
}

func TestRcloneVersionsAndHiding(t *testing.T) {
	servers(t, func(t *testing.T, s *b2test.Server) {
		c, dir := rclone(t, s), t.TempDir()
		file := filepath.Join(dir, "a.txt")
		c.run("mkdir", "X:rclone-versions")
		for _, size := range []int64{10, 20} {
			randomFile(t, file, size)
			c.run("copy", "--ignore-times", file, "X:rclone-versions")
		}
		c.run("deletefile", "X:rclone-versions/a.txt")
		if got := c.run("lsf", "X:rclone-versions"); got != "" {
			t.Errorf("after hiding: %q", got)
		}
		if got := c.run("lsf", "--b2-versions", "X:rclone-versions"); strings.Count(got, "a-v") != 2 {
			t.Errorf("old versions: %q", got)
		}
		c.run("cleanup", "X:rclone-versions")
		if got := c.run("lsf", "--b2-versions", "X:rclone-versions"); got != "" {
			t.Errorf("after cleaning up: %q", got)
		}
		c.run("rmdir", "X:rclone-versions")
		if out, err := c.try("lsf", "X:rclone-versions"); err == nil {
			t.Errorf("a bucket that is gone lists as %q", out)
		}
	})
}

func TestRcloneKeys(t *testing.T) {
	t.Parallel()
	s := b2test.NewServer(t)
	c, client := rclone(t, s), s.Client(t)
	c.run("mkdir", "X:rclone-mine")
	c.run("mkdir", "X:rclone-other")
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
	randomFile(t, file, 100)
	limited := rclone(t, s)
	limited.env = append(limited.env, "RCLONE_CONFIG_X_ACCOUNT="+k.ID, "RCLONE_CONFIG_X_KEY="+k.Secret.Reveal())
	limited.run("copy", file, "X:rclone-mine")
	if got := limited.run("lsf", "X:rclone-mine"); got != "a.txt\n" {
		t.Errorf("listed %q", got)
	}
	if out, err := limited.try("lsf", "X:rclone-other"); err == nil {
		t.Errorf("another bucket lists as %q", out)
	}
	limited.env = append(limited.env, "RCLONE_CONFIG_X_KEY=wrong")
	if out, err := limited.try("lsf", "X:rclone-mine"); err == nil || !strings.Contains(out, "401") {
		t.Errorf("a wrong key gives %v %s", err, out)
	}
}
