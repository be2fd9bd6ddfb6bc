//go:build !linux

package b2core

import "syscall"

// controlSocket leaves sockets as they are where there is no TCP_USER_TIMEOUT;
// the client's stall watchdog covers a dead link there.
func controlSocket(string, string, syscall.RawConn) error { return nil }
