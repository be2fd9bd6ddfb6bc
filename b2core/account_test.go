package b2core_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// bound makes a key with some rights in the account's bucket.
func (a *account) bound(t *testing.T, rights ...b2core.Capability) b2core.Credentials {
	t.Helper()
	k, err := a.c.CreateKey(t.Context(), b2core.KeySpec{Name: "bound", Capabilities: rights, BucketIDs: []string{a.bucket.ID}})
	if err != nil {
		t.Fatal(err)
	}
	creds := a.Credentials()
	creds.KeyID, creds.Key = k.ID, k.Secret
	return creds
}

// brokenStore is an AccountInfo that nobody can read.
type brokenStore struct{ b2core.InMemoryAccountInfo }

func (*brokenStore) Load(context.Context) (b2core.Credentials, bool, error) {
	return b2core.Credentials{}, false, context.DeadlineExceeded
}

func TestAuthorizeAutomatically(t *testing.T) {
	s := b2test.NewServer(t)
	for _, store := range []b2core.AccountInfo{nil, &b2core.InMemoryAccountInfo{}} {
		c := b2core.New(b2core.Credentials{}, b2core.Options{AccountInfo: store})
		if found, err := c.AuthorizeAutomatically(t.Context()); found || err != nil {
			t.Errorf("with nothing stored: %v, %v", found, err)
		}
		c.Close()
	}
	broken := b2core.New(b2core.Credentials{}, b2core.Options{AccountInfo: &brokenStore{}})
	if found, err := broken.AuthorizeAutomatically(t.Context()); found || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with a broken store: %v, %v", found, err)
	}
	store := &b2core.InMemoryAccountInfo{}
	first := b2core.New(b2core.Credentials{}, b2core.Options{AccountInfo: store})
	defer first.Close()
	if _, err := first.AuthorizeAccount(t.Context(), s.Credentials()); err != nil {
		t.Fatal(err)
	}
	second := b2core.New(b2core.Credentials{}, b2core.Options{AccountInfo: store})
	defer second.Close()
	if _, known := second.Account(); known {
		t.Error("an account is known before the login")
	}
	if found, err := second.AuthorizeAutomatically(t.Context()); !found || err != nil {
		t.Errorf("with a key stored: %v, %v", found, err)
	}
	if a, known := second.Account(); !known || a.ID != s.AccountID() || a.KeyID != s.KeyID() || a.Realm != s.URL {
		t.Errorf("account %+v, %v", a, known)
	}
	wrong := s.Credentials()
	wrong.Key = b2core.NewSecret("K000wrong")
	_ = store.Store(t.Context(), wrong)
	if found, err := second.AuthorizeAutomatically(t.Context()); found || !errors.Is(err, b2core.ErrKeyRefused) {
		t.Errorf("with a wrong key stored: %v, %v", found, err)
	}
	if _, err := second.ListBuckets(t.Context()); err != nil {
		t.Errorf("a login that failed took the former one away: %v", err)
	}
}

// With another key the cache holds that key's buckets and nothing else, and a
// bucket that was deleted in the meantime is no hindrance.
func TestAnotherAccountStartsAfresh(t *testing.T) {
	a := newAccount(t)
	creds := a.bound(t, b2core.ListFiles)
	other, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "other-bucket"})
	if err != nil {
		t.Fatal(err)
	}
	a.put(t, "f", content(1))
	if _, err := a.c.AuthorizeAccount(t.Context(), creds); err != nil {
		t.Fatal(err)
	}
	if id := a.c.Cache().ID(other.Name); id != "" || a.c.Cache().ID(a.bucket.Name) != a.bucket.ID || a.c.FreeUploadURLs(a.bucket.ID) != 0 {
		t.Errorf("it still knows %s, or not its own bucket, or upload URLs", id)
	}
	// Without listBuckets it knows its bucket's name and ID.
	for _, find := range []func() (b2core.Bucket, error){
		func() (b2core.Bucket, error) { return a.c.BucketByID(t.Context(), a.bucket.ID) },
		func() (b2core.Bucket, error) { return a.c.BucketByName(t.Context(), a.bucket.Name) },
	} {
		if b, err := find(); err != nil || b.ID != a.bucket.ID || b.Name != a.bucket.Name {
			t.Errorf("found %+v, %v", b, err)
		}
	}
	err = a.c.CheckBucketName(t.Context(), other.Name)
	if err == nil || !strings.Contains(err.Error(), a.bucket.Name) {
		t.Errorf("the refusal does not say what the key reaches: %v", err)
	}
	master := a.Client(t)
	for v, err := range master.Versions(t.Context(), a.bucket.ID, b2core.ListOptions{}) {
		if err := errors.Join(err, master.DeleteFileVersion(t.Context(), v.Name, v.ID)); err != nil {
			t.Fatal(err)
		}
	}
	if err := master.DeleteBucket(t.Context(), a.bucket.ID); err != nil {
		t.Fatal(err)
	}
	account, err := a.c.Authorize(t.Context())
	if err != nil || len(account.Allowed.Buckets) != 1 || account.Allowed.Buckets[0].Name != "" {
		t.Errorf("with its bucket deleted: %+v, %v", account, err)
	}
	if name := a.c.Cache().Name(a.bucket.ID); name != "" {
		t.Errorf("the cache still knows %s", name)
	}
	if _, err := a.c.BucketByID(t.Context(), a.bucket.ID); !errors.Is(err, b2core.ErrBucketNotFound) {
		t.Errorf("the deleted bucket: %v", err)
	}
}

