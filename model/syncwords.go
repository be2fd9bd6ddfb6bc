package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"b2tui/b2core/mirror"
	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/dialog"
)

// planSpec words a plan.
func planSpec(title string, r *mirror.Record) dialog.PlanSpec {
	t := r.Totals()
	spec := dialog.PlanSpec{
		Title: title, Facts: planFacts(r), More: r.Len() - len(r.First()), Danger: r.Final() && t.Deletes+t.Prunes > 0,
	}
	if t.Actions() > 0 {
		spec.Accept = "Sync"
	}
	if spec.Danger {
		spec.Warn = finalText(r) + " This cannot be undone."
	}
	if !r.Target.Remote() && t.Newer > 0 { // on a disk what is replaced is gone
		spec.Danger = true
		spec.Warn = strings.TrimSpace(spec.Warn + " " + ui.Plural(t.Newer, "file", "files") + " here will be replaced by an older one.")
	}
	for _, action := range r.First() {
		spec.Rows = append(spec.Rows, planRow(r, action))
	}
	return spec
}

// finalText spells out what goes for good.
func finalText(r *mirror.Record) string {
	t := r.Totals()
	if !r.Target.Remote() {
		return fmt.Sprintf("This deletes %s, %s.", ui.Plural(t.Deletes, "file", "files"), ui.Size(t.Freed))
	}
	return fmt.Sprintf("This deletes %s of %s, %s.",
		ui.Plural(t.Versions, "version", "versions"), ui.Plural(t.Deletes+t.Prunes, "name", "names"), ui.Size(t.Freed))
}

func planFacts(r *mirror.Record) []dialog.Fact {
	t := r.Totals()
	var out []dialog.Fact
	say := func(n int, label, value string) {
		if n > 0 {
			out = append(out, dialog.Fact{Label: label, Value: value})
		}
	}
	moved := t.Adds + t.Replaces
	say(moved, capital(moveVerb(r)), fmt.Sprintf("%s, %s: %s new, %s changed",
		ui.Plural(moved, "file", "files"), ui.Size(t.Moved), ui.Count(t.Adds), ui.Count(t.Replaces)))
	say(t.Newer, "Newer there", ui.Plural(t.Newer, "file", "files")+" to be replaced although newer than the source")
	say(t.Renames, "Rename", ui.Plural(t.Renames, "file", "files"))
	say(t.Hides, "Hide", ui.Plural(t.Hides, "name", "names"))
	where := "to the trash"
	if r.Final() {
		where = "for good, " + ui.Size(t.Freed)
	}
	say(t.Deletes+t.Prunes, "Delete", ui.Plural(t.Deletes+t.Prunes, "name", "names")+" "+where)
	say(t.Refused, "Cannot be done", ui.Plural(t.Refused, "file", "files"))
	if r.Incomplete() {
		say(1, "Not deleted", ui.Plural(t.Withheld, "name", "names")+": the source could not be read completely")
	}
	out = append(out, dialog.Fact{Label: "Unchanged", Value: ui.Plural(t.Unchanged, "file", "files") + ", " + ui.Size(t.UnchangedBytes)})
	for _, kind := range slices.Sorted(maps.Keys(t.Skipped)) {
		say(1, "Left out", ui.Count(t.Skipped[kind].N)+" "+kind)
	}
	return out
}

func moveVerb(r *mirror.Record) string {
	switch r.Direction() {
	case transfer.Up:
		return "upload"
	case transfer.Down:
		return "download"
	}
	return "copy"
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func planRow(r *mirror.Record, a mirror.Action) dialog.PlanRow {
	row := dialog.PlanRow{Verb: string(a.Op), Name: a.Name, Why: string(a.Why)}
	switch a.Op {
	case mirror.Add, mirror.Replace:
		row.Verb, row.Size = moveVerb(r), ui.Size(a.Bytes())
	case mirror.Rename:
		row.Name, row.Why = a.From+" to "+a.Name, ""
	case mirror.Refuse:
		row.Why, row.Bad = a.Reason, true
	case mirror.Delete, mirror.Prune:
		row.Size, row.Bad = ui.Size(a.Bytes()), r.Final()
		if n := len(a.Versions); n > 0 {
			row.Why = ui.Plural(n, "version", "versions")
		}
	}
	return row
}
