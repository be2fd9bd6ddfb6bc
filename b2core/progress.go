package b2core

import "sync/atomic"

// Progress counts one transfer. Workers add, anyone reads; nothing blocks.
type Progress struct {
	total     atomic.Int64
	done      atomic.Int64
	verifying atomic.Bool
	parts     atomic.Pointer[[]partCounter]
}

type partCounter struct {
	size int64
	done atomic.Int64
}

// PartView is one part as it stands: Done of Size bytes.
type PartView struct{ Done, Size int64 }
