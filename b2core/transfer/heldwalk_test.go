package transfer

import (
	"fmt"
	"path/filepath"
	"testing"

	"b2tui/b2core/emulator"
)

// A cap stops what is still being read, too: with a screen it waits, without one
// it fails with the reason. Resuming one file takes the notice off no other.
func TestCapWhileAFolderIsRead(t *testing.T) {
	t.Attr("fault", "S5")
	const files = 3000
	for _, headless := range []bool{false, true} {
		t.Run(fmt.Sprint("headless ", headless), func(t *testing.T) {
			w := newWorld(t)
			w.log = nil
			for i := range files {
				w.write(fmt.Sprintf("d/%05d", i), 1)
			}
			calls := w.server.Inject(emulator.Fault{Call: "b2_upload_file", Count: -1, Status: 403, Code: "storage_cap_exceeded"})
			m := w.open(func(c *Config) { c.Headless = headless })
			id := w.enqueue(m, w.upDir(filepath.Join(w.dir, "d"), "d/"))[0]
			s := w.until(m, "all is read and held", func(s Snapshot) bool {
				return s.Totals.Paused+s.Totals.Failed == files && len(s.Active) == 0
			})
			if n := calls(); n > startParts*smallerKin+lookahead {
				t.Errorf("%d calls were refused", n)
			}
			win, err := m.Window(t.Context(), Query{Group: id, Offset: files - 1, Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			last := win.Items[0]
			if headless {
				if last.State != Failed || last.Reason == "" || last.Finished.IsZero() {
					t.Errorf("%+v", last)
				}
				w.server.ClearFaults()
				if err := m.Retry(t.Context(), id); err != nil {
					t.Fatal(err)
				}
				if s := w.wait(m, id); s.Done != files {
					t.Errorf("after the cap was raised: %+v", s)
				}
				return
			}
			if s.Notice == "" || last.State != Paused {
				t.Errorf("notice %q, %+v", s.Notice, last)
			}
			w.server.ClearFaults()
			if err := m.Resume(t.Context(), last.ID); err != nil {
				t.Fatal(err)
			}
			w.wait(m, last.ID)
			if m.Current().Notice == "" {
				t.Error("the notice is gone, and files are still held")
			}
			if err := m.Resume(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			if s := w.wait(m, id); s.Done != files || m.Current().Notice != "" {
				t.Errorf("%+v, notice %q", s, m.Current().Notice)
			}
		})
	}
}
