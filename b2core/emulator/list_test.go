package emulator_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"b2tui/b2core/internal/api"
)

type (
	namesPage    = api.ListFileNamesResponse
	versionsPage = api.ListFileVersionsResponse
)

// TestListFolders is the example of the service's documentation.
func TestListFolders(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("folders")
	for _, name := range []string{
		"photos/alice.jpg", "photos/alfred.jpg", "photos/cats/kitten.jpg",
		"photos/cats/old/x.jpg", "photos/dogs/rover.jpg", "photos/lilly.jpg",
	} {
		w.upload(b, name, "x")
	}
	for _, c := range []struct {
		prefix string
		want   []string
	}{
		{"", []string{"photos/"}},
		{"photos", []string{"photos/"}},
		{"photos/", []string{"photos/alfred.jpg", "photos/alice.jpg", "photos/cats/", "photos/dogs/", "photos/lilly.jpg"}},
		{"photos/c", []string{"photos/cats/"}},
		{"photos/cats/", []string{"photos/cats/kitten.jpg", "photos/cats/old/"}},
		{"photos/x", nil},
	} {
		request := map[string]any{"bucketId": b, "prefix": c.prefix, "delimiter": "/"}
		if got := files(call[namesPage](w, "b2_list_file_names", request).Files); !slices.Equal(got, c.want) {
			t.Errorf("names below %q: %q, want %q", c.prefix, got, c.want)
		}
		if got := files(call[versionsPage](w, "b2_list_file_versions", request).Files); !slices.Equal(got, c.want) {
			t.Errorf("versions below %q: %q, want %q", c.prefix, got, c.want)
		}
	}
	folder := call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b, "delimiter": "/"}).Files[0]
	if folder.Action != "folder" || folder.FileID != nil || folder.ContentType != nil || folder.ContentLength != 0 {
		t.Errorf("folder entry %+v", folder)
	}
}

func TestListShowsTheCurrentVersion(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("versions")
	w.upload(b, "kept", "1")
	newest := w.upload(b, "kept", "22")
	w.upload(b, "gone", "1")
	w.hide(b, "gone")
	w.upload(b, "back", "1")
	w.hide(b, "back")
	w.upload(b, "back", "2")
	w.upload(b, "only/hidden", "1")
	w.hide(b, "only/hidden")
	w.upload(b, "started", "1")
	w.start(b, "started")
	w.start(b, "unfinished")

	page := call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b, "delimiter": "/"})
	if got, want := files(page.Files), []string{"back", "kept", "started"}; !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
	if got := page.Files[1]; *got.FileID != *newest.FileID || got.ContentLength != 2 {
		t.Errorf("kept shows %+v", got)
	}
	versions := call[versionsPage](w, "b2_list_file_versions", map[string]any{"bucketId": b, "delimiter": "/"})
	want := []string{
		"back", "back hide", "back", "gone hide", "gone", "kept", "kept", "only/",
		"started start", "started", "unfinished start",
	}
	if got := files(versions.Files); !slices.Equal(got, want) {
		t.Errorf("versions %q, want %q", got, want)
	}
}

func TestListArguments(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("arguments")
	f := w.upload(b, "a", "1")
	w.refused(w.post("b2_list_file_names", map[string]any{"bucketId": b, "maxFileCount": 10_001}), 400, "out_of_range")
	w.refused(w.post("b2_list_file_names", map[string]any{"bucketId": b, "maxFileCount": -1}), 400, "out_of_range")
	w.refused(w.post("b2_list_file_names", map[string]any{"bucketId": "nope"}), 400, "bad_bucket_id")
	w.refused(w.post("b2_list_file_versions", map[string]any{"bucketId": b, "startFileId": *f.FileID}), 400, "bad_request")
	w.refused(w.post("b2_list_file_versions", map[string]any{"bucketId": b, "startFileName": "a", "startFileId": "x"}), 400, "invalid_file_id")
	w.refused(w.post("b2_list_file_names", map[string]any{"bucketId": 7}), 400, "bad_json")
	null := map[string]any{"bucketId": b, "prefix": nil, "startFileName": nil, "maxFileCount": nil, "delimiter": nil}
	if got := call[namesPage](w, "b2_list_file_names", null); len(got.Files) != 1 || got.NextFileName != nil {
		t.Errorf("with nulls: %+v", got)
	}
}

