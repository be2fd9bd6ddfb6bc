package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"b2tui/b2core/transfer"
	"b2tui/keystore"
	"b2tui/ui"
)

const doctorLong = `Looks what works here: the keychain, the terminal, the queue, the way to the service
with the key in use, and the clock. It changes nothing and asks for nothing. It ends
with 0 when a transfer could be done, whatever else is to be noted.`

func (a *app) doctorCommand() *cobra.Command {
	asJSON := false
	c := a.command(spec{
		use: "doctor", short: "Tell what works here: keychain, terminal, queue, service, clock", long: doctorLong,
		run: func(ctx context.Context, _ []string) error { return a.doctor(ctx, asJSON) },
	})
	jsonFlag(c, &asJSON)
	return c
}

// finding is what one look came to.
type finding struct {
	Check  string `json:"check"`
	State  string `json:"state"` // ok, note, failed
	Detail string `json:"detail"`
	err    error  // of what failed
}

// The states of findings. A note is of what can be done without.
const (
	works  = "ok"
	noted  = "note"
	failed = "failed"
)

// doctorTime bounds each look.
const doctorTime = 15 * time.Second

// clockTolerance is how far the clocks may differ: what a time is compared with,
// such as in a sync, is off by that.
const clockTolerance = time.Minute

func (a *app) doctor(ctx context.Context, asJSON bool) error {
	table := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	var first error
	for _, look := range []func(context.Context) finding{a.lookAtKeychain, a.lookAtTerminal, a.lookAtQueue, a.lookAtService, a.lookAtClock} {
		within, cancel := context.WithTimeout(ctx, doctorTime)
		f := look(within)
		cancel()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if first == nil {
			first = f.err
		}
		var err error
		if asJSON {
			err = writeJSON(a.Out, f)
		} else {
			_, err = fmt.Fprintf(table, "%s\t%s\t%s\n", f.Check, f.State, oneLine(f.Detail))
		}
		if err != nil {
			return err
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return first
}

// lookAtKeychain asks for a secret that is not there: that is answered by a
// keychain that works.
func (a *app) lookAtKeychain(ctx context.Context) finding {
	f := finding{Check: "keychain", State: noted}
	_, err := a.vault.Secrets[0].Get(ctx, "doctor of b2tui")
	switch {
	case err == nil, errors.Is(err, keystore.ErrNotFound):
		f.State, f.Detail = works, "it answers"
	default:
		f.Detail = fmt.Sprintf("%v; login seals the key in a file, or it comes from %s and %s", err, envKeyID, envKey)
	}
	return f
}

func (a *app) lookAtTerminal(context.Context) finding {
	f := finding{Check: "terminal", State: noted, Detail: "standard output is none; the screen needs one"}
	out, ok := a.Out.(*os.File)
	if !ok || !isTerminal(a.Out) {
		return f
	}
	w, h, err := term.GetSize(int(out.Fd()))
	switch {
	case err != nil || w <= 0 || h <= 0:
		f.Detail = "it does not tell its size"
	case os.Getenv("TERM") == "" || os.Getenv("TERM") == "dumb":
		f.Detail = "TERM says that it can draw nothing"
	default:
		f.State, f.Detail = works, fmt.Sprintf("%s, %dx%d", os.Getenv("TERM"), w, h)
	}
	return f
}

func (a *app) lookAtQueue(ctx context.Context) finding {
	f := finding{Check: "queue", State: works}
	cfg, err := a.queueConfig()
	if err == nil {
		cfg.Observe = true
		var m *transfer.Manager
		if m, err = transfer.Open(ctx, cfg); err == nil {
			s := m.Current()
			f.Detail = fmt.Sprintf("%s, %s to do", cmp.Or(cfg.Path, "in memory"), filesText(s.Totals.Running+s.Totals.Queued+s.Totals.Paused))
			if s.Notice != "" {
				f.State, f.Detail = noted, s.Notice
			}
			err = closeQueue(ctx, m)
		}
	}
	if err != nil {
		f.State, f.Detail, f.err = failed, err.Error(), err
	}
	return f
}

func (a *app) lookAtService(ctx context.Context) finding {
	f := finding{Check: "service", State: works}
	began := time.Now()
	acc, err := a.open(ctx)
	if err == nil {
		of, loginErr := acc.client.Authorize(ctx)
		if err = loginErr; err == nil {
			f.Detail = fmt.Sprintf("%s answers in %s; key %s from %s: %v", of.APIURL, time.Since(began).Round(time.Millisecond),
				of.KeyID, acc.who.Source, of.Allowed)
		}
	}
	if err != nil {
		f.State, f.Detail, f.err = failed, err.Error(), err
	}
	return f
}

// lookAtClock compares with what the service said last.
func (a *app) lookAtClock(context.Context) finding {
	f := finding{Check: "clock", State: noted, Detail: "nobody answered to compare it with"}
	if a.opened == nil {
		return f
	}
	if _, known := a.opened.client.Account(); !known {
		return f
	}
	skew := a.opened.client.ClockSkew()
	if f.State, f.Detail = works, "as the service's"; skew.Abs() >= clockTolerance {
		word := "behind"
		if skew < 0 {
			word = "ahead"
		}
		f.State, f.Detail = noted, fmt.Sprintf("%s %s of the service's; set it, or times of files are off", ui.ETA(skew.Abs()), word)
	}
	return f
}
