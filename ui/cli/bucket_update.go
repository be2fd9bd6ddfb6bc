package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core"
)

const bucketUpdateLong = `Changes settings of a bucket; what is not named stays as it is. Rules replace those
that were there as a whole and are JSON as B2 writes it, or @FILE; [] takes all away.
"bucket list --json" shows what there is.

With --if-revision nothing is changed if somebody else has changed the bucket since.
That anyone may read a bucket's files, and a file lock, which can never be switched
off again, want to be confirmed.`

// bucketUpdateOptions are the flags of bucket update; which were given is asked
// of the command.
type bucketUpdateOptions struct {
	kind, lifecycle, cors, retention string
	info                             []string
	encrypt, fileLock                bool
	revision                         int64
	yes, json, quiet                 bool
}

func (a *app) bucketUpdateCommand() *cobra.Command {
	var o bucketUpdateOptions
	var c *cobra.Command
	c = a.command(spec{
		use:   "update NAME",
		short: "Change a bucket's settings",
		long:  bucketUpdateLong,
		example: "b2tui bucket update photos --lifecycle '[{\"fileNamePrefix\":\"\",\"daysFromHidingToDeleting\":30}]'\n" +
			"b2tui bucket update photos --encrypt --if-revision 4",
		min: 1, max: 1,
		run: func(ctx context.Context, args []string) error {
			change, err := o.change(c.Flags().Changed)
			if err != nil {
				return err
			}
			return a.updateBucket(ctx, args[0], change, o)
		},
	})
	f := c.Flags()
	f.StringVar(&o.kind, "type", "", "who may read its files: allPrivate, those with a key, or allPublic, anyone")
	f.StringArrayVar(&o.info, "info", nil, "the bucket's info, name=value; all of it is replaced, and an empty one takes it away")
	f.StringVar(&o.lifecycle, "lifecycle", "", "rules for old versions, JSON or @FILE")
	f.StringVar(&o.cors, "cors", "", "rules for web pages of other origins, JSON or @FILE")
	f.BoolVar(&o.encrypt, "encrypt", false, "let the service encrypt new files (SSE-B2); --encrypt=false does not")
	f.BoolVar(&o.fileLock, "file-lock", false, "allow retention and legal hold, for ever")
	f.StringVar(&o.retention, "default-retention", "", "protection of new files: governance:30d, compliance:30d or none")
	f.Int64Var(&o.revision, "if-revision", 0, "only if the bucket has this revision")
	yesFlag(c, &o.yes)
	jsonFlag(c, &o.json)
	f.BoolVar(&o.quiet, "quiet", false, "say nothing but what failed")
	completeFlag(c, "type", completeWords([]b2core.BucketType{b2core.AllPrivate, b2core.AllPublic}))
	return c
}

// corsJSON is a rule as B2 writes it.
type corsJSON struct {
	Name       string   `json:"corsRuleName"`
	Origins    []string `json:"allowedOrigins"`
	Headers    []string `json:"allowedHeaders,omitempty"`
	Operations []string `json:"allowedOperations"`
	Expose     []string `json:"exposeHeaders,omitempty"`
	MaxAge     int      `json:"maxAgeSeconds"`
}

func (r corsJSON) rule() b2core.CORSRule {
	return b2core.CORSRule{
		Name: r.Name, AllowedOrigins: r.Origins, AllowedOperations: r.Operations, AllowedHeaders: r.Headers,
		ExposeHeaders: r.Expose, MaxAge: time.Duration(r.MaxAge) * time.Second,
	}
}

func corsOf(r b2core.CORSRule) corsJSON {
	return corsJSON{
		Name: r.Name, Origins: r.AllowedOrigins, Operations: r.AllowedOperations, Headers: r.AllowedHeaders,
		Expose: r.ExposeHeaders, MaxAge: int(r.MaxAge / time.Second),
	}
}

