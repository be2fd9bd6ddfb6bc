package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// sampleQueue is a queue that shows the samples.
func sampleQueue() *TransferQueue {
	v := NewTransferQueue(testKit(true, false))
	v.Render(100, 30, true)
	answerQueue(v, sampleTransfers())
	return v
}

func answerQueue(v *TransferQueue, rows []TransferRow) WindowWanted {
	wish, _ := v.Wants().(WindowWanted)
	v.SetWindow(wish, len(rows), rows)
	v.Render(100, 30, true)
	return wish
}

func intentOf(v *TransferQueue, keys ...string) Intent {
	var last Intent
	for _, k := range keys {
		last, _ = v.Update(press(k))
	}
	return last
}

// What a key asks for, on one row and on marked ones, of which those count that
// it makes sense for. Rows: running, verifying, queued group, paused, failed,
// done, done, cancelled.
func TestQueueOrders(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		want Intent
	}{
		"pause one":                 {[]string{"p"}, PauseRequested{IDs: []int64{1}}},
		"resume one":                {[]string{"j", "j", "j", "p"}, PauseRequested{IDs: []int64{4}, Resume: true}},
		"pause the marked":          {[]string{" ", " ", " ", " ", " ", "p"}, PauseRequested{IDs: []int64{1, 2, 3}}},
		"resume the marked":         {[]string{"j", "j", "j", " ", " ", "p"}, PauseRequested{IDs: []int64{4}, Resume: true}},
		"cancel the marked":         {[]string{"G", " ", "g", " ", "x"}, CancelRequested{sampleTransfers()[:1]}},
		"retry the marked":          {[]string{" ", " ", " ", " ", " ", "G", " ", "r"}, RetryRequested{IDs: []int64{3, 5, 8}}},
		"nothing fits the marked":   {[]string{"G", "k", " ", "k", "k", " ", "x"}, Refused{"there is none among the marked ones that this can be done to"}},
		"nothing fits the one":      {[]string{"G", "p"}, Refused{"this transfer is cancelled and cannot be paused"}},
		"marks away":                {[]string{" ", " ", "esc", "p"}, PauseRequested{IDs: []int64{3}}},
		"earlier":                   {[]string{"j", "K"}, ReorderRequested{IDs: []int64{2}, By: -1}},
		"marked later":              {[]string{" ", " ", "J"}, ReorderRequested{IDs: []int64{1, 2}, By: 1}},
		"first":                     {[]string{"j", "j", "<"}, PlaceRequested{IDs: []int64{3}}},
		"the first is first":        {[]string{"K"}, Refused{"it is the first in the queue already"}},
		"and cannot be more so":     {[]string{"<"}, Refused{"it is the first in the queue already"}},
		"what is over has no place": {[]string{"G", "<"}, Refused{"this transfer is cancelled and has no place in the queue any more"}},
		"nor what has failed":       {[]string{"j", "j", "j", "j", ">"}, Refused{"this transfer has failed and has no place in the queue any more"}},
		"of the marked what waits":  {[]string{"j", " ", "G", " ", "J"}, ReorderRequested{IDs: []int64{2}, By: 1}},
		"pause all":                 {[]string{"P"}, PauseAllRequested{}},
		"no use for it":             {[]string{"c"}, Idle{}},
		"last":                      {[]string{">"}, PlaceRequested{IDs: []int64{1}, Last: true}},
		"not in another order":      {[]string{"v", "v", "v", "K"}, Refused{"this is not the queue's order; esc shows the queue"}},
		"limits":                    {[]string{"L"}, LimitsOpenRequested{}},
		"an answer":                 {[]string{"a"}, AnswerRequested{}},
		"details of a file":         {[]string{"enter"}, TransferDetailsRequested{sampleTransfers()[0]}},
		"details of a group":        {[]string{"j", "j", "i"}, TransferDetailsRequested{sampleTransfers()[2]}},
		"a group opens by itself":   {[]string{"j", "j", "enter"}, nil},
		"nothing there to do this":  {[]string{"j", "j", "enter", "p"}, Refused{"there is no transfer here"}},
	} {
		t.Run(name, func(t *testing.T) {
			v := sampleQueue()
			var got Intent
			for _, k := range c.keys {
				if k == "esc" {
					v.Back()
					continue
				}
				got = intentOf(v, k)
			}
			if fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", c.want) {
				t.Errorf("%#v, want %#v", got, c.want)
			}
		})
	}
}

// A group opens to show its files; leaving it stands where it stood.
func TestQueueGroup(t *testing.T) {
	v := sampleQueue()
	intentOf(v, "j", "j", "enter")
	wish := answerQueue(v, []TransferRow{{ID: 70, Name: "inside.txt", State: Failed, Reason: "no"}})
	if wish.Group != 3 || wish.Offset != 0 {
		t.Fatalf("the wish is %+v", wish)
	}
	if i := intentOf(v, "r"); fmt.Sprint(i) != fmt.Sprint(RetryRequested{IDs: []int64{70}}) {
		t.Errorf("r is %#v", i)
	}
	if !v.Back() {
		t.Error("esc does nothing in a group")
	}
	if wish := answerQueue(v, sampleTransfers()); wish.Group != 0 {
		t.Errorf("the wish is %+v", wish)
	}
	if r, _ := v.Selected(); r.ID != 3 {
		t.Errorf("the cursor is on %d", r.ID)
	}
	intentOf(v, "v", "v")
	if wish := v.Wants().(WindowWanted); wish.Show != ShowFailed {
		t.Errorf("the wish is %+v", wish)
	}
}

