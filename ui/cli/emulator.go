package cli

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"b2tui/b2core/emulator"
)

const emulatorLong = `Serves a Backblaze B2 on this machine until it is interrupted. It prints its
address and, below, what points b2tui, rclone or the b2 command line tool at it.
Without --data everything is gone when it ends. With --demo it begins with the
account of the demo: versions, hidden and locked files, keys of every kind.

Faults, counters and the clock are below its address, at /emulator/: a POST of
{"kind":"503-retry-after"} to /emulator/faults makes the next listing fail, GET
/emulator/kinds names the others, and a POST of {"advance":86400000000000} to
/emulator/clock makes it a day later.`

func (a *app) emulatorCommand() *cobra.Command {
	var listen string
	o := emulator.Options{MD5Limit: math.MaxInt64} // other people's clients compare MD5s
	c := a.command(spec{
		use:     "emulator",
		short:   "Serve a B2 for tests and for trying things out",
		long:    emulatorLong,
		example: "b2tui emulator --listen 127.0.0.1:8080 --data ~/b2-data",
		run: func(ctx context.Context, _ []string) error {
			return a.runEmulator(ctx, listen, o)
		},
	})
	f := c.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:0", "address to serve on; port 0 takes a free one")
	f.StringVar(&o.Data, "data", "", "directory that keeps the content across restarts")
	f.StringVar(&o.KeyID, "key-id", "", "the master key's ID; made up if empty")
	f.StringVar(&o.Key, "key", "", "the master key; made up if empty")
	f.BoolVar(&o.Strict, "strict", false, "refuse fields, headers and parameters that B2 does not know, to find misspelt ones")
	f.BoolVar(&o.SeparateRoles, "separate-roles", false,
		"serve calls, downloads and uploads at paths that change with every login, to find clients that make addresses up")
	f.Int64Var(&o.MinimumPartSize, "minimum-part-size", 5_000_000, "of large files, in bytes; small ones make tests of large files quick")
	f.DurationVar(&o.TokenLifetime, "token-lifetime", 24*time.Hour, "how long a login and an upload URL are good, such as 2m, to try out what expires")
	return c
}

func (a *app) runEmulator(ctx context.Context, listen string, o emulator.Options) error {
	if o.MinimumPartSize < 1 || o.TokenLifetime <= 0 {
		return usagef("--minimum-part-size and --token-lifetime must be more than zero")
	}
	if a.flags.demo && o.Data != "" {
		return usagef("--demo keeps nothing, so it takes no --data")
	}
	if o.Data != "" {
		dir, err := filepath.Abs(o.Data)
		if err != nil {
			return err
		}
		o.Data = dir
	}
	e, err := emulator.New(o)
	if err != nil {
		return err
	}
	if a.flags.demo {
		if err := e.Seed(); err != nil {
			return err
		}
	}
	address, err := e.Listen(ctx, listen)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "listening on %s\n"+
		"export B2_ENVIRONMENT=%s\nexport B2_APPLICATION_KEY_ID=%s\nexport B2_APPLICATION_KEY=%s\n",
		address, address, e.KeyID(), e.Key())
	if err != nil {
		return err
	}
	<-ctx.Done()
	return e.Close()
}
