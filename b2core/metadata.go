package b2core

import (
	"maps"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"b2tui/b2core/internal/api"
)

// Headers are sent by the service with every download of a version. They are
// stored in its file info, under keys that begin with "b2-". Empty ones are not
// sent, but for the Cache-Control that a bucket can have of its own.
type Headers struct {
	CacheControl       string
	ContentDisposition string
	ContentEncoding    string // a label: the service does not compress
	ContentLanguage    string
	Expires            time.Time // to the second
}

// addTo puts the headers over the file info's own keys.
func (h Headers) addTo(info map[string]string) {
	all := map[string]string{
		api.InfoCacheControl: h.CacheControl, api.InfoContentDisposition: h.ContentDisposition,
		api.InfoContentEncoding: h.ContentEncoding, api.InfoContentLanguage: h.ContentLanguage,
	}
	if !h.Expires.IsZero() {
		all[api.InfoExpires] = h.Expires.UTC().Format(http.TimeFormat)
	}
	maps.DeleteFunc(all, func(_, v string) bool { return v == "" })
	maps.Copy(info, all)
}

// Headers returns what the version's file info makes the service send.
func (v FileVersion) Headers() Headers {
	h := Headers{
		CacheControl: v.Info[api.InfoCacheControl], ContentDisposition: v.Info[api.InfoContentDisposition],
		ContentEncoding: v.Info[api.InfoContentEncoding], ContentLanguage: v.Info[api.InfoContentLanguage],
	}
	h.Expires, _ = http.ParseTime(v.Info[api.InfoExpires])
	return h
}

// Limits of file info, bytes. Name, keys and values count as they are encoded.
const (
	maxInfoCount       = 10
	maxInfoKey         = 50
	maxMetadata        = 7000
	maxGuardedMetadata = 2048
)

// CheckFileInfo tells whether file info can be stored with a name, and fails
// with ErrBadInfo and the reason otherwise. An encrypted file, or one in a bucket
// with file lock (guarded), has 2,048 bytes for both, others 7,000.
func CheckFileInfo(name string, info map[string]string, guarded bool) error {
	op := "store file info of " + remoteText(name)
	total := len(api.Encode(name))
	seen := make(map[string]bool, len(info))
	for k, v := range info {
		lower := strings.ToLower(k)
		switch {
		case k == "" || len(k) > maxInfoKey:
			return fault(op, ErrBadInfo, "a key has 1 to %d bytes, not %d", maxInfoKey, len(k))
		case strings.ContainsFunc(k, func(r rune) bool { return r >= utf8.RuneSelf || !api.IsTokenByte(byte(r)) }):
			return fault(op, ErrBadInfo, "key %s holds a character that is not allowed", remoteText(k))
		case seen[lower]:
			return fault(op, ErrBadInfo, "key %s stands there twice; keys are compared without case", k)
		case strings.HasPrefix(lower, "b2-") && !isHeaderKey(lower):
			return fault(op, ErrBadInfo, "key %s is reserved for the service", k)
		case !utf8.ValidString(v):
			return fault(op, ErrBadInfo, "the value of %s is not valid UTF-8", k)
		}
		if err := api.CheckServed(lower, v); err != nil {
			return fault(op, ErrBadInfo, "%v", err)
		}
		seen[lower] = true
		total += len(k) + len(api.Encode(v))
	}
	limit := maxMetadata
	if guarded {
		limit = maxGuardedMetadata
	}
	switch {
	case len(info) > maxInfoCount:
		return fault(op, ErrBadInfo, "there are %d keys, at most %d are allowed", len(info), maxInfoCount)
	case total > limit:
		return fault(op, ErrBadInfo, "name and file info have %d bytes, at most %d are allowed", total, limit)
	}
	return nil
}

func isHeaderKey(lower string) bool {
	switch lower {
	case api.InfoCacheControl, api.InfoContentDisposition, api.InfoContentEncoding, api.InfoContentLanguage, api.InfoExpires:
		return true
	}
	return false
}

// headersOfReply finds the file info keys behind a download's real headers. The
// Cache-Control may be the bucket's.
func headersOfReply(h http.Header, info map[string]string) {
	for key, name := range map[string]string{
		api.InfoCacheControl: "Cache-Control", api.InfoContentDisposition: "Content-Disposition",
		api.InfoContentEncoding: "Content-Encoding", api.InfoContentLanguage: "Content-Language", api.InfoExpires: "Expires",
	} {
		if v := h.Get(name); v != "" {
			info[key] = v
		}
	}
}