// TestListPagingAgainstModel compares every page size and start with a model
// that builds the whole listing by definition.
func TestListPagingAgainstModel(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		w := newWire(t)
		b := w.bucket("property")
		rnd := rand.New(rand.NewPCG(seed, 1))
		m := grow(w, b, rnd)
		for range 60 {
			q := query{
				prefix: pick(rnd, "", "", "a", "a/", "b/b", "é"), delimiter: pick(rnd, "", "/", "/", "b", "//"),
				start: pick(rnd, "", "", "a/b", "a/b/", "b", "zz"), max: 1 + rnd.IntN(5),
			}
			if got, want := q.allNames(w, b), m.names(q); !slices.Equal(got, want) {
				t.Fatalf("seed %d names %+v:\n got %q\nwant %q", seed, q, got, want)
			}
			if got, want := q.allVersions(w, b), m.versions(q); !slices.Equal(got, want) {
				t.Fatalf("seed %d versions %+v:\n got %q\nwant %q", seed, q, got, want)
			}
		}
	}
}

type query struct {
	prefix, delimiter, start string
	max                      int
}

func (q query) request(b string) map[string]any {
	r := map[string]any{"bucketId": b, "prefix": q.prefix, "maxFileCount": q.max, "startFileName": q.start}
	if q.delimiter != "" {
		r["delimiter"] = q.delimiter
	}
	return r
}

func (q query) allNames(w *wire, b string) []string {
	var all []string
	r := q.request(b)
	for {
		page := call[namesPage](w, "b2_list_file_names", r)
		for _, f := range page.Files {
			all = append(all, describe(f))
		}
		if page.NextFileName == nil {
			return all
		}
		r["startFileName"] = *page.NextFileName
	}
}

func (q query) allVersions(w *wire, b string) []string {
	var all []string
	r := q.request(b)
	for {
		page := call[versionsPage](w, "b2_list_file_versions", r)
		for _, f := range page.Files {
			all = append(all, describe(f))
		}
		if page.NextFileName == nil {
			return all
		}
		r["startFileName"] = *page.NextFileName
		delete(r, "startFileId")
		if page.NextFileID != nil {
			r["startFileId"] = *page.NextFileID
		}
	}
}

func describe(f api.File) string {
	if f.FileID == nil {
		return f.FileName + " " + f.Action
	}
	return f.FileName + " " + f.Action + " " + *f.FileID
}

// model holds the versions of each name, newest first.
type model map[string][]api.File

func grow(w *wire, b string, rnd *rand.Rand) model {
	m := model{}
	add := func(f api.File) { m[f.FileName] = append([]api.File{f}, m[f.FileName]...) }
	for range 60 {
		name := pick(rnd, "a", "a/b", "a/b/c", "a/b0", "a-b", "b/b/b", "b", "bb", "é/é", "a/c")
		switch rnd.IntN(5) {
		case 0:
			if len(m[name]) > 0 && current(m[name]).Action == "upload" {
				add(w.hide(b, name))
			}
		case 1:
			id := w.start(b, name)
			add(api.File{FileName: name, Action: "start", FileID: &id})
		case 2:
			if len(m[name]) > 0 {
				i := rnd.IntN(len(m[name]))
				call[api.FileIDAndName](w, "b2_delete_file_version", map[string]any{"fileName": name, "fileId": *m[name][i].FileID})
				m[name] = slices.Delete(m[name], i, i+1)
			}
		default:
			add(w.upload(b, name, "x"))
		}
	}
	return m
}

func current(versions []api.File) api.File {
	for _, f := range versions {
		if f.Action != "start" {
			return f
		}
	}
	return api.File{}
}

