package b2test_test

import (
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestServerOnAPort(t *testing.T) { tour(t, b2test.NewServer(t)) }

func TestServerInMemory(t *testing.T) { tour(t, b2test.NewMemoryServer(t)) }

// The server asks for two minutes, which takes no time in a bubble.
func TestServerInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := b2test.NewMemoryServer(t)
		s.Inject(emulator.Fault{Call: "b2_list_buckets", Status: 503, Code: "service_unavailable", RetryAfter: 2 * time.Minute})
		begin := time.Now()
		tour(t, s)
		if waited := time.Since(begin); waited < 2*time.Minute {
			t.Errorf("waited %v", waited)
		}
	})
}

func tour(t *testing.T, s *b2test.Server) {
	t.Helper()
	c := s.Client(t)
	if _, err := c.ListBuckets(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, err := c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "filled"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddNames("filled", b2test.Numbered("dir/%04d", 2500), 100); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range c.Names(t.Context(), b.ID, b2core.ListOptions{Prefix: "dir/"}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 2500 {
		t.Errorf("%d names, want 2500", n)
	}
}
