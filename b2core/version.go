package b2core

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"strconv"
	"strings"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/internal/retry"
)

// Stat returns the newest visible version of a name, or fails with ErrNotFound.
// A key that lacks listFiles needs readFiles and, unless it is bound to the bucket
// or the client knows the bucket's name, listBuckets.
func (c *Client) Stat(ctx context.Context, bucketID, name string) (FileVersion, error) {
	return c.StatWithKey(ctx, bucketID, name, CustomerKey{})
}

// StatWithKey is Stat for what may be under SSE-C: a key that cannot list has to
// ask for the content's headers, and those need the customer's key too.
func (c *Client) StatWithKey(ctx context.Context, bucketID, name string, key CustomerKey) (FileVersion, error) {
	op := "look up " + remoteText(name)
	s, err := c.allowed(ctx, op, bucketID, name)
	if err != nil {
		return FileVersion{}, err
	}
	if !s.account.Allowed.Can(ListFiles) {
		return c.head(ctx, op, bucketID, name, key)
	}
	page, err := c.ListNames(ctx, bucketID, ListOptions{Prefix: name, Start: name, Max: 1})
	if err != nil {
		return FileVersion{}, err
	}
	if len(page.Files) == 0 || page.Files[0].Name != name {
		return FileVersion{}, fault(op, ErrNotFound, "there is no such file in bucket %s", c.names.label(bucketID))
	}
	return page.Files[0], nil
}

// head is Stat for a key that may read but not list.
func (c *Client) head(ctx context.Context, op, bucketID, name string, key CustomerKey) (FileVersion, error) {
	var v FileVersion
	s, err := c.allowed(ctx, op, bucketID, name, ReadFiles)
	if err != nil {
		return v, err
	}
	bucket, err := c.bucketName(ctx, op, s, bucketID)
	if err != nil {
		return v, err
	}
	err = c.withToken(ctx, op, retry.Download, func(*Error) bool { return false }, func(s *session) error {
		address := s.account.DownloadURL + "/file/" + api.Encode(bucket) + "/" + api.Encode(name)
		req, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", s.token)
		req.Header.Set("Accept-Encoding", "identity")
		key.header(req.Header)
		c.meter.count(api.CallDownloadFileByName, 1)
		resp, err := c.send(req, fastReply)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return replyError(resp)
		}
		v, err = versionOfHeader(resp, bucketID, name)
		return err
	})
	if e, ok := errors.AsType[*Error](err); ok && e.Status == http.StatusForbidden && e.Code == "" && key.IsZero() {
		e.Message = "the service refuses and does not say why: a cap may be used up, or the key may lack a right"
	}
	return v, explainKey(err, !key.IsZero())
}

// bucketName is what an address needs that names a bucket. It is asked for if
// nobody did before.
func (c *Client) bucketName(ctx context.Context, op string, s *session, bucketID string) (string, error) {
	if name := c.names.kept.Name(bucketID); name != "" {
		return name, nil
	}
	if err := s.account.Allowed.Check("", "", ListBuckets); err != nil && s.account.Allowed.Buckets == nil {
		return "", asError(op, err)
	}
	b, err := c.BucketByID(ctx, bucketID)
	return b.Name, err
}

func versionOfHeader(resp *http.Response, bucketID, name string) (FileVersion, error) {
	h := resp.Header
	v := FileVersion{
		ID: h.Get(api.HeaderFileID), BucketID: bucketID, Name: name, Action: ActionUpload,
		Size: resp.ContentLength, SHA1: h.Get(api.HeaderContentSHA1), ContentType: h.Get("Content-Type"),
		Info: map[string]string{},
	}
	if ms, err := strconv.ParseInt(h.Get(api.HeaderUploadTimestamp), 10, 64); err == nil {
		v.UploadedAt = timeOf(&ms)
	}
	for key, values := range h {
		if len(key) > len(api.HeaderInfoPrefix) && strings.HasPrefix(key, api.HeaderInfoPrefix) {
			if value, err := api.Decode(values[0]); err == nil {
				v.Info[strings.ToLower(key[len(api.HeaderInfoPrefix):])] = value
			}
		}
	}
	headersOfReply(h, v.Info)
	v.Retention, v.LegalHold = locksOfHeader(h)
	v.Encryption, v.EncryptionKeyMD5 = encryptionOfHeader(h), h.Get(api.HeaderCustomerKeyMD5)
	if v.ID == "" || v.Size < 0 {
		return v, brokenReply("the reply lacks a file ID or a length")
	}
	return v, nil
}

// FileInfo returns one version by its ID.
func (c *Client) FileInfo(ctx context.Context, fileID string) (FileVersion, error) {
	return c.fileInfo(ctx, "look up file "+remoteText(fileID), fileID)
}

func (c *Client) fileInfo(ctx context.Context, op, fileID string) (FileVersion, error) {
	if _, err := c.allowed(ctx, op, "", "", ReadFiles); err != nil {
		return FileVersion{}, err
	}
	return c.fileCall(ctx, request{op: op, name: api.CallGetFileInfo, body: api.FileID{FileID: fileID}})
}

// fileCall is a call that answers with one file object.
func (c *Client) fileCall(ctx context.Context, r request) (v FileVersion, err error) {
	var reply api.File
	err = c.call(ctx, r, &reply, func() (ok bool) {
		v, ok = versionOf(reply)
		return ok && v.Action != ""
	})
	return v, err
}

