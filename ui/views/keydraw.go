package views

import (
	"slices"
	"strings"
	"time"

	"b2tui/b2core"
	"b2tui/ui"
)

// verbs are what can be done, in the order of the matrix's columns.
func verbs() []string { return []string{"list", "read", "write", "delete", "share"} }

// soon is when a key that expires is worth a warning.
const soon = 7 * 24 * time.Hour

func keyColumns() []column {
	return []column{
		{head: "name"},
		{head: "key ID", width: 25, rank: 5},
		{head: "limited to", width: 16, rank: 3},
		{head: "prefix", width: 12, rank: 6},
		{head: "files", width: 5, rank: 1},
		{head: "buckets", width: 7, rank: 4},
		{head: "keys", width: 5, rank: 7},
		{head: "expires", width: 11, rank: 2},
	}
}

func (v *KeyManager) head(b *strings.Builder, w int) {
	cols := keyColumns()
	writeColumns(b, v.kit.Theme, cols, heads(cols), w)
}

func (v *KeyManager) row(b *strings.Builder, i, w int) {
	t := v.kit.Theme
	k := v.all[v.shown[i]]
	name := k.Name
	if k.ID == v.current {
		name += " (in use)"
	}
	expires, st := v.expiry(k.Expires)
	writeColumns(b, t, keyColumns(), []cell{
		{text: name},
		{text: k.ID, style: t.Dim},
		{text: v.bucketNames(k)},
		{text: orMissing(t, k.NamePrefix)},
		{text: v.letters(k, "Files")},
		{text: v.letters(k, "Buckets")},
		{text: v.letters(k, "Keys")},
		{text: expires, style: st},
	}, w)
}

func orMissing(t *ui.Theme, s string) string {
	if s == "" {
		return t.Glyphs.Missing
	}
	return s
}

// expiry tells the end of a key in words, and how to draw it.
func (v *KeyManager) expiry(at time.Time) (string, ui.Style) {
	t, now := v.kit.Theme, v.kit.Now()
	switch {
	case at.IsZero():
		return "never", t.Text
	case !at.After(now):
		return "expired", t.Bad
	case at.Before(now.Add(soon)):
		return "in " + ui.Span(at.Sub(now)), t.Warn
	}
	return at.In(now.Location()).Format("2006-01-02"), t.Text
}

func (v *KeyManager) bucketNames(k b2core.ApplicationKey) string {
	if k.BucketIDs == nil {
		return "all"
	}
	if len(k.BucketIDs) == 0 {
		return v.kit.Theme.Glyphs.Missing
	}
	names := make([]string, len(k.BucketIDs))
	for i, id := range k.BucketIDs {
		names[i] = id
		if name := v.buckets[id]; name != "" {
			names[i] = name
		}
	}
	return strings.Join(names, ", ")
}

// letters is the short form: one letter for each verb that the key has on the
// things.
func (v *KeyManager) letters(k b2core.ApplicationKey, things string) string {
	var b strings.Builder
	for _, verb := range verbs() {
		switch {
		case has(k, verb+things):
			b.WriteByte(verb[0])
		case verb == "share" && things != "Files":
		default:
			b.WriteString(v.kit.Theme.Glyphs.No)
		}
	}
	return b.String()
}

func has(k b2core.ApplicationKey, capability string) bool {
	return slices.Contains(k.Capabilities, b2core.Capability(capability))
}

// thing is a row of the matrix: what capabilities end in, and its word.
type thing struct{ suffix, word string }

func things() []thing {
	return []thing{
		{"Files", "files"},
		{"FileRetentions", "retentions"},
		{"FileLegalHolds", "legal holds"},
		{"Buckets", "buckets"},
		{"AllBucketNames", "bucket names"},
		{"BucketRetentions", "bucket lock"},
		{"BucketEncryption", "encryption"},
		{"BucketReplications", "replication"},
		{"BucketLogging", "logging"},
		{"BucketNotifications", "notifications"},
		{"Keys", "keys"},
	}
}

// words are the details of the key under the cursor: facts, then the matrix,
// then what fits in no matrix.
func (v *KeyManager) words(w int) words {
	t := v.kit.Theme
	k, ok := v.Selected()
	if !ok {
		return nil
	}
	expires, _ := v.expiry(k.Expires)
	if !k.Expires.IsZero() {
		expires += " (" + ui.LongTime(k.Expires, v.kit.Now()) + ")"
	}
	o := words{{}}
	add := func(label, value string) { o = append(o, fact(t, label, value, w)...) }
	add("key ID", k.ID)
	add("buckets", v.bucketNames(k))
	add("names", prefixSentence(k.NamePrefix))
	add("expires", expires)
	o = append(o, wordLine{})
	matrix, rest := v.matrix(k)
	o = append(o, matrix...)
	if len(rest) > 0 {
		o = append(o, wordLine{})
		add("also", strings.Join(rest, ", "))
	}
	return o
}

func prefixSentence(prefix string) string {
	if prefix == "" {
		return "every name"
	}
	return "only names that begin with " + prefix
}

// matrix draws who-can-do-what, and tells the capabilities that are not in it.
func (v *KeyManager) matrix(k b2core.ApplicationKey) (words, []string) {
	const label = 14
	t := v.kit.Theme
	head := blanks(label)
	for _, verb := range verbs() {
		head += fit(t, verb, len(verb)+1)
	}
	o := words{{t.Dim, strings.TrimRight(head, " ")}}
	seen := make(map[string]bool, len(k.Capabilities))
	for _, th := range things() {
		line := fit(t, th.word, label)
		some := false
		for _, verb := range verbs() {
			c := verb + th.suffix
			sign := t.Glyphs.No
			if has(k, c) {
				sign, some, seen[c] = t.Glyphs.Yes, true, true
			}
			line += fit(t, sign, len(verb)+1)
		}
		st := t.Text
		if !some {
			st = t.Dim
		}
		o = append(o, wordLine{st, strings.TrimRight(line, " ")})
	}
	var rest []string
	for _, c := range k.Capabilities {
		if !seen[string(c)] {
			rest = append(rest, string(c))
		}
	}
	return o, rest
}
