package b2test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"b2tui/b2core"
)

// row is one line of the table: a method of b2sdk and what does its work here.
type row struct {
	method string   // as b2sdk's page names it
	here   string   // a Client's method, another exported name, or a promise
	calls  []string // that must have been answered well by a test that proves it
	absent string   // why there is none here
}

// table is what was proved. A row stands when a test that claims it passed,
// none of those failed, and its calls were really made in them.
type table struct {
	rows    []row
	entered int                // checks
	proofs  map[string][]proof // by method
	calls   map[string]int     // of all tests
}

type proof struct {
	test  string
	state string // pass, FAIL or skip
	calls map[string]int
}

func newTable() *table {
	return &table{rows: rows(), proofs: map[string][]proof{}, calls: map[string]int{}}
}

// enter notes how a check ended.
func (b *table) enter(t *testing.T, c check, calls map[string]int) {
	t.Helper()
	b.entered++
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
		b.proofs[method] = append(b.proofs[method], proof{c.name, state, calls})
	}
	for call, n := range calls {
		b.calls[call] += n
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
			maps.Copy(made, p.calls)
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
	for _, call := range r.calls {
		if made[call] == 0 {
			return "FAIL", tests + ": " + call + " was not called"
		}
	}
	return "pass", tests
}

// report prints the table and fails for rows that do not stand.
func (b *table) report(t *testing.T, complete bool) {
	t.Helper()
	var out strings.Builder
	count := map[string]int{}
	client := reflect.TypeFor[*b2core.Client]()
	for _, r := range b.rows {
		state, tests := b.verdict(r)
		count[state]++
		fmt.Fprintf(&out, "%-4s  %-38s %-34s %s\n", state, r.method, r.here, tests)
		if name, ok := strings.CutPrefix(r.here, "Client."); ok {
			if _, there := client.MethodByName(name); !there {
				t.Errorf("%s: there is no %s", r.method, r.here)
			}
		}
		if state == "FAIL" || complete && state == "skip" {
			t.Errorf("%s: %s (%s)", r.method, state, tests)
		}
	}
	t.Logf("B2Api, method by method → what does it here → the tests that exercise it\n%s%d pass, %d FAIL, %d skip, %d not offered",
		out.String(), count["pass"], count["FAIL"], count["skip"], count["none"])
	out.Reset()
	for _, call := range slices.Sorted(maps.Keys(b.calls)) {
		fmt.Fprintf(&out, "%5d  %s\n", b.calls[call], call)
	}
	t.Logf("calls that were answered well\n%s", out.String())
	for _, call := range everyCall() {
		if complete && b.calls[call] == 0 {
			t.Errorf("no test makes the call %s", call)
		}
	}
}
