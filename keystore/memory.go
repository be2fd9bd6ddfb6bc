package keystore

import (
	"context"
	"sync"

	"b2tui/b2core"
)

// Memory keeps secrets as long as the process lives. The zero value is ready.
type Memory struct {
	mu      sync.Mutex
	secrets map[string]b2core.Secret // guarded by mu
}

// Kind is "session".
func (m *Memory) Kind() string { return KindSession }

// Get returns a secret or ErrNotFound.
func (m *Memory) Get(_ context.Context, name string) (b2core.Secret, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	secret, ok := m.secrets[name]
	if !ok {
		return b2core.Secret{}, ErrNotFound
	}
	return secret, nil
}

// Set keeps a secret.
func (m *Memory) Set(_ context.Context, name string, secret b2core.Secret) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.secrets == nil {
		m.secrets = map[string]b2core.Secret{}
	}
	m.secrets[name] = secret
	return nil
}

// Delete forgets a secret.
func (m *Memory) Delete(_ context.Context, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.secrets, name)
	return nil
}
