package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"b2tui/b2core/emulator"
)

const emulatorLong = `Serves a Backblaze B2 on this machine until it is interrupted. It prints its
address and, below, what points b2tui, rclone or the b2 command line tool at it.
Without --data everything is gone when it ends.`

func (a *app) emulatorCommand() *cobra.Command {
	var listen string
	var o emulator.Options
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
	return c
}

func (a *app) runEmulator(ctx context.Context, listen string, o emulator.Options) error {
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
