package model

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// askMove asks whether rows shall move to the other pane. Without a rule for
// targets that exist it is the configuration's.
func (a *App) askMove(pane int, rows []views.Row, rule transfer.Conflict) tea.Cmd {
	from, to := a.panes[pane].nav.here, a.other(pane).nav.here
	source := transfer.HideSource
	if !from.Remote {
		source = transfer.DeleteSource
	}
	order, reason := a.newOrder(from, to, rows, source)
	if reason != "" {
		return a.refuse(reason)
	}
	if rule != "" {
		order.ifExists = rule
	}
	return a.beginChore(pane, chore{kind: moveAway, rows: rows, move: order})
}

// moveQuestion says what a move will take away, and when.
func (c *chore) moveQuestion() dialog.ConfirmSpec {
	spec := dialog.ConfirmSpec{
		Title: "Move " + c.what() + "?", Accept: "Move",
		Lines: []string{"from " + c.at.String(), "to " + c.move.to.String(), "This moves " + c.units() + "."},
	}
	if label := conflictLabel(c.move.ifExists); label != "" {
		spec.Lines = append(spec.Lines, "Where a target exists: "+label+".")
	}
	if !c.at.Remote {
		spec.Lines = append(spec.Lines, "Each file is uploaded, proved by its hash, and then deleted from this computer.")
		spec.Undo, spec.Danger = "The way back is to download it again: there is no trash.", true
		return spec
	}
	spec.Lines = append(spec.Lines, "Each file is copied, the copy is proved, and then the name is hidden here.")
	spec.Undo = "All versions stay here, hidden, and can be shown again."
	return spec
}

// askRename asks for another name of a row.
func (a *App) askRename(pane int, row views.Row) {
	at := a.panes[pane].nav.here
	spec := dialog.PromptSpec{
		Title: "Rename " + row.Name, Label: "New name", Accept: "Rename", Value: row.Name,
		Lines: []string{"in " + at.String()},
		Check: func(name string) string {
			if strings.TrimSpace(name) == row.Name {
				return "that is its name"
			}
			return folderNameProblem(name)
		},
	}
	if at.Remote {
		spec.Lines = append(spec.Lines, "B2 renames by a copy inside the service; the old name is hidden when the copy is proved.")
	}
	a.openDialog(dialog.NewPrompt(a.kit, spec), func(answer dialog.Answer) tea.Cmd {
		entered, ok := answer.(dialog.Entered)
		if !ok {
			return nil
		}
		name := strings.TrimSpace(entered.Text)
		if !at.Remote {
			return renameLocal(at, row.Name, name)
		}
		order := copyOrder{
			profile: a.deps.Profile, from: at, to: at, rows: []views.Row{row}, rename: name,
			ifExists: transfer.Ask, source: transfer.HideSource,
		}
		return order.enqueue(a.ctx, pane, a.deps.Browser, a.deps.Transfers)
	})
}

// renameLocal gives an entry of a local folder another name, unless that is
// taken.
func renameLocal(at views.Place, from, to string) tea.Cmd {
	return func() tea.Msg {
		old, target := filepath.Join(at.Path, from), filepath.Join(at.Path, to)
		msg := renamedMsg{place: at, from: from, to: to}
		there, err := os.Lstat(target)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			msg.err = err
			return msg
		default: // the same file where case does not count
			if mine, err := os.Lstat(old); err != nil || !os.SameFile(mine, there) {
				msg.err = &os.LinkError{Op: "rename", Old: old, New: target, Err: fs.ErrExist}
				return msg
			}
		}
		msg.err = os.Rename(old, target)
		return msg
	}
}

func (a *App) renamed(msg renamedMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayFailed("nothing was renamed", msg.err)
	}
	return tea.Batch(a.say(ui.ToneGood, "renamed "+msg.from+" to "+msg.to), a.reloadPlace(msg.place, msg.to))
}
