package model

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// askFolder asks for the name of a new folder.
func (a *App) askFolder(pane int) {
	at := a.panes[pane].nav.here
	spec := dialog.PromptSpec{
		Title: "New folder", Label: "Name", Accept: "Create",
		Lines: []string{"in " + at.String()}, Check: folderNameProblem,
	}
	if at.Remote {
		spec.Lines = append(spec.Lines,
			"B2 has no folders of its own: an empty file "+folderMarker+" will stand for it.")
	}
	a.openDialog(dialog.NewPrompt(a.kit, spec), func(answer dialog.Answer) tea.Cmd {
		entered, ok := answer.(dialog.Entered)
		if !ok {
			return nil
		}
		name := strings.TrimSpace(entered.Text)
		if at.Remote {
			return makeRemoteFolder(a.ctx, a.deps.Browser, pane, at, name)
		}
		return makeLocalFolder(pane, at, name)
	})
}

func folderNameProblem(name string) string {
	switch name = strings.TrimSpace(name); {
	case name == "":
		return "a name is needed"
	case name == "." || name == "..":
		return "this name means another folder"
	case strings.ContainsAny(name, "/\\\x00"):
		return "a name holds no slash"
	}
	return ""
}

func makeLocalFolder(pane int, at views.Place, name string) tea.Cmd {
	return func() tea.Msg {
		err := os.Mkdir(filepath.Join(at.Path, name), 0o777)
		return folderMadeMsg{place: at, name: name, said: "made the folder " + name, err: err}
	}
}

func makeRemoteFolder(ctx context.Context, b Browser, pane int, at views.Place, name string) tea.Cmd {
	return func() tea.Msg {
		_, err := b.Upload(ctx, b2core.UploadRequest{
			BucketID: at.BucketID, Name: at.Path + name + "/" + folderMarker, Source: nothing{},
		})
		return folderMadeMsg{place: at, name: name, said: "made the folder " + name, err: err}
	}
}

// nothing is an empty upload.
type nothing struct{}

func (nothing) ReadAt([]byte, int64) (int, error) { return 0, io.EOF }
func (nothing) Size() int64                       { return 0 }
func (nothing) Check() error                      { return nil }

func (a *App) folderMade(msg folderMadeMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayFailed("no folder was made", msg.err)
	}
	return tea.Batch(a.say(ui.ToneGood, msg.said), a.reloadPlace(msg.place, msg.name))
}
