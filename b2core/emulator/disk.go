package emulator

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"

	json "github.com/go-json-experiment/json/v1"
)

// diskKeeper keeps an account in a directory:
//
//	journal      one change a line, in order; the index is what they add up to
//	content/XX/  one file for each upload and part
//	lock         held by the emulator that uses the directory
//
// A change is written to the journal, by one write, before it is answered, and
// its content before that; so a kill at any moment loses nothing that was
// acknowledged. A half line at the end is cut off: at the next start one that a
// kill leaves, at once one that a full disk leaves.
// The journal is not synced for every change: after a power failure the last
// seconds may be missing, of the journal and of the content; a version whose
// content is not whole is then taken out. At the next start it is written anew if most of it is
// history, and content that nothing refers to is deleted.
type diskKeeper struct {
	dir     string
	lock    *os.File
	journal journalFile
	length  int64        // of the journal's whole lines
	torn    error        // why a half line could not be cut off: nothing may follow it
	written bool         // to the journal, since it was opened
	next    atomic.Int64 // number of the next content file

	mu    sync.Mutex // guards blobs
	blobs map[string]*diskBlob
}

// journalFile is what the keeper needs of an *os.File.
type journalFile interface {
	io.ReadWriteSeeker
	io.Closer
	Truncate(size int64) error
	Sync() error
}

const (
	journalName = "journal"
	lockName    = "lock"
	contentName = "content"
)

// openData reads a directory back and makes it the keeper.
func (e *Emulator) openData(dir string) (err error) {
	k := &diskKeeper{dir: dir, blobs: map[string]*diskBlob{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, k.close())
		}
	}()
	if err := os.MkdirAll(filepath.Join(dir, contentName), 0o700); err != nil {
		return err
	}
	if k.lock, err = os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return err
	}
	if err := lockFile(k.lock); err != nil {
		return fmt.Errorf("another emulator uses it: %w", err)
	}
	journal, err := os.OpenFile(filepath.Join(dir, journalName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	k.journal = journal
	lines, err := k.read(e.store)
	if err != nil {
		return err
	}
	if err := k.repair(e.store); err != nil {
		return err
	}
	if live := e.store.size(); lines > 1000+2*live {
		if err := k.compact(e.store); err != nil {
			return err
		}
	}
	if err := k.sweep(); err != nil {
		return err
	}
	e.store.keep = k
	return nil
}

// read replays the journal, counts its lines and leaves the file at its end.
func (k *diskKeeper) read(s *store) (lines int, err error) {
	r := bufio.NewReaderSize(k.journal, 1<<20)
	for {
		text, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, err
		}
		lines++
		var l line
		if err = json.Unmarshal(text, &l); err == nil {
			err = s.replay(l, k)
		}
		if err != nil {
			return 0, fmt.Errorf("line %d of the journal: %w", lines, err)
		}
		k.length += int64(len(text))
	}
	return lines, k.cutBack()
}

// cutBack ends the journal behind its last whole line.
func (k *diskKeeper) cutBack() error {
	if err := k.journal.Truncate(k.length); err != nil {
		return err
	}
	_, err := k.journal.Seek(k.length, io.SeekStart)
	return err
}

// compact writes the journal anew, without its history, and puts it in the
// place of the old one.
func (k *diskKeeper) compact(s *store) error {
	path := filepath.Join(k.dir, journalName)
	f, err := os.OpenFile(path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	err = s.each(func(r record) error { return enc.Encode(r.line()) })
	if err = errors.Join(err, w.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	// Windows neither renames nor replaces an open file.
	if err := k.journal.Close(); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	syncFolder(k.dir)
	if f, err = os.OpenFile(path, os.O_RDWR, 0o600); err != nil {
		return err
	}
	k.journal = f
	k.length, err = f.Seek(0, io.SeekEnd)
	return err
}

// syncFolder makes a rename survive a power failure, where the system can.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// repair takes out what refers to content that is not on disk, or not all of it:
// a power failure can lose a file's end and keep the journal's line.
func (k *diskKeeper) repair(s *store) error {
	sizes := map[string]int64{}
	err := filepath.WalkDir(filepath.Join(k.dir, contentName), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			sizes[d.Name()] = info.Size()
		}
		return err
	})
	if err != nil {
		return err
	}
	whole := func(c *content) bool {
		if c == nil {
			return true
		}
		for _, x := range c.extents {
			if b, ok := x.blob.(*diskBlob); ok && sizes[b.file] < x.off+x.size {
				return false
			}
		}
		return true
	}
	for _, v := range s.versions {
		if v == nil {
			continue
		}
		torn := !whole(v.content)
		if v.large != nil {
			for _, p := range v.large.parts {
				torn = torn || !whole(p.content)
			}
		}
		if !torn {
			continue
		}
		if err := k.save(record{dropVersion: v.number}); err != nil {
			return err
		}
		s.leave(v)
	}
	return nil
}

