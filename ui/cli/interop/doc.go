// Package interop holds tests that move files with the built program and fetch
// them with other people's clients, and the other way round: rclone and b2sdk,
// over an emulator process. They are behind a build tag, since they need those
// clients:
//
//	go test -tags foreign -v ./ui/cli/interop
//
// Package foreign says where the clients come from and which variables change
// the sizes. A run ends with the table of what passed.
package interop
