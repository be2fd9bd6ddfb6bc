package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
)

func TestExplain(t *testing.T) {
	_, missing := os.Open("/does/not/exist")
	for _, c := range []struct {
		name string
		err  error
		code int
		line string
	}{
		{"usage", usagef("no such flag"), 2, "no such flag"},
		{"wrong key", &b2core.Error{Op: "log in", Status: 401, Code: "unauthorized", Message: "bad"}, 3, "log in: bad (401 unauthorized); check key ID"},
		{"expired token", &b2core.Error{Op: "list", Status: 401, Code: "expired_auth_token"}, 3, "log in again"},
		{"lacks a right", fmt.Errorf("list keys: %w", &b2core.NotAllowed{Missing: b2core.ListKeys}), 3, "use a key that has listKeys"},
		{"unknown bucket", fmt.Errorf("find bucket x: %w", b2core.ErrNotFound), 4, "b2tui ls shows"},
		{"missing file", missing, 4, "no such file"},
		{"no permission", fmt.Errorf("read x: %w", syscall.EACCES), 1, "check who owns it"},
		{"disk full", fmt.Errorf("write x: %w", &b2core.Error{Op: "download x", Err: b2core.ErrNoSpace}), 1, "free some space"},
		{"cap", &b2core.Error{Op: "upload x", Status: 403, Code: "storage_cap_exceeded"}, 1, "raise the storage cap"},
		{"some failed", &problem{code: exitSomeFailed, err: errors.New("1 of 3 files failed")}, 5, "1 of 3"},
		{"interrupted", interrupted(signalledContext(syscall.SIGINT), context.Canceled), 130, "interrupted"},
		{"terminated", interrupted(signalledContext(syscall.SIGTERM), context.Canceled), 143, "interrupted"},
		{"interrupted with advice", &problem{err: signalled{syscall.SIGINT}, hint: "it goes on"}, 130, "; it goes on"},
		{"hostile text", fmt.Errorf("open \x1b]52;c;aGk=\x07\r\nfake: %w", b2core.ErrCorrupt), 1, "open ␛]52;c;aGk=␇ fake"},
	} {
		t.Run(c.name, func(t *testing.T) {
			line, code := explain(c.err)
			if code != c.code {
				t.Errorf("code %d, want %d", code, c.code)
			}
			if !strings.Contains(line, c.line) {
				t.Errorf("line %q, want %q in it", line, c.line)
			}
			if strings.ContainsAny(line, "\n\r\x1b\x07") {
				t.Errorf("line %q reaches the terminal", line)
			}
		})
	}
}

// What is said to do about the files that failed fits the command: what hides or
// deletes has no --if-exists.
func TestAgain(t *testing.T) {
	for direction, want := range map[transfer.Direction]bool{
		transfer.Up: true, transfer.Down: true, transfer.Copy: true, transfer.Hide: false, transfer.Unhide: false, transfer.Delete: false,
	} {
		err := verdict(transfer.Summary{Failed: 2, Done: 1}, false, again([]transfer.Job{{Direction: direction}}))
		if line, code := explain(err); code != exitSomeFailed || strings.Contains(line, "--if-exists") != want {
			t.Errorf("%s: %d, %s", direction, code, line)
		}
	}
}

func signalledContext(number syscall.Signal) context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(signalled{number})
	return ctx
}
