package emulator

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	json "github.com/go-json-experiment/json/v1"

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

// strictRequest refuses X-Bz headers that the call does not know, other headers
// that an upload must not send, query parameters that a download does not know,
// and any query beside a body. HTTP compares header names without case, so
// case is no matter there.
func strictRequest(x *exchange) error {
	known := callHeaders(x.name)
	for name := range x.r.Header {
		info := len(name) > len(api.HeaderInfoPrefix) && strings.HasPrefix(name, api.HeaderInfoPrefix)
		switch {
		case info && x.name == api.CallUploadFile, slices.Contains(known, name):
		case strings.HasPrefix(name, "X-Bz-"), x.stream && servedHeader(name):
			return badRequest("unknown header in the request: %s", name)
		}
	}
	switch {
	case x.r.Method == http.MethodPost && x.r.URL.RawQuery != "":
		return badRequest("the request has a body and a query")
	case x.stream && x.r.Method != http.MethodPost:
		return strictQuery(x)
	}
	return nil
}

// callHeaders are the X-Bz headers that a call knows, those of file info aside.
func callHeaders(call string) []string {
	customer := []string{api.HeaderTestMode, api.HeaderCustomerAlgorithm, api.HeaderCustomerKey, api.HeaderCustomerKeyMD5}
	switch call {
	case api.CallUploadFile:
		return append(customer, api.HeaderFileName, api.HeaderContentSHA1, api.HeaderCustomTimestamp, api.HeaderEncryption,
			api.HeaderRetentionMode, api.HeaderRetentionUntil, api.HeaderLegalHold)
	case api.CallUploadPart:
		return append(customer, api.HeaderPartNumber, api.HeaderContentSHA1)
	case api.CallDownloadFileByID, api.CallDownloadFileByName:
		return customer
	}
	return []string{api.HeaderTestMode}
}

// servedHeader tells whether a header says on a download how to take the
// content. In an upload that is said by file info, and the header itself must
// not be sent.
func servedHeader(name string) bool {
	switch name {
	case "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Location", "Content-Range", "Expires":
		return true
	}
	return false
}

func strictQuery(x *exchange) error {
	own := "fileId"
	if x.name == api.CallDownloadFileByName {
		own = "Authorization"
	}
	known := overrides()
	for name := range x.r.URL.Query() {
		if _, ok := known[name]; !ok && name != own {
			return badRequest("unknown parameter in the request: %s", name)
		}
	}
	return nil
}
