package emulator

import (
	"net/http"
	"strconv"
	"time"

	"b2tui/b2core/internal/api"
)

// guard is what protects a version. It is shared and never changes: an update
// puts another in its place. Most versions have none.
type guard struct {
	mode  string // of the retention; empty: none
	until int64  // of the retention, milliseconds
	hold  string // "on", "off" or, if nobody ever set one, empty

	sse    string // SSE-B2, SSE-C; empty: not encrypted
	keyMD5 string // of SSE-C, in base64
}

// plain is the guard of a version that has none.
func (v *version) plain() guard {
	if v.guard == nil {
		return guard{}
	}
	return *v.guard
}

// kept returns g, or nil for a guard that guards nothing.
func (g guard) kept() *guard {
	if g == (guard{}) {
		return nil
	}
	return &g
}

// retained tells whether a retention holds at a time.
func (g guard) retained(now time.Time) bool { return g.mode != "" && g.until > now.UnixMilli() }

// lockedUntil is when a version can be deleted at last, milliseconds.
func (v *version) lockedUntil() int64 {
	g := v.plain()
	switch {
	case v.action != actionUpload:
		return 0
	case g.hold == api.LegalHoldOn:
		return never
	}
	return g.until
}

// mayDelete settles whether a version may be deleted for good. An unfinished
// large file can always be given up.
func (v *version) mayDelete(now time.Time, bypass bool) error {
	g := v.plain()
	if v.action != actionUpload {
		return nil
	}
	governed := g.mode == api.RetentionGovernance && bypass
	if g.hold == api.LegalHoldOn || g.retained(now) && !governed {
		return fail(http.StatusUnauthorized, api.CodeAccessDenied, "Access Denied")
	}
	return nil
}

// wish is what a client asks for a new version.
type wish struct {
	retention  *api.Retention
	hold       *string
	encryption *api.Encryption
}

// headerWish reads an upload's headers.
func headerWish(h http.Header) (wish, error) {
	var w wish
	mode, until := h.Get(api.HeaderRetentionMode), h.Get(api.HeaderRetentionUntil)
	if mode != "" || until != "" {
		w.retention = &api.Retention{Mode: optional(mode)}
		if until != "" {
			ms, err := strconv.ParseInt(until, 10, 64)
			if err != nil {
				return w, badRequest("%s is no time: %s", api.HeaderRetentionUntil, until)
			}
			w.retention.RetainUntil = &ms
		}
	}
	w.hold = optional(h.Get(api.HeaderLegalHold))
	var err error
	w.encryption, err = headerEncryption(h)
	return w, err
}

// grant settles what a new version in b gets: first whether the key may ask for
// it, then whether it makes sense. What is not asked for comes from the bucket.
func (x *exchange) grant(b *bucket, name string, what *about, w wish) (*guard, error) {
	if w.retention != nil {
		if err := x.need("writeFileRetentions"); err != nil {
			return nil, err
		}
	}
	if w.hold != nil {
		if err := x.need("writeFileLegalHolds"); err != nil {
			return nil, err
		}
	}
	if !b.settings.Locked && (w.retention != nil || w.hold != nil) {
		return nil, missingLock()
	}
	g := b.settings.retention(x.now)
	if w.retention != nil {
		if err := checkRetention(*w.retention, x.now); err != nil {
			return nil, err
		}
		g.mode, g.until = value(w.retention.Mode), value(w.retention.RetainUntil)
	}
	if w.hold != nil {
		if err := checkHold(*w.hold); err != nil {
			return nil, err
		}
		g.hold = *w.hold
	}
	if err := g.encrypt(w.encryption, b.settings.Encryption); err != nil {
		return nil, err
	}
	if (g.sse != "" || b.settings.Locked) && metadataSize(name, what.info) > maxGuardedMetadata {
		return nil, badRequest("File name and file info are more than %d bytes, the most with encryption or file lock", maxGuardedMetadata)
	}
	return g.kept(), nil
}

// retention is what a bucket gives to new versions.
func (s *bucketSettings) retention(now time.Time) guard {
	mode, period := value(s.Retention.Mode), s.Retention.Period
	if !s.Locked || mode == "" || period == nil {
		return guard{}
	}
	until := now.AddDate(0, 0, period.Duration)
	if period.Unit == "years" {
		until = now.AddDate(period.Duration, 0, 0)
	}
	return guard{mode: mode, until: until.UnixMilli()}
}

func missingLock() error {
	return fail(http.StatusBadRequest, api.CodeBucketMissingLock, "The bucket is not file lock enabled")
}

// checkRetention accepts a mode with a time in the future, or neither.
func checkRetention(r api.Retention, now time.Time) error {
	mode := value(r.Mode)
	switch {
	case mode == "" && r.RetainUntil == nil:
		return nil
	case mode != api.RetentionGovernance && mode != api.RetentionCompliance:
		return badRequest("Invalid retention mode: %q", mode)
	case r.RetainUntil == nil:
		return badRequest("retainUntilTimestamp is missing")
	case *r.RetainUntil <= now.UnixMilli():
		return fail(http.StatusBadRequest, api.CodeRetainUntilInThePast, "retainUntilTimestamp must be in the future")
	}
	return nil
}

func checkHold(hold string) error {
	if hold != api.LegalHoldOn && hold != api.LegalHoldOff {
		return badRequest("Invalid legalHold: %q", hold)
	}
	return nil
}
