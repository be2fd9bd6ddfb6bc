package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"b2tui/b2core/transfer"
)

// The values of the configuration check themselves while they are decoded, so
// that the decoder can tell the line.

// byteRate is a number of bytes per second: "500k", "10M"; "none" or 0 is
// unlimited.
type byteRate int64

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *byteRate) UnmarshalText(text []byte) error {
	rate, err := transfer.ParseRate(string(text))
	*r = byteRate(rate)
	return err
}

// ceiling is a number from 1 on, written as a number.
type ceiling uint16

// clockTime is a time of the day, "08:00"; "24:00" is its end.
type clockTime struct {
	since time.Duration // midnight
	set   bool
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *clockTime) UnmarshalText(text []byte) error {
	if string(text) == "24:00" {
		*c = clockTime{0, true}
		return nil
	}
	t, err := time.Parse("15:04", string(text))
	if err != nil {
		return fmt.Errorf("%q is no time of the day; write 08:00", text)
	}
	*c = clockTime{time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true}
	return nil
}

// weekday is "mon" to "sun"; more letters do no harm.
type weekday struct{ day time.Weekday }

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *weekday) UnmarshalText(text []byte) error {
	for d := time.Sunday; d <= time.Saturday; d++ {
		full := strings.ToLower(d.String())
		if s := strings.ToLower(string(text)); len(s) >= 3 && strings.HasPrefix(full, s) {
			w.day = d
			return nil
		}
	}
	return fmt.Errorf("%q is no day; write mon, tue, wed, thu, fri, sat or sun", text)
}

// policy is what happens when a target exists. It is no string, since the
// decoder does not let those check themselves.
type policy struct{ conflict transfer.Conflict }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *policy) UnmarshalText(text []byte) error {
	if !slices.Contains(policies(), transfer.Conflict(text)) {
		return fmt.Errorf("%q is not known; write ask, skip, overwrite, rename, newer or differs", text)
	}
	p.conflict = transfer.Conflict(text)
	return nil
}

func policies() []transfer.Conflict {
	return []transfer.Conflict{
		transfer.Ask, transfer.Skip, transfer.Overwrite, transfer.Rename, transfer.Newer, transfer.Differs,
	}
}
