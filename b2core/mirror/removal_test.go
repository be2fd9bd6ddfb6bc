package mirror

import (
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
)

func TestParseRemoval(t *testing.T) {
	for _, good := range []string{"", "hide", "trash", "forever", "keep:1d", "keep:30d"} {
		r, err := ParseRemoval(good)
		if err != nil || r.String() != good {
			t.Errorf("%q: %q, %v", good, r, err)
		}
	}
	for _, bad := range []string{"yes", "keep", "keep:", "keep:0d", "keep:-1d", "keep:30", "keep:30h", "keep:d", "Hide", "keep:99999999d"} {
		if _, err := ParseRemoval(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// A version was visible until the next newer one or a hide marker was stored.
func TestOutdated(t *testing.T) {
	now := then
	for _, c := range []struct{ versions, want string }{
		{"", ""},
		{"u1", ""},
		{"u40", ""},          // visible now
		{"u5 u15 u25", "25"}, // ten days ago the second could be seen
		{"u5 u9 u25", ""},    // and here the third
		{"u11 u12", "12"},    // the first was there by then
		{"h5 u40", ""},       // visible until five days ago
		{"h11 u40", "11 40"}, // hidden all the time
		{"u5 h11 u40", "40"}, // the marker could be seen, so to say
		{"u5 h6 u40", ""},
		{"h5 h11 u40", "40"},
		{"u1 u2 h20 u30 u31", "30 31"},
	} {
		var versions []b2core.FileVersion
		for f := range strings.FieldsSeq(c.versions) {
			age, err := time.ParseDuration(f[1:] + "h")
			if err != nil {
				t.Fatal(err)
			}
			v := b2core.FileVersion{ID: f[1:], Action: b2core.ActionUpload, UploadedAt: now.Add(-24 * age)}
			if f[0] == 'h' {
				v.Action = b2core.ActionHide
			}
			versions = append(versions, v)
		}
		var got []string
		for _, v := range outdated(versions, now.Add(-10*day), true) {
			got = append(got, v.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.versions, got, c.want)
		}
	}
}

// A hidden name that comes back keeps its marker until the new version is old.
func TestOutdatedOfANameThatComesBack(t *testing.T) {
	versions := []b2core.FileVersion{
		{ID: "marker", Action: b2core.ActionHide, UploadedAt: then.Add(-11 * day)},
		{ID: "old", Action: b2core.ActionUpload, UploadedAt: then.Add(-12 * day)},
	}
	got := outdated(versions, then.Add(-10*day), false)
	if len(got) != 1 || got[0].ID != "old" {
		t.Errorf("%+v", got)
	}
}
