package cli

import (
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// globalFlags are understood by every subcommand.
type globalFlags struct {
	profile  string
	realm    string
	config   string
	demo     bool
	readOnly bool
	logLevel string
}

const rootLong = `b2tui is a file browser for Backblaze B2: your disk on the left, your buckets
on the right. Without a command it opens the screen.`

// root is the program without a subcommand, with all of them below it.
func (a *app) root() *cobra.Command {
	look := Look{}
	noMouse := false
	root := &cobra.Command{
		Use:     "b2tui [b2://bucket[/folder/]]",
		Short:   "Browse, upload and download, with many parts at once",
		Long:    flow(rootLong),
		Example: "b2tui --demo\nb2tui b2://photos/2026/\nb2tui put ~/exports b2://photos/2026/",
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			look.Mouse = !noMouse
			a.err = a.openScreen(c, args, look)
			return nil
		},
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		text := err.Error()
		if number, ok := errors.AsType[*strconv.NumError](err); ok {
			text = strings.ReplaceAll(text, number.Error(), "it is no number, or too large a one")
		}
		a.err = usagef("%s; see %s --help", text, c.CommandPath())
		return nil
	})
	f := root.PersistentFlags()
	f.StringVar(&a.flags.profile, "profile", "", "use the credentials of this profile")
	f.StringVar(&a.flags.realm, "realm", "", "where the service is: production, staging or a URL")
	f.StringVar(&a.flags.config, "config", "", "read the configuration from this file")
	f.BoolVar(&a.flags.demo, "demo", false, "work on a made-up account inside the program")
	f.BoolVar(&a.flags.readOnly, "read-only", false, "refuse everything that changes the account")
	f.StringVar(&a.flags.logLevel, "log-level", "", "log from this level on: debug, info, warn, error")
	completeFlag(root, "profile", a.completeProfiles)
	completeFlag(root, "log-level", completeWords([]string{"debug", "info", "warn", "error"}))
	completeFlag(root, "realm", completeWords([]string{"production", "staging"}))
	f = root.Flags()
	f.BoolVar(&look.ASCII, "ascii", false, "draw with ASCII characters only")
	f.BoolVar(&noMouse, "no-mouse", false, "leave the mouse to the terminal")
	f.StringVar(&look.Theme, "theme", "auto", "colours: auto, dark or light")
	root.AddCommand(
		a.lsCommand(), a.putCommand(), a.getCommand(), a.syncCommand(), a.copyCommand(), a.moveCommand(),
		a.removeCommand(), a.hideCommand(), a.unhideCommand(), a.bucketCommand(), a.keyCommand(),
		a.loginCommand(), a.logoutCommand(), a.profilesCommand(), a.queueCommand(), a.configCommand(), a.doctorCommand(),
		a.emulatorCommand(), a.versionCommand(), a.manCommand(),
	)
	return root
}
