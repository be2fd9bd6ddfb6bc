// Package crash kills the built program, by SIGKILL, at the moments when that
// hurts most, and proves that the next process goes on: nothing lost, nothing
// doubled, nothing corrupt, and nothing sent again but what was in flight.
//
// It also has the disk fail, at one step of a download or at any call.
//
// Plain "go test" kills once at each stage of a transfer. With the tag crash it
// does so fifty times, and before every single system call that changes a file,
// and lets each of these fail.
package crash
