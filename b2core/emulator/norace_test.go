//go:build !race

package emulator_test

// raceDetector tells that times are not what they are without it.
const raceDetector = false