// The view begins where what is not finished begins; the history lies above.
func TestQueueStart(t *testing.T) {
	for name, c := range map[string]struct {
		start int
		keys  []string
		want  int
	}{
		"at the first that is not finished": {500, nil, 500},
		"all are finished":                  {1000, nil, 999},
		"who moves stays":                   {500, []string{"j"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			v := NewTransferQueue(testKit(true, false))
			v.Render(100, 30, true)
			wish := v.Wants().(WindowWanted)
			rows := make([]TransferRow, wish.Limit)
			for i := range rows {
				rows[i].ID = int64(i + 1)
			}
			v.SetWindow(wish, 1000, rows)
			intentOf(v, c.keys...)
			v.Start(c.start)
			if v.rows.Cursor() != c.want {
				t.Errorf("the cursor is on row %d, want %d", v.rows.Cursor(), c.want)
			}
			if v.Start(700); len(c.keys) == 0 && v.rows.Cursor() != 700 {
				t.Errorf("opened again, the cursor is on row %d", v.rows.Cursor())
			}
			v.Start(c.start)
			wish, far := v.Wants().(WindowWanted)
			if first, end := v.rows.Window(); far && (first < wish.Offset || end > wish.Offset+wish.Limit) {
				t.Errorf("rows %d to %d are in sight, the wish is %+v", first, end, wish)
			}
		})
	}
}

// Marks by the mouse, and what a drag carries.
func TestQueueMouseMarks(t *testing.T) {
	v := sampleQueue()
	x, y := v.inner.X+5, v.inner.Y
	v.Press(x, y+1, 0)
	v.Press(x, y+3, tea.ModShift)
	v.Press(x, y+2, tea.ModCtrl)
	if got := fmt.Sprint(idsOf(v.targets())); got != "[2 4]" {
		t.Errorf("marked %v", got)
	}
	if got := fmt.Sprint(v.DragIDs(3), v.DragIDs(0)); got != "[2 4] [1]" {
		t.Errorf("dragged %v", got)
	}
}

func TestWaits(t *testing.T) {
	retry := TransferRow{State: Running, RetryAt: testNow.Add(12*time.Second + 300*time.Millisecond)}
	for _, c := range []struct {
		row  TransferRow
		w    int
		want string
	}{
		{retry, 30, "tries again in 0:12"},
		{retry, 12, "in 0:12"},
		{retry, 4, ""},
		{TransferRow{State: Running, RetryAt: testNow}, 30, ""},
		{TransferRow{State: Queued, RetryAt: retry.RetryAt}, 30, ""},
		{TransferRow{State: Paused, Asks: true}, 30, "target exists"},
	} {
		if got := waits(&c.row, testNow, c.w); got != c.want {
			t.Errorf("%+v in %d: %q, want %q", c.row, c.w, got, c.want)
		}
	}
}

func TestQueueSaysWhichLimitsHold(t *testing.T) {
	until := time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		limits TransferLimits
		want   string
	}{
		{TransferLimits{FilesAtOnce: 8, PartsAtOnce: 10}, "[8 files at once 10 parts]"},
		{TransferLimits{FilesAtOnce: 8, PartsAtOnce: 20, PartsNow: 10}, "[8 files at once 10 of 20 parts]"},
		{TransferLimits{PartsAtOnce: 1, Up: 1e6, Rule: "08:00-18:00 Mon", Until: until}, "[1 part at most 1.0 MB/s up timetable 08:00-18:00 Mon]"},
		{TransferLimits{PartsAtOnce: 4, Rule: "08:00-18:00", Until: until, Overridden: true}, "[4 parts by hand until 18:00]"},
	} {
		if got := fmt.Sprint(c.limits.words()); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// A list without rows says why it has none, and nothing that is not so.
func TestEmptyQueueSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		want string
	}{
		"all":           {nil, "there are no transfers"},
		"unfinished":    {[]string{"v"}, "nothing waits or runs"},
		"failed":        {[]string{"v", "v"}, "nothing has failed"},
		"history":       {[]string{"v", "v", "v"}, "nothing has finished, or it was cleared"},
		"a folder":      {[]string{"j", "j", "enter"}, "no file was found in this folder yet"},
		"another query": {[]string{"/", "q", "enter"}, "nothing here matches"},
	} {
		t.Run(name, func(t *testing.T) {
			v := sampleQueue()
			intentOf(v, c.keys...)
			v.Invalidate()
			answerQueue(v, nil)
			if got := ansi.Strip(v.Render(100, 30, true)); !strings.Contains(got, c.want) {
				t.Errorf("no %q in\n%s", c.want, got)
			}
		})
	}
}
