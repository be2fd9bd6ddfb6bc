package transfer

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// TestKilledProcessIsAdopted kills a real process in the middle of a large
// upload and a directory: what it left runs once, here, and only what was in
// flight is sent again.
func TestKilledProcessIsAdopted(t *testing.T) {
	t.Attr("fault", "Q1")
	t.Parallel() // it waits more than it works
	if os.Getenv(childQueue) != "" {
		t.Skip("is the child")
	}
	const size, part = 30 << 20, 1 << 20
	w := newWorld(t, b2test.SmallParts(part, part))
	w.write("big", size)
	for i := range 200 {
		w.write(fmt.Sprintf("d/%03d", i), 3000)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestChildProcess$")
	child.Env = append(os.Environ(), childQueue+"="+w.path, "B2_URL="+w.server.URL, "B2_ID="+w.server.KeyID(), "B2_KEY="+w.server.Key(),
		"B2_BUCKET="+w.bucket.ID, "B2_DIR="+w.dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), "now") {
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()

	sent := w.server.Counters().Calls["b2_upload_part"]
	m := w.open(func(c *Config) { c.Adopt = true })
	s, err := m.Drain(t.Context(), nil)
	if err != nil || s.Failed != 0 {
		t.Fatalf("%+v, %v", s, err)
	}
	w.stored("big", content("big", size))
	for i := range 200 {
		w.stored(fmt.Sprintf("d/%03d", i), content(fmt.Sprintf("d/%03d", i), 3000))
	}
	if n := m.Current().Totals; n.Done != 201 || n.Queued+n.Running+n.Failed != 0 {
		t.Errorf("%+v", n)
	}
	again := w.server.Counters().Calls["b2_upload_part"] - (size / part)
	t.Logf("killed after %d of %d parts, %d sent twice", sent, size/part, again)
	if again > DefaultPartsAtOnce {
		t.Errorf("%d parts were sent twice", again)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(w.path), "queue.owner-*")); len(left) != 1 {
		t.Errorf("lock files: %v", left)
	}
}

const childQueue = "B2TUI_TEST_QUEUE"

// TestChildProcess is the process that is killed.
func TestChildProcess(t *testing.T) {
	path := os.Getenv(childQueue)
	if path == "" {
		t.Skip("only runs as a child")
	}
	client := b2core.New(b2core.Credentials{KeyID: os.Getenv("B2_ID"), Key: b2core.NewSecret(os.Getenv("B2_KEY")), Realm: os.Getenv("B2_URL")}, b2core.Options{})
	m, err := Open(t.Context(), Config{
		Path:    path,
		Limits:  Limits{UpRate: 4 << 20},
		Clients: func(context.Context, string) (*b2core.Client, error) { return client, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	bucket, dir := os.Getenv("B2_BUCKET"), os.Getenv("B2_DIR")
	if _, err := m.Enqueue(t.Context(),
		Job{Direction: Up, Local: filepath.Join(dir, "big"), BucketID: bucket, Name: "big"},
		Job{Direction: Up, Dir: true, Local: filepath.Join(dir, "d"), BucketID: bucket, Name: "d/"},
	); err != nil {
		t.Fatal(err)
	}
	for {
		s, err := m.Next(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Active) > 0 && s.Active[0].Name == "big" && s.Active[0].Done > 4<<20 {
			fmt.Println("now")
			select {}
		}
	}
}
