package api

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// Each bound holds at its very number, however the text is cut into reads, and
// what stands in strings counts as nothing but length.
func TestGuardBounds(t *testing.T) {
	members := func(n int) string { return "{" + strings.Repeat(`"a":{"b":[]},`, n-1) + `"a":1}` }
	entries := func(n int) string { return "[" + strings.Repeat("1,", n-1) + "1]" }
	for _, c := range []struct {
		name, fits, not string
	}{
		{"members", members(maxMembers), members(maxMembers + 1)},
		{"entries", entries(maxEntries), entries(maxEntries + 1)},
		{"depth", strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth), strings.Repeat("[", maxDepth+1)},
		{"string", `["` + strings.Repeat("x", maxToken-3) + `"]`, `["` + strings.Repeat("x", maxToken-2) + `"]`},
		{"blanks", "[" + strings.Repeat(" ", maxToken-1) + "]", "[" + strings.Repeat(" ", maxToken) + "]"},
		{"in strings", `["` + strings.Repeat(`[{:,\"\\`, 20_000) + `"]`, `["\\"` + strings.Repeat("[", maxDepth)},
		{"unequal brackets", strings.Repeat("]", 1000) + "[1,2]", strings.Repeat("[]", 1000) + strings.Repeat("[", maxDepth+1)},
	} {
		for how, reader := range map[string]func(io.Reader) io.Reader{
			"as it comes": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader, "with the end": iotest.DataErrReader,
		} {
			got, err := io.ReadAll(&guard{r: reader(strings.NewReader(c.fits))})
			if err != nil || string(got) != c.fits {
				t.Errorf("%s, %s: %d of %d bytes: %v", c.name, how, len(got), len(c.fits), err)
			}
			if _, err := io.ReadAll(&guard{r: reader(strings.NewReader(c.not))}); err == nil {
				t.Errorf("%s, %s: more than the bound went through", c.name, how)
			}
		}
	}
}
