//go:build foreign

package foreign

import (
	"path/filepath"
	"testing"

	"b2tui/b2core/b2test"
)

func TestB2SDKTour(t *testing.T) {
	servers(t, func(t *testing.T, s *b2test.Server) {
		c, dir := B2SDK(t, realmOf(s), filepath.Join("testdata", "tour.py")), t.TempDir()
		big := filepath.Join(dir, "big.bin")
		RandomFile(t, big, LargeSize(t))
		c.Run(big, filepath.Join(dir, "back.bin"))
	})
}
