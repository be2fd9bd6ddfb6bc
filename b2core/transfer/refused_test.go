package transfer

import (
	"fmt"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
)

// What the service refuses to delete is not said to have been gone already;
// what is gone is.
func TestRefusedToDelete(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	v := w.version("x", 10)
	j := Job{Direction: Delete, BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: "x", File: v}
	no := emulator.Fault{Call: "b2_delete_file_version", Count: -1, Status: 400, Code: "bad_request", Message: "not now"}
	w.server.Inject(no)
	if it := w.ends(m, j); it.State != Failed {
		t.Errorf("refused: %s, %s", it.State, it.Reason)
	}
	w.server.ClearFaults()
	if it := w.ends(m, j); it.State != Done || it.Reason != "" {
		t.Errorf("%s, %s", it.State, it.Reason)
	}
	w.server.Inject(no)
	if it := w.ends(m, j); it.State != Done || it.Reason != goneAlready {
		t.Errorf("refused and gone: %s, %s", it.State, it.Reason)
	}
}

// A name that the key does not reach fails by itself; the others go on.
func TestNameOutsideTheKeysPrefix(t *testing.T) {
	w := newWorld(t)
	k, err := w.client.CreateKey(t.Context(), b2core.KeySpec{
		Name: "k", Capabilities: []b2core.Capability{b2core.WriteFiles, b2core.ReadFiles, b2core.ListFiles, b2core.ListBuckets},
		BucketIDs: []string{w.bucket.ID}, NamePrefix: "ok/",
	})
	if err != nil {
		t.Fatal(err)
	}
	w.client = w.server.ClientWith(t, b2core.Credentials{KeyID: k.ID, Key: k.Secret, Realm: w.server.URL})
	m := w.open(func(c *Config) { c.Limits.PartsAtOnce = 1 })
	file := w.write("f", 10)
	jobs := []Job{w.up(file, "elsewhere")}
	for i := range 100 {
		jobs = append(jobs, w.up(file, fmt.Sprint("ok/", i)))
	}
	if s := w.wait(m, w.enqueue(m, jobs...)...); s.Done != 100 || s.Failed != 1 {
		t.Errorf("%+v", s)
	}
}
