package cli

import (
	"testing"

	"b2tui/b2core"
)

// Two accounts' keys may end alike, and one key ID may stand in two realms.
func TestIdentityTellsAccountsApart(t *testing.T) {
	names := map[string]bool{}
	for _, c := range []b2core.Credentials{
		{KeyID: "0051a2b3c4d5e6f0000000001"},
		{KeyID: "005f6e5d4c3b2a10000000001"},
		{KeyID: "0051a2b3c4d5e6f0000000001", Realm: "staging"},
		{KeyID: "0051a2b3c4d5e6f0000000001", Realm: "http://127.0.0.1:4711"},
	} {
		name := identify(c, "environment").Profile
		if names[name] {
			t.Errorf("%+v: %s is another's", c, name)
		}
		names[name] = true
	}
	if got := identify(b2core.Credentials{KeyID: "005", Realm: "production"}, "").Profile; got != "key:005" {
		t.Errorf("production is %s", got)
	}
}
