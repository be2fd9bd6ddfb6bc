package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// In a pipe a name is the very bytes, unless it could pass for two lines.
func TestNamesInAPipe(t *testing.T) {
	a := &app{Program: Program{Out: &bytes.Buffer{}}}
	for name, want := range map[string]string{
		"a b.txt":      "a b.txt",
		"esc \x1b[31m": "esc \x1b[31m",
		"two\nlines":   `"two\nlines"`,
		"cr\rname":     `"cr\rname"`,
		`"quoted"`:     `"\"quoted\""`,
		`in"side`:      `in"side`,
	} {
		if got := a.name(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestJSONIsSafeAndTheSame(t *testing.T) {
	for _, name := range []string{
		"plain <&>", "c1 \u009b31m", "bidi \u202egpj.exe", "zero\u200bwidth", "tag \U000e0041", "esc \x1b]0;x\x07", "日本語 🏔️",
	} {
		var b bytes.Buffer
		if err := writeJSON(&b, map[string]string{"name": name}); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\u009b\u202e\u200b\U000e0041\x1b\x07") {
			t.Errorf("%q reaches the terminal: %q", name, b.String())
		}
		var back map[string]string
		if err := json.Unmarshal(b.Bytes(), &back); err != nil || back["name"] != name {
			t.Errorf("%q came back as %q, %v", name, back["name"], err)
		}
	}
}

func TestParseSpan(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"": 0, "12h": 12 * time.Hour, "90d": 90 * 24 * time.Hour, "1.5d": 36 * time.Hour, "90s": 90 * time.Second,
		"0": -1, "-1h": -1, "0d": -1, "d": -1, "soon": -1, "5": -1, "10ms": -1,
	} {
		got, err := parseSpan(s)
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %v, want %v (%v)", s, got, want, err)
		}
	}
}
