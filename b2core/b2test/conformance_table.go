package b2test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// row is one line of the table: a method of b2sdk and what does its work here.
type row struct {
	method string   // as b2sdk's page names it
	here   string   // a Client's methods, other exported names, or a promise
	calls  []string // that must have been answered well by a test that proves it
	absent string   // why there is none here
}

// names are what stands in the row's here.
func (r row) names() []string { return strings.Split(r.here, ", ") }

// table is what was proved. A row stands when a test that claims it passed, none
// of those failed, and the Client's methods and the calls that it names were
// really made in them.
type table struct {
	rows    []row
	entered int                // checks
	proofs  map[string][]proof // by method
	made    map[string]int     // of all tests
	told    strings.Builder    // which test called which methods
}

type proof struct {
	test  string
	state string         // pass, FAIL or skip
	made  map[string]int // calls, and the Client's methods as "Client.Name"
}

func newTable() *table {
	return &table{rows: rows(), proofs: map[string][]proof{}, made: map[string]int{}}
}

// enter notes how a check ended.
func (b *table) enter(t *testing.T, c check, w *wire) {
	t.Helper()
	b.entered++
	made := w.counts()
	called := slices.Sorted(maps.Keys(w.called()))
	for _, method := range called {
		made[inClient+method]++
	}
	fmt.Fprintf(&b.told, "%-38s %s\n", c.name, strings.Join(called, ", "))
	state := "pass"
	switch {
	case t.Failed():
		state = "FAIL"
	case t.Skipped():
		state = "skip"
	}
	for _, method := range c.rows {
		if !slices.ContainsFunc(b.rows, func(r row) bool { return r.method == method && r.absent == "" }) {
			t.Errorf("the table has no row %s", method)
		}
		b.proofs[method] = append(b.proofs[method], proof{c.name, state, made})
	}
	for call, n := range made {
		b.made[call] += n
	}
}

// verdict says how a row stands, and by which tests.
func (b *table) verdict(r row) (state, tests string) {
	if r.absent != "" {
		return "none", r.absent
	}
	var names []string
	passed, skipped := false, false
	made := map[string]int{}
	for _, p := range b.proofs[r.method] {
		names = append(names, p.test)
		switch p.state {
		case "pass":
			passed = true
			maps.Copy(made, p.made)
		case "skip":
			skipped = true
		default:
			state = p.state
		}
	}
	tests = strings.Join(names, ", ")
	switch {
	case len(names) == 0:
		return "FAIL", "no test"
	case state != "":
		return state, tests
	case !passed && skipped:
		return "skip", tests
	}
	for _, what := range slices.Concat(r.calls, r.names()) {
		if (strings.HasPrefix(what, "b2_") || strings.HasPrefix(what, inClient)) && made[what] == 0 {
			if skipped { // it may have been there
				return "skip", tests
			}
			return "FAIL", tests + ": " + what + " was not called"
		}
	}
	return "pass", tests
}

// report prints the table and fails for rows that do not stand.
func (b *table) report(t *testing.T, complete bool) {
	t.Helper()
	var out strings.Builder
	count := map[string]int{}
	for _, r := range b.rows {
		state, tests := b.verdict(r)
		count[state]++
		fmt.Fprintf(&out, "%-4s  %-48s %-36s %s\n", state, r.method, r.here, tests)
		if state == "FAIL" || complete && state == "skip" {
			t.Errorf("%s: %s (%s)", r.method, state, tests)
		}
	}
	t.Logf("B2Api, method by method → what does it here → the tests that exercise it\n%s%d pass, %d FAIL, %d skip, %d not offered",
		out.String(), count["pass"], count["FAIL"], count["skip"], count["none"])
	t.Logf("each test and the Client's methods that it called\n%s", b.told.String())
	out.Reset()
	for _, call := range slices.Sorted(maps.Keys(b.made)) {
		if strings.HasPrefix(call, "b2_") {
			fmt.Fprintf(&out, "%5d  %s\n", b.made[call], call)
		}
	}
	t.Logf("calls that were answered well\n%s", out.String())
	for _, call := range slices.Concat(everyCall(), methods()) {
		if complete && b.made[call] == 0 {
			t.Errorf("no test calls %s", call)
		}
	}
}
