package emulator

import (
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"

	"b2tui/b2core/internal/api"
)

const (
	maxNameBytes    = 1024
	maxSegmentBytes = 250
	maxInfoKey      = 50
	maxInfoCount    = 10
	maxMetadata     = 7000 // name, info keys and encoded values together

	maxGuardedMetadata = 2048 // the same, of encrypted files and in buckets with file lock
)

// checkFileName answers with the service's texts.
func checkFileName(name string) error {
	switch {
	case name == "":
		return badRequest("File names must contain at least one character")
	case len(name) > maxNameBytes:
		return badRequest("File names must not be more than %d bytes", maxNameBytes)
	case !utf8.ValidString(name):
		return badRequest("File names must be valid UTF-8")
	case strings.HasPrefix(name, "/"):
		return badRequest("File names must not start with '/'")
	case strings.HasSuffix(name, "/"):
		return badRequest("File names must not end with '/'")
	case strings.Contains(name, "//"):
		return badRequest("File names must not contain '//'")
	case strings.Contains(name, "\x7f"):
		return badRequest("File names must not contain DELETE")
	case strings.IndexFunc(name, func(r rune) bool { return r < ' ' }) >= 0:
		return badRequest("File names must not contain unicode characters with codes less than 32")
	}
	for segment := range strings.SplitSeq(name, "/") {
		if len(segment) > maxSegmentBytes {
			return badRequest("File names segment must not be more than %d bytes", maxSegmentBytes)
		}
	}
	return nil
}

// headerInfo collects the X-Bz-Info-* headers of an upload.
func headerInfo(h http.Header) (map[string]string, error) {
	var info map[string]string
	for name, values := range h {
		if len(name) <= len(api.HeaderInfoPrefix) || !strings.EqualFold(name[:len(api.HeaderInfoPrefix)], api.HeaderInfoPrefix) {
			continue
		}
		v, err := api.Decode(values[0])
		if err != nil || !utf8.ValidString(v) {
			return nil, badRequest("Bad percent encoding in header %s", name)
		}
		if info == nil {
			info = map[string]string{}
		}
		info[strings.ToLower(name[len(api.HeaderInfoPrefix):])] = v
	}
	return info, nil
}

// describe checks what a client says of a new file.
func describe(name, contentType string, info map[string]string) (*about, error) {
	if contentType == "" {
		return nil, badRequest("contentType is missing")
	}
	lower := make(map[string]string, len(info))
	for k, v := range info {
		k = strings.ToLower(k)
		if err := checkInfoKey(k); err != nil {
			return nil, err
		}
		if err := api.CheckServed(k, v); err != nil {
			return nil, badRequest("Bad file info %v", err)
		}
		lower[k] = v
	}
	if len(lower) > maxInfoCount {
		return nil, badRequest("Too many file info entries: at most %d are allowed", maxInfoCount)
	}
	if total := metadataSize(name, lower); total > maxMetadata {
		return nil, badRequest("File name and file info are %d bytes, more than %d", total, maxMetadata)
	}
	return &about{contentType: resolveType(name, contentType), info: lower}, nil
}

// metadataSize is what counts towards the limits.
func metadataSize(name string, info map[string]string) int {
	total := len(api.Encode(name))
	for k, v := range info {
		total += len(k) + len(api.Encode(v))
	}
	return total
}

func checkInfoKey(k string) error {
	if k == "" || len(k) > maxInfoKey {
		return badRequest("File info names must have 1 to %d bytes", maxInfoKey)
	}
	for i := range len(k) {
		if !isAlphanumeric(rune(k[i])) && !strings.ContainsRune("-_.~!#$%^&*'+`|", rune(k[i])) {
			return badRequest("Bad character in file info name: %s", k)
		}
	}
	if strings.HasPrefix(k, "b2-") && (downloadHeader(k) == "" || k == infoContentType) {
		return badRequest("File info names that begin with 'b2-' are reserved: %s", k)
	}
	return nil
}

// infoContentType is reserved, too, but no file can have it: its type is set
// otherwise. It is for downloads that ask for another type.
const infoContentType = "b2-content-type"

// downloadHeader is the header that a reserved info key becomes.
func downloadHeader(key string) string {
	switch key {
	case "b2-content-disposition":
		return "Content-Disposition"
	case "b2-content-language":
		return "Content-Language"
	case "b2-expires":
		return "Expires"
	case "b2-cache-control":
		return "Cache-Control"
	case "b2-content-encoding":
		return "Content-Encoding"
	case infoContentType:
		return "Content-Type"
	default:
		return ""
	}
}

// resolveType does what b2/x-auto asks for. The types are Go's own table plus
// what it lacks everywhere.
func resolveType(name, contentType string) string {
	if contentType != api.ContentTypeAuto {
		return contentType
	}
	ext := strings.ToLower(path.Ext(name))
	switch ext {
	case ".txt", ".log":
		return "text/plain"
	case ".md":
		return "text/markdown"
	case ".csv":
		return "text/csv"
	case ".zip":
		return "application/zip"
	case ".gz":
		return "application/gzip"
	case ".tar":
		return "application/x-tar"
	case ".mp4":
		return "video/mp4"
	case ".dng":
		return "image/x-adobe-dng"
	}
	if t, _, err := mime.ParseMediaType(mime.TypeByExtension(ext)); err == nil {
		return t
	}
	return "application/octet-stream"
}
