//go:build foreign

package foreign

import (
	"testing"

	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// servers gives each test the emulator in memory and on disk.
func servers(t *testing.T, test func(t *testing.T, s *b2test.Server)) {
	t.Helper()
	t.Parallel()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		test(t, b2test.NewServer(t))
	})
	t.Run("disk", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		test(t, b2test.NewServer(t, func(o *emulator.Options) { o.Data = dir }))
	})
}

func realmOf(s *b2test.Server) Realm { return Realm{URL: s.URL, KeyID: s.KeyID(), Key: s.Key()} }
