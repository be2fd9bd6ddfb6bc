package model

import (
	"context"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
	"b2tui/ui/views"
)

// copyPaths brings the rows' paths, or their URLs, for the clipboard.
func copyPaths(ctx context.Context, b Browser, at views.Place, rows []views.Row) tea.Cmd {
	return func() tea.Msg {
		lines := make([]string, 0, len(rows))
		for _, r := range rows {
			switch {
			case !at.Remote:
				lines = append(lines, filepath.Join(at.Path, r.Name))
			case at.IsRoot():
				lines = append(lines, "b2://"+r.Name+"/")
			case r.IsDir():
				lines = append(lines, "b2://"+at.Bucket+"/"+at.Path+r.Name+"/")
			default:
				url, err := b.FileURL(ctx, at.Bucket, at.Path+r.Name)
				if err != nil {
					return copiedMsg{err: err}
				}
				lines = append(lines, url)
			}
		}
		said := "copied 1 path"
		if at.Remote && len(rows) == 1 && !rows[0].IsDir() {
			said = "copied the URL; it opens for anyone only if the bucket is public"
		}
		if len(lines) > 1 {
			said = "copied " + ui.Count(len(lines)) + " paths"
		}
		return copiedMsg{text: strings.Join(lines, "\n"), said: said}
	}
}

func (a *App) copied(msg copiedMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayFailed("nothing was copied", msg.err)
	}
	return tea.Batch(tea.SetClipboard(msg.text), a.say(ui.ToneGood, msg.said))
}
