package transfer

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"b2tui/b2core"
)

const childMove = "B2TUI_TEST_MOVE"

// TestKilledMove kills a process in the middle of moving a folder inside the
// service, at several points: the next one neither loses nor doubles a file, and
// hides every source once.
func TestKilledMove(t *testing.T) {
	if os.Getenv(childMove) != "" {
		t.Skip("is the child")
	}
	const files = 120
	for _, after := range []int{0, 1, files / 3, files - 10} {
		t.Run(fmt.Sprint("after ", after), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for i := range files {
				w.version(fmt.Sprintf("from/%03d", i), 10+i)
			}
			child := exec.Command(os.Args[0], "-test.run=^TestChildMove$")
			child.Env = append(os.Environ(), childMove+"="+w.path, "B2_URL="+w.server.URL, "B2_ID="+w.server.KeyID(), "B2_KEY="+w.server.Key(),
				"B2_BUCKET="+w.bucket.ID, "B2_AFTER="+fmt.Sprint(after))
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

			m := w.open(func(c *Config) { c.Adopt = true })
			s, err := m.Drain(t.Context(), nil)
			if err != nil || s.Failed != 0 {
				t.Fatalf("%+v, %v", s, err)
			}
			var want []string
			for i := range files {
				name := fmt.Sprintf("%03d", i)
				want = append(want, "from/"+name+" hide", "from/"+name+" upload")
			}
			for i := range files {
				want = append(want, fmt.Sprintf("to/%03d upload", i))
			}
			if got := w.actions(w.bucket.ID, ""); !slices.Equal(got, want) {
				t.Errorf("%d versions, want %d: %q", len(got), len(want), got)
			}
			t.Attr("figure", "lost: 0, doubled: 0")
		})
	}
}

// TestChildMove is the process that is killed.
func TestChildMove(t *testing.T) {
	path := os.Getenv(childMove)
	if path == "" {
		t.Skip("only runs as a child")
	}
	client := b2core.New(b2core.Credentials{KeyID: os.Getenv("B2_ID"), Key: b2core.NewSecret(os.Getenv("B2_KEY")), Realm: os.Getenv("B2_URL")}, b2core.Options{})
	m, err := Open(t.Context(), Config{
		Path: path, Limits: Limits{PartsAtOnce: 1},
		Clients: func(context.Context, string) (*b2core.Client, error) { return client, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	bucket := os.Getenv("B2_BUCKET")
	_, err = m.Enqueue(t.Context(), Job{
		Direction: Copy, Dir: true, SourceID: bucket, BucketID: bucket, Name: "to/",
		File: b2core.FileVersion{Name: "from/"}, Source: HideSource,
	})
	if err != nil {
		t.Fatal(err)
	}
	after, err := strconv.Atoi(os.Getenv("B2_AFTER"))
	if err != nil {
		t.Fatal(err)
	}
	for {
		s, err := m.Next(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if s.Totals.Done >= after {
			fmt.Println("now")
			select {}
		}
	}
}
