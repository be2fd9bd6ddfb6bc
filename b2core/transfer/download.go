package transfer

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"b2tui/b2core"
	"b2tui/b2core/transfer/localname"
)

// download fetches one version into its local file.
func (m *Manager) download(r *run, client mover) outcome {
	if err := checkPlace(r.row.local); err != nil {
		return outcome{err: err}
	}
	v, err := r.row.version()
	if err == nil && v.ID == "" {
		v, err = client.Stat(r.ctx, v.BucketID, v.Name)
	}
	if err != nil {
		return outcome{err: err}
	}
	switch {
	case isPlaceholder(v.Name) && v.Size == 0:
		return m.makeFolder(r)
	case strings.HasSuffix(v.Name, "/") && r.row.root != "":
		return outcome{err: &nameError{reason: "it has content, but the name of a folder", hint: "download it by itself under another name"}}
	}
	place, end := m.localConflict(r, v)
	if end != nil {
		return *end
	}
	file := place.file
	resume, err := m.resume(r.ctx, r)
	if err != nil {
		return outcome{err: err}
	}
	target, release, err := m.folders.create(&r.row, file, b2core.TargetOptions{
		ModTime: v.ModTime(), Replace: place.replace, Replaces: place.seen, Resume: resume != nil,
	})
	if err != nil {
		return outcome{err: err}
	}
	defer release()
	verdict, err := client.Download(r.ctx, b2core.DownloadRequest{
		File: v, Target: target, Resume: resume, Steering: m.steering(r, v.Size, ""),
	})
	if err != nil {
		m.giveUp(r, target)
		if errors.Is(err, b2core.ErrExists) && r.ctx.Err() == nil && r.row.expectTarget != "" {
			return outcome{err: unchanged(r.row.expectTarget, "", file)}
		}
		if errors.Is(err, b2core.ErrExists) && r.ctx.Err() == nil {
			return *m.ask(file, v.Size) // it appeared meanwhile
		}
		return outcome{err: err}
	}
	o := outcome{state: Done, verdict: verdictVerified, size: v.Size, done: v.Size, made: file, reason: target.Warning()}
	if o.reason != "" {
		m.timeless(file, o.reason)
	}
	if verdict == b2core.NotVerifiable {
		o.verdict = verdictNotVerifiable
	}
	return o
}

// checkPlace refuses what no file can be called here, whoever made up the path;
// the empty path is that of a name that was refused before.
func checkPlace(file string) error {
	reason := "it cannot be a file"
	if file != "" {
		reason = localname.Here().Check(filepath.Base(file))
	}
	if reason == "" {
		return nil
	}
	return &nameError{reason: reason, hint: "download it by itself under another name"}
}

// giveUp leaves the partial file for a later run, if there can be one that
// knows what is in it.
func (m *Manager) giveUp(r *run, target *b2core.LocalTarget) {
	keep := r.hasParts() && r.storedAs().state != Cancelled
	var err error
	if keep {
		err = target.Close()
	} else {
		err = target.Remove()
	}
	if err != nil {
		m.log.Warn("close a partial download", "name", r.row.name, "error", err)
	}
}

// placeholder is the name of the empty file by which B2's web site keeps an
// otherwise empty folder.
const placeholder = ".bzEmpty"

// isPlaceholder tells whether a stored name stands for an empty folder.
func isPlaceholder(name string) bool {
	return strings.HasSuffix(name, "/") || strings.HasSuffix(name, "/"+placeholder)
}

// makeFolder makes the folder that a placeholder stands for.
func (m *Manager) makeFolder(r *run) outcome {
	root, dir := r.row.root, r.row.local
	if root == "" {
		root = filepath.Dir(dir)
	}
	rel, err := filepath.Rel(root, dir)
	if err != nil || !filepath.IsLocal(rel) {
		return outcome{err: fmt.Errorf("make folder %s: it leads out of %s", dir, root)}
	}
	within, err := m.folders.use(root)
	if err != nil {
		return outcome{err: err}
	}
	defer m.folders.leave(root)
	if err := within.MakeFolder(filepath.ToSlash(rel)); err != nil {
		return outcome{err: err}
	}
	return outcome{state: Done, verdict: verdictVerified, size: r.row.size, done: r.row.size}
}

// beside is what a remote name becomes below a folder: a placeholder the folder
// that it stands for, with its slash.
func beside(rel string) string {
	if strings.HasSuffix(rel, "/"+placeholder) {
		return strings.TrimSuffix(rel, placeholder)
	}
	return rel
}

// localPath is where a remote name, relative to the prefix, lies below a
// folder, or why it cannot lie there.
func localPath(disk localname.Disk, folder, rel string) (string, error) {
	if rel == placeholder {
		return folder, nil
	}
	name := strings.TrimSuffix(beside(rel), "/")
	if reason := disk.Check(name); reason != "" {
		return "", &nameError{reason: reason, hint: "download it by itself under another name"}
	}
	return filepath.Join(folder, filepath.FromSlash(name)), nil
}
