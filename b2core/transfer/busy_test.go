package transfer

import (
	"context"
	"errors"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// While another process writes for long, what runs waits, who comes waits, and
// who gives up may go.
func TestABusyQueueIsWaitedFor(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open(func(c *Config) { c.Limits.UpRate = 4 << 20 })
	id := w.enqueue(m, w.up(w.write("big", 8<<20), "big"))[0]
	w.until(m, "it moves", moving(1<<20))

	other, err := w.sql().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	eventually(t, "the other one writes", func() bool {
		_, err := other.ExecContext(t.Context(), `BEGIN IMMEDIATE`)
		return err == nil
	})
	opened := make(chan *Manager, 1)
	go func() {
		late, err := Open(t.Context(), Config{Path: w.path, Clients: func(context.Context, string) (*b2core.Client, error) { return w.client, nil }})
		if err != nil {
			t.Error(err)
		}
		opened <- late
	}()
	w.until(m, "it says that it waits", func(s Snapshot) bool { return s.Notice != "" })
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := m.Pause(ctx, id); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an order that is given up: %v", err)
	}
	if _, err := other.ExecContext(t.Context(), `ROLLBACK`); err != nil {
		t.Fatal(err)
	}

	late := <-opened
	if late == nil {
		t.Fatal("not opened")
	}
	defer w.close(late)
	if n := late.Current().Notice; n != "" {
		t.Errorf("who came late says %q", n)
	}
	m.SetLimits(Limits{})
	if s := w.wait(m, id); s.Done != 1 || m.Current().Notice != "" {
		t.Errorf("%+v, notice %q", s, m.Current().Notice)
	}
}

// A queue that another process never lets go does not hold up who ends.
func TestABusyQueueIsClosedInTime(t *testing.T) {
	w := newWorld(t)
	m, err := Open(t.Context(), Config{Path: w.path})
	if err != nil {
		t.Fatal(err)
	}
	other, err := w.sql().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	eventually(t, "the other one writes", func() bool {
		_, err := other.ExecContext(t.Context(), `BEGIN IMMEDIATE`)
		return err == nil
	})
	start := time.Now()
	if err := m.Close(t.Context()); err == nil {
		t.Error("closed as if it were stored")
	}
	if d := time.Since(start); d > 8*time.Second {
		t.Errorf("it took %v", d)
	}
}
