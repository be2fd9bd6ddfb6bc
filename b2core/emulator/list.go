package emulator

import (
	"net/http"
	"strings"

	"b2tui/b2core/internal/api"
)

const maxFilesPerPage = 10_000

// pageSize reads the count argument of a name, 0 meaning the default, and bills it.
func (e *Emulator) pageSize(name string, asked, standard, most int) (int, error) {
	if asked < 0 || asked > most {
		return 0, fail(http.StatusBadRequest, api.CodeOutOfRange, "%s out of range: %d", name, asked)
	}
	if asked == 0 {
		asked = standard
	}
	e.counters.bill(asked)
	return asked, nil
}

// scan walks a bucket's names in byte order: those from start on that begin
// with prefix, folded into folders at the first delimiter behind the prefix.
type scan struct {
	bucket            *bucket
	prefix, delimiter string
	start             string
}

// folderOf returns the folder that a name below the prefix belongs to, with its
// delimiter, or "".
func (s *scan) folderOf(name string) string {
	if s.delimiter == "" {
		return ""
	}
	at := strings.Index(name[len(s.prefix):], s.delimiter)
	if at < 0 {
		return ""
	}
	return name[:len(s.prefix)+at+len(s.delimiter)]
}

// each calls entry with the newest version of each name, and, for a folder, with
// its name and the first member that shown accepts. Other members are skipped
// by a seek, not one by one. It ends when entry returns false.
func (s *scan) each(shown func(*version) bool, entry func(folder string, newest *version) bool) {
	it := s.bucket.names.Iter()
	ok := it.Seek(max(s.start, s.prefix))
	for ok && strings.HasPrefix(it.Key(), s.prefix) {
		v := it.Value()
		if !shown(v) {
			ok = it.Next()
			continue
		}
		folder := s.folderOf(it.Key())
		if !entry(folder, v) {
			return
		}
		if folder == "" {
			ok = it.Next()
			continue
		}
		after, bounded := successor(folder)
		ok = bounded && it.Seek(after)
	}
}

// successor is the first string in byte order that does not begin with prefix.
func successor(prefix string) (string, bool) {
	b := []byte(prefix)
	for len(b) > 0 {
		if last := len(b) - 1; b[last] < 0xff {
			b[last]++
			return string(b), true
		}
		b = b[:len(b)-1]
	}
	return "", false
}

// scanFor checks the scope of a listing and makes its scan.
func (e *Emulator) scanFor(x *exchange, bucketID string, prefix, delimiter, start *string) (*scan, error) {
	if err := x.inBucket(bucketID); err != nil {
		return nil, err
	}
	if err := x.onName(value(prefix)); err != nil {
		return nil, err
	}
	b := e.store.buckets[bucketID]
	if b == nil {
		return nil, badBucket(bucketID)
	}
	return &scan{bucket: b, prefix: value(prefix), delimiter: value(delimiter), start: value(start)}, nil
}

// listFileNames is b2_list_file_names: the visible version of each name.
func (e *Emulator) listFileNames(x *exchange) (any, error) {
	req, err := decode[api.ListFileNamesRequest](x)
	if err != nil {
		return nil, err
	}
	s, err := e.scanFor(x, req.BucketID, req.Prefix, req.Delimiter, req.StartFileName)
	if err != nil {
		return nil, err
	}
	count, err := e.pageSize("maxFileCount", value(req.MaxFileCount), defaultPage, maxFilesPerPage)
	if err != nil {
		return nil, err
	}
	page := api.ListFileNamesResponse{Files: []api.File{}}
	visible := func(v *version) bool { return v.visible() != nil }
	s.each(visible, func(folder string, newest *version) bool {
		if len(page.Files) == count {
			page.NextFileName = &newest.name
			return false
		}
		if folder != "" {
			page.Files = append(page.Files, e.folderReply(x, s.bucket, folder))
		} else {
			page.Files = append(page.Files, e.fileReply(x, newest.visible()))
		}
		return true
	})
	return page, nil
}

// listFileVersions is b2_list_file_versions: every version, hide marker and
// unfinished large file, newest first within a name.
func (e *Emulator) listFileVersions(x *exchange) (any, error) {
	req, err := decode[api.ListFileVersionsRequest](x)
	if err != nil {
		return nil, err
	}
	s, err := e.scanFor(x, req.BucketID, req.Prefix, req.Delimiter, req.StartFileName)
	if err != nil {
		return nil, err
	}
	from, err := e.startVersion(value(req.StartFileID), s.start)
	if err != nil {
		return nil, err
	}
	count, err := e.pageSize("maxFileCount", value(req.MaxFileCount), defaultPage, maxFilesPerPage)
	if err != nil {
		return nil, err
	}
	page := api.ListFileVersionsResponse{Files: []api.File{}}
	all := func(*version) bool { return true }
	s.each(all, func(folder string, newest *version) bool {
		if folder != "" {
			if len(page.Files) == count {
				page.NextFileName = &newest.name
				return false
			}
			page.Files = append(page.Files, e.folderReply(x, s.bucket, folder))
			return true
		}
		for v := newest; v != nil; v = v.older {
			if from != nil && v.name == s.start && v.before(from.created, from.number) {
				continue
			}
			if len(page.Files) == count {
				page.NextFileName = &v.name
				if v != newest {
					page.NextFileID = new(e.store.id(v))
				}
				return false
			}
			page.Files = append(page.Files, e.fileReply(x, v))
		}
		return true
	})
	return page, nil
}

// startVersion reads startFileId. A version that is gone still has a place in
// the order, by its id's time and number; of one that exists the timestamp
// counts, which a client may have chosen.
func (e *Emulator) startVersion(id, name string) (*parsedID, error) {
	if id == "" {
		return nil, nil
	}
	if name == "" {
		return nil, badRequest("startFileId needs startFileName")
	}
	p, ok := parseFileID(id)
	if !ok {
		return nil, fail(http.StatusBadRequest, api.CodeInvalidFileID, "Invalid startFileId: %s", id)
	}
	p.number -= e.store.account.Base
	if v := e.store.versionByID(id); v != nil {
		p.created = v.uploaded
	}
	return &p, nil
}

const maxUnfinishedPerPage = 100

// listUnfinished is b2_list_unfinished_large_files, the oldest first.
func (e *Emulator) listUnfinished(x *exchange) (any, error) {
	req, err := decode[api.ListUnfinishedRequest](x)
	if err != nil {
		return nil, err
	}
	s, err := e.scanFor(x, req.BucketID, req.NamePrefix, nil, nil)
	if err != nil {
		return nil, err
	}
	count, err := e.pageSize("maxFileCount", value(req.MaxFileCount), defaultPage, maxUnfinishedPerPage)
	if err != nil {
		return nil, err
	}
	first := int64(0)
	if id := value(req.StartFileID); id != "" {
		p, ok := parseFileID(id)
		if !ok {
			return nil, badFile(id)
		}
		first = p.number - e.store.account.Base
	}
	page := api.ListUnfinishedResponse{Files: []api.File{}}
	s.bucket.unfinished.Ascend(first, func(_ int64, v *version) bool {
		if !strings.HasPrefix(v.name, s.prefix) {
			return true
		}
		if len(page.Files) == count {
			page.NextFileID = new(e.store.id(v))
			return false
		}
		page.Files = append(page.Files, e.fileReply(x, v))
		return true
	})
	return page, nil
}
