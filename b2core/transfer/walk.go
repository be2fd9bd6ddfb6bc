package transfer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"b2tui/b2core"
)

// unwanted is what the job's filter leaves out.
const unwanted = "by the filter"

// tree reads the group's local directory: names in order, directories where
// their names stand, a stretch of names of each that the walk is in. Special
// files, and links as the job's policy says, are skipped and reported.
func (f *feeder) tree(ctx context.Context) error {
	var cut []string
	if f.after != "" {
		cut = strings.Split(strings.TrimPrefix(f.after, f.from+"/"), "/")
		f.last = f.after
	}
	root, err := f.read(f.from, cut)
	if err != nil {
		return err
	}
	stack := append(f.above(), root)
	for len(stack) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		top := stack[len(stack)-1]
		name, ok, err := top.next(f.path(top.rel))
		if err != nil {
			err = f.unread(ctx, top.rel, err)
		}
		if err != nil {
			return err
		}
		if !ok {
			stack = stack[:len(stack)-1]
			continue
		}
		var rest []string
		if len(top.cut) > 0 && top.cut[0] == name {
			rest = top.cut[1:]
		}
		below, err := f.entry(ctx, stack, path.Join(top.rel, name), rest)
		if err != nil {
			return err
		}
		if below != nil {
			stack = append(stack, below)
		}
	}
	return nil
}

// above are the folders that the first one lies in, with nothing left to read.
func (f *feeder) above() (stack []*level) {
	for at := f.path(f.from); at != filepath.Clean(f.group.local); {
		at = filepath.Dir(at)
		if info, err := os.Stat(at); err == nil {
			stack = append(stack, &level{info: info})
		}
	}
	return stack
}

func (f *feeder) path(rel string) string {
	return filepath.Join(f.group.local, filepath.FromSlash(rel))
}

// unread has an item stand for a directory that cannot be read, except for the
// first one.
func (f *feeder) unread(ctx context.Context, rel string, err error) error {
	if rel == f.from {
		return err
	}
	at := ""
	if strings.HasPrefix(f.last, rel+"/") {
		at = f.last
	}
	f.last = rel
	return f.standIn(ctx, f.path(rel), f.group.name+rel, at, fmt.Errorf("read folder: %w", err))
}

// entry takes over one directory entry; rest is not nil for the very one where
// an earlier walk was, and empty if that one is stored already.
func (f *feeder) entry(ctx context.Context, above []*level, rel string, rest []string) (*level, error) {
	file := f.path(rel)
	info, err := os.Lstat(file)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if info, err = f.link(above, file); info == nil && err == nil {
			return nil, nil
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil // gone since the directory was read
	case err == nil && info.IsDir() && rest != nil && len(rest) == 0:
		return nil, nil // it could not be read and is stored as failed
	case err == nil && info.IsDir() && f.wants.Prunes(rel):
		f.skip(unwanted, file)
		return nil, nil
	case err == nil && info.IsDir():
		below, err := f.read(rel, rest)
		if err != nil {
			return nil, f.unread(ctx, rel, err)
		}
		return below, nil
	case rest != nil:
		return nil, nil
	}
	name := f.group.name + rel
	if err == nil && !info.Mode().IsRegular() {
		f.skip("special files", file)
		return nil, nil
	}
	if b2core.IsPartial(path.Base(rel)) {
		f.skip("unfinished downloads", file)
		return nil, nil
	}
	if err == nil && !f.wants.Takes(rel, info.Size(), info.ModTime()) {
		f.skip(unwanted, file)
		return nil, nil
	}
	if err == nil {
		err = b2core.CheckFileName(name)
	}
	if err != nil {
		f.last = rel
		return nil, f.refuse(ctx, file, name, err)
	}
	r := f.file()
	r.local, r.name, r.size = file, name, info.Size()
	if g := &f.group; g.disposal != KeepSource {
		r.root = g.local // folders that a move empties go, up to here
	}
	return nil, f.add(ctx, r, rel)
}

