package b2core

import "context"

// Steering is how a caller bounds, watches and remembers one upload or
// download while it runs. The zero value runs unbounded by anything but the
// client's defaults and remembers nothing. Package transfer implements all of
// it; the engine only calls it, from several goroutines at once.
type Steering struct {
	Slots      Slots      // parts in flight; nil: the client's Workers
	Pace       Pace       // bytes per second; nil: unlimited
	Progress   *Progress  // counters; nil: not counted
	Checkpoint Checkpoint // what a restart needs; nil: nothing is kept
}

// Slots bounds parts in flight over all files. Acquire waits for a place and
// the returned function gives it back. PartOf tells for which part it is.
type Slots interface {
	Acquire(ctx context.Context) (release func(), err error)
}

// Pace delays the caller until n bytes may pass. PartOf tells whose they are.
type Pace interface {
	Wait(ctx context.Context, n int) error
}

// Checkpoint stores what a later run needs to go on, before the engine acts on
// it: when a method has returned nil, what it was given survives a kill. An
// error stops the transfer.
type Checkpoint interface {
	// Started tells the part plan and, of an upload, the large file's ID. An
	// upload that has to start one tells its plan before that, too, without an
	// ID: a run that is resumed with such a plan looks for a large file that was
	// started and whose ID nobody learned. Files of one part are not told: there
	// is nothing of them to take up.
	Started(ctx context.Context, p Plan) error
	// PartDone tells one accepted or written part.
	PartDone(ctx context.Context, p PartRecord) error
}

// Plan is how a file was cut. Part i (from 1) covers PartSize bytes from
// (i-1)*PartSize; the last one is shorter.
type Plan struct {
	LargeFileID string // uploads of more than one part
	Size        int64
	PartSize    int64
}

// PartRecord is one finished part. Of an upload, SHA1 is the hash of the part's
// bytes, as the service confirmed it. Of a download it is the hash of the whole
// file from its start to the part's end: a later run reads what is on disk once,
// proves it with these, and has hashed it for the final comparison in the same
// pass. A part that is there before all parts in front of it is told without it,
// and once more when it is known.
type PartRecord struct {
	Number int // from 1
	Size   int64
	SHA1   string
	CRC32C uint32 // of a download's part alone, where there is no SHA1
}

// Resume is what an earlier run left. The engine trusts it only as far as the
// service (b2_list_parts) or the bytes on disk confirm it.
type Resume struct {
	Plan  Plan
	Parts []PartRecord
}

type partKey struct{}

// PartOf identifies the part that a context is for: what Slots.Acquire and then
// Pace.Wait of one part are given has the same value, and no other part has it.
// It is nil outside of parts.
func PartOf(ctx context.Context) any { return ctx.Value(partKey{}) }

// ForPart makes the context of one part. The engine does so for each; it is there
// for whoever tests Slots and Pace without it.
func ForPart(ctx context.Context) context.Context {
	return context.WithValue(ctx, partKey{}, new(int))
}
