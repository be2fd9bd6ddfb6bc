package emulator

import (
	crand "crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Options are an emulator's settings; the zero value is a fresh account in
// memory that behaves as the service does.
type Options struct {
	// KeyID and Key are the master key's. Empty: made up, see Emulator.KeyID.
	KeyID, Key string
	// Data is a directory that keeps the account across restarts. Empty: memory.
	Data string
	// Clock is the emulator's time. Nil: RealClock.
	Clock Clock
	// Seed makes ids, keys and tokens repeatable, and says which uploads and
	// tokens the test modes hit. Zero: random ids.
	Seed uint64
	// MinimumPartSize is enforced when a large file is finished, for all parts
	// but the last, and told at login. Zero: 5,000,000 bytes.
	MinimumPartSize int64
	// RecommendedPartSize is told at login. Zero: 100,000,000 bytes.
	RecommendedPartSize int64
	// MaxFileSize bounds one upload, part or server-side copy. Zero: 5,000,000,000 bytes.
	MaxFileSize int64
	// NoCustomTimestamps refuses custom upload timestamps, as for an account that
	// Backblaze has not enabled for them.
	NoCustomTimestamps bool
	// MaxBuckets bounds the account. Zero: 100.
	MaxBuckets int
	// TokenLifetime is how long an authorisation token is good for. Zero: 24 hours.
	TokenLifetime time.Duration
	// MD5Limit is the size in bytes up to which contentMd5 is computed. It costs
	// more than SHA-1 and no client verifies it, so larger files answer null, as
	// the service does for large files. Zero: 256 KiB; negative: never.
	MD5Limit int64
	// Strict refuses request fields and X-Bz headers that B2 does not know, also
	// those that differ in case only, so that a client's misspelt one is found.
	Strict bool
	// SeparateRoles hands out addresses of different paths for calls, downloads and
	// uploads, new ones at every login, and serves each call only there, as the
	// service may at any time: a client that keeps an address, or makes one up, fails.
	SeparateRoles bool
	// Pace slows content down, see Pace. Zero: not slowed.
	Pace Pace
}

func (o *Options) setDefaults() {
	if o.Clock == nil {
		o.Clock = RealClock{}
	}
	if o.MinimumPartSize == 0 {
		o.MinimumPartSize = 5_000_000
	}
	if o.RecommendedPartSize == 0 {
		o.RecommendedPartSize = max(100_000_000, o.MinimumPartSize)
	}
	if o.MaxFileSize == 0 {
		o.MaxFileSize = 5_000_000_000
	}
	if o.MaxBuckets == 0 {
		o.MaxBuckets = 100
	}
	if o.TokenLifetime == 0 {
		o.TokenLifetime = 24 * time.Hour
	}
	if o.MD5Limit == 0 {
		o.MD5Limit = 256 << 10
	}
}

// Emulator is one B2 account. It is safe for concurrent use.
type Emulator struct {
	opts     Options
	clock    *shiftedClock
	calls    map[string]call
	ids      *identifiers
	store    *store
	tokens   *tokens
	counters counting
	faults   FaultPlan
	pace     pacing
	modes    testModes
	rules    sync.Mutex // held while the lifecycle rules run
	logins   atomic.Int64

	mu      sync.Mutex // guards closing and servers
	closing bool
	memory  *memoryListener
	servers []*http.Server
}

// New makes an emulator. It fails only when Options.Data cannot be read or written.
func New(o Options) (*Emulator, error) {
	o.setDefaults()
	e := &Emulator{opts: o, ids: newIdentifiers(seedBytes(o.Seed))}
	e.tokens = &tokens{ids: e.ids, byValue: map[string]*token{}}
	e.store = newStore()
	e.clock = &shiftedClock{o.Clock, &e.store.ahead}
	e.calls = callTable()
	e.counters.reset()
	e.modes = testModes{uploads: o.Seed, tokens: o.Seed}
	e.pace.set(o.Pace)
	if o.Data != "" {
		if err := e.openData(o.Data); err != nil {
			return nil, fmt.Errorf("open emulator data %s: %w", o.Data, err)
		}
	}
	if err := e.begin(); err != nil {
		return nil, fmt.Errorf("write emulator data %s: %w", o.Data, errors.Join(err, e.Close()))
	}
	return e, nil
}

// begin settles who the emulator is and when its first day ends.
func (e *Emulator) begin() error {
	if err := e.store.setAccount(e.account()); err != nil {
		return err
	}
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	if e.store.nextRun.Load() != 0 {
		return nil
	}
	return e.store.putTimes(e.store.ahead.Load(), e.clock.Now().Add(day).UnixMilli())
}

// account settles who the emulator is: what the data directory says, else what
// the options or chance say. A key given by the options always wins.
func (e *Emulator) account() account {
	a := e.store.account
	if a.ID == "" {
		a.ID, a.Base = e.ids.hex(12), e.ids.base()
	}
	if e.opts.KeyID != "" {
		a.KeyID = e.opts.KeyID
	}
	if e.opts.Key != "" {
		a.Key = e.opts.Key
	}
	if a.KeyID == "" {
		a.KeyID = clusterID + a.ID + "0000000000"
	}
	if a.Key == "" {
		a.Key = e.ids.secret()
	}
	return a
}

// KeyID returns the master key's id.
func (e *Emulator) KeyID() string { return e.store.masterKey().id }

// Key returns the master key's secret.
func (e *Emulator) Key() string { return e.store.masterKey().secret }

// AccountID returns the account's id.
func (e *Emulator) AccountID() string { return e.store.accountID() }

func seedBytes(seed uint64) [32]byte {
	var b [32]byte
	if seed == 0 {
		_, _ = crand.Read(b[:])
		return b
	}
	for i := range 8 {
		b[i] = byte(seed >> (8 * i))
	}
	return b
}
