package emulator_test

import (
	"net/http"
	"strings"
	"testing"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// A client that keeps the address of an old login, makes one up, or takes one
// role's for another, is refused.
func TestSeparateRoles(t *testing.T) {
	t.Parallel()
	w := newWire(t, func(o *emulator.Options) { o.SeparateRoles = true })
	login := func() api.StorageV4 {
		r, err := api.DecodeAuthorize(w.authorize("v4", w.e.KeyID(), w.e.Key()).body)
		if err != nil {
			t.Fatal(err)
		}
		w.token = r.Token
		return r.APIInfo.Storage
	}
	list := func(base string) int {
		body := strings.NewReader(`{"accountId":"` + w.account + `"}`)
		return w.send(http.MethodPost, base+"/b2api/v4/b2_list_buckets", body, map[string]string{"Authorization": w.token}).status
	}
	old := login()
	now := login()
	for name, c := range map[string]struct {
		base string
		want int
	}{
		"the login's": {now.APIURL, 200}, "an older login's": {old.APIURL, 400}, "the realm": {emulator.Realm, 404}, "the downloads'": {now.DownloadURL, 404},
	} {
		if got := list(c.base); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if a := w.send(http.MethodGet, now.APIURL+"/b2api/v4/b2_authorize_account", nil, nil); a.status != http.StatusNotFound {
		t.Errorf("login at the API's address: %d", a.status)
	}
}
