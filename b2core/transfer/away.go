package transfer

import (
	"context"
	"maps"
	"slices"
	"time"

	"b2tui/b2core"
)

// While nobody answers - no line, a service that is down - an account's items
// wait in the queue instead of failing one by one. One small question at a time
// asks whether somebody answers again, each after a longer wait.
const (
	awayFirst = 2 * time.Second
	awayMost  = time.Minute
)

// away keeps which accounts nobody answers for, and when that is asked next;
// Manager.mu guards it.
type away map[string]time.Time

// contact is a stored name, asked for to hear any answer.
type contact struct{ profile, bucketID, name string }

// contacts are what an item needs answers from.
func (r *row) contacts() []contact {
	all := []contact{{r.profile, r.bucketID, r.name}}
	if r.sourceProfile != "" && r.sourceProfile != r.profile {
		all = append(all, contact{r.sourceProfile, r.sourceID, r.sourceName})
	}
	return all
}

// unanswered has the items of the accounts that a row needs wait until somebody
// answers again.
func (m *Manager) unanswered(r *row, err error) {
	text := reason(err)
	for _, p := range r.contacts() {
		m.mu.Lock()
		_, known := m.away[p.profile]
		if !known {
			m.away[p.profile] = m.now().Add(awayFirst)
		}
		m.mu.Unlock()
		if known {
			continue
		}
		m.log.Warn("nobody answers", "profile", p.profile, "error", err)
		m.spawn(func() { m.awaitAnswer(p, text) })
	}
}

// awaitAnswer asks until there is an answer, whatever it is.
func (m *Manager) awaitAnswer(p contact, text string) {
	for wait := awayFirst; ; wait = min(2*wait, awayMost) {
		m.mu.Lock()
		m.away[p.profile] = m.now().Add(wait)
		m.mu.Unlock()
		m.tellAway(text)
		if m.pause(m.ctx, wait, nil) != nil {
			return
		}
		client, err := m.accounts.client(m.ctx, p.profile)
		if err == nil {
			_, err = client.ListNames(m.ctx, p.bucketID, b2core.ListOptions{Prefix: p.name, Max: 1})
		}
		if m.ctx.Err() != nil {
			return
		}
		if b2core.Unanswered(err) {
			text = reason(err)
			continue
		}
		m.mu.Lock()
		delete(m.away, p.profile)
		close(m.answered)
		m.answered = make(chan struct{})
		m.mu.Unlock()
		m.tellAway(text)
		m.stale()
		return
	}
}

// tellAway says why accounts wait and until when, or nothing any more.
func (m *Manager) tellAway(text string) {
	var until time.Time
	m.mu.Lock()
	for _, t := range m.away {
		if until.IsZero() || t.Before(until) {
			until = t
		}
	}
	m.mu.Unlock()
	if until.IsZero() {
		m.withdraw(noticeAway)
		return
	}
	m.notify(noticeAway, text+"; transfers wait, tries again at "+until.Local().Format(time.TimeOnly))
}

// isAway tells whether a row waits for an account; m.mu is held.
func (m *Manager) isAway(r *row) (until time.Time, yes bool) {
	for _, p := range r.contacts() {
		if at, ok := m.away[p.profile]; ok {
			return at, true
		}
	}
	return time.Time{}, false
}

// awayProfiles are the accounts that nobody answers for.
func (m *Manager) awayProfiles() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Collect(maps.Keys(m.away))
}

// untilAnswered waits as long as an account that a row needs is away. It fails
// when ctx ends.
func (m *Manager) untilAnswered(ctx context.Context, r *row) error {
	for {
		m.mu.Lock()
		_, waits := m.isAway(r)
		answered := m.answered
		m.mu.Unlock()
		if !waits {
			return ctx.Err()
		}
		if err := m.pause(ctx, 0, answered); err != nil {
			return err
		}
	}
}
