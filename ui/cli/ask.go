package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"b2tui/b2core"
	"b2tui/b2core/safego"
)

const askKeyID = "application key ID: "

// ask reads a key at the terminal; the secret is not echoed.
func (a *app) ask(ctx context.Context, keyID string) (b2core.Credentials, error) {
	var err error
	if keyID == "" {
		if keyID, err = a.askLine(ctx, askKeyID); err != nil {
			return b2core.Credentials{}, err
		}
	}
	secret, err := a.askSecret(ctx, "application key: ")
	if err != nil {
		return b2core.Credentials{}, err
	}
	return b2core.Credentials{KeyID: keyID, Key: secret, Realm: a.realm("")}, nil
}

// askLine prompts on standard error and reads one line.
func (a *app) askLine(ctx context.Context, prompt string) (string, error) {
	fmt.Fprint(a.Err, prompt)
	return await(ctx, a.readLine)
}

// askSecret reads a secret without echo at a terminal, else the first line of
// standard input.
func (a *app) askSecret(ctx context.Context, prompt string) (b2core.Secret, error) {
	f, ok := a.In.(*os.File)
	if !ok || !isTerminal(a.In) {
		line, err := await(ctx, a.readLine)
		return b2core.NewSecret(line), err
	}
	former, err := term.GetState(int(f.Fd()))
	if err != nil {
		return b2core.Secret{}, err
	}
	fmt.Fprint(a.Err, prompt)
	line, err := await(ctx, func() (string, error) {
		b, err := term.ReadPassword(int(f.Fd()))
		return string(b), err
	})
	fmt.Fprintln(a.Err)
	if err != nil {
		// The read may still stand with the echo off.
		return b2core.Secret{}, errors.Join(err, term.Restore(int(f.Fd()), former))
	}
	return b2core.NewSecret(strings.TrimSpace(line)), nil
}

// readLine reads byte by byte, so that nothing beyond the line is taken.
func (a *app) readLine() (string, error) {
	line, err := bufio.NewReaderSize(oneByte{a.In}, 16).ReadString('\n')
	line = strings.TrimSpace(line)
	if errors.Is(err, io.EOF) && line != "" {
		err = nil
	}
	if errors.Is(err, io.EOF) {
		err = usagef("standard input ended where an answer was expected")
	}
	return line, err
}

type oneByte struct{ io.Reader }

func (r oneByte) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(1, len(p))]) }

// await lets a signal end a read that nothing else can.
func await(ctx context.Context, read func() (string, error)) (string, error) {
	type answer struct {
		line string
		err  error
	}
	done := make(chan answer, 1)
	safego.Go(func() {
		line, err := read()
		done <- answer{line, err}
	})
	select {
	case a := <-done:
		return a.line, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// confirm asks to type a name before something is lost. Off a terminal only
// --yes confirms.
func (a *app) confirm(ctx context.Context, yes bool, loss, name string) error {
	return a.confirmTyped(ctx, yes, loss+" and cannot be undone", name)
}

// confirmTyped asks to type a name before what is to be thought over.
func (a *app) confirmTyped(ctx context.Context, yes bool, what, name string) error {
	if yes {
		return nil
	}
	if !isTerminal(a.In) || !isTerminal(a.Err) {
		return usagef("%s; confirm with --yes", what)
	}
	typed, err := a.askLine(ctx, fmt.Sprintf("%s. Type %s to go on: ", what, name))
	if err != nil {
		return err
	}
	if typed != name {
		return &problem{code: exitFailed, err: fmt.Errorf("nothing was done: %q is not %q", typed, name)}
	}
	return nil
}
