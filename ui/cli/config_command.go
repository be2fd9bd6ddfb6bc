package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
)

// configExample documents every key. A test decodes it, as it stands and with
// every key switched on.
const configExample = `# b2tui's configuration. Every key may be left out; what stands behind a # is
# the default or an example. b2tui config checks the file.

[limits]
# Ceilings over all transfers. The screen changes them while they run. Ten parts
# begin; more go as long as that carries more, fewer when the service asks for it.
#parts_at_once = 20
#files_at_once = 8
# Bytes per second: "500k", "10M", or "none".
#up = "none"
#down = "none"

# Other limits at certain times, by the local clock. The first rule whose time it
# is counts; it changes what it names. A change by hand holds until the next
# boundary of a rule; a flag of put, get or queue run switches the rules off.
#[[limits.timetable]]
#from = "08:00"
#to = "18:00"               # not after from: over midnight
#days = ["mon", "tue", "wed", "thu", "fri"] # on which it begins; all if left out
#up = "1M"
#down = "5M"
#parts_at_once = 4
#files_at_once = 2

[transfers]
# When the target exists: ask, skip, overwrite, rename, newer or differs (in size
# or SHA-1). With none, a download asks, and an upload or a copy adds a version,
# as overwrite does. Without the screen there is nobody to ask, and what would have
# to fails instead.
#if_exists = "ask"
#if_exists_up = "skip"       # of uploads, in place of if_exists
#if_exists_down = "differs"  # of downloads
#if_exists_copy = "newer"    # of copies from bucket to bucket
`

func (a *app) configCommand() *cobra.Command {
	example := false
	c := a.command(spec{
		use:   "config",
		short: "Check the configuration, or show an example",
		long: `Tells where the configuration lies and checks it. The program runs with what is
right in it, and with its defaults for the rest.`,
		example: "b2tui config --example > ~/.config/b2tui/config.toml",
		run: func(context.Context, []string) error {
			if example {
				_, err := fmt.Fprint(a.Out, configExample)
				return err
			}
			return a.checkConfig()
		},
	})
	c.Flags().BoolVar(&example, "example", false, "print a configuration with every key explained")
	return c
}

func (a *app) checkConfig() error {
	path := a.configPath()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && a.flags.config == "" {
		_, err := fmt.Fprintf(a.Out, "%s: not there, the defaults are used\n", a.name(path))
		return err
	}
	if _, err := loadConfig(path, true); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.Out, "%s: all right\n", a.name(path))
	return err
}
