package api

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// What the service bounds in a bucket's settings.
const (
	maxBucketRules   = 100 // lifecycle rules, and CORS rules
	maxBucketInfo    = 10
	maxCORSSeconds   = 86_400
	maxRetentionDays = 3000
	daysOfYear       = 365
	minRuleName      = 6
	maxRuleName      = 63
	minBucketName    = 6
	maxBucketName    = 63
	maxPriority      = 1<<31 - 1
)

// CheckBucketName tells why a new bucket cannot have a name, in the service's words.
func CheckBucketName(name string) error {
	switch {
	case len(name) < minBucketName:
		return fmt.Errorf("bucketName must be at least %d characters long", minBucketName)
	case len(name) > maxBucketName:
		return fmt.Errorf("bucketName can be at most %d characters long", maxBucketName)
	case !plainWord(name):
		return errors.New("invalid characters in bucketName: must be alphanumeric or '-'")
	case reserved(name):
		return errors.New("bucketName must not begin with 'b2-'")
	}
	return nil
}

func plainWord(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

func reserved(name string) bool { return strings.HasPrefix(strings.ToLower(name), "b2-") }

// checkRuleName is for CORS and notification rules.
func checkRuleName(name string) error {
	if len(name) < minRuleName || len(name) > maxRuleName || !plainWord(name) || reserved(name) {
		return fmt.Errorf("rule name %q must have %d to %d letters, digits or '-' and not begin with 'b2-'", name, minRuleName, maxRuleName)
	}
	return nil
}

// CheckBucketInfo bounds what is said of a bucket.
func CheckBucketInfo(info map[string]string) error {
	if len(info) > maxBucketInfo {
		return fmt.Errorf("bucketInfo has %d entries, more than %d", len(info), maxBucketInfo)
	}
	for k := range info {
		if k == "" || !plainWord(strings.ReplaceAll(k, "_", "-")) {
			return fmt.Errorf("bad character in bucketInfo name: %q", k)
		}
	}
	return nil
}

// CheckLifecycle tells what is wrong with lifecycle rules: each needs a prefix
// that no other begins with, and a number of days.
func CheckLifecycle(rules []LifecycleRule) error {
	if len(rules) > maxBucketRules {
		return fmt.Errorf("%d lifecycle rules are more than %d", len(rules), maxBucketRules)
	}
	for i, r := range rules {
		days := []*int{r.UploadingToHiding, r.HidingToDeleting, r.StartingToCancelling}
		if !slices.ContainsFunc(days, func(d *int) bool { return d != nil }) {
			return fmt.Errorf("the lifecycle rule for prefix %q does nothing", r.FileNamePrefix)
		}
		if slices.ContainsFunc(days, func(d *int) bool { return d != nil && *d < 1 }) {
			return fmt.Errorf("the lifecycle rule for prefix %q has less than one day", r.FileNamePrefix)
		}
		for _, q := range rules[:i] {
			if strings.HasPrefix(r.FileNamePrefix, q.FileNamePrefix) || strings.HasPrefix(q.FileNamePrefix, r.FileNamePrefix) {
				return fmt.Errorf("lifecycle rules overlap: prefixes %q and %q", q.FileNamePrefix, r.FileNamePrefix)
			}
		}
	}
	return nil
}

// CheckCORS tells what is wrong with CORS rules.
func CheckCORS(rules []CORSRule) error {
	if len(rules) > maxBucketRules {
		return fmt.Errorf("%d CORS rules are more than %d", len(rules), maxBucketRules)
	}
	names := map[string]bool{}
	for _, r := range rules {
		if err := checkRuleName(r.Name); err != nil {
			return fmt.Errorf("CORS: %w", err)
		}
		if names[r.Name] {
			return fmt.Errorf("two CORS rules are called %s", r.Name)
		}
		names[r.Name] = true
		if err := r.check(); err != nil {
			return fmt.Errorf("CORS rule %s: %w", r.Name, err)
		}
	}
	return nil
}

func (r CORSRule) check() error {
	if len(r.AllowedOrigins) == 0 || len(r.AllowedOperations) == 0 {
		return errors.New("at least one origin and one operation are needed")
	}
	for _, o := range r.AllowedOrigins {
		if o == "" || strings.Count(o, "*") > 1 {
			return fmt.Errorf("bad origin %q", o)
		}
	}
	for _, o := range r.AllowedOperations {
		switch o {
		case CallDownloadFileByName, CallDownloadFileByID, CallUploadFile, CallUploadPart,
			"s3_get", "s3_head", "s3_put", "s3_post", "s3_delete":
		default:
			return fmt.Errorf("unknown operation %q", o)
		}
	}
	if r.MaxAgeSeconds < 0 || r.MaxAgeSeconds > maxCORSSeconds {
		return fmt.Errorf("maxAgeSeconds must be 0 to %d", maxCORSSeconds)
	}
	return nil
}

// CheckDefaultEncryption refuses what cannot be a bucket's default.
func CheckDefaultEncryption(e Encryption) error {
	switch {
	case e.Mode == nil || *e.Mode == "none" || *e.Mode == "":
		return nil
	case *e.Mode != ModeSSEB2:
		return fmt.Errorf("a bucket's default encryption cannot be %s", *e.Mode)
	case e.Algorithm == nil || *e.Algorithm != AES256:
		return errors.New("the encryption algorithm must be " + AES256)
	}
	return nil
}

// CheckDefaultRetention wants a mode with a period, or neither.
func CheckDefaultRetention(r DefaultRetention) error {
	if r.Mode == nil && r.Period == nil {
		return nil
	}
	if r.Mode == nil || r.Period == nil || *r.Mode != "governance" && *r.Mode != "compliance" {
		return errors.New("default retention needs a mode, governance or compliance, and a period")
	}
	days := r.Period.Duration
	switch r.Period.Unit {
	case "days":
	case "years":
		days *= daysOfYear
	default:
		return fmt.Errorf("unknown unit of a retention period: %q", r.Period.Unit)
	}
	if r.Period.Duration < 1 || days > maxRetentionDays {
		return fmt.Errorf("a retention period must be 1 to %d days", maxRetentionDays)
	}
	return nil
}

// CheckReplication tells what is wrong with a replication configuration.
func CheckReplication(c Replication) error {
	if c.Source != nil {
		if err := c.Source.check(); err != nil {
			return err
		}
	}
	if c.Destination == nil {
		return nil
	}
	if len(c.Destination.KeyMapping) == 0 {
		return errors.New("a replication destination needs at least one pair of keys")
	}
	for source, destination := range c.Destination.KeyMapping {
		if source == "" || destination == "" {
			return errors.New("a replication destination has an empty key ID")
		}
	}
	return nil
}

func (s *ReplicationSource) check() error {
	if s.KeyID == "" || len(s.Rules) == 0 {
		return errors.New("a replication source needs a key and at least one rule")
	}
	name := regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	seen := map[string]bool{}
	for _, r := range s.Rules {
		switch {
		case !name.MatchString(r.Name):
			return fmt.Errorf("replication rule name %q must have 1 to 64 letters, digits, '-' or '_'", r.Name)
		case seen[r.Name]:
			return fmt.Errorf("two replication rules are called %s", r.Name)
		case r.DestinationBucketID == "":
			return fmt.Errorf("replication rule %s has no destination bucket", r.Name)
		case r.Priority < 1 || r.Priority > maxPriority:
			return fmt.Errorf("the priority of replication rule %s must be 1 to %d", r.Name, maxPriority)
		}
		seen[r.Name] = true
	}
	return nil
}
