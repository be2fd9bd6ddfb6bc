//go:build !race

package b2core_test

const raceEnabled = false
