package transfer

// tally counts files and their bytes by state; groups are not counted.
type tally [7]struct {
	files      int
	changes    int // of files: what moves no bytes, while it is not finished
	size, done int64
}

// index is a state's place in a tally.
func index(s State) int {
	switch s {
	case Queued:
		return 0
	case Running:
		return 1
	case Paused:
		return 2
	case Verifying:
		return 3
	case Done:
		return 4
	case Failed:
		return 5
	default:
		return 6
	}
}

func (t *tally) add(s State, files int, size, done int64) {
	e := &t[index(s)]
	e.files += files
	e.size += size
	e.done += done
}

// addChanges counts files, counted already, that move no bytes.
func (t *tally) addChanges(s State, n int) {
	if !final(s) {
		t[index(s)].changes += n
	}
}

func (t *tally) addAll(o *tally) {
	for i := range o {
		t[i].files += o[i].files
		t[i].changes += o[i].changes
		t[i].size += o[i].size
		t[i].done += o[i].done
	}
}

func (t *tally) files(s State) int { return t[index(s)].files }

func (t *tally) changes(s State) int { return t[index(s)].changes }

func (t *tally) size(s State) int64 { return t[index(s)].size }

// unfinished sums the bytes of what runs or waits to; what is paused no rate
// brings nearer to the end.
func (t *tally) unfinished() (size, done int64) {
	for _, s := range []State{Queued, Running, Verifying} {
		size += t[index(s)].size
		done += t[index(s)].done
	}
	return size, done
}

// groupDelta is what a transaction changes in a group's totals.
type groupDelta struct {
	files, running, paused, done, failed, cancelled, skipped int

	size, moved int64
}

// count adds n files that are in a state.
func (d *groupDelta) count(s State, verdict string, n int) {
	switch {
	case verdict == verdictSkipped:
		d.skipped += n
	case s == Running || s == Verifying:
		d.running += n
	case s == Paused:
		d.paused += n
	case s == Done:
		d.done += n
	case s == Failed:
		d.failed += n
	case s == Cancelled:
		d.cancelled += n
	}
}
