package b2core_test

import (
	"errors"
	"iter"
	"slices"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/internal/api"
)

func namesOf(t *testing.T, listing iter.Seq2[b2core.FileVersion, error]) (out []string) {
	t.Helper()
	for v, err := range listing {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v.Name)
	}
	return out
}

func TestGlob(t *testing.T) {
	a := newAccount(t)
	for _, name := range []string{"2025/a.jpg", "2026/b.JPG", "2026/c.jpg", "2026/raw/d.jpg", "2026/x*y", "e.jpg"} {
		a.put(t, name, nil)
	}
	for _, c := range []struct {
		pattern string
		want    []string
	}{
		{"*.jpg", []string{"e.jpg"}},
		{"**/*.jpg", []string{"2025/a.jpg", "2026/c.jpg", "2026/raw/d.jpg", "e.jpg"}},
		{"2026/*.jpg", []string{"2026/c.jpg"}},
		{"2026/?.[jJ][pP][gG]", []string{"2026/b.JPG", "2026/c.jpg"}},
		{"202{5,6}/*.jpg", []string{"2025/a.jpg", "2026/c.jpg"}},
		{`2026/x\*y`, []string{"2026/x*y"}},
		{"e.jpg", []string{"e.jpg"}},
		{"nothing/*", nil},
	} {
		if got := namesOf(t, a.c.Glob(t.Context(), a.bucket.ID, c.pattern)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.pattern, got, c.want)
		}
	}
	for _, err := range a.c.Glob(t.Context(), a.bucket.ID, "[") {
		if !errors.Is(err, b2core.ErrBadRequest) {
			t.Errorf("a pattern that is none: %v", err)
		}
	}
}

// Only what can match is listed: of 3,000 names below another folder none.
func TestGlobListsBelowItsPrefix(t *testing.T) {
	a := newAccount(t)
	if err := a.AddNames(a.bucket.Name, b2test.Numbered("other/%04d", 3000), 1); err != nil {
		t.Fatal(err)
	}
	a.put(t, "in/1.txt", nil)
	a.ResetCounters()
	if got := namesOf(t, a.c.Glob(t.Context(), a.bucket.ID, "in/*.txt")); len(got) != 1 {
		t.Errorf("found %q", got)
	}
	if n := a.Counters().Calls[api.CallListFileNames]; n != 1 {
		t.Errorf("%d calls", n)
	}
}

func TestMatching(t *testing.T) {
	a := newAccount(t)
	for _, name := range []string{"a.log", "b.txt", "logs/c.log"} {
		a.put(t, name, nil)
	}
	take := func(p string) b2core.Filter { return b2core.Filter{Pattern: p} }
	leave := func(p string) b2core.Filter { return b2core.Filter{Pattern: p, Exclude: true} }
	for _, c := range []struct {
		o       b2core.ListOptions
		filters []b2core.Filter
		want    []string
	}{
		{b2core.ListOptions{}, nil, []string{"a.log", "b.txt", "logs/c.log"}},
		{b2core.ListOptions{}, []b2core.Filter{leave("*.log")}, []string{"b.txt", "logs/c.log"}},
		{b2core.ListOptions{}, []b2core.Filter{leave("**/*.log"), take("logs/*")}, []string{"b.txt", "logs/c.log"}},
		{b2core.ListOptions{}, []b2core.Filter{take("**/*.log"), leave("logs/*")}, []string{"a.log"}},
		{b2core.ListOptions{Delimiter: "/"}, []b2core.Filter{take("logs")}, []string{"logs/"}},
	} {
		listing := a.c.Versions(t.Context(), a.bucket.ID, c.o)
		if got := namesOf(t, b2core.Matching(listing, c.filters...)); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.filters, got, c.want)
		}
	}
	for v, err := range b2core.Matching(a.c.Names(t.Context(), "no-such-bucket", b2core.ListOptions{}), take("x")) {
		if err == nil || v.ID != "" {
			t.Errorf("%+v of a bucket that is not there", v)
		}
	}
}

// The versions of one name, and not those of names that begin with it.
func TestVersionsOf(t *testing.T) {
	a := newAccount(t)
	first, last := a.put(t, "n", content(1)), a.put(t, "n", content(2))
	a.put(t, "n2", nil)
	if err := a.c.HideFile(t.Context(), a.bucket.ID, "n"); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for v, err := range a.c.VersionsOf(t.Context(), a.bucket.ID, "n") {
		if err != nil {
			t.Fatal(err)
		}
		if ids = append(ids, v.ID); v.Action == b2core.ActionHide {
			ids = nil
		}
	}
	if !slices.Equal(ids, []string{last.ID, first.ID}) {
		t.Errorf("%q below the marker, want %q", ids, []string{last.ID, first.ID})
	}
	if got := namesOf(t, a.c.VersionsOf(t.Context(), a.bucket.ID, "none")); got != nil {
		t.Errorf("versions of nothing: %q", got)
	}
}

// To pass governance is asked of the service, and needs the right to.
func TestUnhideFileWith(t *testing.T) {
	a := newAccount(t)
	v := a.put(t, "n", content(1))
	if err := a.c.HideFile(t.Context(), a.bucket.ID, "n"); err != nil {
		t.Fatal(err)
	}
	bypass := b2core.LockOptions{BypassGovernance: true}
	if err := a.keyWithout(t, b2core.BypassGovernance).UnhideFileWith(t.Context(), a.bucket.ID, "n", bypass); !errors.Is(err, b2core.ErrUnauthorized) {
		t.Errorf("without bypassGovernance: %v", err)
	}
	if err := a.c.UnhideFileWith(t.Context(), a.bucket.ID, "n", bypass); err != nil {
		t.Fatal(err)
	}
	if now, err := a.c.Stat(t.Context(), a.bucket.ID, "n"); err != nil || now.ID != v.ID {
		t.Errorf("%+v, %v", now, err)
	}
}

func TestFileURLWith(t *testing.T) {
	a := newAccount(t)
	account, err := a.c.Authorize(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const path = "test-bucket/a%20b/%C3%BC"
	for _, c := range []struct {
		o    b2core.URLOptions
		want string
	}{
		{b2core.URLOptions{}, account.DownloadURL + "/file/" + path},
		{b2core.URLOptions{Base: "https://files.example.com/"}, "https://files.example.com/file/" + path},
		{b2core.URLOptions{S3: true}, account.S3URL + "/" + path},
		{b2core.URLOptions{Base: "files.example.com"}, ""},
		{b2core.URLOptions{Base: "https://files.example.com/?x"}, ""},
	} {
		got, err := a.c.FileURLWith(t.Context(), "test-bucket", "a b/ü", c.o)
		if got != c.want || (c.want == "") != errors.Is(err, b2core.ErrBadRequest) {
			t.Errorf("%+v: %s, %v\nwant %s", c.o, got, err, c.want)
		}
	}
}
