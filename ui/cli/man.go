package cli

import (
	"fmt"
	"strings"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
)

const manExitStatus = `0 done
1 failed
2 wrong usage
3 not authorised
4 not found
5 some items failed or were cancelled
128 plus a signal's number: interrupted (130 by ctrl+c)`

const manEnvironment = `B2_APPLICATION_KEY_ID, B2_APPLICATION_KEY: the key to use; one without the other is an error
B2TUI_PASSPHRASE_FILE: a file whose first line opens a key that a passphrase seals
B2_ENVIRONMENT: where the service is: production, staging or a URL
XDG_CONFIG_HOME, XDG_STATE_HOME: where the files below lie
HTTPS_PROXY, NO_PROXY: the way to the service
NO_COLOR: draw without colours`

const manFiles = `$XDG_CONFIG_HOME/b2tui/config.toml: the configuration; "b2tui config --example" explains it
$XDG_CONFIG_HOME/b2tui/profiles.toml: the profiles, without secrets
$XDG_CONFIG_HOME/b2tui/secrets: secrets that a passphrase seals
$XDG_STATE_HOME/b2tui/queue.db: the queue and its history, shared by all running instances
$XDG_STATE_HOME/b2tui/b2tui.log: the log, when there is something to tell
.NAME.b2tui-part: a download, beside its target, until it is verified`

// manCommand prints the manual page, made from the commands themselves.
func (a *app) manCommand() *cobra.Command {
	c := a.command(spec{use: "man", short: "Print the manual page"})
	c.Hidden = true
	c.RunE = func(c *cobra.Command, _ []string) error {
		page, err := mango.NewManPage(1, c.Root())
		if err != nil {
			a.err = err
			return nil
		}
		page = page.WithSection("Exit status", manExitStatus).WithSection("Environment", manEnvironment).WithSection("Files", manFiles)
		_, a.err = fmt.Fprintln(a.Out, page.Build(roff.NewDocument()))
		return nil
	}
	return c
}

// flow makes one line of each paragraph, as what shows it breaks lines itself.
// One with an indented line stands as it is.
func flow(text string) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		if !strings.Contains(p, "\n ") {
			paragraphs[i] = strings.ReplaceAll(p, "\n", " ")
		}
	}
	return strings.Join(paragraphs, "\n\n")
}
