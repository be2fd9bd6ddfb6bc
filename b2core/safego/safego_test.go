package safego_test

import (
	"errors"
	"testing"

	"b2tui/b2core/safego"
)

func TestGuardReportsAndPanicsOn(t *testing.T) {
	var seen any
	var stack []byte
	defer safego.OnPanic(func(v any, s []byte) { seen, stack = v, s })()
	func() {
		defer func() {
			if v := recover(); v != "broken" {
				t.Errorf("the panic went on as %v", v)
			}
		}()
		_ = safego.Guard(func() error { panic("broken") })()
	}()
	if seen != "broken" || len(stack) == 0 {
		t.Errorf("the hook saw %v with %d bytes of stack", seen, len(stack))
	}
}

func TestGuardHandsErrorsOn(t *testing.T) {
	want := errors.New("ordinary")
	if err := safego.Guard(func() error { return want })(); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}

func TestOnPanicRestores(t *testing.T) {
	calls := 0
	restoreOuter := safego.OnPanic(func(any, []byte) { calls++ })
	restore := safego.OnPanic(func(any, []byte) { t.Error("the former hook was not put back") })
	restore()
	func() {
		defer func() { _ = recover() }()
		_ = safego.Guard(func() error { panic(1) })()
	}()
	restoreOuter()
	if calls != 1 {
		t.Errorf("%d calls", calls)
	}
}

func TestGoRuns(t *testing.T) {
	done := make(chan struct{})
	safego.Go(func() { close(done) })
	<-done
}