func TestCaches(t *testing.T) {
	var m b2core.InMemoryCache
	m.Put("1", "Photos")
	m.Put("2", "photos") // the bucket was deleted and made anew
	if m.ID("PHOTOS") != "2" || m.Name("1") != "" {
		t.Errorf("a name belongs to %s and 1 to %s", m.ID("PHOTOS"), m.Name("1"))
	}
	m.Put("2", "pictures")
	if m.ID("photos") != "" || m.ID("pictures") != "2" {
		t.Error("an ID has two names")
	}
	m.Replace(map[string]string{"3": "music"})
	if m.Name("2") != "" || m.ID("Music") != "3" {
		t.Error("Replace kept what was there, or took nothing in")
	}
	m.Drop("3")
	if m.ID("music") != "" {
		t.Error("Drop kept the name")
	}
	a := newAccount(t)
	c := b2core.New(a.Credentials(), b2core.Options{Cache: b2core.NoCache{}})
	defer c.Close()
	a.ResetCounters()
	for range 2 {
		if id, err := c.BucketID(t.Context(), a.bucket.Name); err != nil || id != a.bucket.ID {
			t.Errorf("%s, %v", id, err)
		}
	}
	if n := a.Counters().Calls[api.CallListBuckets]; n != 2 {
		t.Errorf("%d look-ups without a cache, want 2", n)
	}
}

// An upload is told that its bucket is gone, and the name is forgotten.
func TestUploadToADeletedBucketForgetsIt(t *testing.T) {
	for _, call := range []string{api.CallGetUploadURL, api.CallStartLargeFile} {
		a := newAccount(t)
		a.Inject(emulator.Fault{Call: call, Status: 400, Code: api.CodeBadBucketID})
		_, err := a.c.Upload(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: "n", Source: &memory{data: content(map[bool]int{true: 2500, false: 10}[call == api.CallStartLargeFile])}})
		if !errors.Is(err, b2core.ErrBucketNotFound) || a.c.Cache().Name(a.bucket.ID) != "" {
			t.Errorf("%s: %v, and the cache knows %q", call, err, a.c.Cache().Name(a.bucket.ID))
		}
	}
}

func TestKeysFromAndDeletedKey(t *testing.T) {
	a := newAccount(t)
	var made []b2core.CreatedKey
	for _, name := range []string{"one", "two", "three"} {
		k, err := a.c.CreateKey(t.Context(), b2core.KeySpec{Name: name, Capabilities: []b2core.Capability{b2core.ListFiles}})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, k)
	}
	var names []string
	for k, err := range a.c.KeysFrom(t.Context(), made[1].ID) {
		if err != nil || k.AccountID != a.AccountID() {
			t.Fatal(k, err)
		}
		names = append(names, k.Name)
	}
	if strings.Join(names, " ") != "two three" {
		t.Errorf("from the second on: %v", names)
	}
	if k, err := a.c.DeleteKeyByID(t.Context(), made[0].ID); err != nil || k.Name != "one" {
		t.Errorf("deleted %+v, %v", k, err)
	}
}

