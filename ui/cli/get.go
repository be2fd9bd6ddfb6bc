package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/b2core/transfer/localname"
)

const getLong = `Downloads files and folders. A folder is written with a slash at its end and
keeps its name below DEST: "get b2://bucket/x/src/ out" writes x/src/main.go to
out/src/main.go; a whole bucket (b2://bucket) brings what is in it. A file keeps
its name if DEST is a directory or ends with a slash; else DEST is its new name.

Every file is proved by its hash before it gets its name. A file that exists is
left alone unless --if-exists says otherwise.`

func (a *app) getCommand() *cobra.Command {
	var o getOptions
	c := a.command(spec{
		use:     "get b2://bucket/name|folder/... DEST",
		short:   "Download files and folders",
		long:    getLong + filterLong,
		example: "b2tui get b2://office/2026/report.pdf .\nb2tui get b2://photos/2026/ ~/restored",
		min:     2, max: -1,
		complete: a.completePlaces(true),
		run: func(ctx context.Context, args []string) error {
			last := len(args) - 1
			return a.get(ctx, args[:last], args[last], o)
		},
	})
	o.flags(c)
	o.filter.flags(c)
	return c
}

// getOptions are the flags of get.
type getOptions struct {
	transferOptions
	filter filterOptions
}

func (a *app) get(ctx context.Context, sources []string, dest string, o getOptions) error {
	limits, err := o.limits()
	if err != nil {
		return err
	}
	wanted, err := o.filter.filter(time.Now())
	if err != nil {
		return err
	}
	places := make([]Location, len(sources))
	for i, s := range sources {
		if places[i], err = parseLocation(s); err != nil {
			return err
		}
	}
	into, err := localTarget(dest, places)
	if err != nil {
		return err
	}
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	jobs := make([]transfer.Job, len(places))
	for i, at := range places {
		if jobs[i], err = downloadJob(ctx, acc, at, into); err != nil {
			return err
		}
		jobs[i].IfExists, jobs[i].Filter = o.policy(a.settings(), transfer.Down), wanted
	}
	return a.transfer(ctx, acc, jobs, limits, o.transferOptions)
}

// localDest is where downloads go: into a folder, or one file to a path.
type localDest struct {
	path   string // absolute
	folder bool
}

func localTarget(dest string, places []Location) (localDest, error) {
	if strings.HasPrefix(dest, scheme) {
		return localDest{}, usagef("get writes to this machine; %s is in B2", dest)
	}
	abs, err := localPath(dest)
	if err != nil {
		return localDest{}, err
	}
	into := localDest{path: abs, folder: os.IsPathSeparator(dest[len(dest)-1])}
	info, err := os.Stat(abs)
	exists := err == nil
	if exists && info.IsDir() {
		into.folder = true
	}
	needsFolder := into.folder || len(places) > 1 || places[0].isFolder()
	if exists && !info.IsDir() && needsFolder {
		return localDest{}, usagef("%s is a file; what is downloaded needs a directory", dest)
	}
	into.folder = needsFolder
	return into, nil
}

// downloadJob finds what a location names. A file is fetched in the version
// that is the newest now, whatever happens to its name meanwhile.
func downloadJob(ctx context.Context, acc *account, at Location, into localDest) (transfer.Job, error) {
	bucket, err := acc.client.BucketByName(ctx, at.Bucket)
	if err != nil {
		return transfer.Job{}, err
	}
	j := transfer.Job{
		Direction: transfer.Down, Profile: acc.who.Profile, Local: into.path,
		BucketID: bucket.ID, Bucket: bucket.Name, Name: at.Name, Dir: at.isFolder(),
	}
	if j.Dir {
		if err := mustBeFolder(ctx, acc.client, bucket.ID, at); err != nil {
			return j, err
		}
	} else if j.File, err = acc.client.Stat(ctx, bucket.ID, at.Name); err != nil {
		return j, mustBeFile(ctx, acc.client, bucket.ID, at, err)
	}
	if into.folder && at.Name != "" {
		base, err := localBase(at)
		if err != nil {
			return j, err
		}
		j.Local = filepath.Join(into.path, base)
	}
	return j, nil
}

// localBase is a file's or folder's own name, if this machine can hold it
// inside a directory.
func localBase(at Location) (string, error) {
	base := path.Base(at.Name)
	reason := localname.Here().Check(base)
	if reason == "" && filepath.Base(base) != base {
		reason = "it is a path here"
	}
	if reason != "" {
		return "", &problem{
			code: exitFailed, hint: "give a file name as DEST",
			err: fmt.Errorf("download %s: %q is no name for a local file: %s", at, base, reason),
		}
	}
	return base, nil
}

// mustBeFile tells a folder's name from a file's when no file has the name.
func mustBeFile(ctx context.Context, client *b2core.Client, bucketID string, at Location, cause error) error {
	if !errors.Is(cause, b2core.ErrNotFound) {
		return cause
	}
	page, err := client.ListNames(ctx, bucketID, b2core.ListOptions{Prefix: at.Name + "/", Max: 1})
	if err != nil || len(page.Files) == 0 {
		return cause
	}
	return notFoundf("end it with a slash", "%s is a folder", at)
}
