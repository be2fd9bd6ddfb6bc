package b2test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"b2tui/b2core"
)

// files is what most checks of content need.
func files(more ...b2core.Capability) []b2core.Capability {
	return append(more, b2core.WriteBuckets, b2core.ListFiles, b2core.ReadFiles, b2core.WriteFiles, b2core.DeleteFiles)
}

func nameChecks() []check {
	return []check{
		{"list names", []string{"Bucket.ls", "a directory structure is emulated"}, files(), checkNames},
		{"list by patterns", []string{"Bucket.ls(with_wildcard, filters)"}, files(), checkPatterns},
		{"list versions", []string{"Bucket.ls(latest_only=False)", "Bucket.list_file_versions"}, files(), checkVersions},
		{"odd names", []string{"Bucket.ls", "Bucket.get_file_info_by_name"}, files(b2core.WriteKeys), checkOddNames},
	}
}

func fileChecks() []check {
	return []check{
		{"look up a file", []string{
			"get_file_info", "Bucket.get_file_info_by_id", "Bucket.get_file_info_by_name",
			"FILE_VERSION_FACTORY_CLASS", "DOWNLOAD_VERSION_FACTORY_CLASS",
		}, files(b2core.WriteKeys), checkLookUp},
		{"hide and unhide", []string{"Bucket.hide_file", "Bucket.unhide_file"}, files(), checkHide},
		{"unhide past governance", []string{"Bucket.unhide_file(bypass_governance)"}, files(b2core.BypassGovernance), checkUnhidePast},
		{"delete a version", []string{"delete_file_version", "Bucket.delete_file_version"}, files(), checkDeleteVersion},
	}
}

func checkNames(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{})
	for _, name := range []string{"a/1", "a/2", "a/b/3", "b", "c/4", "é"} {
		s.put(t, b.ID, name, content(1))
	}
	for _, c := range []struct {
		o    b2core.ListOptions
		want []string
	}{
		{b2core.ListOptions{}, []string{"a/1", "a/2", "a/b/3", "b", "c/4", "é"}},
		{b2core.ListOptions{Delimiter: "/"}, []string{"a/", "b", "c/", "é"}},
		{b2core.ListOptions{Delimiter: "/", Max: 1}, []string{"a/", "b", "c/", "é"}},
		{b2core.ListOptions{Prefix: "a/", Delimiter: "/"}, []string{"a/1", "a/2", "a/b/"}},
		{b2core.ListOptions{Prefix: "a/"}, []string{"a/1", "a/2", "a/b/3"}},
		{b2core.ListOptions{Start: "a/2", Max: 2}, []string{"a/2", "a/b/3", "b", "c/4", "é"}},
		{b2core.ListOptions{Prefix: "nothing/"}, nil},
	} {
		if got := names(collect(t, s.c.Names(t.Context(), b.ID, c.o))); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.o, got, c.want)
		}
	}
	page, err := s.c.ListNames(t.Context(), b.ID, b2core.ListOptions{Max: 2})
	if err != nil || len(page.Files) != 2 || page.NextName <= "a/2" || page.NextName > "a/b/3" {
		t.Errorf("page %+v, %v", page, err)
	}
	folder, err := s.c.ListNames(t.Context(), b.ID, b2core.ListOptions{Delimiter: "/", Max: 1})
	if err != nil || len(folder.Files) != 1 || !folder.Files[0].IsFolder() || folder.Files[0].ID != "" {
		t.Errorf("folder %+v, %v", folder, err)
	}
}

func checkPatterns(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{})
	for _, name := range []string{"a/1.log", "a/2.txt", "a/b/3.log", "c.log"} {
		s.put(t, b.ID, name, content(1))
	}
	for pattern, want := range map[string][]string{
		"*.log": {"c.log"}, "a/*.log": {"a/1.log"}, "a/**/*.log": {"a/1.log", "a/b/3.log"}, "**/[2-3].{log,txt}": {"a/2.txt", "a/b/3.log"},
	} {
		if got := names(collect(t, s.c.Glob(t.Context(), b.ID, pattern))); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
	filtered := b2core.Matching(s.c.Versions(t.Context(), b.ID, b2core.ListOptions{}),
		b2core.Filter{Pattern: "**/*.log", Exclude: true}, b2core.Filter{Pattern: "c*"})
	if got := names(collect(t, filtered)); !slices.Equal(got, []string{"a/2.txt", "c.log"}) {
		t.Errorf("filtered: %q", got)
	}
}

