//go:build unix && !darwin

package keystore

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// keychainPresent refuses the call when no session bus is known. The D-Bus
// library would start dbus-launch then, which leaves a bus and a keyring
// daemon behind on a machine that has no desktop.
func keychainPresent() error {
	return busKnown(os.Getenv("DBUS_SESSION_BUS_ADDRESS"),
		filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus"))
}

// busKnown looks where the D-Bus library looks before it starts a bus.
func busKnown(address, socket string) error {
	if address != "" && address != "autolaunch:" {
		return nil
	}
	if _, err := os.Stat(socket); err != nil {
		return fmt.Errorf("%w: no D-Bus session", ErrAbsent)
	}
	return nil
}
