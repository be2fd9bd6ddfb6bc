package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"b2tui/keystore"
)

// Program is one run of the command line.
type Program struct {
	Args     []string // without the program's own name
	In       io.Reader
	Out, Err io.Writer
	Version  string
	Screen   func(context.Context, Session) error
}

// app is what the subcommands share while they run.
type app struct {
	Program
	flags      globalFlags
	vault      keystore.Vault
	log        *slog.Logger
	opened     *account // by open
	screenOpen bool     // the terminal is the screen's; nothing can be asked there
	config     *config  // by settings
	configErr  error
	cleanup    []func()
	err        error // the subcommand's, or a usage error
}

// Main runs the command line and returns the exit code.
func Main(ctx context.Context, p Program) int {
	return run(ctx, p, keystore.Chain{keystore.NewKeychain(keystore.KeychainDeadline)})
}

// run is Main with the keychain of its caller.
//
// Fang styles the help and writes the manual page. It must not see an error:
// before it prints one it asks the terminal for its background, which a slow
// line pays for with a pause. So errors are kept in app and reported here.
func run(ctx context.Context, p Program, secrets keystore.Chain) int {
	a := &app{Program: p, log: slog.New(slog.DiscardHandler)}
	sealed := keystore.NewSealed(configFile("secrets"), a.passphrase)
	a.vault = keystore.Vault{Path: profilesPath(), Secrets: append(secrets, sealed)}
	cobra.MousetrapHelpText = "" // started from Windows' Explorer, the screen opens as well
	root := a.root()
	root.SetArgs(p.Args)
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	err := fang.Execute(ctx, root,
		fang.WithVersion(p.Version),
		fang.WithoutManpage(), // ours has more sections
		fang.WithErrorHandler(func(io.Writer, fang.Styles, error) {}))
	for _, f := range a.cleanup {
		defer f()
	}
	if a.err == nil && err != nil {
		a.err = usagef("%v", err)
	}
	if a.err == nil {
		return exitDone
	}
	line, code := explain(a.err)
	if line != "" {
		fmt.Fprintln(p.Err, "b2tui: "+line)
	}
	return code
}

// atExit runs f when the subcommand is over, the last one added first.
func (a *app) atExit(f func()) { a.cleanup = append(a.cleanup, f) }

// isTerminal tells whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
