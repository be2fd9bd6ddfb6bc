package cli

import (
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"b2tui/b2core/transfer/filter"
)

const filterLong = `

--include and --exclude choose among the files of directories and folders: *.jpg at
any depth, cache/ for folders of that name, /2026/**/*.raw from the top. Exclusion
wins. Sizes are such as 10M; times are an age such as 12h, 30d or 2w, or a date such
as 2026-11-30. What is left out is counted, and a move leaves it where it is.`

// filterOptions are the flags that choose files of folders.
type filterOptions struct {
	include, exclude     []string
	minSize, maxSize     string
	newerThan, olderThan string
}

func (o *filterOptions) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&o.include, "include", nil, "of folders only files that fit one of these patterns")
	f.StringArrayVar(&o.exclude, "exclude", nil, "of folders no files that fit one of these patterns")
	f.StringVar(&o.minSize, "min-size", "", "of folders only files of that size or more, such as 10k")
	f.StringVar(&o.maxSize, "max-size", "", "of folders only files of that size or less, such as 2G")
	f.StringVar(&o.newerThan, "newer-than", "", "of folders only files changed since then, such as 30d or 2026-11-30")
	f.StringVar(&o.olderThan, "older-than", "", "of folders only files not changed since then")
}

// filter reads the flags; nil: none was given.
func (o *filterOptions) filter(now time.Time) (*filter.Filter, error) {
	r := filter.Rules{Include: o.include, Exclude: o.exclude}
	for _, s := range []struct {
		flag, text string
		to         *int64
	}{{"min-size", o.minSize, &r.MinSize}, {"max-size", o.maxSize, &r.MaxSize}} {
		if s.text == "" {
			continue
		}
		n, err := humanize.ParseBytes(s.text)
		if err != nil || n == 0 || n > 1<<62 {
			return nil, usagef("--%s %q is no size; write 10k, 5M or 2G", s.flag, s.text)
		}
		*s.to = int64(n)
	}
	for _, t := range []struct {
		flag, text string
		to         *time.Time
	}{{"newer-than", o.newerThan, &r.NewerThan}, {"older-than", o.olderThan, &r.OlderThan}} {
		if t.text == "" {
			continue
		}
		at, ok := parseWhen(t.text, now)
		if !ok {
			return nil, usagef("--%s %q is no time; write 12h, 30d, 2w or 2026-11-30", t.flag, t.text)
		}
		*t.to = at.UTC()
	}
	f, err := filter.New(r)
	if err != nil {
		return nil, usagef("%v", err)
	}
	return f, nil
}

const longestAge = 100 * 365 * 24 * time.Hour

// parseWhen reads an age before now, or a day or moment of the local clock.
func parseWhen(text string, now time.Time) (time.Time, bool) {
	for unit, d := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if number, ok := strings.CutSuffix(text, unit); ok {
			n, err := strconv.ParseUint(number, 10, 16)
			return now.Add(-time.Duration(n) * d), err == nil && time.Duration(n) <= longestAge/d
		}
	}
	if d, err := time.ParseDuration(text); err == nil {
		return now.Add(-d), d > 0
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04", time.RFC3339} {
		if at, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
