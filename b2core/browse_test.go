package b2core_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// key makes a key and a client that uses it.
func (a *account) key(t *testing.T, spec b2core.KeySpec) *b2core.Client {
	t.Helper()
	spec.Name = "test-key"
	k, err := a.c.CreateKey(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	c := b2core.New(b2core.Credentials{KeyID: k.ID, Key: k.Secret, Realm: a.URL}, b2core.Options{Transport: a.Transport})
	t.Cleanup(c.Close)
	return c
}

func names(t *testing.T, page b2core.Page, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range page.Files {
		out = append(out, f.Name)
	}
	return out
}

func TestKeysBoundToBuckets(t *testing.T) {
	a := newAccount(t)
	var ids []string
	for _, name := range []string{"second-bucket", "first-bucket", "doomed-bucket"} {
		b, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, b.ID)
	}
	rights := []b2core.Capability{b2core.ListBuckets, b2core.ListFiles}
	c := a.key(t, b2core.KeySpec{Capabilities: rights, BucketIDs: ids})
	blind := a.key(t, b2core.KeySpec{Capabilities: rights[1:], BucketIDs: ids})
	if err := a.c.DeleteBucket(t.Context(), ids[2]); err != nil {
		t.Fatal(err)
	}
	for who, client := range map[string]*b2core.Client{"with listBuckets": c, "without": blind} {
		buckets, err := client.ListBuckets(t.Context())
		if err != nil || len(buckets) != 2 || buckets[0].Name != "first-bucket" || buckets[1].Name != "second-bucket" {
			t.Errorf("%s: %v, %v", who, buckets, err)
		}
		if b, err := client.BucketByName(t.Context(), "First-Bucket"); err != nil || b.ID != ids[1] {
			t.Errorf("%s: %v, %v", who, b, err)
		}
		a.ResetCounters()
		_, err = client.BucketByName(t.Context(), "test-bucket")
		denied, ok := errors.AsType[*b2core.NotAllowed](err)
		if !errors.Is(err, b2core.ErrUnauthorized) || !ok || denied.Bucket != "test-bucket" {
			t.Errorf("%s: %v", who, err)
		}
		if n := a.Counters().Requests; n != 0 {
			t.Errorf("%s: %d calls for what is known to be refused", who, n)
		}
	}
}

func TestMissingRightsAreNamedWithoutACall(t *testing.T) {
	a := newAccount(t)
	v := a.put(t, "n", nil)
	c := a.key(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ListFiles}})
	account, err := c.Authorize(t.Context())
	if err != nil || !account.Allowed.Can(b2core.ListFiles) || account.Allowed.Can(b2core.WriteFiles) || !account.Allowed.CanBucket("any") {
		t.Fatal(account, err)
	}
	a.ResetCounters()
	for missing, try := range map[b2core.Capability]func() error{
		b2core.ListBuckets: func() error { _, err := c.ListBuckets(t.Context()); return err },
		b2core.ReadFiles:   func() error { _, err := c.FileInfo(t.Context(), v.ID); return err },
		b2core.WriteFiles:  func() error { return c.HideFile(t.Context(), a.bucket.ID, "n") },
		b2core.DeleteFiles: func() error { return c.DeleteFileVersion(t.Context(), "n", v.ID) },
		b2core.WriteKeys:   func() error { _, err := c.CreateKey(t.Context(), b2core.KeySpec{Name: "x"}); return err },
		b2core.DeleteKeys:  func() error { return c.DeleteKey(t.Context(), "x") },
		b2core.WriteBuckets: func() error {
			_, err := c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "other-bucket"})
			return err
		},
		b2core.DeleteBuckets: func() error { return c.DeleteBucket(t.Context(), a.bucket.ID) },
	} {
		err := try()
		denied, ok := errors.AsType[*b2core.NotAllowed](err)
		if !ok || denied.Missing != missing || !strings.Contains(b2core.Hint(err), string(missing)) {
			t.Errorf("%s: %v, hint %q", missing, err, b2core.Hint(err))
		}
	}
	if n := a.Counters().Requests; n != 0 {
		t.Errorf("%d calls", n)
	}
}

