package model

import (
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
	"b2tui/ui/dialog"
)

// dialogs is the stack of dialogs; the top one has the keys and the mouse.
type dialogs struct {
	stack []standing
	last  int
}

// standing is one dialog that is up, and who gets its answer.
type standing struct {
	id     int
	dialog dialog.Dialog
	answer func(dialog.Answer) tea.Cmd // called on the event loop; nil: nobody cares
}

func (s *dialogs) open() bool { return len(s.stack) > 0 }

func (s *dialogs) top() dialog.Dialog { return s.stack[len(s.stack)-1].dialog }

// closeID takes one dialog away, wherever it stands.
func (s *dialogs) closeID(id int) {
	for i, d := range s.stack {
		if d.id == id {
			s.stack = append(s.stack[:i], s.stack[i+1:]...)
			return
		}
	}
}

// byID finds a dialog that may have been closed since.
func (s *dialogs) byID(id int) (dialog.Dialog, bool) {
	for _, d := range s.stack {
		if d.id == id {
			return d.dialog, true
		}
	}
	return nil, false
}

// draw lays all dialogs over the frame, the top one last, and tells where its
// cursor stands.
func (s *dialogs) draw(t *ui.Theme, base string, w, h int) (string, *tea.Cursor) {
	frame := base
	var cursor *tea.Cursor
	for _, d := range s.stack {
		r := rectOf(d.dialog, w, h)
		frame = t.Overlay(frame, d.dialog.Render(w, h), r.X, r.Y)
		cursor = nil
		if c := d.dialog.Cursor(); c != nil {
			at := *c
			at.X += r.X
			at.Y += r.Y
			cursor = &at
		}
	}
	return frame, cursor
}

func rectOf(d dialog.Dialog, w, h int) ui.Rect {
	dw, dh := d.Size(w, h)
	return ui.Center(ui.Rect{W: w, H: h}, dw, dh)
}

// openDialog puts a dialog on top. Its ID lets a result find it again.
func (a *App) openDialog(d dialog.Dialog, answer func(dialog.Answer) tea.Cmd) int {
	a.cancelDrag()
	a.dialogs.last++
	a.dialogs.stack = append(a.dialogs.stack, standing{a.dialogs.last, d, answer})
	return a.dialogs.last
}

// dialogInput hands a key, a paste or a widget's own message to the top
// dialog.
func (a *App) dialogInput(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		if cmd, ok := a.alwaysKey(press); ok {
			return cmd
		}
	}
	top := a.dialogs.stack[len(a.dialogs.stack)-1]
	answer, cmd := top.dialog.Update(msg)
	return tea.Batch(cmd, a.dialogAnswered(top, answer))
}

// dialogAnswered acts on an answer. A dialog that has answered is taken away
// first, so that its owner may open the next one.
func (a *App) dialogAnswered(s standing, answer dialog.Answer) tea.Cmd {
	if answer == nil {
		return nil
	}
	if c, ok := answer.(dialog.CopyRequested); ok {
		return tea.Batch(tea.SetClipboard(c.Text.Reveal()), a.say(ui.ToneGood, "copied to the clipboard"))
	}
	if answer.Closes() && !a.keepsForm(answer) {
		a.dialogs.closeID(s.id)
	}
	if s.answer == nil {
		return nil
	}
	return s.answer(answer)
}

// keepsForm tells of a form that was submitted: it stays until the service has
// said yes, so that nothing has to be typed twice.
func (a *App) keepsForm(answer dialog.Answer) bool {
	_, ok := answer.(dialog.Submitted)
	return ok
}

// formFailed shows in a form why the service refused it; if the form is gone,
// in a dialog of its own.
func (a *App) formFailed(id int, title string, err error) {
	p := problemOf(title, err)
	if p == nil {
		return
	}
	if d, ok := a.dialogs.byID(id); ok {
		if form, ok := d.(*dialog.Form); ok {
			text := p.Detail
			if p.Hint != "" {
				text += "; " + p.Hint
			}
			form.SetProblem(text)
			return
		}
	}
	a.showFailed(title, err)
}
