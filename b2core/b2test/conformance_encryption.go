package b2test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"b2tui/b2core"
)

func encryptionChecks() []check {
	return []check{
		{"SSE-B2", []string{"SSE-B2"}, files(), checkSSEB2},
		{"SSE-C", []string{"SSE-C"}, files(), checkSSEC},
		{"look up under SSE-C", []string{"Bucket.get_file_info_by_name(SSE-C)"}, files(b2core.WriteKeys), checkStatSSEC},
		{"copy under SSE-C", []string{"SSE-C copy"}, files(), checkCopySSEC},
	}
}

func customerKey(t *testing.T, fill byte, label string) b2core.CustomerKey {
	t.Helper()
	k, err := b2core.NewCustomerKey(bytes.Repeat([]byte{fill}, 32), label)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (s *site) encrypted(t *testing.T, name string, p []byte, e b2core.Encryption) b2core.FileVersion {
	t.Helper()
	v, err := s.c.Upload(t.Context(), b2core.UploadRequest{BucketID: s.bucket(t).ID, Name: name, Source: b2core.BytesSource(p), Encryption: e})
	if err != nil || v.Encryption != e.Mode {
		t.Fatalf("%+v, %v", v, err)
	}
	return v
}

func checkSSEB2(t *testing.T, s *site) {
	for _, size := range []int64{6, s.severalParts()} {
		v := s.encrypted(t, fmt.Sprintf("sse-b2/%d", size), content(size), b2core.Encryption{Mode: b2core.SSEB2})
		s.get(t, v, b2core.CustomerKey{}, content(size))
	}
}

func checkSSEC(t *testing.T, s *site) {
	key := customerKey(t, 'k', "label")
	for _, size := range []int64{6, s.severalParts()} {
		v := s.encrypted(t, fmt.Sprintf("sse-c/%d", size), content(size), b2core.Encryption{Mode: b2core.SSEC, Key: key})
		if v.Info[b2core.InfoKeyID] != "label" {
			t.Errorf("%d bytes: info %v", size, v.Info)
		}
		s.get(t, v, key, content(size))
		unknown := v
		unknown.Encryption = "" // as if nobody had told
		for what, r := range map[string]b2core.DownloadRequest{
			"no key": {File: unknown}, "wrong key": {File: v, Key: customerKey(t, 'w', "")},
		} {
			r.Target = new(b2core.Buffer)
			if _, err := s.c.Download(t.Context(), r); !errors.Is(err, b2core.ErrEncryptionKey) {
				t.Errorf("%d bytes, %s: %v", size, what, err)
			}
		}
	}
}

// A key that may not list asks for the content's headers, which takes the
// customer's key.
func checkStatSSEC(t *testing.T, s *site) {
	key := customerKey(t, 's', "label")
	made := s.encrypted(t, "sse-c/stat", content(6), b2core.Encryption{Mode: b2core.SSEC, Key: key})
	reader, _ := s.newKey(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ListBuckets, b2core.ReadFiles}})
	v, err := reader.c.StatWithKey(t.Context(), made.BucketID, made.Name, key)
	if err != nil || v.ID != made.ID || v.Encryption != b2core.SSEC || v.Info[b2core.InfoKeyID] != "label" {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := reader.c.StatWithKey(t.Context(), made.BucketID, made.Name, customerKey(t, 'w', "")); !errors.Is(err, b2core.ErrEncryptionKey) {
		t.Errorf("wrong key: %v", err)
	}
	s.count(reader)
}

// From one customer's key to another, to the service's and to none, in one call
// and in parts.
func checkCopySSEC(t *testing.T, s *site) {
	from, p := customerKey(t, 'f', "from"), content(s.severalParts())
	source := s.encrypted(t, "sse-copy/from", p, b2core.Encryption{Mode: b2core.SSEC, Key: from})
	for range 2 {
		for _, to := range []b2core.Encryption{{}, {Mode: b2core.SSEB2}, {Mode: b2core.SSEC, Key: customerKey(t, 't', "to")}} {
			v, err := s.c.Copy(t.Context(), b2core.CopyRequest{Source: source, Name: "sse-copy/to", SourceKey: from, Encryption: to})
			if err != nil || v.Encryption != to.Mode || v.Info[b2core.InfoKeyID] != to.Key.ID() {
				t.Errorf("to %q: %+v, %v", to.Mode, v, err)
				continue
			}
			s.get(t, v, to.Key, p)
		}
		_, err := s.c.Copy(t.Context(), b2core.CopyRequest{Source: source, Name: "sse-copy/to", SourceKey: customerKey(t, 'w', "")})
		if !errors.Is(err, b2core.ErrEncryptionKey) {
			t.Errorf("wrong key: %v", err)
		}
		s.inParts()
	}
}