// link is what a symbolic link leads to, or nil when the policy skips it. A
// folder that is followed must not be one that the walk is in.
func (f *feeder) link(above []*level, file string) (os.FileInfo, error) {
	if f.group.links == LinksSkip {
		f.skip("links", file)
		return nil, nil
	}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.skip("links that lead nowhere", file)
		return nil, nil
	case errors.Is(err, syscall.ELOOP):
		f.skip("links that lead to themselves", file)
		return nil, nil
	case err != nil || !info.IsDir():
		return info, err
	case f.group.links != LinksFollow:
		f.skip("links to folders", file)
		return nil, nil
	}
	for _, l := range above {
		if os.SameFile(l.info, info) {
			f.skip("links to a folder that they are in", file)
			return nil, nil
		}
	}
	return info, nil
}

// listing reads the group's prefix in the bucket.
func (f *feeder) listing(ctx context.Context) error {
	g := &f.group
	profile, bucket, prefix := g.profile, g.bucketID, g.name
	if g.direction == Copy {
		bucket, prefix = g.sourceID, g.sourceName
		if g.sourceProfile != "" {
			profile = g.sourceProfile
		}
	}
	client, err := f.m.accounts.client(ctx, profile)
	if err != nil {
		return &accountError{err}
	}
	if g.direction == Down {
		if err := f.watchNames(ctx); err != nil {
			return err
		}
	}
	start := f.after
	f.last = f.after
	for {
		page, err := client.ListNames(ctx, bucket, b2core.ListOptions{Prefix: prefix, Start: start})
		if err != nil {
			return err
		}
		for _, v := range page.Files {
			if v.Name == f.after && f.after != "" || v.Action != b2core.ActionUpload && v.Action != b2core.ActionCopy {
				continue
			}
			if err := f.version(ctx, v, strings.TrimPrefix(v.Name, prefix)); err != nil {
				return err
			}
		}
		if start = page.NextName; start == "" {
			return nil
		}
	}
}

// version takes over one stored file.
func (f *feeder) version(ctx context.Context, v b2core.FileVersion, rel string) error {
	g := &f.group
	r := f.file()
	f.last = v.Name
	if !f.wants.Takes(rel, v.Size, v.ModTime()) {
		f.skip(unwanted, v.Name)
		return nil
	}
	if !g.direction.bytes() {
		r.name = v.Name
		return f.add(ctx, r, v.Name)
	}
	r.setVersion(v)
	if g.direction == Copy {
		r.name = g.name + rel
		if v.Size == 0 && strings.HasSuffix(r.name, "/") {
			r.name += placeholder // no new file may be named like a folder; this one means the same
		}
		if err := b2core.CheckFileName(r.name); err != nil {
			return f.refuse(ctx, "", v.Name, err)
		}
		return f.add(ctx, r, v.Name)
	}
	r.name, r.root = v.Name, g.local
	var err error
	r.local, err = f.place(ctx, rel, v.Size)
	if isTwin(err) {
		return f.fail(ctx, r, err)
	}
	if err != nil {
		return f.refuse(ctx, "", v.Name, err)
	}
	return f.add(ctx, r, v.Name)
}

// versions reads the names of the group's prefix that have versions of any
// kind: all of them to delete, the hidden ones to unhide.
func (f *feeder) versions(ctx context.Context) error {
	g := &f.group
	client, err := f.m.accounts.client(ctx, g.profile)
	if err != nil {
		return &accountError{err}
	}
	f.last = f.after
	o := b2core.ListOptions{Prefix: g.name, Start: f.after}
	last := f.after
	for {
		page, err := client.ListVersions(ctx, g.bucketID, o)
		if err != nil {
			return err
		}
		for _, v := range page.Files {
			if v.Name == last && last != "" {
				continue // an older version of what was looked at
			}
			last = v.Name
			if g.direction == Unhide && v.Action != b2core.ActionHide {
				continue
			}
			if err := f.version(ctx, v, strings.TrimPrefix(v.Name, g.name)); err != nil {
				return err
			}
		}
		if o.Start, o.StartID = page.NextName, page.NextID; o.Start == "" {
			return nil
		}
	}
}
