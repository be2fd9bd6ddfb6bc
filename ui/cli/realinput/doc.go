// Package realinput drives the built program with input of real size: Go's own
// source tree and a random file of 1 GiB, up to an emulator process and back,
// and a disk that runs full. It holds tests only, behind the build tag
// "realinput", because they take minutes, gigabytes and, for the full disk,
// root:
//
//	go test -tags realinput -v ./ui/cli/realinput
package realinput
