package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// writeTable prints the rows in the order of the matrix, each with its figures
// below, and then those that no test proves.
func writeTable(w io.Writer, c *collector) {
	known := matrix()
	var proved, failed int
	var open []fault
	widest := 0
	for _, f := range known {
		widest = max(widest, len(f.what))
	}
	line := func(id, what, result, tests string) {
		fmt.Fprintf(w, "%-4s %-*s  %-6s  %s\n", id, widest, what, result, tests)
	}
	fmt.Fprintln(w)
	line("row", "fault", "result", "tests")
	for _, f := range known {
		proofs := c.rows[f.id]
		if len(proofs) == 0 {
			open = append(open, f)
			continue
		}
		result := merged(proofs)
		switch result {
		case "pass":
			proved++
		case "fail":
			failed++
		}
		line(f.id, f.what, result, tests(proofs))
		for _, figure := range figures(proofs) {
			fmt.Fprintf(w, "       %s\n", figure)
		}
	}
	fmt.Fprintf(w, "\n%d of %d rows proved, %d failed, %d without a test", proved, len(known), failed, len(open))
	fmt.Fprintln(w, skippedNote(len(known)-proved-failed-len(open)))
	for _, f := range open {
		fmt.Fprintf(w, "  %-4s%s\n", f.id, f.what)
	}
	for _, id := range unknown(c, known) {
		fmt.Fprintf(w, "no such row: %q, named by %s\n", id, tests(c.rows[id]))
	}
}

func skippedNote(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d whose tests were skipped", n)
}

// merged is the result of a row that several tests prove: all must hold. A test
// that was skipped proves nothing, but spoils nothing either.
func merged(proofs []*proof) string {
	result := "skip"
	for _, p := range proofs {
		switch p.test.result {
		case "pass":
			result = "pass"
		case "skip":
		default:
			return "fail"
		}
	}
	return result
}

func figures(proofs []*proof) (all []string) {
	for _, p := range proofs {
		for _, f := range p.figures {
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}

// tests names the tests, those of one function with subtests only once.
func tests(proofs []*proof) string {
	count, order := map[string]int{}, []string{}
	for _, p := range proofs {
		top, _, _ := strings.Cut(p.test.test, "/")
		label := p.test.pkg[strings.IndexByte(p.test.pkg, '/')+1:] + "." + top
		if count[label]++; count[label] == 1 {
			order = append(order, label)
		}
	}
	for i, label := range order {
		if n := count[label]; n > 1 {
			order[i] = fmt.Sprintf("%s (%d)", label, n)
		}
	}
	return strings.Join(order, ", ")
}

// unknown are IDs in marks that stand in no row: misspelt, mostly.
func unknown(c *collector, known []fault) []string {
	ids := slices.SortedFunc(maps.Keys(c.rows), cmp.Compare[string])
	return slices.DeleteFunc(ids, func(id string) bool {
		return slices.ContainsFunc(known, func(f fault) bool { return f.id == id })
	})
}
