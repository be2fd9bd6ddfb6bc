package model

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// hiddenMsg brings the names of a folder that are hidden.
type hiddenMsg struct {
	pane  int
	at    views.Place
	names []b2core.FileVersion // their hide markers
	more  bool                 // there may be others
	err   error
}

// How much is read to find what is hidden in one folder: pages, and names.
const (
	hiddenPages = 20
	hiddenMost  = 500
)

// askUnhide looks for what can be shown again in a pane's folder: hidden names
// are not among its rows.
func (a *App) askUnhide(pane int) tea.Cmd {
	at := a.panes[pane].nav.here
	a.keepSaying("looking for hidden names in " + at.String() + "…")
	ctx, b := a.ctx, a.deps.Browser
	return func() tea.Msg {
		msg := hiddenMsg{pane: pane, at: at}
		msg.names, msg.more, msg.err = hiddenNames(ctx, b, at)
		return msg
	}
}

func hiddenNames(ctx context.Context, b Browser, at views.Place) (names []b2core.FileVersion, more bool, err error) {
	o := b2core.ListOptions{Prefix: at.Path, Delimiter: "/", Max: pageSize}
	last := ""
	for range hiddenPages {
		page, err := b.ListVersions(ctx, at.BucketID, o)
		if err != nil {
			return nil, false, err
		}
		for _, f := range page.Files {
			if f.Name != last && f.Action == b2core.ActionHide {
				names = append(names, f)
			}
			last = f.Name
		}
		if o.Start, o.StartID = page.NextName, page.NextID; o.Start == "" {
			return names, false, nil
		}
		if len(names) >= hiddenMost {
			return names, true, nil
		}
	}
	return names, true, nil
}

// hiddenFound lets the user choose what to show again: everything below here,
// below the folder under the cursor, or one name.
func (a *App) hiddenFound(msg hiddenMsg) tea.Cmd {
	a.toast.hide()
	if msg.err != nil {
		return a.sayFailed("hidden names cannot be listed", msg.err)
	}
	here := msg.at.String()
	spec := dialog.ChoiceSpec{Title: "Show again", Filter: true, Wide: true, Options: []dialog.Option{
		{Value: "all", Label: "everything hidden in " + here + " and below"},
	}}
	row, onRow := a.panes[msg.pane].view.CursorRow()
	if onRow && row.Kind == views.KindFolder && a.panes[msg.pane].nav.here.Same(msg.at) {
		spec.Options = append(spec.Options, dialog.Option{Value: "folder", Label: "everything hidden in " + row.Name + "/ and below"})
	}
	now := a.deps.Now()
	for i, f := range msg.names {
		spec.Options = append(spec.Options, dialog.Option{
			Value: strconv.Itoa(i), Label: strings.TrimPrefix(f.Name, msg.at.Path), Hint: "hidden " + ui.ShortTime(f.UploadedAt, now),
		})
	}
	switch n := len(msg.names); {
	case msg.more:
		spec.Lines = []string{"At least " + ui.Plural(n, "name", "names") + " hidden in " + here + "."}
	case n == 0:
		spec.Lines = []string{"Nothing is hidden in " + here + " itself."}
	default:
		spec.Lines = []string{ui.Plural(n, "name", "names") + " hidden in " + here + "."}
	}
	a.openDialog(dialog.NewChoice(a.kit, spec), func(answer dialog.Answer) tea.Cmd {
		chosen, ok := answer.(dialog.Chosen)
		if !ok {
			return nil
		}
		return a.unhide(msg, chosen.Value, row)
	})
	return nil
}

// unhide queues one name at once; what a folder holds is counted and asked first.
func (a *App) unhide(msg hiddenMsg, choice string, folder views.Row) tea.Cmd {
	c := &a.chore
	switch choice {
	case "all":
		c.begin(a.ctx, chore{kind: unhideNames, pane: msg.pane, at: msg.at, rows: []views.Row{{Kind: views.KindFolder}}})
	case "folder":
		c.begin(a.ctx, chore{kind: unhideNames, pane: msg.pane, at: msg.at, rows: []views.Row{folder}})
	default:
		i, err := strconv.Atoi(choice)
		if err != nil || i < 0 || i >= len(msg.names) {
			return nil
		}
		row := views.Row{Name: strings.TrimPrefix(msg.names[i].Name, msg.at.Path)}
		return a.queueChore(chore{kind: unhideNames, pane: msg.pane, at: msg.at, rows: []views.Row{row}, total: count{names: 1, versions: 1}})
	}
	a.keepSaying("counting…")
	return c.next(a.deps.Browser, choreStep{})
}
