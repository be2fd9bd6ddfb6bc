package b2core

import (
	"strings"
	"unicode/utf8"
)

// Limits of b2-protocol's file names, bytes.
const (
	maxName    = 1024
	maxSegment = 250
)

// CheckFileName tells whether a name can be given to a new file, and fails with
// ErrBadName and the reason otherwise. Stored names made by other tools may
// break the rules; they can be read and deleted all the same.
func CheckFileName(name string) error {
	reason := ""
	switch {
	case name == "":
		reason = "it is empty"
	case len(name) > maxName:
		reason = "it is longer than 1,024 bytes"
	case !utf8.ValidString(name):
		reason = "it is not valid UTF-8"
	case strings.HasPrefix(name, "/"):
		reason = "it begins with a slash"
	case strings.HasSuffix(name, "/"):
		reason = "it ends with a slash"
	case strings.Contains(name, "//"):
		reason = "it holds two slashes in a row"
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }):
		reason = "it holds a control character"
	default:
		for segment := range strings.SplitSeq(name, "/") {
			if len(segment) > maxSegment {
				reason = "a part between slashes is longer than 250 bytes"
			}
		}
	}
	if reason == "" {
		return nil
	}
	return fault("use file name "+remoteText(name), ErrBadName, "%s", reason)
}
