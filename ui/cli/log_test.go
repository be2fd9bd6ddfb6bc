package cli

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"b2tui/b2core"
)

func TestLogIsBoundedAndPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "b2tui.log")
	f := &logFile{path: path, limit: 1000}
	defer f.close()
	if _, err := os.Stat(filepath.Dir(path)); err == nil {
		t.Error("made before there was something to write")
	}
	log := slog.New(slog.NewJSONHandler(f, &slog.HandlerOptions{ReplaceAttr: redact}))
	for range 100 {
		log.Warn("something", "token", "canary", "creds", b2core.Credentials{KeyID: "1", Key: b2core.NewSecret("canary")})
	}
	total := 0
	for _, p := range []string{path, path + ".1"} {
		content, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), "canary") {
			t.Errorf("a secret is in %s", filepath.Base(p))
		}
		total += len(content)
	}
	if total > 2000 {
		t.Errorf("grew to %d bytes", total)
	}
}
