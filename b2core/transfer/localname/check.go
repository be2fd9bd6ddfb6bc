package localname

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unicode/utf16"

	"b2tui/b2core"
)

// longest is what file systems allow for one segment: bytes, on Windows and
// macOS UTF-16 units.
const longest = 255

// Check is the reason why no file can have a name, relative to a folder and with
// slashes, in one clause; empty: one can.
func (d Disk) Check(name string) string {
	switch {
	case name == "":
		return "it is empty"
	case strings.HasPrefix(name, "/"):
		return "it begins with a slash"
	case strings.ContainsRune(name, 0):
		return "it holds a zero byte"
	}
	for segment := range strings.SplitSeq(name, "/") {
		if reason := d.segment(segment); reason != "" {
			return reason
		}
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return "this system reserves it"
	}
	return ""
}

func (d Disk) segment(s string) string {
	length := len(s)
	if d.Windows || runtime.GOOS == "darwin" {
		length = len(utf16.Encode([]rune(s)))
	}
	switch {
	case s == "":
		return "it holds two slashes in a row"
	case s == "." || s == "..":
		return `it holds a segment "` + s + `"`
	case length > longest:
		return "a part between slashes is longer than 255"
	case b2core.IsPartial(s):
		return "unfinished downloads have names like it"
	case d.Windows:
		return windows(s)
	}
	return ""
}

// windows is why Windows would refuse a segment, or worse, take it for another
// one: it drops dots and spaces at the end, finds a stream behind a colon and a
// device behind some names, whatever follows their first dot.
func windows(s string) string {
	if i := strings.IndexFunc(s, func(r rune) bool { return r < ' ' || strings.ContainsRune(`<>:"|?*\`, r) }); i >= 0 {
		if s[i] < ' ' {
			return "it holds a control character"
		}
		return "it holds a " + s[i:i+1]
	}
	if last := s[len(s)-1]; last == '.' || last == ' ' {
		return "it ends in a dot or a space"
	}
	stem, _, _ := strings.Cut(s, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	if slices.Contains([]string{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}, stem) {
		return "it is the name of a device"
	}
	if port, ok := strings.CutPrefix(stem, "COM"); ok || strings.HasPrefix(stem, "LPT") {
		if !ok {
			port = stem[len("LPT"):]
		}
		if r := []rune(port); len(r) == 1 && strings.ContainsRune("0123456789¹²³", r[0]) {
			return "it is the name of a device"
		}
	}
	return ""
}
