package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// PressOf returns the key press that a binding's first key makes, for what is
// clicked instead of typed. It tells false for a disabled binding and for a
// key that it cannot make.
func PressOf(b key.Binding) (tea.KeyPressMsg, bool) {
	if !b.Enabled() || len(b.Keys()) == 0 {
		return tea.KeyPressMsg{}, false
	}
	return pressOf(b.Keys()[0])
}

func pressOf(name string) (tea.KeyPressMsg, bool) {
	var k tea.Key
	rest := name
	for {
		mod, after, found := strings.Cut(rest, "+")
		if !found || after == "" {
			break
		}
		switch mod {
		case "ctrl":
			k.Mod |= tea.ModCtrl
		case "alt":
			k.Mod |= tea.ModAlt
		case "shift":
			k.Mod |= tea.ModShift
		default:
			return tea.KeyPressMsg{}, false
		}
		rest = after
	}
	if code, ok := specialKey(rest); ok {
		k.Code = code
		if code == tea.KeySpace && k.Mod == 0 {
			k.Text = " "
		}
		return tea.KeyPressMsg(k), true
	}
	runes := []rune(rest)
	if len(runes) != 1 {
		return tea.KeyPressMsg{}, false
	}
	k.Code = runes[0]
	if k.Mod&^tea.ModShift == 0 {
		k.Text = rest
	}
	return tea.KeyPressMsg(k), true
}

func specialKey(name string) (rune, bool) {
	switch name {
	case "enter":
		return tea.KeyEnter, true
	case "esc":
		return tea.KeyEscape, true
	case "tab":
		return tea.KeyTab, true
	case "space":
		return tea.KeySpace, true
	case "backspace":
		return tea.KeyBackspace, true
	case "delete":
		return tea.KeyDelete, true
	case "up":
		return tea.KeyUp, true
	case "down":
		return tea.KeyDown, true
	case "left":
		return tea.KeyLeft, true
	case "right":
		return tea.KeyRight, true
	case "home":
		return tea.KeyHome, true
	case "end":
		return tea.KeyEnd, true
	case "pgup":
		return tea.KeyPgUp, true
	case "pgdown":
		return tea.KeyPgDown, true
	}
	var n int
	if f, ok := strings.CutPrefix(name, "f"); ok && f != "" {
		for _, c := range f {
			if c < '0' || c > '9' {
				return 0, false
			}
			n = n*10 + int(c-'0')
		}
		if n >= 1 && n <= 12 {
			return tea.KeyF1 + rune(n-1), true
		}
	}
	return 0, false
}
