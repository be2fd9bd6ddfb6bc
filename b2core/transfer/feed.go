package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sort"
	"strings"

	"b2tui/b2core"
	"b2tui/b2core/transfer/filter"
)

// feeder stores what a walk finds, in lots, under a group. The name it stored
// last is stored with it, so that a walk that was cut off goes on from there.
type feeder struct {
	m     *Manager
	group row
	wants *filter.Filter
	after string // where the walk goes on; empty: from the start
	from  string // the folder that it reads; empty: all
	reads int64  // the item that it is for; 0: the group itself
	lot   int    // rows to gather before they are stored
	rows  []*row
	last  string
	skips map[string]*skips
	clash clashes
	said  string // the report as it is stored
}

// skips counts what a walk leaves out, by kind.
type skips struct {
	n     int
	first string
}

// walksAtOnce is how many directories are read at the same time. The others wait:
// each reading is a series of calls that are billed, and holds a page of names.
const walksAtOnce = 8

// The first lots are small, so that the first files start at once.
const (
	firstLot = 16
	lastLot  = 512
)

var errWalkOver = errors.New("the group is cancelled")

// startWalk reads a group's directory, unless that is under way.
func (m *Manager) startWalk(id int64) {
	ctx, cancel := context.WithCancel(m.ctx)
	m.mu.Lock()
	_, under := m.walks[id]
	if !under {
		m.walks[id] = cancel
	}
	m.mu.Unlock()
	if under {
		cancel()
		return
	}
	m.spawn(func() {
		defer cancel()
		for {
			waits := m.walkInTurn(ctx, id)
			if waits == nil || m.untilAnswered(ctx, waits) != nil {
				break
			}
		}
		m.mu.Lock()
		delete(m.walks, id)
		m.mu.Unlock()
	})
}

