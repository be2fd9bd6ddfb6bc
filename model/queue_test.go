package model

import (
	"slices"
	"testing"

	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

func TestReorder(t *testing.T) {
	tests := map[string]struct {
		id   int64
		by   int
		want []int64
	}{
		"earlier":          {3, -1, []int64{1, 3, 2, 4}},
		"later":            {2, 1, []int64{1, 3, 2, 4}},
		"later to the end": {3, 1, []int64{1, 2, 4, 3}},
		"two earlier":      {3, -2, []int64{3, 1, 2, 4}},
		"the first stays":  {1, -1, []int64{1, 2, 3, 4}},
		"the last stays":   {4, 1, []int64{1, 2, 3, 4}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			q := newFakeQueue()
			for id := range int64(4) {
				q.items = append(q.items, transfer.Item{ID: id + 1})
			}
			msg := reorder(t.Context(), q, views.ReorderRequested{ID: tt.id, By: tt.by})().(queueChangedMsg)
			if msg.err != nil {
				t.Fatal(msg.err)
			}
			var got []int64
			for _, it := range q.items {
				got = append(got, it.ID)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestRateNotches(t *testing.T) {
	for _, tt := range []struct {
		rate  int64
		steps int
		want  int64
	}{
		{0, 1, 0},
		{0, -1, 500_000_000},
		{500_000_000, 1, 0},
		{100_000, -1, 100_000},
		{1_000_000, 1, 2_000_000},
		{1_000_000, -1, 500_000},
	} {
		if got := notch(tt.rate, tt.steps); got != tt.want {
			t.Errorf("%d by %d: got %d, want %d", tt.rate, tt.steps, got, tt.want)
		}
	}
}

func TestTransferRowsSayWhereFromAndTo(t *testing.T) {
	for name, tt := range map[string]struct {
		item                 transfer.Item
		name, source, target string
	}{
		"up": {
			transfer.Item{Direction: transfer.Up, Local: "/home/ana/a.txt", Bucket: "photos", Name: "2026/a.txt"},
			"a.txt", "/home/ana/a.txt", "photos/2026",
		},
		"up to the bucket": {
			transfer.Item{Direction: transfer.Up, Local: "/home/ana/a.txt", Bucket: "photos", Name: "a.txt"},
			"a.txt", "/home/ana/a.txt", "photos",
		},
		"down": {
			transfer.Item{Direction: transfer.Down, Local: "/tmp/a.txt", Bucket: "photos", Name: "2026/a.txt"},
			"a.txt", "photos/2026/a.txt", "/tmp",
		},
		"a folder up": {
			transfer.Item{Direction: transfer.Up, IsGroup: true, Local: "/home/ana/raw", Bucket: "photos", Name: "2026/raw/"},
			"raw", "/home/ana/raw", "photos/2026",
		},
	} {
		t.Run(name, func(t *testing.T) {
			row := transferRow(tt.item, views.Home{})
			if row.Name != tt.name || row.Source != tt.source || row.Target != tt.target {
				t.Errorf("got %q from %q to %q", row.Name, row.Source, row.Target)
			}
		})
	}
}
