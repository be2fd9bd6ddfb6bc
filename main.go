// Command b2tui is a terminal file browser for Backblaze B2.
package main

import (
	"context"
	"errors"
	"os"
	"runtime/debug"

	"b2tui/ui/cli"
)

// release is the version of a release build, set by its linker flags.
var release string

func main() {
	os.Exit(cli.Main(context.Background(), cli.Program{
		Args:    os.Args[1:],
		In:      os.Stdin,
		Out:     os.Stdout,
		Err:     os.Stderr,
		Version: version(),
		Screen:  runScreen,
	}))
}

// version is the release's, else what `go install` or the checkout recorded.
func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

func runScreen(context.Context, cli.Session) error {
	return errors.New("the screen is not linked in")
}
