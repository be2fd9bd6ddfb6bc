package emulator

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// updateFileRetention is b2_update_file_retention.
func (e *Emulator) updateFileRetention(x *exchange) (any, error) {
	if err := e.mayLock(x, "writeFileRetentions"); err != nil {
		return nil, err
	}
	req, err := decode[api.UpdateRetentionRequest](x)
	if err != nil {
		return nil, err
	}
	if req.BypassGovernance && !x.can("bypassGovernance") {
		return nil, lockDenied()
	}
	v, err := e.lockable(x, req.FileName, req.FileID)
	if err != nil {
		return nil, err
	}
	if err := checkRetention(req.Retention, x.now); err != nil {
		return nil, err
	}
	g := v.plain()
	if !g.mayBecome(req.Retention, x.now, req.BypassGovernance) {
		return nil, lockDenied()
	}
	g.mode, g.until = value(req.Retention.Mode), value(req.Retention.RetainUntil)
	if err := e.store.putGuard(v, g.kept()); err != nil {
		return nil, err
	}
	return api.UpdateRetentionResponse{FileName: req.FileName, FileID: req.FileID, Retention: g.retention()}, nil
}

// updateFileLegalHold is b2_update_file_legal_hold.
func (e *Emulator) updateFileLegalHold(x *exchange) (any, error) {
	if err := e.mayLock(x, "writeFileLegalHolds"); err != nil {
		return nil, err
	}
	req, err := decode[api.LegalHold](x)
	if err != nil {
		return nil, err
	}
	v, err := e.lockable(x, req.FileName, req.FileID)
	if err != nil {
		return nil, err
	}
	if err := checkHold(req.LegalHold); err != nil {
		return nil, err
	}
	g := v.plain()
	g.hold = req.LegalHold
	return req, e.store.putGuard(v, g.kept())
}

// mayLock is authorize for the lock calls, which answer 403 where others
// answer 401, and look at the right before the lock's state.
func (e *Emulator) mayLock(x *exchange, capability string) error {
	err := e.authorize(x, capability)
	if f, ok := errors.AsType[*failure](err); ok && f.Code == api.CodeUnauthorized {
		return lockDenied()
	}
	return err
}

func lockDenied() error {
	return fail(http.StatusForbidden, api.CodeAccessDenied, "Access Denied")
}

// lockable finds a file whose lock may be changed.
func (e *Emulator) lockable(x *exchange, name, id string) (*version, error) {
	v := e.store.versionByID(id)
	if v != nil {
		if err := x.onVersion(v); err != nil {
			return nil, err
		}
	}
	if err := x.onName(name); err != nil {
		return nil, err
	}
	switch {
	case v == nil || v.name != name:
		return nil, fail(http.StatusBadRequest, api.CodeFileNotPresent, "File not present: %s %s", name, id)
	case !v.bucket.settings.Locked:
		return nil, missingLock()
	case v.action != actionUpload:
		return nil, badRequest("Only files can be locked: %s", id)
	}
	return v, nil
}

// mayBecome tells whether a retention may be replaced. Lengthening is always
// allowed; governance yields to the bypass, compliance to nothing.
func (g guard) mayBecome(r api.Retention, now time.Time, bypass bool) bool {
	if !g.retained(now) {
		return true
	}
	lasts := value(r.Mode) != "" && value(r.RetainUntil) >= g.until
	if g.mode == api.RetentionCompliance {
		return lasts && value(r.Mode) == api.RetentionCompliance
	}
	return lasts || bypass
}

func (g guard) retention() api.Retention {
	return api.Retention{Mode: optional(g.mode), RetainUntil: optional(g.until)}
}

// tellLock tells of retention and hold in a file object, as far as the key may
// see them.
func (x *exchange) tellLock(r *api.File, g guard) {
	r.Retention, r.LegalHold = &api.Readable[api.Retention]{}, &api.Readable[string]{}
	if x.can("readFileRetentions") {
		r.Retention = &api.Readable[api.Retention]{Authorized: true, Value: new(g.retention())}
	}
	if x.can("readFileLegalHolds") {
		r.LegalHold = &api.Readable[string]{Authorized: true, Value: optional(g.hold)}
	}
}

// lockHeaders tells of them in a download's headers, and which of them the
// reader may not see.
func (x *exchange) lockHeaders(h http.Header, g guard) {
	var hidden []string
	tell := func(readable bool, name, v string) {
		switch {
		case !readable:
			hidden = append(hidden, name)
		case v != "":
			h.Set(name, v)
		}
	}
	retention := x.key != nil && x.can("readFileRetentions")
	tell(retention, api.HeaderRetentionMode, g.mode)
	tell(retention, api.HeaderRetentionUntil, millisText(g.until))
	tell(x.key != nil && x.can("readFileLegalHolds"), api.HeaderLegalHold, g.hold)
	if hidden != nil {
		h.Set(api.HeaderUnauthorizedToRead, strings.Join(hidden, ","))
	}
}
