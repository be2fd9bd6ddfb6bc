package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"b2tui/b2core"
	"b2tui/keystore"
)

const loginLong = `Asks for an application key, proves it by logging in, and stores it in the
operating system's keychain. The key is read from the terminal or from the first
line of standard input, never from an argument.

Without a keychain, as on a server, --key-env names an environment variable that
holds the key in every run: the profile stores that name and no secret.`

func (a *app) loginCommand() *cobra.Command {
	var keyID, keyEnv string
	c := a.command(spec{
		use:   "login",
		short: "Store an application key in the keychain",
		long:  loginLong,
		example: "b2tui login --profile work\npass show b2 | b2tui login --key-id 0051a2b3c4d5e6f\n" +
			"b2tui login --profile work --key-id 0051a2b3c4d5e6f --key-env WORK_B2_KEY",
		run: func(ctx context.Context, _ []string) error { return a.login(ctx, keyID, keyEnv) },
	})
	c.Flags().StringVar(&keyEnv, "key-env", "", "store no key: it is in this environment variable, now and in every run")
	c.Flags().StringVar(&keyID, "key-id", "", "the application key's ID")
	return c
}

// defaultProfile is the name of a profile that nobody named.
const defaultProfile = "default"

func (a *app) login(ctx context.Context, keyID, keyEnv string) error {
	if a.flags.demo {
		return usagef("--demo brings its own account; log in without it")
	}
	if keyID == "" && !isTerminal(a.In) {
		return usagef("standard input is not a terminal; give the key's ID with --key-id")
	}
	profiles, err := keystore.LoadProfiles(profilesPath())
	if err != nil {
		return err
	}
	creds, err := a.newCredentials(ctx, keyID, keyEnv)
	if err != nil {
		return err
	}
	client := b2core.New(creds, b2core.Options{Logger: a.log})
	defer client.Close()
	if _, err := client.Authorize(ctx); err != nil {
		return err
	}
	name := a.flags.profile
	if name == "" {
		name = defaultProfile
	}
	p := keystore.Profile{Name: name, KeyID: creds.KeyID, Realm: creds.Realm, ReadOnly: a.flags.readOnly, KeyEnv: keyEnv}
	if p.Secret, err = a.keep(ctx, p, creds.Key); err != nil {
		return err
	}
	profiles.Put(p)
	if err := profiles.Save(profilesPath()); err != nil {
		return err
	}
	fmt.Fprintf(a.Err, "logged in; profile %s, its key is in the %s\n", name, placeOf(p))
	return nil
}

// newCredentials are those of a login: the key is asked for, or is in a variable.
func (a *app) newCredentials(ctx context.Context, keyID, keyEnv string) (creds b2core.Credentials, err error) {
	if keyEnv == "" {
		return a.ask(ctx, keyID)
	}
	key := os.Getenv(keyEnv)
	if key == "" {
		return creds, usagef("--key-env %s: no such variable is set; it names one, and the key is in that", keyEnv)
	}
	if keyID == "" {
		keyID, err = a.askLine(ctx, askKeyID)
	}
	return b2core.Credentials{KeyID: keyID, Key: b2core.NewSecret(key), Realm: a.realm("")}, err
}

// keep stores a profile's key, unless it is in the environment, and returns what
// kind of place has it.
func (a *app) keep(ctx context.Context, p keystore.Profile, key b2core.Secret) (string, error) {
	if p.KeyEnv != "" {
		return fromEnvironment, nil
	}
	store, err := a.secrets.Set(ctx, p.Name, key)
	if err != nil {
		return "", &problem{hint: keepHint(err), err: err}
	}
	return store.Kind(), nil
}

// placeOf is where a profile's key is, in words.
func placeOf(p keystore.Profile) string {
	if p.KeyEnv != "" {
		return p.Secret + ", " + p.KeyEnv
	}
	return p.Secret
}

func keepHint(err error) string {
	if errors.Is(err, keystore.ErrAbsent) {
		return "set " + envKeyID + " and " + envKey + " instead, or store with --key-env which variable has the key"
	}
	return "unlock the keychain and log in again, or set " + envKeyID + " and " + envKey
}

func (a *app) logoutCommand() *cobra.Command {
	return a.command(spec{
		use:   "logout",
		short: "Remove a profile and its key from the keychain",
		run:   func(ctx context.Context, _ []string) error { return a.logout(ctx) },
	})
}

func (a *app) logout(ctx context.Context) error {
	profiles, err := keystore.LoadProfiles(profilesPath())
	if err != nil {
		return err
	}
	p, err := profiles.Get(a.flags.profile)
	if errors.Is(err, keystore.ErrNoProfile) && a.flags.profile == "" {
		return notFoundf("name one with --profile", "no default profile")
	}
	if err != nil {
		return &problem{code: exitNotFound, hint: "b2tui profiles lists those that exist", err: err}
	}
	if p.KeyEnv == "" {
		if err := a.secrets.Delete(ctx, p.Name); err != nil {
			return err
		}
	}
	profiles.Remove(p.Name)
	if err := profiles.Save(profilesPath()); err != nil {
		return err
	}
	fmt.Fprintf(a.Err, "logged out; profile %s is gone, its key is still valid at the service\n", p.Name)
	return nil
}

func (a *app) profilesCommand() *cobra.Command {
	asJSON := false
	c := a.command(spec{
		use:   "profiles",
		short: "List the stored profiles",
		run:   func(context.Context, []string) error { return a.listProfiles(asJSON) },
	})
	jsonFlag(c, &asJSON)
	return c
}

func (a *app) listProfiles(asJSON bool) error {
	profiles, err := keystore.LoadProfiles(profilesPath())
	if err != nil {
		return err
	}
	if asJSON {
		for _, p := range profiles.All() {
			j := profileJSON{p.Name, p.KeyID, p.Realm, p.Secret, p.KeyEnv, p.ReadOnly, p.Name == profiles.Default()}
			if err := writeJSON(a.Out, j); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	for _, p := range profiles.All() {
		mark := " "
		if p.Name == profiles.Default() {
			mark = "*"
		}
		fmt.Fprintf(w, "%s %s\t%s\t%s\t%s\n", mark, a.name(p.Name), p.KeyID, realmName(p.Realm), placeOf(p))
	}
	return w.Flush()
}

type profileJSON struct {
	Name     string `json:"name"`
	KeyID    string `json:"keyId"`
	Realm    string `json:"realm,omitempty"`
	Secret   string `json:"secret"`
	KeyEnv   string `json:"keyEnv,omitempty"`
	ReadOnly bool   `json:"readOnly"`
	Default  bool   `json:"default"`
}

func realmName(realm string) string {
	if realm == "" {
		return "production"
	}
	return realm
}
