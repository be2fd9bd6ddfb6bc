//go:build foreign

package foreign

import (
	"slices"
	"testing"

	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// strict is an emulator that refuses what B2 does not know.
func strict(o *emulator.Options) { o.Strict = true }

// apart has every address change with every login, and serve one kind of call.
// b2sdk 1.17 asks for a file's headers at the address for calls, so it cannot.
func apart(o *emulator.Options) { o.SeparateRoles = true }

// servers gives each test a strict emulator in memory and one on disk.
func servers(t *testing.T, test func(t *testing.T, s *b2test.Server), more ...func(*emulator.Options)) {
	t.Helper()
	t.Parallel()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		test(t, b2test.NewServer(t, append(slices.Clone(more), strict)...))
	})
	t.Run("disk", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		test(t, b2test.NewServer(t, append(slices.Clone(more), strict, func(o *emulator.Options) { o.Data = dir })...))
	})
}

func realmOf(s *b2test.Server) Realm { return Realm{URL: s.URL, KeyID: s.KeyID(), Key: s.Key()} }
