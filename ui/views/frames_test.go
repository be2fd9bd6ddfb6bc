package views

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"b2tui/ui"
)

func TestFrames(t *testing.T) {
	for name, make := range scenes() {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {40, 12}} {
			for look, s := range map[string][2]bool{"dark": {true, false}, "light": {false, false}, "ascii": {true, true}} {
				t.Run(fmt.Sprintf("%s/%dx%d/%s", name, size[0], size[1], look), func(t *testing.T) {
					out := make(testKit(s[0], s[1])).Render(size[0], size[1], true)
					golden.RequireEqual(t, []byte(out))
					if !s[1] {
						return
					}
					for i := range len(out) {
						if out[i] >= 0x80 {
							t.Fatalf("byte %#x in ASCII: %q", out[i], out)
						}
					}
				})
			}
		}
	}
}

// TestEverySize draws every scene at all small sizes and at random ones: always
// exactly h lines of exactly w cells, and nothing harmful in them.
func TestEverySize(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	var sizes [][2]int
	for w := 1; w <= 20; w++ {
		for h := 1; h <= 20; h++ {
			sizes = append(sizes, [2]int{w, h})
		}
	}
	for range 150 {
		sizes = append(sizes, [2]int{1 + rnd.IntN(200), 1 + rnd.IntN(60)})
	}
	for _, ascii := range []bool{false, true} {
		for name, make := range scenes() {
			view := make(testKit(true, ascii))
			for _, s := range sizes {
				checkBlock(t, fmt.Sprintf("%s at %dx%d", name, s[0], s[1]), view.Render(s[0], s[1], true), s[0], s[1], name)
			}
		}
	}
}

func checkBlock(t *testing.T, what, block string, w, h int, name string) {
	t.Helper()
	if strings.HasPrefix(name, "dock") {
		h = max(h/5, min(h, 1))
	}
	lines := strings.Split(block, "\n")
	if len(lines) != h {
		t.Fatalf("%s: %d lines", what, len(lines))
	}
	for y, l := range lines {
		if got := ansi.StringWidthWc(l); got != w {
			t.Fatalf("%s, line %d: %d cells: %q", what, y, got, l)
		}
		if plain := ansi.Strip(l); strings.ContainsFunc(plain, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) {
			t.Fatalf("%s, line %d: %q", what, y, plain)
		}
	}
}

// TestRandomRows draws panes of random names.
func TestRandomRows(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	alphabet := []rune("abcXYZ019._- \x00\x1b\n\t\u0301\u200d\u202e日本語é👍🇩कि\ufeff\u3000")
	kit := testKit(true, false)
	for round := range 60 {
		rows := make([]Row, 30)
		for i := range rows {
			name := make([]rune, 1+rnd.IntN(70))
			for k := range name {
				name[k] = alphabet[rnd.IntN(len(alphabet))]
			}
			rows[i] = Row{Name: string(name), Size: rnd.Int64() >> rnd.IntN(63), ModMilli: rnd.Int64N(2e12), Kind: Kind(rnd.IntN(7))}
		}
		p := NewFilePane(kit)
		p.SetPlace(Place{Remote: true, BucketID: "1", Bucket: rows[0].Name, Path: rows[1].Name})
		p.SetPage(rows, round%2 == 0)
		w, h := 1+rnd.IntN(140), 1+rnd.IntN(40)
		checkBlock(t, fmt.Sprintf("%dx%d", w, h), p.Render(w, h, true), w, h, "")
	}
}

// manyRows is a folder of n unlike names.
func manyRows(n int) []Row {
	rows := make([]Row, n)
	for i := range rows {
		rows[i] = Row{
			Name: fmt.Sprintf("%08x-export-%06d.parquet", uint32(i)*2654435761, i), Size: int64(i) * 1777,
			ID:       fmt.Sprintf("4_z27c88f1d182b150646ff0b16_f200ec6f650a%05d_d20260809_m012853_c100_v0009990_t%04d", i, i%10000),
			ModMilli: testNow.UnixMilli() - int64(i)*60000,
		}
	}
	return rows
}

func manyPane(n int) *FilePane {
	p := NewFilePane(testKit(true, false))
	p.SetPlace(Place{Remote: true, BucketID: "1", Bucket: "many"})
	rows := manyRows(n)
	for i := 0; i < n; i += 1000 {
		if i == 0 {
			p.SetPage(rows[:min(n, 1000)], n > 1000)
		} else {
			p.AppendPage(rows[i:min(i+1000, n)], i+1000 < n)
		}
	}
	return p
}

func BenchmarkRenderTwoPanes100k(b *testing.B) {
	l, r := manyPane(100_000), manyPane(100_000)
	b.ReportAllocs()
	for b.Loop() {
		ui.Beside(l.Render(60, 32, true), r.Render(60, 32, false))
	}
}

func BenchmarkCursorStep100k(b *testing.B) {
	p := manyPane(100_000)
	p.Render(60, 32, true)
	b.ReportAllocs()
	for b.Loop() {
		p.Update(press("down"))
	}
}

func BenchmarkFilter100k(b *testing.B) {
	p := manyPane(100_000)
	for b.Loop() {
		p.setQuery("")
		p.setQuery("9")
		p.setQuery("99")
		p.setQuery("999")
	}
}

func BenchmarkLoad100k(b *testing.B) {
	rows := manyRows(100_000)
	b.ReportAllocs()
	for b.Loop() {
		p := NewFilePane(testKit(true, false))
		p.SetPlace(Place{Remote: true, BucketID: "1", Bucket: "many"})
		for i := 0; i < len(rows); i += 1000 {
			p.AppendPage(rows[i:i+1000], true)
		}
	}
}
