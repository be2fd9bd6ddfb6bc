package model

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/vt"

	"b2tui/b2core"
	"b2tui/ui"
	"b2tui/ui/dialog"
)

// cells draws a frame on a terminal and tells every cell with its style.
func cells(t *testing.T, frame string, w, h int) [][]string {
	t.Helper()
	term := vt.NewEmulator(w, h)
	if _, err := term.WriteString("\x1b[?7l" + strings.ReplaceAll(frame, "\n", "\r\n")); err != nil {
		t.Fatal(err)
	}
	out := make([][]string, h)
	for y := range out {
		out[y] = make([]string, w)
		for x := range out[y] {
			if c := term.CellAt(x, y); c != nil {
				out[y][x] = fmt.Sprintf("%q %+v", c.Content, c.Style)
			}
		}
	}
	return out
}

// mustEqualOutside compares two frames but for a rectangle and the footer,
// which tells what the keys do in the dialog.
func mustEqualOutside(t *testing.T, base, over [][]string, r ui.Rect) {
	t.Helper()
	for y := range len(base) - 1 {
		for x := range base[y] {
			if !r.Contains(x, y) && base[y][x] != over[y][x] {
				t.Fatalf("cell %d,%d beside %v is %s and was %s", x, y, r, over[y][x], base[y][x])
			}
		}
	}
}

func dialogsToTry(kit *ui.Kit) map[string]dialog.Dialog {
	return map[string]dialog.Dialog{
		"confirm": dialog.NewConfirm(kit, dialog.ConfirmSpec{Title: "Delete 日本語?", Lines: []string{"3 names"}, Typed: "x"}),
		"choice":  dialog.NewChoice(kit, dialog.ChoiceSpec{Title: "Quit?", Options: []dialog.Option{{Label: "yes"}, {Label: "no"}}}),
		"prompt":  dialog.NewPrompt(kit, dialog.PromptSpec{Title: "New folder", Label: "Name"}),
		"error":   dialog.NewError(kit, "it failed", "the reason", "what to do"),
		"help":    dialog.NewHelp(kit, []ui.HelpGroup{kit.Keys.GlobalHelp()}),
		"secret":  dialog.NewSecret(kit, dialog.SecretSpec{Title: "New key", Label: "Key", Secret: b2core.NewSecret("K000")}),
	}
}

// TestOverlaysLeaveTheRestAlone lays every dialog, and the ghost of a drag,
// over every view.
func TestOverlaysLeaveTheRestAlone(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 12}} {
		w, h := size[0], size[1]
		onScreen(t, screenOptions{width: w, height: h, deps: startAt("b2://odd-names")}, func(s *screen) {
			for _, view := range []string{"1", "3", "4", "2"} {
				s.press(view)
				base := cells(t, s.app.View().Content, w, h)
				for name, d := range dialogsToTry(s.app.kit) {
					s.app.openDialog(d, nil)
					over := cells(t, s.app.View().Content, w, h)
					r := rectOf(d, w, h)
					if _, at := s.find("┌▸"); at > r.Y {
						t.Fatalf("%s is not on the screen", name)
					}
					mustEqualOutside(t, base, over, r)
					s.app.dialogs.closeID(s.app.dialogs.last)
				}
			}
			if w < 100 {
				return
			}
			x, y := s.find("percent.txt")
			s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
			s.send(tea.MouseMotionMsg{X: x - 3, Y: y, Button: tea.MouseLeft})
			base := cells(t, ui.Below(s.app.header(), s.app.tabs(), s.app.body(), s.app.footer()), w, h)
			moved := cells(t, s.app.View().Content, w, h)
			gx, gy := s.find(s.app.verdict().text)
			ghost := ui.Rect{X: gx - 1, Y: gy, W: len(s.app.verdict().text) + 2, H: 1}
			mustEqualOutside(t, base, moved, ghost)
		})
	}
}
