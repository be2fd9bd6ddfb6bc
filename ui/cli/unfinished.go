package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/ui"
)

const unfinishedLong = `Lists large uploads that were begun in a bucket and never finished: what was sent
is stored and billed, and no listing of files shows it. Ours are those that this
queue goes on with; all others are foreign, and may still be under way elsewhere.

--cancel gives up what is named: file IDs, foreign, or all. No finished file is
touched; what was sent is lost.`

type unfinishedOptions struct {
	prefix string
	cancel []string
	yes    bool
	json   bool
}

func (a *app) bucketUnfinishedCommand() *cobra.Command {
	var o unfinishedOptions
	c := a.command(spec{
		use: "unfinished BUCKET", short: "List unfinished uploads, or cancel them", long: unfinishedLong,
		example: "b2tui bucket unfinished backup-2026\nb2tui bucket unfinished backup-2026 --cancel foreign",
		min:     1, max: 1,
		run: func(ctx context.Context, args []string) error { return a.unfinished(ctx, args[0], o) },
	})
	f := c.Flags()
	f.StringVar(&o.prefix, "prefix", "", "only names that begin with this")
	f.StringSliceVar(&o.cancel, "cancel", nil, "cancel these: file IDs, foreign, or all")
	yesFlag(c, &o.yes)
	jsonFlag(c, &o.json)
	return c
}

// unfinishedJSON is an unfinished upload of --json.
type unfinishedJSON struct {
	Name     string         `json:"name"`
	ID       string         `json:"fileId"`
	Started  *time.Time     `json:"started,omitempty"`
	Size     int64          `json:"size"` // of the parts so far; -1: the key may not tell
	Transfer transfer.State `json:"transfer,omitempty"`
}

func (a *app) unfinished(ctx context.Context, bucket string, o unfinishedOptions) error {
	if len(o.cancel) > 0 {
		if err := a.mayChange("cancel uploads in " + bucket); err != nil {
			return err
		}
	}
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	b, err := acc.client.BucketByName(ctx, bucket)
	if err != nil {
		return err
	}
	ours := map[string]transfer.State{}
	if acc.demo == nil { // whose queue is empty when it begins
		err = a.steer(ctx, func(m *transfer.Manager) error {
			ours, err = m.LargeFiles(ctx)
			return err
		})
		if err != nil {
			return err
		}
	}
	var found []unfinishedJSON
	for f, err := range acc.client.UnfinishedLargeFiles(ctx, b.ID, o.prefix) {
		if err != nil {
			return err
		}
		u := unfinishedJSON{Name: f.Name, ID: f.ID, Started: isoTime(f.UploadedAt), Transfer: ours[f.ID]}
		if u.Size, err = sentSoFar(ctx, acc.client, f.ID); err != nil {
			return err
		}
		found = append(found, u)
	}
	if len(o.cancel) > 0 {
		return a.cancelUploads(ctx, acc.client, b.Name, found, o)
	}
	if len(found) == 0 {
		a.nothing(o.json, "no upload to %s is unfinished", Location{b.Name, o.prefix})
	}
	return a.listUnfinished(found, o.json)
}

// sentSoFar is the size of the parts, or -1 where the key may not list them or
// the upload ended meanwhile.
func sentSoFar(ctx context.Context, client *b2core.Client, id string) (int64, error) {
	size := int64(0)
	for p, err := range client.Parts(ctx, id, b2core.PartsOptions{}) {
		if err != nil {
			return -1, ctx.Err()
		}
		size += p.Size
	}
	return size, nil
}

func (a *app) listUnfinished(found []unfinishedJSON, asJSON bool) error {
	if asJSON {
		for _, u := range found {
			if err := writeJSON(a.Out, u); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	if len(found) > 0 {
		fmt.Fprintln(w, "ID\tSTARTED\tSIZE\tWHOSE\tNAME")
	}
	for _, u := range found {
		a.unfinishedLine(w, u)
	}
	return w.Flush()
}

func (a *app) unfinishedLine(w io.Writer, u unfinishedJSON) {
	started, size, whose := "", "unknown", "foreign"
	if u.Started != nil {
		started = u.Started.Local().Format(time.DateTime)
	}
	if u.Size >= 0 {
		size = ui.Size(u.Size)
	}
	if u.Transfer != "" {
		whose = "ours, " + string(u.Transfer)
	}
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.ID, started, size, whose, a.cell(u.Name))
}

// cancelUploads gives up what is named, after the loss was confirmed.
func (a *app) cancelUploads(ctx context.Context, client *b2core.Client, bucket string, found []unfinishedJSON, o unfinishedOptions) error {
	for _, want := range o.cancel {
		if want != "all" && want != "foreign" && !slices.ContainsFunc(found, func(u unfinishedJSON) bool { return u.ID == want }) {
			return notFoundf("", "cancel upload %s: %w: it is not among the unfinished ones of %s", want, b2core.ErrNotFound, bucket)
		}
	}
	found = slices.DeleteFunc(found, func(u unfinishedJSON) bool {
		return !slices.Contains(o.cancel, u.ID) && !slices.Contains(o.cancel, "all") &&
			(u.Transfer != "" || !slices.Contains(o.cancel, "foreign"))
	})
	if len(found) == 0 {
		a.nothing(false, "nothing to cancel")
		return nil
	}
	sum, ours := int64(0), 0
	for _, u := range found {
		sum += max(u.Size, 0)
		if u.Transfer != "" {
			ours++
		}
	}
	loss := fmt.Sprintf("this gives up %s, %s", ui.Plural(len(found), "unfinished upload", "unfinished uploads"), ui.Size(sum))
	if ours > 0 {
		loss += ", " + ui.Count(ours) + " of them of this queue"
	}
	if err := a.confirm(ctx, o.yes, loss, "cancel"); err != nil {
		return err
	}
	var failed []error
	for _, u := range found {
		if err := client.CancelLargeFile(ctx, u.ID); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}
