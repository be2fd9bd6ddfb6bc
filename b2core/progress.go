package b2core

import (
	"sync/atomic"
	"time"
)

// Progress counts one transfer. Workers add, anyone reads; nothing blocks. Its
// zero value is ready to be handed to an upload or a download, and may be read
// before, while and after that runs.
type Progress struct {
	total     atomic.Int64
	done      atomic.Int64
	verifying atomic.Bool
	retryAt   atomic.Int64 // unix nanoseconds, 0: no wait
	parts     atomic.Pointer[[]partCounter]
	note      atomic.Pointer[string]
}

type partCounter struct {
	size int64
	done atomic.Int64
}

// PartView is one part as it stands: Done of Size bytes.
type PartView struct{ Done, Size int64 }

// Total is the size of the file, bytes; 0 before the transfer starts.
func (p *Progress) Total() int64 { return p.total.Load() }

// Done is how many bytes went through. It falls when a part has to be sent or
// fetched again, but never below the parts that were accepted.
func (p *Progress) Done() int64 { return p.done.Load() }

// Verifying tells whether content is hashed while nothing moves: before a large
// upload starts, or after a download's last byte.
func (p *Progress) Verifying() bool { return p.verifying.Load() }

// RetryAt is when the last part that waits for another attempt goes on; zero
// when none waits.
func (p *Progress) RetryAt() time.Time {
	at := p.retryAt.Load()
	if at == 0 || at <= time.Now().UnixNano() {
		return time.Time{}
	}
	return time.Unix(0, at)
}

// Note is what a person should know of how the transfer goes, such as that
// something has to be sent or fetched again from the start; mostly empty.
func (p *Progress) Note() string {
	if s := p.note.Load(); s != nil {
		return *s
	}
	return ""
}

// Parts returns the parts as they stand; nil before the transfer starts.
func (p *Progress) Parts() []PartView {
	parts := p.parts.Load()
	if parts == nil {
		return nil
	}
	out := make([]PartView, len(*parts))
	for i := range *parts {
		c := &(*parts)[i]
		out[i] = PartView{c.done.Load(), c.size}
	}
	return out
}

// start lays out the counters. A nil Progress is legal in all that follows.
func (p *Progress) start(plan Plan) { p.lay(plan.Size, plan.sizes()) }

// lay is start for parts that no plan describes.
func (p *Progress) lay(total int64, sizes []int64) {
	if p == nil {
		return
	}
	parts := make([]partCounter, len(sizes))
	for i, size := range sizes {
		parts[i].size = size
	}
	p.say("")
	p.done.Store(0)
	p.total.Store(total)
	p.parts.Store(&parts)
}

// fill makes everything done.
func (p *Progress) fill() {
	if p == nil {
		return
	}
	parts := *p.parts.Load()
	for i := range parts {
		p.part(i + 1).set(parts[i].size)
	}
}

// grow adds to a total that is not known from the start.
func (p *Progress) grow(n int64) {
	if p != nil {
		p.total.Add(n)
	}
}

// loose is the counter of a part that nobody shows.
func (p *Progress) loose() partProgress {
	if p == nil {
		return partProgress{}
	}
	return partProgress{p, &partCounter{}}
}

// part is the counter of part n, from 1.
func (p *Progress) part(n int) partProgress {
	if p == nil {
		return partProgress{}
	}
	return partProgress{p, &(*p.parts.Load())[n-1]}
}

// SetVerifying says so; nil does nothing.
func (p *Progress) SetVerifying(v bool) {
	if p != nil {
		p.verifying.Store(v)
	}
}

// say sets the note.
func (p *Progress) say(note string) {
	if p != nil {
		p.note.Store(&note)
	}
}

func (p *Progress) waits(d time.Duration) {
	if p != nil {
		p.retryAt.Store(time.Now().Add(d).UnixNano())
	}
}

// partProgress counts one part and the whole with it.
type partProgress struct {
	p *Progress
	c *partCounter
}

func (c partProgress) add(n int64) {
	if c.p != nil && n != 0 {
		c.c.done.Add(n)
		c.p.done.Add(n)
	}
}

// set makes the part stand at n bytes.
func (c partProgress) set(n int64) {
	if c.p != nil {
		c.p.done.Add(n - c.c.done.Swap(n))
	}
}
