//go:build unix && !darwin

package keystore

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestBusKnown(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "bus")
	if err := busKnown("", socket); !errors.Is(err, ErrAbsent) {
		t.Errorf("no bus at all: %v", err)
	}
	if err := busKnown("autolaunch:", socket); !errors.Is(err, ErrAbsent) {
		t.Errorf("a bus that would be started: %v", err)
	}
	if err := busKnown("unix:path=/elsewhere", socket); err != nil {
		t.Errorf("address given: %v", err)
	}
	if err := os.WriteFile(socket, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := busKnown("", socket); err != nil {
		t.Errorf("the user's socket: %v", err)
	}
}