// A key that is bound to a prefix sees the way down to it as folders.
func TestKeyBoundToAPrefixWalksDown(t *testing.T) {
	a := newAccount(t)
	for _, name := range []string{"a/b/c1", "a/b/c2/x", "a/b/d", "a/other", "z"} {
		a.put(t, name, nil)
	}
	c := a.key(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ListFiles, b2core.WriteFiles}, NamePrefix: "a/b/c"})
	list := func(prefix, delimiter string) []string {
		page, err := c.ListNames(t.Context(), a.bucket.ID, b2core.ListOptions{Prefix: prefix, Delimiter: delimiter})
		return names(t, page, err)
	}
	for _, w := range []struct {
		prefix, delimiter string
		want              []string
	}{
		{"", "/", []string{"a/"}},
		{"a/", "/", []string{"a/b/"}},
		{"a/b/", "/", []string{"a/b/c1", "a/b/c2/"}},
		{"", "", []string{"a/b/c1", "a/b/c2/x"}},
		{"a/b/c2/", "/", []string{"a/b/c2/x"}},
	} {
		if got := list(w.prefix, w.delimiter); !slices.Equal(got, w.want) {
			t.Errorf("prefix %q: %q, want %q", w.prefix, got, w.want)
		}
	}
	if _, err := c.ListNames(t.Context(), a.bucket.ID, b2core.ListOptions{Prefix: "z"}); !errors.Is(err, b2core.ErrUnauthorized) {
		t.Errorf("got %v", err)
	}
	if _, err := c.Upload(t.Context(), a.request("z2", nil)); !errors.Is(err, b2core.ErrUnauthorized) {
		t.Errorf("got %v", err)
	}
}

func TestListingsPage(t *testing.T) {
	a := newAccount(t)
	var want []string
	for i := range 25 {
		name := fmt.Sprintf("f%02d", i)
		a.put(t, name, nil)
		want = append(want, name)
	}
	a.put(t, "f03", []byte("newer"))
	var got []string
	for f, err := range a.c.Names(t.Context(), a.bucket.ID, b2core.ListOptions{Max: 7}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, f.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if n := a.versions(t); n != 26 {
		t.Errorf("%d versions", n)
	}
	a.ResetCounters()
	for range a.c.Names(t.Context(), a.bucket.ID, b2core.ListOptions{Max: 7}) {
		break
	}
	if n := a.Counters().Calls[api.CallListFileNames]; n != 1 {
		t.Errorf("%d pages fetched for one entry", n)
	}
}

// A listing whose next name does not grow is refused instead of followed for ever.
func TestListingThatNeverEnds(t *testing.T) {
	t.Attr("fault", "S12")
	stops := 0
	synctest.Test(t, func(t *testing.T) {
		a := inMemory(t)
		defer a.c.Close()
		a.put(t, "a", nil)
		calls := 0
		loop := tripper{a.Transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			if err == nil && strings.HasSuffix(r.URL.Path, api.CallListFileNames) {
				calls++
				resp = rewrite(t, resp, `"nextFileName":null`, `"nextFileName":"a"`)
				resp.ContentLength = -1
			}
			return resp, err
		}}
		c := b2core.New(a.Credentials(), b2core.Options{Transport: loop})
		defer c.Close()
		var last error
		for _, err := range c.Names(t.Context(), a.bucket.ID, b2core.ListOptions{}) {
			last = err
		}
		if !errors.Is(last, b2core.ErrBrokenReply) || calls > 10 {
			t.Errorf("after %d calls: %v", calls, last)
		}
		stops = calls
	})
	t.Attr("figure", fmt.Sprintf("same next name: calls before stop: %d", stops))
}

func TestStatHideDelete(t *testing.T) {
	a := newAccount(t)
	v := a.put(t, "dir/a+b ü", content(5))
	a.put(t, "dir/a+b ü2", content(6))
	reader := a.key(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ReadFiles, b2core.ListBuckets}, BucketIDs: []string{a.bucket.ID}})
	for who, c := range map[string]*b2core.Client{"by listing": a.c, "by HEAD": reader} {
		got, err := c.Stat(t.Context(), a.bucket.ID, v.Name)
		if err != nil || got.ID != v.ID || got.Size != 5 || got.Hash() != v.Hash() || !got.UploadedAt.Equal(v.UploadedAt) {
			t.Errorf("%s: %+v, %v", who, got, err)
		}
		if _, err := c.Stat(t.Context(), a.bucket.ID, "dir/a"); !errors.Is(err, b2core.ErrNotFound) {
			t.Errorf("%s: %v", who, err)
		}
	}
	for range 2 { // hiding twice is done
		if err := a.c.HideFile(t.Context(), a.bucket.ID, v.Name); err != nil {
			t.Error(err)
		}
	}
	if _, err := a.c.Stat(t.Context(), a.bucket.ID, v.Name); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("hidden: %v", err)
	}
	for range 2 { // deleting twice, too
		if err := a.c.DeleteFileVersion(t.Context(), v.Name, v.ID); err != nil {
			t.Error(err)
		}
	}
	if _, err := a.c.FileInfo(t.Context(), v.ID); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("deleted: %v", err)
	}
	if address, err := a.c.FileURL(t.Context(), "test-bucket", v.Name); err != nil || !strings.HasSuffix(address, "/file/test-bucket/dir/a%2Bb%20%C3%BC") {
		t.Errorf("%s, %v", address, err)
	}
}

