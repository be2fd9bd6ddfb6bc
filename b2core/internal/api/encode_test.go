package api

import (
	"net/url"
	"testing"
)

func TestDecodeOfficialPairs(t *testing.T) {
	for _, c := range []struct{ coded, want string }{
		{"%20", " "},
		{"+", " "},
		{"%2B", "+"},
		{"%2b", "+"},
		{"/", "/"},
		{"%2F", "/"},
		{"%E8%87%AA%E7%94%B1", "自由"},
		{"%F0%90%90%80", "\U00010400"},
		{"%61%62%63", "abc"},
		{"a&b", "a&b"},
		{"%25%32%30", "%20"},
		{"", ""},
	} {
		got, err := Decode(c.coded)
		if err != nil || got != c.want {
			t.Errorf("Decode(%q) = %q, %v; want %q", c.coded, got, err, c.want)
		}
	}
	for _, bad := range []string{"%", "%2", "abc%", "%zz", "%2g"} {
		if got, err := Decode(bad); err == nil {
			t.Errorf("Decode(%q) = %q, want an error", bad, got)
		}
	}
}

func TestEncodeEscapesWhatURLEscapesLeave(t *testing.T) {
	const in = "a b+c&d?e#f%g;h=i,j\"k\\l[m]~n.o_p-q/r's!"
	const want = "a%20b%2Bc%26d%3Fe%23f%25g%3Bh%3Di%2Cj%22k%5Cl%5Bm%5D~n.o_p-q/r%27s%21"
	if got := Encode(in); got != want {
		t.Errorf("Encode = %s\nwant     %s", got, want)
	}
}

func FuzzEncode(f *testing.F) {
	for _, s := range []string{"", "plain/name.txt", "a+b %2B", "自由", "\x00\xff", "../..", "%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		coded := Encode(s)
		back, err := Decode(coded)
		if err != nil || back != s {
			t.Fatalf("%q became %q became %q, %v", s, coded, back, err)
		}
		for i := range len(coded) {
			if c := coded[i]; c != '%' && !plain(c) {
				t.Fatalf("byte %q left in %q", c, coded)
			}
		}
		// Another decoder must read the same.
		if std, err := url.PathUnescape(coded); err != nil || std != s {
			t.Fatalf("net/url reads %q from %q: %v", std, coded, err)
		}
		// No input may crash the decoder.
		_, _ = Decode(s)
	})
}
