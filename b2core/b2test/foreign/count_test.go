//go:build foreign

package foreign

import (
	"maps"
	"testing"
)

// What has subtests is counted by these.
func TestCountOfTests(t *testing.T) {
	got := count(`=== RUN   TestOne
--- PASS: TestOne (0.00s)
    --- PASS: TestOne/a (0.00s)
        --- SKIP: TestOne/a/x (0.00s)
        --- PASS: TestOne/a/y (0.00s)
    --- FAIL: TestOne/b (0.00s)
--- PASS: TestTwo (0.01s)
--- SKIP: TestThree (0.00s)
`)
	if want := map[string]int{"PASS": 2, "SKIP": 2, "FAIL": 1}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
