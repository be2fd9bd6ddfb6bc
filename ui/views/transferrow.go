package views

import (
	"time"

	"b2tui/b2core"
)

// State is where a transfer stands; it is drawn as it is written.
type State string

// The states, in the words of the queue.
const (
	Queued    State = "queued"
	Running   State = "running"
	Paused    State = "paused"
	Verifying State = "verifying"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Direction is which way a transfer goes, or what it does where nothing goes
// anywhere.
type Direction uint8

// The directions.
const (
	Upload Direction = iota
	Download
	ServerSide
	Hides
	ShowsAgain
	Deletes
	Trashes
)

// moves tells whether bytes go anywhere: only then there is a bar and a rate.
func (d Direction) moves() bool { return d <= ServerSide }

// Show says which part of the queue is shown.
type Show uint8

// What can be shown.
const (
	ShowAll Show = iota
	ShowOpen
	ShowFailed
	ShowHistory // finished, the newest first
	shows
)

// String says it in words for the title; of all it is empty.
func (s Show) String() string {
	switch s {
	case ShowOpen:
		return "unfinished"
	case ShowFailed:
		return "failed"
	case ShowHistory:
		return "history"
	}
	return ""
}

// TransferRow is one transfer, or one group with its totals. Texts are raw.
type TransferRow struct {
	ID            int64
	Direction     Direction
	State         State
	NotVerifiable bool   // done, but there was no hash to compare
	Name          string // the file's own name, or a group's folder
	Source        string // where from, in full
	Target        string // the folder that it goes to or, of a change, where that is: "photos/2026/11", "~/restore"
	Verb          string // of a change: "hide in"
	Moves         bool   // its source goes when it has arrived
	Size, Done    int64  // bytes; a negative size is unknown
	Rate          float64
	Stalled       bool              // runs, and no byte has moved for a while
	ETA           time.Duration     // negative: unknown
	Parts         []b2core.PartView // may be nil
	Reason        string            // why it failed or waits, and what to do
	Asks          bool              // waits for an answer: its target exists
	RetryAt       time.Time         // zero unless it waits for a retry
	Owner         string            // empty: this program, else who runs it
	Enqueued      time.Time
	Finished      time.Time

	IsGroup                       bool
	Files, FilesDone, FilesFailed int
	FilesSkipped                  int  // their targets exist
	Walking                       bool // the folder is still being read
}

// TransferTotals sum up the queue.
type TransferTotals struct {
	Running, Queued, Paused, Failed, Done, Cancelled int
	// Changes are what of Running and Queued moves no bytes.
	RunningChanges, QueuedChanges int

	Bytes, BytesDone int64         // of what runs, waits, and was done since nothing did
	ETA              time.Duration // negative: unknown
}

// TransferLimits are the ceilings in force. Zero rates are unlimited.
type TransferLimits struct {
	FilesAtOnce, PartsAtOnce int
	PartsNow                 int   // of PartsAtOnce; 0: all
	Up, Down                 int64 // bytes per second

	Rule       string    // of the timetable: "08:00-18:00 Mon Tue"; empty: none is in force
	Until      time.Time // when the timetable changes them next; zero: never
	Overridden bool      // changed by hand until then
}
