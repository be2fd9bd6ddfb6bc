package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/keystore"
)

// closePatience is how long the queue may take to put away what runs.
const closePatience = 2 * time.Second

// queueConfig says which queue the transfers go into: the user's own, which all
// instances share, or with --demo one in memory.
func (a *app) queueConfig() (transfer.Config, error) {
	settings := a.settings()
	var one sync.Mutex // of those who look for an account
	cfg := transfer.Config{
		Clients: func(ctx context.Context, profile string) (*b2core.Client, error) {
			one.Lock()
			defer one.Unlock()
			acc, err := a.profileHere(ctx, profile)
			if err != nil {
				return nil, err
			}
			return acc.client, nil
		},
		Limits:    settings.limits(),
		Timetable: settings.timetable(),
		Logger:    a.log,
	}
	if a.flags.demo {
		return cfg, nil
	}
	cfg.Path = stateFile("queue.db")
	return cfg, stateFolder(filepath.Dir(cfg.Path))
}

// profileHere finds the account of a transfer, which another run may have
// queued: a profile, or the key that the environment holds.
func (a *app) profileHere(ctx context.Context, profile string) (*account, error) {
	if a.opened != nil && profile == a.opened.who.Profile {
		return a.opened, nil
	}
	creds, found, err := a.environment()
	if err != nil {
		return nil, err
	}
	if who := identify(creds, keystore.KindEnvironment); found && (who.Profile == profile || formerName(creds) == profile) {
		return a.accountOf(creds, who), nil
	}
	if key, ok := strings.CutPrefix(profile, keyPrefix); ok {
		return nil, &problem{
			code: exitUnauthorised, hint: fmt.Sprintf("run them with that key in %s and %s, or cancel and queue them again", envKeyID, envKey),
			err: fmt.Errorf("transfers that belong to key %s wait in the queue", key),
		}
	}
	creds, who, err := a.profileCredentials(ctx, profile)
	if err != nil {
		return nil, fmt.Errorf("log in as %s, whose transfer this is: %w", profile, err)
	}
	return a.accountOf(creds, who), nil
}

// stateFolder makes the folder that the queue lies in.
func stateFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("make the folder of the queue: %w", err)
	}
	return nil
}

// closeQueue puts away what runs: it stays in the queue.
func closeQueue(ctx context.Context, m *transfer.Manager) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closePatience)
	defer cancel()
	return m.Close(ctx)
}
