package api

import "testing"

func TestCheckServed(t *testing.T) {
	for _, c := range []struct {
		key   string
		good  []string
		wrong []string
	}{
		{
			InfoContentDisposition,
			[]string{"inline", `attachment; filename="a b.txt"`, `attachment; filename*=UTF-8''%e2%82%ac.txt`},
			[]string{"", "a b", `attachment; filename*0="a"; filename*1="b"`, `attachment; filename*=ISO-8859-1''a`, `attachment; filename*=UTF-8'de'a`},
		},
		{InfoContentLanguage, []string{"de", "en-US, mi", "zh-Hant-TW"}, []string{"", "d e", "1de", "toolonglanguage", "de,,en"}},
		{InfoExpires, []string{"Wed, 21 Oct 2105 07:28:00 GMT"}, []string{"", "tomorrow", "2105-10-21"}},
		{InfoCacheControl, []string{"no-cache", `max-age=60, private="a,b"`, "public, max-age=0"}, []string{"", "max age", "a=,b", `"open`}},
		{InfoContentEncoding, []string{"gzip", "gzip, br"}, []string{"", "gz ip", "gzip,"}},
		{"note", []string{"", "anything, at = all"}, nil},
	} {
		for _, v := range c.good {
			if err := CheckServed(c.key, v); err != nil {
				t.Errorf("%s %q: %v", c.key, v, err)
			}
		}
		for _, v := range c.wrong {
			if CheckServed(c.key, v) == nil {
				t.Errorf("%s takes %q", c.key, v)
			}
		}
	}
}
