package b2core

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"b2tui/b2core/internal/api"
)

// EncryptionMode says how content is encrypted at rest.
type EncryptionMode string

// The modes; empty is not encrypted. With SSE-B2 the service keeps the key. With
// SSE-C the customer does, and who loses it loses the content.
const (
	SSEB2 EncryptionMode = api.ModeSSEB2
	SSEC  EncryptionMode = api.ModeSSEC
)

// Encryption asks for server-side encryption of a new version. The zero value
// leaves it to the bucket's default.
type Encryption struct {
	Mode EncryptionMode
	Key  CustomerKey // of SSE-C
}

// InfoKeyID is the file info key that holds an SSE-C key's label.
const InfoKeyID = "sse_c_key_id"

// CustomerKey is the key of SSE-C: 32 bytes, and a free label that is stored
// beside the content, so that the key can be found again. Every formatter prints
// a mask; the key goes into request headers and bodies and nowhere else.
type CustomerKey struct {
	id string
	// A closure, since what prints a structure that holds a key in an unexported
	// field asks no formatter, and follows pointers; of a function it finds an
	// address.
	bytes func() []byte
}

const customerKeySize = 32

// NewCustomerKey takes 32 bytes and a label, which may be empty.
func NewCustomerKey(key []byte, id string) (CustomerKey, error) {
	if len(key) != customerKeySize {
		return CustomerKey{}, fault("use encryption key", ErrEncryptionKey, "a key for SSE-C has %d bytes, not %d", customerKeySize, len(key))
	}
	own := bytes.Clone(key)
	return CustomerKey{id, func() []byte { return own }}, nil
}

// ID is the label.
func (k CustomerKey) ID() string { return k.id }

// IsZero tells whether there is no key.
func (k CustomerKey) IsZero() bool { return k.bytes == nil }

func (k CustomerKey) String() string               { return mask }
func (k CustomerKey) GoString() string             { return mask }
func (k CustomerKey) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(mask)) }
func (k CustomerKey) MarshalText() ([]byte, error) { return []byte(mask), nil }
func (k CustomerKey) MarshalJSON() ([]byte, error) { return []byte(`"` + mask + `"`), nil }
func (k CustomerKey) LogValue() slog.Value         { return slog.StringValue(mask) }

// header adds the key to an upload's or a download's headers.
func (k CustomerKey) header(h http.Header) {
	if k.IsZero() {
		return
	}
	w := k.wire()
	h.Set(api.HeaderCustomerAlgorithm, api.AES256)
	h.Set(api.HeaderCustomerKey, w.CustomerKey)
	h.Set(api.HeaderCustomerKeyMD5, w.CustomerKeyMD5)
}

// wire is nil without a key.
func (k CustomerKey) wire() *api.Encryption {
	if k.IsZero() {
		return nil
	}
	sum := md5.Sum(k.bytes())
	mode, algorithm := api.ModeSSEC, api.AES256
	return &api.Encryption{
		Mode: &mode, Algorithm: &algorithm,
		CustomerKey:    base64.StdEncoding.EncodeToString(k.bytes()),
		CustomerKeyMD5: base64.StdEncoding.EncodeToString(sum[:]),
	}
}

// check refuses a mode without its key and a key without its mode.
func (e Encryption) check(op string) error {
	switch {
	case e.Mode != "" && e.Mode != SSEB2 && e.Mode != SSEC:
		return fault(op, ErrBadRequest, "there is no encryption %s", remoteText(string(e.Mode)))
	case (e.Mode == SSEC) == e.Key.IsZero():
		return fault(op, ErrEncryptionKey, "SSE-C needs a key, and other encryption takes none")
	}
	return nil
}

// header adds it to a small upload's headers.
func (e Encryption) header(h http.Header) {
	if e.Mode == SSEB2 {
		h.Set(api.HeaderEncryption, api.AES256)
	}
	e.Key.header(h)
}

// wire is nil for the bucket's default.
func (e Encryption) wire() *api.Encryption {
	if e.Mode == SSEB2 {
		return defaultEncryption(true)
	}
	return e.Key.wire()
}

// encryptionMode makes a listing's many equal strings one.
func encryptionMode(s string) EncryptionMode {
	switch s {
	case "none":
		return ""
	case api.ModeSSEB2:
		return SSEB2
	case api.ModeSSEC:
		return SSEC
	}
	return EncryptionMode(s)
}

func encryptionOfHeader(h http.Header) EncryptionMode {
	switch {
	case h.Get(api.HeaderCustomerAlgorithm) != "":
		return SSEC
	case h.Get(api.HeaderEncryption) != "":
		return SSEB2
	}
	return ""
}

// explainKey recognises the refusals of content whose key is wrong or missing.
// The answer to a HEAD has no code, only the status; keyed tells whether a
// customer's key has to do with it at all.
func explainKey(err error, keyed bool) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Err != nil {
		return err
	}
	switch {
	case keyed && e.Status == http.StatusForbidden && (e.Code == api.CodeAccessDenied || e.Code == ""):
		e.Err, e.Message = ErrEncryptionKey, "this is not the key that the content was encrypted with"
	case e.Status == http.StatusBadRequest && strings.Contains(e.Message, "Server Side Encryption"):
		e.Err, e.Message = ErrEncryptionKey, "the content is encrypted with a customer's key (SSE-C)"
	}
	return err
}
