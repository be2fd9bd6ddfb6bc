package b2core

import (
	"fmt"
	"log/slog"
)

// Secret holds an application key or another value that must never reach a
// screen, a log or a file. Every formatter prints a mask; Reveal is the one way
// to the value.
type Secret struct{ value string }

const mask = "***"

// NewSecret wraps a value.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal returns the value. Call it where the value goes on the wire or into
// the keychain, and nowhere else.
func (s Secret) Reveal() string { return s.value }

// IsZero tells whether there is no value.
func (s Secret) IsZero() bool { return s.value == "" }

func (s Secret) String() string               { return mask }
func (s Secret) GoString() string             { return mask }
func (s Secret) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(mask)) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(mask), nil }
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + mask + `"`), nil }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(mask) }
