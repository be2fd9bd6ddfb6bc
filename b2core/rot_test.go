package b2core_test

import (
	"errors"
	"fmt"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// What the service stores wrongly under the right hash is confirmed like
// anything else; the first that reads it finds out, and nothing of it is ever
// called done.
func TestStoredWronglyIsFoundByTheFirstReader(t *testing.T) {
	t.Attr("fault", "B3")
	stored, found, wrong := 0, 0, 0
	for _, size := range []int{1, 700, 3500} {
		for _, place := range []int64{0, int64(size) / 2, int64(size) - 1} {
			a := newAccount(t)
			a.c.SetRanges(500, 500)
			f := emulator.Fault{Call: api.CallUploadFile, RotAt: &place}
			if size > recPart {
				part := min(place/recPart, int64(size)/recPart)
				in := place - part*recPart
				f = emulator.Fault{Call: api.CallUploadPart, Part: int(part) + 1, RotAt: &in}
			}
			hits := a.Inject(f)
			v := a.put(t, "n", content(size))
			if hits() != 1 || v.Hash().SHA1 != sha(content(size)) {
				t.Fatalf("%d bytes: %d hits, hash %s", size, hits(), v.Hash().SHA1)
			}
			stored++
			m, verdict, err := a.get(t.Context(), v)
			switch {
			case errors.Is(err, b2core.ErrCorrupt) && !m.committed && len(m.data) == 0:
				found++
			case err == nil:
				wrong++
			}
			if err == nil || m.committed {
				t.Errorf("%d bytes, byte %d: %v, %v, committed %v", size, place, verdict, err, m.committed)
			}
		}
	}
	if stored != found {
		t.Errorf("%d of %d were found", found, stored)
	}
	t.Attr("figure", fmt.Sprintf("stored wrongly %d, found by the first download %d, called done %d", stored, found, wrong))
}
