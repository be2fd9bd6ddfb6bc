//go:build foreign && unix

package interop

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"b2tui/b2core/b2test/foreign"
	"b2tui/ui/cli/clitest"
)

// TestB2SDK moves a small and a large file with b2sdk, both ways. b2sdk stores no
// hash of a large file, so of its own one only the content can be compared.
func TestB2SDK(t *testing.T) {
	s := newStage(t)
	c := foreign.B2SDK(t, s.Realm, filepath.Join("testdata", "move.py"))
	s.Must("bucket", "create", "both-ways")
	small := filepath.Join(s.dir, "small", "smäll + 5%.txt")
	foreign.RandomFile(t, small, 12_345)
	b := table{stage: s, client: c}
	for _, f := range []struct{ what, path string }{{"small", small}, {"large", filepath.Join(s.large, largeName)}} {
		name := filepath.Base(f.path)
		b.row(t, "b2tui put "+f.what+" file -> b2sdk ls, download, stored hash", func(t *testing.T, s *stage, c *foreign.Client) {
			back := filepath.Join(s.back(t), name)
			s.Must("put", "--quiet", f.path, "b2://both-ways/ours/")
			c.Run("down", "both-ways", back, "ours/"+name)
			foreign.Same(t, f.path, back)
		})
		b.row(t, "b2sdk upload "+f.what+" file -> b2tui ls, get", func(t *testing.T, s *stage, c *foreign.Client) {
			back := s.back(t)
			c.Run("up", "both-ways", f.path, "theirs/"+name)
			_, out := s.Must("ls", "b2://both-ways/theirs/")
			if !strings.Contains(out, "theirs/"+name+"\n") {
				t.Errorf("ls: %q", out)
			}
			s.Must("get", "--quiet", "b2://both-ways/theirs/"+name, back)
			foreign.Same(t, f.path, filepath.Join(back, name))
		})
		b.row(t, "b2sdk upload and download "+f.what+" file", func(t *testing.T, s *stage, c *foreign.Client) {
			back := filepath.Join(s.back(t), name)
			c.Run("fetch", "both-ways", back, "theirs/"+name)
			foreign.Same(t, f.path, back)
		})
	}
	b.print(t)
}

// TestImportFromB2SDK logs in with the account file that b2sdk wrote, and leaves
// that as it was.
func TestImportFromB2SDK(t *testing.T) {
	p, dir := clitest.Start(t), t.TempDir()
	stored, passphrase := filepath.Join(dir, "account_info"), filepath.Join(dir, "passphrase")
	foreign.B2SDK(t, p.Realm, filepath.Join("testdata", "login.py")).Run(stored)
	if err := os.WriteFile(passphrase, []byte("tulip\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(stored)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"login", "--import"}, {"bucket", "create", "from-b2sdk"}, {"logout"}} {
		cmd := p.Command(args...)
		cmd.Env = append(cmd.Env, "B2_APPLICATION_KEY_ID=", "B2_APPLICATION_KEY=", "B2_ENVIRONMENT=", "DBUS_SESSION_BUS_ADDRESS=",
			"B2_ACCOUNT_INFO="+stored, "B2TUI_PASSPHRASE_FILE="+passphrase)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
	}
	if after, err := os.ReadFile(stored); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed, %v", err)
	}
}
