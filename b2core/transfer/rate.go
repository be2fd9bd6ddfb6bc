package transfer

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"
)

// ParseRate reads bytes per second as people write them: "10M", "500k/s", or
// "none" for no limit, which is 0.
func ParseRate(s string) (int64, error) {
	if s == "none" || s == "0" {
		return 0, nil
	}
	const most = 1 << 50
	rate, err := humanize.ParseBytes(strings.TrimSuffix(s, "/s"))
	if err != nil || rate == 0 || rate > most {
		return 0, fmt.Errorf("%q is no rate; write 10M, 500k or none", s)
	}
	return int64(rate), nil
}

// FormatRate writes a rate so that ParseRate reads the very number again.
func FormatRate(rate int64) string {
	switch {
	case rate <= 0:
		return "none"
	case rate%1_000_000 == 0:
		return strconv.FormatInt(rate/1_000_000, 10) + "M"
	case rate%1000 == 0:
		return strconv.FormatInt(rate/1000, 10) + "k"
	}
	return strconv.FormatInt(rate, 10)
}
