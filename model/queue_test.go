package model

import (
	"testing"

	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

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
		"inside the service": {
			transfer.Item{Direction: transfer.Copy, Bucket: "photos", Name: "2026/b.txt", SourceBucket: "old", SourceName: "2025/a.txt"},
			"b.txt", "old/2025/a.txt", "photos/2026",
		},
		"hidden": {
			transfer.Item{Direction: transfer.Hide, Bucket: "photos", Name: "2026/a.txt"},
			"a.txt", "photos/2026/a.txt", "hide in photos/2026",
		},
		"taken away here": {
			transfer.Item{Direction: transfer.Remove, Local: "/home/ana/a.txt", Source: transfer.TrashSource},
			"a.txt", "/home/ana/a.txt", "trash from /home/ana",
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
