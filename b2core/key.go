package b2core

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// ApplicationKey is one key of the account, without its secret.
type ApplicationKey struct {
	ID           string
	AccountID    string
	Name         string
	Capabilities []Capability
	BucketIDs    []string // nil: every bucket
	NamePrefix   string
	Expires      time.Time // zero: never
	Options      []string  // such as "s3"
}

// KeySpec describes a key to create.
type KeySpec struct {
	Name         string
	Capabilities []Capability
	BucketIDs    []string
	NamePrefix   string
	ValidFor     time.Duration // zero: never expires; whole seconds, under 1,000 days
}

// CreatedKey is a new key with its secret, which the service shows only once.
type CreatedKey struct {
	ApplicationKey
	Secret Secret
}

// Keys pages through the account's application keys, without the master key.
func (c *Client) Keys(ctx context.Context) iter.Seq2[ApplicationKey, error] {
	return c.KeysFrom(ctx, "")
}

// KeysFrom is Keys from a key ID on, that key included.
func (c *Client) KeysFrom(ctx context.Context, startKeyID string) iter.Seq2[ApplicationKey, error] {
	const op = "list application keys"
	return func(yield func(ApplicationKey, error) bool) {
		s, err := c.allowed(ctx, op, "", "", ListKeys)
		if err != nil {
			yield(ApplicationKey{}, err)
			return
		}
		limit := pageSize
		req := api.ListKeysRequest{AccountID: s.account.ID, MaxKeyCount: &limit, StartKeyID: optional(startKeyID)}
		been := map[string]bool{startKeyID: true} // IDs have no order to go by
		for {
			var reply api.ListKeysResponse
			err := c.call(ctx, request{op: op, name: api.CallListKeys, body: req}, &reply, func() bool {
				next := deref(reply.NextKeyID)
				return reply.Keys != nil && (next == "" || !been[next])
			})
			if err != nil {
				yield(ApplicationKey{}, err)
				return
			}
			for _, k := range reply.Keys {
				if !yield(keyOf(k), nil) {
					return
				}
			}
			if req.StartKeyID = reply.NextKeyID; deref(req.StartKeyID) == "" {
				return
			}
			been[*req.StartKeyID] = true
		}
	}
}

// KeyByID returns one application key, or fails with ErrNotFound.
func (c *Client) KeyByID(ctx context.Context, keyID string) (ApplicationKey, error) {
	op := "look up key " + remoteText(keyID)
	s, err := c.allowed(ctx, op, "", "", ListKeys)
	if err != nil {
		return ApplicationKey{}, err
	}
	req := api.ListKeysRequest{AccountID: s.account.ID, MaxKeyCount: new(1), StartKeyID: &keyID}
	var reply api.ListKeysResponse
	err = c.call(ctx, request{op: op, name: api.CallListKeys, body: req}, &reply, func() bool { return reply.Keys != nil })
	if err != nil && !errors.Is(err, ErrBadRequest) {
		return ApplicationKey{}, err
	}
	if len(reply.Keys) == 0 || reply.Keys[0].KeyID != keyID {
		return ApplicationKey{}, fault(op, ErrNotFound, "there is no such key, or it has expired")
	}
	return keyOf(reply.Keys[0]), nil
}

