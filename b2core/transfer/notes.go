package transfer

import "sync"

// note is what happened to a running item, in the order in which it is
// written: it started, it got so far, it ended or was stopped.
type note struct {
	started  bool
	progress *progressNote
	end      *ending
}

type progressNote struct {
	done int64
	rate float64
}

// ending is how a run ended. Stopped means that it did not end but was told to
// stop: whoever told it has stored the state.
type ending struct {
	stopped  bool
	state    State
	verdict  string
	reason   string
	waitsFor string
	size     int64
	done     int64
	finished int64
	keepFile string // large file id that is still needed
	err      error  // of a failure, for Wait
	made     made   // for Wait, too
}

// made is what a file that is done made: the ID of a version, or a path.
type made struct{ id, name, sha1 string }

// on puts it into a row that is only told of.
func (d made) on(r *row) {
	switch {
	case r.direction == Down && d.id != "":
		r.local = d.id
	case r.direction == Up || r.direction == Copy:
		r.ended = d
		if d.name != "" {
			r.name = d.name
		}
	}
}

// asks tells whether the item waits for an answer.
func (e *ending) asks() bool { return e.waitsFor == forAnswer }

// notebook gathers notes until the writer takes them, one entry for each run.
type notebook struct {
	mu      sync.Mutex
	entries map[*run]*note
	order   []*run
}

type bookEntry struct {
	run *run
	note
}

func (b *notebook) add(r *run, n note) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.merge(r, n)
}

func (b *notebook) merge(r *run, n note) {
	if b.entries == nil {
		b.entries = make(map[*run]*note)
	}
	e, ok := b.entries[r]
	if !ok {
		b.entries[r] = &n
		b.order = append(b.order, r)
		return
	}
	e.started = e.started || n.started
	if n.progress != nil {
		e.progress = n.progress
	}
	if n.end != nil {
		e.end = n.end
	}
}

// holds tells whether there is a note on an item.
func (b *notebook) holds(id int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.order {
		if r.row.id == id {
			return true
		}
	}
	return false
}

func (b *notebook) empty() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.order) == 0
}

func (b *notebook) take() []bookEntry {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]bookEntry, 0, len(b.order))
	for _, r := range b.order {
		out = append(out, bookEntry{r, *b.entries[r]})
	}
	clear(b.entries)
	b.order = b.order[:0]
	return out
}

// putBack returns what could not be written; newer notes win.
func (b *notebook) putBack(entries []bookEntry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	newer := b.order
	notes := b.entries
	b.order, b.entries = nil, nil
	for _, e := range entries {
		b.merge(e.run, e.note)
	}
	for _, r := range newer {
		b.merge(r, *notes[r])
	}
}
