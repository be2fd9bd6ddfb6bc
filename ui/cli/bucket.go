package cli

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core"
)

func (a *app) bucketCommand() *cobra.Command {
	return a.group("bucket", "List, create, change and delete buckets, and their unfinished uploads",
		a.bucketListCommand(), a.bucketCreateCommand(), a.bucketUpdateCommand(), a.bucketDeleteCommand(), a.bucketUnfinishedCommand())
}

func (a *app) bucketListCommand() *cobra.Command {
	asJSON := false
	c := a.command(spec{
		use:   "list",
		short: "List the buckets that the key may see",
		run:   func(ctx context.Context, _ []string) error { return a.listBuckets(ctx, asJSON) },
	})
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) listBuckets(ctx context.Context, asJSON bool) error {
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	buckets, err := acc.client.ListBuckets(ctx)
	if err != nil {
		return err
	}
	gone := goneBuckets(acc, buckets)
	if len(buckets) == 0 {
		a.nothing(asJSON, noBuckets)
	}
	if asJSON {
		for _, b := range buckets {
			if err := writeJSON(a.Out, bucketOf(b)); err != nil {
				return err
			}
		}
		for _, b := range gone {
			if err := writeJSON(a.Out, goneJSON{b.ID, true}); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	for _, b := range buckets {
		fmt.Fprintf(w, "%s\t%s\t%s\n", b.ID, a.name(string(b.Type)), a.name(b.Name))
	}
	for _, b := range gone {
		fmt.Fprintf(w, "%s\tdeleted\t%s\n", b.ID, goneWord)
	}
	return w.Flush()
}

// goneWord stands for the name of a bucket that was deleted.
const goneWord = "(deleted)"

// goneJSON is a bucket that was deleted and that the key is still bound to.
type goneJSON struct {
	ID      string `json:"bucketId"`
	Deleted bool   `json:"deleted"`
}

// goneBuckets are those of the key that do not exist any more.
func goneBuckets(acc *account, exist []b2core.Bucket) []b2core.AllowedBucket {
	if of, ok := acc.client.Account(); ok {
		return of.Allowed.Gone(exist)
	}
	return nil
}

// bucketJSON is a bucket of --json. What the key may not read is absent.
type bucketJSON struct {
	Name       string            `json:"name"`
	ID         string            `json:"bucketId"`
	Type       b2core.BucketType `json:"type"`
	Revision   int64             `json:"revision"`
	Info       map[string]string `json:"bucketInfo,omitempty"`
	Encryption *string           `json:"encryption,omitempty"`
	FileLock   *bool             `json:"fileLock,omitempty"`
	Retention  string            `json:"defaultRetention,omitempty"` // governance:30d
	Lifecycle  []lifecycleJSON   `json:"lifecycleRules,omitempty"`
	CORS       []corsJSON        `json:"corsRules,omitempty"`
	Options    []string          `json:"options,omitempty"`
}

type lifecycleJSON struct {
	Prefix                string `json:"fileNamePrefix"`
	HideAfterDays         int    `json:"daysFromUploadingToHiding,omitempty"`
	DeleteAfterDays       int    `json:"daysFromHidingToDeleting,omitempty"`
	CancelLargeFilesAfter int    `json:"daysFromStartingToCancelingUnfinishedLargeFiles,omitempty"`
}

func bucketOf(b b2core.Bucket) bucketJSON {
	j := bucketJSON{
		Name: b.Name, ID: b.ID, Type: b.Type, Revision: b.Revision, Info: b.Info, Options: b.Options,
	}
	if b.Encryption.Readable {
		j.Encryption = new(encryptionName(b.Encryption.Value))
	}
	if b.FileLock.Readable {
		j.FileLock = &b.FileLock.Value.Enabled
		if l := b.FileLock.Value; l.Mode != "" {
			j.Retention = fmt.Sprintf("%s:%dd", l.Mode, l.Duration/(24*time.Hour))
		}
	}
	for _, r := range b.Lifecycle {
		j.Lifecycle = append(j.Lifecycle, lifecycleJSON{
			r.FileNamePrefix, r.DaysFromUploadingToHiding, r.DaysFromHidingToDeleting,
			r.DaysFromStartingToCancelingUnfinishedLargeFiles,
		})
	}
	for _, r := range b.CORS {
		j.CORS = append(j.CORS, corsOf(r))
	}
	return j
}

func encryptionName(mode b2core.EncryptionMode) string {
	if mode == "" {
		return "none"
	}
	return string(mode)
}

func (a *app) bucketCreateCommand() *cobra.Command {
	var bucket b2core.BucketSpec
	kind, asJSON := "", false
	c := a.command(spec{
		use:     "create NAME",
		short:   "Create a bucket",
		example: "b2tui bucket create backup-2026 --encrypt",
		min:     1, max: 1,
		run: func(ctx context.Context, args []string) error {
			bucket.Name, bucket.Type = args[0], b2core.BucketType(kind)
			return a.createBucket(ctx, bucket, asJSON)
		},
	})
	f := c.Flags()
	f.StringVar(&kind, "type", string(b2core.AllPrivate), "who may read its files: allPrivate, those with a key, or allPublic, anyone")
	f.BoolVar(&bucket.FileLockEnabled, "file-lock", false, "allow retention and legal hold")
	f.BoolVar(&bucket.EncryptSSEB2, "encrypt", false, "let the service encrypt new files (SSE-B2)")
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) createBucket(ctx context.Context, s b2core.BucketSpec, asJSON bool) error {
	if s.Type != b2core.AllPrivate && s.Type != b2core.AllPublic {
		return usagef("no bucket type %q; there are allPrivate and allPublic", s.Type)
	}
	if err := a.mayChange("create bucket " + s.Name); err != nil {
		return err
	}
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	b, err := acc.client.CreateBucket(ctx, s)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(a.Out, bucketOf(b))
	}
	_, err = fmt.Fprintln(a.Out, b.ID)
	return err
}

func (a *app) bucketDeleteCommand() *cobra.Command {
	var o bucketDeleteOptions
	c := a.command(spec{
		use:   "delete NAME",
		short: "Delete an empty bucket",
		min:   1, max: 1,
		run: func(ctx context.Context, args []string) error { return a.deleteBucket(ctx, args[0], o) },
	})
	yesFlag(c, &o.yes)
	jsonFlag(c, &o.json)
	c.Flags().BoolVar(&o.quiet, "quiet", false, "say nothing but what failed")
	return c
}

// bucketDeleteOptions are the flags of bucket delete.
type bucketDeleteOptions struct{ yes, json, quiet bool }

// bucketToChange finds a bucket, if anything may be changed at all.
func (a *app) bucketToChange(ctx context.Context, verb, name string) (*account, b2core.Bucket, error) {
	if err := a.mayChange(verb + " bucket " + name); err != nil {
		return nil, b2core.Bucket{}, err
	}
	acc, err := a.open(ctx)
	if err != nil {
		return nil, b2core.Bucket{}, err
	}
	b, err := acc.client.BucketByName(ctx, name)
	return acc, b, err
}

func (a *app) deleteBucket(ctx context.Context, name string, o bucketDeleteOptions) error {
	acc, b, err := a.bucketToChange(ctx, "delete", name)
	if err != nil {
		return err
	}
	if err := a.confirm(ctx, o.yes, "this deletes bucket "+b.Name, b.Name); err != nil {
		return err
	}
	if err := acc.client.DeleteBucket(ctx, b.ID); err != nil {
		return err
	}
	if o.json {
		return writeJSON(a.Out, goneJSON{b.ID, true})
	}
	if !o.quiet {
		fmt.Fprintf(a.Err, "b2tui: deleted bucket %s\n", oneLine(b.Name))
	}
	return nil
}
