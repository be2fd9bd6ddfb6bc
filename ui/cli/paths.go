package cli

import (
	"path/filepath"

	"github.com/adrg/xdg"
)

func profilesPath() string { return filepath.Join(xdg.ConfigHome, "b2tui", "profiles.toml") }

func stateFile(name string) string { return filepath.Join(xdg.StateHome, "b2tui", name) }
