package transfer

import (
	"testing"

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
