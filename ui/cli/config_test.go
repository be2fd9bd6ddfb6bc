package cli

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/transfer"
)

// The example is a configuration as it stands, and with every key switched on.
func TestConfigExample(t *testing.T) {
	c, err := parseConfig([]byte(configExample))
	if err != nil || c.limits() != (transfer.Limits{}) || len(c.timetable()) != 0 {
		t.Errorf("as it stands: %+v, %v", c, err)
	}
	all := regexp.MustCompile(`(?m)^#(\w+ =|\[)`).ReplaceAllString(configExample, "$1")
	c, err = parseConfig([]byte(all))
	if err != nil {
		t.Fatal(err)
	}
	if want := (transfer.Limits{PartsAtOnce: 20, FilesAtOnce: 8}); c.limits() != want || c.Transfers.policies() != (transfer.Policies{Up: "skip", Down: "differs", Copy: "newer"}) {
		t.Errorf("limits %+v, transfers %+v", c.limits(), c.Transfers)
	}
	r := c.timetable()[0]
	if r.From != 8*time.Hour || r.To != 18*time.Hour || len(r.Days) != 5 || *r.UpRate != 1e6 || *r.DownRate != 5e6 || r.PartsAtOnce != 4 || r.FilesAtOnce != 2 {
		t.Errorf("rule %+v", r)
	}
}

func TestConfigTellsTheLine(t *testing.T) {
	for name, c := range map[string]struct {
		content, says string
		kept          int // limits.parts_at_once as it is used
	}{
		"unknown key":        {"[limits]\nparts_at_once = 3\nparts = 4\n", "line 3: unknown key limits.parts; it is ignored", 3},
		"two unknown keys":   {"colour = 1\n\n[limit]\nx = 1\n", "line 1: unknown key colour, line 3: unknown key limit", 0},
		"bad rate":           {"[limits]\nparts_at_once = 3\nup = \"fast\"\n", "line 3, column 6: \"fast\" is no rate", 0},
		"wrong type":         {"[limits]\nparts_at_once = \"3\"\n", "line 2", 0},
		"negative":           {"[limits]\nparts_at_once = -3\n", "line 2", 0},
		"bad time":           {"[[limits.timetable]]\nfrom = \"8\"\n", "line 2, column 8: \"8\" is no time of the day; write 08:00", 0},
		"bad day":            {"[[limits.timetable]]\nfrom = \"08:00\"\nto=\"09:00\"\ndays = [\"mo\"]\n", "line 4, column 9: \"mo\" is no day", 0},
		"rule without times": {"[[limits.timetable]]\nup = \"1M\"\n", "rule 1: it needs from and to", 0},
		"rule without use":   {"[[limits.timetable]]\nfrom = \"08:00\"\nto=\"09:00\"\n", "rule 1: it changes nothing", 0},
		"bad policy":         {"[transfers]\nif_exists = \"never\"\n", "line 2, column 13: \"never\" is not known", 0},
		"no TOML":            {"{}", "line 1", 0},
		"byte order mark":    {"\ufeff[limits]\r\nparts_at_once = 3\r\n", "", 3},
		"empty":              {"", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Attr("fault", "Q5")
			got, err := parseConfig([]byte(c.content))
			if int(got.Limits.PartsAtOnce) != c.kept {
				t.Errorf("parts at once %d, want %d", got.Limits.PartsAtOnce, c.kept)
			}
			switch {
			case c.says == "" && err != nil:
				t.Error(err)
			case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
				t.Errorf("said %v, want %q", err, c.says)
			}
		})
	}
}
