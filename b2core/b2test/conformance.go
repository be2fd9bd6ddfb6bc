package b2test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"b2tui/b2core"
)

// Config says which account Conformance runs on.
type Config struct {
	// Credentials are best a key that may do everything in the whole account.
	// What another may not do is skipped, and the table says so.
	Credentials b2core.Credentials
	// Transport reaches the service; nil: b2core.NewTransport. It is not closed.
	Transport http.RoundTripper
	// Prefix begins the names of the buckets and keys that are made. Empty:
	// "b2tui-conformance-". Buckets that an earlier run was killed over are found
	// by it, and removed a day later.
	Prefix string
	// Complete makes a check that is skipped a failure.
	Complete bool
	// Between, if it is set, is called before each check but the first: the place to
	// have the service restarted. What the suite made before is still in it.
	Between func(t *testing.T)
}

// Conformance proves that an account and the engine agree on what B2 is: every
// method of b2sdk's B2Api and Bucket, by the engine's public methods alone, on
// the emulator or on the real service. It ends with a table of what was proved
// by which test, and of the methods that each test really called.
//
// It works in buckets of its own, with random names, and removes them with all
// that is in them, and its keys, whatever failed. On the real service it stores
// 200 MB for some minutes and makes a few hundred calls of class C; files
// go in parts of the smallest size that the service takes.
func Conformance(t *testing.T, cfg Config) {
	t.Helper()
	s := newSuite(t, cfg)
	t.Cleanup(func() { s.cleanUp(t) })
	s.sweep(t)
	all := checks()
	for i, c := range all {
		if i > 0 && cfg.Between != nil {
			cfg.Between(t)
		}
		s.run(t, c)
	}
	if s.table.entered < len(all) {
		t.Logf("%d of %d checks were chosen; the table needs all of them", s.table.entered, len(all))
		return
	}
	s.table.report(t, cfg.Complete)
}

// check is one subtest: which rows of the table it proves, which rights the key
// must have for it, and the work.
type check struct {
	name  string
	rows  []string
	needs []b2core.Capability
	run   func(t *testing.T, s *site)
}

func checks() []check {
	return slices.Concat(
		accountChecks(), bucketChecks(), bucketRuleChecks(), nameChecks(), fileChecks(), uploadChecks(),
		largeChecks(), copyChecks(), lockChecks(), encryptionChecks(), shareChecks(), keyChecks(),
	)
}

// suite is one run of Conformance.
type suite struct {
	cfg     Config
	account b2core.Account
	admin   *b2core.Client // makes and removes what the checks share
	table   *table

	made map[string]bool // IDs of buckets
	keys map[string]bool // IDs of keys
	// The buckets that checks share, made when first asked for.
	plain, locked b2core.Bucket
}

// site is what one check works with: a client of its own, whose calls are
// counted for it.
type site struct {
	*suite
	c    *client
	wire *wire
}

func newSuite(t *testing.T, cfg Config) *suite {
	t.Helper()
	if cfg.Prefix == "" {
		cfg.Prefix = "b2tui-conformance-"
	}
	if cfg.Transport == nil {
		transport := b2core.NewTransport()
		t.Cleanup(transport.CloseIdleConnections)
		cfg.Transport = transport
	}
	s := &suite{cfg: cfg, table: newTable(), made: map[string]bool{}, keys: map[string]bool{}}
	s.admin = s.at(cfg.Credentials).c.c
	account, err := s.admin.Authorize(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if account.Allowed.Buckets != nil || account.Allowed.NamePrefix != "" {
		t.Skip("the key is bound to buckets or names; the suite makes buckets of its own")
	}
	s.account = account
	return s
}

// at makes a client, and the wire that its calls go through.
func (s *suite) at(creds b2core.Credentials) *site {
	return s.with(creds, b2core.Options{UserAgent: "conformance"})
}

// with is at, with other settings than their defaults.
func (s *suite) with(creds b2core.Credentials, o b2core.Options) *site {
	w := newWire(s.cfg.Transport)
	o.Transport = w
	return &site{suite: s, wire: w, c: &client{b2core.New(creds, o), w}}
}

func (s *suite) run(t *testing.T, c check) {
	t.Helper()
	t.Run(c.name, func(t *testing.T) {
		at := s.at(s.cfg.Credentials)
		for _, row := range c.rows {
			t.Attr("b2api", row)
		}
		t.Cleanup(func() {
			at.c.c.Close()
			s.table.enter(t, c, at.wire)
		})
		for _, right := range c.needs {
			if !s.account.Allowed.Can(right) {
				t.Skipf("the key lacks %s", right)
			}
		}
		c.run(t, at)
	})
}

// bucket is a private bucket that checks share; each puts its files below its
// own name.
func (s *suite) bucket(t *testing.T) b2core.Bucket {
	t.Helper()
	if s.plain.ID == "" {
		s.plain = s.newBucket(t, b2core.BucketSpec{})
	}
	return s.plain
}

// lockedBucket is a shared bucket with file lock.
func (s *suite) lockedBucket(t *testing.T) b2core.Bucket {
	t.Helper()
	if s.locked.ID == "" {
		s.locked = s.newBucket(t, b2core.BucketSpec{FileLockEnabled: true})
	}
	return s.locked
}

// newBucket makes a bucket under a name that nobody has.
func (s *suite) newBucket(t *testing.T, spec b2core.BucketSpec) b2core.Bucket {
	t.Helper()
	if !s.account.Allowed.Can(b2core.WriteBuckets) {
		t.Skip("the key lacks writeBuckets")
	}
	spec.Name = s.unused()
	info := map[string]string{infoMade: time.Now().UTC().Format(time.RFC3339)}
	maps.Copy(info, spec.Info)
	spec.Info = info
	b, err := s.admin.CreateBucket(t.Context(), spec)
	s.offered(t, err)
	if err != nil {
		t.Fatal(err)
	}
	s.made[b.ID] = true
	return b
}

// newKey makes a key of the given rights and a client that uses it.
func (s *suite) newKey(t *testing.T, spec b2core.KeySpec) (*site, b2core.CreatedKey) {
	t.Helper()
	if !s.account.Allowed.Can(b2core.WriteKeys) {
		t.Skip("the key lacks writeKeys")
	}
	spec.Name = s.unused()
	if spec.ValidFor == 0 {
		spec.ValidFor = keyLife
	}
	k, err := s.admin.CreateKey(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	s.keys[k.ID] = true
	return s.at(b2core.Credentials{KeyID: k.ID, Key: k.Secret, Realm: s.cfg.Credentials.Realm}), k
}

// keyLife ends the keys of a run that was killed.
const keyLife = time.Hour

// unused is a name for a bucket or a key.
func (s *suite) unused() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b)
	return s.cfg.Prefix + hex.EncodeToString(b)
}

// offered skips a check that the account is not enabled for, or too poor.
func (s *suite) offered(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*b2core.Error](err)
	if !ok || e.Status == 0 {
		return
	}
	switch {
	case errors.Is(err, b2core.ErrUploadTime), errors.Is(err, b2core.ErrCapExceeded):
	case slices.Contains([]string{"email_not_verified", "no_payment_history", "too_many_buckets"}, e.Code):
	default:
		return
	}
	t.Skipf("the account may not: %v", err)
}

// collect reads an iterator to its end.
func collect[T any](t *testing.T, seq func(func(T, error) bool)) (out []T) {
	t.Helper()
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// patience bounds what happens after the checks.
const patience = 10 * time.Minute

// afterwards is a context for cleaning up, when the test's own has ended.
func afterwards(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(context.WithoutCancel(t.Context()), patience)
}