func TestBadKeysAreNotMade(t *testing.T) {
	a := newAccount(t)
	good := b2core.KeySpec{Name: "a-Key-1", Capabilities: []b2core.Capability{b2core.ListFiles}}
	a.ResetCounters()
	for name, change := range map[string]func(*b2core.KeySpec){
		"no name":       func(s *b2core.KeySpec) { s.Name = "" },
		"long name":     func(s *b2core.KeySpec) { s.Name = strings.Repeat("x", 101) },
		"underscore":    func(s *b2core.KeySpec) { s.Name = "a_b" },
		"umlaut":        func(s *b2core.KeySpec) { s.Name = "schlüssel" },
		"no rights":     func(s *b2core.KeySpec) { s.Capabilities = nil },
		"half a second": func(s *b2core.KeySpec) { s.ValidFor = time.Second / 2 },
		"negative":      func(s *b2core.KeySpec) { s.ValidFor = -time.Second },
		"1,000 days":    func(s *b2core.KeySpec) { s.ValidFor = 1000 * day },
		"account's right": func(s *b2core.KeySpec) {
			s.BucketIDs, s.Capabilities = []string{a.bucket.ID}, []b2core.Capability{b2core.WriteKeys}
		},
	} {
		spec := good
		change(&spec)
		if _, err := a.c.CreateKey(t.Context(), spec); !errors.Is(err, b2core.ErrBadRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := a.Counters().Requests; n != 0 {
		t.Errorf("%d requests went out", n)
	}
	// A key with more than was asked for is handed over with an error.
	a.Inject(emulator.Fault{Call: api.CallCreateKey, Set: map[string]any{"capabilities": []any{"listFiles", "writeKeys"}}})
	if k, err := a.c.CreateKey(t.Context(), good); !errors.Is(err, b2core.ErrBrokenReply) || k.ID == "" || k.Secret.Reveal() == "" {
		t.Errorf("another key than asked for: %s, %v", k.ID, err)
	}
}

func TestBucketRefusalsAreExplained(t *testing.T) {
	a := newAccount(t)
	_, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "TEST-bucket"})
	if !errors.Is(err, b2core.ErrBucketOwned) || !errors.Is(err, b2core.ErrExists) {
		t.Errorf("our own: %v", err)
	}
	a.Inject(emulator.Fault{Call: api.CallCreateBucket, Status: 400, Code: api.CodeDuplicateBucketName})
	_, err = a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "somebodys-bucket"})
	if errors.Is(err, b2core.ErrBucketOwned) || !errors.Is(err, b2core.ErrDuplicateBucketName) || !strings.Contains(err.Error(), "another account") {
		t.Errorf("somebody else's: %v", err)
	}
	for range 3 {
		a.put(t, "f", content(1))
	}
	a.put(t, "g", content(1))
	if err := a.c.HideFile(t.Context(), a.bucket.ID, "g"); err != nil {
		t.Fatal(err)
	}
	a.ResetCounters()
	err = a.c.DeleteBucket(t.Context(), a.bucket.ID)
	const counts = "1 visible files, 3 older or hidden versions, 1 hide markers and 0 unfinished uploads"
	if !errors.Is(err, b2core.ErrNotEmpty) || !strings.Contains(err.Error(), counts) || a.Counters().Requests != 2 {
		t.Errorf("%v after %d requests", err, a.Counters().Requests)
	}
	for text, want := range map[string]error{
		"fileLockEnabled value of false is not allowed when bucket is already file lock enabled.":             b2core.ErrFileLockConflict,
		"Turning on file lock for an existing bucket having source replication configuration is not allowed.": b2core.ErrSourceReplication,
		"Turning on file lock for a restricted bucket is not allowed.":                                        b2core.ErrRestrictedFileLock,
	} {
		a.Inject(emulator.Fault{Call: api.CallUpdateBucket, Status: 400, Code: api.CodeBadRequest, Message: text})
		if _, err := a.c.UpdateBucket(t.Context(), a.bucket.ID, b2core.BucketChange{FileLockEnabled: new(true)}); !errors.Is(err, want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What runs while the client changes to another key leaves nothing of the former
// one behind, and does not go on with the new one.
func TestChangingTheKeyUnderWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := inMemory(t)
		v := a.put(t, "f", content(10))
		creds := a.bound(t, b2core.ListFiles, b2core.ReadFiles, b2core.WriteFiles)
		change := func() {
			if _, err := a.c.AuthorizeAccount(context.Background(), creds); err != nil {
				t.Error(err)
			}
		}
		src := &memory{data: content(300), onRead: func(int64) { change() }}
		if _, err := a.c.Upload(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: "new", Source: src}); err != nil {
			t.Fatal(err)
		}
		if n := a.c.FreeUploadURLs(a.bucket.ID); n != 0 {
			t.Errorf("%d pairs of the former key are kept", n)
		}
		asked := 0
		changing := tripper{a.Transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if !strings.HasSuffix(r.URL.Path, api.CallDownloadFileByID) {
				return next.RoundTrip(r)
			}
			asked++
			change()
			return nil, io.ErrUnexpectedEOF
		}}
		a.c = b2core.New(a.Credentials(), b2core.Options{Transport: changing})
		if _, _, err := a.get(t.Context(), v); !errors.Is(err, io.ErrUnexpectedEOF) || asked != 1 {
			t.Errorf("asked %d times, got %v", asked, err)
		}
	})
}
