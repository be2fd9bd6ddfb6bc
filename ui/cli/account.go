package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"

	"b2tui/b2core"
	"b2tui/keystore"
)

// account is what a subcommand works on. Nothing was asked of the service yet.
type account struct {
	client *b2core.Client
	who    Identity
	demo   *demo // nil but with --demo
}

// Identity tells whose account it is, without the secret.
type Identity struct {
	Profile string // a profile's name, or one made of the key's ID; it marks this account's transfers in the queue
	KeyID   string
	Realm   string // as in b2core.Credentials
	Source  string // where the secret came from: a keystore.Kind, "prompt", "demo" and the like
}

// open finds the credentials and makes a client for them, once a run.
func (a *app) open(ctx context.Context) (*account, error) {
	if a.opened != nil {
		return a.opened, nil
	}
	open := a.realAccount
	if a.flags.demo {
		open = a.demoAccount
	}
	acc, err := open(ctx)
	if err != nil {
		return nil, err
	}
	a.opened = acc
	return acc, nil
}

func (a *app) realAccount(ctx context.Context) (*account, error) {
	creds, who, err := a.credentials(ctx)
	if err != nil {
		return nil, err
	}
	return a.accountOf(creds, who), nil
}

func (a *app) accountOf(creds b2core.Credentials, who Identity) *account {
	client := b2core.New(creds, b2core.Options{Logger: a.log})
	a.atExit(client.Close)
	return &account{client: client, who: who}
}

// credentials takes the first that exists: --profile, the environment, the
// default profile, an answer at the terminal.
func (a *app) credentials(ctx context.Context) (b2core.Credentials, Identity, error) {
	if a.flags.profile != "" {
		return a.profileCredentials(ctx, a.flags.profile)
	}
	creds, found, err := a.environment()
	if err != nil || found {
		return creds, identify(creds, keystore.KindEnvironment), err
	}
	creds, who, err := a.profileCredentials(ctx, "")
	if !errors.Is(err, keystore.ErrNoProfile) {
		return creds, who, err
	}
	if !isTerminal(a.In) || !isTerminal(a.Err) {
		return b2core.Credentials{}, Identity{}, &problem{
			code: exitUnauthorised,
			hint: "run b2tui login, or set B2_APPLICATION_KEY_ID and B2_APPLICATION_KEY",
			err:  errors.New("no credentials"),
		}
	}
	if imported, found, err := a.offerImport(ctx); err != nil {
		return creds, Identity{}, err
	} else if found {
		return a.useImported(ctx, imported)
	}
	creds, err = a.ask(ctx, "")
	return creds, identify(creds, "prompt"), err
}

// The variables that every client of B2 understands.
const (
	envKeyID = "B2_APPLICATION_KEY_ID"
	envKey   = "B2_APPLICATION_KEY"
	envRealm = "B2_ENVIRONMENT"
)

func (a *app) environment() (creds b2core.Credentials, found bool, err error) {
	id, key := os.Getenv(envKeyID), os.Getenv(envKey)
	switch {
	case id == "" && key == "":
		return creds, false, nil
	case key == "":
		return creds, false, usagef("%s is set and %s is not; set both or none", envKeyID, envKey)
	case id == "":
		return creds, false, usagef("%s is set and %s is not; set both or none", envKey, envKeyID)
	}
	return b2core.Credentials{KeyID: id, Key: b2core.NewSecret(key), Realm: a.realm("")}, true, nil
}

// realm is the one asked for, else the profile's, else the environment's.
func (a *app) realm(profile string) string {
	switch {
	case a.flags.realm != "":
		return a.flags.realm
	case profile != "":
		return profile
	}
	return os.Getenv(envRealm)
}

// profileCredentials reads a profile and its secret; an empty name means the
// default profile.
func (a *app) profileCredentials(ctx context.Context, name string) (b2core.Credentials, Identity, error) {
	var none b2core.Credentials
	p, secret, from, err := a.vault.Open(ctx, name)
	if err != nil {
		return none, Identity{}, &problem{code: exitUnauthorised, hint: secretHint(err, p), err: err}
	}
	if p.ReadOnly {
		a.flags.readOnly = true
	}
	creds := b2core.Credentials{KeyID: p.KeyID, Key: secret, Realm: a.realm(p.Realm)}
	who := identify(creds, from)
	who.Profile = p.Name
	return creds, who, nil
}

// secretHint says what to do about a profile that could not be opened.
func secretHint(err error, p keystore.Profile) string {
	switch {
	case errors.Is(err, keystore.ErrNoProfile):
		return "b2tui profiles lists those that exist"
	case errors.Is(err, keystore.ErrNotSet):
		return "set it to the application key of " + p.KeyID
	case errors.Is(err, keystore.ErrSealed):
		return "run b2tui ls at a terminal, or name a file that has it in " + envPassphrase
	case errors.Is(err, keystore.ErrPassphrase):
		return "try again; who has lost it logs in anew: b2tui login --profile " + p.Name
	case errors.Is(err, keystore.ErrLocked):
		return fmt.Sprintf("unlock it, or set %s and %s", envKeyID, envKey)
	case p.Name == "":
		return "correct it, or log in again"
	}
	return fmt.Sprintf("run b2tui login --profile %s, or set %s and %s", p.Name, envKeyID, envKey)
}

// keyPrefix begins the name of an account that no profile names.
const keyPrefix = "key:"

// identify names an account that no profile names after its key and its realm,
// so that its transfers are not taken for another account's.
func identify(creds b2core.Credentials, source string) Identity {
	name := keyPrefix + creds.KeyID
	if host := realmHost(creds.Realm); host != "" {
		name += "@" + host
	}
	return Identity{Profile: name, KeyID: creds.KeyID, Realm: creds.Realm, Source: source}
}

// realmHost is what tells a realm from production, which is empty.
func realmHost(realm string) string {
	if realm == "production" {
		return ""
	}
	if u, err := url.Parse(realm); err == nil && u.Host != "" {
		return u.Host
	}
	return realm
}

// formerName is how older versions named an account, by the end of its key's ID
// alone. Their transfers are in queues still; should it be another account's, the
// service knows no such bucket.
func formerName(creds b2core.Credentials) string {
	const tail = 8
	return keyPrefix + creds.KeyID[max(0, len(creds.KeyID)-tail):]
}

// mayChange refuses with --read-only.
func (a *app) mayChange(what string) error {
	if a.flags.readOnly {
		return &problem{code: exitFailed, hint: "run it without --read-only", err: fmt.Errorf("%s: the program runs read-only", what)}
	}
	return nil
}
