//go:build linux && !crash

package crash

// rounds is how often the program is killed at each stage.
const rounds = 1
