package model

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// upload is a large upload that was begun and never finished: its parts are
// stored and billed, and it is no file.
type upload struct {
	file  b2core.FileVersion
	size  int64          // of the parts so far; negative: unknown
	state transfer.State // of the transfer here that goes on with it; empty: none does
}

type (
	// unfinishedMsg brings the unfinished uploads below a place.
	unfinishedMsg struct {
		at      views.Place
		uploads []upload
		more    bool
		err     error
	}
	// uploadsCancelledMsg tells how many of them were cancelled.
	uploadsCancelledMsg struct {
		at   views.Place
		done int
		err  error
	}
)

// How many unfinished uploads are shown, and how many calls measure or cancel
// them at the same time.
const (
	unfinishedMost  = 500
	unfinishedCalls = 8
)

// askUnfinished looks for unfinished uploads below a place.
func (a *App) askUnfinished(at views.Place) tea.Cmd {
	a.keepSaying("looking for unfinished uploads in " + at.String() + "…")
	ctx, b, t := a.ctx, a.deps.Browser, a.deps.Transfers
	return func() tea.Msg {
		msg := unfinishedMsg{at: at}
		msg.uploads, msg.more, msg.err = unfinished(ctx, b, t, at)
		return msg
	}
}

func unfinished(ctx context.Context, b Browser, t Transfers, at views.Place) (found []upload, more bool, err error) {
	ours, err := t.LargeFiles(ctx)
	if err != nil {
		return nil, false, err
	}
	for f, err := range b.UnfinishedLargeFiles(ctx, at.BucketID, at.Path) {
		if err != nil {
			return nil, false, err
		}
		if more = len(found) == unfinishedMost; more {
			break
		}
		found = append(found, upload{file: f, size: -1, state: ours[f.ID]})
	}
	return found, more, measure(ctx, b, found)
}

// measure adds up the parts. A key that may not list them leaves sizes unknown,
// and an upload that ended meanwhile is no reason to show nothing.
func measure(ctx context.Context, b Browser, uploads []upload) error {
	var mu sync.Mutex // guards uploads
	places := make([]int, len(uploads))
	for i := range places {
		places[i] = i
	}
	return eachOf(ctx, unfinishedCalls, places, func(ctx context.Context, i int) error {
		size := int64(0)
		for p, err := range b.Parts(ctx, uploads[i].file.ID, b2core.PartsOptions{}) {
			if err != nil {
				return ctx.Err()
			}
			size += p.Size
		}
		mu.Lock()
		defer mu.Unlock()
		uploads[i].size = size
		return nil
	})
}

// unfinishedFound shows them; what is chosen is cancelled after a question.
func (a *App) unfinishedFound(msg unfinishedMsg) tea.Cmd {
	a.toast.hide()
	where := msg.at.String()
	switch {
	case msg.err != nil:
		return a.sayFailed("unfinished uploads cannot be listed", msg.err)
	case len(msg.uploads) == 0:
		return a.say(ui.ToneInfo, "no unfinished uploads in "+where)
	}
	a.openDialog(dialog.NewChoice(a.kit, a.uploadsSpec(msg)), func(answer dialog.Answer) tea.Cmd {
		if chosen, ok := answer.(dialog.Chosen); ok {
			a.confirmUploads(msg.at, chosenUploads(msg.uploads, chosen.Value))
		}
		return nil
	})
	return nil
}

func (a *App) uploadsSpec(msg unfinishedMsg) dialog.ChoiceSpec {
	off := a.session.changes(b2core.WriteFiles)
	foreign := others(msg.uploads)
	spec := dialog.ChoiceSpec{
		Title: "Unfinished uploads in " + msg.at.String(), Filter: true, Wide: true,
		Lines: []string{uploadsText(msg.uploads) + ": begun and never finished. What was sent is stored and billed, and is no file. Choose what to delete."},
	}
	if msg.more {
		spec.Lines[0] = "The first " + spec.Lines[0]
	}
	several := func(value, label string, uploads []upload) {
		spec.Options = append(spec.Options, dialog.Option{Value: value, Label: label, Hint: uploadsSize(uploads), Off: off})
	}
	if n := len(msg.uploads); n > 1 {
		several("all", "all "+ui.Count(n), msg.uploads)
	}
	if n := len(foreign); n > 0 && n < len(msg.uploads) {
		several("foreign", "those started elsewhere, "+ui.Count(n), foreign)
	}
	whose := 0
	for _, u := range msg.uploads {
		whose = max(whose, len(u.whose()))
	}
	for i, u := range msg.uploads {
		spec.Options = append(spec.Options, dialog.Option{
			Value: strconv.Itoa(i), Label: strings.TrimPrefix(u.file.Name, msg.at.Path), Hint: a.uploadFacts(u, whose), Off: off,
		})
	}
	return spec
}

