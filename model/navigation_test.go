package model

import (
	"testing"

	"b2tui/ui/views"
)

func TestParentAndChildPlaces(t *testing.T) {
	root := views.Place{Remote: true}
	bucket := views.Place{Remote: true, BucketID: "id", Bucket: "photos"}
	year := views.Place{Remote: true, BucketID: "id", Bucket: "photos", Path: "2026/"}
	month := views.Place{Remote: true, BucketID: "id", Bucket: "photos", Path: "2026/11/"}
	odd := views.Place{Remote: true, BucketID: "id", Bucket: "photos", Path: "a//"}
	tests := map[string]struct {
		from, up views.Place
		name     string
		ok       bool
	}{
		"month":        {month, year, "11", true},
		"year":         {year, bucket, "2026", true},
		"bucket":       {bucket, root, "photos", true},
		"root":         {root, root, "", false},
		"empty name":   {odd, views.Place{Remote: true, BucketID: "id", Bucket: "photos", Path: "a/"}, "", true},
		"local":        {views.Place{Path: "/home/ana"}, views.Place{Path: "/home"}, "ana", true},
		"local top":    {views.Place{Path: "/"}, views.Place{Path: "/"}, "/", false},
		"local of two": {views.Place{Path: "/home"}, views.Place{Path: "/"}, "home", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			up, child, ok := tt.from.Parent()
			if up != tt.up || child != tt.name || ok != tt.ok {
				t.Fatalf("got %+v %q %v", up, child, ok)
			}
			if !ok {
				return
			}
			row := views.Row{Name: child, ID: tt.from.BucketID}
			if back := up.Child(row); back != tt.from {
				t.Errorf("down again: got %+v, want %+v", back, tt.from)
			}
		})
	}
}

func TestHistory(t *testing.T) {
	a := views.Place{Path: "/a"}
	b := views.Place{Path: "/b"}
	c := views.Place{Path: "/c"}
	var n navigator
	n.visit(t.Context(), a, "")
	n.visit(t.Context(), b, "cursor in a")
	n.visit(t.Context(), c, "cursor in b")
	if v, ok := n.goBack("cursor in c"); !ok || v.place != b || v.cursor != "cursor in b" {
		t.Fatalf("back: got %+v %v", v, ok)
	}
	if v, ok := n.goBack(""); !ok || v.place != a || v.cursor != "cursor in a" {
		t.Fatalf("back again: got %+v %v", v, ok)
	}
	if _, ok := n.goBack(""); ok {
		t.Fatal("went back past the beginning")
	}
	if v, ok := n.goForward(""); !ok || v.place != b {
		t.Fatalf("forward: got %+v %v", v, ok)
	}
	n.visit(t.Context(), a, "")
	if _, ok := n.goForward(""); ok {
		t.Fatal("a new place leaves a way forward")
	}
}

func TestLeavingCancelsTheListing(t *testing.T) {
	var n navigator
	n.visit(t.Context(), views.Place{Path: "/a"}, "")
	before, gen := n.ctx, n.gen
	n.visit(t.Context(), views.Place{Path: "/b"}, "")
	if before.Err() == nil {
		t.Error("the listing of the place that was left goes on")
	}
	if n.gen == gen {
		t.Error("an answer for the place that was left would be taken")
	}
}

func TestRemotePlace(t *testing.T) {
	for in, want := range map[string]views.Place{
		"":                     {Remote: true},
		"b2://":                {Remote: true},
		"b2://photos":          {Remote: true, Bucket: "photos"},
		"b2://photos/":         {Remote: true, Bucket: "photos"},
		"b2://photos/2026/11/": {Remote: true, Bucket: "photos", Path: "2026/11/"},
		"b2://photos/2026/11":  {Remote: true, Bucket: "photos", Path: "2026/11/"},
		"photos/2026":          {Remote: true, Bucket: "photos", Path: "2026/"},
	} {
		if got := views.RemotePlace(in); got != want {
			t.Errorf("%q: got %+v, want %+v", in, got, want)
		}
	}
}
