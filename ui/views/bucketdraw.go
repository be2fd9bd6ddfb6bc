package views

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"b2tui/b2core"
	"b2tui/ui"
)

func bucketColumns() []column {
	return []column{
		{head: "name"},
		{head: "type", width: 8, rank: 1},
		{head: "file lock", width: 10, rank: 3},
		{head: "encrypted", width: 9, rank: 2},
		{head: "lifecycle", width: 18, rank: 4},
		{head: "rev", width: 4, rank: 5, right: true},
	}
}

func (v *BucketList) head(b *strings.Builder, w int) {
	cols := bucketColumns()
	writeColumns(b, v.kit.Theme, cols, heads(cols), w)
}

func (v *BucketList) row(b *strings.Builder, i, w int) {
	t := v.kit.Theme
	k := v.all[v.shown[i]]
	if v.gone[k.ID] {
		writeColumns(b, t, bucketColumns(), []cell{{text: k.Name, style: t.Dim}, {text: "deleted", style: t.Dim}, {}, {}, {}, {}}, w)
		return
	}
	cells := []cell{
		{text: k.Name},
		{text: typeWord(k.Type)},
		{text: lockWord(k.FileLock)},
		{text: encryptionWord(k.Encryption)},
		{text: lifecycleWord(k.Lifecycle)},
		{text: strconv.FormatInt(k.Revision, 10)},
	}
	if k.Type == b2core.AllPublic {
		cells[1].style = t.Warn
	}
	for c := range cells {
		if cells[c].text == unknownWord || cells[c].text == offWord {
			cells[c].style = t.Dim
		}
	}
	writeColumns(b, t, bucketColumns(), cells, w)
}

const (
	unknownWord = "unknown"
	offWord     = "off"
)

func typeWord(t b2core.BucketType) string {
	switch t {
	case b2core.AllPrivate:
		return "private"
	case b2core.AllPublic:
		return "public"
	}
	return string(t)
}

func lockWord(s b2core.Setting[b2core.FileLock]) string {
	switch {
	case !s.Readable:
		return unknownWord
	case !s.Value.Enabled:
		return offWord
	case s.Value.Mode != "":
		return string(s.Value.Mode)
	}
	return "on"
}

func encryptionWord(s b2core.Setting[b2core.EncryptionMode]) string {
	switch {
	case !s.Readable:
		return unknownWord
	case s.Value == "":
		return offWord
	}
	return string(s.Value)
}

// lifecycleWord sums the rules up in one column.
func lifecycleWord(rules []b2core.LifecycleRule) string {
	switch {
	case len(rules) == 0:
		return "keeps everything"
	case len(rules) > 1:
		return ui.Plural(len(rules), "rule", "rules")
	case rules[0].FileNamePrefix != "":
		return "1 rule"
	case rules[0].DaysFromUploadingToHiding > 0:
		return "hides after " + days(rules[0].DaysFromUploadingToHiding)
	case rules[0].DaysFromHidingToDeleting == 1:
		return "last version only"
	case rules[0].DaysFromHidingToDeleting > 0:
		return "old ones " + days(rules[0].DaysFromHidingToDeleting)
	}
	return "1 rule"
}

func days(n int) string { return ui.Plural(n, "day", "days") }

// words are the details of the bucket under the cursor.
func (v *BucketList) words(w int) words {
	t := v.kit.Theme
	k, ok := v.Selected()
	if !ok {
		return nil
	}
	o := words{{}}
	add := func(label, value string) { o = append(o, fact(t, label, value, w)...) }
	add("id", k.ID)
	if v.gone[k.ID] {
		return append(o, wrapWords(t, t.Dim, goneReason, w)...)
	}
	add("type", typeSentence(k.Type))
	add("file lock", lockSentence(k.FileLock))
	add("encryption", encryptionSentence(k.Encryption))
	add("revision", strconv.FormatInt(k.Revision, 10))
	if len(k.Options) > 0 {
		add("options", strings.Join(k.Options, ", "))
	}
	o = append(o, wordLine{}, wordLine{t.Dim, "lifecycle"})
	if len(k.Lifecycle) == 0 {
		o = append(o, wordLine{t.Text, "every version is kept"})
	}
	for _, r := range k.Lifecycle {
		o = append(o, wrapWords(t, t.Text, ruleSentence(r), w)...)
	}
	if len(k.Info) > 0 {
		o = append(o, wordLine{}, wordLine{t.Dim, "bucket info"})
		for _, name := range slices.Sorted(maps.Keys(k.Info)) {
			o = append(o, wrapWords(t, t.Text, name+" = "+k.Info[name], w)...)
		}
	}
	return o
}

func typeSentence(k b2core.BucketType) string {
	switch k {
	case b2core.AllPrivate:
		return "private: downloads need a key"
	case b2core.AllPublic:
		return "public: anyone can download"
	}
	return string(k)
}

func lockSentence(s b2core.Setting[b2core.FileLock]) string {
	switch l := s.Value; {
	case !s.Readable:
		return "unknown: this key may not read it"
	case !l.Enabled:
		return offWord
	case l.Mode == "":
		return "on, no default retention"
	default:
		return "on, " + string(l.Mode) + " for " + ui.Span(l.Duration.Truncate(time.Minute))
	}
}

func encryptionSentence(s b2core.Setting[b2core.EncryptionMode]) string {
	switch {
	case !s.Readable:
		return "unknown: this key may not read it"
	case s.Value == "":
		return "off by default"
	}
	return string(s.Value) + " by default"
}

func ruleSentence(r b2core.LifecycleRule) string {
	where := "all names"
	if r.FileNamePrefix != "" {
		where = r.FileNamePrefix
	}
	var does []string
	if n := r.DaysFromUploadingToHiding; n > 0 {
		does = append(does, "hidden "+days(n)+" after upload")
	}
	if n := r.DaysFromHidingToDeleting; n > 0 {
		does = append(does, "deleted "+days(n)+" after hiding")
	}
	if n := r.DaysFromStartingToCancelingUnfinishedLargeFiles; n > 0 {
		does = append(does, "unfinished uploads cancelled after "+days(n))
	}
	if len(does) == 0 {
		does = []string{"nothing"}
	}
	return where + ": " + strings.Join(does, ", ")
}
