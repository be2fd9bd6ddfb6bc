package mirror

import (
	"context"
	"fmt"
	"time"

	"b2tui/b2core"
)

// By says what makes two files of one name the same.
type By string

// The ways to compare. All of them look at the size first.
const (
	ByTime By = "mtime" // size and time of last change; the default
	ByHash By = "hash"  // size and SHA-1: reads every local file whose size is the same
	BySize By = "size"  // size alone
)

// Rule decides whether a file has to be transferred.
type Rule struct {
	By        By            // empty: ByTime
	Tolerance time.Duration // by which times may differ and count as the same
}

// Why is the reason of an action, in the words that a plan shows.
type Why string

// The reasons. A refused file has its own.
const (
	WhyNew    Why = "new"
	WhyHidden Why = "hidden at the target"
	WhySize   Why = "size differs"
	WhyNewer  Why = "newer"
	WhyOlder  Why = "older than the target"
	WhyHash   Why = "content differs"
	WhyMoved  Why = "moved"
	WhyGone   Why = "not at the source"
	WhyOld    Why = "old version"
)

// differs returns why the target is not like the source, or nothing. weak tells
// that a hash was asked for and there was none to compare.
func (r Rule) differs(ctx context.Context, from Side, source, target File, to Side, name string) (why Why, weak bool, err error) {
	if source.Size != target.Size {
		return WhySize, false, nil
	}
	switch r.By {
	case BySize:
		return "", false, nil
	case ByHash:
		a, errA := sha1Of(ctx, from, source, name, target, to)
		b, errB := sha1Of(ctx, to, target, name, source, from)
		switch {
		case errA != nil:
			return "", false, errA
		case errB != nil:
			return "", false, errB
		case a == "" || b == "":
			return r.byTime(source, target, from.Remote() && to.Remote()), true, nil
		case a != b:
			return WhyHash, false, nil
		}
		return "", false, nil
	}
	return r.byTime(source, target, from.Remote() && to.Remote()), false, nil
}

// byTime compares to the millisecond, which is what the service keeps. Between
// two buckets a file whose uploader noted no time has none: its hash decides,
// or that the copy is younger than what it was made of.
func (r Rule) byTime(source, target File, stored bool) Why {
	if stored && (!noted(source.Version) || !noted(target.Version)) {
		a, b := source.Version.Hash().SHA1, target.Version.Hash().SHA1
		switch {
		case a != "" && b != "" && a != b:
			return WhyHash
		case a != "" && b != "", !target.Version.UploadedAt.Before(source.Version.UploadedAt):
			return ""
		}
		return WhyNewer
	}
	apart := source.ModTime.Truncate(time.Millisecond).Sub(target.ModTime.Truncate(time.Millisecond))
	switch {
	case apart > r.Tolerance:
		return WhyNewer
	case -apart > r.Tolerance:
		return WhyOlder
	}
	return ""
}

// noted tells whether the time of last change is the content's own.
func noted(v b2core.FileVersion) bool { return !v.ModTime().Equal(v.UploadedAt) }

// sha1Of is the hash of a file, empty when the service has none. A local file
// is not read when there is nothing to compare it with.
func sha1Of(ctx context.Context, s Side, f File, name string, other File, otherSide Side) (string, error) {
	if s.Remote() {
		return f.Version.Hash().SHA1, nil
	}
	if otherSide.Remote() && other.Version.Hash().SHA1 == "" {
		return "", nil
	}
	return localSHA1(ctx, s.Path(name), f)
}

// localSHA1 hashes a local file, which must still be what was seen of it.
func localSHA1(ctx context.Context, path string, f File) (string, error) {
	src, err := b2core.OpenLocalSource(path)
	if err != nil {
		return "", bare(err)
	}
	defer src.Close()
	if src.Size() != f.Size || !src.Info().ModTime().Equal(f.ModTime) {
		return "", fmt.Errorf("%w while it was compared", b2core.ErrSourceChanged)
	}
	return b2core.SourceSHA1(ctx, src)
}
