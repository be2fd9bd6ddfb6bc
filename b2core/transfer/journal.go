package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// journal is queue.db: one connection for the writer goroutine, which is the
// only one that changes anything, and a few for reading. In memory there is
// one connection, so reads go through the writer, too.
type journal struct {
	writer *sql.DB
	conn   *sql.Conn // of writer, used by the writer goroutine only
	reader *sql.DB   // nil in memory
	stmts  statements

	requests chan *request
	peeks    chan chan<- bool
	notes    chan struct{} // there is something in the note book
	quit     chan struct{}
	stopped  chan struct{}
	book     notebook
	checked  bool  // the database was read whole before it was used
	version  int64 // PRAGMA data_version when the writer looked last
}

var errNewer = errors.New("the queue was written by a newer version of this program")

// openJournal opens or makes the database; an empty path keeps it in memory.
func openJournal(ctx context.Context, path string) (*journal, error) {
	j := &journal{
		requests: make(chan *request, 64),
		peeks:    make(chan chan<- bool),
		notes:    make(chan struct{}, 1),
		quit:     make(chan struct{}),
		stopped:  make(chan struct{}),
	}
	if err := j.connect(ctx, path); err != nil {
		j.disconnect()
		return nil, fmt.Errorf("open queue %s: %w", path, err)
	}
	return j, nil
}

func (j *journal) connect(ctx context.Context, path string) error {
	err := refuseNewer(ctx, path)
	if err != nil {
		return err
	}
	if j.writer, err = sql.Open("sqlite", source(path, false)); err != nil {
		return err
	}
	j.writer.SetMaxOpenConns(1)
	if j.conn, err = j.writer.Conn(ctx); err != nil {
		return err
	}
	if err := j.prepareSchema(ctx, path); err != nil {
		return err
	}
	if err := j.stmts.prepare(ctx, j.conn); err != nil {
		return err
	}
	if path == "" {
		return nil
	}
	if j.reader, err = sql.Open("sqlite", source(path, true)); err != nil {
		return err
	}
	j.reader.SetMaxOpenConns(2)
	j.reader.SetMaxIdleConns(1)
	return nil
}

// source is the driver's name for the database.
func source(path string, readOnly bool) string {
	if path == "" {
		return ":memory:"
	}
	q := url.Values{"_txlock": {"immediate"}}
	for _, p := range pragmas() {
		q.Add("_pragma", p)
	}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// refuseNewer looks at a database without the right to change anything in it:
// even the first setting of a writing connection would.
func refuseNewer(ctx context.Context, path string) error {
	if info, err := os.Stat(path); path == "" || err != nil || info.Size() == 0 {
		return nil // there is nothing yet
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: "mode=ro&_pragma=busy_timeout(10000)"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return err
	}
	defer db.Close()
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return nil // whoever opens it to write finds out what it is
	}
	if version > schemaVersion {
		return errNewer
	}
	return nil
}

// prepareSchema checks what is there and makes what is not.
func (j *journal) prepareSchema(ctx context.Context, path string) error {
	var version int
	if err := j.conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	switch {
	case version > schemaVersion:
		return errNewer
	case version < 0:
		return &damage{fmt.Sprintf("its version is %d", version)}
	}
	if j.checked = path == "" || version == 0 || checkNow(path); j.checked && version > 0 {
		if err := check(ctx, j.conn); err != nil {
			return err
		}
		if err := acquit(path); err != nil {
			return err
		}
	}
	if version == schemaVersion {
		_, err := j.conn.ExecContext(ctx, indexes+ordered)
		return err
	}
	_, err := j.conn.ExecContext(ctx, fmt.Sprintf("BEGIN IMMEDIATE; %s %s %s PRAGMA user_version = %d; COMMIT", schemaFrom(version), indexes, ordered, schemaVersion))
	return err
}

func (j *journal) disconnect() {
	if j.reader != nil {
		_ = j.reader.Close()
	}
	if j.conn != nil {
		j.stmts.close()
		_ = j.conn.Close()
	}
	if j.writer != nil {
		_ = j.writer.Close()
	}
}

// damage is a failed integrity check.
type damage struct{ found string }

func (d *damage) Error() string { return "database is damaged: " + d.found }

// damaged tells whether an error means that the file is not a sound database.
func damaged(err error) bool {
	if _, ok := errors.AsType[*damage](err); ok {
		return true
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return false
	}
	primary := e.Code() & 0xff
	if primary == sqlite3.SQLITE_CORRUPT || primary == sqlite3.SQLITE_NOTADB {
		return true
	}
	if primary != sqlite3.SQLITE_ERROR {
		return false
	}
	// Tables that are not those of the version number.
	for _, words := range []string{"no such", "duplicate column", "already exists"} {
		if strings.Contains(e.Error(), words) {
			return true
		}
	}
	return false
}

// isBusy tells whether an error means that another process is writing.
func isBusy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// noRoom tells whether an error means that the database's disk takes no more; of
// some, as one with a quota, SQLite only knows that it failed.
func noRoom(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code()&0xff == sqlite3.SQLITE_FULL || e.Code()&0xff == sqlite3.SQLITE_IOERR)
}

// setAside renames a damaged database with its companions, so that nothing of
// it is lost, and returns its new name.
func setAside(path string, now time.Time) (string, error) {
	aside := fmt.Sprintf("%s.damaged-%s", path, now.UTC().Format("20060102T150405.000"))
	for _, suffix := range []string{"-wal", "-shm", suspectSuffix, ""} {
		err := os.Rename(path+suffix, aside+suffix)
		if err != nil && (suffix == "" || !errors.Is(err, os.ErrNotExist)) {
			return "", fmt.Errorf("set the damaged queue aside: %w", err)
		}
	}
	return aside, nil
}

// read runs a query on a reading connection.
func (j *journal) read(ctx context.Context, f func(context.Context, querier) error) error {
	if j.reader != nil {
		return f(ctx, j.reader)
	}
	return j.do(ctx, func(t *tx) error { return f(t.ctx, t.j.conn) })
}
