package mirror

import (
	"context"
	"iter"

	"b2tui/b2core/safego"
)

// readAhead is how many entries a side is read ahead of the comparison, so that
// one waits for a page while the other is worked on: a page and a bit.
const readAhead = 1200

type answer struct {
	entry entry
	err   error
}

// ahead runs a reader in its own goroutine. The sequence can be ranged over
// once; when it ends, so has the goroutine.
func ahead(ctx context.Context, read func(ctx context.Context, yield func(entry, error) bool)) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		entries := make(chan answer, readAhead)
		safego.Go(func() {
			defer close(entries)
			read(ctx, func(e entry, err error) bool {
				select {
				case entries <- answer{e, err}:
					return true
				case <-ctx.Done():
					return false
				}
			})
		})
		defer func() {
			cancel()
			for range entries { // until the reader has seen it and ended
			}
		}()
		for a := range entries {
			if !yield(a.entry, a.err) || a.err != nil {
				return
			}
		}
	}
}
