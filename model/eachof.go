package model

import (
	"context"

	"golang.org/x/sync/errgroup"

	"b2tui/b2core/safego"
)

// eachOf runs f for all items, some at once, and returns the first error. After
// an error no further item is begun.
func eachOf[T any](ctx context.Context, atOnce int, items []T, f func(context.Context, T) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for _, item := range items {
		g.Go(safego.Guard(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return f(ctx, item)
		}))
	}
	return g.Wait()
}
