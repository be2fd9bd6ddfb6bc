package emulator

import (
	"maps"
	"sync"
)

// Class is a transaction class of B2's price list.
type Class string

// The classes: A is free, B and C cost beyond a daily allowance.
const (
	ClassA Class = "A"
	ClassB Class = "B"
	ClassC Class = "C"
)

// Counters say what was asked of the emulator since it began or was reset.
// Failed calls count too, as they do on a bill.
type Counters struct {
	Calls     map[string]int64 `json:"calls"`     // by call name, b2_list_file_names
	Classes   map[Class]int64  `json:"classes"`   // billed transactions; a listing costs one per started 1,000 entries asked for
	Requests  int64            `json:"requests"`  // all, unknown paths included
	BytesIn   int64            `json:"bytesIn"`   // content received by uploads
	BytesOut  int64            `json:"bytesOut"`  // content sent by downloads
	Uploading int64            `json:"uploading"` // uploads whose body is arriving now
	PeakUp    int64            `json:"peakUploading"`
}

type counting struct {
	mu sync.Mutex
	c  Counters
}

func (n *counting) reset() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.c = Counters{Calls: map[string]int64{}, Classes: map[Class]int64{}, Uploading: n.c.Uploading}
}

func (n *counting) read() Counters {
	n.mu.Lock()
	defer n.mu.Unlock()
	c := n.c
	c.Calls, c.Classes = maps.Clone(c.Calls), maps.Clone(c.Classes)
	return c
}

func (n *counting) request() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.c.Requests++
}

func (n *counting) call(name string, class Class) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.c.Calls[name]++
	n.c.Classes[class]++
}

// bill adds what a listing of count entries costs beyond its first transaction.
func (n *counting) bill(count int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.c.Classes[ClassC] += int64(max(count-1, 0) / 1000)
}

func (n *counting) uploading(delta int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.c.Uploading += delta
	n.c.PeakUp = max(n.c.PeakUp, n.c.Uploading)
}

func (n *counting) received(bytes int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.c.BytesIn += bytes
}

func (n *counting) sent(bytes int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.c.BytesOut += bytes
}

// Counters returns a copy of the counters.
func (e *Emulator) Counters() Counters { return e.counters.read() }

// ResetCounters begins counting anew.
func (e *Emulator) ResetCounters() { e.counters.reset() }
