package b2core

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// Fingerprint tells one state of a local file from another. Two equal ones mean
// that nobody has written to the file in between, as far as the file system
// keeps track of it.
type Fingerprint struct {
	Size   int64
	MTime  int64  // unix nanoseconds
	CTime  int64  // unix nanoseconds; 0 where the system has none
	Inode  uint64 // 0 where the system has none
	Device uint64
}

// FingerprintOf is the state of the file that info, of os.Lstat or os.Stat,
// tells of.
func FingerprintOf(info os.FileInfo) Fingerprint { return fingerprintOf(info) }

// LocalSource is a regular file as the content of an upload.
type LocalSource struct {
	f     *os.File
	info  os.FileInfo
	print Fingerprint
}

// OpenLocalSource opens a regular file, following symbolic links. The caller
// closes it after the upload. Anything else is refused, and so is a file whose
// content the system makes up when it is read, as in /proc: it has no size.
func OpenLocalSource(path string) (*LocalSource, error) {
	info, err := os.Stat(path) // first: to open a device may set it in motion
	if err == nil {
		err = regular(path, info)
	}
	if err != nil {
		return nil, err
	}
	f, err := openSource(path)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = errors.Join(regular(path, info), emptyIfSo(path, f, info.Size()))
	}
	if err != nil {
		_ = f.Close() // nothing of it is used
		return nil, err
	}
	return &LocalSource{f: f, info: info, print: fingerprintOf(info)}, nil
}

func regular(path string, info os.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return fault("open "+path, ErrBadRequest, "it is no regular file")
}

// emptyIfSo finds out a file that says it is empty and is not.
func emptyIfSo(path string, f *os.File, size int64) error {
	if size > 0 {
		return nil
	}
	n, err := f.ReadAt(make([]byte, 1), 0)
	if n > 0 {
		return fault("open "+path, ErrBadRequest, "it has content and no size, as what a system makes up when it is read: copy it into a file first")
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// ReadAt reads the file as it is now.
func (s *LocalSource) ReadAt(p []byte, off int64) (int, error) { return s.f.ReadAt(p, off) }

// Size is the length when it was opened, bytes.
func (s *LocalSource) Size() int64 { return s.print.Size }

// Info describes the file as it was opened; its ModTime is what an upload stores.
func (s *LocalSource) Info() os.FileInfo { return s.info }

// Fingerprint is the state in which the file was opened. A queue keeps it, so
// that a later run knows whether it still has the same content before it.
func (s *LocalSource) Fingerprint() Fingerprint { return s.print }

// Check compares the file with how it was opened.
func (s *LocalSource) Check() error {
	info, err := s.f.Stat()
	if err != nil {
		return err
	}
	if now := fingerprintOf(info); now != s.print {
		return fmt.Errorf("%w: %s", ErrSourceChanged, s.print.difference(now))
	}
	return nil
}

// Close closes the file.
func (s *LocalSource) Close() error { return s.f.Close() }

func (p Fingerprint) difference(now Fingerprint) string {
	switch {
	case p.Size != now.Size:
		return fmt.Sprintf("it has %d bytes instead of %d", now.Size, p.Size)
	case p.MTime != now.MTime:
		return "it was written to"
	}
	return "it was replaced or its attributes changed"
}
