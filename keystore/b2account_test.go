package keystore

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// b2File writes a file as b2sdk does.
func b2File(t *testing.T, path string, statements ...string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", databaseAddress(path, "rwc"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, s := range append([]string{`CREATE TABLE account (account_id TEXT NOT NULL, application_key TEXT NOT NULL,
		account_auth_token TEXT NOT NULL, api_url TEXT NOT NULL, download_url TEXT NOT NULL, absolute_minimum_part_size INT NOT NULL,
		recommended_part_size INT NOT NULL, realm TEXT NOT NULL, allowed TEXT, account_id_or_app_key_id TEXT, s3_api_url TEXT)`}, statements...) {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

func TestB2AccountInfo(t *testing.T) {
	dir := t.TempDir()
	const insert = `INSERT INTO account VALUES ('4ba5', 'K005secret', 'token', 'a', 'd', 5, 100, `
	for name, c := range map[string]struct {
		rest, keyID, realm string
	}{
		"application key": {`'https://api.backblazeb2.com', '{}', '0054ba50000000007', NULL)`, "0054ba50000000007", ""},
		"master key":      {`'production', NULL, NULL, NULL)`, "4ba5", ""},
		"other realm":     {`'http://localhost:1234', '{}', '0054ba50000000007', NULL)`, "0054ba50000000007", "http://localhost:1234"},
	} {
		path := filepath.Join(dir, name+" #1?")
		b2File(t, path, insert+c.rest)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadB2AccountInfo(t.Context(), path)
		if err != nil || got.KeyID != c.keyID || got.Key.Reveal() != "K005secret" || got.Realm != c.realm {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Errorf("%s: the file was changed, %v", name, err)
		}
	}
	empty := filepath.Join(dir, "cleared")
	b2File(t, empty)
	for _, path := range []string{empty, filepath.Join(dir, "missing")} {
		if _, err := ReadB2AccountInfo(t.Context(), path); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", path, err)
		}
	}
	other := filepath.Join(dir, "other")
	if err := os.WriteFile(other, []byte("not a database, whatever it is"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadB2AccountInfo(t.Context(), other); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("no database: %v", err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 5 {
		t.Errorf("something was left beside the files: %v, %v", files, err)
	}
}

// The places and their order are b2sdk's.
func TestWhereB2AccountInfoIsLookedFor(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	t.Setenv("B2_ACCOUNT_INFO", "")
	if path, err := B2AccountInfo(); !errors.Is(err, ErrNotFound) {
		t.Errorf("found %s, %v", path, err)
	}
	for _, want := range []string{filepath.Join(home, "config", "b2", "account_info"), filepath.Join(home, ".b2_account_info")} {
		b2File(t, want)
		if path, err := B2AccountInfo(); err != nil || path != want {
			t.Errorf("found %s, %v; want %s", path, err, want)
		}
	}
	named := filepath.Join(home, "elsewhere")
	t.Setenv("B2_ACCOUNT_INFO", named)
	if path, err := B2AccountInfo(); !errors.Is(err, ErrNotFound) {
		t.Errorf("found %s, %v", path, err)
	}
	b2File(t, named)
	if path, err := B2AccountInfo(); err != nil || path != named {
		t.Errorf("found %s, %v", path, err)
	}
}
