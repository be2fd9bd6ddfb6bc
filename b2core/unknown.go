package b2core

import "github.com/go-json-experiment/json/jsontext"

// unknown is the part of a rule that this program has no words for: a JSON
// object of the fields that B2 told beside those it documents. It goes back with
// the rule, as setting rules replaces them all and would drop it otherwise.
type unknown string

func (u unknown) wire() jsontext.Value { return jsontext.Value(u) }
