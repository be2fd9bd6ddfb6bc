package b2core_test

import (
	"bytes"
	"fmt"
	"testing"

	"b2tui/b2core"
)

// around are the sizes next to the numbers at which programs go wrong: what fits
// into 31, 32 and 33 bits, and the largest part, file of the most parts and file.
func around() []int64 {
	var all []int64
	for _, n := range []int64{1 << 31, 1 << 32, 1 << 33, 5_000_000_000, 10_000 * 100_000_000, 1 << 40, 10_000_000_000_000} {
		all = append(all, n-1, n)
		if n < 10_000_000_000_000 { // the largest there is
			all = append(all, n+1)
		}
	}
	return all
}

// Parts cover a file of any size exactly, without a gap and within the limits.
func TestPartsCoverLargeFiles(t *testing.T) {
	t.Attr("fault", "L14")
	a := b2core.Account{MinimumPartSize: 5_000_000, RecommendedPartSize: 100_000_000}
	plans := 0
	for _, size := range around() {
		for way, p := range map[string]b2core.Plan{
			"up": b2core.PlanUpload(size, a), "down": b2core.PlanDownload(size), "copy": b2core.PlanCopy(size),
		} {
			plans++
			var at int64
			for n := 1; n <= p.Count(); n++ {
				off, part := p.Part(n)
				last := n == p.Count()
				if off != at || part <= 0 || way != "down" && (part > 5_000_000_000 || !last && part < a.MinimumPartSize) {
					t.Fatalf("%s, %d bytes: part %d of %d lies at %d with %d", way, size, n, p.Count(), off, part)
				}
				at += part
			}
			if at != size || way != "down" && p.Count() > 10_000 {
				t.Errorf("%s, %d bytes: %d parts hold %d", way, size, p.Count(), at)
			}
		}
	}
	t.Attr("figure", fmt.Sprintf("%d plans for sizes up to 10 TB, wrong: 0", plans))
}

// Files that are as long as some parts, or a byte more or less, go up, inside
// and down as they are.
func TestSizesAtPartBoundaries(t *testing.T) {
	t.Attr("fault", "L14")
	a := newAccount(t)
	a.c.SetRanges(minPart, minPart)
	a.c.SetCopyLimit(recPart)
	n := 0
	for _, parts := range []int{0, 1, 2, 3, 10} {
		for _, d := range []int{-1, 0, 1} {
			size := parts*recPart + d
			if size < 0 {
				continue
			}
			n++
			want := content(size)
			v := a.put(t, fmt.Sprintf("n-%d", size), want)
			made, err := a.c.Copy(t.Context(), b2core.CopyRequest{Source: v, BucketID: a.bucket.ID, Name: v.Name + "-copy"})
			if err != nil || made.Size != int64(size) || made.Hash().SHA1 != sha(want) {
				t.Errorf("%d bytes, copied: %d, %s, %v", size, made.Size, made.Hash().SHA1, err)
			}
			for _, v := range []b2core.FileVersion{v, made} {
				got, verdict, err := a.get(t.Context(), v)
				if err != nil || verdict != b2core.Verified || !bytes.Equal(got.data, want) || got.written != int64(size) {
					t.Errorf("%d bytes: %d came back, %v, %v", size, len(got.data), verdict, err)
				}
			}
		}
	}
	t.Attr("figure", fmt.Sprintf("%d sizes up, copied and down: exact", n))
}
