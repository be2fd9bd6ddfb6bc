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
operating system's keychain. Where there is none, as on a server, it goes into a
file that a passphrase of yours seals. The key is read from the terminal or from
the first line of standard input, never from an argument.

A sealed key is opened at the terminal, or with the first line of the file that
` + envPassphrase + ` names. On Linux it then stays open for an hour, in the
kernel's keyring. Or --key-env names an environment variable that holds the key in
every run: the profile stores that name and no secret.

--import takes over the key of the b2 command line, which keeps it in clear.`

type loginFlags struct {
	keyID, keyEnv string
	fromB2        bool
}

func (a *app) loginCommand() *cobra.Command {
	var f loginFlags
	c := a.command(spec{
		use:   "login",
		short: "Store an application key in the keychain or a sealed file",
		long:  loginLong,
		example: "b2tui login --profile work\npass show b2 | b2tui login --key-id 0051a2b3c4d5e6f\n" +
			"b2tui login --profile work --key-id 0051a2b3c4d5e6f --key-env WORK_B2_KEY\nb2tui login --import",
		run: func(ctx context.Context, _ []string) error { return a.login(ctx, f) },
	})
	c.Flags().StringVar(&f.keyEnv, "key-env", "", "store no key: it is in this environment variable, now and in every run")
	c.Flags().StringVar(&f.keyID, "key-id", "", "the application key's ID")
	c.Flags().BoolVar(&f.fromB2, "import", false, "take over the key of the b2 command line")
	c.MarkFlagsMutuallyExclusive("import", "key-env")
	c.MarkFlagsMutuallyExclusive("import", "key-id")
	return c
}

func (a *app) login(ctx context.Context, f loginFlags) error {
	if a.flags.demo {
		return usagef("--demo brings its own account; log in without it")
	}
	if f.keyID == "" && !f.fromB2 && !isTerminal(a.In) {
		return usagef("standard input is not a terminal; give the key's ID with --key-id")
	}
	creds, err := a.newCredentials(ctx, f)
	if err != nil {
		return err
	}
	return a.keep(ctx, creds, f.keyEnv)
}

// newCredentials are those of a login: the key is asked for, in a variable, or the
// b2 command line's.
func (a *app) newCredentials(ctx context.Context, f loginFlags) (creds b2core.Credentials, err error) {
	if f.fromB2 {
		return a.b2Credentials(ctx)
	}
	if f.keyEnv == "" {
		if f.keyID == "" {
			if creds, found, err := a.offerImport(ctx); err != nil || found {
				return creds, err
			}
		}
		return a.ask(ctx, f.keyID)
	}
	key := os.Getenv(f.keyEnv)
	if key == "" {
		return creds, usagef("--key-env %s: no such variable is set; it names one, and the key is in that", f.keyEnv)
	}
	if f.keyID == "" {
		f.keyID, err = a.askLine(ctx, askKeyID)
	}
	return b2core.Credentials{KeyID: f.keyID, Key: b2core.NewSecret(key), Realm: a.realm("")}, err
}

// keep proves credentials, stores them as a profile, and says where the key went.
func (a *app) keep(ctx context.Context, creds b2core.Credentials, keyEnv string) error {
	client := b2core.New(creds, b2core.Options{Logger: a.log})
	defer client.Close()
	if _, err := client.Authorize(ctx); err != nil {
		return err
	}
	name := a.flags.profile
	if name == "" {
		name = keystore.DefaultProfile
	}
	p := keystore.Profile{Name: name, KeyID: creds.KeyID, Realm: creds.Realm, ReadOnly: a.flags.readOnly, KeyEnv: keyEnv}
	p, err := a.vault.Keep(ctx, p, creds.Key)
	if err != nil {
		return &problem{hint: keepHint(err), err: err}
	}
	fmt.Fprintf(a.Err, "logged in; profile %s, its key is in the %s\n", name, placeOf(p))
	return nil
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
		return "set " + envKeyID + " and " + envKey + " instead, or store with --key-env which variable has the key, or name in " +
			envPassphrase + " a file with a passphrase to seal it"
	}
	return "unlock the keychain and log in again, or set " + envKeyID + " and " + envKey
}

func (a *app) logoutCommand() *cobra.Command {
	return a.command(spec{
		use:   "logout",
		short: "Remove a profile and its key from this machine",
		run:   func(ctx context.Context, _ []string) error { return a.logout(ctx) },
	})
}

func (a *app) logout(ctx context.Context) error {
	p, err := a.vault.Remove(ctx, a.flags.profile)
	if errors.Is(err, keystore.ErrNoProfile) && a.flags.profile == "" {
		return notFoundf("name one with --profile", "no default profile")
	}
	if errors.Is(err, keystore.ErrNoProfile) {
		return &problem{code: exitNotFound, hint: "b2tui profiles lists those that exist", err: err}
	}
	if err != nil {
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
