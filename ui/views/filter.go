package views

import (
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
)

// fuzzyLimit is how many entries are matched fuzzily at each key; above it a
// part of the name is looked for, which takes a tenth of the time.
const fuzzyLimit = 5000

// names is a list of entries as the fuzzy matcher wants it.
type names struct {
	of    *listing
	order []int32
}

func (n names) String(i int) string { return n.of.name(n.order[i]) }
func (n names) Len() int            { return len(n.order) }

// matching returns those of order that the query finds, in the same order.
func (l *listing) matching(order []int32, query string) []int32 {
	var out []int32
	if len(l.rows) <= fuzzyLimit {
		for _, m := range fuzzy.FindFromNoSort(query, names{l, order}) {
			out = append(out, order[m.Index])
		}
		return out
	}
	for _, i := range order {
		if containsFold(l.name(i), query) {
			out = append(out, i)
		}
	}
	return out
}

// containsFold tells whether s holds part, whatever the case. It allocates
// only to look for what is not ASCII.
func containsFold(s, part string) bool {
	if part == "" {
		return true
	}
	if !isASCII(part) {
		return strings.Contains(strings.ToLower(s), strings.ToLower(part))
	}
	first := lower(part[0])
	for i := 0; i+len(part) <= len(s); i++ {
		if lower(s[i]) == first && equalFold(s[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

func equalFold(a, b string) bool {
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
