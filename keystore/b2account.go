package keystore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	_ "modernc.org/sqlite" // the form of the file

	"b2tui/b2core"
)

// B2AccountInfo finds the file in which the b2 command line keeps an account,
// where b2sdk looks for it; ErrNotFound if there is none. The key lies in it in
// clear.
func B2AccountInfo() (path string, err error) {
	candidates := []string{os.Getenv("B2_ACCOUNT_INFO")}
	if candidates[0] == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", ErrNotFound
		}
		candidates[0] = filepath.Join(home, ".b2_account_info")
		config := os.Getenv("XDG_CONFIG_HOME")
		if config == "" && runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
			config = filepath.Join(home, ".config")
		}
		if config != "" {
			candidates = append(candidates, filepath.Join(config, "b2", "account_info"))
		}
	}
	for _, path := range candidates {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
	}
	return "", ErrNotFound
}

// ReadB2AccountInfo reads the credentials out of such a file and leaves it as it
// is; ErrNotFound if nobody is logged in there.
func ReadB2AccountInfo(ctx context.Context, path string) (creds b2core.Credentials, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return creds, fmt.Errorf("%s: %w", path, ErrNotFound)
	}
	db, err := sql.Open("sqlite", databaseAddress(path, "ro"))
	if err != nil {
		return creds, err
	}
	defer func() { _ = db.Close() }()
	var key string
	row := db.QueryRowContext(ctx, `SELECT coalesce(account_id_or_app_key_id, account_id), application_key, realm FROM account`)
	switch err := row.Scan(&creds.KeyID, &key, &creds.Realm); {
	case errors.Is(err, sql.ErrNoRows):
		return b2core.Credentials{}, fmt.Errorf("%s: %w", path, ErrNotFound)
	case err != nil:
		return b2core.Credentials{}, fmt.Errorf("read the b2 command line's account in %s: %w", path, err)
	}
	creds.Key = b2core.NewSecret(key)
	if creds.Realm == "production" || creds.Realm == "https://api.backblazeb2.com" {
		creds.Realm = ""
	}
	return creds, nil
}

func databaseAddress(path, mode string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: "mode=" + mode}
	return u.String()
}
