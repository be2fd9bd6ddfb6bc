package b2core

import (
	"context"
	"net/url"

	"b2tui/b2core/internal/api"
)

// NotificationRule lets the service tell a web hook what happens in a bucket.
type NotificationRule struct {
	Name        string   // 6 to 63 letters, digits or '-', unique in the bucket
	Events      []string // see EventTypes
	Enabled     bool
	Prefix      string // of file names; empty: all
	MaxPerBatch int    // events told at once, up to 50; 0: one
	URL         string // https
	// Headers go along. Nil and an empty list read back as they were set.
	Headers []NotificationHeader
	// SigningSecret signs what is told; 32 letters or digits. Empty: unsigned.
	SigningSecret Secret

	Suspended        bool   // told by the service; not sent
	SuspensionReason string // told by the service; not sent

	unknown, unknownOfTarget unknown
}

// NotificationHeader is an HTTP header of a notification.
type NotificationHeader struct{ Name, Value string }

// EventTypes lists the events that rules can name; one that ends in "*" stands
// for its whole family.
func EventTypes() []string { return api.EventTypes() }

// NotificationRules returns a bucket's rules.
func (c *Client) NotificationRules(ctx context.Context, bucketID string) ([]NotificationRule, error) {
	op := "read notification rules of bucket " + c.names.label(bucketID)
	if _, err := c.allowed(ctx, op, bucketID, "", ReadBucketNotifications); err != nil {
		return nil, err
	}
	query := url.Values{"bucketId": {bucketID}}.Encode()
	return c.notifications(ctx, request{op: op, name: api.CallGetBucketNotificationRule, query: query})
}

// SetNotificationRules replaces all of a bucket's rules and returns them as they
// are then. What the service would refuse fails with ErrBadRequest before any
// call. Rules that were read can be sent back: what is the service's to say is
// left out.
func (c *Client) SetNotificationRules(ctx context.Context, bucketID string, rules []NotificationRule) ([]NotificationRule, error) {
	op := "set notification rules of bucket " + c.names.label(bucketID)
	if _, err := c.allowed(ctx, op, bucketID, "", WriteBucketNotifications); err != nil {
		return nil, err
	}
	req := api.NotificationRules{BucketID: bucketID, Rules: []api.NotificationRule{}}
	for _, r := range rules {
		req.Rules = append(req.Rules, r.wire())
	}
	if err := api.CheckNotificationRules(req.Rules); err != nil {
		return nil, fault(op, ErrBadRequest, "%v", err)
	}
	return c.notifications(ctx, request{op: op, name: api.CallSetBucketNotificationRule, body: req})
}

func (c *Client) notifications(ctx context.Context, r request) ([]NotificationRule, error) {
	var reply api.NotificationRules
	if err := c.call(ctx, r, &reply, func() bool { return reply.Rules != nil }); err != nil {
		return nil, err
	}
	out := make([]NotificationRule, len(reply.Rules))
	for i, w := range reply.Rules {
		out[i] = notificationOf(w)
	}
	return out, nil
}

func notificationOf(w api.NotificationRule) NotificationRule {
	r := NotificationRule{
		Name: w.Name, Events: w.EventTypes, Enabled: w.IsEnabled, Prefix: w.ObjectNamePrefix,
		MaxPerBatch: deref(w.MaxEventsPerBatch), URL: w.Target.URL,
		SigningSecret: NewSecret(deref(w.Target.Secret)),
		Suspended:     deref(w.IsSuspended), SuspensionReason: remoteText(deref(w.SuspensionReason)),
		unknown: unknown(w.Unknown), unknownOfTarget: unknown(w.Target.Unknown),
	}
	if w.Target.Headers == nil {
		return r
	}
	r.Headers = []NotificationHeader{}
	for _, h := range *w.Target.Headers {
		r.Headers = append(r.Headers, NotificationHeader(h))
	}
	return r
}

func (r NotificationRule) wire() api.NotificationRule {
	w := api.NotificationRule{
		Name: r.Name, EventTypes: r.Events, IsEnabled: r.Enabled, ObjectNamePrefix: r.Prefix,
		MaxEventsPerBatch: optional(r.MaxPerBatch),
		Target: api.NotificationTarget{
			Type: api.TargetWebhook, URL: r.URL, Secret: optional(r.SigningSecret.Reveal()), Unknown: r.unknownOfTarget.wire(),
		},
		Unknown: r.unknown.wire(),
	}
	if r.Headers == nil {
		return w
	}
	headers := []api.NotificationHeader{}
	for _, h := range r.Headers {
		headers = append(headers, api.NotificationHeader(h))
	}
	w.Target.Headers = &headers
	return w
}
