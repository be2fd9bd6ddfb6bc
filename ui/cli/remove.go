package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/ui"
)

const removeLong = `Takes files away. As B2 means it, that hides them: they are no longer listed, all
versions stay and are billed, and unhide brings them back. With --versions every
version is deleted for good, which cannot be undone and wants to be confirmed.

A folder is written with a slash at its end and wants --recursive.`

const hideLong = `Hides files: they are no longer listed, all versions stay, and unhide brings them
back. A folder is written with a slash at its end and wants --recursive.`

const unhideLong = `Takes the hide marker off files, so that their newest version shows again. A
folder is written with a slash at its end and wants --recursive.`

// removeOptions are the flags of rm, hide and unhide.
type removeOptions struct {
	transferOptions
	filter                  filterOptions
	direction               transfer.Direction
	recursive, dryRun       bool
	versions, yes, destroys bool
}

func (a *app) removeCommand() *cobra.Command {
	o := removeOptions{direction: transfer.Hide, destroys: true}
	return a.changeCommand(&o, spec{
		use: "rm b2://bucket/name|folder/...", short: "Hide files, or with --versions delete them for good", long: removeLong,
		example: "b2tui rm b2://office/draft.pdf\nb2tui rm --recursive --versions b2://photos/2019/",
	})
}

func (a *app) hideCommand() *cobra.Command {
	o := removeOptions{direction: transfer.Hide}
	return a.changeCommand(&o, spec{
		use: "hide b2://bucket/name|folder/...", short: "Hide files; their versions stay", long: hideLong,
		example: "b2tui hide b2://office/draft.pdf",
	})
}

func (a *app) unhideCommand() *cobra.Command {
	o := removeOptions{direction: transfer.Unhide}
	return a.changeCommand(&o, spec{
		use: "unhide b2://bucket/name|folder/...", short: "Show hidden files again", long: unhideLong,
		example: "b2tui unhide b2://office/draft.pdf",
	})
}

func (a *app) changeCommand(o *removeOptions, s spec) *cobra.Command {
	s.min, s.max, s.complete = 1, -1, a.completePlaces(false)
	s.run = func(ctx context.Context, args []string) error { return a.removeFiles(ctx, args, *o) }
	s.long += filterLong
	c := a.command(s)
	f := c.Flags()
	f.BoolVarP(&o.recursive, "recursive", "r", false, "everything in folders")
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would be done and do nothing")
	o.filter.flags(c)
	jsonFlag(c, &o.json)
	f.BoolVar(&o.quiet, "quiet", false, "say nothing but what failed")
	if o.destroys {
		f.BoolVar(&o.versions, "versions", false, "delete all versions for good")
		f.BoolVar(&o.yes, "yes", false, "delete without asking")
	}
	return c
}

func (a *app) removeFiles(ctx context.Context, args []string, o removeOptions) error {
	if o.versions {
		o.direction = transfer.Delete
	}
	wanted, err := o.filter.filter(time.Now())
	if err != nil {
		return err
	}
	places := make([]Location, len(args))
	for i, arg := range args {
		at, err := parseLocation(arg)
		if err != nil {
			return err
		}
		if at.isFolder() && !o.recursive {
			return usagef("%s is a folder; --recursive takes everything in it", at)
		}
		places[i] = at
	}
	if !o.dryRun {
		if err := a.mayChange(string(o.direction) + " " + places[0].String()); err != nil {
			return err
		}
	}
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	jobs := make([]transfer.Job, len(places))
	extents := make([]extent, len(places))
	var sum extent
	for i, at := range places {
		bucket, err := acc.client.BucketByName(ctx, at.Bucket)
		if err != nil {
			return err
		}
		jobs[i] = transfer.Job{
			Direction: o.direction, Profile: acc.who.Profile, BucketID: bucket.ID, Bucket: bucket.Name,
			Name: at.Name, Dir: at.isFolder(), Filter: wanted,
		}
		all := o.dryRun || o.versions && !o.yes || o.direction == transfer.Unhide && !jobs[i].Dir
		if extents[i], err = a.extentOf(ctx, acc.client, jobs[i], at, all); err != nil {
			return err
		}
		sum.add(extents[i])
	}
	if o.dryRun {
		return a.wouldRemove(acc, jobs, extents, sum, o)
	}
	if o.direction == transfer.Delete && sum.names > 0 {
		if err := a.confirm(ctx, o.yes, "this deletes "+sum.String(), "delete"); err != nil {
			return err
		}
	}
	if o.direction == transfer.Unhide {
		jobs = a.hiddenOf(jobs, extents, o)
	}
	if len(jobs) == 0 {
		return nil
	}
	return a.transfer(ctx, acc, jobs, transfer.Limits{}, o.transferOptions)
}

