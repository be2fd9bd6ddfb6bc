//go:build !linux

package keystore

import "b2tui/b2core"

// kernelKeyring is empty: this system's kernel keeps no keys.
type kernelKeyring struct{ dir string }

func (kernelKeyring) get(string) (b2core.Secret, bool) { return b2core.Secret{}, false }
func (kernelKeyring) set(string, b2core.Secret)        {}
func (kernelKeyring) forget(string)                    {}
