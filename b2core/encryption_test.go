package b2core_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func customerKey(t *testing.T, fill byte, id string) b2core.CustomerKey {
	t.Helper()
	k, err := b2core.NewCustomerKey(bytes.Repeat([]byte{fill}, 32), id)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestUploadEncrypted(t *testing.T) {
	key := customerKey(t, 'k', "holiday")
	for _, size := range []int{0, 5, 3 * recPart} {
		for _, e := range []b2core.Encryption{{}, {Mode: b2core.SSEB2}, {Mode: b2core.SSEC, Key: key}} {
			t.Run(fmt.Sprint(size, " bytes ", e.Mode), func(t *testing.T) {
				t.Parallel()
				a := newAccount(t)
				a.c.SetRanges(700, 700)
				r := a.request("file", content(size))
				r.Encryption = e
				v, err := a.c.Upload(t.Context(), r)
				if err != nil || v.Encryption != e.Mode || v.Info[b2core.InfoKeyID] != e.Key.ID() {
					t.Fatalf("%+v, %v", v, err)
				}
				listed, err := a.c.Stat(t.Context(), a.bucket.ID, "file")
				if err != nil || listed.Encryption != e.Mode {
					t.Errorf("listed: %+v, %v", listed, err)
				}
				head, err := a.keyWithout(t, b2core.ListFiles).StatWithKey(t.Context(), a.bucket.ID, "file", e.Key)
				if err != nil || head.Encryption != e.Mode {
					t.Errorf("head: %+v, %v", head, err)
				}
				got := &memory{}
				verdict, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Key: e.Key, Target: got})
				if err != nil || verdict != b2core.Verified || !bytes.Equal(got.data, content(size)) {
					t.Errorf("download: %v, %v", verdict, err)
				}
			})
		}
	}
}

// A missing key is told before any call where the mode is known, and by the
// service's answer where it is not; a wrong one by its answer. Nothing is tried twice.
func TestEncryptionKeyMissingOrWrong(t *testing.T) {
	a := newAccount(t)
	r := a.request("file", content(5))
	r.Encryption = b2core.Encryption{Mode: b2core.SSEC, Key: customerKey(t, 'k', "")}
	v, err := a.c.Upload(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	unknown := v
	unknown.Encryption = ""
	wrong := customerKey(t, 'w', "")
	reader := a.keyWithout(t, b2core.ListFiles)
	if _, err := reader.Authorize(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		try      func() error
		requests int64
	}{
		{"no key, mode known", func() error {
			_, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: &memory{}})
			return err
		}, 0},
		{"no key, mode unknown", func() error {
			_, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: unknown, Target: &memory{}})
			return err
		}, 1},
		{"wrong key", func() error {
			_, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Key: wrong, Target: &memory{}})
			return err
		}, 1},
		{"wrong key, head", func() error {
			_, err := reader.StatWithKey(t.Context(), a.bucket.ID, "file", wrong)
			return err
		}, 2}, // the first asks for the bucket's name
		{"mode without key", func() error {
			r := a.request("n", nil)
			r.Encryption.Mode = b2core.SSEC
			_, err := a.c.Upload(t.Context(), r)
			return err
		}, 0},
		{"short key", func() error {
			_, err := b2core.NewCustomerKey(make([]byte, 16), "")
			return err
		}, 0},
	} {
		a.ResetCounters()
		err := c.try()
		if !errors.Is(err, b2core.ErrEncryptionKey) || errors.Is(err, b2core.ErrProtected) || b2core.Hint(err) == "" {
			t.Errorf("%s: %v", c.name, err)
		}
		if n := a.Counters().Requests; n != c.requests {
			t.Errorf("%s: %d requests, want %d", c.name, n, c.requests)
		}
	}
}

// A bucket's default goes to what asks for nothing.
func TestDefaultEncryption(t *testing.T) {
	a := newAccount(t)
	b, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "encrypted-bucket", EncryptSSEB2: true})
	if err != nil {
		t.Fatal(err)
	}
	key := customerKey(t, 'k', "")
	for want, e := range map[b2core.EncryptionMode]b2core.Encryption{b2core.SSEB2: {}, b2core.SSEC: {Mode: b2core.SSEC, Key: key}} {
		for _, size := range []int{5, 3 * recPart} {
			r := a.request("file", content(size))
			r.BucketID, r.Encryption = b.ID, e
			if v, err := a.c.Upload(t.Context(), r); err != nil || v.Encryption != want {
				t.Errorf("%d bytes: %q, %v, want %q", size, v.Encryption, err, want)
			}
		}
	}
}

// No formatter, encoder or logger lets a key out, alone or inside what holds it.
func TestCustomerKeyIsNeverShown(t *testing.T) {
	raw := []byte("0123456789abcdefghijklmnopqrstuv")
	k, err := b2core.NewCustomerKey(raw, "label")
	if err != nil {
		t.Fatal(err)
	}
	type hidden struct{ k b2core.CustomerKey }
	request := b2core.UploadRequest{Encryption: b2core.Encryption{Mode: b2core.SSEC, Key: k}}
	var out strings.Builder
	log := slog.New(slog.NewJSONHandler(&out, nil))
	for _, v := range []any{k, &k, hidden{k}, &hidden{k}, request, b2core.DownloadRequest{Key: k}} {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, format+"\n", v)
		}
		log.Info("key", "v", v)
	}
	text, err := json.Marshal(map[string]any{"k": k, "in": request.Encryption})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	for _, form := range []string{string(raw), base64.StdEncoding.EncodeToString(raw), fmt.Sprintf("%x", raw), "48 49 50", "0x30, 0x31"} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the key shows as %q", form)
		}
	}
}

// A refusal without a reason is about a customer's key only where there is one.
func TestRefusalWithoutAKeyIsNotAboutIt(t *testing.T) {
	a := newAccount(t)
	v := a.put(t, "f", content(10))
	key := customerKey(t, 1, "")
	refuse := func(call string) { a.Inject(emulator.Fault{Call: call, Status: 403, NoBody: true}) }
	reader := a.ClientWith(t, a.bound(t, b2core.ReadFiles, b2core.ListBuckets))
	for name, try := range map[string]func(b2core.CustomerKey) error{
		"download": func(k b2core.CustomerKey) error {
			refuse(api.CallDownloadFileByID)
			_, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Key: k, Target: &memory{}})
			return err
		},
		"head": func(k b2core.CustomerKey) error {
			refuse(api.CallDownloadFileByName)
			_, err := reader.StatWithKey(t.Context(), a.bucket.ID, "f", k)
			return err
		},
		"copy": func(k b2core.CustomerKey) error {
			refuse(api.CallCopyFile)
			_, err := a.c.Copy(t.Context(), b2core.CopyRequest{Source: v, SourceKey: k, Name: "g"})
			return err
		},
	} {
		if err := try(b2core.CustomerKey{}); errors.Is(err, b2core.ErrEncryptionKey) || !errors.Is(err, b2core.ErrUnauthorized) {
			t.Errorf("%s without a key: %v", name, err)
		}
		if err := try(key); !errors.Is(err, b2core.ErrEncryptionKey) {
			t.Errorf("%s with a key: %v", name, err)
		}
	}
}
