package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"b2tui/b2core"
)

// envPassphrase names a file, not the passphrase: the environment of a process is
// seen by its children and in its core.
const envPassphrase = "B2TUI_PASSPHRASE_FILE"

// passphrase is a keystore.PassphraseFunc: it reads the file that the environment
// names, or asks at the terminal unless the screen has that.
func (a *app) passphrase(ctx context.Context, profile string, isNew bool) (none b2core.Secret, err error) {
	if path := os.Getenv(envPassphrase); path != "" {
		content, err := os.ReadFile(path)
		if err != nil {
			return none, fmt.Errorf("read the passphrase that %s names: %w", envPassphrase, err)
		}
		line, _, _ := strings.Cut(string(content), "\n")
		return b2core.NewSecret(strings.TrimSuffix(line, "\r")), nil
	}
	if a.screenOpen || !isTerminal(a.In) || !isTerminal(a.Err) {
		return none, nil
	}
	if !isNew {
		return a.askSecret(ctx, fmt.Sprintf("passphrase of profile %s: ", a.name(profile)))
	}
	fmt.Fprintf(a.Err, "there is no keychain here; a passphrase seals the key of profile %s in a file\n", a.name(profile))
	first, err := a.askSecret(ctx, "new passphrase (none: store nothing): ")
	if err != nil || first.IsZero() {
		return none, err
	}
	second, err := a.askSecret(ctx, "the same again: ")
	if err != nil {
		return none, err
	}
	if first != second {
		return none, usagef("these are two different passphrases; nothing was stored")
	}
	return first, nil
}
