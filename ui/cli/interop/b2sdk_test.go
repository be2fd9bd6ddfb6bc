//go:build foreign && unix

package interop

import (
	"path/filepath"
	"strings"
	"testing"

	"b2tui/b2core/b2test/foreign"
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
