package main

import (
	"strings"
	"testing"
)

const stream = `{"Action":"start","Package":"b2tui/x"}
{"Action":"run","Package":"b2tui/x","Test":"TestA"}
{"Action":"attr","Package":"b2tui/x","Test":"TestA","Key":"fault","Value":"N4"}
{"Action":"attr","Package":"b2tui/x","Test":"TestA","Key":"fault","Value":"N6"}
{"Action":"attr","Package":"b2tui/x","Test":"TestA","Key":"figure","Value":"twice: 0"}
{"Action":"attr","Package":"b2tui/x","Test":"TestA","Key":"fault","Value":"S2"}
{"Action":"attr","Package":"b2tui/x","Test":"TestA","Key":"figure","Value":"logins: 1"}
{"Action":"output","Package":"b2tui/x","Test":"TestA","Output":"said by A\n"}
{"Action":"pass","Package":"b2tui/x","Test":"TestA","Elapsed":0.1}
{"Action":"attr","Package":"b2tui/x","Test":"TestB/1","Key":"fault","Value":"N6"}
{"Action":"output","Package":"b2tui/x","Test":"TestB/1","Output":"said by B\n"}
{"Action":"fail","Package":"b2tui/x","Test":"TestB/1"}
{"Action":"attr","Package":"b2tui/x","Test":"TestB/2","Key":"fault","Value":"N6"}
{"Action":"pass","Package":"b2tui/x","Test":"TestB/2"}
{"Action":"attr","Package":"b2tui/x","Test":"TestC","Key":"fault","Value":"T1"}
{"Action":"skip","Package":"b2tui/x","Test":"TestC"}
{"Action":"attr","Package":"b2tui/x","Test":"TestD","Key":"fault","Value":"N99"}
{"Action":"attr","Package":"b2tui/x","Test":"TestD","Key":"fault","Value":"B1"}
no event at all
`

func TestTableOfAStream(t *testing.T) {
	var out strings.Builder
	c := newCollector(&out)
	if err := c.read(strings.NewReader(stream)); err != nil {
		t.Fatal(err)
	}
	writeTable(&out, c)
	got := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{
		"N4 reply to a small upload lost pass x.TestA twice: 0",
		"N6 reply to a part lost fail x.TestA, x.TestB (2) twice: 0",
		"S2 token expired under many workers pass x.TestA logins: 1",
		"B1 bit flipped in a download fail x.TestD",
		"T1 clock wrong at start skip x.TestC",
		"2 of 110 rows proved, 2 failed, 105 without a test, 1 whose tests were skipped",
		`no such row: "N99", named by x.TestD`,
		"said by B", "x TestD did not end", "no event at all",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(got, "said by A") {
		t.Error("prints what a passing test said")
	}
	if !c.failed {
		t.Error("counts as passed")
	}
	if strings.Index(got, "N6 ") > strings.Index(got, "S2 ") || strings.Index(got, "T1 ") > strings.Index(got, "rows proved") {
		t.Error("rows stand in the wrong order")
	}
}

func TestMatrixHasItsRows(t *testing.T) {
	want := map[string]int{"N": 13, "S": 16, "B": 12, "L": 14, "P": 18, "Q": 10, "K": 11, "M": 12, "T": 4}
	for _, f := range matrix() {
		want[f.id[:1]]--
		if f.what == "" {
			t.Errorf("row %s is empty", f.id)
		}
	}
	for letter, n := range want {
		if n != 0 {
			t.Errorf("chapter %s is %d rows short", letter, n)
		}
	}
}
