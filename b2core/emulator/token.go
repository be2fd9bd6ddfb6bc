package emulator

import (
	"sync"
	"time"
)

type tokenKind string

// The kinds of token; each is accepted only where it belongs.
const (
	accountToken  tokenKind = "acct"
	uploadToken   tokenKind = "upld"
	partToken     tokenKind = "part"
	downloadToken tokenKind = "dnld"
)

// token is a right that was handed out. Only busy and uses change.
type token struct {
	value     string
	kind      tokenKind
	key       *key // whose right it is; a deleted key takes its tokens with it
	expires   time.Time
	bucketID  string            // upload and download
	rest      string            // upload and part: of the path that it was handed out with
	file      int64             // number of the large file of a part token
	prefix    string            // download: names that it opens
	overrides map[string]string // download: response headers that it was made with
	login     int64             // account: which one it was
	busy      bool              // an upload runs with it
	uses      int               // it expires after so many; 0: never so
}

// tokens are all tokens that were handed out and may still be valid. They do
// not survive a restart: clients authorise again, as they must anyway.
type tokens struct {
	ids *identifiers

	mu      sync.Mutex // guards the fields below, token.busy and token.uses
	byValue map[string]*token
	issued  int
}

// sweepEvery is after how many new tokens the expired ones are thrown away.
const sweepEvery = 4096

// issue completes t and remembers it.
func (s *tokens) issue(t token, now time.Time, lifetime time.Duration) *token {
	t.value = s.ids.token(t.key.id, string(t.kind))
	t.expires = now.Add(lifetime)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.issued++; s.issued%sweepEvery == 0 {
		for v, old := range s.byValue {
			// A day later nobody can profit from "expired" over "unknown".
			if now.Sub(old.expires) > 24*time.Hour {
				delete(s.byValue, v)
			}
		}
	}
	s.byValue[t.value] = &t
	return &t
}

// find returns a token of one of the kinds, or why it is refused.
func (s *tokens) find(value string, now time.Time, kinds ...tokenKind) (*token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.byValue[value]
	if t == nil {
		return nil, badToken()
	}
	known := false
	for _, k := range kinds {
		known = known || t.kind == k
	}
	if !known {
		return nil, badToken()
	}
	if !now.Before(t.expires) {
		return nil, expiredToken()
	}
	if t.uses--; t.uses == 0 {
		t.expires = now
	}
	return t, nil
}

// occupy marks an upload token as in use; only one upload at a time may use it.
func (s *tokens) occupy(t *token) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.busy {
		return false
	}
	t.busy = true
	return true
}

func (s *tokens) vacate(t *token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.busy = false
}

// endPair ends an upload token with which no upload runs; other kinds stay.
func (s *tokens) endPair(value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.byValue[value]; t != nil && !t.busy && (t.kind == uploadToken || t.kind == partToken) {
		delete(s.byValue, value)
	}
}

// expire ends tokens of the given kinds, or all.
func (s *tokens) expire(now time.Time, kinds ...tokenKind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.byValue {
		hit := len(kinds) == 0
		for _, k := range kinds {
			hit = hit || t.kind == k
		}
		if hit && t.expires.After(now) {
			t.expires = now
		}
	}
}

// ExpireTokens ends every token at once: account, upload and download ones. The
// next use of each is answered 401 expired_auth_token.
func (e *Emulator) ExpireTokens() { e.tokens.expire(e.clock.Now()) }
