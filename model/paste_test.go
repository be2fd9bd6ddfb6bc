package model

import (
	"path/filepath"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui/dialog"
)

func TestParsePaths(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"plain":                 {"/home/ana/x.dng", []string{"/home/ana/x.dng"}},
		"with the final space":  {"/home/ana/x.dng ", []string{"/home/ana/x.dng"}},
		"a space, not quoted":   {"/home/ana/my file.dng", []string{"/home/ana/my file.dng"}},
		"single quotes":         {"'/home/ana/my file.dng'", []string{"/home/ana/my file.dng"}},
		"double quotes":         {`"/home/ana/my file.dng"`, []string{"/home/ana/my file.dng"}},
		"backslashes":           {`/home/ana/my\ file\(1\).dng`, []string{"/home/ana/my file(1).dng"}},
		"several on one line":   {"/a/1 /a/2", []string{"/a/1", "/a/2"}},
		"several, quoted":       {`'/a/1 x' '/a/2'`, []string{"/a/1 x", "/a/2"}},
		"several lines":         {"/a/1\n/a/2\r\n", []string{"/a/1", "/a/2"}},
		"file URL":              {"file:///a/b%20c", []string{"/a/b c"}},
		"file URLs in lines":    {"file:///a/b\nfile://localhost/a/c\n", []string{"/a/b", "/a/c"}},
		"a quote inside a word": {`/a/it\'s`, []string{"/a/it's"}},
		"shell's own quoting":   {`'/a/it'\''s'`, []string{"/a/it's"}},
		"home":                  {"~/x", []string{"/home/ana/x"}},
		"not clean":             {"/a/../b//c", []string{"/b/c"}},
		"relative":              {"x.dng", nil},
		"words":                 {"hello world", nil},
		"a path among words":    {"see /etc/passwd", nil},
		"an open quote":         {"'/a/b", nil},
		"another host":          {"file://desk/a/b", nil},
		"nothing":               {"  \n", nil},
		"a command":             {"rm -rf /", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := parsePaths(tt.text, "/home/ana"); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Dropped files are queued under the session's policy for targets that exist,
// and what is missing is told.
func TestDroppedFilesFollowTheConflictPolicy(t *testing.T) {
	deps := func(d *Deps) {
		startAt("b2://photos/2026/11/")(d)
		d.IfExists = transfer.Policies{Up: transfer.Skip, Down: transfer.Newer}
	}
	onScreen(t, screenOptions{deps: deps}, func(s *screen) {
		here := s.app.deps.LocalDir
		s.send(tea.PasteMsg{Content: filepath.Join(here, "notes.txt") + "\n/nowhere/a\n/nowhere/b"})
		s.must("Upload 1 item?", "2 items are not there")
		s.wait(dialog.Grace)
		s.press("enter")
		jobs := s.queue.asked()
		if len(jobs) != 1 || jobs[0].IfExists != transfer.Skip || jobs[0].Name != "2026/11/notes.txt" {
			t.Errorf("queued %+v", jobs)
		}
	})
}
