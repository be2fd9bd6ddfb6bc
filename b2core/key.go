package b2core

import (
	"context"
	"errors"
	"iter"
	"time"

	"b2tui/b2core/internal/api"
)

// ApplicationKey is one key of the account, without its secret.
type ApplicationKey struct {
	ID           string
	Name         string
	Capabilities []Capability
	BucketIDs    []string // nil: every bucket
	NamePrefix   string
	Expires      time.Time // zero: never
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

// Keys pages through the account's application keys.
func (c *Client) Keys(ctx context.Context) iter.Seq2[ApplicationKey, error] {
	const op = "list application keys"
	return func(yield func(ApplicationKey, error) bool) {
		s, err := c.allowed(ctx, op, "", "", ListKeys)
		if err != nil {
			yield(ApplicationKey{}, err)
			return
		}
		limit := pageSize
		req := api.ListKeysRequest{AccountID: s.account.ID, MaxKeyCount: &limit}
		for {
			var reply api.ListKeysResponse
			err := c.call(ctx, request{op: op, name: api.CallListKeys, body: req}, &reply, func() bool {
				next := deref(reply.NextKeyID)
				return reply.Keys != nil && (next == "" || next != deref(req.StartKeyID))
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
		}
	}
}

// CreateKey makes an application key. It is never tried twice when no answer
// came: a key that was made unseen has a secret that nobody knows, and shows up
// in Keys.
func (c *Client) CreateKey(ctx context.Context, spec KeySpec) (CreatedKey, error) {
	op := "create key " + spec.Name
	s, err := c.allowed(ctx, op, "", "", WriteKeys)
	if err != nil {
		return CreatedKey{}, err
	}
	req := api.CreateKeyRequest{
		AccountID: s.account.ID, KeyName: spec.Name, BucketIDs: spec.BucketIDs, NamePrefix: optional(spec.NamePrefix),
		ValidSeconds: optional(int64(spec.ValidFor / time.Second)),
	}
	for _, right := range spec.Capabilities {
		req.Capabilities = append(req.Capabilities, string(right))
	}
	var reply api.Key
	err = c.call(ctx, request{op: op, name: api.CallCreateKey, body: req, delicate: true}, &reply,
		func() bool { return reply.KeyID != "" && reply.Secret != "" })
	if e, ok := errors.AsType[*Error](err); ok && e.unclear {
		e.Message = "no answer came; if the list of keys shows it, delete it, since its secret is lost"
	}
	if err != nil {
		return CreatedKey{}, err
	}
	return CreatedKey{keyOf(reply), NewSecret(reply.Secret)}, nil
}

// DeleteKey withdraws an application key.
func (c *Client) DeleteKey(ctx context.Context, keyID string) error {
	op := "delete key " + keyID
	if _, err := c.allowed(ctx, op, "", "", DeleteKeys); err != nil {
		return err
	}
	var reply api.Key
	return c.call(ctx, request{op: op, name: api.CallDeleteKey, body: api.DeleteKeyRequest{KeyID: keyID}}, &reply,
		func() bool { return reply.KeyID != "" })
}
