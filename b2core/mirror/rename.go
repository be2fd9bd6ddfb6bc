package mirror

import (
	"context"
	"path"
)

// HeldNames bounds how many new and how many missing names of a plan are kept
// in memory to find out which of them are renamed files. What comes after them
// is transferred and removed like everything else, which costs time and no data.
const HeldNames = 50_000

// pairs holds back what may turn out to be renamed: new files of the source and
// names that only the target has. An empty file is not worth a copy.
type pairs struct {
	on    bool
	fresh []Action
	lost  []Action
}

// holdNew keeps a new file back.
func (p *Plan) holdNew(a Action) bool {
	if !p.pairs.on || a.Source.Size == 0 || len(p.pairs.fresh) >= HeldNames {
		return false
	}
	p.pairs.fresh = append(p.pairs.fresh, a)
	return true
}

// holdGone keeps a name back that the source lacks, if what it holds is known.
// One that shall go with several versions cannot be moved away in one piece.
func (p *Plan) holdGone(a Action) bool {
	if !p.pairs.on || a.Target == nil || a.Target.Size == 0 || len(p.pairs.lost) >= HeldNames ||
		len(a.Versions) > 1 || a.Target.Version.Hash().SHA1 == "" {
		return false
	}
	p.pairs.lost = append(p.pairs.lost, a)
	return true
}

// pairUp finds the renamed files, yields the new ones and leaves what is only
// gone in pairs.lost.
func (p *Plan) pairUp(ctx context.Context) (renames []Action, err error) {
	bySize := map[int64][]int{}
	for i, a := range p.pairs.lost {
		bySize[a.Target.Size] = append(bySize[a.Target.Size], i)
	}
	taken := map[int]bool{}
	for _, a := range p.pairs.fresh {
		from := -1
		if !p.partial {
			from = p.former(ctx, a, bySize[a.Source.Size], taken)
		}
		if from < 0 {
			if err := p.tell(a); err != nil {
				return nil, err
			}
			continue
		}
		taken[from] = true
		old := p.pairs.lost[from]
		renames = append(renames, Action{
			Op: Rename, Name: a.Name, Why: WhyMoved, Source: a.Source,
			From: old.Name, FromFile: old.Target, Versions: old.Versions,
		})
	}
	left := p.pairs.lost[:0]
	for i, a := range p.pairs.lost {
		if !taken[i] {
			left = append(left, a)
		}
	}
	p.pairs = pairs{lost: left}
	return renames, ctx.Err()
}

// former finds what a new file was called before: the same by the plan's rule
// and by SHA-1, with the same last name if there are several. It returns -1 for
// none.
func (p *Plan) former(ctx context.Context, a Action, sameSize []int, taken map[int]bool) int {
	found, sum := -1, ""
	for _, i := range sameSize {
		old := p.pairs.lost[i]
		if taken[i] || p.o.Rule.By == ByTime && p.o.Rule.byTime(*a.Source, *old.Target, false) != "" {
			continue
		}
		if sum == "" {
			var err error
			if sum, err = localSHA1(ctx, p.Source.Path(a.Name), *a.Source); err != nil {
				return -1 // its upload will say what is the matter
			}
		}
		if old.Target.Version.Hash().SHA1 != sum {
			continue
		}
		if path.Base(old.Name) == path.Base(a.Name) {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	return found
}
