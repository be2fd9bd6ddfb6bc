package transfer

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// Who gives up an order knows what became of it: one that the writer has not
// come to is never run, one that runs is waited for.
func TestGivingUpAnOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j, err := openJournal(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		j.start(func(*tx) {}, func(err error) { t.Error(err) })
		defer j.stop()

		ctx, giveUp := context.WithCancel(t.Context())
		letGo := make(chan struct{})
		running, waiting := make(chan error, 1), make(chan error, 1)
		n := 0
		go func() {
			running <- j.do(ctx, func(*tx) error {
				<-letGo
				n = 1
				return nil
			})
		}()
		synctest.Wait()
		go func() {
			waiting <- j.do(ctx, func(*tx) error {
				t.Error("what was given up is run")
				return nil
			})
		}()
		synctest.Wait()

		giveUp()
		synctest.Wait()
		select {
		case err := <-waiting:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("given up while it waited: %v", err)
			}
		default:
			t.Error("waits although the writer had not begun")
		}
		if len(running) > 0 {
			t.Error("returned while the change runs")
		}
		close(letGo)
		if err := <-running; err != nil || n != 1 {
			t.Errorf("what ran to its end: n is %d, error %v", n, err)
		}
	})
}
