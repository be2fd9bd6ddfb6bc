package cli

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// startLog turns the log on: warnings always, more with --log-level. The file
// is not made before there is something to write. With --demo there is none.
func (a *app) startLog() error {
	level := slog.LevelWarn
	if name := a.flags.logLevel; name != "" {
		if err := level.UnmarshalText([]byte(name)); err != nil || strings.ContainsAny(name, "+-") {
			return usagef("no log level %q; there are debug, info, warn and error", name)
		}
	}
	if a.flags.demo {
		return nil
	}
	file := &logFile{path: stateFile("b2tui.log"), limit: logLimit}
	a.atExit(file.close)
	a.log = slog.New(slog.NewJSONHandler(file, &slog.HandlerOptions{Level: level, ReplaceAttr: redact})).With("pid", os.Getpid())
	return nil
}

// redact is a second net: a secret is a b2core.Secret and masks itself.
func redact(_ []string, attr slog.Attr) slog.Attr {
	switch strings.ToLower(attr.Key) {
	case "authorization", "token", "key", "secret", "uploadauthorizationtoken":
		return slog.String(attr.Key, "***")
	}
	return attr
}

// logLimit is the size in bytes at which the log is put aside. One older file
// is kept.
const logLimit = 4 << 20

// logFile is opened by the first write and put aside when it has grown.
type logFile struct {
	path  string
	limit int64

	mu   sync.Mutex // guards all below
	file *os.File
	size int64
}

func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil && l.size+int64(len(p)) > l.limit {
		l.putAside()
	}
	if l.file == nil {
		if err := l.open(); err != nil {
			return 0, err
		}
	}
	n, err := l.file.Write(p)
	l.size += int64(n)
	return n, err
}

func (l *logFile) open() error {
	if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
		return err
	}
	if info, err := os.Stat(l.path); err == nil && info.Size() >= l.limit {
		_ = os.Rename(l.path, l.path+".1")
	}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	l.file, l.size = f, 0
	if info, err := f.Stat(); err == nil {
		l.size = info.Size()
	}
	return nil
}

func (l *logFile) putAside() {
	_ = l.file.Close()
	l.file = nil
	_ = os.Rename(l.path, l.path+".1")
}

func (l *logFile) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		_ = l.file.Close()
		l.file = nil
	}
}
