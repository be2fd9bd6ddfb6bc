package cli

import (
	"context"
	"errors"
	"fmt"

	"b2tui/b2core"
	"b2tui/keystore"
)

// fromB2 is an Identity.Source: the account file of the b2 command line.
const fromB2 = "b2 command line"

// b2Credentials are those of the b2 command line; what it stored stays there.
func (a *app) b2Credentials(ctx context.Context) (b2core.Credentials, error) {
	path, err := keystore.B2AccountInfo()
	if err != nil {
		return b2core.Credentials{}, notFoundf("B2_ACCOUNT_INFO names its file if it is elsewhere", "the b2 command line has stored no account")
	}
	creds, err := keystore.ReadB2AccountInfo(ctx, path)
	if errors.Is(err, keystore.ErrNotFound) {
		return creds, notFoundf("log in without --import", "the b2 command line is not logged in: %w", err)
	}
	if err != nil {
		return creds, err
	}
	if a.flags.realm != "" {
		creds.Realm = a.flags.realm
	}
	fmt.Fprintf(a.Err, "key %s of the b2 command line; it stays in clear in %s until b2 clears its account\n", a.name(creds.KeyID), a.name(path))
	return creds, nil
}

// offerImport asks somebody without a profile whether to use the key that the b2
// command line has. A file that cannot be read is no reason to stop.
func (a *app) offerImport(ctx context.Context) (creds b2core.Credentials, found bool, err error) {
	profiles, err := keystore.LoadProfiles(a.vault.Path)
	if err != nil || len(profiles.All()) > 0 {
		return creds, false, nil
	}
	path, err := keystore.B2AccountInfo()
	if err != nil {
		return creds, false, nil
	}
	there, err := keystore.ReadB2AccountInfo(ctx, path)
	if err != nil {
		return creds, false, nil
	}
	typed, err := a.askLine(ctx, fmt.Sprintf("the b2 command line is logged in with key %s; use it here? (yes or no) ", a.name(there.KeyID)))
	if err != nil || typed != "yes" && typed != "y" {
		return creds, false, err
	}
	creds, err = a.b2Credentials(ctx)
	return creds, err == nil, err
}

// useImported makes a profile of imported credentials, so that they are imported
// once; where that fails, they serve this run.
func (a *app) useImported(ctx context.Context, creds b2core.Credentials) (b2core.Credentials, Identity, error) {
	err := a.keep(ctx, creds, "")
	if err == nil {
		return a.profileCredentials(ctx, "")
	}
	line, _ := explain(err)
	fmt.Fprintf(a.Err, "the key is used in this run only: %s\n", line)
	return creds, identify(creds, fromB2), nil
}
