package emulator

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"b2tui/b2core/internal/api"
)

// strict refuses fields that the type of a request does not name. It compares
// exactly: encoding/json alone would take bucketid for bucketId.
func strict(body []byte, t reflect.Type, path string) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t.Kind() == reflect.Slice && t != reflect.TypeFor[json.RawMessage]():
		var entries []json.RawMessage
		if json.Unmarshal(body, &entries) != nil {
			return nil // decoding will say so
		}
		for _, entry := range entries {
			if err := strict(entry, t.Elem(), path); err != nil {
				return err
			}
		}
	case t.Kind() == reflect.Struct:
		var fields map[string]json.RawMessage
		if json.Unmarshal(body, &fields) != nil {
			return nil
		}
		known := map[string]reflect.Type{}
		for _, f := range reflect.VisibleFields(t) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			known[name] = f.Type
		}
		for name, v := range fields {
			inner, ok := known[name]
			if !ok {
				return fail(http.StatusBadRequest, api.CodeBadJSON, "unknown field in the request: %s%s", path, name)
			}
			if err := strict(v, inner, path+name+"."); err != nil {
				return err
			}
		}
	}
	return nil
}

// strictHeaders refuses X-Bz headers that no call knows. HTTP compares header
// names without case, so case is no matter here.
func strictHeaders(x *exchange) error {
	for name := range x.r.Header {
		switch {
		case !strings.HasPrefix(name, "X-Bz-"), strings.HasPrefix(name, api.HeaderInfoPrefix),
			strings.HasPrefix(name, api.HeaderEncryption):
			continue
		}
		switch name {
		case api.HeaderFileName, api.HeaderContentSHA1, api.HeaderPartNumber, api.HeaderTestMode,
			api.HeaderCustomTimestamp, api.HeaderRetentionMode, api.HeaderRetentionUntil, api.HeaderLegalHold:
		default:
			return badRequest("unknown header in the request: %s", name)
		}
	}
	return nil
}
