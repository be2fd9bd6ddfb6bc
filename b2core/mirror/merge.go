package mirror

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"b2tui/b2core"
	"b2tui/b2core/transfer/localname"
)

// merge reads both sides side by side.
func (p *Plan) merge(ctx context.Context) error {
	nextSource, stopSource := iter.Pull2(p.entries(ctx, p.Source, p.Target, true))
	defer stopSource()
	nextTarget, stopTarget := iter.Pull2(p.entries(ctx, p.Target, p.Source, false))
	defer stopTarget()
	source, target := cursor{next: nextSource, of: p.Source}, cursor{next: nextTarget, of: p.Target}
	for {
		if err := source.fill(); err != nil {
			return err
		}
		if err := target.fill(); err != nil {
			return err
		}
		var err error
		s, t := source.entry, target.entry
		switch {
		case s == nil && t == nil:
			return ctx.Err()
		case t == nil || s != nil && s.name < t.name:
			err = p.pair(ctx, s, nil)
			source.entry = nil
		case s == nil || t.name < s.name:
			err = p.pair(ctx, nil, t)
			target.entry = nil
		default:
			err = p.pair(ctx, s, t)
			source.entry, target.entry = nil, nil
		}
		if err != nil {
			return err
		}
	}
}

// cursor stands in one side's entries.
type cursor struct {
	next  func() (entry, error, bool)
	of    Side
	entry *entry
	last  string
	begun bool
}

// fill makes the next entry the current one if there is none. The merge relies
// on the order, so it is checked.
func (c *cursor) fill() error {
	if c.entry != nil {
		return nil
	}
	e, err, ok := c.next()
	if !ok {
		return nil
	}
	if err != nil {
		return err
	}
	if c.begun && e.name <= c.last {
		return fmt.Errorf("compare %s: %w: %q came after %q", c.of, b2core.ErrBrokenReply, e.name, c.last)
	}
	c.begun, c.last, c.entry = true, e.name, &e
	return nil
}

// entries reads one side; the other tells what names have to be fit for.
func (p *Plan) entries(ctx context.Context, s, other Side, source bool) iter.Seq2[entry, error] {
	return ahead(ctx, func(ctx context.Context, yield func(entry, error) bool) {
		if !s.Remote() {
			d := disk{side: s, filter: p.o.Filter, source: source, prefix: other.Prefix, yield: yield}
			d.walk(ctx)
			return
		}
		b := stored{
			side: s, filter: p.o.Filter, yield: yield,
			versions: !source && p.o.Remove.needsVersions(),
			disk:     !other.Remote(),
		}
		if source && !other.Remote() {
			b.fit = &localNames{localname.Here(), localname.NamesIn(other.Dir)}
		}
		b.list(ctx)
	})
}

// pair decides about one name; nil is what a side lacks.
func (p *Plan) pair(ctx context.Context, s, t *entry) error {
	if t != nil && (t.skipped != "" || t.problem != nil) {
		p.barred = t.name
	}
	switch {
	case s == nil:
		return p.extra(t)
	case s.skipped != "":
		p.totals.skip(s.skipped, s.name)
		p.shield = s.name
		return nil
	}
	if s.file != nil {
		p.totals.Sources++
		if p.o.Progress != nil {
			p.o.Progress(p.totals.Sources)
		}
	}
	var there *File
	if t != nil {
		there = t.file
	}
	switch {
	case s.problem != nil:
		p.partial = p.partial || s.unread
		p.shield = s.name
		return p.refuse(s.name, s.file, there, s.problem)
	case t != nil && t.skipped != "":
		return p.refuse(s.name, s.file, nil, fmt.Errorf("there is something else of that name at the target, of the %s", t.skipped))
	case t != nil && t.problem != nil:
		return p.refuse(s.name, s.file, nil, t.problem)
	case below(s.name, p.barred):
		return p.refuse(s.name, s.file, nil, fmt.Errorf("%s at the target is a link to a folder or cannot be read", strings.TrimSuffix(p.barred, "/")))
	case there == nil:
		return p.missing(s, t)
	}
	if err := p.compare(ctx, s, t); err != nil {
		return err
	}
	return p.prune(t, false)
}

// missing takes over a file that the target lacks, or has hidden.
func (p *Plan) missing(s, t *entry) error {
	a := Action{Op: Add, Name: s.name, Why: WhyNew, Source: s.file}
	if t != nil {
		a.Why = WhyHidden
		if err := p.prune(t, false); err != nil {
			return err
		}
	}
	if p.holdNew(a) {
		return nil
	}
	return p.tell(a)
}

func (p *Plan) compare(ctx context.Context, s, t *entry) error {
	why, weak, err := p.o.Rule.differs(ctx, p.Source, *s.file, *t.file, p.Target, s.name)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return p.refuse(s.name, s.file, t.file, err)
	}
	if weak {
		p.totals.Weak++
	}
	if why == "" {
		p.totals.Unchanged++
		p.totals.UnchangedBytes += s.file.Size
		return nil
	}
	return p.tell(Action{Op: Replace, Name: s.name, Why: why, Source: s.file, Target: t.file})
}

// extra decides about a name that the source lacks.
func (p *Plan) extra(t *entry) error {
	switch {
	case t.skipped != "":
		p.totals.skip(t.skipped, t.name)
		return nil
	case t.problem != nil:
		return p.refuse(t.name, nil, nil, t.problem)
	case below(t.name, p.shield):
		return nil // nobody knows whether the source has it
	}
	a := Action{Name: t.name, Why: WhyGone, Target: t.file}
	switch p.o.Remove.Kind {
	case RemoveHide, RemoveKeep:
		if t.file != nil {
			a.Op = Hide
			if err := p.gone(a); err != nil {
				return err
			}
		}
		return p.prune(t, true)
	case RemoveForever, RemoveTrash:
		if t.link {
			p.totals.skip(skipLink, t.name)
			return nil
		}
		a.Op, a.Versions = Delete, oldestFirst(t.versions)
		return p.gone(a)
	}
	return nil
}

// gone keeps a removal until the source is known to its end.
func (p *Plan) gone(a Action) error {
	if p.holdGone(a) {
		return nil
	}
	return p.removal.add(a)
}

// prune keeps for later which old versions of a name have to go. If they are all
// of a name that the source lacks, the name goes as a whole: version by version
// an old one could come to light.
func (p *Plan) prune(t *entry, gone bool) error {
	if p.o.Remove.Kind != RemoveKeep {
		return nil
	}
	old := outdated(t.versions, p.cutoff, gone)
	if len(old) == 0 {
		return nil
	}
	a := Action{Op: Prune, Name: t.name, Why: WhyOld, Target: t.file, Versions: oldestFirst(old)}
	if len(old) == len(t.versions) {
		a.Op = Delete
	}
	return p.removal.add(a)
}

func oldestFirst(versions []b2core.FileVersion) []b2core.FileVersion {
	out := make([]b2core.FileVersion, 0, len(versions))
	for i := len(versions) - 1; i >= 0; i-- {
		out = append(out, versions[i])
	}
	return out
}

// below tells whether a name lies in a folder; other names are no folders.
func below(name, folder string) bool {
	return strings.HasSuffix(folder, "/") && strings.HasPrefix(name, folder)
}
