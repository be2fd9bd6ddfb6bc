package keystore

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

func TestProfilesSurviveAndStayPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b2tui", "profiles.toml")
	p, err := LoadProfiles(path)
	if err != nil {
		t.Fatal(err)
	}
	work := Profile{Name: "work", KeyID: "0051", Realm: "https://b2.example", Secret: "keychain", ReadOnly: true}
	play := Profile{Name: "play", KeyID: "0052", Secret: "keychain"}
	p.Put(work)
	p.Put(play)
	if err := p.Save(path); err != nil {
		t.Fatal(err)
	}
	again, err := LoadProfiles(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.All(); !reflect.DeepEqual(got, []Profile{play, work}) {
		t.Errorf("got %+v", got)
	}
	if got, err := again.Get(""); err != nil || got != work {
		t.Errorf("default is %+v, %v", got, err)
	}
	again.Remove("work")
	if _, err := again.Get(""); !errors.Is(err, ErrNoProfile) {
		t.Errorf("default after removal: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left beside it: %v", entries)
	}
}

func TestProfilesComplainWithTheLine(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"unknown key": {"default = \"a\"\n[profile.a]\nkey_id = \"1\"\nsecret = \"keychain\"\ncolour = 3\n", "line 5: unknown key profile.a.colour"},
		"syntax":      {"default = \n", "line 1"},
		"wrong type":  {"default = 7\n", "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "profiles.toml")
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := LoadProfiles(path)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestSaveThatFailsLeavesTheOldFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "profiles.toml")
	if err := os.MkdirAll(filepath.Join(path, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	p := &Profiles{}
	p.Put(Profile{Name: "work", KeyID: "1", Secret: "keychain"})
	if err := p.Save(path); err == nil {
		t.Fatal("saved over a folder")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left beside it: %v", entries)
	}
}
