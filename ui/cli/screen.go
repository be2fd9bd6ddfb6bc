package cli

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"b2tui/b2core/transfer"
)

// openScreen checks what the program without a subcommand was asked for.
func (a *app) openScreen(c *cobra.Command, args []string, look Look) error {
	start := Location{}
	switch {
	case len(args) > 0 && !strings.HasPrefix(args[0], scheme):
		return unknownCommand(c, args[0])
	case len(args) > 1:
		return usagef("b2tui opens one place at a time; see b2tui --help")
	case len(args) == 1:
		var err error
		if start, err = parseLocation(args[0]); err != nil {
			return err
		}
	}
	if !isTerminal(a.In) || !isTerminal(a.Out) {
		return usagef("the screen needs a terminal; without one use a command, see b2tui --help")
	}
	switch look.Theme {
	case "auto", "dark", "light":
	default:
		return usagef("no theme %q; there are auto, dark and light", look.Theme)
	}
	if err := a.startLog(); err != nil {
		return err
	}
	if err := a.needConfig(); err != nil {
		return err
	}
	return a.runScreen(c.Context(), start, look)
}

// runScreen hands the account and the queue to the screen, which closes the
// queue.
func (a *app) runScreen(ctx context.Context, start Location, look Look) error {
	acc, err := a.open(ctx)
	if err != nil {
		return err
	}
	cfg, err := a.queueConfig()
	if err != nil {
		return err
	}
	cfg.Adopt = !a.flags.readOnly // what was left behind may be an upload
	s := Session{
		Client: acc.client, Account: acc.who, Start: start,
		Look: look, ReadOnly: a.flags.readOnly, Demo: acc.demo != nil, Log: a.log,
		IfExists: a.settings().Transfers.policies(),
	}
	if a.configErr != nil {
		s.Notice = a.configErr.Error()
	}
	if acc.demo == nil {
		s.LocalDir, err = os.Getwd()
	} else {
		err = a.furnish(acc.demo, &s, &cfg)
	}
	if err != nil {
		return err
	}
	if s.Queue, err = transfer.Open(ctx, cfg); err != nil {
		return err
	}
	if acc.demo != nil {
		acc.demo.startTransfers(ctx, &s)
	}
	a.screenOpen = true
	return a.Screen(ctx, s)
}
