package b2core_test

import (
	"bytes"
	"strconv"
	"testing"

	"b2tui/b2core"
)

// Sizes round every limit: nothing, one byte, the recommended size, the number
// of parts, the shortest last part.
func TestUploadAndDownloadEverySize(t *testing.T) {
	a := newAccount(t)
	a.c.SetRanges(300, 700)
	for _, size := range []int{0, 1, 39, 299, 300, 301, recPart - 1, recPart, recPart + 1, 2*recPart - 1, 2 * recPart, 2*recPart + 1, 16_001, 100_003} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			want := content(size)
			v := a.put(t, "sizes/"+strconv.Itoa(size), want)
			if v.Size != int64(size) || v.Hash().SHA1 != sha(want) {
				t.Errorf("recorded %d bytes, hash %+v", v.Size, v.Hash())
			}
			got, verdict, err := a.get(t.Context(), v)
			if err != nil || verdict != b2core.Verified || !got.committed {
				t.Fatalf("verdict %v, committed %v, %v", verdict, got.committed, err)
			}
			if !bytes.Equal(got.data, want) {
				t.Error("other content came back")
			}
			if got.written != int64(size) {
				t.Errorf("%d bytes written for %d", got.written, size)
			}
		})
	}
}
