package b2test_test

import (
	"os"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

func TestRefusalsConformanceOfTheEmulator(t *testing.T) {
	s := b2test.NewMemoryServer(t, strict, b2test.SmallParts(100, 1000))
	t.Run("suite", func(t *testing.T) {
		b2test.Refusals(t, b2test.Config{Credentials: s.Credentials(), Transport: s.Transport})
	})
	leavesNothing(t, s)
}

// As TestConformanceOfAnAccount.
func TestRefusalsConformanceOfAnAccount(t *testing.T) {
	id, key := os.Getenv("B2TUI_TEST_KEY_ID"), os.Getenv("B2TUI_TEST_KEY")
	if id == "" || key == "" {
		t.Skip("B2TUI_TEST_KEY_ID and B2TUI_TEST_KEY name no account")
	}
	b2test.Refusals(t, b2test.Config{
		Credentials: b2core.Credentials{KeyID: id, Key: b2core.NewSecret(key), Realm: os.Getenv("B2TUI_TEST_REALM")},
	})
}
