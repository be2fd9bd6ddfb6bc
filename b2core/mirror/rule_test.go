package mirror

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"b2tui/b2core"
)

const (
	sumA = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
	sumB = "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33"
)

// kept is a bucket's file: its time of last change if it was noted, else zero.
func kept(size int64, noted time.Time, uploaded int64, sum string) File {
	v := b2core.FileVersion{Size: size, SHA1: sum, UploadedAt: time.UnixMilli(uploaded), Info: map[string]string{}}
	f := File{Size: size, ModTime: v.UploadedAt, Version: v}
	if !noted.IsZero() {
		f.ModTime = noted
		f.Version.Info[b2core.InfoModTime] = strconv.FormatInt(noted.UnixMilli(), 10)
	}
	return f
}

func TestRule(t *testing.T) {
	none := time.Time{}
	disk := func(size int64, at time.Time) File { return File{Size: size, ModTime: at} }
	for _, c := range []struct {
		name           string
		rule           Rule
		source, target File
		stored         bool
		want           Why
	}{
		{"alike", Rule{}, disk(1, then), kept(1, then, 5, sumA), false, ""},
		{"a part of a millisecond", Rule{}, disk(1, then.Add(900*time.Microsecond)), kept(1, then, 5, sumA), false, ""},
		{"size", Rule{}, disk(1, then), kept(2, then, 5, sumA), false, WhySize},
		{"newer", Rule{}, disk(1, then.Add(time.Second)), kept(1, then, 5, sumA), false, WhyNewer},
		{"older", Rule{}, disk(1, then.Add(-time.Second)), kept(1, then, 5, sumA), false, WhyOlder},
		{"within tolerance", Rule{Tolerance: 2 * time.Second}, disk(1, then.Add(-2*time.Second)), kept(1, then, 5, sumA), false, ""},
		{"beyond tolerance", Rule{Tolerance: time.Second}, disk(1, then.Add(2*time.Second)), kept(1, then, 5, sumA), false, WhyNewer},
		{"no time noted", Rule{}, disk(1, then), kept(1, none, then.UnixMilli()-1, sumA), false, WhyNewer},
		{"size alone", Rule{By: BySize}, disk(1, then.Add(time.Hour)), kept(1, then, 5, sumA), false, ""},
		{"size alone differs", Rule{By: BySize}, disk(1, then), kept(2, then, 5, sumA), false, WhySize},
		{"hash in buckets", Rule{By: ByHash}, kept(1, then, 5, sumA), kept(1, then, 5, sumB), true, WhyHash},
		{"hash against time", Rule{By: ByHash}, kept(1, then, 5, sumA), kept(1, none, 5, sumA), true, ""},
		{"no hash: time", Rule{By: ByHash}, kept(1, then, 5, "none"), kept(1, then.Add(time.Hour), 5, sumA), true, WhyOlder},
		{"no hash, local file is not read", Rule{By: ByHash}, disk(1, then), kept(1, then, 5, "none"), false, ""},
		{"copies without a time", Rule{}, kept(1, none, 5, sumA), kept(1, none, 9, sumA), true, ""},
		{"copies without a time, other content", Rule{}, kept(1, none, 5, sumA), kept(1, none, 9, sumB), true, WhyHash},
		{"copies without time and hash", Rule{}, kept(1, none, 5, "none"), kept(1, none, 9, "none"), true, ""},
		{"older copies without time and hash", Rule{}, kept(1, none, 5, "none"), kept(1, none, 4, "none"), true, WhyNewer},
		{"copies with times", Rule{}, kept(1, then, 5, sumA), kept(1, then.Add(time.Hour), 9, sumA), true, WhyOlder},
	} {
		t.Run(c.name, func(t *testing.T) {
			from, to := Side{Dir: "/nowhere"}, Side{}
			if c.stored {
				from = Side{}
			}
			got, _, err := c.rule.differs(t.Context(), from, c.source, c.target, to, "x")
			if got != c.want || err != nil {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestHashReadsTheLocalFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "x")
	if err := os.WriteFile(file, []byte("foo"), 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	mine := File{Size: 3, ModTime: info.ModTime()}
	rule := Rule{By: ByHash}
	why, _, err := rule.differs(t.Context(), Side{Dir: dir}, mine, kept(3, then, 5, sumB), Side{}, "x")
	if why != "" || err != nil {
		t.Errorf("%q, %v", why, err)
	}
	why, _, err = rule.differs(t.Context(), Side{Dir: dir}, mine, kept(3, then, 5, sumA), Side{}, "x")
	if why != WhyHash || err != nil {
		t.Errorf("%q, %v", why, err)
	}
	mine.ModTime = then // as if it had been written to since it was listed
	if _, _, err = rule.differs(t.Context(), Side{Dir: dir}, mine, kept(3, then, 5, sumB), Side{}, "x"); err == nil {
		t.Error("a file that changes is compared")
	}
}
