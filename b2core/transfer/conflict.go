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

// existsReason begins the reason of an item whose target exists, where somebody
// has to say what to do.
const existsReason = "target exists"

// local is what a policy compares with what exists.
type local struct {
	size int64
	time time.Time
	sha1 func() (string, error) // empty: unknown
	made string                 // of what exists: the version's ID or the path
}

// storedFile is a version as policies compare it.
func storedFile(v b2core.FileVersion) local {
	return local{v.Size, v.ModTime(), func() (string, error) { return v.Hash().SHA1, nil }, v.ID}
}

// skipped is the outcome of a file that the policy leaves alone.
func skipped(why string, size int64) *outcome {
	return &outcome{state: Cancelled, verdict: verdictSkipped, reason: "skipped: " + why, size: size}
}

// same is the outcome of a file that is there already, proved by its hash.
func same(size int64, made, sha1 string) *outcome {
	return &outcome{made: made, sha1: sha1, state: Done, verdict: verdictUnchanged, reason: "was there already: same size and SHA-1", size: size, done: size}
}

// remoteConflict asks whether the name exists, if the policy depends on it or an
// earlier run may have stored it, and returns the name to store under or how the
// item ends. Without a policy a stored name gets one more version, which harms
// nothing.
func (m *Manager) remoteConflict(r *run, client mover, name string, mine local) (string, *outcome) {
	policy := false
	switch r.row.conflict {
	case Ask, Skip, Rename, Newer, Differs:
		policy = true
	}
	if !policy && !r.row.tried {
		return name, nil
	}
	stat := func(n string) (local, error) {
		v, err := client.Stat(r.ctx, r.row.bucketID, n)
		there := storedFile(v)
		if r.row.relayed() && v.Hash().Source != b2core.HashService {
			there.sha1 = func() (string, error) { return m.storedSHA1(r, client, v) } // what it says of itself came from the source
		}
		return there, err
	}
	there, err := stat(name)
	switch {
	case errors.Is(err, b2core.ErrNotFound) && r.unexpected == nil:
		return name, nil
	case errors.Is(err, b2core.ErrNotFound):
		return "", &outcome{err: r.unexpected}
	case errors.Is(err, b2core.ErrUnauthorized) && !policy: // a key that may only write cannot look
		return name, nil
	case err != nil:
		return "", &outcome{err: err}
	}
	if r.row.relayed() && there.made == r.planned().LargeFileID {
		return name, nil // of an earlier run, which did not come to read it back
	}
	if o := r.arrived(mine, there); o != nil {
		return name, o
	}
	if r.unexpected != nil {
		return "", &outcome{err: r.unexpected}
	}
	if r.row.conflict == Ask {
		return "", m.askFor(name, mine.size)
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
// has the size, the time and the hash of what is moved. A version without a note
// of its time has that of its upload, which a copy cannot share: there the hash
// alone counts. Nil: it is not.
func (r *run) arrived(mine, there local) *outcome {
	sameTime := mine.time.UnixMilli() == there.time.UnixMilli()
	if !r.row.tried || mine.size != there.size || !sameTime && r.row.direction != Copy {
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
		return same(mine.size, there.made, a)
	case sameTime && (a == "" || b == ""):
		return &outcome{
			made: there.made, state: Done, verdict: verdictNotVerifiable, size: mine.size, done: mine.size,
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
			return same(mine.size, there.made, a)
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
	return local{info.Size(), info.ModTime(), func() (string, error) { return localSHA1(ctx, file) }, file}, nil
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

// landing is where a download goes.
type landing struct {
	file    string
	replace bool                // what is there may be replaced
	seen    *b2core.Fingerprint // but only in this state; nil: in any
}

// localConflict looks at what a download would replace, and returns where it
// goes or how the item ends.
func (m *Manager) localConflict(r *run, v b2core.FileVersion) (landing, *outcome) {
	p := landing{file: r.row.local}
	info, err := os.Lstat(p.file)
	switch {
	case errors.Is(err, os.ErrNotExist) && r.unexpected == nil:
		p.replace = r.row.conflict == Overwrite && r.row.expectTarget == ""
		return p, nil
	case errors.Is(err, os.ErrNotExist):
		return p, &outcome{err: r.unexpected}
	case err != nil:
		return p, &outcome{err: err}
	case info.IsDir():
		return p, &outcome{err: folderHere(p.file)}
	case !info.Mode().IsRegular() && r.row.conflict.replaces():
		return p, &outcome{err: notPlain(p.file)}
	}
	mine := storedFile(v)
	stat := func(n string) (local, error) { return localFile(r.ctx, n) }
	there, err := stat(p.file)
	if err != nil {
		return p, &outcome{err: err}
	}
	if o := r.arrived(mine, there); o != nil {
		return p, o
	}
	if r.unexpected != nil {
		return p, &outcome{err: r.unexpected}
	}
	print := b2core.FingerprintOf(info)
	var o *outcome
	switch r.row.conflict {
	case Overwrite:
		p.replace = true
		if r.row.expectTarget == "" {
			return p, nil
		}
		p.seen = &print
		if err := unchanged(r.row.expectTarget, seenPrint+encodePrint(print), p.file); err != nil {
			return p, &outcome{err: err}
		}
		return p, nil
	case Rename:
		p.file, o = m.freeTarget(r, p.file, mine, stat)
		return p, o
	case Skip, Newer, Differs:
		p.replace, p.seen = true, &print
		return p, decide(r.row.conflict, mine, there)
	}
	return p, m.ask(p.file, v.Size)
}

// ask is the outcome of a file whose target exists without a policy for that:
// it waits for the answer, or fails where nobody can give one.
func (m *Manager) ask(file string, size int64) *outcome {
	if info, err := os.Lstat(file); err == nil && info.IsDir() {
		return &outcome{err: folderHere(file)}
	}
	return m.askFor(file, size)
}

// askFor is ask for what is known to be a file.
func (m *Manager) askFor(target string, size int64) *outcome {
	if m.cfg.Headless {
		return &outcome{err: fmt.Errorf("%s: %s: say what to do with --if-exists", existsReason, target)}
	}
	return &outcome{state: Paused, waitsFor: forAnswer, reason: fmt.Sprintf("%s: %s", existsReason, target), size: size}
}

// replaces tells of an answer by which a file that exists may be replaced.
func (c Conflict) replaces() bool { return c == Overwrite || c == Newer || c == Differs }

// notPlain is the error of a download onto a device, a pipe or a link.
func notPlain(file string) error {
	return fmt.Errorf("%s is no ordinary file and is not replaced: choose another target", file)
}

func folderHere(file string) error {
	return fmt.Errorf("%s is a folder here, but a file in the bucket: choose another target", file)
}
