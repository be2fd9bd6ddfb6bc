// Package foreign drives other people's clients: rclone and b2sdk. Its tests run
// them against the emulator; that they work unchanged is the proof of the
// emulator's fidelity, which our own client's tests cannot give. Other packages'
// tests use it to meet those clients in the same way.
//
// The tests are behind a build tag, since they need those clients:
//
//	go test -tags foreign ./b2core/b2test/foreign
//
// rclone is taken from PATH, or else built by "go install" in a temporary
// folder, which takes some minutes and the network once; its own version is
// printed. b2sdk is Debian's python3-b2sdk, run by /usr/bin/python3 (another
// interpreter can be named by B2TUI_TEST_PYTHON). A test whose client cannot be
// had is skipped and says so. B2TUI_TEST_FOREIGN_SIZE is the large file's size
// in bytes; the default is small enough for every run.
package foreign
