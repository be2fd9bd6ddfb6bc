package localname

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What a bucket holds and a disk cannot.
func TestCheck(t *testing.T) {
	t.Attr("fault", "M6")
	unix, windows := Disk{}, Disk{Windows: true}
	for _, good := range []string{"a", "a/b c/ä", "..a/b..", "-rf", "$(x)", "a\u202eb", "...", strings.Repeat("l", longest)} {
		if reason := unix.Check(good); reason != "" {
			t.Errorf("%q: %s", good, reason)
		}
	}
	both := []string{
		"", "/", "/etc/passwd", "//host/share", "..", "../x", "a/../../x", "a/../b", ".", "./a", "a/.", "a//b", "a/", "a\x00b",
		strings.Repeat("l", longest+1), "a/" + strings.Repeat("l", longest+1) + "/b", ".x.b2tui-part", "a/.x.b2tui-part",
	}
	for _, bad := range both {
		for _, d := range []Disk{unix, windows} {
			if d.Check(bad) == "" {
				t.Errorf("%q: taken, Windows %t", bad, d.Windows)
			}
		}
	}
	there := []string{
		`a\b`, `..\x`, `C:x`, `C:\x`, "C:/x", `\\host\share\x`, `\\?\C:\x`, "a:stream", "a::$DATA", "CON", "con", "nul.txt", "a/aux/b", "COM1", "com¹", "LPT9.x.y",
		"NUL .txt", "CONIN$", "prn.", "a.", "a ", "a/b./c", "...", "what?", "a*", "<a>", "a|b", `a"b`, "a\x01b", "a\nb",
	}
	for _, bad := range there {
		if windows.Check(bad) == "" {
			t.Errorf("%q: taken on Windows", bad)
		}
	}
	for _, good := range []string{"console", "com", "COM10", "lptx", "nul_", "a.b", ".a", "a b", strings.Repeat("ü", longest)} {
		if reason := windows.Check(good); reason != "" {
			t.Errorf("%q: %s, on Windows", good, reason)
		}
	}
	t.Attr("figure", fmt.Sprintf("%d names refused everywhere, %d on Windows, taken: 0", len(both), len(there)))
}

func TestFold(t *testing.T) {
	blind := Disk{Case: true, Form: true}
	for _, same := range [][]string{
		{"README", "readme", "ReadMe"},
		{"Ärger", "ärger", "A\u0308rger", "a\u0308RGER"},
		{"ǅ", "Ǆ", "ǆ"},
		{"Σ", "σ", "ς"},
	} {
		for _, s := range same[1:] {
			if blind.Fold(s) != blind.Fold(same[0]) {
				t.Errorf("%q and %q", same[0], s)
			}
		}
	}
	for _, s := range []string{"Ä", "A", "a\u0308", "ss", "ß", "z", "[", "{"} {
		if n := slices.IndexFunc([]string{"A", "ss", "ß", "z", "[", "{"}, func(o string) bool { return o != s && blind.Fold(o) == blind.Fold(s) }); n >= 0 {
			t.Errorf("%q is like number %d", s, n)
		}
	}
	if d := (Disk{Case: true}); d.Fold("ä") == d.Fold("a\u0308") || d.Fold("Ä") != d.Fold("ä") {
		t.Error("case alone")
	}
	if d := (Disk{}); d.Fold("A") != "A" || d.Blind() {
		t.Error("a disk that tells all apart")
	}
}

func TestNames(t *testing.T) {
	t.Attr("fault", "M7")
	all, some, none := Disk{}, Disk{Case: true}, Disk{Case: true, Form: true}
	cases := 0
	for _, c := range []struct {
		disk  Disk
		names []string
		want  string
	}{
		{all, []string{"a", "a-b", "a.b/c", "a/b", "a/c", "a0"}, "a/b behind a, a/c behind a"},
		{all, []string{"x/a", "x/a/", "x/a/b"}, "x/a/ behind x/a, x/a/b behind x/a"},
		{all, []string{"A", "B/x", "a", "b/x", "b/y"}, "a like A, b like B"},
		{all, []string{"A", "B"}, ""},
		{some, []string{"A", "B/x", "a", "b"}, "a for A, b for B"},
		{some, []string{"B/x", "a", "b/x", "b/y/z", "b1"}, "b for B, b for B"},
		{some, []string{"a/X", "a/Y", "b/x", "b/y"}, ""},
		{some, []string{"a/b/X", "a/b/x", "a/b/y"}, "a/b/x for a/b/X"},
		{some, []string{"A", "a/x"}, "a for A"},
		{some, []string{"a\u0308", "Ä", "ä"}, "ä for Ä"},
		{none, []string{"a\u0308", "Ä", "ä"}, "Ä for a\u0308, ä for a\u0308"},
		{none, []string{"e\u0301/x", "é/x"}, "é for e\u0301"},
	} {
		if !slices.IsSorted(c.names) {
			t.Fatalf("%q: not in order", c.names)
		}
		cases++
		n, got := NewNames(c.disk), []string(nil)
		for i, name := range c.names {
			k := n.Add(name)
			switch {
			case k.File != "":
				got = append(got, name+" behind "+k.File)
			case k.Twin != "":
				how := map[bool]string{true: " for ", false: " like "}[k.Refused]
				for _, earlier := range c.names[:i] {
					if of, ok := n.TwinIn(earlier, k.Twin); ok {
						got = append(got, k.Twin+how+of)
						break
					}
				}
			}
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%+v, %q:\n%s, want\n%s", c.disk, c.names, s, c.want)
		}
	}
	t.Attr("figure", fmt.Sprintf("%d sets of names that clash: told as they are", cases))
}

// This machine's own disk is found out without leaving anything on it.
func TestDiskOf(t *testing.T) {
	dir := t.TempDir()
	probe := filepath.Join(dir, "probe")
	first := DiskOf(filepath.Join(dir, "not", "there", "yet"))
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left %v", left)
	}
	if err := os.WriteFile(probe, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := os.Stat(filepath.Join(dir, "PROBE"))
	if blind := err == nil; first.Case != blind || DiskOf(dir).Case != blind || DiskOf(probe).Case != blind {
		t.Errorf("blind %t, told %+v, %+v and %+v", blind, first, DiskOf(dir), DiskOf(probe))
	}
}

func FuzzNames(f *testing.F) {
	f.Add("a\nA\na/b\ne\u0301\né")
	f.Fuzz(func(t *testing.T, s string) {
		names := strings.Split(s, "\n")
		slices.Sort(names)
		names = slices.Compact(names)
		disk := Disk{Case: true, Form: true}
		n, taken := NewNames(disk), map[string]string{}
		for _, name := range names {
			if disk.Check(name) != "" || n.Add(name).Refused {
				continue
			}
			if other, ok := taken[disk.Fold(name)]; ok {
				t.Errorf("%q and %q come to the same place", other, name)
			}
			taken[disk.Fold(name)] = name
		}
		for place, name := range taken {
			for i := range place {
				if place[i] == '/' && taken[place[:i]] != "" {
					t.Errorf("%q is a file, %q needs a folder there", taken[place[:i]], name)
				}
			}
		}
	})
}
