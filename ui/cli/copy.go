package cli

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/ui"
)

const copyLong = `Copies files and folders inside the service, within a bucket or to another one:
nothing goes through this machine, whatever the size, and content type, file info
and times come along. A folder is written with a slash at its end.

To a target that ends with a slash, sources keep their name below it:
"cp b2://b/x/ b2://c/y/" makes y/x/. Without one, the target is the new name of the
one source: "cp b2://b/x/ b2://c/y" makes y/.`

const moveLong = copyLong + `

A source goes only when its copy was looked at again and has its size, hash and
file info. It is hidden then: its versions stay, and unhide brings it back. With
--delete the version that was moved is deleted for good; older ones stay, hidden.`

// copyOptions are the flags of cp and mv.
type copyOptions struct {
	transferOptions
	filter               filterOptions
	move, delete, dryRun bool
	toProfile            string
}

func (a *app) copyCommand() *cobra.Command {
	var o copyOptions
	c := a.command(spec{
		use: "cp b2://bucket/name|folder/... b2://bucket/name|folder/", short: "Copy files and folders inside the service",
		long:    copyLong + filterLong,
		example: "b2tui cp b2://photos/2026/ b2://archive/photos/\nb2tui cp b2://office/a.pdf b2://office/b.pdf",
		min:     2, max: -1,
		complete: a.completePlaces(false),
		run:      func(ctx context.Context, args []string) error { return a.copyFiles(ctx, args, o) },
	})
	o.flags(c)
	completeFlag(c, "to-profile", a.completeProfiles)
	return c
}

func (a *app) moveCommand() *cobra.Command {
	o := copyOptions{move: true}
	c := a.command(spec{
		use: "mv b2://bucket/name|folder/... b2://bucket/name|folder/", short: "Move or rename files and folders inside the service",
		long:    moveLong + filterLong,
		example: "b2tui mv b2://office/draft.pdf b2://office/final.pdf\nb2tui mv b2://photos/2025/ b2://archive/photos/",
		min:     2, max: -1,
		complete: a.completePlaces(false),
		run:      func(ctx context.Context, args []string) error { return a.copyFiles(ctx, args, o) },
	})
	o.flags(c)
	completeFlag(c, "to-profile", a.completeProfiles)
	c.Flags().BoolVar(&o.delete, "delete", false, "delete the moved versions for good instead of hiding them")
	return c
}

func (o *copyOptions) flags(c *cobra.Command) {
	o.transferOptions.flags(c)
	o.filter.flags(c)
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "say what would be done and do nothing")
	c.Flags().StringVar(&o.toProfile, "to-profile", "", "the target is in this profile's account: content goes through this machine, part by part")
}

func (o *copyOptions) source() transfer.Disposal {
	switch {
	case !o.move:
		return transfer.KeepSource
	case o.delete:
		return transfer.DeleteSource
	}
	return transfer.HideSource
}

func (a *app) copyFiles(ctx context.Context, args []string, o copyOptions) error {
	limits, err := o.limits()
	if err != nil {
		return err
	}
	wanted, err := o.filter.filter(time.Now())
	if err != nil {
		return err
	}
	places := make([]Location, len(args))
	for i, arg := range args {
		if places[i], err = parseLocation(arg); err != nil {
			return err
		}
	}
	sources, target := places[:len(places)-1], places[len(places)-1]
	if _, err := parseTarget(args[len(args)-1]); err != nil {
		return err
	}
	if len(sources) > 1 && !target.isFolder() {
		return usagef("%d sources cannot all become %s; end the folder's name with a slash", len(sources), target)
	}
	if !o.dryRun {
		if err := a.mayChange("change " + target.String()); err != nil {
			return err
		}
	}
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	there, err := a.targetAccount(ctx, acc, o.toProfile)
	if err != nil {
		return err
	}
	to, err := there.client.BucketByName(ctx, target.Bucket)
	if err != nil {
		return err
	}
	jobs := make([]transfer.Job, len(sources))
	for i, at := range sources {
		if jobs[i], err = copyJob(ctx, acc, at, target); err != nil {
			return err
		}
		jobs[i].BucketID, jobs[i].Bucket = to.ID, to.Name
		if there != acc {
			jobs[i].Profile, jobs[i].SourceProfile = o.toProfile, acc.who.Profile
		}
		jobs[i].Source, jobs[i].IfExists, jobs[i].Filter = o.source(), o.policy(a.settings(), transfer.Copy), wanted
	}
	if o.dryRun {
		return a.wouldCopy(ctx, acc, there, sources, jobs, o)
	}
	return a.transfer(ctx, acc, jobs, limits, o.transferOptions)
}

