package model

import (
	"fmt"
	"os"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// input is the terminal's keyboard. Bubble Tea takes the end of its input as
// the end of nothing: a program whose terminal was closed would stay for ever.
// So the end is told.
type input struct {
	*os.File
	gone func()
	once sync.Once
}

// Read implements io.Reader.
func (in *input) Read(p []byte) (int, error) {
	n, err := in.File.Read(p)
	if err != nil {
		in.once.Do(in.gone)
	}
	return n, err
}

// output is the terminal's screen, behind the pacer. It is a file to those who
// ask for its size.
type output struct {
	*os.File
	pace *pacer
}

// Write implements io.Writer.
func (out output) Write(p []byte) (int, error) { return out.pace.write(out.File, p) }

// openInput is in if it is a terminal, else the one that controls the process.
func openInput(in *os.File) (*os.File, error) {
	if term.IsTerminal(in.Fd()) {
		return in, nil
	}
	tty, _, err := tea.OpenTTY()
	if err != nil {
		return nil, fmt.Errorf("open the terminal: %w", err)
	}
	return tty, nil
}

// overSSH tells whether the screen is at the other end of a line.
func overSSH(env []string) bool {
	for _, v := range env {
		if strings.HasPrefix(v, "SSH_TTY=") || strings.HasPrefix(v, "SSH_CONNECTION=") {
			return true
		}
	}
	return false
}
