package b2core_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// delicate is a call whose answer gets lost.
type delicate struct {
	call string
	// try makes what the call works on and returns what is tried.
	try func(*testing.T, *account) func(context.Context) error
	// made counts what came of it.
	made func(*testing.T, *account) int
}

// large is stored in three parts.
const large = 2500

func delicateCalls() map[string]delicate {
	upload := func(size int) func(*testing.T, *account) func(context.Context) error {
		return func(_ *testing.T, a *account) func(context.Context) error {
			return func(ctx context.Context) error {
				v, err := a.c.Upload(ctx, b2core.UploadRequest{BucketID: a.bucket.ID, Name: "new", Source: &memory{data: content(size)}})
				if err == nil && (v.ID == "" || v.Size != int64(size)) {
					return fmt.Errorf("returned %+v", v)
				}
				return err
			}
		}
	}
	named := func(name string) func(*testing.T, *account) int {
		return func(t *testing.T, a *account) (n int) {
			t.Helper()
			for v, err := range a.Server.Client(t).Versions(t.Context(), a.bucket.ID, b2core.ListOptions{}) {
				if err != nil {
					t.Fatal(err)
				}
				if v.Name == name {
					n++
				}
			}
			return n
		}
	}
	return map[string]delicate{
		"upload":       {api.CallUploadFile, upload(300), named("new")},
		"start":        {api.CallStartLargeFile, upload(large), named("new")},
		"upload part":  {api.CallUploadPart, upload(large), named("new")},
		"finish":       {api.CallFinishLargeFile, upload(large), named("new")},
		"copy":         {api.CallCopyFile, copyOf(300), named("copy")},
		"copy part":    {api.CallCopyPart, copyOf(large), named("copy")},
		"start a copy": {api.CallStartLargeFile, copyOf(large), named("copy")},
		"hide": {api.CallHideFile, func(t *testing.T, a *account) func(context.Context) error {
			a.put(t, "f", content(1))
			return func(ctx context.Context) error { return a.c.HideFile(ctx, a.bucket.ID, "f") }
		}, func(t *testing.T, a *account) int { return a.versions(t) - 1 }},
		"delete a version": {api.CallDeleteFileVersion, func(t *testing.T, a *account) func(context.Context) error {
			v := a.put(t, "f", content(1))
			return func(ctx context.Context) error { return a.c.DeleteFileVersion(ctx, v.Name, v.ID) }
		}, func(t *testing.T, a *account) int { return 1 - a.versions(t) }},
		"create a bucket": {api.CallCreateBucket, func(_ *testing.T, a *account) func(context.Context) error {
			return func(ctx context.Context) error {
				b, err := a.c.CreateBucket(ctx, b2core.BucketSpec{Name: "another-bucket"})
				if err == nil && b.ID == "" {
					return errors.New("a bucket without an ID")
				}
				return err
			}
		}, func(t *testing.T, a *account) int { return len(bucketsOf(t, a)) - 1 }},
		"change a bucket": {api.CallUpdateBucket, func(_ *testing.T, a *account) func(context.Context) error {
			return func(ctx context.Context) error {
				change := b2core.BucketChange{
					Type: new(b2core.AllPublic), Info: &map[string]string{"a": "b"}, IfRevision: a.bucket.Revision,
					Lifecycle: &[]b2core.LifecycleRule{{DaysFromHidingToDeleting: 1}},
					CORS: &[]b2core.CORSRule{{
						Name: "from-anywhere", AllowedOrigins: []string{"*"}, AllowedOperations: []string{"s3_get"},
					}},
				}
				b, err := a.c.UpdateBucket(ctx, a.bucket.ID, change)
				if err == nil && b.Type != b2core.AllPublic {
					return fmt.Errorf("returned %+v", b)
				}
				return err
			}
		}, func(t *testing.T, a *account) int { return int(bucketsOf(t, a)[0].Revision - a.bucket.Revision) }},
		"delete a bucket": {api.CallDeleteBucket, func(_ *testing.T, a *account) func(context.Context) error {
			return func(ctx context.Context) error { return a.c.DeleteBucket(ctx, a.bucket.ID) }
		}, func(t *testing.T, a *account) int { return 1 - len(bucketsOf(t, a)) }},
		"create a key": {api.CallCreateKey, func(_ *testing.T, a *account) func(context.Context) error {
			return func(ctx context.Context) error {
				k, err := a.c.CreateKey(ctx, b2core.KeySpec{Name: "new", Capabilities: []b2core.Capability{b2core.ListFiles}})
				if err == nil && k.Secret.Reveal() == "" {
					return errors.New("a key without its secret")
				}
				return err
			}
		}, keysOf},
		"delete a key": {api.CallDeleteKey, func(t *testing.T, a *account) func(context.Context) error {
			k, err := a.c.CreateKey(t.Context(), b2core.KeySpec{Name: "old", Capabilities: []b2core.Capability{b2core.ListFiles}})
			if err != nil {
				t.Fatal(err)
			}
			return func(ctx context.Context) error { return a.c.DeleteKey(ctx, k.ID) }
		}, func(t *testing.T, a *account) int { return 1 - keysOf(t, a) }},
		"cancel": {api.CallCancelLargeFile, func(t *testing.T, a *account) func(context.Context) error {
			id := a.leftOver(t)
			return func(ctx context.Context) error { return a.c.CancelLargeFile(ctx, id) }
		}, func(t *testing.T, a *account) int { return 1 - a.versions(t) }},
	}
}