func checkVersions(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{})
	var want []string
	for i := range 3 {
		v := s.put(t, b.ID, "n", content(int64(i+1)))
		want = append([]string{v.ID}, want...)
	}
	last := s.put(t, b.ID, "o", content(1))
	if err := s.c.HideFile(t.Context(), b.ID, "n"); err != nil {
		t.Fatal(err)
	}
	ids := func(o b2core.ListOptions) (out []string) {
		for _, v := range collect(t, s.c.Versions(t.Context(), b.ID, o)) {
			out = append(out, v.ID)
		}
		return out
	}
	all := collect(t, s.c.Versions(t.Context(), b.ID, b2core.ListOptions{Max: 2}))
	if len(all) != 5 || all[0].Action != b2core.ActionHide || all[1].Action != b2core.ActionUpload || all[1].BucketID != b.ID {
		t.Fatalf("%+v", all)
	}
	if got := ids(b2core.ListOptions{}); !slices.Equal(got, append([]string{all[0].ID}, append(want, last.ID)...)) {
		t.Errorf("all: %q", got)
	}
	if got := ids(b2core.ListOptions{Start: "n", StartID: want[1]}); !slices.Equal(got, append(slices.Clone(want[1:]), last.ID)) {
		t.Errorf("from the second on: %q", got)
	}
	page, err := s.c.ListVersions(t.Context(), b.ID, b2core.ListOptions{Max: 2})
	if err != nil || len(page.Files) != 2 || page.NextName != "n" || page.NextID != want[1] {
		t.Errorf("page %+v, %v", page, err)
	}
	if one := collect(t, s.c.VersionsOf(t.Context(), b.ID, "n")); !slices.Equal(names(one), []string{"n", "n", "n", "n"}) || one[0].ID != all[0].ID {
		t.Errorf("of one name: %+v", one)
	}
	if got := ids(b2core.ListOptions{Prefix: "o"}); !slices.Equal(got, []string{last.ID}) {
		t.Errorf("prefix: %q", got)
	}
	if got := names(collect(t, s.c.Names(t.Context(), b.ID, b2core.ListOptions{}))); !slices.Equal(got, []string{"o"}) {
		t.Errorf("visible: %q", got)
	}
}

