package ui

import (
	"reflect"
	"testing"

	"charm.land/bubbles/v2/key"
)

// bindings lists the bindings of a scope by field name.
func bindings(t *testing.T, scope any) map[string]key.Binding {
	t.Helper()
	out := map[string]key.Binding{}
	v := reflect.ValueOf(scope)
	for i := range v.NumField() {
		b, ok := v.Field(i).Interface().(key.Binding)
		if !ok {
			t.Fatalf("%s.%s is no binding", v.Type(), v.Type().Field(i).Name)
		}
		out[v.Type().String()+"."+v.Type().Field(i).Name] = b
	}
	return out
}

// TestNoKeyMeansTwoThings looks at every set of scopes that is active together.
func TestNoKeyMeansTwoThings(t *testing.T) {
	k := NewKeyMap()
	for name, scopes := range map[string][]any{
		"files":     {k.Global, k.List, k.Files},
		"transfers": {k.Global, k.List, k.Transfers},
		"keys":      {k.Global, k.List, k.Keys},
		"buckets":   {k.Global, k.List, k.Buckets},
		"dialog":    {k.Dialog},
		"input":     {k.Input},
	} {
		owner := map[string]string{}
		for _, scope := range scopes {
			for field, b := range bindings(t, scope) {
				if len(b.Keys()) == 0 || b.Help().Key == "" || b.Help().Desc == "" {
					t.Errorf("%s has no key or no help", field)
				}
				for _, press := range b.Keys() {
					if other, taken := owner[press]; taken {
						t.Errorf("%s: %q is %s and %s", name, press, other, field)
					}
					owner[press] = field
				}
			}
		}
	}
}

// TestPressOfMakesTheKey sends every first key through the matcher that views
// use.
func TestPressOfMakesTheKey(t *testing.T) {
	k := NewKeyMap()
	for _, scope := range []any{k.Global, k.List, k.Files, k.Transfers, k.Keys, k.Buckets, k.Dialog, k.Input} {
		for field, b := range bindings(t, scope) {
			press, ok := PressOf(b)
			if !ok || !key.Matches(press, b) {
				t.Errorf("%s: %q makes %q", field, b.Keys()[0], press.String())
			}
		}
	}
}

func TestDisabledBindingsShowNowhere(t *testing.T) {
	k := NewKeyMap()
	k.Files.Move.SetEnabled(false)
	if g := Group("x", k.Files.Move, k.Files.Copy); len(g.Items) != 1 || g.Items[0].Does != "copy" {
		t.Fatalf("help shows %v", g.Items)
	}
	if _, ok := PressOf(k.Files.Move); ok {
		t.Fatal("a disabled binding can be clicked")
	}
}