func copyOf(size int) func(*testing.T, *account) func(context.Context) error {
	return func(t *testing.T, a *account) func(context.Context) error {
		v := a.put(t, "original", content(size))
		a.c.SetCopyLimit(1000)
		return func(ctx context.Context) error {
			_, err := a.c.CopyFile(ctx, v, a.bucket.ID, "copy")
			return err
		}
	}
}

func bucketsOf(t *testing.T, a *account) []b2core.Bucket {
	t.Helper()
	list, err := a.Client(t).ListBuckets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func keysOf(t *testing.T, a *account) (n int) {
	t.Helper()
	for _, err := range a.Client(t).Keys(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// leftOver is a large file that nobody finishes.
func (a *account) leftOver(t *testing.T) string {
	t.Helper()
	a.Inject(emulator.Fault{Call: api.CallFinishLargeFile, Status: 403, Code: api.CodeCapExceeded})
	_, err := a.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: a.bucket.ID, Name: "left", Source: &memory{data: content(large)}, Steering: b2core.Steering{Checkpoint: keepNothing{}},
	})
	if !errors.Is(err, b2core.ErrCapExceeded) {
		t.Fatal(err)
	}
	for f, err := range a.c.UnfinishedLargeFiles(t.Context(), a.bucket.ID, "") {
		if err != nil {
			t.Fatal(err)
		}
		return f.ID
	}
	t.Fatal("nothing is unfinished")
	return ""
}

// What must not be done twice is done once, whatever hides that it was done or
// that it was not.
func TestLostAnswers(t *testing.T) {
	t.Attr("fault", "N4")
	t.Attr("fault", "N5")
	t.Attr("fault", "N7")
	page := "<html>gateway</html>"
	for lost, fault := range map[string]emulator.Fault{
		"504 after":     {Status: 504, Body: page, AfterWork: true},
		"502 after":     {Status: 502, Body: page, AfterWork: true},
		"503 page":      {Status: 503, Body: page, AfterWork: true},
		"500 after":     {Status: 500, Code: api.CodeInternalError, AfterWork: true},
		"408 after":     {Status: 408, Code: api.CodeRequestTimeout, AfterWork: true},
		"no answer":     {DropReply: true},
		"504 instead":   {Status: 504, Body: page},
		"500 instead":   {Status: 500, Code: api.CodeInternalError},
		"reset instead": {Reset: true},
	} {
		for name, d := range delicateCalls() {
			t.Run(lost+", "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := inMemory(t)
					defer a.c.Close()
					try := d.try(t, a)
					fault.Call = d.call
					hits := a.Inject(fault)
					start := time.Now()
					err := try(t.Context())
					secretLost := d.call == api.CallCreateKey && (fault.AfterWork || fault.DropReply)
					if secretLost && !errors.Is(err, b2core.ErrUnclear) || !secretLost && err != nil {
						t.Errorf("got %v", err)
					}
					if n := d.made(t, a); n != 1 {
						t.Errorf("done %d times", n)
					}
					if hits() != 1 || time.Since(start) > time.Minute {
						t.Errorf("%d faults, took %v", hits(), time.Since(start))
					}
				})
			})
		}
	}
}

// A service that never gets the work done is not asked for ever, and is not
// said to have possibly done it once somebody looked.
func TestLostAnswersWithoutEnd(t *testing.T) {
	for name, d := range delicateCalls() {
		if d.call == api.CallUploadFile || d.call == api.CallUploadPart {
			continue // these go by time
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				try := d.try(t, a)
				hits := a.Inject(emulator.Fault{Call: d.call, Status: 504, Body: "<html>", Count: -1})
				err := try(t.Context())
				if !errors.Is(err, b2core.ErrUnreachable) || errors.Is(err, b2core.ErrUnclear) {
					t.Errorf("got %v", err)
				}
				if n := hits(); n < 5 || n > 15 { // parts go at once
					t.Errorf("%d attempts", n)
				}
			})
		})
	}
}

// When the look fails as well, it is looked again before anything is done again.
func TestLookIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := inMemory(t)
		defer a.c.Close()
		a.Inject(emulator.Fault{Call: api.CallUploadFile, DropReply: true})
		a.Inject(emulator.Fault{Call: api.CallListFileVersions, Status: 502, Body: "<html>", Count: 7})
		if err := a.storesOnce(t.Context(), t, content(300)); err != nil {
			t.Error(err)
		}
		if n := a.Counters().Calls[api.CallUploadFile]; n != 1 {
			t.Errorf("sent %d times", n)
		}
	})
}

