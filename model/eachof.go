package model

import (
	"context"
	"sync"

	"b2tui/b2core/safego"
)

// eachOf runs f for all items, some at once, and returns the first error. After
// an error no further item is begun.
func eachOf[T any](ctx context.Context, atOnce int, items []T, f func(context.Context, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, item := range items {
		select {
		case <-ctx.Done():
		case slots <- struct{}{}:
		}
		if ctx.Err() != nil {
			break
		}
		wg.Add(1)
		safego.Go(func() {
			defer wg.Done()
			defer func() { <-slots }()
			if err := f(ctx, item); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}
