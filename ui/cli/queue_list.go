package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core/transfer"
	"b2tui/ui"
)

// listPage is how many rows of the queue are in memory at once.
const listPage = 500

type queueListOptions struct {
	states  []string
	search  string
	group   int64
	history bool
	json    bool
}

const queueListLong = `Lists what is not finished, and what failed, in the order in which it runs; a
folder is one line. --group shows the files of a folder, --history what is
finished, the newest first, --search what has a text in its path or name, files
of folders included.

What is finished is kept for 90 days, 100,000 files at most.`

func (a *app) queueListCommand() *cobra.Command {
	var o queueListOptions
	c := a.command(spec{
		use:     "list",
		short:   "List transfers",
		long:    queueListLong,
		example: "b2tui queue list --state failed --json\nb2tui queue list --history --search invoice",
		run:     func(ctx context.Context, _ []string) error { return a.queueList(ctx, o) },
	})
	f := c.Flags()
	f.StringSliceVar(&o.states, "state", nil, "only these: queued, running, paused, verifying, done, failed, cancelled")
	f.StringVar(&o.search, "search", "", "only what has this in its path or name")
	f.Int64Var(&o.group, "group", 0, "the files of this folder, by its ID")
	f.BoolVar(&o.history, "history", false, "what is finished, the newest first")
	jsonFlag(c, &o.json)
	return c
}

func (o *queueListOptions) query() (transfer.Query, error) {
	q := transfer.Query{Text: o.search, Group: o.group, Newest: o.history, Limit: listPage}
	known := []transfer.State{
		transfer.Queued, transfer.Running, transfer.Paused, transfer.Verifying, transfer.Failed, transfer.Done, transfer.Cancelled,
	}
	for _, s := range o.states {
		if !slices.Contains(known, transfer.State(s)) {
			return q, usagef("--state %q is not known; see --help", s)
		}
		q.States = append(q.States, transfer.State(s))
	}
	switch {
	case len(q.States) > 0:
	case o.history:
		q.States = []transfer.State{transfer.Done, transfer.Failed, transfer.Cancelled}
	case o.search == "" && o.group == 0:
		q.States = known[:5]
	}
	return q, nil
}

func (a *app) queueList(ctx context.Context, o queueListOptions) error {
	q, err := o.query()
	if err != nil {
		return err
	}
	return a.steer(ctx, func(m *transfer.Manager) error {
		table := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
		write := a.queueLine
		if o.json {
			write = queueJSONLine
		}
		for {
			w, err := m.Window(ctx, q)
			if err != nil {
				return err
			}
			if w.Total == 0 {
				a.nothing(o.json, "no such transfers; queue list --history shows what is finished")
			}
			if q.Offset == 0 && len(w.Items) > 0 && !o.json {
				fmt.Fprintln(table, "ID\tSTATE\tDONE\tSIZE\tFROM\tTO\tNOTE")
			}
			for i := range w.Items {
				if err := write(table, &w.Items[i]); err != nil {
					return err
				}
			}
			if err := table.Flush(); err != nil { // a page has its own widths: the next may be long in coming
				return err
			}
			q.Offset += len(w.Items)
			if len(w.Items) == 0 || q.Offset >= w.Total {
				return nil
			}
		}
	})
}

// queueLine is a line of the table.
func (a *app) queueLine(w io.Writer, i *transfer.Item) error {
	from, to := route(i)
	state := string(i.State)
	if i.Stalled {
		state = "stalled"
	}
	if i.NotVerifiable {
		state += " (not verifiable)"
	}
	var note []string
	if i.IsGroup {
		note = append(note, fmt.Sprintf("%s of %s", ui.Count(i.FilesDone), filesText(i.Files)))
		if i.FilesFailed > 0 {
			note = append(note, ui.Count(i.FilesFailed)+" failed")
		}
		if i.FilesSkipped > 0 {
			note = append(note, ui.Count(i.FilesSkipped)+" skipped")
		}
	}
	if i.Reason != "" {
		note = append(note, oneLine(i.Reason))
	}
	if i.Owner != "" {
		note = append(note, "run by "+oneLine(i.Owner))
	}
	_, err := fmt.Fprintf(w, "%d\t%s\t%d%%\t%s\t%s\t%s\t%s\n", i.ID, state, percentOf(i), ui.Size(i.Size),
		a.cell(from), a.cell(to), a.cell(strings.Join(note, ", ")))
	return err
}

