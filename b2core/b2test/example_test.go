package b2test_test

import (
	"testing"

	"b2tui/b2core/b2test"
)

// A test of one's own: an account for itself, and the whole of B2 asked of it.
func ExampleConformance() {
	_ = func(t *testing.T) {
		s := b2test.NewMemoryServer(t, b2test.SmallParts(100, 1000))
		b2test.Conformance(t, b2test.Config{Credentials: s.Credentials(), Transport: s.Transport, Complete: true})
	}
}
