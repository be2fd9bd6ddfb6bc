package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
)

// closePatience is how long the queue may take to put away what runs.
const closePatience = 2 * time.Second

// queueConfig says which queue an account's transfers go into: the user's own,
// which all instances share, or with --demo one in memory.
func (a *app) queueConfig(acc *account) (transfer.Config, error) {
	cfg := transfer.Config{
		Clients: func(ctx context.Context, profile string) (*b2core.Client, error) {
			return a.clientOf(ctx, acc, profile)
		},
		Logger: a.log,
	}
	if acc.demo != nil {
		return cfg, nil
	}
	cfg.Path = stateFile("queue.db")
	if err := os.MkdirAll(filepath.Dir(cfg.Path), 0o700); err != nil {
		return cfg, fmt.Errorf("make the folder of the queue: %w", err)
	}
	return cfg, nil
}

// clientOf finds the account of a transfer that another run may have queued.
func (a *app) clientOf(ctx context.Context, acc *account, profile string) (*b2core.Client, error) {
	if profile == acc.who.Profile {
		return acc.client, nil
	}
	creds, _, err := a.profileCredentials(ctx, profile)
	if err != nil {
		return nil, fmt.Errorf("log in as %s, whose transfer this is: %w", profile, err)
	}
	return b2core.New(creds, b2core.Options{Logger: a.log}), nil
}

// closeQueue puts away what runs: it stays in the queue.
func closeQueue(ctx context.Context, m *transfer.Manager) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closePatience)
	defer cancel()
	return m.Close(ctx)
}
