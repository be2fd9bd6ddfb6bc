package model

import (
	"context"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// copyRows queues rows of a pane for a place: up, down or inside the service.
func (a *App) copyRows(pane int, from views.Place, rows []views.Row, to views.Place, paused bool) tea.Cmd {
	if len(rows) == 0 {
		return a.say(ui.ToneInfo, "nothing to copy")
	}
	order, reason := a.newOrder(from, to, rows, transfer.KeepSource)
	if reason != "" {
		return a.refuse(reason)
	}
	order.paused = paused
	return order.enqueue(a.ctx, pane, a.deps.Browser, a.deps.Transfers)
}

// askCopy asks what to do where a target exists, and queues the rows for the other
// pane with that answer; or, if they are to move, asks for that.
func (a *App) askCopy(pane int, rows []views.Row) tea.Cmd {
	order, reason := a.newOrder(a.panes[pane].nav.here, a.other(pane).nav.here, rows, transfer.KeepSource)
	if reason != "" {
		return a.refuse(reason)
	}
	fields := []dialog.Field{
		{ID: "rule", Kind: dialog.FieldList, Options: append([]dialog.Option{{Value: string(transfer.Ask), Label: "ask"}}, conflictOptions()...)},
	}
	if a.session.moveReason(order.from, order.to) == "" {
		fields = append(fields, dialog.Field{
			ID: "move", Label: "Move instead", Kind: dialog.FieldBool, Hint: "asks first, and says what goes from here",
		})
	}
	id := 0
	id = a.openDialog(dialog.NewForm(a.kit, dialog.FormSpec{
		Title: "Copy " + itemsText(len(rows)), Submit: "Go on",
		Intro: []string{"to " + order.to.String(), "Where a target exists:"}, Fields: fields,
	}), func(answer dialog.Answer) tea.Cmd {
		form, ok := answer.(dialog.Submitted)
		if !ok {
			return nil
		}
		a.dialogs.closeID(id)
		rule := transfer.Conflict(form.Values.Text("rule"))
		if form.Values.Bool("move") {
			return a.askMove(pane, rows, rule)
		}
		order.ifExists = rule
		return order.enqueue(a.ctx, pane, a.deps.Browser, a.deps.Transfers)
	})
	return nil
}

// newOrder is the order to copy rows, or with a disposal of their source to move
// them, and why it cannot be given, or "".
func (a *App) newOrder(from, to views.Place, rows []views.Row, source transfer.Disposal) (o copyOrder, reason string) {
	reason = a.session.copyReason(from, to)
	if source != transfer.KeepSource {
		reason = a.session.moveReason(from, to)
	}
	o = copyOrder{profile: a.deps.Profile, from: from, to: to, rows: rows, source: source}
	o.ifExists = a.deps.IfExists.For(o.direction())
	return o, first(reason, special(rows), nameless(rows, to))
}

// special names the first row that cannot be copied, or is empty.
func special(rows []views.Row) string {
	for _, r := range rows {
		if r.Kind == views.KindSpecial {
			return r.Name + " is a device, socket or pipe and cannot be copied"
		}
	}
	return ""
}

// nameless names the first row whose name would lead out of a local folder, or
// is empty. What else a disk cannot hold the queue refuses, file by file.
func nameless(rows []views.Row, to views.Place) string {
	for _, r := range rows {
		if !to.Remote && (r.Name == "." || !filepath.IsLocal(r.Name) || filepath.Base(r.Name) != r.Name) {
			return "no file here can be called " + r.Name
		}
	}
	return ""
}

// copyOrder is what a copy needs, taken over from the screen.
type copyOrder struct {
	profile  string
	from, to views.Place
	rows     []views.Row
	paused   bool
	ifExists transfer.Conflict
	source   transfer.Disposal // of a move
	rename   string            // the one row's new name; empty: it keeps its own
}

func (o copyOrder) direction() transfer.Direction {
	switch {
	case !o.from.Remote:
		return transfer.Up
	case !o.to.Remote:
		return transfer.Down
	}
	return transfer.Copy
}

// enqueue returns the command that puts the order into the queue.
func (o copyOrder) enqueue(ctx context.Context, pane int, b Browser, t Transfers) tea.Cmd {
	return func() tea.Msg {
		msg := enqueuedMsg{pane: pane, count: len(o.rows), target: o.to, paused: o.paused}
		if o.rename != "" {
			msg.what = "rename " + o.rows[0].Name + " to " + o.rename
		}
		jobs, err := o.jobs(ctx, b)
		if err == nil {
			_, err = t.Enqueue(ctx, jobs...)
		}
		msg.err = err
		return msg
	}
}

func (o copyOrder) jobs(ctx context.Context, b Browser) ([]transfer.Job, error) {
	var err error
	if o.to.Remote && o.to.BucketID == "" { // known by its name only, so far
		var bucket b2core.Bucket
		if bucket, err = b.BucketByName(ctx, o.to.Bucket); err != nil {
			return nil, err
		}
		o.to.BucketID = bucket.ID
	}
	var versions map[string]b2core.FileVersion
	if o.from.Remote {
		if versions, err = versionsOf(ctx, b, o.from, o.rows); err != nil {
			return nil, err
		}
	}
	jobs := make([]transfer.Job, 0, len(o.rows))
	for _, r := range o.rows {
		jobs = append(jobs, o.job(r, versions[r.Name]))
	}
	return jobs, nil
}

// job is one row's order. A folder keeps its name under the target.
func (o copyOrder) job(r views.Row, version b2core.FileVersion) transfer.Job {
	j := transfer.Job{Profile: o.profile, Dir: r.IsDir(), Paused: o.paused, File: version, IfExists: o.ifExists, Source: o.source}
	name := first(o.rename, r.Name)
	slash := ""
	if j.Dir {
		slash = "/"
	}
	switch j.Direction = o.direction(); j.Direction {
	case transfer.Up:
		j.Local = filepath.Join(o.from.Path, r.Name)
		j.BucketID, j.Bucket, j.Name = o.to.BucketID, o.to.Bucket, o.to.Path+r.Name+slash
	case transfer.Down:
		j.BucketID, j.Bucket, j.Name = o.from.BucketID, o.from.Bucket, o.from.Path+r.Name+slash
		j.Local = filepath.Join(o.to.Path, r.Name)
	default:
		j.SourceID, j.SourceBucket = o.from.BucketID, o.from.Bucket
		j.BucketID, j.Bucket, j.Name = o.to.BucketID, o.to.Bucket, o.to.Path+name+slash
		if j.Dir {
			j.File = b2core.FileVersion{BucketID: o.from.BucketID, Name: o.from.Path + r.Name + slash, Action: b2core.ActionFolder}
		}
	}
	return j
}

// askEach is up to how many files their versions are asked for one by one;
// above it the folder is listed again, a thousand a call.
const askEach = 3

// versionsOf brings the file versions that rows stand for, by row name.
func versionsOf(ctx context.Context, b Browser, at views.Place, rows []views.Row) (map[string]b2core.FileVersion, error) {
	wanted := make(map[string]string, len(rows)) // name to ID
	for _, r := range rows {
		if !r.IsDir() {
			wanted[r.Name] = r.ID
		}
	}
	found := make(map[string]b2core.FileVersion, len(wanted))
	if len(wanted) > askEach {
		if err := listVersions(ctx, b, at, rows, wanted, found); err != nil {
			return nil, err
		}
	}
	for name, id := range wanted {
		if found[name].ID == id {
			continue
		}
		v, err := b.FileInfo(ctx, id)
		if err != nil {
			return nil, err
		}
		v.BucketID = at.BucketID
		found[name] = v
	}
	return found, nil
}

func listVersions(ctx context.Context, b Browser, at views.Place, rows []views.Row,
	wanted map[string]string, found map[string]b2core.FileVersion,
) error {
	start, last := "", ""
	for _, r := range rows {
		if name := at.Path + r.Name; !r.IsDir() {
			if start == "" || name < start {
				start = name
			}
			last = max(last, name)
		}
	}
	for start != "" && start <= last {
		page, err := b.ListNames(ctx, at.BucketID, b2core.ListOptions{
			Prefix: at.Path, Delimiter: "/", Start: start, Max: pageSize,
		})
		if err != nil {
			return err
		}
		for _, f := range page.Files {
			name := strings.TrimPrefix(f.Name, at.Path)
			if wanted[name] == f.ID && f.ID != "" {
				f.BucketID = at.BucketID
				found[name] = f
			}
		}
		start = page.NextName
	}
	return nil
}

// enqueued tells what is in the queue now.
func (a *App) enqueued(msg enqueuedMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayFailed("nothing was queued", msg.err)
	}
	if msg.pane >= 0 {
		a.panes[msg.pane].view.ClearMarks()
	}
	a.expect(msg.target)
	a.queue.Invalidate()
	what := first(msg.what, itemsText(msg.count)+" for "+msg.target.String())
	if msg.paused {
		return a.say(ui.ToneGood, "queued "+what+", paused: p in Transfers lets them run")
	}
	return a.say(ui.ToneGood, "queued "+what)
}
