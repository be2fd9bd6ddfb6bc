// Package safego starts the program's goroutines. A panic in a goroutine that
// Bubble Tea does not own would leave the terminal raw, so every goroutine of
// ours goes through Go, and the screen installs a hook that gives the terminal
// back before the process ends.
package safego

import (
	"runtime/debug"
	"sync/atomic"
)

// Hook receives a panic's value and the stack of the goroutine that raised it.
type Hook func(value any, stack []byte)

var hook atomic.Pointer[Hook]

// OnPanic installs the hook for the whole process, since a terminal belongs to
// the whole process, and returns a function that puts the former one back.
func OnPanic(h Hook) (restore func()) {
	former := hook.Swap(&h)
	return func() { hook.Store(former) }
}

// Go runs f in a new goroutine. If f panics, the hook is called first and the
// panic goes on: a broken invariant ends the process, but cleanly.
func Go(f func()) {
	go func() {
		defer report()
		f()
	}()
}

// Guard gives the same care to a function that a library runs in a goroutine of
// its own: group.Go(safego.Guard(f)).
func Guard(f func() error) func() error {
	return func() error {
		defer report()
		return f()
	}
}

func report() {
	v := recover()
	if v == nil {
		return
	}
	if h := hook.Load(); h != nil && *h != nil {
		(*h)(v, debug.Stack())
	}
	panic(v)
}
