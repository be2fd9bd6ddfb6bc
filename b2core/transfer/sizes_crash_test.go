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
	t.Attr("fault", "L14")
	w := newWorld(t, func(o *emulator.Options) { o.Data = t.TempDir() })
	m := w.open()
	n := 0
	for _, base := range []int64{1 << 31, 1 << 32, 5_000_000_000} {
		for _, size := range []int64{base - 1, base, base + 1} {
			n++
			name, back := fmt.Sprint(size), filepath.Join(w.dir, "back")
			file := w.write(name, 0)
			marks := []int64{0, 1<<31 - 50, 1<<32 - 50, size - 100}
			mark(t, file, size, marks)
			s := w.wait(m, w.enqueue(m, w.up(file, name))...)
			if s.Done != 1 {
				t.Fatalf("%d bytes up: %+v", size, s)
			}
			copied := w.down(name, "")
			copied.Direction, copied.Local, copied.SourceID, copied.Name = Copy, "", copied.BucketID, name+"-copy"
			if s := w.wait(m, w.enqueue(m, copied)...); s.Done != 1 || s.NotVerifiable != 0 {
				t.Fatalf("%d bytes copied: %+v", size, s)
			}
			if s := w.wait(m, w.enqueue(m, w.down(name+"-copy", back))...); s.Done != 1 || s.NotVerifiable != 0 {
				t.Fatalf("%d bytes down: %+v", size, s)
			}
			if info, err := os.Stat(back); err != nil || info.Size() != size {
				t.Errorf("%d bytes came back as %d, %v", size, info.Size(), err)
			}
			for _, at := range marks {
				if a, b := look(t, file, at, size), look(t, back, at, size); !bytes.Equal(a, b) {
					t.Errorf("%d bytes: another content at %d", size, at)
				}
			}
			for _, v := range w.versions("") {
				if err := w.client.DeleteFileVersion(t.Context(), v.Name, v.ID); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Remove(back); err != nil {
				t.Fatal(err)
			}
		}
	}
	figure := fmt.Sprintf("%d sizes from 2 GiB to 5 GB, a byte more and less: up, copied and back exact", n)
	t.Attr("figure", figure)
	t.Log(figure)
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
