package b2core

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// The capabilities around file locks.
const (
	ReadFileRetentions  Capability = "readFileRetentions"
	WriteFileRetentions Capability = "writeFileRetentions"
	ReadFileLegalHolds  Capability = "readFileLegalHolds"
	WriteFileLegalHolds Capability = "writeFileLegalHolds"
)

// RetentionMode says how firmly a retention holds.
type RetentionMode string

// The modes. Governance can be shortened and lifted by a key that has
// bypassGovernance; compliance can only be lengthened, by anyone.
const (
	Governance RetentionMode = api.RetentionGovernance
	Compliance RetentionMode = api.RetentionCompliance
)

// Retention keeps a version from being deleted until a time, which counts in
// milliseconds. The zero value is none.
type Retention struct {
	Mode  RetentionMode
	Until time.Time
}

// Holds tells whether the retention forbids deletion at a time.
func (r Retention) Holds(at time.Time) bool { return r.Mode != "" && r.Until.After(at) }

// LockOptions steer what a file lock may stand against.
type LockOptions struct {
	// BypassGovernance deletes, shortens or lifts what is under governance. The
	// key needs bypassGovernance. It helps against neither compliance nor a hold.
	BypassGovernance bool
}

// UpdateFileRetention sets a version's retention, or lifts it with the zero
// value, and returns it as the service recorded it. The bucket must have file
// lock (ErrNoFileLock otherwise). What the present retention does not let happen
// fails with ErrProtected.
func (c *Client) UpdateFileRetention(ctx context.Context, name, fileID string, r Retention, o LockOptions) (Retention, error) {
	op := "set retention of " + remoteText(name)
	rights := []Capability{WriteFileRetentions}
	if o.BypassGovernance {
		rights = append(rights, BypassGovernance)
	}
	if _, err := c.allowed(ctx, op, "", name, rights...); err != nil {
		return Retention{}, err
	}
	if err := c.checkRetention(op, r); err != nil {
		return Retention{}, err
	}
	var reply api.UpdateRetentionResponse
	err := c.call(ctx, request{op: op, name: api.CallUpdateFileRetention, body: api.UpdateRetentionRequest{
		FileName: name, FileID: fileID, Retention: deref(r.wire()), BypassGovernance: o.BypassGovernance,
	}}, &reply, func() bool { return reply.FileID != "" })
	if err != nil {
		return Retention{}, explainLock(err)
	}
	return retentionOf(reply.Retention), nil
}

// UpdateLegalHold puts a version under legal hold or takes it out. Held versions
// cannot be deleted by anyone until the hold is taken off, which needs
// writeFileLegalHolds and nothing else.
func (c *Client) UpdateLegalHold(ctx context.Context, name, fileID string, on bool) error {
	op := "set legal hold of " + remoteText(name)
	if _, err := c.allowed(ctx, op, "", name, WriteFileLegalHolds); err != nil {
		return err
	}
	var reply api.LegalHold
	err := c.call(ctx, request{op: op, name: api.CallUpdateFileLegalHold, body: api.LegalHold{
		FileName: name, FileID: fileID, LegalHold: holdText(on),
	}}, &reply, func() bool { return reply.FileID != "" })
	return explainLock(err)
}

// checkRetention refuses what the service would, by the service's clock.
func (c *Client) checkRetention(op string, r Retention) error {
	switch now := c.serviceNow(); {
	case r.Mode == "" && r.Until.IsZero():
		return nil
	case r.Mode != Governance && r.Mode != Compliance:
		return fault(op, ErrBadRequest, "retention is governance or compliance, with a time")
	case !r.Until.After(now):
		return fault(op, ErrBadRequest, "retention must end in the future, not at %s", r.Until.UTC().Format(time.RFC3339))
	}
	return nil
}

// explainLock says in words what "access denied" means for a lock, once the
// key's rights were looked at.
func explainLock(err error) error {
	if e, ok := errors.AsType[*Error](err); ok && e.Status == http.StatusForbidden && e.Code == api.CodeAccessDenied {
		e.Message = "compliance can only be lengthened, governance only with a bypass be shortened or lifted"
	}
	return err
}

// lockRights are what a key needs to store a version with retention or hold.
func lockRights(r Retention, hold bool) (rights []Capability) {
	if r != (Retention{}) {
		rights = append(rights, WriteFileRetentions)
	}
	if hold {
		rights = append(rights, WriteFileLegalHolds)
	}
	return rights
}

// wire is nil for no retention.
func (r Retention) wire() *api.Retention {
	if r.Mode == "" {
		return nil
	}
	mode, until := string(r.Mode), r.Until.UnixMilli()
	return &api.Retention{Mode: &mode, RetainUntil: &until}
}

func retentionOf(r api.Retention) Retention {
	return Retention{Mode: retentionMode(deref(r.Mode)), Until: timeOf(r.RetainUntil)}
}

// retentionMode makes a listing's many equal strings one.
func retentionMode(s string) RetentionMode {
	switch RetentionMode(s) {
	case Governance:
		return Governance
	case Compliance:
		return Compliance
	}
	return RetentionMode(s)
}

func holdText(on bool) string {
	if on {
		return api.LegalHoldOn
	}
	return api.LegalHoldOff
}

// locksOf reads what a file object tells of its lock.
func locksOf(f api.File) (r Setting[Retention], hold Setting[bool]) {
	if w := f.Retention; w != nil && w.Authorized {
		r = Setting[Retention]{Readable: true, Value: retentionOf(deref(w.Value))}
	}
	if w := f.LegalHold; w != nil && w.Authorized {
		hold = Setting[bool]{Readable: true, Value: deref(w.Value) == api.LegalHoldOn}
	}
	return r, hold
}

// locksOfHeader reads the same from a download's headers, which name those that
// the reader may not see.
func locksOfHeader(h http.Header) (r Setting[Retention], hold Setting[bool]) {
	hidden := strings.ToLower(h.Get(api.HeaderUnauthorizedToRead))
	if !strings.Contains(hidden, strings.ToLower(api.HeaderRetentionMode)) {
		until, _ := strconv.ParseInt(h.Get(api.HeaderRetentionUntil), 10, 64)
		r = Setting[Retention]{Readable: true, Value: Retention{retentionMode(h.Get(api.HeaderRetentionMode)), timeOf(&until)}}
	}
	if !strings.Contains(hidden, strings.ToLower(api.HeaderLegalHold)) {
		hold = Setting[bool]{Readable: true, Value: h.Get(api.HeaderLegalHold) == api.LegalHoldOn}
	}
	return r, hold
}