// CreateKey makes an application key. What the service would refuse in its name,
// rights and duration fails with ErrBadRequest before any call. When the answer
// is lost, it is made again only if the list of keys shows none like it: a key
// that was made unseen has a secret that nobody knows. One that is like it, or a
// key that may not look, ends in ErrUnclear. If the service made another key than
// was asked for, the key comes with an error.
func (c *Client) CreateKey(ctx context.Context, spec KeySpec) (CreatedKey, error) {
	op := "create key " + spec.Name
	s, err := c.allowed(ctx, op, "", "", WriteKeys)
	if err != nil {
		return CreatedKey{}, err
	}
	if err := spec.check(); err != nil {
		return CreatedKey{}, fault(op, ErrBadRequest, "%v", err)
	}
	req := api.CreateKeyRequest{
		AccountID: s.account.ID, KeyName: spec.Name, BucketIDs: spec.BucketIDs, NamePrefix: optional(spec.NamePrefix),
		ValidSeconds: optional(int64(spec.ValidFor / time.Second)),
	}
	for _, right := range spec.Capabilities {
		req.Capabilities = append(req.Capabilities, string(right))
	}
	var reply api.Key
	err = c.carefully(ctx, func() error {
		return c.call(ctx, request{op: op, name: api.CallCreateKey, body: req, delicate: true}, &reply,
			func() bool { return reply.KeyID != "" && reply.Secret != "" })
	}, func() (bool, error) { return false, c.likeKey(ctx, op, spec) })
	if err != nil {
		return CreatedKey{}, err
	}
	made := CreatedKey{keyOf(reply), NewSecret(reply.Secret)}
	if !spec.same(made.ApplicationKey) {
		return made, fault(op, ErrBrokenReply, "the service made another key than was asked for: look at key %s, and delete it", remoteText(made.ID))
	}
	return made, nil
}

// likeKey fails if there may be a key that was made without an answer.
func (c *Client) likeKey(ctx context.Context, op string, spec KeySpec) error {
	for k, err := range c.Keys(ctx) {
		switch {
		case passing(err):
			return err
		case err != nil:
			return fault(op, ErrUnclear, "no answer came; if the list of keys shows it, delete it, since its secret is lost")
		case spec.same(k):
			return fault(op, ErrUnclear, "no answer came, and key %s is like it; unless it was there before, delete it, since its secret is lost", remoteText(k.ID))
		}
	}
	return nil
}

// check tells what the service would refuse.
func (spec KeySpec) check() error {
	const longestName, days = 100, 1000
	plain := func(r rune) bool {
		return r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	switch d := spec.ValidFor; {
	case spec.Name == "" || len(spec.Name) > longestName || strings.ContainsFunc(spec.Name, func(r rune) bool { return !plain(r) }):
		return fmt.Errorf("a key's name has 1 to %d letters, digits or '-'", longestName)
	case len(spec.Capabilities) == 0:
		return errors.New("a key needs at least one capability")
	case d < 0 || d%time.Second != 0 || d >= days*day:
		return fmt.Errorf("a key is valid for whole seconds, under %d days, or without end", days)
	}
	for _, right := range []Capability{ListKeys, WriteKeys, DeleteKeys, WriteBuckets, DeleteBuckets} {
		if len(spec.BucketIDs) > 0 && slices.Contains(spec.Capabilities, right) {
			return fmt.Errorf("a key that is bound to buckets cannot have %s", right)
		}
	}
	return nil
}

// same tells whether the service made the key that was asked for.
func (spec KeySpec) same(k ApplicationKey) bool {
	sorted := func(list []Capability) []Capability { return slices.Compact(slices.Sorted(slices.Values(list))) }
	buckets := func(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }
	return k.Name == spec.Name && k.NamePrefix == spec.NamePrefix && k.Expires.IsZero() == (spec.ValidFor == 0) &&
		slices.Equal(sorted(k.Capabilities), sorted(spec.Capabilities)) && slices.Equal(buckets(k.BucketIDs), buckets(spec.BucketIDs))
}

// DeleteKey withdraws an application key.
func (c *Client) DeleteKey(ctx context.Context, keyID string) error {
	_, err := c.DeleteKeyByID(ctx, keyID)
	return err
}

// DeleteKeyByID is DeleteKey that returns what the key was; of one that was
// deleted by an attempt whose answer was lost, its ID only.
func (c *Client) DeleteKeyByID(ctx context.Context, keyID string) (ApplicationKey, error) {
	op := "delete key " + remoteText(keyID)
	if _, err := c.allowed(ctx, op, "", "", DeleteKeys); err != nil {
		return ApplicationKey{}, err
	}
	var reply api.Key
	err := c.call(ctx, request{op: op, name: api.CallDeleteKey, body: api.DeleteKeyRequest{KeyID: keyID}}, &reply,
		func() bool { return reply.KeyID == keyID })
	if doneBefore(err) {
		return ApplicationKey{ID: keyID}, nil
	}
	if err != nil {
		return ApplicationKey{}, err
	}
	return keyOf(reply), nil
}