// Every name that B2 allows comes back as it went, in listings and in addresses.
func checkOddNames(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{})
	odd := []string{
		" ", "a b+c&d", "100%25", "q?#[]@!$'()*,;=:", "Grüße/日本語/🏔", "e\u0301", "UPPER", "upper", "~tilde", "dots...", "semi;colon", "\"quoted\"",
		"folder/.bzEmpty", "\u202etxt", fmt.Sprintf("%0250d", 7), "x\\y",
	}
	for _, name := range odd {
		s.put(t, b.ID, name, content(2))
	}
	reader, _ := s.newKey(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ListBuckets, b2core.ReadFiles}})
	slices.Sort(odd)
	if got := names(collect(t, s.c.Names(t.Context(), b.ID, b2core.ListOptions{}))); !slices.Equal(got, odd) {
		t.Errorf("listed %q\nwant %q", got, odd)
	}
	for _, name := range odd {
		for how, c := range map[string]*client{"list": s.c, "head": reader.c} {
			if v, err := c.Stat(t.Context(), b.ID, name); err != nil || v.Name != name || v.Size != 2 {
				t.Errorf("%s %q: %+v, %v", how, name, v, err)
			}
		}
	}
	s.count(reader)
	for _, bad := range []string{"", "/a", "a/", "a//b", "a\x00b", "a\nb", string([]byte{0xff})} {
		_, err := s.c.Upload(t.Context(), b2core.UploadRequest{BucketID: b.ID, Name: bad, Source: b2core.BytesSource(nil)})
		if !errors.Is(err, b2core.ErrBadName) && bad != "a/" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// count adds what another client of the same check called.
func (s *site) count(other *site) {
	calls, methods := other.wire.counts(), other.wire.called()
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	for call, n := range calls {
		s.wire.calls[call] += n
	}
	for method, n := range methods {
		s.wire.methods[method] += n
	}
}

// The same file, by its ID, its name, a listing and its headers.
func checkLookUp(t *testing.T, s *site) {
	b := s.bucket(t)
	const name = "look-up/file.txt"
	made, err := s.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: b.ID, Name: name, Source: b2core.BytesSource(content(7)), Info: map[string]string{"author": "Ä b%"},
	})
	if err != nil {
		t.Fatal(err)
	}
	byID, err := s.c.FileInfo(t.Context(), made.ID)
	if err != nil {
		t.Fatal(err)
	}
	byName, err := s.c.Stat(t.Context(), b.ID, name)
	if err != nil {
		t.Fatal(err)
	}
	listed := collect(t, s.c.Versions(t.Context(), b.ID, b2core.ListOptions{Prefix: name}))
	reader, _ := s.newKey(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ListBuckets, b2core.ReadFiles}})
	head, err := reader.c.Stat(t.Context(), b.ID, name)
	if err != nil || len(listed) != 1 {
		t.Fatalf("%d listed, %v", len(listed), err)
	}
	s.count(reader)
	for how, v := range map[string]b2core.FileVersion{"ID": byID, "name": byName, "listing": listed[0], "headers": head} {
		if v.ID != made.ID || v.Name != name || v.Size != 7 || v.Hash() != made.Hash() || v.ContentType != "text/plain" ||
			!reflect.DeepEqual(v.Info, made.Info) || !v.UploadedAt.Equal(made.UploadedAt) || v.Action != b2core.ActionUpload {
			t.Errorf("by %s: %+v\nwant %+v", how, v, made)
		}
	}
	for what, err := range map[string]error{
		"name": second(s.c.Stat(t.Context(), b.ID, "look-up/none")), "headers": second(reader.c.Stat(t.Context(), b.ID, "look-up/none")),
	} {
		if !errors.Is(err, b2core.ErrNotFound) {
			t.Errorf("no such %s: %v", what, err)
		}
	}
	if _, err := s.c.FileInfo(t.Context(), "4_zno_such_file"); err == nil {
		t.Error("a file ID that never was is found")
	}
}

func second[T any](_ T, err error) error { return err }

func checkHide(t *testing.T, s *site) {
	b := s.bucket(t)
	const name = "hide/file"
	v := s.put(t, b.ID, name, content(3))
	for range 2 { // the second time it is done already
		if err := s.c.HideFile(t.Context(), b.ID, name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.c.Stat(t.Context(), b.ID, name); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("hidden: %v", err)
	}
	for range 2 {
		if err := s.c.UnhideFile(t.Context(), b.ID, name); err != nil {
			t.Fatal(err)
		}
		if got, err := s.c.Stat(t.Context(), b.ID, name); err != nil || got.ID != v.ID {
			t.Errorf("shown again: %+v, %v", got, err)
		}
	}
	if err := s.c.UnhideFile(t.Context(), b.ID, "hide/none"); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("nothing to unhide: %v", err)
	}
}

func checkUnhidePast(t *testing.T, s *site) {
	b := s.bucket(t)
	const name = "hide/past"
	v := s.put(t, b.ID, name, content(3))
	if err := s.c.HideFile(t.Context(), b.ID, name); err != nil {
		t.Fatal(err)
	}
	if err := s.c.UnhideFileWith(t.Context(), b.ID, name, b2core.LockOptions{BypassGovernance: true}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.c.Stat(t.Context(), b.ID, name); err != nil || got.ID != v.ID {
		t.Errorf("shown again: %+v, %v", got, err)
	}
}

func checkDeleteVersion(t *testing.T, s *site) {
	b := s.bucket(t)
	const name = "delete/file"
	old, newest := s.put(t, b.ID, name, content(1)), s.put(t, b.ID, name, content(2))
	for range 2 { // what is gone is done
		if err := s.c.DeleteFileVersion(t.Context(), name, newest.ID); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := s.c.Stat(t.Context(), b.ID, name); err != nil || v.ID != old.ID {
		t.Errorf("the older version: %+v, %v", v, err)
	}
}
