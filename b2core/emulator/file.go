package emulator

import (
	"net/http"

	"b2tui/b2core/internal/api"
)

// What a hide marker tells of its content: the hashes of nothing.
const (
	emptySHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
	emptyMD5  = "d41d8cd98f00b204e9800998ecf8427e"
)

// fileReply tells of one version. The caller holds the store's lock.
func (e *Emulator) fileReply(x *exchange, v *version) api.File {
	r := api.File{
		AccountID: e.store.account.ID, Action: v.action.String(), BucketID: v.bucket.id,
		FileID: new(e.store.id(v)), FileInfo: map[string]string{}, FileName: v.name, UploadTimestamp: v.uploaded,
	}
	if v.action == actionHide {
		r.ContentSHA1, r.ContentMD5 = new(emptySHA1), new(emptyMD5)
		r.ContentType = new(api.ContentTypeHideMarker)
	} else {
		r.ContentType = &v.about.contentType
		if v.about.info != nil {
			r.FileInfo = v.about.info
		}
		r.ContentSHA1 = new(api.SHA1None)
		x.tellLock(&r, v.plain())
		r.Encryption = v.plain().encryption()
	}
	if v.content != nil {
		r.ContentLength, r.ContentMD5 = v.content.size, optional(v.content.md5)
		r.ContentSHA1 = new(v.content.SHA1())
	}
	if x.version == 1 {
		r.SizeV1 = &r.ContentLength
	}
	return r
}

func (e *Emulator) folderReply(x *exchange, b *bucket, name string) api.File {
	r := api.File{
		AccountID: e.store.account.ID, Action: api.ActionFolder, BucketID: b.id,
		FileInfo: map[string]string{}, FileName: name,
	}
	if x.version == 1 {
		r.SizeV1 = &r.ContentLength
	}
	return r
}

// getFileInfo is b2_get_file_info.
func (e *Emulator) getFileInfo(x *exchange) (any, error) {
	req, err := decode[api.FileID](x)
	if err != nil {
		return nil, err
	}
	v := e.store.versionByID(req.FileID)
	if v == nil {
		return nil, e.noVersion(req.FileID)
	}
	if err := x.onVersion(v); err != nil {
		return nil, err
	}
	return e.fileReply(x, v), nil
}

// noVersion tells an id that never was from one that is gone.
func (e *Emulator) noVersion(id string) error {
	if _, ok := parseFileID(id); !ok {
		return badFile(id)
	}
	return notFound("file_state_none")
}

// hideFile is b2_hide_file.
func (e *Emulator) hideFile(x *exchange) (any, error) {
	req, err := decode[api.HideFileRequest](x)
	if err != nil {
		return nil, err
	}
	if err := x.inBucket(req.BucketID); err != nil {
		return nil, err
	}
	if err := x.onName(req.FileName); err != nil {
		return nil, err
	}
	b := e.store.buckets[req.BucketID]
	if b == nil {
		return nil, badBucket(req.BucketID)
	}
	if err := b.takesFiles(); err != nil {
		return nil, err
	}
	if err := checkFileName(req.FileName); err != nil {
		return nil, err
	}
	newest, _ := b.names.Get(req.FileName)
	switch current := newest.current(); {
	case current == nil:
		return nil, fail(http.StatusBadRequest, api.CodeNoSuchFile, "File not present: %s", req.FileName)
	case current.action == actionHide:
		return nil, fail(http.StatusBadRequest, api.CodeAlreadyHidden, "File is already hidden: %s", req.FileName)
	}
	v := e.store.newVersion(b, req.FileName, x.now, 0)
	v.action = actionHide
	if err := e.store.putVersion(v); err != nil {
		return nil, err
	}
	return e.fileReply(x, v), nil
}

// deleteFileVersion is b2_delete_file_version.
func (e *Emulator) deleteFileVersion(x *exchange) (any, error) {
	req, err := decode[api.DeleteFileVersionRequest](x)
	if err != nil {
		return nil, err
	}
	if req.BypassGovernance {
		if err := x.need("bypassGovernance"); err != nil {
			return nil, err
		}
	}
	v := e.store.versionByID(req.FileID)
	if v != nil {
		if err := x.onVersion(v); err != nil {
			return nil, err
		}
	}
	if err := x.onName(req.FileName); err != nil {
		return nil, err
	}
	if v == nil || v.name != req.FileName {
		return nil, fail(http.StatusBadRequest, api.CodeFileNotPresent, "File not present: %s %s", req.FileName, req.FileID)
	}
	if err := v.mayDelete(x.now, req.BypassGovernance); err != nil {
		return nil, err
	}
	if err := e.store.dropVersion(v); err != nil {
		return nil, err
	}
	return api.FileIDAndName{FileID: req.FileID, FileName: req.FileName}, nil
}
