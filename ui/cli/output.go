package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"

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

// nothing says that a listing is empty, so that silence is not taken for an
// answer; JSON has no lines then, which says it.
func (a *app) nothing(asJSON bool, format string, args ...any) {
	if !asJSON {
		fmt.Fprintln(a.Err, "b2tui: "+oneLine(fmt.Sprintf(format, args...)))
	}
}

// writeJSON writes one object and a line break. Names keep their < and &; what
// could reach the terminal is written as an escape, which means the same.
func writeJSON(w io.Writer, v any) error {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, escapeUnprintable(b.String()))
	return err
}

func escapeUnprintable(s string) string {
	odd := func(r rune) bool { return r > unicode.MaxASCII && !unicode.IsPrint(r) }
	if !strings.ContainsFunc(s, odd) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if !odd(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}
