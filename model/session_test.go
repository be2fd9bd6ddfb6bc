package model

import (
	"testing"

	"b2tui/b2core"
	"b2tui/ui"
	"b2tui/ui/views"
)

func TestWhatTheKeyMayNotDoIsSaid(t *testing.T) {
	local := views.Place{Path: "/home/ana"}
	photos := views.Place{Remote: true, Bucket: "photos", Path: "2026/"}
	other := views.Place{Remote: true, Bucket: "other"}
	root := views.Place{Remote: true}
	allowed := func(prefix string, caps ...b2core.Capability) session {
		return session{known: true, account: b2core.Account{Allowed: b2core.Allowed{Capabilities: caps, NamePrefix: prefix}}}
	}
	reader := allowed("", b2core.ListFiles, b2core.ReadFiles)
	writer := allowed("", b2core.ListFiles, b2core.ReadFiles, b2core.WriteFiles, b2core.DeleteFiles)
	bound := allowed("2025/", b2core.ListFiles, b2core.ReadFiles, b2core.WriteFiles, b2core.DeleteFiles)
	readOnly := writer
	readOnly.readOnly = true
	tests := map[string]struct {
		s           session
		here, there views.Place
		act         ui.Action
		want        string
	}{
		"a reader does not upload":       {reader, local, photos, ui.ActCopy, "this key lacks writeFiles"},
		"a reader downloads":             {reader, photos, local, ui.ActCopy, ""},
		"a reader does not copy":         {reader, photos, other, ui.ActCopy, "this key lacks writeFiles"},
		"a reader does not delete":       {reader, photos, local, ui.ActDelete, "this key lacks deleteFiles"},
		"a reader does not hide":         {reader, photos, local, ui.ActHide, "this key lacks writeFiles"},
		"a reader deletes local files":   {reader, local, photos, ui.ActDelete, ""},
		"a writer uploads":               {writer, local, photos, ui.ActCopy, ""},
		"a writer deletes":               {writer, photos, local, ui.ActDelete, ""},
		"nothing goes to no bucket":      {writer, local, root, ui.ActCopy, noBucket},
		"nothing goes from disk to disk": {writer, local, local, ui.ActCopy, bothLocal},
		"nothing goes to itself":         {writer, photos, photos, ui.ActCopy, "both panes show the same folder"},
		"a bound key stays below":        {bound, local, photos, ui.ActCopy, "this key may only use names that begin with 2025/"},
		"read-only does not upload":      {readOnly, local, photos, ui.ActCopy, readOnlyReason},
		"read-only downloads":            {readOnly, photos, local, ui.ActCopy, ""},
		"read-only does not delete":      {readOnly, photos, local, ui.ActDelete, readOnlyReason},
		"before the login all is open":   {session{}, local, photos, ui.ActCopy, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.s.paneCan(tt.here, tt.there)[tt.act]; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestABoundKeyStartsWhereItMay(t *testing.T) {
	s := session{known: true, account: b2core.Account{Allowed: b2core.Allowed{
		Buckets: []b2core.AllowedBucket{{ID: "id", Name: "photos"}}, NamePrefix: "2026/IMG_",
	}}}
	want := views.Place{Remote: true, BucketID: "id", Bucket: "photos", Path: "2026/"}
	if got := s.home(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	gone := session{known: true, account: b2core.Account{Allowed: b2core.Allowed{Buckets: []b2core.AllowedBucket{{ID: "id"}}}}}
	if got := gone.home(); got != (views.Place{Remote: true}) {
		t.Errorf("a key of a deleted bucket starts at %+v", got)
	}
}