// change reads the flags that were given.
func (o *bucketUpdateOptions) change(given func(string) bool) (b b2core.BucketChange, err error) {
	b.IfRevision = o.revision
	if given("type") {
		b.Type = new(b2core.BucketType(o.kind))
		if *b.Type != b2core.AllPrivate && *b.Type != b2core.AllPublic {
			return b, usagef("no bucket type %q; there are allPrivate and allPublic", o.kind)
		}
	}
	if given("info") {
		info := map[string]string{}
		for _, pair := range o.info {
			name, value, ok := strings.Cut(pair, "=")
			if !ok && pair != "" {
				return b, usagef("--info %q is no name=value", pair)
			}
			if ok {
				info[name] = value
			}
		}
		b.Info = &info
	}
	if given("lifecycle") {
		var rules []lifecycleJSON
		if err := readRules("lifecycle", o.lifecycle, &rules); err != nil {
			return b, err
		}
		b.Lifecycle = new([]b2core.LifecycleRule{})
		for _, r := range rules {
			*b.Lifecycle = append(*b.Lifecycle, b2core.LifecycleRule{
				FileNamePrefix: r.Prefix, DaysFromUploadingToHiding: r.HideAfterDays, DaysFromHidingToDeleting: r.DeleteAfterDays,
				DaysFromStartingToCancelingUnfinishedLargeFiles: r.CancelLargeFilesAfter,
			})
		}
	}
	if given("cors") {
		var rules []corsJSON
		if err := readRules("cors", o.cors, &rules); err != nil {
			return b, err
		}
		b.CORS = new([]b2core.CORSRule{})
		for _, r := range rules {
			*b.CORS = append(*b.CORS, r.rule())
		}
	}
	if given("encrypt") {
		b.EncryptSSEB2 = &o.encrypt
	}
	if given("file-lock") {
		b.FileLockEnabled = &o.fileLock
		if !o.fileLock {
			return b, usagef("a file lock cannot be switched off again")
		}
	}
	if given("default-retention") {
		b.DefaultRetention, err = parseRetention(o.retention)
	}
	return b, err
}

// readRules reads JSON, or @FILE with JSON in it, and knows every field.
func readRules(flag, text string, into any) error {
	if file, ok := strings.CutPrefix(text, "@"); ok {
		content, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("read %s: %w", file, withoutPath(err))
		}
		text = string(content)
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return usagef("--%s is no list of rules as B2 writes them: %v", flag, err)
	}
	return nil
}

func parseRetention(text string) (*b2core.DefaultRetention, error) {
	if text == "none" {
		return &b2core.DefaultRetention{}, nil
	}
	mode, span, _ := strings.Cut(text, ":")
	d, err := parseSpan(span)
	r := b2core.DefaultRetention{Mode: b2core.RetentionMode(mode), Duration: d}
	if err != nil || d == 0 || r.Mode != b2core.Governance && r.Mode != b2core.Compliance {
		return nil, usagef("--default-retention %q is none; write governance:30d, compliance:30d or none", text)
	}
	return &r, nil
}

func (a *app) updateBucket(ctx context.Context, name string, change b2core.BucketChange, o bucketUpdateOptions) error {
	acc, b, err := a.bucketToChange(ctx, "change", name)
	if err != nil {
		return err
	}
	if change.FileLockEnabled != nil {
		if err := a.confirm(ctx, o.yes, "this allows a file lock in bucket "+b.Name, b.Name); err != nil {
			return err
		}
	}
	if change.Type != nil && *change.Type == b2core.AllPublic {
		if err := a.confirmTyped(ctx, o.yes, "anyone may read every file of bucket "+b.Name+" then", b.Name); err != nil {
			return err
		}
	}
	b, err = acc.client.UpdateBucket(ctx, b.ID, change)
	switch {
	case err != nil:
		return err
	case o.json:
		return writeJSON(a.Out, bucketOf(b))
	case !o.quiet:
		fmt.Fprintf(a.Err, "b2tui: changed bucket %s, revision %d\n", oneLine(b.Name), b.Revision)
	}
	return nil
}
