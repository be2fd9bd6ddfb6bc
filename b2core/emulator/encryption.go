package emulator

import (
	"crypto/md5"
	"encoding/base64"
	"net/http"

	"b2tui/b2core/internal/api"
)

// customerKeySize is the length of an SSE-C key, bytes.
const customerKeySize = 32

// headerEncryption reads the encryption headers of an upload or a download; nil
// without any.
func headerEncryption(h http.Header) (*api.Encryption, error) {
	service, algorithm := h.Get(api.HeaderEncryption), h.Get(api.HeaderCustomerAlgorithm)
	key, sum := h.Get(api.HeaderCustomerKey), h.Get(api.HeaderCustomerKeyMD5)
	customer := algorithm+key+sum != ""
	switch {
	case service != "" && customer:
		return nil, badRequest("Only one kind of server-side encryption can be asked for")
	case service != "":
		return &api.Encryption{Mode: new(api.ModeSSEB2), Algorithm: &service}, nil
	case customer:
		return &api.Encryption{Mode: new(api.ModeSSEC), Algorithm: &algorithm, CustomerKey: key, CustomerKeyMD5: sum}, nil
	}
	return nil, nil
}

// encrypt sets what a client asks for, or else the bucket's default.
func (g *guard) encrypt(asked *api.Encryption, standard api.Encryption) error {
	if asked == nil {
		asked = &standard
	}
	switch mode := value(asked.Mode); mode {
	case "", "none":
		g.sse, g.keyMD5 = "", ""
		return nil
	case api.ModeSSEB2, api.ModeSSEC:
		if value(asked.Algorithm) != api.AES256 {
			return badRequest("Invalid encryption algorithm: %q", value(asked.Algorithm))
		}
		g.sse = mode
		if mode == api.ModeSSEB2 {
			return nil
		}
		sum, err := checkCustomerKey(asked)
		g.keyMD5 = sum
		return err
	default:
		return badRequest("Invalid encryption mode: %q", mode)
	}
}

// checkCustomerKey returns the key's MD5, all that is ever kept of it.
func checkCustomerKey(e *api.Encryption) (string, error) {
	key, err := base64.StdEncoding.DecodeString(e.CustomerKey)
	if err != nil || len(key) != customerKeySize {
		return "", badRequest("The customer key must be %d bytes in base64", customerKeySize)
	}
	sum := md5.Sum(key)
	if base64.StdEncoding.EncodeToString(sum[:]) != e.CustomerKeyMD5 {
		return "", badRequest("The customer key does not match its MD5")
	}
	return e.CustomerKeyMD5, nil
}

// opens tells whether content can be read, or a part of it written, with what a
// client brings.
func (g guard) opens(with *api.Encryption) error {
	mode := ""
	if with != nil {
		mode = value(with.Mode)
	}
	switch {
	case g.sse != api.ModeSSEC && mode == api.ModeSSEC:
		return badRequest("The file is not encrypted with a customer key")
	case g.sse != api.ModeSSEC:
		return nil
	case mode != api.ModeSSEC:
		return badRequest("The object was stored using a form of Server Side Encryption. " +
			"The correct parameters must be provided to retrieve the object.")
	}
	sum, err := checkCustomerKey(with)
	if err != nil {
		return err
	}
	if sum != g.keyMD5 {
		return fail(http.StatusForbidden, api.CodeAccessDenied, "Access Denied")
	}
	return nil
}

// encryption is told in replies; the key's MD5 is, the key is not known.
func (g guard) encryption() *api.Encryption {
	e := &api.Encryption{Mode: optional(g.sse), CustomerKeyMD5: g.keyMD5}
	if g.sse != "" {
		e.Algorithm = new(api.AES256)
	}
	return e
}

func (g guard) encryptionHeaders(h http.Header) {
	switch g.sse {
	case api.ModeSSEB2:
		h.Set(api.HeaderEncryption, api.AES256)
	case api.ModeSSEC:
		h.Set(api.HeaderCustomerAlgorithm, api.AES256)
		h.Set(api.HeaderCustomerKeyMD5, g.keyMD5)
	}
}
