package transfer

import (
	"context"
	"log/slog"
	"time"

	"b2tui/b2core"
)

// State is where an item stands, in exactly the words that the screen shows.
type State string

// The states. A restart turns what a dead process left running into queued.
const (
	Queued    State = "queued"
	Running   State = "running"
	Paused    State = "paused"
	Verifying State = "verifying"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Direction is which way bytes go.
type Direction string

// The directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
	Copy Direction = "copy" // server side
)

// Job is one thing a user asked for: a file or a directory, one way. The queue
// turns a directory into a group and feeds itself with its files while they
// already run.
type Job struct {
	Direction Direction
	Profile   string // whose account; given back to Clients
	Local     string // absolute path: the source of Up, the target of Down
	BucketID  string // target of Up and Copy, source of Down
	Bucket    string // its name, to show
	Name      string // file name in the bucket; with Dir a prefix that ends in "/" or is empty
	Dir       bool
	File      b2core.FileVersion // Down and Copy of one file: the very version; Copy of a Dir: Name is the source prefix
	SourceID  string             // Copy: bucket of the source
	Paused    bool               // waits instead of running
	IfExists  Conflict
}

// Conflict says what happens when the target exists.
type Conflict string

// The policies of --if-exists. An upload over an existing name adds a version.
const (
	Ask       Conflict = "ask"
	Skip      Conflict = "skip"
	Overwrite Conflict = "overwrite"
	Rename    Conflict = "rename"
	Newer     Conflict = "newer"
	Differs   Conflict = "differs"
)

// Item is one file in the queue, or a group (a directory and its totals).
type Item struct {
	ID            int64
	Group         int64 // 0: not part of one
	IsGroup       bool
	Direction     Direction
	State         State
	NotVerifiable bool // Done, but B2 holds no hash to compare
	Local         string
	Bucket        string
	Name          string
	Size          int64 // bytes; of a group what is known so far
	Done          int64 // bytes
	Files         int   // of a group
	FilesDone     int
	FilesFailed   int
	Walking       bool          // of a group: its directory is still being read
	Rate          float64       // bytes per second
	ETA           time.Duration // negative: unknown
	Parts         []b2core.PartView
	Reason        string    // why it failed or waits: what, and what to do
	RetryAt       time.Time // zero unless it waits for a retry
	Owner         string    // "" this process, else host and pid
	Enqueued      time.Time
	Finished      time.Time
}

// Totals sum up the queue.
type Totals struct {
	Running, Queued, Paused, Failed, Done, Cancelled int
	Bytes, BytesDone                                 int64   // of what is not finished
	UpRate, DownRate                                 float64 // bytes per second
	ETA                                              time.Duration
}

// Snapshot is the whole state at one moment. It is a level and not an edge: a
// reader may skip any number of them and still shows the truth.
type Snapshot struct {
	Revision int64 // grows when stored rows changed: read the window again
	Asked    int   // grows when a file of this process begins to wait for an answer (Query.Asking)
	Totals   Totals
	Active   []Item // running and verifying, in order of their start; at most 64
	Groups   []Item // of Active's groups what is live: ID; Rate; Done and Size as differences to the stored rows
	Limits   Limits
	Rule     RuleInForce
	Notice   string // an account-wide pause, a damaged database; empty: nothing to say
}

// Limits bound the work. They are ceilings and change live.
type Limits struct {
	FilesAtOnce int
	PartsAtOnce int
	UpRate      int64 // bytes per second; 0: unlimited
	DownRate    int64
}

// Query asks for a window of the queue. A level comes in queue order. What
// goes over all levels - a search, Deep, Asking - comes unfinished first, then
// what finished last.
type Query struct {
	States []State // empty: all
	Text   string  // in local path or name; with Group 0 files of groups are found, too
	Group  int64   // the files of one group; 0: groups and single files
	Deep   bool    // with Group 0: files of groups, too
	Asking bool    // only files that wait for an answer (Conflict Ask); goes over all levels
	Newest bool    // a level, too, as what goes over all levels
	Offset int
	Limit  int
}

// Window is the answer: rows Offset to Offset+len(Items) of Total.
type Window struct {
	Items  []Item
	Offset int
	Total  int
}

// Config is what a Manager needs.
type Config struct {
	Path    string // queue.db; empty: in memory
	Clients func(ctx context.Context, profile string) (*b2core.Client, error)
	Limits  Limits // zero fields take the defaults
	// Timetable changes the limits by the clock.
	Timetable []Rule
	// Adopt takes over what dead processes left in the queue. The screen and
	// "queue run" set it; a put or get runs only what it enqueues.
	Adopt bool
	// Headless says that nobody can be asked: where the screen would wait for
	// an answer (Conflict Ask, a cap, a refused key) the items end as failed.
	Headless bool
	// Answer is the policy for items that have none (Conflict Ask); empty: as
	// Ask says.
	Answer Conflict
	// Observe says that this process runs nothing: it looks, and what it orders
	// is done by whoever owns the items.
	Observe bool
	Logger  *slog.Logger // nil: discards
}

// Summary is how a set of items ended.
type Summary struct {
	Done          int // of these NotVerifiable without a hash to compare
	NotVerifiable int
	Failed        int
	Cancelled     int   // by the user; of groups only their files count
	Skipped       int   // left alone by the conflict policy
	Bytes         int64 // moved or found equal
	// Failures are the first failed items, at most MaxFailures.
	Failures []Item
	// Err is the first failure in this process as the engine returned it, for
	// errors.Is; nil when nothing failed.
	Err error
}

// MaxFailures bounds Summary.Failures.
const MaxFailures = 20
