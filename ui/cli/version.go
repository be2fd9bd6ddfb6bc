package cli

import (
	"context"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

func (a *app) versionCommand() *cobra.Command {
	return a.command(spec{
		use:   "version",
		short: "Print the version",
		run: func(context.Context, []string) error {
			_, err := fmt.Fprintf(a.Out, "b2tui %s %s %s/%s\n", a.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	})
}
