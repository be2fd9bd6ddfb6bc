//go:build crash

package transfer

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"b2tui/b2core/emulator"
)

// TestLargeSizes moves sparse files of sizes at which programs go wrong up,
// inside the service and back. They hold something at both ends and where a
// number of 31 or 32 bits is over.
func TestLargeSizes(t *testing.T) {
	for _, base := range []int64{1 << 31, 1 << 32, 5_000_000_000} {
		for _, size := range []int64{base - 1, base, base + 1} {
			t.Run(fmt.Sprint(size), func(t *testing.T) { sizeOf(t, size) })
		}
	}
}

func sizeOf(t *testing.T, size int64) {
	t.Attr("fault", "L14")
	w := newWorld(t, func(o *emulator.Options) { o.Data = t.TempDir() })
	m := w.open()
	move := func(what string, j Job) {
		t.Helper()
		s, err := m.Wait(t.Context(), nil, w.enqueue(m, j)...) // as long as it takes
		if err != nil || s.Done != 1 || s.NotVerifiable != 0 {
			t.Fatalf("%s: %+v, %v", what, s, err)
		}
	}
	file, back := w.write("there", 0), filepath.Join(w.dir, "back")
	marks := []int64{0, 1<<31 - 50, 1<<32 - 50, size - markSize}
	mark(t, file, size, marks)
	move("up", w.up(file, "n"))
	inside := w.down("n", "")
	inside.Direction, inside.Local, inside.SourceID, inside.Name = Copy, "", inside.BucketID, "copy"
	move("inside", inside)
	move("down", w.down("copy", back))
	if info, err := os.Stat(back); err != nil || info.Size() != size {
		t.Errorf("%d bytes came back, %v", info.Size(), err)
	}
	for _, at := range marks {
		if !bytes.Equal(look(t, file, at, size), look(t, back, at, size)) {
			t.Errorf("another content at %d", at)
		}
	}
	t.Attr("figure", fmt.Sprintf("%d bytes: up, copied and back exact", size))
}

// markSize is how much is written at each mark.
const markSize = 100

func mark(t *testing.T, file string, size int64, at []int64) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(size); err != nil {
		t.Fatal(err)
	}
	for i, off := range at {
		if off+markSize > size {
			continue
		}
		if _, err := f.WriteAt(content(fmt.Sprint("mark ", i), markSize), off); err != nil {
			t.Fatal(err)
		}
	}
}

func look(t *testing.T, file string, at, size int64) []byte {
	t.Helper()
	if at >= size {
		return nil
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b := make([]byte, min(markSize, size-at))
	if _, err := f.ReadAt(b, at); err != nil {
		t.Fatal(err)
	}
	return b
}
