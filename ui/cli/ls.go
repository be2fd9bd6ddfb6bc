package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core"
)

const lsLong = `Lists the buckets, or the names in a bucket that begin with a prefix. A name
with a slash after the prefix is shown as its folder, unless -R is given. To see
what is in a folder, end the prefix with a slash.

Names are printed from the bucket's root on. At a terminal characters that could
do something to it are made visible. Elsewhere names are written as they are,
except that one with a line break in it, or with a quotation mark at its start,
is written as a JSON string.`

type lsOptions struct {
	long, recursive, versions, json bool
}

func (a *app) lsCommand() *cobra.Command {
	var o lsOptions
	c := a.command(spec{
		use:      "ls [b2://bucket[/prefix]]",
		short:    "List buckets or files",
		long:     lsLong,
		example:  "b2tui ls\nb2tui ls -l b2://photos/2026/\nb2tui ls -R --json b2://photos",
		max:      1,
		complete: a.completePlaces(false),
		run: func(ctx context.Context, args []string) error {
			if len(args) == 0 {
				return a.lsBuckets(ctx, o)
			}
			return a.lsFiles(ctx, args[0], o)
		},
	})
	f := c.Flags()
	f.BoolVarP(&o.long, "long", "l", false, "size in bytes, time of last change and name")
	f.BoolVarP(&o.recursive, "recursive", "R", false, "everything below as well")
	f.BoolVar(&o.versions, "versions", false, "all versions, hide markers and unfinished uploads")
	jsonFlag(c, &o.json)
	return c
}

func (a *app) lsBuckets(ctx context.Context, o lsOptions) error {
	if o.long || o.json {
		return a.listBuckets(ctx, o.json)
	}
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	buckets, err := acc.client.ListBuckets(ctx)
	if err != nil {
		return err
	}
	for _, b := range buckets {
		if _, err := fmt.Fprintln(a.Out, a.name(scheme+b.Name)); err != nil {
			return err
		}
	}
	for _, b := range goneBuckets(acc, buckets) {
		fmt.Fprintf(a.Err, "b2tui: bucket %s of this key was deleted\n", oneLine(b.ID))
	}
	if len(buckets) == 0 {
		a.nothing(false, noBuckets)
	}
	return nil
}

const noBuckets = "there are no buckets that this key may see"

func (a *app) lsFiles(ctx context.Context, arg string, o lsOptions) error {
	at, err := parseLocation(arg)
	if err != nil {
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
	options := b2core.ListOptions{Prefix: at.Name}
	if !o.recursive {
		options.Delimiter = "/"
	}
	list := acc.client.Names
	if o.versions {
		list = acc.client.Versions
	}
	count, err := a.printFiles(list(ctx, bucket.ID, options), o)
	if err == nil && count == 0 && at.Name != "" {
		return notFoundf("b2tui ls "+scheme+at.Bucket+" shows what there is", "list %s: no name begins like this", at)
	}
	if err == nil && count == 0 {
		a.nothing(o.json, "nothing is in %s", at)
	}
	return err
}

// printFiles writes entries as they come; a page is out before the next one is
// asked for, but for what is less than a buffer.
func (a *app) printFiles(files iter.Seq2[b2core.FileVersion, error], o lsOptions) (count int, err error) {
	w := bufio.NewWriter(a.Out)
	line := a.plainLine
	switch {
	case o.json:
		line = jsonLine
	case o.long:
		line = a.longLine(o.versions)
	}
	for file, err := range files {
		if err != nil {
			return count, firstError(err, w.Flush())
		}
		count++
		if err := line(w, file); err != nil {
			return count, err
		}
	}
	return count, w.Flush()
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *app) plainLine(w io.Writer, f b2core.FileVersion) error {
	_, err := fmt.Fprintln(w, a.name(f.Name))
	return err
}

// longLine returns the printer of ls -l: bytes, local time, name, and with
// versions also what it is and its ID.
func (a *app) longLine(versions bool) func(io.Writer, b2core.FileVersion) error {
	return func(w io.Writer, f b2core.FileVersion) error {
		size, at := "-", ""
		if !f.IsFolder() {
			size, at = fmt.Sprint(f.Size), f.ModTime().Local().Format(time.DateTime)
		}
		line := fmt.Sprintf("%15s  %-19s  ", size, at)
		if versions {
			line += fmt.Sprintf("%-6s  %s  ", f.Action, f.ID)
		}
		_, err := fmt.Fprintln(w, line+a.name(f.Name))
		return err
	}
}

// fileJSON is one entry of ls --json.
type fileJSON struct {
	Name        string            `json:"name"`
	Action      b2core.Action     `json:"action"`
	Size        int64             `json:"size"`
	ModTime     *time.Time        `json:"modTime,omitempty"`
	UploadedAt  *time.Time        `json:"uploadedAt,omitempty"`
	SHA1        string            `json:"sha1,omitempty"`
	ContentType string            `json:"contentType,omitempty"`
	FileID      string            `json:"fileId,omitempty"`
	Info        map[string]string `json:"fileInfo,omitempty"`
}

func jsonLine(w io.Writer, f b2core.FileVersion) error {
	j := fileJSON{Name: f.Name, Action: f.Action, Size: f.Size, ContentType: f.ContentType, FileID: f.ID, Info: f.Info}
	if !f.IsFolder() {
		j.ModTime, j.UploadedAt, j.SHA1 = isoTime(f.ModTime()), isoTime(f.UploadedAt), f.Hash().SHA1
	}
	return writeJSON(w, j)
}

// isoTime is a time as JSON shows it, nil when there is none.
func isoTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
