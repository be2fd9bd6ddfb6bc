package views

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
)

// KeyManager is the table of application keys, with what the one under the
// cursor can do beside it where there is room.
type KeyManager struct {
	board
	all     []b2core.ApplicationKey
	shown   []int // indexes into all
	buckets map[string]string
	current string // ID of the key in use
	goTo    string // ID
}

// NewKeyManager returns an empty list.
func NewKeyManager(kit *ui.Kit) *KeyManager {
	v := &KeyManager{board: board{kit: kit}}
	v.sift = v.filter
	return v
}

// SetKeys shows the keys.
func (v *KeyManager) SetKeys(keys []b2core.ApplicationKey) {
	if k, ok := v.Selected(); ok && v.goTo == "" {
		v.goTo = k.ID
	}
	v.all, v.loading, v.problem = keys, false, nil
	v.filter()
}

// SetBucketNames tells the names for bucket IDs; an ID without one is shown as
// it is.
func (v *KeyManager) SetBucketNames(byID map[string]string) { v.buckets = byID }

// SetCurrent tells which key is in use.
func (v *KeyManager) SetCurrent(keyID string) { v.current = keyID }

// SetCursorID puts the cursor on a key, now or with the next SetKeys.
func (v *KeyManager) SetCursorID(keyID string) {
	v.goTo = keyID
	v.place()
}

func (v *KeyManager) filter() {
	v.shown = v.shown[:0]
	for i := range v.all {
		if containsFold(v.all[i].Name, v.query) || containsFold(v.all[i].ID, v.query) {
			v.shown = append(v.shown, i)
		}
	}
	v.rows.SetCount(len(v.shown))
	v.place()
}

// place puts the cursor on the key that it waits for.
func (v *KeyManager) place() {
	for row, i := range v.shown {
		if v.goTo != "" && v.all[i].ID == v.goTo {
			v.rows.MoveTo(row)
			v.goTo = ""
		}
	}
}

// Selected is the key under the cursor.
func (v *KeyManager) Selected() (b2core.ApplicationKey, bool) {
	if i := v.rows.Cursor(); i < len(v.shown) {
		return v.all[v.shown[i]], true
	}
	return b2core.ApplicationKey{}, false
}

// Wants implements View: keys come all at once.
func (v *KeyManager) Wants() Intent { return nil }

// Update implements View.
func (v *KeyManager) Update(msg tea.Msg) (Intent, tea.Cmd) {
	if done, cmd := v.update(msg); done {
		return nil, cmd
	}
	press, _ := msg.(tea.KeyPressMsg)
	k := &v.kit.Keys.Keys
	switch {
	case key.Matches(press, v.kit.Keys.List.Open):
		v.details = !v.details
	case key.Matches(press, k.New):
		return v.refuse(ui.ActKeyCreate, KeyCreateRequested{}), nil
	case key.Matches(press, k.Delete):
		if sel, ok := v.Selected(); ok {
			return v.refuse(ui.ActKeyDelete, KeyDeleteRequested{sel}), nil
		}
		return Refused{"there is no key here"}, nil
	case key.Matches(press, v.kit.Keys.Global.Reload):
		return ReloadRequested{}, nil
	default:
		return Idle{}, nil
	}
	return nil, nil
}

// DoubleClick implements View.
func (v *KeyManager) DoubleClick(x, y int, mod tea.KeyMod) Intent {
	if _, ok := v.RowAt(x, y); ok {
		v.details = true
	}
	return nil
}

// Render implements View.
func (v *KeyManager) Render(w, h int, focused bool) string {
	about := "Details"
	if k, ok := v.Selected(); ok {
		about = "What " + k.Name + " can do"
	}
	return v.render(w, h, focused, boardParts{
		title: "Application keys", about: about,
		footer: ui.Plural(len(v.shown), "key", "keys"),
		empty:  "there are no application keys; " + v.kit.Keys.Keys.New.Help().Key + " makes one",
		head:   v.head, row: v.row, words: v.words,
		marked: func(i int) bool { return v.all[v.shown[i]].ID == v.current },
	})
}

// ShortHelp implements View.
func (v *KeyManager) ShortHelp() []key.Binding {
	l, k := &v.kit.Keys.List, &v.kit.Keys.Keys
	if v.field != nil {
		return []key.Binding{v.kit.Keys.Input.Accept, v.kit.Keys.Input.Cancel}
	}
	return []key.Binding{
		ui.Saying(l.Open, "details"), v.kit.Allowed(k.New, v.can, ui.ActKeyCreate), v.kit.Allowed(k.Delete, v.can, ui.ActKeyDelete),
		l.Filter,
	}
}

// FullHelp implements View.
func (v *KeyManager) FullHelp() [][]key.Binding {
	l, k := &v.kit.Keys.List, &v.kit.Keys.Keys
	return [][]key.Binding{
		{l.Up, l.Down, l.PageUp, l.PageDown, l.HalfUp, l.HalfDown, l.Top, l.Bottom, ui.Saying(l.Open, "details"), l.Filter},
		{k.New, k.Delete},
	}
}

// Help implements View.
func (v *KeyManager) Help() []ui.HelpGroup {
	l, k := &v.kit.Keys.List, &v.kit.Keys.Keys
	g := ui.HelpGroup{Title: "Application keys"}
	g.Add(k.New, v.can[ui.ActKeyCreate])
	g.Add(k.Delete, v.can[ui.ActKeyDelete])
	return []ui.HelpGroup{g, v.kit.Keys.ListHelp(ui.Saying(l.Open, "details"), l.Filter)}
}