// route is where a transfer comes from and goes to, or what becomes of a name.
func route(i *transfer.Item) (from, to string) {
	remote := Location{i.Bucket, i.Name}.String()
	switch i.Direction {
	case transfer.Up:
		return i.Local, remote
	case transfer.Down:
		return remote, i.Local
	case transfer.Copy:
		return Location{i.SourceBucket, i.SourceName}.String(), remote
	case transfer.Remove:
		return i.Local, string(i.Direction)
	}
	return remote, string(i.Direction)
}

// ends are where a transfer comes from and goes to; what changes a name in place
// has no target.
func ends(i *transfer.Item) (source, target string) {
	source, target = route(i)
	if i.Direction != transfer.Up && i.Direction != transfer.Down && i.Direction != transfer.Copy {
		target = ""
	}
	return source, target
}

// cell keeps a name from breaking the table.
func (a *app) cell(s string) string { return strings.ReplaceAll(a.name(s), "\t", "␉") }

func percentOf(i *transfer.Item) int {
	if i.State == transfer.Done {
		return 100
	}
	return ui.Percent(i.Done, i.Size)
}

func filesText(n int) string { return ui.Plural(n, "file", "files") }

// queueJSON is one entry of queue list --json.
type queueJSON struct {
	ID           int64              `json:"id"`
	Group        int64              `json:"group,omitempty"` // the folder that it belongs to
	IsGroup      bool               `json:"isGroup,omitempty"`
	State        transfer.State     `json:"state"`
	Direction    transfer.Direction `json:"direction"`
	Local        string             `json:"local,omitempty"`
	Bucket       string             `json:"bucket"`
	Name         string             `json:"name"`
	FileID       string             `json:"fileId,omitempty"` // of the version that is read or deleted
	From         string             `json:"from,omitempty"`   // of a copy, where it comes from
	Source       transfer.Disposal  `json:"source,omitempty"` // of a move, what becomes of the source: hide, delete, trash
	Size         int64              `json:"size"`
	Done         int64              `json:"done"`
	Rate         float64            `json:"bytesPerSecond,omitempty"`
	Stalled      bool               `json:"stalled,omitempty"` // no byte has moved for 5 s
	Files        int                `json:"files,omitempty"`
	FilesDone    int                `json:"filesDone,omitempty"`
	FilesFailed  int                `json:"filesFailed,omitempty"`
	FilesSkipped int                `json:"filesSkipped,omitempty"`
	Walking      bool               `json:"walking,omitempty"`
	Verified     bool               `json:"verified,omitempty"`
	Reason       string             `json:"reason,omitempty"`
	Owner        string             `json:"owner,omitempty"` // host and pid of who runs it
	Enqueued     *time.Time         `json:"enqueued,omitempty"`
	Finished     *time.Time         `json:"finished,omitempty"`
}

func queueJSONLine(w io.Writer, i *transfer.Item) error {
	copied := ""
	if i.Direction == transfer.Copy && i.SourceBucket != "" {
		copied = Location{i.SourceBucket, i.SourceName}.String()
	}
	return writeJSON(w, queueJSON{
		From: copied, Source: i.Source,
		ID: i.ID, Group: i.Group, IsGroup: i.IsGroup, State: i.State, Direction: i.Direction,
		Local: i.Local, Bucket: i.Bucket, Name: i.Name, FileID: i.FileID, Size: i.Size, Done: i.Done, Rate: i.Rate, Stalled: i.Stalled,
		Files: i.Files, FilesDone: i.FilesDone, FilesFailed: i.FilesFailed, FilesSkipped: i.FilesSkipped, Walking: i.Walking,
		Verified: i.State == transfer.Done && !i.NotVerifiable && !i.IsGroup, Reason: i.Reason, Owner: i.Owner,
		Enqueued: isoTime(i.Enqueued), Finished: isoTime(i.Finished),
	})
}
