//go:build race

package transfer

// raceDetector makes SQLite in Go some thirty times slower.
const raceDetector = true