// stopWalk ends the reading of a group's directory.
func (m *Manager) stopWalk(id int64) {
	m.mu.Lock()
	cancel := m.walks[id]
	m.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// walkInTurn is walk when there is room for one more.
func (m *Manager) walkInTurn(ctx context.Context, id int64) (waits *row) {
	select {
	case m.walking <- struct{}{}:
	case <-ctx.Done():
		return nil
	}
	defer func() { <-m.walking }()
	return m.walk(ctx, id)
}

// walk reads a group's directory from where it was left. It returns the group
// when it is to be gone on with as soon as somebody answers.
func (m *Manager) walk(ctx context.Context, id int64) (waits *row) {
	f, err := m.newFeeder(ctx, id)
	if err == nil {
		err = f.find(ctx)
	}
	if ctx.Err() != nil || errors.Is(err, errWalkOver) || f == nil {
		return nil // a later process goes on, or nobody wants it
	}
	if b2core.Unanswered(err) {
		m.unanswered(&f.group, err)
		return &f.group
	}
	if m.lacksAccount(err) && m.letGo(&f.group, err) == nil {
		return
	}
	if err != nil {
		m.log.Warn("read a directory", "id", id, "local", f.group.local, "name", f.group.name, "error", err)
		err = f.standIn(ctx, f.group.local, f.group.name, f.last, fmt.Errorf("%w; retry to read the rest", err))
	}
	if err == nil {
		err = f.finish(ctx)
	}
	if err != nil && ctx.Err() == nil {
		m.log.Error("store a directory", "id", id, "error", err)
	}
	return nil
}

// find goes through what the group is of.
func (f *feeder) find(ctx context.Context) error {
	switch f.group.direction {
	case Up:
		return f.tree(ctx)
	case Unhide, Delete:
		return f.versions(ctx)
	default:
		return f.listing(ctx)
	}
}

// standIn stores what cannot be read as a failed item of the group. A retry of
// that reads it, from at on.
func (f *feeder) standIn(ctx context.Context, local, name, at string, why error) error {
	r := f.file()
	r.local, r.name, r.expectSource = local, name, seenFolder+at
	return f.fail(ctx, r, why)
}

// readFolder reads what an earlier walk of the item's group could not read.
func (m *Manager) readFolder(r *run) outcome {
	f, err := m.newFeeder(r.ctx, r.row.group)
	if err == nil {
		f.reads, f.from = r.row.id, strings.TrimPrefix(r.row.name, f.group.name)
		f.after = strings.TrimPrefix(r.row.expectSource, seenFolder)
		err = f.find(r.ctx)
	}
	if err == nil {
		err = f.finish(r.ctx)
	}
	if err != nil {
		return outcome{err: fmt.Errorf("read folder: %w", err)}
	}
	return outcome{state: Done, verdict: verdictVerified, reason: "the folder was read"}
}

func (m *Manager) newFeeder(ctx context.Context, id int64) (*feeder, error) {
	f := &feeder{m: m, lot: firstLot, skips: make(map[string]*skips)}
	err := m.journal.read(ctx, func(ctx context.Context, q querier) error {
		s := q.QueryRowContext(ctx, `SELECT `+rowColumns+`, g.walked, g.links, g.filter FROM items AS i JOIN groups AS g ON g.item = i.id WHERE i.id = ?`, id)
		return f.group.scan(s, &f.after, &f.group.links, &f.group.filter)
	})
	if err != nil {
		return nil, err
	}
	f.wants, err = filter.Parse(f.group.filter)
	return f, err
}

// file is a new file of the group.
func (f *feeder) file() *row {
	g := &f.group
	return &row{
		group: g.id, state: Queued, owner: g.owner, direction: g.direction, profile: g.profile,
		bucketID: g.bucketID, bucket: g.bucket, sourceID: g.sourceID, conflict: g.conflict,
		enqueued: f.m.now().UnixMilli(), sourceBucket: g.sourceBucket, sourceProfile: g.sourceProfile, disposal: g.disposal,
	}
}

// add takes over one file; at is where the walk would go on after it.
func (f *feeder) add(ctx context.Context, r *row, at string) error {
	f.rows = append(f.rows, r)
	f.last = at
	if len(f.rows) < f.lot {
		return nil
	}
	f.lot = min(2*f.lot, lastLot)
	return f.flush(ctx, false)
}

// refuse stores a file that cannot be moved as failed.
func (f *feeder) refuse(ctx context.Context, local, name string, why error) error {
	r := f.file()
	r.local, r.name = local, name
	return f.fail(ctx, r, why)
}

// fail stores a file as failed that can be retried.
func (f *feeder) fail(ctx context.Context, r *row, why error) error {
	r.state, r.reason, r.refused = Failed, reason(why), why
	r.finished = r.enqueued
	return f.add(ctx, r, f.last)
}

// skip counts something that is left out.
func (f *feeder) skip(kind, path string) {
	level := slog.LevelInfo
	if kind == unwanted { // by the million, and as it was asked for
		level = slog.LevelDebug
	}
	f.m.log.Log(f.m.ctx, level, "skipped", "kind", kind, "path", path)
	s, ok := f.skips[kind]
	if !ok {
		s = &skips{first: path}
		f.skips[kind] = s
	}
	s.n++
}

// report says what was left out, and what is odd about the rest.
func (f *feeder) report() string {
	var told []string
	for _, s := range []string{f.skipped(), f.clash.report()} {
		if s != "" {
			told = append(told, s)
		}
	}
	return strings.Join(told, "; ")
}

func (f *feeder) skipped() string {
	var kinds []string
	for kind, s := range f.skips {
		kinds = append(kinds, fmt.Sprintf("%d %s (%s)", s.n, kind, s.first))
	}
	if len(kinds) == 0 {
		return ""
	}
	sort.Strings(kinds)
	return "skipped " + strings.Join(kinds, ", ")
}

// flush stores what was gathered; over tells that the walk is at its end.
func (f *feeder) flush(ctx context.Context, over bool) error {
	m, g := f.m, f.group.id
	report := f.report()
	err := m.journal.do(ctx, func(t *tx) error {
		var hold State
		var conflict Conflict // an answer for all may have come meanwhile
		err := t.j.conn.QueryRowContext(t.ctx, `SELECT g.hold, i.conflict FROM groups AS g JOIN items AS i ON i.id = g.item
 WHERE g.item = ?1 AND CASE ?2 WHEN 0 THEN g.walking = 1
 ELSE EXISTS (SELECT 1 FROM items WHERE id = ?2 AND state IN ('queued','running')) END`, g, f.reads).Scan(&hold, &conflict)
		if errors.Is(err, sql.ErrNoRows) {
			return errWalkOver
		}
		if err != nil {
			return err
		}
		ord, err := t.lastOrd(g)
		if err != nil {
			return err
		}
		for _, r := range f.rows {
			ord += ordGap
			r.ord, r.conflict = ord, conflict
			if isTwin(r.refused) {
				r.conflict = Ask
			}
			if r.state != Failed {
				r.state = hold
			}
			if r.state == Failed && r.reason == "" { // held with others, where nobody can be asked
				r.reason, r.finished = m.held(), r.enqueued
			}
			if err := t.insert(r); err != nil {
				return err
			}
		}
		t.groupDelta(g) // its state may change without a file, too
		t.after = append(t.after, m.stale)
		if f.reads != 0 {
			_, err = t.exec(`UPDATE items SET expect_source = ? WHERE id = ?`, seenFolder+f.last, f.reads)
		} else {
			_, err = t.exec(`UPDATE groups SET walked = ?, walking = ? WHERE item = ?`, f.last, !over, g)
		}
		if err != nil || report == f.said && (!over || f.reads != 0) {
			return err
		}
		_, err = t.exec(`UPDATE items SET reason = ? WHERE id = ?`, report, g)
		return err
	})
	f.rows = f.rows[:0]
	if err != nil {
		return err
	}
	if f.said = report; over && report != "" || f.clash.announce {
		f.clash.announce = false
		m.remark(f.group.subject() + ": " + report)
	}
	return nil
}

func (f *feeder) finish(ctx context.Context) error { return f.flush(ctx, true) }
