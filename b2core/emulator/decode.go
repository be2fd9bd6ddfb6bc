package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

// decode reads a call's arguments: the JSON body, or the query of a GET.
// Null means absent.
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
		if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return v, badRequest("%v", err)
		}
		return v, fail(http.StatusBadRequest, "bad_json", "%v", err)
	}
	return v, nil
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
