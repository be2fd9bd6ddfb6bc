package dialog

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// clock is a kit's time that tests move.
type clock struct{ now time.Time }

func newKit(dark, ascii bool) (*ui.Kit, *clock) {
	c := &clock{time.Date(2026, 11, 23, 15, 4, 0, 0, time.UTC)}
	return ui.NewKit(ui.NewTheme(dark, ascii), func() time.Time { return c.now }), c
}

func mustKit(dark, ascii bool) *ui.Kit {
	kit, _ := newKit(dark, ascii)
	return kit
}

func press(name string) tea.KeyPressMsg {
	switch name {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "tab":
		return tea.KeyPressMsg{Code: tea.KeyTab}
	case "up":
		return tea.KeyPressMsg{Code: tea.KeyUp}
	case "down":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	case "right":
		return tea.KeyPressMsg{Code: tea.KeyRight}
	case "backspace":
		return tea.KeyPressMsg{Code: tea.KeyBackspace}
	case "space":
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// typed sends every character of a text.
func typed(d Dialog, text string) {
	for _, r := range text {
		d.Update(press(string(r)))
	}
}

type revealed string

func (r revealed) Reveal() string { return string(r) }

func keyForm(kit *ui.Kit) *Form {
	return NewForm(kit, FormSpec{
		Title: "New application key", Intro: []string{"The secret is shown once, after the key was made."}, Submit: "Create key",
		Fields: []Field{
			{ID: "name", Label: "Name", Required: true, Limit: 100, Hint: "letters, digits and -", Check: func(s string) string {
				if strings.Contains(s, " ") {
					return "no blanks in a key's name"
				}
				return ""
			}},
			{ID: "where", Label: "Buckets", Kind: FieldChoice, Options: []Option{{Value: "", Label: "all buckets"}, {Value: "1", Label: "photos"}, {Value: "2", Label: "evil\x1b[2J", Off: "not listed"}}},
			{ID: "prefix", Label: "Names begin with", Placeholder: "every name"},
			{ID: "caps", Label: "May", Kind: FieldChecks, Required: true, Checked: []string{"listFiles"}, Options: []Option{
				{Value: "listFiles", Label: "list files"},
				{Value: "readFiles", Label: "read files"},
				{Value: "writeFiles", Label: "write files"},
				{Value: "deleteFiles", Label: "delete files", Off: "your key lacks deleteFiles"},
			}},
			{ID: "expires", Label: "Expires", Kind: FieldBool, Placeholder: "after 90 days"},
		},
	})
}

// samples are the dialogs, each as it is seen first.
func samples(kit *ui.Kit) map[string]Dialog {
	help := ui.Group("Files", kit.Keys.Files.Mark, kit.Keys.Files.Copy)
	help.Add(kit.Keys.Files.Delete, "this key lacks deleteFiles")
	return map[string]Dialog{
		"confirm": NewConfirm(kit, ConfirmSpec{
			Title: "Hide files", Lines: []string{"Hide 3 files (76.5 MB) in photos/2026/11/."},
			Undo: "Older versions stay; unhide brings them back.", Accept: "Hide 3 files",
		}),
		"typed": NewConfirm(kit, ConfirmSpec{
			Title: "Delete bucket", Lines: []string{"Delete the empty bucket old-logs."},
			Undo: "This cannot be undone.", Accept: "Delete bucket", Danger: true, Typed: "old-logs",
		}),
		"form": keyForm(kit),
		"list": NewForm(kit, FormSpec{
			Title: "The target exists", Intro: []string{"IMG_0412.dng"}, Submit: "Go on",
			Facts: []Fact{{"New", "~/exports/IMG_0412.dng"}, {"", "38.1 MB (larger), 2026-11-22 14:05:09 (newer)"}, {"There", "photos/2026/11/IMG_0412.dng"}, {"", "24.0 MB, 2026-11-08 10:00:00"}},
			Fields: []Field{
				{ID: "answer", Kind: FieldList, Options: []Option{
					{Value: "skip", Label: "skip it"},
					{Value: "overwrite", Label: "overwrite what is there"},
					{Value: "rename", Label: "keep both", Hint: "the new one is renamed"},
					{Value: "differs", Label: "differs", Off: "no hash"},
				}},
				{ID: "all", Label: "All that wait", Kind: FieldBool, Hint: "4 transfers"},
			},
		}),
		"prompt": NewPrompt(kit, PromptSpec{Title: "New folder", Label: "Name", Accept: "Create", Lines: []string{"In photos/2026/11/"}}),
		"secret": NewSecret(kit, SecretSpec{
			Title: "Key created", Facts: []Fact{{"Name", "laptop"}, {"Key ID", "0014a48fe8875c60000000007"}},
			Label: "Application key", Secret: revealed("K001abcdefghijklmnopqrstuvwxyz01"), Lines: []string{"It cannot be shown again."},
		}),
		"error": NewError(kit, "cannot list photos", "list bucket photos: 401 unauthorized: key \x1b[31m0007\x1b[0m was deleted", "log in with another key"),
		"choice": NewChoice(kit, ChoiceSpec{
			Title: "IMG_0412.dng exists", Lines: []string{"In photos/2026/11/ there is one of 38.1 MB."},
			Options: []Option{{Value: "skip", Label: "Skip"}, {Value: "over", Label: "Add a version", Hint: "the old one stays"}, {Value: "x", Label: "Rename", Off: "read-only"}},
		}),
		"plan":    NewPlan(kit, planSpec(60)),
		"nothing": NewPlan(kit, PlanSpec{Title: "Sync ~/exports to photos/2026/", Facts: []Fact{{"Unchanged", "1,204 files"}}}),
		"help":    NewHelp(kit, []ui.HelpGroup{help, kit.Keys.ListHelp(), kit.Keys.GlobalHelp()}),
	}
}

func planSpec(rows int) PlanSpec {
	s := PlanSpec{
		Title: "Sync ~/exports to photos/2026/",
		Facts: []Fact{{"Upload", "57 files, 1.2 GB: 50 new, 7 changed"}, {"Delete", "2 names, 3 versions, 38.1 MB"}, {"Unchanged", "1,204 files"}},
		Warn:  "3 versions are deleted for good. This cannot be undone.", Accept: "Sync", Danger: true, More: 940,
	}
	for i := range rows {
		s.Rows = append(s.Rows, PlanRow{Verb: "upload", Size: "20.5 MB", Name: fmt.Sprintf("raw/IMG_%04d.dng", i), Why: "new"})
	}
	s.Rows[1] = PlanRow{Verb: "upload", Size: "20.5 MB", Name: "raw/" + strings.Repeat("a long folder/", 8) + "IMG_0412.dng", Why: "size differs"}
	s.Rows[2] = PlanRow{Verb: "refuse", Name: "evil\x1b[2J", Why: "it holds a control character; choose another name", Bad: true}
	s.Rows[3] = PlanRow{Verb: "rename", Name: "old.jpg to new.jpg"}
	return s
}
