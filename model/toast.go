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
	brief bool // a refusal: the next key takes it away
	count int  // counts toasts: only the last one's timer takes it away
}

const (
	toastTime    = 4 * time.Second
	toastTimeBad = 10 * time.Second
)

// say shows a message.
func (a *App) say(tone ui.Tone, text string) tea.Cmd {
	a.toast.Toast = ui.Toast{Tone: tone, Text: text}
	a.toast.up, a.toast.brief = true, false
	a.toast.count++
	d := toastTime
	if tone == ui.ToneBad || tone == ui.ToneWarn {
		d = toastTimeBad
	}
	return tickAfter(d, toastOverMsg{a.toast.count})
}

// refuse says why something cannot be done. It is gone with the next key: who
// goes on has read it.
func (a *App) refuse(reason string) tea.Cmd {
	cmd := a.say(ui.ToneWarn, reason)
	a.toast.brief = true
	return cmd
}

// keepSaying shows a message that stands until another takes its place: what is
// going on.
func (a *App) keepSaying(text string) {
	a.toast.Toast = ui.Toast{Tone: ui.ToneInfo, Text: text}
	a.toast.up, a.toast.brief = true, false
	a.toast.count++
}

func (t *toast) over(count int) {
	if count == t.count {
		t.up = false
	}
}

func (t *toast) hide() { t.up, t.brief = false, false }
