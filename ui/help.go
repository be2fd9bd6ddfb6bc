package ui

import "charm.land/bubbles/v2/key"

// HelpItem is one line of the help screen.
type HelpItem struct {
	Keys, Does string
	Reason     string // why it cannot be done now; empty: it can
}

// HelpGroup is a titled block of the help screen.
type HelpGroup struct {
	Title string
	Items []HelpItem
}

// Group makes a block from the live bindings; disabled ones are left out.
func Group(title string, bindings ...key.Binding) HelpGroup {
	g := HelpGroup{Title: title}
	for _, b := range bindings {
		g.Add(b, "")
	}
	return g
}

// Add appends a binding with the reason why it cannot be done now, or "".
func (g *HelpGroup) Add(b key.Binding, reason string) {
	if !b.Enabled() {
		return
	}
	h := b.Help()
	g.Items = append(g.Items, HelpItem{Keys: h.Key, Does: h.Desc, Reason: reason})
}

// GlobalHelp is the block of the keys that work everywhere.
func (k *KeyMap) GlobalHelp() HelpGroup {
	g := &k.Global
	return Group("Everywhere", g.Buckets, g.Files, g.Keys, g.Transfers, g.Help, g.Palette,
		g.Back, g.Reload, g.Redraw, g.Mouse, g.Suspend, g.Quit, g.QuitNow)
}

// ListHelp is the block of the keys that move in every list, and of what this
// one can do beside them.
func (k *KeyMap) ListHelp(also ...key.Binding) HelpGroup {
	l := &k.List
	g := Group("Lists", l.Up, l.Down, l.PageUp, l.PageDown, l.HalfUp, l.HalfDown, l.Top, l.Bottom)
	for _, b := range also {
		g.Add(b, "")
	}
	return g
}

// Saying returns the binding with other words for what it does here.
func Saying(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}
