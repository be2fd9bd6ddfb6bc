package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core"
	"b2tui/b2core/mirror"
	"b2tui/b2core/transfer/filter"
	"b2tui/ui"
)

const syncLong = `Makes DST like SRC: the content of a directory or folder, one way. One of them
is in B2, or both. What is at DST already and the same is left alone, so a second
run has nothing to do. Without --delete nothing at DST goes away; a file that is
replaced in B2 keeps its old versions.

--delete says what becomes of files that DST has and SRC has not:
  hide      hide them in B2; their versions stay
  trash     put them into the trash of this machine
  forever   delete them with all their versions, or from the disk
  keep:30d  hide them, and delete the versions, of every name, that were not
            visible at any time in the last 30 days

Files are the same when size and time of last change are. --compare hash reads
local files and compares SHA-1, --compare size looks at nothing else.

Patterns of --include and --exclude: *.jpg at any depth, cache/ for folders of
that name, /2026/**/*.raw from the top. --exclude wins. What they leave out is
not deleted either.

A file that was only moved or renamed here is copied inside B2 instead of being
uploaded again. When SRC cannot be read completely, nothing is deleted.`

// syncOptions are the flags of sync.
type syncOptions struct {
	transferOptions
	dryRun, allowEmpty, noRenames, yes bool
	compare, remove                    string
	tolerance                          time.Duration
	include, exclude                   []string
}

func (a *app) syncCommand() *cobra.Command {
	var o syncOptions
	c := a.command(spec{
		use:   "sync SRC DST",
		short: "Make a folder in B2 like a local one, or the other way round",
		long:  syncLong,
		example: "b2tui sync --dry-run ~/photos b2://photos/2026/\n" +
			"b2tui sync ~/photos b2://photos/2026/ --delete keep:30d --exclude '*.tmp' --yes\n" +
			"b2tui sync b2://photos/2026/ ~/photos --compare hash",
		min: 2, max: 2,
		complete: a.completePlaces(true),
		run:      func(ctx context.Context, args []string) error { return a.sync(ctx, args[0], args[1], o) },
	})
	f := c.Flags()
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would be done, and do nothing")
	f.StringVar(&o.compare, "compare", string(mirror.ByTime), "what makes files the same beside their size: mtime, hash, or size alone")
	f.DurationVar(&o.tolerance, "tolerance", 0, "by which times may differ, such as 2s for FAT")
	f.StringVar(&o.remove, "delete", "", "hide, trash, forever or keep:30d: what becomes of what SRC has not")
	f.BoolVar(&o.allowEmpty, "allow-empty", false, "let --delete empty DST when SRC has no files")
	f.StringArrayVar(&o.include, "include", nil, "only files that fit one of these patterns")
	f.StringArrayVar(&o.exclude, "exclude", nil, "no files and folders that fit one of these patterns")
	f.BoolVar(&o.noRenames, "no-renames", false, "upload what was only renamed, and read no local file to find out")
	o.runFlags(c)
	yesFlag(c, &o.yes)
	return c
}

// options checks the flags before anything is looked at.
func (o syncOptions) options() (mirror.Options, error) {
	m := mirror.Options{
		Rule:      mirror.Rule{By: mirror.By(o.compare), Tolerance: o.tolerance},
		NoRenames: o.noRenames, AllowEmpty: o.allowEmpty,
	}
	switch m.Rule.By {
	case mirror.ByTime, mirror.ByHash, mirror.BySize:
	default:
		return m, usagef("--compare %q is not known; there are mtime, hash and size", o.compare)
	}
	if o.tolerance < 0 {
		return m, usagef("--tolerance is a time like 2s")
	}
	var err error
	if m.Remove, err = mirror.ParseRemoval(o.remove); err != nil {
		return m, usagef("--delete %v", err)
	}
	if m.Filter, err = filter.New(filter.Rules{Include: o.include, Exclude: o.exclude}); err != nil {
		return m, usagef("%v", err)
	}
	return m, nil
}

