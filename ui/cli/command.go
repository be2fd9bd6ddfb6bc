package cli

import (
	"context"

	"github.com/spf13/cobra"
)

// spec describes a subcommand.
type spec struct {
	use      string // name and arguments, as the help shows them
	short    string
	long     string
	example  string
	min, max int // arguments; max -1: any number
	run      func(ctx context.Context, args []string) error
	complete completer // of arguments; nil: none
}

// command builds a subcommand. Its context ends with the first signal that
// asks the program to stop; a second one ends the process.
func (a *app) command(s spec) *cobra.Command {
	return &cobra.Command{
		Use: s.use, Short: s.short, Long: flow(s.long), Example: s.example,
		DisableFlagsInUseLine: true,
		ValidArgsFunction:     s.complete,
		Args:                  cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) < s.min || s.max >= 0 && len(args) > s.max {
				a.err = usagef("%s takes other arguments: %s", c.CommandPath(), c.UseLine())
				return nil
			}
			if a.err = a.startLog(); a.err != nil {
				return nil
			}
			if c.Name() != "config" { // which tells what is wrong itself
				if a.err = a.needConfig(); a.err != nil {
					return nil
				}
				a.warnOfConfig()
			}
			ctx, stop := untilSignal(c.Context())
			defer stop()
			a.err = interrupted(ctx, s.run(ctx, args))
			return nil
		},
	}
}

// group builds a subcommand that only holds others.
func (a *app) group(use, short string, sub ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{
		Use: use, Short: short,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.Help()
			}
			a.err = unknownCommand(c, args[0])
			return nil
		},
	}
	c.AddCommand(sub...)
	return c
}

func unknownCommand(c *cobra.Command, name string) error {
	if c.SuggestionsMinimumDistance <= 0 {
		c.SuggestionsMinimumDistance = 2
	}
	if near := c.SuggestionsFor(name); len(near) > 0 {
		return usagef("%s has no command %q; did you mean %q?", c.CommandPath(), name, near[0])
	}
	return usagef("%s has no command %q; see %s --help", c.CommandPath(), name, c.CommandPath())
}
