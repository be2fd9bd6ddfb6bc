package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"b2tui/b2core/mirror"
	"b2tui/b2core/transfer"
	"b2tui/ui"
)

// showPlan writes what would be done, line by line as it is found out.
func (a *app) showPlan(ctx context.Context, plan *mirror.Plan, o syncOptions) error {
	w := bufio.NewWriter(a.Out)
	for action, err := range plan.Actions(ctx) {
		if err != nil {
			return firstError(planFailed(err), w.Flush())
		}
		switch {
		case o.json:
			err = writeJSON(w, actionOf(action))
		case !o.quiet || action.Op == mirror.Refuse:
			_, err = fmt.Fprintln(w, a.planLine(plan, action))
		}
		if err != nil {
			return err
		}
	}
	if err := noSource(plan); err != nil {
		return firstError(err, w.Flush())
	}
	if err := a.planEnd(w, plan, o); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return planVerdict(plan)
}

func (a *app) planEnd(w io.Writer, plan *mirror.Plan, o syncOptions) error {
	if o.json {
		return writeJSON(w, planOf(plan))
	}
	for _, line := range planSummary(plan) {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// planLine is one action: what, how much, which name, why.
func (a *app) planLine(plan *mirror.Plan, action mirror.Action) string {
	verb, name, why := planVerb(plan, action.Op), a.name(action.Name), string(action.Why)
	size := ""
	switch action.Op {
	case mirror.Add, mirror.Replace:
		size = ui.Size(action.Source.Size)
	case mirror.Refuse:
		why = oneLine(action.Reason)
	case mirror.Rename:
		name, why = a.name(action.From)+" -> "+name, ""
	case mirror.Delete, mirror.Prune:
		size = ui.Size(action.Bytes())
		switch n := len(action.Versions); {
		case n > 0:
			why = ui.Plural(n, "version", "versions") + " for good"
		case plan.Final():
			why = "for good"
		default:
			why = "to the trash"
		}
	}
	if why != "" {
		why = "  (" + why + ")"
	}
	return fmt.Sprintf("%-8s  %9s  %s%s", verb, size, name, why)
}

// planVerb is what an operation is called in this direction.
func planVerb(plan *mirror.Plan, op mirror.Op) string {
	if !op.Moves() {
		return string(op)
	}
	switch plan.Direction() {
	case transfer.Up:
		return "upload"
	case transfer.Down:
		return "download"
	}
	return "copy"
}

// planSummary sums up what there is to do.
func planSummary(plan *mirror.Plan) []string {
	t := plan.Totals()
	var parts []string
	say := func(n int, text string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf(text, ui.Count(n)))
		}
	}
	if n := t.Adds + t.Replaces; n > 0 {
		parts = append(parts, fmt.Sprintf("%s to %s, %s (%s new, %s changed)",
			ui.Plural(n, "file", "files"), planVerb(plan, mirror.Add), ui.Size(t.Moved), ui.Count(t.Adds), ui.Count(t.Replaces)))
	}
	say(t.Renames, "%s renamed")
	say(t.Hides, "%s to hide")
	if plan.Final() {
		say(t.Deletes, "%s to delete for good")
	} else {
		say(t.Deletes, "%s to put into the trash")
	}
	say(t.Prunes, "%s to rid of old versions")
	if t.Actions() == 0 {
		parts = append(parts, "nothing to do")
	}
	parts = append(parts, ui.Count(t.Unchanged)+" unchanged")
	lines := []string{strings.Join(parts, ", ")}
	if plan.Final() && (t.Freed > 0 || t.Versions > 0) {
		what := ui.Size(t.Freed)
		if t.Versions > 0 {
			what = ui.Plural(t.Versions, "version", "versions") + ", " + what
		}
		lines = append(lines, "gone for good: "+what)
	}
	if t.Newer > 0 {
		lines = append(lines, ui.Plural(t.Newer, "file is", "files are")+" newer at the target than at the source")
	}
	if t.Weak > 0 {
		lines = append(lines, ui.Plural(t.Weak, "file has", "files have")+" no hash in B2 and went by time")
	}
	for _, kind := range slices.Sorted(maps.Keys(t.Skipped)) {
		s := t.Skipped[kind]
		lines = append(lines, fmt.Sprintf("left out: %s %s (%s)", ui.Count(s.N), kind, oneLine(s.First)))
	}
	return lines
}

// actionJSON is one line of sync --dry-run --json.
type actionJSON struct {
	Event      string     `json:"event"` // "action"
	Action     mirror.Op  `json:"action"`
	Name       string     `json:"name"`
	From       string     `json:"from,omitempty"`
	Why        mirror.Why `json:"why,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	Bytes      int64      `json:"bytes"`
	SourceTime *time.Time `json:"sourceTime,omitempty"`
	TargetTime *time.Time `json:"targetTime,omitempty"`
	Versions   []string   `json:"versions,omitempty"`
}

func actionOf(a mirror.Action) actionJSON {
	j := actionJSON{
		Event: "action", Action: a.Op, Name: a.Name, From: a.From, Why: a.Why, Reason: a.Reason, Bytes: a.Bytes(),
	}
	if a.Source != nil {
		j.SourceTime = isoTime(a.Source.ModTime)
	}
	if a.Target != nil {
		j.TargetTime = isoTime(a.Target.ModTime)
	}
	for _, v := range a.Versions {
		j.Versions = append(j.Versions, v.ID)
	}
	return j
}

// planJSON is the last line of sync --dry-run --json, and in a run the line
// before those of the transfers.
type planJSON struct {
	Event      string         `json:"event"` // "plan"
	Source     string         `json:"source"`
	Target     string         `json:"target"`
	Complete   bool           `json:"complete"` // the source was read to its end
	Sources    int            `json:"sources"`
	Unchanged  int            `json:"unchanged"`
	Add        int            `json:"add"`
	Replace    int            `json:"replace"`
	Rename     int            `json:"rename"`
	Hide       int            `json:"hide"`
	Delete     int            `json:"delete"`
	Prune      int            `json:"prune"`
	Versions   int            `json:"versionsDeleted"`
	Refused    int            `json:"refused"`
	Withheld   int            `json:"withheld"`
	Bytes      int64          `json:"bytes"`
	BytesFreed int64          `json:"bytesFreed"`
	Skipped    map[string]int `json:"skipped,omitempty"`
}

func planOf(plan *mirror.Plan) planJSON {
	t := plan.Totals()
	j := planJSON{
		Event: "plan", Source: plan.Source.String(), Target: plan.Target.String(), Complete: !plan.Incomplete(),
		Sources: t.Sources, Unchanged: t.Unchanged, Add: t.Adds, Replace: t.Replaces, Rename: t.Renames, Hide: t.Hides,
		Delete: t.Deletes, Prune: t.Prunes, Versions: t.Versions, Refused: t.Refused, Withheld: t.Withheld,
		Bytes: t.Moved, BytesFreed: t.Freed,
	}
	for kind, s := range t.Skipped {
		if j.Skipped == nil {
			j.Skipped = map[string]int{}
		}
		j.Skipped[kind] = s.N
	}
	return j
}
