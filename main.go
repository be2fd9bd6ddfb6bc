// Command b2tui is a terminal file browser for Backblaze B2.
package main

import (
	"context"
	"os"
	"runtime/debug"

	"b2tui/model"
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

func runScreen(ctx context.Context, s cli.Session) error {
	start := ""
	if s.Start != (cli.Location{}) {
		start = s.Start.String()
	}
	return model.Run(ctx, model.Deps{
		Browser:   s.Client,
		Transfers: s.Queue,
		Profile:   s.Account.Profile,
		KeyID:     s.Account.KeyID,
		Start:     start,
		LocalDir:  s.LocalDir,
		Scratch:   s.Scratch,
		Options: model.Options{
			ASCII:    s.Look.ASCII,
			NoMouse:  !s.Look.Mouse,
			Theme:    model.Theme(s.Look.Theme),
			ReadOnly: s.ReadOnly,
			Demo:     s.Demo,
		},
		IfExists: s.IfExists,
		Notice:   s.Notice,
		Logger:   s.Log,
	})
}
