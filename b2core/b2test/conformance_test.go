package b2test_test

import (
	"os"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// strict is an emulator that refuses what B2 does not know, and whose addresses
// change with every login.
func strict(o *emulator.Options) { o.Strict, o.SeparateRoles = true, true }

func TestConformanceOfTheEmulator(t *testing.T) {
	s := b2test.NewMemoryServer(t, strict, b2test.SmallParts(100, 1000))
	t.Run("suite", func(t *testing.T) {
		b2test.Conformance(t, b2test.Config{Credentials: s.Credentials(), Transport: s.Transport, Complete: true})
	})
	leavesNothing(t, s)
}

// leavesNothing looks for what a run made.
func leavesNothing(t *testing.T, s *b2test.Server) {
	t.Helper()
	c := s.Client(t)
	if left, err := c.ListBuckets(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("%d buckets stay, %v", len(left), err)
	}
	for k, err := range c.Keys(t.Context()) {
		t.Errorf("key %s stays, %v", k.Name, err)
	}
}

// A key that may do little has most of it skipped, and nothing fails.
func TestConformanceWithALesserKey(t *testing.T) {
	s := b2test.NewMemoryServer(t, strict, b2test.SmallParts(100, 1000))
	k, err := s.Client(t).CreateKey(t.Context(), b2core.KeySpec{Name: "reader", Capabilities: []b2core.Capability{b2core.ListBuckets, b2core.ReadFiles}})
	if err != nil {
		t.Fatal(err)
	}
	creds := s.Credentials()
	creds.KeyID, creds.Key = k.ID, k.Secret
	b2test.Conformance(t, b2test.Config{Credentials: creds, Transport: s.Transport})
}

// A real account, if the environment names one; see CONTRIBUTING.md.
func TestConformanceOfAnAccount(t *testing.T) {
	id, key := os.Getenv("B2TUI_TEST_KEY_ID"), os.Getenv("B2TUI_TEST_KEY")
	if id == "" || key == "" {
		t.Skip("B2TUI_TEST_KEY_ID and B2TUI_TEST_KEY name no account")
	}
	b2test.Conformance(t, b2test.Config{
		Credentials: b2core.Credentials{KeyID: id, Key: b2core.NewSecret(key), Realm: os.Getenv("B2TUI_TEST_REALM")},
	})
}
