package transfer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// TestArrivedBeforeTheCrash has the journal forget that an item is done, as a
// process does that is killed in the moment between the service's last answer,
// or the rename, and the commit: nothing is moved or stored a second time,
// whatever the policy says about targets that exist.
func TestArrivedBeforeTheCrash(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	for _, policy := range []Conflict{Ask, Skip, Overwrite, Rename, Newer, Differs} {
		for _, size := range []int{3000, 5 << 20} {
			for _, d := range []Direction{Up, Down} {
				for _, taken := range []bool{false, true} {
					if taken && policy != Rename {
						continue // the name is another one only then
					}
					name := fmt.Sprintf("%s-%d-%s-%v", policy, size, d, taken)
					t.Run(name, func(t *testing.T) {
						t.Attr("fault", "P1")
						w := *w
						w.TB, w.path = t, filepath.Join(t.TempDir(), "queue.db")
						w.arriveTwice(name, size, d, policy, taken)
					})
				}
			}
		}
	}
}

func (w *world) arriveTwice(name string, size int, d Direction, policy Conflict, taken bool) {
	w.Helper()
	source := w.write(name, size)
	job := w.up(source, name)
	m := w.open(func(c *Config) { c.Headless = true })
	if d == Down {
		w.wait(m, w.enqueue(m, job)...)
		job = w.down(name, filepath.Join(w.dir, "back", name))
		if taken {
			w.write("back/"+name, 17)
		}
	} else if taken {
		w.wait(m, w.enqueue(m, w.up(w.write("other", 17), name))...)
	}
	job.IfExists = policy
	id := w.enqueue(m, job)[0]
	if s := w.wait(m, id); s.Done != 1 {
		w.Fatalf("%+v", s)
	}
	w.close(m)
	before := w.count(name)
	if _, err := w.sql().Exec(`UPDATE items SET state = 'queued', verdict = '', finished = 0, done = 0 WHERE id = ?`, id); err != nil {
		w.Fatal(err)
	}
	w.server.ResetCounters()
	m = w.open(func(c *Config) { c.Headless, c.Adopt = true, true })
	s := w.wait(m, id)
	if s.Done != 1 || s.NotVerifiable != 0 {
		w.Fatalf("after the crash: %+v", s)
	}
	if it := w.item(m, id); !strings.Contains(it.Reason, "was there already") {
		w.Errorf("reason %q", it.Reason)
	}
	if after := w.count(name); after != before {
		w.Errorf("there are %d of it, were %d", after, before)
	}
	if c := w.server.Counters(); c.BytesIn+c.BytesOut != 0 {
		w.Errorf("%d bytes were sent and %d fetched again", c.BytesIn, c.BytesOut)
	}
}

// After a kill a name that cannot be looked up just now is no reason to store
// it once more; one that may not be looked up is.
func TestTriedAndNotToBeSeen(t *testing.T) {
	for code, status := range map[string]int{"bad_request": 400, "unauthorized": 401} {
		t.Run(code, func(t *testing.T) {
			w := newWorld(t)
			m := w.open()
			j := w.up(w.write("f", 10), "f")
			j.Paused = true
			id := w.enqueue(m, j)[0]
			w.set(m, `UPDATE items SET tried = 1`)
			for _, call := range []string{"b2_list_file_names", "b2_list_file_versions"} {
				w.server.Inject(emulator.Fault{Call: call, Count: -1, Status: status, Code: code})
			}
			if err := m.Resume(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			w.wait(m, id)
			if it := w.item(m, id); (it.State == Done) != (status == 401) {
				t.Errorf("%s: %s", it.State, it.Reason)
			}
		})
	}
}

// count is how many versions and files have a name that begins so.
func (w *world) count(prefix string) int {
	w.Helper()
	n := len(w.versions(prefix))
	files, err := filepath.Glob(filepath.Join(w.dir, "back", "*"+prefix+"*"))
	if err != nil {
		w.Fatal(err)
	}
	return n + len(files)
}

// TestFirstRunAsksNothing counts what the mark costs a queue that never
// crashed: no call.
func TestFirstRunAsksNothing(t *testing.T) {
	w := newWorld(t)
	const files = 700 // more than is read ahead at once
	for i := range files {
		w.write(fmt.Sprintf("d/%d", i), i)
	}
	m := w.open()
	if s := w.wait(m, w.enqueue(m, w.upDir(filepath.Join(w.dir, "d"), "d/"))...); s.Done != files {
		t.Fatalf("%+v", s)
	}
	if n := w.server.Counters().Calls["b2_list_file_names"]; n != 0 {
		t.Errorf("%d look-ups", n)
	}
}

// TestOldQueueIsRead opens a database of each earlier layout.
func TestOldQueueIsRead(t *testing.T) {
	t.Attr("fault", "P17")
	fresh := newWorld(t)
	fresh.close(fresh.open())
	for version := 1; version < schemaVersion; version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			w := newWorld(t)
			text, err := os.ReadFile(filepath.Join("testdata", fmt.Sprintf("queue-%d.sql", version)))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Dir(w.path), 0o700); err != nil {
				t.Fatal(err)
			}
			made := strings.NewReplacer("/LOCAL", w.write("old", 10), "BUCKET", w.bucket.ID).Replace(string(text))
			if _, err := w.sql().Exec(made); err != nil {
				t.Fatal(err)
			}
			m := w.open(func(c *Config) { c.Adopt = true })
			if s := w.wait(m, 7); s.Done != 1 || m.Current().Notice != "" {
				t.Errorf("%+v, %q", s, m.Current().Notice)
			}
			w.stored("old", content("old", 10))
			if version == 4 {
				w.waitsAsBefore(m)
			}
			if got, want := w.columns(), fresh.columns(); got != want {
				t.Errorf("columns are\n%s\nin a fresh queue\n%s", got, want)
			}
		})
	}
}

// waitsAsBefore checks what paused items wait for, which version 4 told by
// their reason.
func (w *world) waitsAsBefore(m *Manager) {
	w.Helper()
	if w.item(m, 9).Asks || !w.item(m, 8).Asks {
		w.Errorf("asks: %+v; paused: %+v", w.item(m, 8), w.item(m, 9))
	}
	if s := w.wait(m, 10); s.Done != 1 {
		w.Errorf("waited for room: %+v", s)
	}
}

// columns are those of all tables, sorted.
func (w *world) columns() string {
	w.Helper()
	var all string
	err := w.sql().QueryRow(`SELECT group_concat(x, char(10)) FROM (
 SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || coalesce(c.dflt_value, '') || ' ' || c.pk AS x
 FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' ORDER BY x)`).Scan(&all)
	if err != nil {
		w.Fatal(err)
	}
	return all
}
