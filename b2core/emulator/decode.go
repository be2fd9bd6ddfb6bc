package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	json "github.com/go-json-experiment/json/v1"

	"b2tui/b2core/internal/api"
)

// decode reads a call's arguments: the JSON body, or the query of a GET.
// Null means absent. What the request's type does not mark as omitempty has to
// be there.
func decode[T any](x *exchange) (T, error) {
	var v T
	body := x.body
	if x.r.Method == http.MethodGet {
		var err error
		if body, err = queryAsJSON(x.r.URL.Query(), reflect.TypeFor[T]()); err != nil {
			return v, err
		}
	}
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	if x.strict {
		if err := strict(body, reflect.TypeFor[T](), ""); err != nil {
			return v, err
		}
	}
	if err := json.Unmarshal(body, &v); err != nil {
		text := "the request is no JSON"
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			text = fmt.Sprintf("the request has a %s where it does not belong: %s", wrong.Value, wrong.Field)
		}
		return v, fail(http.StatusBadRequest, api.CodeBadJSON, "%s", text)
	}
	return v, complete(body, reflect.TypeFor[T]())
}

// complete asks for the fields that a request cannot do without.
func complete(body []byte, t reflect.Type) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return fail(http.StatusBadRequest, api.CodeBadJSON, "the request is no JSON object")
	}
	for f := range t.Fields() {
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if v := fields[name]; rest != "omitempty" && (v == nil || string(v) == "null") {
			return badRequest("required field %s is missing", name)
		}
	}
	return nil
}

// queryAsJSON turns query parameters into the object that a POST would send;
// the type of the request says which are numbers and lists.
func queryAsJSON(q url.Values, t reflect.Type) ([]byte, error) {
	kinds := map[string]reflect.Type{}
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		kinds[name] = f.Type
	}
	object := map[string]any{}
	for name, values := range q {
		v, err := queryValue(values[0], kinds[name])
		if err != nil {
			return nil, badRequest("%s: %v", name, err)
		}
		object[name] = v
	}
	return json.Marshal(object)
}

func queryValue(s string, t reflect.Type) (any, error) {
	if t == nil {
		return s, nil
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return strconv.ParseInt(s, 10, 64)
	case reflect.Bool:
		return strconv.ParseBool(s)
	case reflect.Slice:
		return strings.Split(s, ","), nil
	default:
		return s, nil
	}
}

// value returns what an optional argument holds, or its zero value.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// optional returns nil for the zero value, which is told as null.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
