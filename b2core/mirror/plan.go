package mirror

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/transfer/filter"
)

// Errors that a plan ends with before anything is removed.
var (
	// ErrEmptySource: the source has no file that the filter takes, and all that
	// the target has would have to go.
	ErrEmptySource = errors.New("the source has no files")
	// ErrSides: the two sides cannot be compared.
	ErrSides = errors.New("these two places cannot be made alike")
)

// Options say how a plan is made.
type Options struct {
	Rule   Rule
	Remove Removal
	Filter *filter.Filter // nil: every name
	// NoRenames uploads what only got another name, instead of having the
	// service copy it. Renames are looked for when files of this machine go to a
	// bucket and something is removed there; to prove one the local file is read.
	NoRenames bool
	// AllowEmpty lets an empty source empty the target.
	AllowEmpty bool
	Now        func() time.Time // nil: time.Now
	// Progress is told how many files of the source were looked at; may be nil.
	Progress func(files int)
}

// Plan is one comparison. It is used by one goroutine at a time.
type Plan struct {
	Source, Target Side

	o       Options
	cutoff  time.Time
	totals  Totals
	begun   bool
	partial bool   // the source was not read completely
	shield  string // the last name that the source has and does not show
	barred  string // … and that stands in the way at the target
	removal spool
	pairs   pairs
	yield   func(Action) error
}

// New checks that the two sides can be compared and that the keys may do what
// will have to be done. Nothing is read yet.
func New(source, target Side, o Options) (*Plan, error) {
	if err := errors.Join(source.check(), target.check()); err != nil {
		return nil, err
	}
	switch {
	case !source.Remote() && !target.Remote():
		return nil, fmt.Errorf("%w: both are on this machine", ErrSides)
	case source.holds(target) || target.holds(source):
		return nil, fmt.Errorf("%w: one lies within the other", ErrSides)
	case !target.Remote() && (o.Remove.Kind == RemoveHide || o.Remove.Kind == RemoveKeep):
		return nil, fmt.Errorf("%w: a disk has no versions to hide or to keep; from there files go to the trash or forever", ErrSides)
	case target.Remote() && o.Remove.Kind == RemoveTrash:
		return nil, fmt.Errorf("%w: a bucket has no trash; there files are hidden, kept for some days or deleted forever", ErrSides)
	}
	if err := rights(source, target, o.Remove); err != nil {
		return nil, err
	}
	if o.Rule.By == "" {
		o.Rule.By = ByTime
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	p := &Plan{Source: source, Target: target, o: o, cutoff: o.Now().Add(-o.Remove.Keep)}
	p.pairs.on = !o.NoRenames && !source.Remote() && target.Remote() && o.Remove.Kind != RemoveNothing
	return p, nil
}

// rights refuses what the keys cannot do. A source of which a key shows a part
// only must not decide what is removed.
func rights(source, target Side, remove Removal) error {
	if source.Remote() {
		bound := source.Allowed.NamePrefix
		if remove.Kind != RemoveNothing && !strings.HasPrefix(source.Prefix, bound) {
			return fmt.Errorf("%w: this key shows of %s only what begins with %s, so nothing can be removed elsewhere", ErrSides, source, bound)
		}
		if err := source.Allowed.Check(source.BucketID, "", b2core.ListFiles, b2core.ReadFiles); err != nil {
			return fmt.Errorf("read %s: %w", source, err)
		}
	}
	if !target.Remote() {
		return nil
	}
	need := []b2core.Capability{b2core.ListFiles, b2core.WriteFiles}
	if remove.Final() {
		need = append(need, b2core.DeleteFiles)
	}
	err := target.Allowed.Check(target.BucketID, "", need...)
	if err == nil && !target.Allowed.CanName(target.Prefix) {
		err = &b2core.NotAllowed{Name: target.Prefix, Prefix: target.Allowed.NamePrefix}
	}
	if err != nil {
		return fmt.Errorf("change %s: %w", target, err)
	}
	return nil
}

// Totals are what was found so far; after the last action, everything. When the
// first action comes that removes something, they are complete.
func (p *Plan) Totals() Totals { return p.totals }

// Incomplete tells that the source could not be read completely. Then nothing
// is removed.
func (p *Plan) Incomplete() bool { return p.partial }

// Close removes what the plan keeps on disk.
func (p *Plan) Close() error { return p.removal.drop() }

// errStop ends the comparison for a caller that wants no more.
var errStop = errors.New("no more wanted")

// Actions compares, and yields what has to be done while it is found out: first
// what is transferred or refused, then, when the source is known to its end,
// what is renamed and removed. An error is the last thing it yields: a listing
// that broke off, ErrEmptySource, or the context's. It can be ranged over once.
func (p *Plan) Actions(ctx context.Context) iter.Seq2[Action, error] {
	return func(yield func(Action, error) bool) {
		if p.begun {
			yield(Action{}, errors.New("compare: a plan is made once"))
			return
		}
		p.begun = true
		p.yield = func(a Action) error {
			if !yield(a, nil) {
				return errStop
			}
			return nil
		}
		err := p.merge(ctx)
		if err == nil {
			err = p.settle(ctx)
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(Action{}, err)
		}
	}
}

// settle yields what had to wait for the end of the source.
func (p *Plan) settle(ctx context.Context) error {
	renames, err := p.pairUp(ctx)
	if err != nil {
		return err
	}
	n := p.removal.n + len(p.pairs.lost)
	if n > 0 && p.totals.Sources == 0 && !p.o.AllowEmpty {
		return fmt.Errorf("%w, and %d names would be removed from %s", ErrEmptySource, n, p.Target)
	}
	if p.partial {
		p.totals.Withheld = n
		return nil
	}
	// The totals first: whoever sees the first removal knows of all.
	for _, a := range renames {
		p.totals.add(a)
	}
	err = p.removals(func(a Action) error {
		p.totals.add(a)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	for _, a := range renames {
		if err := p.yield(a); err != nil {
			return err
		}
	}
	return p.removals(p.yield)
}

// removals hands out what is to be removed in the order of the names, from the
// spool and from what was no renamed file.
func (p *Plan) removals(yield func(Action) error) error {
	rest := p.pairs.lost
	err := p.removal.each(func(a Action) error {
		for len(rest) > 0 && rest[0].Name <= a.Name {
			if err := yield(rest[0]); err != nil {
				return err
			}
			rest = rest[1:]
		}
		return yield(a)
	})
	for i := 0; i < len(rest) && err == nil; i++ {
		err = yield(rest[i])
	}
	return err
}

// tell counts an action and yields it.
func (p *Plan) tell(a Action) error {
	p.totals.add(a)
	return p.yield(a)
}

func (p *Plan) refuse(name string, source, target *File, why error) error {
	return p.tell(Action{Op: Refuse, Name: name, Source: source, Target: target, Reason: reason(why)})
}

// reason is an error as a row can show it: with what to do about it.
func reason(err error) string {
	if hint := b2core.Hint(err); hint != "" {
		return err.Error() + "; " + hint
	}
	return err.Error()
}
