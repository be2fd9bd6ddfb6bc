//go:build foreign

package foreign

import (
	"path/filepath"
	"testing"

	"b2tui/b2core/b2test"
)

func TestB2SDKTour(t *testing.T) {
	servers(t, func(t *testing.T, s *b2test.Server) {
		c, dir := python(t, s, "tour.py"), t.TempDir()
		big := filepath.Join(dir, "big.bin")
		randomFile(t, big, largeSize(t))
		c.run(big, filepath.Join(dir, "back.bin"))
	})
}
