package mirror

import (
	"context"
	"errors"
	"iter"
)

// Record is a plan that was made to its end and can be looked at before it is
// carried out: a screen shows it and then queues it.
type Record struct {
	*Plan
	actions spool
}

// Make makes a plan to its end. What was refused is among the actions. The
// caller closes the record.
func (p *Plan) Make(ctx context.Context) (*Record, error) {
	r := &Record{Plan: p}
	for a, err := range p.Actions(ctx) {
		if err == nil {
			err = r.actions.add(a)
		}
		if err != nil {
			_ = r.Close() // the error that ended it says more
			return nil, err
		}
	}
	return r, nil
}

// Len is how many actions there are.
func (r *Record) Len() int { return r.actions.n }

// First are the first actions, at most some thousands, to show.
func (r *Record) First() []Action { return r.actions.first }

// All yields every action, in the order of Plan.Actions; any number of times.
func (r *Record) All() iter.Seq2[Action, error] {
	return func(yield func(Action, error) bool) {
		err := r.actions.each(func(a Action) error {
			if !yield(a, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Action{}, err)
		}
	}
}

// Close removes what the plan keeps on disk.
func (r *Record) Close() error {
	err := r.actions.drop()
	if other := r.Plan.Close(); err == nil {
		err = other
	}
	return err
}