// hiddenOf leaves out files that are not hidden, and says so.
func (a *app) hiddenOf(jobs []transfer.Job, extents []extent, o removeOptions) []transfer.Job {
	var hidden []transfer.Job
	for i, j := range jobs {
		if j.Dir || extents[i].names > 0 {
			hidden = append(hidden, j)
		} else if !o.quiet {
			fmt.Fprintf(a.Err, "b2tui: nothing to do: %s is not hidden\n", oneLine(Location{j.Bucket, j.Name}.String()))
		}
	}
	return hidden
}

// wouldJSON is one argument of a dry run.
type wouldJSON struct {
	Would    string `json:"would"` // hide, unhide, delete, copy, move
	Source   string `json:"source"`
	Target   string `json:"target,omitempty"` // of copy and move
	Names    int    `json:"names"`
	Versions int    `json:"versions,omitempty"` // of hide, unhide, delete
	Bytes    int64  `json:"bytes"`
}

func (a *app) wouldRemove(acc *account, jobs []transfer.Job, extents []extent, sum extent, o removeOptions) error {
	for _, j := range jobs {
		if err := refused(acc, acc, j); err != nil {
			return err
		}
	}
	if o.json {
		for i, j := range jobs {
			e := extents[i]
			err := writeJSON(a.Out, wouldJSON{
				Would: string(o.direction), Source: Location{j.Bucket, j.Name}.String(), Names: e.names, Versions: e.versions, Bytes: e.bytes,
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	_, err := fmt.Fprintf(a.Out, "would %s %s\n", o.direction, sum)
	return err
}

// refused returns why a job that is only talked about would not be done: it is
// senseless, or a key lacks a right.
func refused(here, there *account, j transfer.Job) error {
	if err := j.Check(); err != nil {
		return err
	}
	type need struct {
		acc          *account
		bucket, name string
		right        b2core.Capability
	}
	needs := []need{{there, j.BucketID, j.Name, b2core.WriteFiles}}
	switch j.Direction {
	case transfer.Delete, transfer.Unhide: // a hide marker goes
		needs[0].right = b2core.DeleteFiles
	case transfer.Copy:
		needs = append(needs, need{here, j.SourceID, j.File.Name, b2core.ReadFiles})
		switch j.Source {
		case transfer.HideSource:
			needs = append(needs, need{here, j.SourceID, j.File.Name, b2core.WriteFiles})
		case transfer.DeleteSource:
			needs = append(needs, need{here, j.SourceID, j.File.Name, b2core.DeleteFiles})
		}
	}
	for _, n := range needs {
		account, known := n.acc.client.Account()
		if !known {
			continue
		}
		if err := account.Allowed.Check(n.bucket, n.name, n.right); err != nil {
			return fmt.Errorf("%s %s: %w", j.Direction, Location{j.Bucket, j.Name}, err)
		}
	}
	return nil
}

// extent is how much a change is about.
type extent struct {
	names, versions int
	bytes           int64
}

func (e *extent) add(o extent) {
	e.names += o.names
	e.versions += o.versions
	e.bytes += o.bytes
}

func (e extent) String() string {
	return fmt.Sprintf("%s, %s, %s", ui.Plural(e.names, "name", "names"), ui.Plural(e.versions, "version", "versions"), ui.Size(e.bytes))
}

// extentOf makes sure that there is something to change and, with all, counts
// it. Of a name with many versions the newest says whether it is wanted.
func (a *app) extentOf(ctx context.Context, client *b2core.Client, j transfer.Job, at Location, all bool) (extent, error) {
	var e extent
	list := client.Versions
	if j.Direction == transfer.Hide {
		list = client.Names
	}
	last, taken := "", false
	for v, err := range list(ctx, j.BucketID, b2core.ListOptions{Prefix: at.Name, Start: at.Name}) {
		if err != nil {
			return e, err
		}
		if !j.Dir && v.Name != at.Name {
			break
		}
		first := v.Name != last
		last = v.Name
		if first {
			taken = !j.Dir || j.Filter.Takes(strings.TrimPrefix(v.Name, at.Name), v.Size, v.ModTime())
		}
		switch {
		case j.Direction == transfer.Unhide:
			if taken && first && v.Action == b2core.ActionHide {
				e.add(extent{1, 1, v.Size})
			}
		case taken && first:
			e.add(extent{1, 1, v.Size})
		case taken:
			e.add(extent{0, 1, v.Size})
		}
		if !all {
			return e, nil
		}
	}
	if last != "" {
		return e, nil
	}
	if j.Dir {
		return e, notFoundf("", "find %s: the folder is not there: %w", at, b2core.ErrNotFound)
	}
	return e, mustBeFile(ctx, client, j.BucketID, at, notFoundf("", "find %s: %w", at, b2core.ErrNotFound))
}
