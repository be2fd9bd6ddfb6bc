package ui

import (
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"
)

func TestLinesAreAsWideAsAsked(t *testing.T) {
	k := NewKeyMap()
	h := Header{Profile: "work\x1b[2J", KeyID: "0014a48fe8875c60000000007", Place: "日本語", Up: 38.2e6, Running: 2, Queued: 14}
	tabs := Tabs{Active: 1, Names: []string{"Buckets", "Files", "Keys", "Transfers"}, Hot: 3}
	hints := Hints{Bindings: hinted(k), Always: []key.Binding{k.Global.Quit}}
	for _, th := range []*Theme{NewTheme(true, false), NewTheme(false, true)} {
		for w := range 200 {
			for name, line := range map[string]string{
				"header": h.Render(th, w), "tabs": tabs.Render(th, w), "hints": hints.Render(th, w),
				"toast": Toast{ToneBad, "cannot list \x1b]0;x\x07 日本"}.Render(th, w),
			} {
				if got := ansi.StringWidthWc(line); got != w || strings.Contains(line, "\n") {
					t.Fatalf("%s at %d is %d wide: %q", name, w, got, line)
				}
			}
		}
	}
}

// TestWhatIsClickedIsWhatIsDrawn compares the hit tests with the drawn words.
func TestWhatIsClickedIsWhatIsDrawn(t *testing.T) {
	th := NewTheme(true, false)
	tabs := Tabs{Active: 1, Names: []string{"Buckets", "Files", "Keys", "Transfers"}, Hot: -1}
	line := []rune(ansi.Strip(tabs.Render(th, 80)))
	for i, name := range tabs.Names {
		at := strings.Index(string(line), name)
		if got, ok := tabs.At(th, 80, len([]rune(string(line)[:at]))); !ok || got != i {
			t.Errorf("tab %s hits %d, %v", name, got, ok)
		}
	}
	if _, ok := tabs.At(th, 80, 79); ok {
		t.Error("the empty end hits a tab")
	}
	k := NewKeyMap()
	hints := Hints{Bindings: hinted(k), Always: []key.Binding{k.Global.Quit}}
	text := ansi.Strip(hints.Render(th, 80))
	for _, b := range append(hinted(k), k.Global.Quit) {
		at := strings.Index(text, b.Help().Key+" "+b.Help().Desc)
		if at < 0 {
			continue
		}
		if got, ok := hints.At(th, 80, at); !ok || got.Help() != b.Help() {
			t.Errorf("hint %q hits %q", b.Help().Desc, got.Help().Desc)
		}
	}
}

// What leads to everything else stays in sight at every width that it fits into.
func TestNarrowLinesKeepWhatLeadsOn(t *testing.T) {
	th := NewTheme(true, false)
	k := NewKeyMap()
	hints := Hints{Bindings: hinted(k), Always: []key.Binding{k.Global.Help, k.Global.Quit}}
	tabs := Tabs{Active: 3, Names: []string{"Buckets", "Files", "Keys", "Transfers"}, Hot: -1}
	for w := 20; w < 120; w++ {
		if line := ansi.Strip(hints.Render(th, w)); !strings.Contains(line, "? help  q quit") {
			t.Errorf("at %d: %q", w, line)
		}
		line := ansi.Strip(tabs.Render(th, w))
		for i, n := range []string{"1", "2", "3", "4"} {
			at := strings.Index(line, n)
			if at < 0 {
				t.Fatalf("at %d: %q", w, line)
			}
			at = len([]rune(line[:at]))
			if got, ok := tabs.At(th, w, at); !ok || got != i {
				t.Errorf("at %d column %d hits %d, %v", w, at, got, ok)
			}
		}
	}
	if line := ansi.Strip(tabs.Render(th, 40)); !strings.Contains(line, "▸4 Transfers") {
		t.Errorf("at 40: %q", line)
	}
}

func TestOverlayKeepsEveryLine(t *testing.T) {
	th := NewTheme(true, false)
	base := Block(20, 5)
	base = strings.Replace(base, strings.Repeat(" ", 20), "日本日本日本日本日本", 1)
	top := th.Bad.Render("abcde") + "\n" + "fghij"
	for x := -8; x < 25; x++ {
		for y := -3; y < 7; y++ {
			lines := strings.Split(th.Overlay(base, top, x, y), "\n")
			if len(lines) != 5 {
				t.Fatalf("%d lines", len(lines))
			}
			for _, l := range lines {
				if got := ansi.StringWidthWc(l); got != 20 {
					t.Fatalf("at %d,%d: %d cells: %q", x, y, got, l)
				}
			}
		}
	}
}

func hinted(k *KeyMap) []key.Binding {
	return []key.Binding{k.Files.Mark, k.Files.Copy, k.Files.Rename, k.Files.Hide, k.List.Filter}
}
