package cli

import (
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"b2tui/ui"
)

func jsonFlag(c *cobra.Command, on *bool) {
	c.Flags().BoolVar(on, "json", false, "one JSON object a line")
}

func yesFlag(c *cobra.Command, on *bool) {
	c.Flags().BoolVar(on, "yes", false, "do not ask")
}

// name prepares a name of remote or local origin for standard output. At a
// terminal whatever could reach the terminal is made visible. Elsewhere a name
// is written as it is, so that a script gets the very bytes, but for one that
// could pass for two lines: a name with a line break in it, or one that begins
// with a quotation mark, is written as a JSON string.
func (a *app) name(s string) string {
	if isTerminal(a.Out) {
		return ui.Clean(s).String()
	}
	if strings.ContainsAny(s, "\n\r") || strings.HasPrefix(s, `"`) {
		if quoted, err := json.Marshal(s); err == nil {
			return string(quoted)
		}
	}
	return s
}
