package dialog

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
)

func TestSecretIsARevealer(t *testing.T) {
	var _ Revealer = b2core.Secret{}
}

func TestTypedNameIsNeeded(t *testing.T) {
	kit := mustKit(true, false)
	d := NewConfirm(kit, ConfirmSpec{Title: "Delete", Typed: "photos", Accept: "Delete"})
	typed(d, "photo")
	if a, _ := d.Update(press("enter")); a != nil {
		t.Fatalf("a wrong name answered %T", a)
	}
	typed(d, "s")
	if a, _ := d.Update(press("enter")); a != (Confirmed{}) {
		t.Fatalf("the right name answered %T", a)
	}
}

func TestDangerBeginsOnCancel(t *testing.T) {
	d := NewConfirm(mustKit(true, false), ConfirmSpec{Title: "Delete", Danger: true})
	if a, _ := d.Update(press("enter")); a != (Cancelled{}) {
		t.Fatalf("enter answered %T", a)
	}
	d.Update(press("tab"))
	if a, _ := d.Update(press("enter")); a != (Confirmed{}) {
		t.Fatalf("tab and enter answered %T", a)
	}
}

func TestGraceKeepsKeysInFlightAway(t *testing.T) {
	kit, c := newKit(true, false)
	d := NewError(kit, "lost", "", "")
	if a, _ := d.Update(press("enter")); a != nil {
		t.Fatalf("a key in flight answered %T", a)
	}
	c.now = c.now.Add(Grace)
	if a, _ := d.Update(press("enter")); a != (Closed{}) {
		t.Fatalf("a key after the grace time answered %T", a)
	}
}

func TestSecretAsksBeforeItCloses(t *testing.T) {
	kit, c := newKit(true, false)
	d := NewSecret(kit, SecretSpec{Title: "Key", Secret: revealed("K001")})
	c.now = c.now.Add(Grace)
	if a, _ := d.Update(press("esc")); a != nil {
		t.Fatalf("the first esc answered %T", a)
	}
	a, _ := d.Update(press("y"))
	if ask, ok := a.(CopyRequested); !ok || ask.Text.Reveal() != "K001" || a.Closes() {
		t.Fatalf("y answered %#v", a)
	}
	if a, _ := d.Update(press("esc")); a != (Closed{}) {
		t.Fatalf("esc after copying answered %T", a)
	}
	if d.spec.Secret != nil {
		t.Fatal("the secret is still held")
	}
}

func TestFormValidatesAndSubmits(t *testing.T) {
	d := keyForm(mustKit(true, false))
	if a, _ := d.Update(press("enter")); a != nil || d.entries[0].problem == "" {
		t.Fatalf("an empty name answered %T", a)
	}
	typed(d, "a b")
	if a, _ := d.Update(press("enter")); a != nil {
		t.Fatalf("a bad name answered %T", a)
	}
	d.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
	d.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
	for _, k := range []string{"tab", "right", "right", "left", "tab", "tab", "down", "space", "down", "down", "space", "down", "space"} {
		if k == "left" {
			d.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
			continue
		}
		d.Update(press(k))
	}
	a, _ := d.Update(press("enter"))
	s, ok := a.(Submitted)
	if !ok {
		t.Fatalf("answered %T", a)
	}
	v := s.Values
	got := fmt.Sprintf("%s|%s|%s|%v|%v", v.Text("name"), v.Text("where"), v.Text("prefix"), v.Checked("caps"), v.Bool("expires"))
	// The third bucket and the last capability cannot be chosen.
	if want := "a|1||[listFiles readFiles]|true"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	if s := fmt.Sprintf("%v %+v %#v %s", v, v, v, a); s != "[form] [form] [form] {[form]}" {
		t.Fatalf("printing shows %s", s)
	}
}

func TestMouseTurnsBoxesAndPressesButtons(t *testing.T) {
	d := keyForm(mustKit(true, false))
	d.Render(80, 24)
	d.Press(25, 8, 0) // "read files"
	if got := fmt.Sprint(d.values().Checked("caps")); got != "[listFiles readFiles]" {
		t.Fatalf("checked %s", got)
	}
	d.Render(80, 24)
	if a := d.Press(48, 12, 0); a != (Cancelled{}) {
		t.Fatalf("the Cancel button answered %T", a)
	}
}

func TestChoice(t *testing.T) {
	d := samples(mustKit(true, false))["choice"]
	d.Update(press("up")) // around the end, to what is off
	if a, _ := d.Update(press("enter")); a != nil {
		t.Fatalf("what is off answered %T", a)
	}
	d.Update(press("up"))
	if a, _ := d.Update(press("enter")); a != (Chosen{"over"}) {
		t.Fatalf("answered %#v", a)
	}
}

func TestPromptAnswersWithItsLine(t *testing.T) {
	d := samples(mustKit(true, false))["prompt"]
	d.Update(tea.PasteMsg{Content: "new\x1b[31m"})
	a, _ := d.Update(press("enter"))
	if _, ok := a.(Entered); !ok {
		t.Fatalf("answered %T", a)
	}
}
