package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core/transfer"
)

const putLong = `Uploads files and directories. A directory keeps its name below the target:
"put src b2://bucket/x/" stores src/main.go as x/src/main.go; "put src/." stores
what is in it without that name. A file keeps its name, too, unless one file goes
to a target without a slash at its end: that is its new name.

Uploading over a name adds a version; nothing is lost. What an interrupted run
left stays in the queue.`

func (a *app) putCommand() *cobra.Command {
	var o putOptions
	c := a.command(spec{
		use:     "put SRC... b2://bucket/folder/",
		short:   "Upload files and directories",
		long:    putLong + filterLong,
		example: "b2tui put report.pdf b2://office/2026/\nb2tui put ~/exports b2://photos --parts-at-once 40",
		min:     2, max: -1,
		complete: a.completePlaces(true),
		run: func(ctx context.Context, args []string) error {
			last := len(args) - 1
			return a.put(ctx, args[:last], args[last], o)
		},
	})
	o.flags(c)
	o.filter.flags(c)
	c.Flags().StringVar(&o.links, "links", "",
		"symbolic links in directories: follow (to directories, too) or skip; without it links to files are followed")
	return c
}

// putOptions are the flags of put.
type putOptions struct {
	transferOptions
	filter filterOptions
	links  string
}

func (a *app) put(ctx context.Context, sources []string, target string, o putOptions) error {
	if !slices.Contains([]transfer.Links{transfer.LinksDefault, transfer.LinksFollow, transfer.LinksSkip}, transfer.Links(o.links)) {
		return usagef("--links %q is not known; write follow or skip", o.links)
	}
	at, err := parseTarget(target)
	if err != nil {
		return err
	}
	limits, err := o.limits()
	if err != nil {
		return err
	}
	wanted, err := o.filter.filter(time.Now())
	if err != nil {
		return err
	}
	found, err := localSources(sources, at)
	if err != nil {
		return err
	}
	if err := a.mayChange("upload to " + at.String()); err != nil {
		return err
	}
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	bucket, err := acc.client.BucketByName(ctx, at.Bucket)
	if err != nil {
		return err
	}
	jobs := make([]transfer.Job, len(found))
	for i, s := range found {
		jobs[i] = transfer.Job{
			Direction: transfer.Up, Profile: acc.who.Profile, Local: s.path, Dir: s.dir,
			BucketID: bucket.ID, Bucket: bucket.Name, Name: s.name, IfExists: o.policy(a.settings(), transfer.Up),
			Links: transfer.Links(o.links), Filter: wanted,
		}
	}
	return a.transfer(ctx, acc, jobs, limits, o.transferOptions)
}

// localSource is one argument of put and the name that it gets: of a directory
// the prefix of its files' names.
type localSource struct {
	path string // absolute
	name string
	dir  bool
}

// localSources looks at all sources before the first byte moves.
func localSources(args []string, target Location) ([]localSource, error) {
	sources := make([]localSource, len(args))
	for i, arg := range args {
		path, err := localPath(arg)
		if err != nil {
			return nil, err
		}
		info, err := readable(path)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", arg, withoutPath(err))
		}
		s := localSource{path: path, dir: info.IsDir(), name: targetName(target, baseOf(arg, path), info.IsDir(), len(args))}
		if !s.dir && target.Name != "" && !target.isFolder() && len(args) > 1 {
			return nil, usagef("%d files cannot all become %s; end the folder's name with a slash", len(args), target)
		}
		if !s.dir && !info.Mode().IsRegular() {
			return nil, usagef("%s is neither a file nor a directory", arg)
		}
		sources[i] = s
	}
	return sources, nil
}

// targetName is where a source goes. Only a single file can take the target's
// own name.
func targetName(target Location, base string, dir bool, sources int) string {
	folder := target.Name
	if folder != "" && !target.isFolder() {
		if !dir && sources == 1 {
			return folder
		}
		folder += "/"
	}
	if dir && base != "" {
		base += "/"
	}
	return folder + base
}

// baseOf is the last element of a path as it was written; "." and ".." and a
// root have none, they stand for what is in them.
func baseOf(arg, path string) string {
	last := arg[strings.LastIndexAny(arg, "/"+string(filepath.Separator))+1:]
	if last == "." || last == ".." || filepath.Dir(path) == path {
		return ""
	}
	return filepath.Base(path)
}

// readable opens a file or directory to see that it can be read.
func readable(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() && !info.Mode().IsRegular() {
		return info, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return info, f.Close()
}

// withoutPath takes the path out of an error of package os, since the message
// around it names the path as the user wrote it.
func withoutPath(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}
