package model

import (
	"path/filepath"
	"slices"
	"time"

	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// rowDetails shows what the listing knows of a row.
func (a *App) rowDetails(i int, row views.Row) {
	at := a.panes[i].nav.here
	path := at.String() + row.Name
	if !at.Remote {
		path = filepath.Join(at.Path, row.Name)
	}
	facts := []dialog.Fact{
		{Label: "Path", Value: path},
		{Label: "Kind", Value: kindWord(row.Kind)},
	}
	if row.Size >= 0 && !row.IsDir() {
		facts = append(facts, dialog.Fact{Label: "Size", Value: ui.Size(row.Size)})
	}
	if row.ModMilli != 0 {
		facts = append(facts, dialog.Fact{Label: "Changed", Value: ui.LongTime(time.UnixMilli(row.ModMilli), a.deps.Now())})
	}
	facts = append(facts, dialog.Fact{Label: "ID", Value: row.ID})
	facts = slices.DeleteFunc(facts, func(f dialog.Fact) bool { return f.Value == "" })
	a.openDialog(dialog.NewMessage(a.kit, dialog.MessageSpec{Title: row.Name, Facts: facts}), nil)
}

func kindWord(k views.Kind) string {
	switch k {
	case views.KindFolder:
		return "folder"
	case views.KindBucket:
		return "bucket"
	case views.KindLink:
		return "symbolic link"
	case views.KindSpecial:
		return "device, socket or pipe"
	case views.KindPlaceholder:
		return "empty file that stands for a folder"
	}
	return "file"
}
