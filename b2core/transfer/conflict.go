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

// remoteConflict asks whether the name exists, if the policy depends on it or an
// earlier run may have stored it, and returns the name to store under or how the
// item ends. Without a policy a stored name gets one more version, which harms
// nothing.
func (m *Manager) remoteConflict(r *run, client mover, name string, mine local) (string, *outcome) {
	policy := false
	switch r.row.conflict {
	case Skip, Rename, Newer, Differs:
		policy = true
	}
	if !policy && !r.row.tried {
		return name, nil
	}
	stat := func(n string) (local, error) {
		there, err := client.Stat(r.ctx, r.row.bucketID, n)
		return local{there.Size, there.ModTime(), func() (string, error) { return there.Hash().SHA1, nil }}, err
	}
	there, err := stat(name)
	switch {
	case errors.Is(err, b2core.ErrNotFound):
		return name, nil
	case err != nil && !policy: // a key that may only write cannot look
		return name, nil
	case err != nil:
		return "", &outcome{err: err}
	}
	if o := r.arrived(mine, there); o != nil {
		return name, o
	}
	if r.row.conflict != Rename {
		return name, decide(r.row.conflict, mine, there)
	}
	return m.freeTarget(r, name, mine, stat)
}

// freeTarget finds the name that Rename stores under, unless an earlier run has.
func (m *Manager) freeTarget(r *run, name string, mine local, stat func(string) (local, error)) (string, *outcome) {
	var o *outcome
	name, err := freeName(name, func(n string) (bool, error) {
		there, err := stat(n)
		if errors.Is(err, b2core.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
			return true, nil
		}
		if err == nil {
			o = r.arrived(mine, there)
		}
		return o != nil, err
	})
	if err != nil {
		o = &outcome{err: err}
	}
	return name, o
}

// arrived is the outcome of an item whose target, as it turns out, an earlier
// run of that very item made before the process ended or was told to stop: it
// has the size, the time and the hash of what is moved. Nil: it is not.
func (r *run) arrived(mine, there local) *outcome {
	if !r.row.tried || mine.size != there.size || mine.time.UnixMilli() != there.time.UnixMilli() {
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
	case a == b && a != "":
		return same(mine.size)
	case a == "" || b == "":
		return &outcome{
			state: Done, verdict: verdictNotVerifiable, size: mine.size, done: mine.size,
			reason: "was there already: same size and time; B2 holds no hash to compare",
		}
	}
	return nil
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

// localFile is what lies at a path; only a regular file has a hash.
func localFile(ctx context.Context, file string) (local, error) {
	info, err := os.Lstat(file)
	if err != nil {
		return local{}, err
	}
	if !info.Mode().IsRegular() {
		return local{size: -1, time: info.ModTime(), sha1: func() (string, error) { return "", nil }}, nil
	}
	return local{info.Size(), info.ModTime(), func() (string, error) { return localSHA1(ctx, file) }}, nil
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
	mine := local{v.Size, v.ModTime(), func() (string, error) { return v.Hash().SHA1, nil }}
	stat := func(n string) (local, error) { return localFile(r.ctx, n) }
	there, err := stat(file)
	if err != nil {
		return false, "", &outcome{err: err}
	}
	if o := r.arrived(mine, there); o != nil {
		return false, file, o
	}
	switch r.row.conflict {
	case Overwrite:
		return true, file, nil
	case Rename:
		file, o = m.freeTarget(r, file, mine, stat)
		return false, file, o
	case Skip, Newer, Differs:
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
