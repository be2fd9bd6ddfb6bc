package api

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// What no true reply exceeds: the entries of a page, and the members of an
// entry's lists and maps.
const (
	maxEntries = 10_000
	maxMembers = 1000
)

// replyOptions read what the service says, with its bounds held while the text
// comes in: names are compared exactly, and a name that stands twice in an object
// is refused, as two readers could take two meanings from it. What is no valid
// text stays readable, as a file's name may be anything; its ID tells it apart.
var replyOptions = json.JoinOptions(
	jsontext.AllowInvalidUTF8(true),
	json.WithUnmarshalers(json.JoinUnmarshalers(
		bounded[File](maxEntries), bounded[Part](maxEntries), bounded[Key](maxEntries), bounded[Bucket](maxEntries),
		bounded[AllowedBucket](maxEntries), bounded[NotificationRule](maxMembers), bounded[NotificationHeader](maxMembers),
		bounded[CORSRule](maxMembers), bounded[LifecycleRule](maxMembers), bounded[ReplicationRule](maxMembers),
		bounded[string](maxMembers), json.UnmarshalFromFunc(boundedMap),
	)),
)

// DecodeReply reads one JSON value, and nothing may follow it.
func DecodeReply(r io.Reader, out any) error {
	return json.UnmarshalRead(&guard{r: r}, out, replyOptions)
}

// bounded reads lists of up to a number of entries.
func bounded[T any](most int) *json.Unmarshalers {
	return json.UnmarshalFromFunc(func(d *jsontext.Decoder, out *[]T) error {
		if d.PeekKind() != '[' {
			return errors.ErrUnsupported // null, or an error that the decoder words better
		}
		if _, err := d.ReadToken(); err != nil {
			return err
		}
		list := []T{}
		for d.PeekKind() != ']' {
			if len(list) == most {
				return fmt.Errorf("more than %d entries", most)
			}
			var v T
			if err := json.UnmarshalDecode(d, &v); err != nil {
				return err
			}
			list = append(list, v)
		}
		*out = list
		_, err := d.ReadToken()
		return err
	})
}

// boundedMap is the same for file info and its like.
func boundedMap(d *jsontext.Decoder, out *map[string]string) error {
	if d.PeekKind() != '{' {
		return errors.ErrUnsupported
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	m := map[string]string{}
	for d.PeekKind() != '}' {
		if len(m) == maxMembers {
			return fmt.Errorf("more than %d members", maxMembers)
		}
		var k, v string
		if err := json.UnmarshalDecode(d, &k); err != nil {
			return err
		}
		if err := json.UnmarshalDecode(d, &v); err != nil {
			return err
		}
		m[k] = v
	}
	*out = m
	_, err := d.ReadToken()
	return err
}
