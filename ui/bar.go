package ui

import "strings"

// Progress writes a progress bar of w cells. It moves by half cells, so that a tick
// changes one or two of them.
func (t *Theme) Progress(b *strings.Builder, done, size int64, w int) {
	if w <= 0 {
		return
	}
	halves := 0
	if size > 0 {
		halves = int(float64(min(max(done, 0), size)) / float64(size) * float64(2*w))
	}
	full, half := halves/2, halves%2
	t.Bar.Write(b, strings.Repeat(t.Glyphs.BarFull, full)+strings.Repeat(t.Glyphs.BarHalf, half))
	t.BarRest.Write(b, strings.Repeat(t.Glyphs.BarRest, w-full-half))
}
