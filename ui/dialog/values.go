package dialog

import "fmt"

// Values are what a form holds, by field ID. Printing them shows nothing, since
// a field may be a secret.
type Values struct {
	text   map[string]string
	checks map[string][]string
}

// Text is the content of a text, secret or choice field.
func (v Values) Text(id string) string { return v.text[id] }

// Bool tells whether a single checkbox is set.
func (v Values) Bool(id string) bool { return v.text[id] == "yes" }

// Checked lists the values that are set in a checkbox list, in their order.
func (v Values) Checked(id string) []string { return v.checks[id] }

// Format prints a mask, whatever the verb.
func (v Values) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[form]")) }
