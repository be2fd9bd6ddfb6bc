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

// small stores a file in one request.
func (u *upload) small(ctx context.Context) (FileVersion, error) {
	ctx = ForPart(ctx)
	release, err := u.r.Steering.Slots.Acquire(ctx)
	if err != nil {
		return FileVersion{}, asError(u.op, err)
	}
	defer release()
	info := u.info("")
	count := u.r.Steering.Progress.part(1)
	var v FileVersion
	err = u.persist(ctx, u.op, count, func() (err error) {
		v, err = u.sendFile(ctx, info, count)
		return err
	})
	if e, ok := errors.AsType[*Error](err); ok && u.lost != nil && ctx.Err() == nil {
		return FileVersion{}, e.mayBeDone()
	}
	if err != nil {
		return FileVersion{}, err
	}
	if err := u.unchanged(); err != nil {
		u.discard(ctx, v)
		return FileVersion{}, err
	}
	return v, nil
}

// lostUpload is a file that was sent, and is stored or not.
type lostUpload struct {
	digest string
	since  time.Time
}

// sendFile is one attempt. If the answer is lost although everything was sent,
// it looks for its own version first: sending again would store a second one.
func (u *upload) sendFile(ctx context.Context, info map[string]string, count partProgress) (FileVersion, error) {
	if v, found, err := u.findLost(ctx, info); found || err != nil {
		return v, err
	}
	if err := u.unchanged(); err != nil {
		return FileVersion{}, err
	}
	src, err := u.cuts[0].open(ctx, u.c)
	if err != nil {
		return FileVersion{}, err
	}
	pair, err := u.c.uploadURLFor(ctx, u.op, u.r.BucketID)
	if err != nil {
		return FileVersion{}, err
	}
	since := u.serverNow()
	body := newContentBody(ctx, u.r.Steering, src, 0, u.plan.Size, count)
	var reply api.File
	var v FileVersion
	sent, err := u.c.sendContent(ctx, pair, api.CallUploadFile, u.fileHeader(info), body, &reply, func() (ok bool) {
		v, ok = versionOf(reply)
		return ok && v.Action == ActionUpload
	})
	if e, ok := errors.AsType[*Error](err); ok && e.unclear && sent && ctx.Err() == nil {
		u.lost = &lostUpload{body.digest, since}
		if own, found, _ := u.findLost(ctx, info); found {
			return own, nil
		}
	}
	if err != nil {
		return FileVersion{}, err
	}
	if h := v.Hash().SHA1; v.Size != u.plan.Size || h != body.digest {
		u.discard(ctx, v)
		return FileVersion{}, fault("", ErrCorrupt, "the service recorded other content than was sent")
	}
	if u.r.SHA1 != "" && !strings.EqualFold(u.r.SHA1, body.digest) {
		u.discard(ctx, v)
		return FileVersion{}, u.changed(ErrSourceChanged)
	}
	u.c.urls.give(u.r.BucketID, pair)
	return v, nil
}

func (u *upload) fileHeader(info map[string]string) http.Header {
	h := make(http.Header, 12+len(info))
	h.Set(api.HeaderFileName, api.Encode(u.r.Name))
	h.Set("Content-Type", u.contentType())
	for k, v := range info {
		h.Set(api.HeaderInfoPrefix+k, api.Encode(v))
	}
	if r := u.r.Retention; r.Mode != "" {
		h.Set(api.HeaderRetentionMode, string(r.Mode))
		h.Set(api.HeaderRetentionUntil, strconv.FormatInt(r.Until.UnixMilli(), 10))
	}
	if u.r.LegalHold {
		h.Set(api.HeaderLegalHold, api.LegalHoldOn)
	}
	u.r.Encryption.header(h)
	if at := u.r.UploadedAt; !at.IsZero() {
		h.Set(api.HeaderCustomTimestamp, strconv.FormatInt(at.UnixMilli(), 10))
	}
	return h
}

// findLost looks for a version that only a lost request can have made: same
// size, hash and info, stored since. If it is not there, or the key has no right
// that would show it, the file is to be sent again; an error says to look again.
func (u *upload) findLost(ctx context.Context, info map[string]string) (v FileVersion, found bool, err error) {
	lost := u.lost
	if lost == nil {
		return v, false, nil
	}
	v, found, err = u.c.findNewest(ctx, u.op, u.r.BucketID, u.r.Name, u.r.Encryption.Key, func(v FileVersion) bool {
		return v.Action == ActionUpload && v.Size == u.plan.Size && v.Hash().SHA1 == lost.digest &&
			u.mine(v, lost.since) && sameInfo(v.Info, info)
	})
	if passing(err) {
		return v, false, err
	}
	u.lost = nil
	switch {
	case found:
		u.c.log.Info("the answer was lost, the file is there", "op", u.op)
	case err != nil:
		u.c.log.Warn("the answer was lost and the key may not look: stored again, perhaps twice", "op", u.op, "error", err)
	}
	return v, found, nil
}

// unchanged asks every source whether it kept still.
func (u *upload) unchanged() error {
	for _, s := range u.sources {
		if err := s.Check(); err != nil {
			return u.changed(err)
		}
	}
	return nil
}

// changed is the error of a source that did not keep still.
func (u *upload) changed(err error) *Error {
	return &Error{Op: u.op, Err: err, Message: "the file changed while it was uploaded"}
}

// partHeader brings the customer's key along: every part needs it, while SSE-B2
// is settled when the file is started.
func partHeader(number int, key CustomerKey) http.Header {
	h := make(http.Header, 9)
	h.Set(api.HeaderPartNumber, strconv.Itoa(number))
	key.header(h)
	return h
}
