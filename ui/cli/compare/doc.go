// Package compare measures the program beside rclone, in one run and against
// the same emulator process, and prints a table of ratios with the figures that
// they come from. It holds tests only, behind the build tag "compare", because
// they take minutes and gigabytes:
//
//	go test -tags compare -v -timeout 30m ./ui/cli/compare
//
// The program runs with its defaults. rclone runs with the settings that were
// the quickest of those that each test tries first. The runs take turns, and
// the table has their medians. B2TUI_TEST_COMPARE_RUNS is how many there are.
// Where a goal is missed the table says so; the tests fail only when something
// does not arrive, since figures depend on the machine and what else it does.
package compare
