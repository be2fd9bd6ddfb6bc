package cli

import (
	"context"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
)

// demo is the made-up account of --demo: an emulator in this process, reached
// through memory. The rest of the program cannot tell it from the service.
type demo struct {
	emulator *emulator.Emulator
	dir      string // sample files and downloads; empty without a screen
}

// newDemo makes and fills the account and removes it at exit.
func (a *app) newDemo() (*demo, error) {
	e, err := emulator.New(emulator.Options{MinimumPartSize: demoPartSize, RecommendedPartSize: demoPartSize})
	if err != nil {
		return nil, err
	}
	a.atExit(func() { _ = e.Close() })
	if err := e.Seed(); err != nil {
		return nil, err
	}
	return &demo{emulator: e}, nil
}

func (d *demo) credentials() b2core.Credentials {
	return b2core.Credentials{
		KeyID: d.emulator.KeyID(),
		Key:   b2core.NewSecret(d.emulator.Key()),
		Realm: emulator.Realm,
	}
}

// The demo's line is slow enough that transfers can be watched.
const (
	demoPartSize = 1_000_000 // bytes, so that parts can be watched as well
	demoUp       = 4_000_000 // bytes per second
	demoDown     = 1_500_000
)

// demoAccount opens the made-up account.
func (a *app) demoAccount(context.Context) (*account, error) {
	d, err := a.newDemo()
	if err != nil {
		return nil, err
	}
	creds := d.credentials()
	client := b2core.New(creds, b2core.Options{Transport: d.emulator.Transport(), Logger: a.log})
	a.atExit(client.Close)
	return &account{
		client: client,
		demo:   d,
		who:    Identity{Profile: "demo", KeyID: creds.KeyID, Realm: creds.Realm, Source: "demo"},
	}, nil
}
