package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	c := newCollector(out)
	err := c.read(os.Stdin)
	writeTable(out, c)
	_ = out.Flush()
	if err != nil {
		fmt.Fprintln(os.Stderr, "read the tests' stream:", err)
	}
	if err != nil || c.failed {
		os.Exit(1)
	}
}