func (a *app) sync(ctx context.Context, from, to string, o syncOptions) error {
	options, err := o.options()
	if err != nil {
		return err
	}
	if !strings.HasPrefix(from, scheme) && !strings.HasPrefix(to, scheme) {
		return usagef("sync %s %s: one of them has to be in B2, b2://bucket/folder/", from, to)
	}
	if strings.HasPrefix(to, scheme) {
		if _, err := parseTarget(to); err != nil {
			return err
		}
	}
	if !o.dryRun {
		if err := a.mayChange("make " + to + " like " + from); err != nil {
			return err
		}
		if options.Remove.Final() && !o.yes && !isTerminal(a.In) {
			return usagef("--delete %s cannot be undone; confirm with --yes, or look with --dry-run first", options.Remove)
		}
	}
	plan, acc, err := a.syncPlan(ctx, from, to, options)
	if err != nil {
		return err
	}
	defer plan.Close()
	if o.dryRun {
		return a.showPlan(ctx, plan, o)
	}
	return a.runPlan(ctx, acc, plan, o)
}

// syncPlan looks up both places.
func (a *app) syncPlan(ctx context.Context, from, to string, options mirror.Options) (*mirror.Plan, *account, error) {
	acc, err := a.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	key, err := acc.client.Authorize(ctx)
	if err != nil {
		return nil, nil, err
	}
	source, err := syncSide(ctx, acc, key.Allowed, from)
	if err != nil {
		return nil, nil, err
	}
	target, err := syncSide(ctx, acc, key.Allowed, to)
	if err != nil {
		return nil, nil, err
	}
	if info, err := os.Stat(source.Dir); !source.Remote() && (err != nil || !info.IsDir()) {
		if err == nil {
			return nil, nil, usagef("%s is a file; sync works on directories, b2tui put uploads it", from)
		}
		return nil, nil, fmt.Errorf("read %s: %w", from, withoutPath(err))
	}
	if info, err := os.Stat(target.Dir); !target.Remote() && err == nil && !info.IsDir() {
		return nil, nil, usagef("%s is a file; sync works on directories", to)
	}
	plan, err := mirror.New(source, target, options)
	if errors.Is(err, mirror.ErrSides) {
		err = usagef("%w", err)
	}
	return plan, acc, err
}

func syncSide(ctx context.Context, acc *account, allowed b2core.Allowed, arg string) (mirror.Side, error) {
	if !strings.HasPrefix(arg, scheme) {
		dir, err := localPath(arg)
		return mirror.Side{Dir: dir}, err
	}
	at, err := parseLocation(arg)
	if err != nil {
		return mirror.Side{}, err
	}
	bucket, err := acc.client.BucketByName(ctx, at.Bucket)
	if err != nil {
		return mirror.Side{}, err
	}
	if !at.isFolder() {
		at.Name += "/"
	}
	return mirror.Side{Lister: acc.client, Allowed: allowed, BucketID: bucket.ID, Bucket: bucket.Name, Prefix: at.Name}, nil
}

// noSource tells of a folder in B2 that holds nothing, most likely a wrong name.
func noSource(plan *mirror.Plan) error {
	t := plan.Totals()
	if t.Sources > 0 || t.Actions() > 0 || !plan.Source.Remote() || plan.Source.Prefix == "" {
		return nil
	}
	return notFoundf("b2tui ls "+scheme+plan.Source.Bucket+" shows what there is", "read %s: no file there is to be compared", plan.Source)
}

// planVerdict turns what a plan could not do into the run's error.
func planVerdict(plan *mirror.Plan) error {
	t := plan.Totals()
	switch {
	case plan.Incomplete():
		text := "the source could not be read completely"
		if t.Withheld > 0 {
			text += fmt.Sprintf(", so %s", ui.Plural(t.Withheld, "name was not deleted", "names were not deleted"))
		}
		return &problem{code: exitSomeFailed, hint: "see the lines above", err: errors.New(text)}
	case t.Refused > 0:
		return &problem{code: exitSomeFailed, hint: "see the lines above", err: fmt.Errorf("%s cannot be done", ui.Plural(t.Refused, "file", "files"))}
	}
	return nil
}

// planFailed words the errors that a plan ends with.
func planFailed(err error) error {
	if errors.Is(err, mirror.ErrEmptySource) {
		return &problem{hint: "if that is what you want, add --allow-empty", err: err}
	}
	return err
}