func chosenUploads(uploads []upload, choice string) []upload {
	switch choice {
	case "all":
		return uploads
	case "foreign":
		return others(uploads)
	}
	if i, err := strconv.Atoi(choice); err == nil && i >= 0 && i < len(uploads) {
		return uploads[i : i+1]
	}
	return nil
}

// others are those that no transfer here goes on with.
func others(uploads []upload) []upload {
	var out []upload
	for _, u := range uploads {
		if u.state == "" {
			out = append(out, u)
		}
	}
	return out
}

// whose says whether a transfer of this queue goes on with it.
func (u upload) whose() string {
	if u.state == "" {
		return "started elsewhere"
	}
	return "ours, " + string(u.state)
}

// uploadFacts are size so far, start, and whose it is, in columns.
func (a *App) uploadFacts(u upload, whose int) string {
	size := a.kit.Theme.Glyphs.Missing
	if u.size >= 0 {
		size = ui.Size(u.size)
	}
	since := "since " + ui.ShortTime(u.file.UploadedAt, a.deps.Now())
	return fmt.Sprintf("%*s  %-*s  %-*s", ui.SizeWidth, size, ui.TimeWidth+len("since "), since, whose, u.whose())
}

func uploadsSize(uploads []upload) string {
	sum, known := int64(0), true
	for _, u := range uploads {
		sum += max(u.size, 0)
		known = known && u.size >= 0
	}
	if !known {
		return "at least " + ui.Size(sum)
	}
	return ui.Size(sum)
}

func uploadsText(uploads []upload) string {
	return ui.Plural(len(uploads), "upload", "uploads") + ", " + uploadsSize(uploads)
}

// confirmUploads says what cancelling takes away.
func (a *App) confirmUploads(at views.Place, uploads []upload) {
	if len(uploads) == 0 {
		return
	}
	what := ui.Plural(len(uploads), "unfinished upload", "unfinished uploads")
	a.openDialog(dialog.NewConfirm(a.kit, uploadsQuestion(at, uploads, what)), func(answer dialog.Answer) tea.Cmd {
		if _, yes := answer.(dialog.Confirmed); !yes {
			return nil
		}
		a.keepSaying("deleting what was sent of " + what + "…")
		return cancelUploads(a.ctx, a.deps.Browser, at, uploads)
	})
}

func uploadsQuestion(at views.Place, uploads []upload, what string) dialog.ConfirmSpec {
	spec := dialog.ConfirmSpec{
		Title: "Delete what was sent of " + what + "?", Accept: "Delete what was sent", Cancel: "Keep", Danger: true,
		Lines: []string{"in " + at.String()},
		Undo:  "This cannot be undone. No finished file is touched.",
	}
	names := make([]string, len(uploads))
	for i, u := range uploads {
		names[i] = u.file.Name
	}
	foreign := len(others(uploads))
	spec.Lines = append(spec.Lines, firstFew(names)...)
	spec.Lines = append(spec.Lines, "This deletes what was sent so far, "+uploadsSize(uploads)+".")
	if n := len(uploads) - foreign; n > 0 {
		spec.Lines = append(spec.Lines, ui.Plural(n, "belongs to a transfer", "belong to transfers")+
			" of this queue, which would begin again; x in Transfers cancels it for good.")
	}
	if foreign > 0 {
		spec.Lines = append(spec.Lines, ui.Plural(foreign, "was", "were")+" started elsewhere: what may still be sending will fail.")
	}
	return spec
}

// cancelUploads asks the service itself, not the queue: it cancels only what is
// still unfinished, and never a file that has come out of it.
func cancelUploads(ctx context.Context, b Browser, at views.Place, uploads []upload) tea.Cmd {
	return func() tea.Msg {
		var mu sync.Mutex // guards done
		done := 0
		err := eachOf(ctx, unfinishedCalls, uploads, func(ctx context.Context, u upload) error {
			if err := b.CancelLargeFile(ctx, u.file.ID); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			return nil
		})
		return uploadsCancelledMsg{at: at, done: done, err: err}
	}
}

func (a *App) uploadsCancelled(msg uploadsCancelledMsg) tea.Cmd {
	what := ui.Plural(msg.done, "unfinished upload", "unfinished uploads")
	if msg.err != nil {
		return a.sayFailed("deleted what was sent of "+what+", then it failed", msg.err)
	}
	return a.say(ui.ToneGood, "deleted what was sent of "+what+" in "+msg.at.String())
}
