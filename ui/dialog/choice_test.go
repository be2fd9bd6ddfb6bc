package dialog

import "testing"

// Typing leaves the options that hold every word; what is chosen is known by
// its place among all.
func TestChoiceFilter(t *testing.T) {
	options := []Option{{Value: "p", Label: "pause, resume"}, {Value: "P", Label: "pause all"}, {Value: "L", Label: "limits", Hint: "L"}}
	for name, c := range map[string]struct {
		keys []string
		want Answer
	}{
		"one word":          {[]string{"l", "i", "m", "enter"}, Chosen{"L"}},
		"two words":         {[]string{"a", "l", "l", "space", "p", "a", "enter"}, Chosen{"P"}},
		"then down":         {[]string{"p", "a", "u", "down", "enter"}, Chosen{"P"}},
		"nothing matches":   {[]string{"x", "x", "enter"}, nil},
		"letters go away":   {[]string{"l", "i", "x", "backspace", "enter"}, Chosen{"L"}},
		"esc clears first":  {[]string{"x", "x", "esc"}, nil},
		"esc closes then":   {[]string{"x", "esc", "esc"}, Cancelled{}},
		"j is typed, not a": {[]string{"j", "enter"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := NewChoice(mustKit(true, false), ChoiceSpec{Title: "Commands", Options: options, Filter: true})
			var got Answer
			for _, k := range c.keys {
				got, _ = d.Update(press(k))
			}
			if got != c.want {
				t.Errorf("%#v, want %#v", got, c.want)
			}
		})
	}
}