// wouldCopy tells what a copy or move would do, and refuses what that would.
func (a *app) wouldCopy(ctx context.Context, acc, there *account, sources []Location, jobs []transfer.Job, o copyOptions) error {
	if err := oneEach(jobs); err != nil {
		return err
	}
	would := wouldJSON{Would: "copy"}
	if o.move {
		would.Would = "move"
	}
	for i, j := range jobs {
		if err := refused(acc, there, j); err != nil {
			return err
		}
		e := extent{1, 1, j.File.Size}
		if j.Dir {
			var err error
			all := transfer.Job{Direction: transfer.Hide, BucketID: j.SourceID, Dir: true, Filter: j.Filter} // what shows
			if e, err = a.extentOf(ctx, acc.client, all, sources[i], true); err != nil {
				return err
			}
		}
		would.Source, would.Target = sources[i].String(), Location{j.Bucket, j.Name}.String()
		would.Names, would.Bytes = e.names, e.bytes
		var err error
		if o.json {
			err = writeJSON(a.Out, would)
		} else {
			_, err = fmt.Fprintf(a.Out, "would %s %s to %s: %s, %s\n", would.Would, a.name(would.Source), a.name(would.Target),
				filesText(e.names), ui.Size(e.bytes))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// targetAccount is the account that copies go to.
func (a *app) targetAccount(ctx context.Context, acc *account, profile string) (*account, error) {
	if profile == "" || profile == acc.who.Profile {
		return acc, nil
	}
	return a.profileHere(ctx, profile)
}

// copyJob finds what a location names. A file is copied in the version that is
// the newest now.
func copyJob(ctx context.Context, acc *account, at, target Location) (transfer.Job, error) {
	bucket, err := acc.client.BucketByName(ctx, at.Bucket)
	if err != nil {
		return transfer.Job{}, err
	}
	j := transfer.Job{
		Direction: transfer.Copy, Profile: acc.who.Profile, SourceID: bucket.ID, SourceBucket: bucket.Name,
		Dir: at.isFolder(), Name: remoteTarget(at, target),
	}
	if !j.Dir {
		if j.File, err = acc.client.Stat(ctx, bucket.ID, at.Name); err != nil {
			return j, mustBeFile(ctx, acc.client, bucket.ID, at, err)
		}
		return j, nil
	}
	j.File = b2core.FileVersion{Name: at.Name}
	return j, mustBeFolder(ctx, acc.client, bucket.ID, at)
}

// remoteTarget is the name or, of a folder, the prefix that a source gets.
func remoteTarget(at, target Location) string {
	slash := ""
	if at.isFolder() {
		slash = "/"
	}
	switch {
	case !target.isFolder():
		return target.Name + slash
	case at.Name == "": // a whole bucket: what is in it
		return target.Name
	}
	return target.Name + path.Base(strings.TrimSuffix(at.Name, "/")) + slash
}

func mustBeFolder(ctx context.Context, client *b2core.Client, bucketID string, at Location) error {
	page, err := client.ListNames(ctx, bucketID, b2core.ListOptions{Prefix: at.Name, Max: 1})
	if err == nil && len(page.Files) == 0 && at.Name != "" {
		err = notFoundf("", "find %s: the folder is not there: %w", at, b2core.ErrNotFound)
	}
	return err
}
