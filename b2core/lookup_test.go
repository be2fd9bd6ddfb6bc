package b2core_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func TestBucketNamesAndIDs(t *testing.T) {
	a := newAccount(t)
	if b, err := a.c.BucketByID(t.Context(), a.bucket.ID); err != nil || b.Name != a.bucket.Name {
		t.Errorf("by ID %+v, %v", b, err)
	}
	if _, err := a.c.BucketByID(t.Context(), "ffffffffffffffffffffffff"); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("unknown ID: %v", err)
	}
	a.ResetCounters()
	for _, name := range []string{"test-bucket", "TEST-Bucket"} {
		if id, err := a.c.BucketID(t.Context(), name); err != nil || id != a.bucket.ID {
			t.Errorf("%s: %s, %v", name, id, err)
		}
	}
	if n := a.Counters().Requests; n != 0 {
		t.Errorf("%d requests for a known name", n)
	}
	// Somebody else deletes the bucket: its first use finds out, and it is forgotten.
	other := a.Client(t)
	if err := other.DeleteBucket(t.Context(), a.bucket.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := a.c.ListNames(t.Context(), a.bucket.ID, b2core.ListOptions{}); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("listing a deleted bucket: %v", err)
	}
	if id, err := a.c.BucketID(t.Context(), "test-bucket"); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("a deleted bucket still has ID %s, %v", id, err)
	}
}

