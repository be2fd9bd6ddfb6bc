package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"b2tui/b2core/transfer"
)

// config is config.toml. "b2tui config --example" documents every key.
type config struct {
	Limits    limitsConfig    `toml:"limits"`
	Transfers transfersConfig `toml:"transfers"`
}

type limitsConfig struct {
	PartsAtOnce ceiling      `toml:"parts_at_once"`
	FilesAtOnce ceiling      `toml:"files_at_once"`
	Up          byteRate     `toml:"up"`
	Down        byteRate     `toml:"down"`
	Timetable   []ruleConfig `toml:"timetable"`
}

type ruleConfig struct {
	From  clockTime `toml:"from"`
	To    clockTime `toml:"to"`
	Days  []weekday `toml:"days"`
	Up    *byteRate `toml:"up"`
	Down  *byteRate `toml:"down"`
	Parts ceiling   `toml:"parts_at_once"`
	Files ceiling   `toml:"files_at_once"`
}

type transfersConfig struct {
	IfExists     policy `toml:"if_exists"`
	IfExistsUp   policy `toml:"if_exists_up"`
	IfExistsDown policy `toml:"if_exists_down"`
	IfExistsCopy policy `toml:"if_exists_copy"`
}

// policies are the directions' answers, each its own or the common one.
func (c transfersConfig) policies() transfer.Policies {
	of := func(own policy) transfer.Conflict { return cmp.Or(own.conflict, c.IfExists.conflict) }
	return transfer.Policies{Up: of(c.IfExistsUp), Down: of(c.IfExistsDown), Copy: of(c.IfExistsCopy)}
}

// settings reads the configuration, once a run. What is wrong in it is for
// configErr: with an unknown key the rest counts, with anything worse the defaults
// do.
func (a *app) settings() config {
	if a.config == nil {
		var c config
		if !a.flags.demo || a.flags.config != "" {
			c, a.configErr = loadConfig(a.configPath(), a.flags.config != "")
			if a.configErr != nil && !a.configUsable() {
				a.configErr = fmt.Errorf("%w; the defaults are used", a.configErr)
			}
		}
		a.config = &c
	}
	return *a.config
}

// configUsable tells whether only keys that nobody knows are wrong.
func (a *app) configUsable() bool {
	_, only := errors.AsType[*unknownKeys](a.configErr)
	return a.configErr == nil || only
}

// needConfig reads the configuration before anything is done. One that was asked
// for and cannot be read ends the run.
func (a *app) needConfig() error {
	if a.settings(); a.flags.config == "" || a.configUsable() {
		return nil
	}
	return &problem{code: exitUsage, hint: "b2tui config --example shows a right one", err: errors.Unwrap(a.configErr)}
}

// warnOfConfig tells what is wrong in the configuration, where there is no
// screen to do so.
func (a *app) warnOfConfig() {
	if a.configErr != nil {
		fmt.Fprintln(a.Err, "b2tui: "+oneLine(a.configErr.Error()))
	}
}

func (a *app) configPath() string {
	if a.flags.config != "" {
		return a.flags.config
	}
	return configFile("config.toml")
}

// loadConfig reads a configuration. The error tells the lines of what is wrong.
// A file that is not there is an empty one, unless it was asked for.
func loadConfig(path string, asked bool) (config, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return config{}, nil
	}
	if err != nil {
		return config{}, fmt.Errorf("read the configuration: %w", err)
	}
	c, err := parseConfig(content)
	if err != nil {
		err = fmt.Errorf("configuration %s: %w", path, err)
	}
	return c, err
}

func parseConfig(content []byte) (config, error) {
	d := toml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	d.DisallowUnknownFields()
	var c config
	err := d.Decode(&c)
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var lines []string
		for _, e := range strict.Errors {
			line, _ := e.Position()
			lines = append(lines, fmt.Sprintf("line %d: unknown key %s", line, strings.Join(e.Key(), ".")))
		}
		return c, &unknownKeys{strings.Join(lines, ", ")}
	}
	if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := bad.Position()
		what := strings.TrimPrefix(bad.Error(), "toml: ")
		return config{}, fmt.Errorf("line %d, column %d: %s", line, column, what)
	}
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return config{}, err
	}
	return c, nil
}

// unknownKeys are keys of a configuration that is sound otherwise.
type unknownKeys struct{ lines string }

func (u *unknownKeys) Error() string {
	return u.lines + "; it is ignored, b2tui config --example shows the keys"
}

// check looks at what no single value can tell.
func (c *config) check() error {
	for i := range c.Limits.Timetable {
		r := &c.Limits.Timetable[i]
		switch {
		case !r.From.set || !r.To.set:
			return fmt.Errorf("limits.timetable, rule %d: it needs from and to", i+1)
		case r.Up == nil && r.Down == nil && r.Parts == 0 && r.Files == 0:
			return fmt.Errorf("limits.timetable, rule %d: it changes nothing; set up, down, parts_at_once or files_at_once", i+1)
		}
	}
	return nil
}

// limits are the ceilings without any rule; zero fields are the defaults.
func (c *config) limits() transfer.Limits {
	l := &c.Limits
	return transfer.Limits{
		PartsAtOnce: int(l.PartsAtOnce), FilesAtOnce: int(l.FilesAtOnce), UpRate: int64(l.Up), DownRate: int64(l.Down),
	}
}

func (c *config) timetable() []transfer.Rule {
	var rules []transfer.Rule
	for _, r := range c.Limits.Timetable {
		rule := transfer.Rule{
			From: r.From.since, To: r.To.since, UpRate: (*int64)(r.Up), DownRate: (*int64)(r.Down),
			PartsAtOnce: int(r.Parts), FilesAtOnce: int(r.Files),
		}
		for _, d := range r.Days {
			rule.Days = append(rule.Days, d.day)
		}
		rules = append(rules, rule)
	}
	return rules
}