func TestBuckets(t *testing.T) {
	a := newAccount(t)
	b, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{
		Name: "all-settings", Type: b2core.AllPublic, Info: map[string]string{"k": "v"}, EncryptSSEB2: true, FileLockEnabled: true,
		Lifecycle: []b2core.LifecycleRule{{FileNamePrefix: "tmp/", DaysFromHidingToDeleting: 3}},
	})
	if err != nil || b.Type != b2core.AllPublic || b.Info["k"] != "v" || b.Encryption.Value != "SSE-B2" || !b.FileLock.Value.Enabled ||
		len(b.Lifecycle) != 1 || b.Lifecycle[0].DaysFromHidingToDeleting != 3 || b.Lifecycle[0].DaysFromUploadingToHiding != 0 {
		t.Errorf("%+v, %v", b, err)
	}
	if _, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "all-settings"}); !errors.Is(err, b2core.ErrExists) {
		t.Errorf("twice: %v", err)
	}
	if _, err := a.c.BucketByName(t.Context(), "nothing-here"); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	a.put(t, "n", nil)
	if err := a.c.DeleteBucket(t.Context(), a.bucket.ID); !errors.Is(err, b2core.ErrNotEmpty) && !errors.Is(err, b2core.ErrBadRequest) {
		t.Errorf("not empty: %v", err)
	}
	if err := a.c.DeleteBucket(t.Context(), b.ID); err != nil {
		t.Error(err)
	}
}

func TestCreateBucketWhoseReplyIsLost(t *testing.T) {
	a := newAccount(t)
	a.Inject(emulator.Fault{Call: api.CallCreateBucket, DropReply: true})
	b, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "made-unseen"})
	if err != nil || b.ID == "" {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestKeys(t *testing.T) {
	a := newAccount(t)
	made, err := a.c.CreateKey(t.Context(), b2core.KeySpec{
		Name: "for-bob", Capabilities: []b2core.Capability{b2core.ListFiles}, BucketIDs: []string{a.bucket.ID}, NamePrefix: "bob/", ValidFor: time.Hour,
	})
	if err != nil || made.Secret.IsZero() || strings.Contains(fmt.Sprintf("%v %+v %#v", made, made, made), made.Secret.Reveal()) {
		t.Fatal(made, err)
	}
	var found []b2core.ApplicationKey
	for k, err := range a.c.Keys(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, k)
	}
	if len(found) != 1 || found[0].ID != made.ID || found[0].NamePrefix != "bob/" || !slices.Equal(found[0].BucketIDs, []string{a.bucket.ID}) || found[0].Expires.IsZero() {
		t.Errorf("%+v", found)
	}
	if err := a.c.DeleteKey(t.Context(), made.ID); err != nil {
		t.Error(err)
	}
	a.Inject(emulator.Fault{Call: api.CallCreateKey, DropReply: true})
	a.ResetCounters()
	if _, err := a.c.CreateKey(t.Context(), b2core.KeySpec{Name: "lost", Capabilities: []b2core.Capability{b2core.ListFiles}}); err == nil || a.Counters().Calls[api.CallCreateKey] != 1 {
		t.Errorf("a key was made twice: %v", err)
	}
}

// Copies of any size keep content, type and info.
func TestCopyFile(t *testing.T) {
	a := newAccount(t)
	a.c.SetCopyLimit(1000)
	other, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "other-bucket"})
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 10, 999, 1000, 1001, 2500, 3000} {
		r := a.request("from", content(size))
		r.ContentType, r.ModTime = "text/x-test", time.UnixMilli(1e12)
		v, err := a.c.Upload(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		copied, err := a.c.CopyFile(t.Context(), v, other.ID, "to")
		if err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		if copied.ContentType != "text/x-test" || !copied.ModTime().Equal(r.ModTime) || copied.Hash().SHA1 != sha(content(size)) {
			t.Errorf("%d bytes: %+v", size, copied)
		}
		got, verdict, err := a.get(t.Context(), copied)
		if err != nil || verdict != b2core.Verified || !bytes.Equal(got.data, content(size)) {
			t.Errorf("%d bytes: %v, %v", size, verdict, err)
		}
	}
	if n := a.unfinished(t); n != 0 {
		t.Errorf("%d unfinished", n)
	}
	a.Inject(emulator.Fault{Call: api.CallCopyPart, Status: 400, Code: api.CodeBadRequest})
	v, _ := a.c.Stat(t.Context(), a.bucket.ID, "from")
	if _, err := a.c.CopyFile(t.Context(), v, a.bucket.ID, "failed"); err == nil || a.unfinished(t) != 0 {
		t.Errorf("%v, %d unfinished", err, a.unfinished(t))
	}
}