func TestBucketRestrictionsAreTold(t *testing.T) {
	a := newAccount(t)
	k, err := a.c.CreateKey(t.Context(), b2core.KeySpec{Name: "bound", Capabilities: []b2core.Capability{b2core.ListFiles}, BucketIDs: []string{a.bucket.ID}})
	if err != nil {
		t.Fatal(err)
	}
	creds := a.Credentials()
	creds.KeyID, creds.Key = k.ID, k.Secret
	c := a.ClientWith(t, creds)
	id, err := c.AccountID(t.Context())
	if err != nil || id != a.AccountID() {
		t.Errorf("account %s, %v", id, err)
	}
	a.ResetCounters()
	for what, err := range map[string]error{
		"name": c.CheckBucketName(t.Context(), "Test-Bucket"), "ID": c.CheckBucketID(t.Context(), a.bucket.ID),
	} {
		if err != nil {
			t.Errorf("its %s: %v", what, err)
		}
	}
	for what, err := range map[string]error{
		"name": c.CheckBucketName(t.Context(), "other-bucket"), "ID": c.CheckBucketID(t.Context(), "other"),
	} {
		if n, ok := errors.AsType[*b2core.NotAllowed](err); !ok || n.Bucket == "" || !errors.Is(err, b2core.ErrUnauthorized) {
			t.Errorf("another %s: %v", what, err)
		}
	}
	if n := a.Counters().Requests; n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestUnhideFile(t *testing.T) {
	a := newAccount(t)
	v := a.put(t, "f", content(1))
	a.put(t, "f2", content(1))
	if err := a.c.HideFile(t.Context(), a.bucket.ID, "f"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to do
		if err := a.c.UnhideFile(t.Context(), a.bucket.ID, "f"); err != nil {
			t.Fatal(err)
		}
		if got, err := a.c.Stat(t.Context(), a.bucket.ID, "f"); err != nil || got.ID != v.ID {
			t.Errorf("shows %+v, %v", got, err)
		}
	}
	for _, name := range []string{"e", "g"} {
		if err := a.c.UnhideFile(t.Context(), a.bucket.ID, name); !errors.Is(err, b2core.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParts(t *testing.T) {
	a := newAccount(t)
	// The last part fails for good: the others stay in an unfinished file.
	a.Inject(emulator.Fault{Call: api.CallFinishLargeFile, Status: 403, Code: api.CodeCapExceeded})
	p := content(4500)
	_, err := a.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: a.bucket.ID, Name: "large", Source: &memory{data: p}, Steering: b2core.Steering{Checkpoint: keepNothing{}},
	})
	if !errors.Is(err, b2core.ErrCapExceeded) {
		t.Fatal(err)
	}
	var id string
	for f, err := range a.c.UnfinishedLargeFiles(t.Context(), a.bucket.ID, "") {
		if err != nil {
			t.Fatal(err)
		}
		id = f.ID
	}
	list := func(o b2core.PartsOptions) (out []int) {
		for part, err := range a.c.Parts(t.Context(), id, o) {
			if err != nil {
				t.Fatal(err)
			}
			from := (part.Number - 1) * 1000
			if part.SHA1 != sha(p[from:from+int(part.Size)]) || part.UploadedAt.IsZero() {
				t.Errorf("part %+v", part)
			}
			out = append(out, part.Number)
		}
		return out
	}
	a.ResetCounters()
	if got := list(b2core.PartsOptions{Batch: 2}); !slices.Equal(got, []int{1, 2, 3, 4, 5}) {
		t.Errorf("parts %v", got)
	}
	if n := a.Counters().Calls[api.CallListParts]; n != 3 {
		t.Errorf("%d calls for 5 parts by 2", n)
	}
	if got := list(b2core.PartsOptions{Start: 4}); !slices.Equal(got, []int{4, 5}) {
		t.Errorf("from 4 on %v", got)
	}
	if err := a.c.CancelLargeFile(t.Context(), id); err != nil {
		t.Error(err)
	}
}

func TestKeyByID(t *testing.T) {
	a := newAccount(t)
	k, err := a.c.CreateKey(t.Context(), b2core.KeySpec{Name: "short-lived", Capabilities: []b2core.Capability{b2core.ListFiles}, ValidFor: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := a.c.KeyByID(t.Context(), k.ID); err != nil || got.Name != "short-lived" || !got.Expires.Equal(k.Expires) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := a.c.KeyByID(t.Context(), "000"); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
	a.AdvanceClock(2 * time.Hour)
	if _, err := a.c.KeyByID(t.Context(), k.ID); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("expired: %v", err)
	}
}

// Whoever has the token opens what it was made for, as long as it was made for.
func TestDownloadAuthorization(t *testing.T) {
	a := newAccount(t)
	a.put(t, "shared/ä b", []byte("content"))
	v := a.put(t, "private", []byte("secret"))
	token, err := a.c.GetDownloadAuthorization(t.Context(), b2core.DownloadGrant{BucketID: a.bucket.ID, Prefix: "shared/", ValidFor: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	open := func(address string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", token.Reveal())
		transport := b2core.NewTransport()
		defer transport.CloseIdleConnections()
		resp, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(body)
	}
	address := func(url string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return url
	}
	shared := address(a.c.FileURL(t.Context(), a.bucket.Name, "shared/ä b"))
	if status, body := open(shared); status != 200 || body != "content" {
		t.Errorf("shared: %d %s", status, body)
	}
	for _, closed := range []string{address(a.c.FileURL(t.Context(), a.bucket.Name, "private")), address(a.c.FileURLByID(t.Context(), v.ID))} {
		if status, _ := open(closed); status != 401 {
			t.Errorf("%s: %d", closed, status)
		}
	}
	a.AdvanceClock(2 * time.Hour)
	if status, _ := open(shared); status != 401 {
		t.Errorf("after it expired: %d", status)
	}
	if _, err := a.c.UpdateBucket(t.Context(), a.bucket.ID, b2core.BucketChange{Type: new(b2core.AllPublic)}); err != nil {
		t.Fatal(err)
	}
	token = b2core.Secret{}
	if status, body := open(address(a.c.FileURLByID(t.Context(), v.ID))); status != 200 || body != "secret" {
		t.Errorf("public, by ID: %d %s", status, body)
	}
	for _, d := range []time.Duration{0, 8 * day} {
		if _, err := a.c.GetDownloadAuthorization(t.Context(), b2core.DownloadGrant{BucketID: a.bucket.ID, ValidFor: d}); !errors.Is(err, b2core.ErrBadRequest) {
			t.Errorf("%v: %v", d, err)
		}
	}
}

// keepNothing is a checkpoint, so that a large file that fails is left to be taken up.
type keepNothing struct{}

func (keepNothing) Started(context.Context, b2core.Plan) error        { return nil }
func (keepNothing) PartDone(context.Context, b2core.PartRecord) error { return nil }

// A key that can only read finds a file through its bucket's name, and says what
// it lacks when it cannot know that: the file may be there.
func TestStatOfReaders(t *testing.T) {
	a := newAccount(t)
	v := a.put(t, "f", content(10))
	for name, c := range map[string]struct {
		client *b2core.Client
		want   error
	}{
		"reads":                  {a.withRights(t, b2core.ReadFiles), b2core.ErrUnauthorized},
		"reads and lists":        {a.withRights(t, b2core.ReadFiles, b2core.ListBuckets), nil},
		"reads the bucket":       {a.ClientWith(t, a.bound(t, b2core.ReadFiles)), nil},
		"reads, caching nothing": {b2core.New(a.bound(t, b2core.ReadFiles), b2core.Options{Cache: b2core.NoCache{}}), nil},
	} {
		defer c.client.Close()
		got, err := c.client.Stat(t.Context(), a.bucket.ID, "f")
		if !errors.Is(err, c.want) || err == nil && got.ID != v.ID {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if n, ok := errors.AsType[*b2core.NotAllowed](err); c.want != nil && (!ok || n.Missing != b2core.ListBuckets) {
			t.Errorf("%s: it does not say what is missing: %v", name, err)
		}
	}
}

// A key that is bound to a prefix sees the unfinished uploads below it.
func TestUnfinishedBelowAPrefix(t *testing.T) {
	a := newAccount(t)
	a.leftOver(t)
	k, err := a.c.CreateKey(t.Context(), b2core.KeySpec{
		Name: "below", Capabilities: []b2core.Capability{b2core.ListFiles}, BucketIDs: []string{a.bucket.ID}, NamePrefix: "le",
	})
	if err != nil {
		t.Fatal(err)
	}
	creds := a.Credentials()
	creds.KeyID, creds.Key = k.ID, k.Secret
	c := a.ClientWith(t, creds)
	for prefix, want := range map[string]int{"": 1, "l": 1, "left": 1, "lex": 0} {
		n := 0
		for _, err := range c.UnfinishedLargeFiles(t.Context(), a.bucket.ID, prefix) {
			if err != nil {
				t.Fatalf("%q: %v", prefix, err)
			}
			n++
		}
		if n != want {
			t.Errorf("%q: %d unfinished, want %d", prefix, n, want)
		}
	}
	for _, err := range c.UnfinishedLargeFiles(t.Context(), a.bucket.ID, "other") {
		if !errors.Is(err, b2core.ErrUnauthorized) {
			t.Errorf("beside the prefix: %v", err)
		}
	}
}
