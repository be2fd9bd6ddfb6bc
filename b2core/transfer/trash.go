package transfer

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// ErrNoTrash is returned where a file cannot be put into the trash: the system
// has none that a program can use by itself, or it is on another disk.
var ErrNoTrash = errors.New("there is no trash for it: delete it for good or leave it")

// trash moves a file or folder into the user's trash, from where the desktop can
// bring it back: that of the freedesktop.org specification, or macOS's.
func trash(path string) error {
	home, err := os.UserHomeDir()
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrNoTrash, err)
	}
	switch runtime.GOOS {
	case "windows":
		return ErrNoTrash
	case "darwin":
		_, err := moveInto(path, filepath.Join(home, ".Trash"))
		return trashError(err)
	}
	data := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) {
		data = filepath.Join(home, ".local", "share")
	}
	can := filepath.Join(data, "Trash")
	infos := filepath.Join(can, "info")
	if err := os.MkdirAll(infos, 0o700); err != nil {
		return trashError(err)
	}
	// The note comes first and reserves the name, as the specification wants it.
	note := "[Trash Info]\nPath=" + (&url.URL{Path: path}).EscapedPath() + "\nDeletionDate=" + time.Now().Format("2006-01-02T15:04:05") + "\n"
	base, err := freeNames(filepath.Base(path), func(name string) error {
		f, err := os.OpenFile(filepath.Join(infos, name+".trashinfo"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = f.WriteString(note)
		return errors.Join(err, f.Close())
	})
	if err != nil {
		return trashError(err)
	}
	files := filepath.Join(can, "files")
	err = os.MkdirAll(files, 0o700)
	if err == nil {
		err = os.Rename(path, filepath.Join(files, base))
	}
	if err != nil {
		err = errors.Join(err, os.Remove(filepath.Join(infos, base+".trashinfo")))
	}
	return trashError(err)
}

func trashError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w (%w)", ErrNoTrash, err)
}

// moveInto renames a file into a folder under a name that is free there.
func moveInto(path, folder string) (string, error) {
	return freeNames(filepath.Base(path), func(name string) error {
		to := filepath.Join(folder, name)
		if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
			return fs.ErrExist
		}
		return os.Rename(path, to)
	})
}

// freeNames tries a name and "name (1).ext" and so on until take does not find
// it taken.
func freeNames(name string, take func(string) error) (string, error) {
	err := take(name)
	if !errors.Is(err, fs.ErrExist) {
		return name, err
	}
	return freeName(name, func(n string) (bool, error) {
		err := take(n)
		if errors.Is(err, fs.ErrExist) {
			return false, nil
		}
		return err == nil, err
	})
}
