package model

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// toast is the message that stands in the last line for a while.
type toast struct {
	ui.Toast
	up    bool
	count int // counts toasts: only the last one's timer takes it away
}

const (
	toastTime    = 4 * time.Second
	toastTimeBad = 10 * time.Second
)

// say shows a message.
func (a *App) say(tone ui.Tone, text string) tea.Cmd {
	a.toast.Toast = ui.Toast{Tone: tone, Text: text}
	a.toast.up = true
	a.toast.count++
	d := toastTime
	if tone == ui.ToneBad || tone == ui.ToneWarn {
		d = toastTimeBad
	}
	return tickAfter(d, toastOverMsg{a.toast.count})
}

// keepSaying shows a message that stands until another takes its place: what is
// going on.
func (a *App) keepSaying(text string) {
	a.toast.Toast = ui.Toast{Tone: ui.ToneInfo, Text: text}
	a.toast.up = true
	a.toast.count++
}

func (t *toast) over(count int) {
	if count == t.count {
		t.up = false
	}
}

func (t *toast) hide() { t.up = false }
