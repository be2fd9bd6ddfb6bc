package cli

import (
	"context"
	"fmt"

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
	s.min, s.max = 1, -1
	s.run = func(ctx context.Context, args []string) error { return a.removeFiles(ctx, args, *o) }
	c := a.command(s)
	f := c.Flags()
	f.BoolVarP(&o.recursive, "recursive", "r", false, "everything in folders")
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would be done and do nothing")
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
	var sum extent
	for i, at := range places {
		bucket, err := acc.client.BucketByName(ctx, at.Bucket)
		if err != nil {
			return err
		}
		jobs[i] = transfer.Job{
			Direction: o.direction, Profile: acc.who.Profile, BucketID: bucket.ID, Bucket: bucket.Name,
			Name: at.Name, Dir: at.isFolder(),
		}
		one, err := a.extentOf(ctx, acc.client, jobs[i], at, o.dryRun || o.versions && !o.yes)
		if err != nil {
			return err
		}
		sum.add(one)
	}
	if o.dryRun {
		fmt.Fprintf(a.Out, "would %s %s\n", o.direction, sum)
		return nil
	}
	if o.direction == transfer.Delete {
		if err := a.confirm(ctx, o.yes, "this deletes "+sum.String(), "delete"); err != nil {
			return err
		}
	}
	return a.transfer(ctx, acc, jobs, transfer.Limits{}, o.transferOptions)
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

// extentOf makes sure that there is something to change and, with all, counts it.
func (a *app) extentOf(ctx context.Context, client *b2core.Client, j transfer.Job, at Location, all bool) (extent, error) {
	var e extent
	list := client.Versions
	if j.Direction == transfer.Hide {
		list = client.Names
	}
	last := ""
	for v, err := range list(ctx, j.BucketID, b2core.ListOptions{Prefix: at.Name, Start: at.Name}) {
		if err != nil {
			return e, err
		}
		if !j.Dir && v.Name != at.Name {
			break
		}
		if v.Name == last && j.Direction == transfer.Unhide {
			continue
		}
		first := v.Name != last
		last = v.Name
		if j.Direction == transfer.Unhide && v.Action != b2core.ActionHide {
			continue
		}
		if first {
			e.names++
		}
		e.versions++
		e.bytes += v.Size
		if !all {
			return e, nil
		}
	}
	if e.names > 0 || j.Direction == transfer.Unhide && last != "" {
		return e, nil
	}
	if j.Dir {
		return e, notFoundf("", "find %s: the folder is not there: %w", at, b2core.ErrNotFound)
	}
	return e, mustBeFile(ctx, client, j.BucketID, at, notFoundf("", "find %s: %w", at, b2core.ErrNotFound))
}
