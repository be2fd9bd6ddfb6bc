//go:build !linux

package b2core

import "os"

func (f *LocalFolder) renameNew(dir, part, base string) error { return f.linkNew(dir, part, base) }

func reserve(*os.File, int64) error { return nil }
