package dialog

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

func TestFrames(t *testing.T) {
	for name := range samples(mustKit(true, false)) {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {40, 12}} {
			for look, s := range map[string][2]bool{"dark": {true, false}, "light": {false, false}, "ascii": {true, true}} {
				t.Run(fmt.Sprintf("%s/%dx%d/%s", name, size[0], size[1], look), func(t *testing.T) {
					kit, _ := newKit(s[0], s[1])
					d := samples(kit)[name]
					out := d.Render(size[0], size[1])
					golden.RequireEqual(t, []byte(out))
					if s[1] {
						for i := range len(out) {
							if out[i] >= 0x80 {
								t.Fatalf("byte %#x in ASCII", out[i])
							}
						}
					}
				})
			}
		}
	}
}

// TestEverySize draws every dialog at every small size and some others: the
// block has exactly the cells that Size told, and never more than the screen.
func TestEverySize(t *testing.T) {
	kit := mustKit(true, false)
	all := samples(kit)
	rnd := rand.New(rand.NewPCG(1, 2))
	sizes := make([][2]int, 0, 600)
	for w := 1; w <= 20; w++ {
		for h := 1; h <= 20; h++ {
			sizes = append(sizes, [2]int{w, h})
		}
	}
	for range 200 {
		sizes = append(sizes, [2]int{1 + rnd.IntN(200), 1 + rnd.IntN(60)})
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		d := all[name]
		for _, s := range sizes {
			w, h := d.Size(s[0], s[1])
			lines := strings.Split(d.Render(s[0], s[1]), "\n")
			if w > s[0] || h > s[1] || len(lines) != h {
				t.Fatalf("%s at %dx%d: size %dx%d, %d lines", name, s[0], s[1], w, h, len(lines))
			}
			for y, l := range lines {
				if got := ansi.StringWidthWc(l); got != w {
					t.Fatalf("%s at %dx%d, line %d: %d cells, want %d: %q", name, s[0], s[1], y, got, w, l)
				}
			}
			if c := d.Cursor(); c != nil && (c.X < 0 || c.X >= w || c.Y < 0 || c.Y >= h) {
				t.Fatalf("%s at %dx%d: cursor at %d,%d", name, s[0], s[1], c.X, c.Y)
			}
		}
	}
}
