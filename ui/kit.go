package ui

import (
	"time"

	"charm.land/bubbles/v2/key"
)

// Kit is what every view and dialog draws with. One Kit is made by the owner
// of the screen and shared by pointer: replacing Theme in it (light or dark
// background became known) changes everything at the next frame.
type Kit struct {
	Theme *Theme
	Keys  *KeyMap
	Now   func() time.Time // its location is the local zone
}

// NewKit returns a kit with all default keys.
func NewKit(theme *Theme, now func() time.Time) *Kit {
	return &Kit{Theme: theme, Keys: NewKeyMap(), Now: now}
}

// Allowed returns the binding, disabled if the action may not be done now, for
// the hints of the footer.
func (k *Kit) Allowed(b key.Binding, can Can, act Action) key.Binding {
	if can[act] != "" {
		b.SetEnabled(false)
	}
	return b
}
