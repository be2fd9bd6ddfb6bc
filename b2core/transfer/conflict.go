package transfer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"time"

	"b2tui/b2core"
)

// existsReason begins the reason of an item that waits for an answer, and of
// nothing else.
const existsReason = "target exists"

// local is what a policy compares with what exists.
type local struct {
	size int64
	time time.Time
	sha1 func() (string, error) // empty: unknown
}

// skipped is the outcome of a file that the policy leaves alone.
func skipped(why string, size int64) *outcome {
	return &outcome{state: Cancelled, verdict: verdictSkipped, reason: "skipped: " + why, size: size}
}

// same is the outcome of a file that is there already, proved by its hash.
func same(size int64) *outcome {
	return &outcome{state: Done, verdict: verdictVerified, reason: "was there already: same size and SHA-1", size: size, done: size}
}

// remoteConflict asks whether the name exists, if the policy depends on it, and
// returns the name to store under or how the item ends. Without a policy a
// stored name gets one more version, which harms nothing.
func (m *Manager) remoteConflict(r *run, client mover, name string, mine local) (string, *outcome) {
	switch r.row.conflict {
	case Skip, Rename, Newer, Differs:
	default:
		return name, nil
	}
	there, err := client.Stat(r.ctx, r.row.bucketID, name)
	if errors.Is(err, b2core.ErrNotFound) {
		return name, nil
	}
	if err != nil {
		return "", &outcome{err: err}
	}
	if r.row.conflict == Rename {
		name, err := freeName(name, func(n string) (bool, error) {
			_, err := client.Stat(r.ctx, r.row.bucketID, n)
			if errors.Is(err, b2core.ErrNotFound) {
				return true, nil
			}
			return false, err
		})
		if err != nil {
			return "", &outcome{err: err}
		}
		return name, nil
	}
	return name, decide(r.row.conflict, mine, local{there.Size, there.ModTime(), func() (string, error) { return there.Hash().SHA1, nil }})
}

// decide applies a policy that compares: nil means that the target is replaced.
func decide(c Conflict, mine, there local) *outcome {
	switch c {
	case Skip:
		return skipped("it exists", mine.size)
	case Newer:
		if !mine.time.After(there.time) {
			return skipped("what exists is not older", mine.size)
		}
	case Differs:
		if mine.size != there.size {
			return nil
		}
		a, err := mine.sha1()
		if err != nil {
			return &outcome{err: err}
		}
		b, err := there.sha1()
		switch {
		case err != nil:
			return &outcome{err: err}
		case a == "" || b == "": // nothing to compare but the clock
			if mine.time.Truncate(time.Millisecond).Equal(there.time.Truncate(time.Millisecond)) {
				return skipped("same size and time; B2 holds no hash to compare", mine.size)
			}
		case a == b:
			return same(mine.size)
		}
	}
	return nil
}

// freeName finds "name (1).ext", "name (2).ext", ...
func freeName(name string, free func(string) (bool, error)) (string, error) {
	dir, base := path.Split(name)
	ext := path.Ext(base)
	if ext == base { // a dot file
		ext = ""
	}
	stem := strings.TrimSuffix(base, ext)
	const tries = 1000
	for i := 1; i <= tries; i++ {
		n := fmt.Sprintf("%s%s (%d)%s", dir, stem, i, ext)
		if ok, err := free(n); ok || err != nil {
			return n, err
		}
	}
	return "", fmt.Errorf("%s (1) to (%d) exist, too: choose another name", name, tries)
}

// localSHA1 hashes a local file.
func localSHA1(ctx context.Context, file string) (string, error) {
	src, err := b2core.OpenLocalSource(file)
	if err != nil {
		return "", err
	}
	defer src.Close()
	return b2core.SourceSHA1(ctx, src)
}

// localConflict looks at what a download would replace. It returns whether it
// may, the path to write to, or how the item ends.
func (m *Manager) localConflict(r *run, v b2core.FileVersion) (replace bool, file string, o *outcome) {
	file = r.row.local
	info, err := os.Lstat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return r.row.conflict == Overwrite, file, nil
	case err != nil:
		return false, "", &outcome{err: err}
	case info.IsDir():
		return false, "", &outcome{err: folderHere(file)}
	}
	switch r.row.conflict {
	case Overwrite:
		return true, file, nil
	case Rename:
		file, err = freeName(file, func(n string) (bool, error) {
			_, err := os.Lstat(n)
			if errors.Is(err, os.ErrNotExist) {
				return true, nil
			}
			return false, err
		})
		if err != nil {
			return false, "", &outcome{err: err}
		}
		return false, file, nil
	case Skip, Newer, Differs:
		mine := local{v.Size, v.ModTime(), func() (string, error) { return v.Hash().SHA1, nil }}
		there := local{info.Size(), info.ModTime(), func() (string, error) { return localSHA1(r.ctx, file) }}
		return true, file, decide(r.row.conflict, mine, there)
	}
	return false, "", m.ask(file, v.Size)
}

// ask is the outcome of a file whose target exists without a policy for that:
// it waits for the answer, or fails where nobody can give one.
func (m *Manager) ask(file string, size int64) *outcome {
	if info, err := os.Lstat(file); err == nil && info.IsDir() {
		return &outcome{err: folderHere(file)}
	}
	if m.cfg.Headless {
		return &outcome{err: fmt.Errorf("%s: %s: say what to do with --if-exists", existsReason, file)}
	}
	return &outcome{state: Paused, reason: fmt.Sprintf("%s: %s", existsReason, file), size: size}
}

func folderHere(file string) error {
	return fmt.Errorf("%s is a folder here, but a file in the bucket: choose another target", file)
}
