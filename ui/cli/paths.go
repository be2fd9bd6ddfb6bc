package cli

import (
	"path/filepath"

	"github.com/adrg/xdg"
)

func configFile(name string) string { return filepath.Join(xdg.ConfigHome, "b2tui", name) }

func profilesPath() string { return configFile("profiles.toml") }

func stateFile(name string) string { return filepath.Join(xdg.StateHome, "b2tui", name) }
