package model

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// pasteMost bounds what a paste may be to be read as paths.
const pasteMost = 64 << 10

// pasted handles a paste: into an open text field, or paths of files that were
// dropped on the terminal's window.
func (a *App) pasted(msg tea.PasteMsg) tea.Cmd {
	if view, _ := a.shown(); view.Typing() {
		intent, cmd := view.Update(msg)
		return tea.Batch(cmd, a.act(a.focus, intent))
	}
	if len(msg.Content) > pasteMost {
		return a.say(ui.ToneWarn, "what was pasted is too long to be paths of files")
	}
	home, _ := os.UserHomeDir()
	paths := parsePaths(msg.Content, home)
	if len(paths) == 0 {
		return a.say(ui.ToneInfo, "what was pasted is no path; drop files on the window to upload them")
	}
	return statPaths(paths)
}

// parsePaths reads a paste as absolute paths, the way terminals write what is
// dropped on them: one a line or one after the other, quoted, with backslashes,
// or as file:// URLs. It returns nil when anything in it is something else.
func parsePaths(text, home string) []string {
	// A line that is a path as it stands needs no unquoting: that keeps names
	// with spaces that a terminal did not quote.
	if line := strings.TrimSpace(text); !strings.ContainsAny(line, "\n\"'\\") && filepath.IsAbs(line) && !strings.Contains(line, " /") {
		return []string{filepath.Clean(line)}
	}
	words, ok := shellWords(text)
	if !ok {
		return nil
	}
	var paths []string
	for _, w := range words {
		p, ok := asPath(w, home)
		if !ok {
			return nil
		}
		paths = append(paths, p)
	}
	return paths
}

func asPath(word, home string) (string, bool) {
	if strings.HasPrefix(word, "file://") {
		u, err := url.Parse(word)
		if err != nil || u.Path == "" || u.Host != "" && u.Host != "localhost" {
			return "", false
		}
		word = u.Path
	}
	if home != "" && (word == "~" || strings.HasPrefix(word, "~/")) {
		word = home + word[1:]
	}
	if !filepath.IsAbs(word) || strings.ContainsRune(word, 0) {
		return "", false
	}
	return filepath.Clean(word), true
}

// shellWords splits a text as a shell would; false when a quote is left open.
func shellWords(text string) ([]string, bool) {
	var words []string
	var w strings.Builder
	var quote rune
	inWord, escaped := false, false
	for _, r := range text {
		switch {
		case escaped:
			w.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			escaped, inWord = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			w.WriteRune(r)
		case r == '"' || r == '\'':
			quote, inWord = r, true
		case r == ' ' || r == '\t' || r == '\n' || r == '\r':
			if inWord {
				words = append(words, w.String())
			}
			w.Reset()
			inWord = false
		default:
			w.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		words = append(words, w.String())
	}
	return words, quote == 0 && !escaped
}

func statPaths(paths []string) tea.Cmd {
	return func() tea.Msg {
		msg := pastedMsg{}
		for _, p := range paths {
			info, err := os.Stat(p)
			if err != nil {
				msg.missing = append(msg.missing, p)
				continue
			}
			row := views.Row{Name: filepath.Base(p), Size: info.Size()}
			switch {
			case info.IsDir():
				row.Kind, row.Size = views.KindFolder, -1
			case !info.Mode().IsRegular():
				row.Kind = views.KindSpecial
			}
			msg.paths = append(msg.paths, p)
			msg.rows = append(msg.rows, row)
		}
		return msg
	}
}

// pastePaths offers to queue what was dropped.
func (a *App) pastePaths(msg pastedMsg) tea.Cmd {
	if len(msg.paths) == 0 {
		a.openDialog(dialog.NewMessage(a.kit, missingPaths(msg.missing)), nil)
		return nil
	}
	target := a.remotePane()
	if target == nil || target.nav.here.IsRoot() {
		return a.say(ui.ToneWarn, "open a folder of a bucket first, then drop the files again")
	}
	to := target.nav.here
	orders, reason := a.pasteOrders(msg, to)
	if reason != "" {
		return a.refuse(reason)
	}
	spec := dialog.ConfirmSpec{
		Title: "Upload " + itemsText(len(msg.paths)) + "?", Accept: "Upload",
		Lines: append([]string{"to " + to.String()}, firstFew(msg.paths)...), Sudden: true,
	}
	if n := len(msg.missing); n > 0 {
		spec.Lines = append(spec.Lines, ui.Plural(n, "item is", "items are")+" not there and left out.")
	}
	a.openDialog(dialog.NewConfirm(a.kit, spec), func(answer dialog.Answer) tea.Cmd {
		if _, yes := answer.(dialog.Confirmed); !yes {
			return nil
		}
		var cmds []tea.Cmd
		for _, o := range orders {
			cmds = append(cmds, o.enqueue(a.ctx, -1, a.deps.Browser, a.deps.Transfers))
		}
		return tea.Batch(cmds...)
	})
	return nil
}

// pasteOrders are the orders to upload dropped files, one for each folder that
// they came from, and why one of them cannot be given, or "".
func (a *App) pasteOrders(msg pastedMsg, to views.Place) (orders []copyOrder, reason string) {
	byDir := map[string][]views.Row{}
	var dirs []string
	for i, p := range msg.paths {
		dir := filepath.Dir(p)
		if byDir[dir] == nil {
			dirs = append(dirs, dir)
		}
		byDir[dir] = append(byDir[dir], msg.rows[i])
	}
	for _, dir := range dirs {
		order, why := a.newOrder(views.Place{Path: dir}, to, byDir[dir], transfer.KeepSource)
		orders, reason = append(orders, order), first(reason, why)
	}
	return orders, reason
}

// pastedShown is how many paths a dialog lists.
const pastedShown = 5

func firstFew(paths []string) []string {
	if len(paths) <= pastedShown {
		return paths
	}
	return append(append([]string(nil), paths[:pastedShown]...), fmt.Sprintf("and %d more", len(paths)-pastedShown))
}

func missingPaths(paths []string) dialog.MessageSpec {
	return dialog.MessageSpec{
		Title: "Not found on this computer",
		Lines: append(firstFew(paths),
			"The terminal pasted the path of a file, but the program runs on another computer than the one where the file lies, or the file is gone."),
		Hint:   "over SSH, copy the file here first, or run b2tui on your own computer",
		Sudden: true,
	}
}
