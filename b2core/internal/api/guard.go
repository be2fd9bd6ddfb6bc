package api

import (
	"fmt"
	"io"
)

// What no true reply exceeds in its form, whatever it says: a decoder holds each
// token as a whole, and the names of an object to find one that stands twice.
const (
	maxToken = 256 << 10 // bytes of a string, a number or blanks
	maxDepth = 64
)

// guard hands JSON on and ends it where it exceeds those bounds. It looks at no
// more than brackets, colons and strings; whether the text is right is the
// decoder's to say.
type guard struct {
	r       io.Reader
	members [maxDepth + 1]int // of what is open at each depth
	commas  [maxDepth + 1]int
	depth   int
	run     int // bytes since the last bracket, comma or colon
	quoted  bool
	escaped bool
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	for i, c := range p[:n] {
		if bad := g.take(c); bad != nil {
			return i, bad
		}
	}
	return n, err
}

func (g *guard) take(c byte) error {
	if g.run++; g.run > maxToken {
		return fmt.Errorf("more than %d KiB without a break", maxToken>>10)
	}
	if g.quoted {
		g.quoted = g.escaped || c != '"'
		g.escaped = c == '\\' && !g.escaped
		return nil
	}
	switch c {
	case '"':
		g.quoted = true
		return nil
	case '{', '[':
		if g.depth++; g.depth > maxDepth {
			return fmt.Errorf("more than %d levels", maxDepth)
		}
		g.members[g.depth], g.commas[g.depth] = 0, 0
	case '}', ']':
		g.depth = max(g.depth-1, 0)
	case ':':
		if g.members[g.depth]++; g.members[g.depth] > maxMembers {
			return fmt.Errorf("more than %d members", maxMembers)
		}
	case ',':
		if g.commas[g.depth]++; g.commas[g.depth] >= maxEntries {
			return fmt.Errorf("more than %d entries", maxEntries)
		}
	default:
		return nil
	}
	g.run = 0
	return nil
}
