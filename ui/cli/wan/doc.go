// Package wan runs the program and rclone over a long, lossy line: two network
// namespaces joined by a link that delays, drops and paces packets, so that
// both ends use the system's real TCP. It holds tests only, behind the build
// tag "wan", because they need root, /dev/net/tun and the ip command:
//
//	go test -tags wan -v -timeout 30m ./ui/cli/wan
//
// The table has the time that plain TCP connections side by side take for the
// same bytes on the same link, and what the link's rate alone allows. The tests
// fail when something does not arrive; a missed goal is marked in the table.
package wan
