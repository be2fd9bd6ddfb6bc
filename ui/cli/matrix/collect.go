package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// event is one line of "go test -json"; see "go doc test2json".
type event struct {
	Action     string
	Package    string
	ImportPath string // of build output
	Test       string
	Output     string
	Key, Value string
	Elapsed    float64 // seconds
}

// name identifies a test across packages.
type name struct{ pkg, test string }

// proof is one test's claim to prove one row.
type proof struct {
	test    *run
	figures []string
}

// run is one test as it goes on.
type run struct {
	name
	result string // of go test: pass, fail or skip; empty while it runs
	output strings.Builder
	fresh  []*proof // rows named since the last figure
}

// collector follows the stream.
type collector struct {
	out    io.Writer // packages and what failing tests printed, as they end
	runs   map[name]*run
	rows   map[string][]*proof // by the row's ID
	order  []*run
	failed bool
}

func newCollector(out io.Writer) *collector {
	return &collector{out: out, runs: map[name]*run{}, rows: map[string][]*proof{}}
}

// read takes the whole stream. Lines that are no events go through as they are.
func (c *collector) read(r io.Reader) error {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var e event
			if json.Unmarshal(line, &e) != nil || e.Action == "" {
				fmt.Fprintf(c.out, "%s\n", bytes.TrimRight(line, "\r\n"))
			} else {
				c.take(e)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			c.endAll()
			return nil
		case err != nil:
			return err
		}
	}
}

func (c *collector) take(e event) {
	switch e.Action {
	case "build-output":
		fmt.Fprint(c.out, e.Output)
		return
	case "build-fail":
		c.failed = true
		return
	}
	r := c.run(e)
	switch e.Action {
	case "output":
		r.output.WriteString(e.Output)
	case "attr":
		c.mark(r, e.Key, e.Value)
	case "pass", "fail", "skip":
		c.end(r, e)
	}
}

// run is the test, or the package as a whole, that an event is about.
func (c *collector) run(e event) *run {
	n := name{e.Package, e.Test}
	if c.runs[n] == nil {
		c.runs[n] = &run{name: n}
		c.order = append(c.order, c.runs[n])
	}
	return c.runs[n]
}

func (c *collector) mark(r *run, key, value string) {
	switch key {
	case "fault":
		p := &proof{test: r}
		if len(r.fresh) > 0 && len(r.fresh[0].figures) > 0 {
			r.fresh = nil
		}
		r.fresh = append(r.fresh, p)
		c.rows[value] = append(c.rows[value], p)
	case "figure":
		for _, p := range r.fresh {
			p.figures = append(p.figures, value)
		}
	}
}

func (c *collector) end(r *run, e event) {
	r.result = e.Action
	if e.Action == "fail" {
		c.failed = true
		fmt.Fprint(c.out, r.output.String())
	} else if e.Test == "" && e.Action == "pass" {
		fmt.Fprintf(c.out, "ok  \t%s\t%.1fs\n", e.Package, e.Elapsed)
	}
	r.output.Reset()
}

// endAll fails what never ended: the stream was cut, or the process died.
func (c *collector) endAll() {
	for _, r := range c.order {
		if r.result == "" {
			c.failed = true
			r.result = "fail"
			fmt.Fprintf(c.out, "%s%s %s did not end\n", r.output.String(), r.pkg, r.test)
		}
	}
}
