package model

import (
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"b2tui/ui"
)

// lifecycle handles what concerns the program and its terminal as a whole.
func (a *App) lifecycle(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		a.repaint(msg.IsDark(), a.kit.Theme.Graphemes)
	case tea.ModeReportMsg:
		// The renderer measures by grapheme clusters from now on, so the views
		// have to, or their lines would not fit.
		if msg.Mode == ansi.ModeUnicodeCore && msg.Value != ansi.ModeNotRecognized && msg.Value != ansi.ModePermanentlyReset {
			a.repaint(a.kit.Theme.Dark, true)
		}
	case tea.BlurMsg:
		a.cancelDrag()
	case tea.ResumeMsg:
		a.pace.speak()
		a.leave = leave{}
	case answeredMsg:
		return a.answered(), true
	case overdueMsg: // View may draw again
	case askStatusMsg, leaveTickMsg:
		return a.leaving(msg), true
	case hangupMsg:
		return a.end(leave{cause: syscall.SIGHUP}), true
	case stopRequestMsg:
		return a.beginLeave(leave{}), true
	case signalledMsg:
		return a.beginLeave(leave{cause: msg.signal}), true
	case suspendMsg:
		return a.beginLeave(leave{suspend: true}), true
	case toastOverMsg:
		a.toast.over(msg.count)
	default:
		return nil, false
	}
	return nil, true
}

func (a *App) resize(w, h int) {
	if w == a.width && h == a.height {
		return
	}
	a.cancelDrag()
	a.width, a.height = w, h
	a.layout = ui.NewLayout(w, h)
	a.draw() // tells the views their size, so that they know what they want
}

// repaint rebuilds the theme, once more is known of the terminal.
func (a *App) repaint(dark, graphemes bool) {
	switch a.deps.Options.Theme {
	case ThemeDark:
		dark = true
	case ThemeLight:
		dark = false
	}
	theme := ui.NewTheme(dark, a.deps.Options.ASCII)
	theme.Graphemes = graphemes
	*a.kit.Theme = *theme
}
