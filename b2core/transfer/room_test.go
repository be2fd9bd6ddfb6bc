package transfer

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// What waits for room goes on by itself, however much before it does not fit,
// but not when the user has paused it, and the trial leaves nothing behind.
func TestRoomForWhatWaits(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	w.put("x", []byte("x"))
	dir := filepath.Join(w.dir, "back")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	var jobs []Job
	for i := range 302 {
		j := w.down("x", filepath.Join(dir, fmt.Sprint(i)))
		j.Paused = true
		jobs = append(jobs, j)
	}
	ids := w.enqueue(m, jobs...)
	last, stopped := ids[301], ids[300]
	w.set(m, `UPDATE items SET waits_for = '`+forRoom+`', reason = 'no room for x'`)
	w.set(m, fmt.Sprintf(`UPDATE items SET size = %d WHERE id < %d`, int64(1)<<50, stopped))
	if err := m.Pause(t.Context(), stopped); err != nil {
		t.Fatal(err)
	}
	if n, err := m.fillRoom(t.Context()); n != 301 || err != nil {
		t.Errorf("%d wait, %v", n, err)
	}
	w.wait(m, last)
	if it := w.item(m, stopped); it.State != Paused || it.Reason != "" {
		t.Errorf("paused by the user: %s, %s", it.State, it.Reason)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("%d files, %v", len(left), err)
	}
}
