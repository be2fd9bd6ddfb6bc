package views

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// fieldLimit is how long a filter or pattern may be, in characters.
const fieldLimit = 200

// lineField is a text field in the place of a pane's footer: a filter or a
// pattern. While it is open it has all keys.
type lineField struct {
	field            *ui.Field // nil: closed
	cursorX, cursorY int       // where it was drawn last
}

// fieldEvent is what a message did to an open field.
type fieldEvent uint8

const (
	fieldIdle fieldEvent = iota
	fieldChanged
	fieldAccepted // closed: the text counts
	fieldCancelled
)

func (f *lineField) open(text string) {
	f.field = ui.NewField(fieldLimit)
	f.field.SetValue(text)
}

func (f *lineField) close() { f.field = nil }

// Typing implements View.
func (f *lineField) Typing() bool { return f.field != nil }

// Cursor implements View.
func (f *lineField) Cursor() *tea.Cursor {
	if f.field == nil {
		return nil
	}
	return tea.NewCursor(f.cursorX, f.cursorY)
}

// update gives a message to the open field, and tells what its text is then.
func (f *lineField) update(k *ui.InputKeys, msg tea.Msg) (text string, event fieldEvent, cmd tea.Cmd) {
	text = f.field.Value()
	if press, isKey := msg.(tea.KeyPressMsg); isKey {
		switch {
		case key.Matches(press, k.Cancel):
			f.close()
			return text, fieldCancelled, nil
		case key.Matches(press, k.Accept):
			f.close()
			return text, fieldAccepted, nil
		}
	}
	changed, cmd := f.field.Update(msg)
	if changed {
		event = fieldChanged
	}
	return f.field.Value(), event, cmd
}

// line draws the open field between its sign and a tail, as the footer of a pane
// of w cells whose rows stand in inner, and notes where the real cursor stands.
func (f *lineField) line(t *ui.Theme, w int, inner ui.Rect, sign, tail string) ui.Text {
	edge := 2
	if inner.X == 0 {
		edge = 0
	}
	room := max(w-6-len(sign)-len(tail)-ui.PositionRoom, 8)
	text := strings.TrimRight(f.field.Render(t, room), " ")
	f.cursorX, f.cursorY = edge+len(sign)+f.field.CursorX(), inner.Y+inner.H
	text += blanks(f.field.CursorX() - t.Clean(text).Width())
	return t.Clean(sign + text + tail)
}
