package api

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

const (
	maxNotificationRules = 25
	maxNotifyHeaders     = 10
	maxNotifyHeaderBytes = 2048
	maxEventsPerBatch    = 50
	signingSecretSize    = 32
)

// RuleError is a refused rule with the service's code for it.
type RuleError struct {
	Code string
	Err  error
}

func (e *RuleError) Error() string { return e.Err.Error() }
func (e *RuleError) Unwrap() error { return e.Err }

// EventTypes are the events of objects that a notification rule can name.
func EventTypes() []string {
	return []string{
		"b2:ObjectCreated:*", "b2:ObjectCreated:Upload", "b2:ObjectCreated:MultipartUpload", "b2:ObjectCreated:Copy",
		"b2:ObjectCreated:Replica", "b2:ObjectCreated:MultipartReplica",
		"b2:ObjectDeleted:*", "b2:ObjectDeleted:Delete", "b2:ObjectDeleted:LifecycleRule",
		"b2:HideMarkerCreated:*", "b2:HideMarkerCreated:Hide", "b2:HideMarkerCreated:LifecycleRule",
		"b2:MultipartUploadCreated:*", "b2:MultipartUploadCreated:LiveRead",
	}
}

// CheckNotificationRules tells what is wrong with notification rules: a
// *RuleError where the service has a code of its own for it.
func CheckNotificationRules(rules []NotificationRule) error {
	if len(rules) > maxNotificationRules {
		return fmt.Errorf("%d notification rules are more than %d", len(rules), maxNotificationRules)
	}
	for i, r := range rules {
		if err := r.check(); err != nil {
			return fmt.Errorf("notification rule %q: %w", r.Name, err)
		}
		for _, q := range rules[:i] {
			if q.Name == r.Name {
				return fmt.Errorf("two notification rules are called %s", r.Name)
			}
			if q.overlaps(r) {
				return &RuleError{CodeEventOverlap, fmt.Errorf("notification rules %s and %s overlap", q.Name, r.Name)}
			}
		}
	}
	return nil
}

func (r NotificationRule) check() error {
	if err := checkRuleName(r.Name); err != nil {
		return err
	}
	if err := checkEvents(r.EventTypes); err != nil {
		return err
	}
	if n := r.MaxEventsPerBatch; n != nil && (*n < 1 || *n > maxEventsPerBatch) {
		return fmt.Errorf("maxEventsPerBatch must be 1 to %d", maxEventsPerBatch)
	}
	return r.Target.check()
}

func checkEvents(events []string) error {
	if len(events) == 0 {
		return &RuleError{CodeEventsEmpty, errors.New("it names no event")}
	}
	known := EventTypes()
	for i, e := range events {
		if !slices.Contains(known, e) {
			return &RuleError{CodeEventInvalid, fmt.Errorf("unknown event %q", e)}
		}
		for _, other := range events[:i] {
			if sameEvent(e, other) {
				return &RuleError{CodeEventCategories, fmt.Errorf("events %s and %s overlap", other, e)}
			}
		}
	}
	return nil
}

// sameEvent tells whether something can be both events.
func sameEvent(a, b string) bool {
	family := func(s string) (string, bool) { return strings.CutSuffix(s, "*") }
	af, all := family(a)
	bf, bAll := family(b)
	return a == b || all && strings.HasPrefix(b, af) || bAll && strings.HasPrefix(a, bf)
}

// overlaps tells whether one event would go to both rules.
func (r NotificationRule) overlaps(q NotificationRule) bool {
	if !r.IsEnabled || !q.IsEnabled ||
		!strings.HasPrefix(r.ObjectNamePrefix, q.ObjectNamePrefix) && !strings.HasPrefix(q.ObjectNamePrefix, r.ObjectNamePrefix) {
		return false
	}
	return slices.ContainsFunc(r.EventTypes, func(a string) bool {
		return slices.ContainsFunc(q.EventTypes, func(b string) bool { return sameEvent(a, b) })
	})
}

func (t NotificationTarget) check() error {
	if u, err := url.Parse(t.URL); err != nil || u.Scheme != "https" || u.Host == "" {
		return errors.New("the target must be an https address")
	}
	if t.Type != TargetWebhook {
		return fmt.Errorf("unknown target type %q", t.Type)
	}
	if s := t.Secret; s != nil && (len(*s) != signingSecretSize || !plainWord(*s) || strings.Contains(*s, "-")) {
		return fmt.Errorf("the signing secret must have exactly %d letters or digits", signingSecretSize)
	}
	if t.Headers == nil {
		return nil
	}
	size := 0
	for _, h := range *t.Headers {
		size += len(Encode(h.Name)) + len(Encode(h.Value))
		if h.Name == "" || strings.HasPrefix(strings.ToLower(h.Name), "x-bz-") {
			return fmt.Errorf("header %q cannot be sent", h.Name)
		}
	}
	if len(*t.Headers) > maxNotifyHeaders || size > maxNotifyHeaderBytes {
		return fmt.Errorf("there may be %d headers of %d bytes together", maxNotifyHeaders, maxNotifyHeaderBytes)
	}
	return nil
}
