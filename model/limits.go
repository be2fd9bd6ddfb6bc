package model

import (
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// rateNotches are the steps of the rate limit, in bytes per second; after the
// last one comes none.
var rateNotches = [...]int64{
	100_000, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000,
	20_000_000, 50_000_000, 100_000_000, 200_000_000, 500_000_000,
}

// mostAtOnce bounds what can be asked for on the screen.
const mostAtOnce = 64

// changeLimits moves the ceilings by steps; they act at once.
func (a *App) changeLimits(r views.LimitsRequested) tea.Cmd {
	l := a.deps.Transfers.Limits()
	said := ""
	if r.PartsBy != 0 {
		l.PartsAtOnce = min(max(l.PartsAtOnce+r.PartsBy, 1), mostAtOnce)
		said = fmt.Sprintf("parts at once: %d", l.PartsAtOnce)
	}
	if r.RateSteps != 0 {
		l.UpRate = notch(l.UpRate, r.RateSteps)
		l.DownRate = l.UpRate
		said = "rate limit each way: none"
		if l.UpRate > 0 {
			said = "rate limit each way: " + ui.Rate(float64(l.UpRate))
		}
	}
	return a.setLimits(l, said)
}

func (a *App) setLimits(l transfer.Limits, said string) tea.Cmd {
	a.deps.Transfers.SetLimits(l)
	now := a.deps.Transfers.Current()
	a.queue.SetLimits(transferLimits(&now))
	if until := now.Rule.Until; now.Rule.Overridden && !until.IsZero() {
		said += ", until " + until.Format("15:04")
	}
	return a.say(ui.ToneInfo, said)
}

// notch is the next limit up or down from one; zero is unlimited, above all
// others.
func notch(rate int64, steps int) int64 {
	at := len(rateNotches)
	if rate > 0 {
		at, _ = slices.BinarySearch(rateNotches[:], rate)
	}
	at = min(max(at+steps, 0), len(rateNotches))
	if at == len(rateNotches) {
		return 0
	}
	return rateNotches[at]
}

// askLimits opens the form of all limits.
func (a *App) askLimits() {
	s := a.deps.Transfers.Current()
	number := func(id, label string, value int) dialog.Field {
		return dialog.Field{ID: id, Label: label, Value: strconv.Itoa(value), Required: true, Limit: 2, Check: numberProblem}
	}
	rate := func(id, label string, value int64) dialog.Field {
		return dialog.Field{
			ID: id, Label: label, Value: transfer.FormatRate(value), Limit: 12, Check: rateProblem,
			Hint: "bytes per second: 500k, 10M, or none",
		}
	}
	spec := dialog.FormSpec{
		Title: "Limits of this screen's transfers", Submit: "Set",
		Intro: []string{"They count at once, and until the program ends."},
		Fields: []dialog.Field{
			number("parts", "Parts at once", s.Limits.PartsAtOnce), number("files", "Files at once", s.Limits.FilesAtOnce),
			rate("up", "Up", s.Limits.UpRate), rate("down", "Down", s.Limits.DownRate),
		},
	}
	if !s.Rule.Until.IsZero() {
		spec.Intro = []string{"They count at once, and until " + s.Rule.Until.Format("15:04") + ", when the timetable changes them."}
	}
	id := 0
	id = a.openDialog(dialog.NewForm(a.kit, spec), func(answer dialog.Answer) tea.Cmd {
		form, ok := answer.(dialog.Submitted)
		if !ok {
			return nil
		}
		a.dialogs.closeID(id)
		return a.setLimits(limitsOf(form.Values), "limits set")
	})
}

// limitsOf reads the form, whose fields were checked as they were typed.
func limitsOf(v dialog.Values) transfer.Limits {
	var l transfer.Limits
	l.PartsAtOnce, _ = strconv.Atoi(v.Text("parts"))
	l.FilesAtOnce, _ = strconv.Atoi(v.Text("files"))
	l.UpRate, _ = transfer.ParseRate(v.Text("up"))
	l.DownRate, _ = transfer.ParseRate(v.Text("down"))
	return l
}

func numberProblem(text string) string {
	if n, err := strconv.Atoi(text); err != nil || n < 1 || n > mostAtOnce {
		return fmt.Sprintf("1 to %d", mostAtOnce)
	}
	return ""
}

func rateProblem(text string) string {
	switch rate, err := transfer.ParseRate(text); {
	case err != nil:
		return "write 500k, 10M or none"
	case rate == 0 && text != "none":
		return "write none for no limit; P in Transfers pauses all"
	}
	return ""
}