// save appends a change, or leaves the journal as it was.
func (k *diskKeeper) save(r record) error {
	if k.torn != nil {
		return fmt.Errorf("the journal takes no more: %w", k.torn)
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r.line()); err != nil {
		return err
	}
	k.written = true
	n, err := k.journal.Write(buf.Bytes())
	if err != nil {
		k.torn = k.cutBack()
		return err
	}
	k.length += int64(n)
	return nil
}

func (k *diskKeeper) close() error {
	var errs []error
	if k.journal != nil {
		if k.written {
			errs = append(errs, k.journal.Sync())
		}
		errs = append(errs, k.journal.Close())
	}
	if k.lock != nil {
		errs = append(errs, k.lock.Close())
	}
	return errors.Join(errs...)
}

// content finds the files of saved content.
func (k *diskKeeper) content(s *savedContent) *content {
	if s == nil {
		return nil
	}
	c := &content{size: s.Size, sha1: s.SHA1, md5: s.MD5}
	k.mu.Lock()
	for _, x := range s.Extents {
		c.extents = append(c.extents, extent{k.blob(x.Blob), x.Off, x.Size})
	}
	k.mu.Unlock()
	c.retain()
	return c
}

func (k *diskKeeper) blob(name string) blob {
	if s, ok := parseSynthetic(name); ok {
		return s
	}
	b := k.blobs[name]
	if b == nil {
		// A number that the journal mentions is never given again, even if its
		// file is gone: replaying the journal deletes it again.
		if n, err := strconv.ParseInt(name, 16, 64); err == nil {
			k.next.Store(max(k.next.Load(), n))
		}
		b = &diskBlob{keeper: k, file: name}
		k.blobs[name] = b
	}
	return b
}

// sweep deletes files that nothing refers to: uploads that a kill cut off, and
// versions that were deleted. It also finds the
// next free number.
func (k *diskKeeper) sweep() error {
	return filepath.WalkDir(filepath.Join(k.dir, contentName), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n, err := strconv.ParseInt(d.Name(), 16, 64)
		if err != nil {
			return nil // not ours
		}
		k.next.Store(max(k.next.Load(), n))
		if k.blobs[d.Name()] == nil {
			return os.Remove(path)
		}
		return nil
	})
}

// diskBlob is one file of content.
type diskBlob struct {
	keeper *diskKeeper
	file   string // its name
	holds  atomic.Int64
}

func (b *diskBlob) name() string { return b.file }

func (b *diskBlob) path() string {
	return filepath.Join(b.keeper.dir, contentName, b.file[len(b.file)-2:], b.file)
}

func (b *diskBlob) retain() { b.holds.Add(1) }

func (b *diskBlob) release() {
	if b.holds.Add(-1) > 0 {
		return
	}
	b.keeper.mu.Lock()
	delete(b.keeper.blobs, b.file)
	b.keeper.mu.Unlock()
	_ = os.Remove(b.path())
}

func (b *diskBlob) copyTo(w io.Writer, off, n int64) error {
	f, err := os.Open(b.path())
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(off, io.SeekStart); err != nil {
		return err
	}
	_, err = io.CopyN(w, f, n)
	return err
}

const receivePiece = 256 << 10

// receive streams an upload into a file of its own. What fails of the disk, and
// not of the client, is an internal error.
func (k *diskKeeper) receive(r io.Reader, n int64, seen io.Writer) (blob, error) {
	b := &diskBlob{keeper: k, file: fmt.Sprintf("%012x", k.next.Add(1))}
	b.retain()
	f, err := os.OpenFile(b.path(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(b.path()), 0o700); err == nil {
			f, err = os.OpenFile(b.path(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		}
	}
	if err != nil {
		return nil, internal(err)
	}
	buf := make([]byte, min(n, receivePiece))
	for err == nil && n > 0 {
		piece := buf[:min(n, receivePiece)]
		if _, err = io.ReadFull(r, piece); err != nil {
			break
		}
		_, _ = seen.Write(piece)
		if _, err = f.Write(piece); err != nil {
			err = internal(err)
		}
		n -= int64(len(piece))
	}
	if err = errors.Join(err, f.Close()); err != nil {
		b.release()
		return nil, err
	}
	return b, nil
}
