package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/keystore"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"b2tui": func() {
			os.Exit(run(context.Background(), Program{
				Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Version: "v0.0.0-test",
				Screen: func(context.Context, Session) error { return errors.New("no screen here") },
			}, keystore.Chain{folderStore{os.Getenv("SECRETS")}}))
		},
	})
}

// folderStore stands in for the keychain over several processes of a script.
type folderStore struct{ dir string }

func (folderStore) Kind() string { return "test folder" }

func (s folderStore) Get(_ context.Context, name string) (b2core.Secret, error) {
	b, err := os.ReadFile(filepath.Join(s.dir, name))
	if errors.Is(err, os.ErrNotExist) {
		err = keystore.ErrNotFound
	}
	return b2core.NewSecret(string(b)), err
}

func (s folderStore) Set(_ context.Context, name string, secret b2core.Secret) error {
	if s.dir == "" {
		return keystore.ErrAbsent
	}
	return os.WriteFile(filepath.Join(s.dir, name), []byte(secret.Reveal()), 0o600)
}

func (s folderStore) Delete(_ context.Context, name string) error {
	return os.Remove(filepath.Join(s.dir, name))
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			b2, realm, err := service(e)
			if err != nil {
				return err
			}
			other, otherRealm, err := service(e)
			if err != nil {
				return err
			}
			for name, value := range map[string]string{
				"HOME":                     e.Cd,
				"XDG_CONFIG_HOME":          filepath.Join(e.Cd, "config"),
				"XDG_STATE_HOME":           filepath.Join(e.Cd, "state"),
				"ESC":                      "\x1b",
				"SECRETS":                  filepath.Join(e.Cd, "secrets"),
				"DBUS_SESSION_BUS_ADDRESS": "",
				envRealm:                   realm,
				envKeyID:                   b2.KeyID(),
				envKey:                     b2.Key(),
				"OTHER_REALM":              otherRealm,
				"OTHER_ID":                 other.KeyID(),
				"OTHER_KEY":                other.Key(),
			} {
				e.Setenv(name, value)
			}
			return os.Mkdir(filepath.Join(e.Cd, "secrets"), 0o700)
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %s", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": exitsWith,
			"size": sizedFile,
			"deep": deepFolder,
		},
		RequireExplicitExec: true,
	})
}

// service is an account of its own.
func service(e *testscript.Env) (*emulator.Emulator, string, error) {
	b2, err := emulator.New(emulator.Options{})
	if err != nil {
		return nil, "", err
	}
	e.Defer(func() { _ = b2.Close() })
	realm, err := b2.Listen(context.Background(), "127.0.0.1:0")
	return b2, realm, err
}

// exitsWith runs a program, "code 4 b2tui ls b2://nope", and wants its exit
// code. One that did not succeed has said so in a single line.
func exitsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	said := ts.ReadFile("stderr")
	if want != 0 && (strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "b2tui: ")) {
		ts.Fatalf("not one line that begins with the program's name: %q", said)
	}
}

// deepFolder makes a folder, "deep name", with more below it than a path can
// name: nobody can read it to its end, not even root.
func deepFolder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: deep FOLDER")
	}
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o755))
	root, err := os.OpenRoot(ts.MkAbs(args[0]))
	ts.Check(err)
	for range 25 {
		name := strings.Repeat("d", 200)
		ts.Check(root.Mkdir(name, 0o755))
		below, err := root.OpenRoot(name)
		ts.Check(err)
		ts.Check(root.Close())
		root = below
	}
	ts.Check(root.Close())
}

// sizedFile makes a file, "size 12000000 name", whose bytes do not repeat.
func sizedFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: size BYTES FILE")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	content := make([]byte, n)
	x := uint32(2463534242)
	for i := range content {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		content[i] = byte(x)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), content, 0o600))
}