// HideFile puts a hide marker over a name. Hiding a hidden name is done.
func (c *Client) HideFile(ctx context.Context, bucketID, name string) error {
	op := "hide " + remoteText(name)
	if _, err := c.allowed(ctx, op, bucketID, name, WriteFiles); err != nil {
		return err
	}
	_, err := c.fileCall(ctx, request{op: op, name: api.CallHideFile, body: api.HideFileRequest{BucketID: bucketID, FileName: name}})
	if hasCode(err, api.CodeAlreadyHidden) {
		return nil
	}
	return err
}

// UnhideFile takes the hide marker off a name, so that the version below it
// shows again. A name that is not hidden is done; one that has no versions
// fails with ErrNotFound.
func (c *Client) UnhideFile(ctx context.Context, bucketID, name string) error {
	return c.UnhideFileWith(ctx, bucketID, name, LockOptions{})
}

// UnhideFileWith is UnhideFile that may pass a governance retention.
func (c *Client) UnhideFileWith(ctx context.Context, bucketID, name string, o LockOptions) error {
	op := "unhide " + remoteText(name)
	if _, err := c.allowed(ctx, op, bucketID, name, ListFiles, DeleteFiles); err != nil {
		return err
	}
	for v, err := range c.VersionsOf(ctx, bucketID, name) {
		switch {
		case err != nil:
			return err
		case v.Action == ActionHide:
			return c.DeleteFileVersionWith(ctx, name, v.ID, o)
		case v.Action == ActionUpload:
			return nil
		}
	}
	return fault(op, ErrNotFound, "there is no such file in bucket %s", c.names.label(bucketID))
}

// DeleteFileVersion deletes one version for good. A version that is gone is
// done; one under retention or legal hold fails with ErrProtected.
func (c *Client) DeleteFileVersion(ctx context.Context, name, fileID string) error {
	return c.DeleteFileVersionWith(ctx, name, fileID, LockOptions{})
}

// DeleteFileVersionWith is DeleteFileVersion that may pass a governance retention.
func (c *Client) DeleteFileVersionWith(ctx context.Context, name, fileID string, o LockOptions) error {
	op := "delete " + remoteText(name)
	rights := []Capability{DeleteFiles}
	if o.BypassGovernance {
		rights = append(rights, BypassGovernance)
	}
	if _, err := c.allowed(ctx, op, "", name, rights...); err != nil {
		return err
	}
	var reply api.FileIDAndName
	err := c.call(ctx, request{op: op, name: api.CallDeleteFileVersion, body: api.DeleteFileVersionRequest{
		FileName: name, FileID: fileID, BypassGovernance: o.BypassGovernance,
	}}, &reply, func() bool { return reply.FileID != "" })
	if hasCode(err, api.CodeFileNotPresent) {
		return nil
	}
	return err
}

// UnfinishedLargeFiles pages through the uploads that were started and not
// finished. A key that is bound to a prefix gets those below it.
func (c *Client) UnfinishedLargeFiles(ctx context.Context, bucketID, prefix string) iter.Seq2[FileVersion, error] {
	const page = 100 // the most that the service gives
	op := "list unfinished uploads in bucket " + c.names.label(bucketID)
	return func(yield func(FileVersion, error) bool) {
		s, err := c.allowed(ctx, op, bucketID, "", ListFiles)
		if err != nil {
			yield(FileVersion{}, err)
			return
		}
		o, _, err := within(ListOptions{Prefix: prefix}, s.account.Allowed.NamePrefix)
		if err != nil {
			yield(FileVersion{}, asError(op, err))
			return
		}
		limit := page
		req := api.ListUnfinishedRequest{BucketID: bucketID, NamePrefix: optional(o.Prefix), MaxFileCount: &limit}
		been := map[string]bool{} // IDs have no order to go by
		for {
			var reply api.ListUnfinishedResponse
			var files []FileVersion
			err := c.call(ctx, request{op: op, name: api.CallListUnfinishedLargeFiles, body: req}, &reply, func() (ok bool) {
				files, ok = versionsOf(reply.Files)
				next := deref(reply.NextFileID)
				return ok && reply.Files != nil && (next == "" || !been[next])
			})
			if err != nil {
				yield(FileVersion{}, err)
				return
			}
			for _, f := range files {
				if !yield(f, nil) {
					return
				}
			}
			if req.StartFileID = reply.NextFileID; deref(req.StartFileID) == "" {
				return
			}
			been[*req.StartFileID] = true
		}
	}
}

// CancelLargeFile gives up an unfinished large file and its parts.
func (c *Client) CancelLargeFile(ctx context.Context, fileID string) error {
	op := "cancel unfinished upload " + remoteText(fileID)
	if _, err := c.allowed(ctx, op, "", "", WriteFiles); err != nil {
		return err
	}
	c.urls.drop(fileID)
	var reply api.CancelLargeFileResponse
	err := c.call(ctx, request{op: op, name: api.CallCancelLargeFile, body: api.FileID{FileID: fileID}}, &reply,
		func() bool { return reply.FileID != "" })
	if doneBefore(err) {
		return nil
	}
	return err
}

func hasCode(err error, code string) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == code
}
