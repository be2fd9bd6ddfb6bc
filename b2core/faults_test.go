package b2core_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// outcomes says what a fault of a name ends in; what is not in it comes through
// as if nothing had been.
func outcomes() map[string]error {
	return map[string]error{
		"400-bad-request":              b2core.ErrBadRequest,
		"400-bad-json":                 b2core.ErrBadRequest,
		"400-bad-bucket-id":            b2core.ErrNotFound,
		"401-unauthorized":             b2core.ErrUnauthorized,
		"401-unsupported":              b2core.ErrUnauthorized,
		"403-access-denied":            b2core.ErrProtected,
		"403-transaction-cap-exceeded": b2core.ErrCallCap,
		"404-page":                     b2core.ErrNotFound,
		"404-not-found":                b2core.ErrNotFound,
		"405-method-not-allowed":       b2core.ErrBadRequest,
		"409-conflict":                 b2core.ErrConflict,
		"301-redirect":                 b2core.ErrRedirect,
		"302-redirect":                 b2core.ErrRedirect,
		"303-redirect":                 b2core.ErrRedirect,
		"307-redirect":                 b2core.ErrRedirect,
		"308-redirect":                 b2core.ErrRedirect,
		"endless-empty-pages":          b2core.ErrBrokenReply,
		"endless-listing":              b2core.ErrBrokenReply,
		"listing-goes-back":            b2core.ErrBrokenReply,
		"upload-cap":                   b2core.ErrCapExceeded,
		"upload-storage-cap":           b2core.ErrStorageCap,
		"download-cap":                 b2core.ErrDownloadCap,
		"download-gone":                b2core.ErrNotFound,
		"download-416":                 b2core.ErrBadRequest,
		"upload-stored-wrongly":        b2core.ErrCorrupt,
		"part-stored-wrongly":          b2core.ErrCorrupt,
	}
}

// Every fault that has a name meets the engine once. It comes through with the
// exact bytes and one version, or fails with the error that the fault means;
// and in the end it has not waited longer than a person would.
func TestEveryKindOfFault(t *testing.T) {
	kinds, want := emulator.Kinds(), outcomes()
	var table strings.Builder
	for _, k := range kinds {
		t.Run(k.Name, func(t *testing.T) {
			if row := rowOf(k.Name); row != "" {
				t.Attr("fault", row)
			}
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				meet := a.scenario(t, k.Fault.Call)
				hits := a.Inject(k.Fault)
				a.ResetCounters()
				start := time.Now()
				err := meet(t.Context())
				took, calls := time.Since(start).Round(time.Millisecond), a.Counters().Requests
				if !errors.Is(err, want[k.Name]) {
					t.Errorf("got %v, want %v", err, want[k.Name])
				}
				if hits() == 0 {
					t.Error("the fault did not hit")
				}
				if took > 15*time.Minute || calls > 20 {
					t.Errorf("took %v and %d requests", took, calls)
				}
				outcome := "comes through"
				if err != nil {
					outcome = err.Error()
				}
				fmt.Fprintf(&table, "%-32s %2d requests %10v  %s\n", k.Name, calls, took, outcome)
			})
		})
	}
	if len(kinds) < 40 {
		t.Errorf("only %d kinds of fault", len(kinds))
	}
	t.Logf("%d kinds of fault and what the engine does with each:\n%s", len(kinds), table.String())
}

// scenario is what is tried under a fault of a call; it checks what came of it.
func (a *account) scenario(t *testing.T, call string) func(context.Context) error {
	t.Helper()
	switch call {
	case api.CallListFileNames:
		names := []string{"a", "b", "c"}
		for _, n := range names {
			a.put(t, n, content(1))
		}
		return func(ctx context.Context) error { return a.listsAll(ctx, t, names) }
	case api.CallDownloadFileByID:
		v := a.put(t, "stored", content(300))
		a.c.SetRanges(100, 100)
		return func(ctx context.Context) error {
			m, _, err := a.get(ctx, v)
			if whole := bytes.Equal(m.data, content(300)); m.committed != (err == nil) || m.committed && !whole {
				t.Errorf("committed %v, whole %v, error %v", m.committed, whole, err)
			}
			return err
		}
	case api.CallUploadFile, api.CallGetUploadURL:
		return func(ctx context.Context) error { return a.storesOnce(ctx, t, content(300)) }
	default:
		return func(ctx context.Context) error { return a.storesOnce(ctx, t, content(2500)) }
	}
}

func (a *account) listsAll(ctx context.Context, t *testing.T, want []string) error {
	t.Helper()
	var got []string
	for f, err := range a.c.Names(ctx, a.bucket.ID, b2core.ListOptions{}) {
		if err != nil {
			return err
		}
		got = append(got, f.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("listed %q, want %q", got, want)
	}
	return nil
}

func (a *account) storesOnce(ctx context.Context, t *testing.T, p []byte) error {
	t.Helper()
	v, err := a.c.Upload(ctx, b2core.UploadRequest{BucketID: a.bucket.ID, Name: "new", Source: &memory{data: p}})
	if err != nil {
		return err
	}
	m, _, err := a.get(ctx, v)
	if errors.Is(err, b2core.ErrCorrupt) && !m.committed {
		return err // stored wrongly, and found by the first reader
	}
	if err != nil || !bytes.Equal(m.data, p) {
		t.Errorf("read back %d bytes of %d: %v", len(m.data), len(p), err)
	}
	if n := a.versions(t); n != 1 {
		t.Errorf("%d versions, want 1", n)
	}
	return nil
}

// rowOf is the row of the fault matrix that a kind of fault belongs to.
func rowOf(kind string) string {
	switch kind {
	case "body-error":
		return "S10"
	case "body-deep", "body-1-gigabyte":
		return "S11"
	case "body-negative-size", "body-huge-size", "body-size-in-words", "body-no-name", "body-no-id":
		return "S13"
	case "endless-empty-pages", "endless-listing", "listing-goes-back", "empty-page", "sparse-pages":
		return "S12"
	case "short-answer", "long-answer", "short-answer-without-length", "bad-chunk", "cut-answer",
		"download-short", "download-long", "download-short-without-length":
		return "B5"
	case "two-lengths":
		return "B6"
	case "download-range-ignored", "download-other-range", "download-wrong-range-told", "download-wrong-total-told",
		"download-other-file", "download-416":
		return "B7"
	case "upload-wrong-hash-confirmed", "upload-wrong-size-confirmed", "part-wrong-hash-confirmed":
		return "B4"
	case "no-date", "skewed-date", "nonsense-date":
		return "T3"
	}
	switch {
	case strings.HasPrefix(kind, "body-"):
		return "S9"
	case strings.HasSuffix(kind, "-redirect"):
		return "S16"
	}
	return ""
}