// withRights is a client with a key that has these rights everywhere.
func (a *account) withRights(t *testing.T, rights ...b2core.Capability) *b2core.Client {
	t.Helper()
	k, err := a.c.CreateKey(t.Context(), b2core.KeySpec{Name: "poor", Capabilities: rights})
	if err != nil {
		t.Fatal(err)
	}
	creds := a.Credentials()
	creds.KeyID, creds.Key = k.ID, k.Secret
	return a.ClientWith(t, creds)
}

// What keys of few rights make of a lost answer: readFiles shows the newest
// version by its name, and a key that may only write stores again.
func TestLostAnswersOfPoorKeys(t *testing.T) {
	for _, c := range []struct {
		name, call string
		size, want int
		rights     []b2core.Capability
	}{
		{"writes", api.CallUploadFile, 300, 2, []b2core.Capability{b2core.WriteFiles}},
		{"writes and lists buckets", api.CallUploadFile, 300, 2, []b2core.Capability{b2core.WriteFiles, b2core.ListBuckets}},
		{"writes and reads", api.CallUploadFile, 300, 1, []b2core.Capability{b2core.WriteFiles, b2core.ReadFiles, b2core.ListBuckets}},
		{"writes and lists", api.CallUploadFile, 300, 1, []b2core.Capability{b2core.WriteFiles, b2core.ListFiles}},
		{"writes, finish", api.CallFinishLargeFile, large, 1, []b2core.Capability{b2core.WriteFiles}},
		{"writes and lists, finish", api.CallFinishLargeFile, large, 1, []b2core.Capability{b2core.WriteFiles, b2core.ListFiles}},
		{"writes and reads, finish", api.CallFinishLargeFile, large, 1, []b2core.Capability{b2core.WriteFiles, b2core.ReadFiles}},
		{"writes, start", api.CallStartLargeFile, large, 2, []b2core.Capability{b2core.WriteFiles}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				a.c = a.withRights(t, c.rights...)
				defer a.c.Close()
				a.Inject(emulator.Fault{Call: c.call, Status: 504, Body: "<html>", AfterWork: true})
				v, err := a.c.Upload(t.Context(), b2core.UploadRequest{
					BucketID: a.bucket.ID, Name: "new", Source: &memory{data: content(c.size)}, ModTime: time.Unix(1e9, 0),
				})
				if err != nil || v.ID == "" || v.Size != int64(c.size) || v.Hash().SHA1 != sha(content(c.size)) {
					t.Errorf("got %+v, %v", v, err)
				}
				a.c = a.Client(t)
				if n := a.versions(t); n != c.want {
					t.Errorf("%d versions, want %d", n, c.want)
				}
			})
		})
	}
}

// Keys that may not look at buckets or keys learn that the outcome is open.
func TestLostAnswersOfKeysThatCannotLook(t *testing.T) {
	late := emulator.Fault{Status: 504, Body: "<html>", AfterWork: true}
	for name, c := range map[string]struct {
		call   string
		rights []b2core.Capability
		try    func(*account) error
	}{
		"create a bucket": {api.CallCreateBucket, []b2core.Capability{b2core.WriteBuckets}, func(a *account) error {
			_, err := a.c.CreateBucket(context.Background(), b2core.BucketSpec{Name: "another-bucket"})
			return err
		}},
		"change a bucket": {api.CallUpdateBucket, []b2core.Capability{b2core.WriteBuckets}, func(a *account) error {
			_, err := a.c.UpdateBucket(context.Background(), a.bucket.ID, b2core.BucketChange{Type: new(b2core.AllPublic), IfRevision: a.bucket.Revision})
			return err
		}},
		"create a key": {api.CallCreateKey, []b2core.Capability{b2core.WriteKeys}, func(a *account) error {
			_, err := a.c.CreateKey(context.Background(), b2core.KeySpec{Name: "new", Capabilities: []b2core.Capability{b2core.WriteKeys}})
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				a.c = a.withRights(t, c.rights...)
				defer a.c.Close()
				late.Call = c.call
				a.Inject(late)
				err := c.try(a)
				if !errors.Is(err, b2core.ErrUnclear) || b2core.Hint(err) != b2core.Hint(b2core.ErrUnclear) {
					t.Errorf("got %v, hint %q", err, b2core.Hint(err))
				}
			})
		})
	}
}

// Somebody else's change behind a lost answer is told as one.
func TestLostAnswerThenAnotherChange(t *testing.T) {
	a := newAccount(t)
	other := a.Client(t)
	change := b2core.BucketChange{Info: &map[string]string{"by": "other"}}
	if _, err := other.UpdateBucket(t.Context(), a.bucket.ID, change); err != nil {
		t.Fatal(err)
	}
	a.Inject(emulator.Fault{Call: api.CallUpdateBucket, Reset: true})
	_, err := a.c.UpdateBucket(t.Context(), a.bucket.ID, b2core.BucketChange{Type: new(b2core.AllPublic), IfRevision: a.bucket.Revision})
	if !errors.Is(err, b2core.ErrConflict) {
		t.Errorf("got %v", err)
	}
}
