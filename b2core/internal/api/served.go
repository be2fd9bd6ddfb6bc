package api

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
)

// The file info keys that a download answers as real headers.
const (
	InfoContentDisposition = "b2-content-disposition"
	InfoContentLanguage    = "b2-content-language"
	InfoExpires            = "b2-expires"
	InfoCacheControl       = "b2-cache-control"
	InfoContentEncoding    = "b2-content-encoding"
)

// CheckServed tells whether the value of one of those keys has the grammar of
// its header. Other keys are not looked at.
func CheckServed(key, value string) error {
	ok := true
	switch key {
	case InfoContentDisposition:
		if err := checkDisposition(value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	case InfoContentLanguage:
		ok = each(value, isLanguage)
	case InfoExpires:
		_, err := http.ParseTime(value)
		ok = err == nil
	case InfoCacheControl:
		ok = each(value, isDirective)
	case InfoContentEncoding:
		ok = each(value, isToken)
	}
	if !ok {
		return fmt.Errorf("%s: %q is no value of that header", key, value)
	}
	return nil
}

// checkDisposition takes RFC 6266 without continuations, and extended values in
// UTF-8 without a language only.
func checkDisposition(value string) error {
	kind, _, err := mime.ParseMediaType(value)
	if err != nil || !isToken(kind) || strings.ContainsAny(value, "\r\n\x00") { // package mime trims line ends
		return fmt.Errorf("%q is no value of that header", value)
	}
	for part := range strings.SplitSeq(value, ";") {
		name, v, ok := strings.Cut(strings.TrimSpace(part), "=")
		base, after, extended := strings.Cut(name, "*")
		switch {
		case !ok || !extended || !isToken(base):
		case after != "":
			return errors.New("continued parameters are not allowed")
		case len(v) < len("UTF-8''") || !strings.EqualFold(v[:len("UTF-8''")], "UTF-8''"):
			return errors.New("extended values must be in UTF-8 and without a language")
		}
	}
	return nil
}

// each holds for a list with commas if all of its members, of which there is at
// least one, are right. Commas in quotes do not part.
func each(list string, right func(string) bool) bool {
	quoted, from := false, 0
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			if !right(strings.Trim(list[from:i], " \t")) {
				return false
			}
			from = i + 1
		}
	}
	return !quoted && right(strings.Trim(list[from:], " \t"))
}

func isDirective(s string) bool {
	name, v, ok := strings.Cut(s, "=")
	return isToken(name) && (!ok || isToken(v) || isQuoted(v))
}

func isQuoted(s string) bool {
	return len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' && strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) < 0
}

func isLanguage(s string) bool {
	for i, tag := range strings.Split(s, "-") {
		if len(tag) < 1 || len(tag) > 8 {
			return false
		}
		for j := range len(tag) {
			c := tag[j] | 0x20
			if letter := 'a' <= c && c <= 'z'; !letter && (i == 0 || tag[j] < '0' || tag[j] > '9') {
				return false
			}
		}
	}
	return true
}

func isToken(s string) bool {
	for i := range len(s) {
		if !IsTokenByte(s[i]) {
			return false
		}
	}
	return s != ""
}

// IsTokenByte tells whether a byte may stand in a header's token, and so in the
// name of a file info.
func IsTokenByte(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return strings.IndexByte("-_.~!#$%^&*'+`|", c) >= 0
}