func (m model) names(q query) []string {
	return m.list(q, func(versions []api.File) []api.File {
		if c := current(versions); c.Action == "upload" {
			return []api.File{c}
		}
		return nil
	})
}

func (m model) versions(q query) []string {
	return m.list(q, func(versions []api.File) []api.File { return versions })
}

func (m model) list(q query, shown func([]api.File) []api.File) []string {
	var names, out []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		show := shown(m[name])
		rest, ok := strings.CutPrefix(name, q.prefix)
		if !ok || name < q.start || len(show) == 0 {
			continue
		}
		if q.delimiter != "" && strings.Contains(rest, q.delimiter) {
			before, _, _ := strings.Cut(rest, q.delimiter)
			folder := q.prefix + before + q.delimiter + " folder"
			if len(out) == 0 || out[len(out)-1] != folder {
				out = append(out, folder)
			}
			continue
		}
		for _, f := range show {
			out = append(out, describe(f))
		}
	}
	return out
}

func pick(rnd *rand.Rand, from ...string) string { return from[rnd.IntN(len(from))] }

func TestListUnfinishedPages(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("unfinished")
	var want []string
	for i := range 5 {
		want = append(want, w.start(b, fmt.Sprintf("%d", 9-i)))
	}
	w.upload(b, "done", "1")
	var got []string
	r := map[string]any{"bucketId": b, "maxFileCount": 2}
	for {
		page := call[api.ListUnfinishedResponse](w, "b2_list_unfinished_large_files", r)
		for _, f := range page.Files {
			got = append(got, *f.FileID)
		}
		if page.NextFileID == nil {
			break
		}
		r["startFileId"] = *page.NextFileID
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q, the oldest first", got, want)
	}
	page := call[api.ListUnfinishedResponse](w, "b2_list_unfinished_large_files", map[string]any{"bucketId": b, "namePrefix": "7"})
	if got := files(page.Files); !slices.Equal(got, []string{"7 start"}) {
		t.Errorf("with a prefix: %q", got)
	}
}

func TestVersionsContinueAfterADeletedOne(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("deleted")
	var ids []string
	for range 4 {
		ids = append(ids, *w.upload(b, "n", "x").FileID)
	}
	call[api.FileIDAndName](w, "b2_delete_file_version", map[string]any{"fileName": "n", "fileId": ids[2]})
	page := call[versionsPage](w, "b2_list_file_versions", map[string]any{"bucketId": b, "startFileName": "n", "startFileId": ids[2]})
	if len(page.Files) != 2 || *page.Files[0].FileID != ids[1] {
		t.Errorf("got %q, want to go on at the next older", files(page.Files))
	}
}

func TestListingsNameTheirOwnCounts(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("counts")
	for c, request := range map[string]map[string]any{
		api.CallListParts:     {"fileId": w.start(b, "large"), "maxPartCount": 1001},
		api.CallListKeys:      {"accountId": w.account, "maxKeyCount": 10_001},
		api.CallListFileNames: {"bucketId": b, "maxFileCount": 10_001},
	} {
		a := w.post(c, request)
		w.refused(a, 400, api.CodeOutOfRange)
		for name := range request {
			if strings.HasPrefix(name, "max") && !strings.Contains(a.message(), name) {
				t.Errorf("%s: %s", c, a.message())
			}
		}
	}
}

func TestFoldersOfVersion1HaveASize(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("folders")
	w.upload(b, "a/b", "x")
	for version, want := range map[string]bool{"v1": true, "v4": false} {
		w.version = version
		for _, c := range []string{api.CallListFileNames, api.CallListFileVersions} {
			page := call[namesPage](w, c, map[string]any{"bucketId": b, "delimiter": "/"})
			if f := page.Files[0]; f.Action != api.ActionFolder || (f.SizeV1 != nil) != want {
				t.Errorf("%s %s: %+v", version, c, f)
			}
		}
	}
}
