package transfer

import (
	"context"
	"iter"
	"log/slog"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/transfer/filter"
	"b2tui/b2core/transfer/localname"
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

// Direction is what an item does: which way its bytes go or, when it moves none,
// how it changes what is stored.
type Direction string

// The directions. Those below Copy move no bytes; they are items of the queue
// all the same, each with a state and a reason.
const (
	Up   Direction = "up"
	Down Direction = "down"
	// Copy goes from a bucket to a bucket: inside the service within one account,
	// through this machine, part by part, between two.
	Copy Direction = "copy"
	// Hide hides a name: it is no longer listed, its versions stay.
	Hide Direction = "hide"
	// Unhide takes a name's hide marker away.
	Unhide Direction = "unhide"
	// Delete deletes for good: the one version of Job.File.ID, or without one all
	// versions of the name, its hide markers and unfinished large files with them.
	Delete Direction = "delete"
	// Remove takes a local file away as Job.Source says: TrashSource, else for good.
	Remove Direction = "remove"
)

// Job is one thing a user asked for: a file or a directory, one way. The queue
// turns a directory into a group and feeds itself with its files while they
// already run.
type Job struct {
	Direction Direction
	Profile   string // whose account; given back to Clients
	Local     string // absolute path: the source of Up, the target of Down, what Remove removes
	BucketID  string // target of Up and Copy, source of Down; where Hide, Unhide and Delete act
	Bucket    string // its name, to show
	Name      string // file name in the bucket; with Dir a prefix that ends in "/" or is empty
	Dir       bool
	// File is of Down and Copy of one file the very version, of Delete the only
	// version that goes. Of Copy of a Dir its Name is the source prefix.
	File          b2core.FileVersion
	SourceID      string // Copy: bucket of the source
	SourceBucket  string // Copy: its name, to show
	SourceProfile string // Copy: whose account the source is in; empty: Profile
	// Source says what becomes of the source of Up, Down and Copy once the target
	// is proved to hold what it held: anything but KeepSource makes it a move.
	Source   Disposal
	Links    Links          // Up of a Dir
	Filter   *filter.Filter // of a Dir: what goes of it, of a name with many versions by its newest; nil: everything
	Paused   bool           // waits instead of running
	IfExists Conflict
	Expect   Expect
}

// Disposal is what becomes of a source that has been moved.
type Disposal string

// The disposals. A local source can be deleted or put into the trash, a stored
// one hidden or deleted.
const (
	KeepSource Disposal = ""
	HideSource Disposal = "hide" // its versions stay, hidden
	// DeleteSource deletes for good what was moved: the local file or the very
	// version. Older versions of a stored name stay, hidden.
	DeleteSource Disposal = "delete"
	TrashSource  Disposal = "trash" // local only
)

// Links says what an upload of a directory does with symbolic links.
type Links string

// The policies. By default links to files are followed, links to folders are
// skipped; both kinds are reported when they are skipped.
const (
	LinksDefault Links = ""
	LinksFollow  Links = "follow" // to folders, too; one that leads back to a folder it lies in is skipped
	LinksSkip    Links = "skip"
)

// Expect is what a plan saw when it was made. An item looks again before it
// acts; if it finds something else it fails with ErrChanged and has changed
// nothing. Nil expects nothing.
type Expect struct {
	// Source is the local file that Up reads, or the stored version that a move
	// takes away. Down and Copy read the version that they name in any case.
	Source *Seen
	// Target is what stands where the item writes; for Hide, Unhide, Delete and
	// Remove it is what they take away. When it holds, Overwrite is the policy.
	Target *Seen
}

// Seen is what stood in one place. The zero value is that nothing did.
type Seen struct {
	VersionID string // in a bucket: the newest version of the name
	// Print is of a local file; see b2core.FingerprintOf.
	Print b2core.Fingerprint
}

// Batch is a group whose files are given one by one instead of being read from a
// directory: what a plan found out, such as a sync.
type Batch struct {
	Title     string // what the group is called
	Direction Direction
	Profile   string
	// Local, BucketID, Bucket and Name say what the group is about, to show.
	Local    string
	BucketID string
	Bucket   string
	Name     string
	Paused   bool
	// Jobs are its files, in order; none is a Dir. They are read once.
	Jobs iter.Seq[Job]
}

// Conflict says what happens when the target exists.
type Conflict string

// The policies of --if-exists. Without one, a stored name gets one more version,
// which harms nothing, and a download over a file that exists asks.
const (
	Ask       Conflict = "ask"
	Skip      Conflict = "skip"
	Overwrite Conflict = "overwrite"
	Rename    Conflict = "rename"
	Newer     Conflict = "newer"
	Differs   Conflict = "differs"
)

// Policies are the answers for targets that exist, by direction. An empty one is
// the direction's own: a download asks, everything else adds a version.
type Policies struct{ Up, Down, Copy Conflict }

// For returns a direction's.
func (p Policies) For(d Direction) Conflict {
	switch d {
	case Up:
		return p.Up
	case Down:
		return p.Down
	case Copy:
		return p.Copy
	}
	return ""
}

// Item is one file in the queue, or a group (a directory or a Batch, and its
// totals).
type Item struct {
	ID            int64
	Group         int64 // 0: not part of one
	IsGroup       bool
	Direction     Direction
	State         State
	NotVerifiable bool   // Done, but B2 holds no hash to compare
	Unchanged     bool   // ended without a change: it was so already, or the conflict policy left it alone
	Title         string // of a Batch
	Local         string
	Bucket        string
	Name          string
	SourceBucket  string   // Copy: where it comes from
	SourceName    string   // Copy: the file's name or the prefix there
	Source        Disposal // anything but KeepSource: a move
	Size          int64    // bytes; of a group what is known so far
	Done          int64    // bytes
	Files         int      // of a group
	FilesDone     int
	FilesFailed   int
	FilesSkipped  int           // left alone by the conflict policy
	Walking       bool          // of a group: its files are still being found
	Rate          float64       // bytes per second
	Stalled       bool          // it runs, and no byte has moved for 5 s; small files of other processes do not tell
	ETA           time.Duration // negative: unknown
	Parts         []b2core.PartView
	Reason        string    // why it failed or waits: what, and what to do
	Asks          bool      // Paused until Resolve: the target exists
	RetryAt       time.Time // zero unless it waits for a retry
	// FileID is the version that is read or deleted; of an upload or a copy that
	// Wait or Drain has seen end, the one that was made.
	FileID   string
	SHA1     string // of what Wait or Drain has seen end, as far as it is known
	Err      error  // of what Wait or Drain has seen fail in this process
	Owner    string // "" this process, else host and pid
	Enqueued time.Time
	Finished time.Time
}

// Totals sum up the queue, without what was cleared.
type Totals struct {
	Running, Queued, Paused, Failed, Done, Cancelled int
	// RunningChanges and QueuedChanges are those of Running and Queued that move
	// no bytes: what hides, unhides, deletes and removes.
	RunningChanges, QueuedChanges int
	// Bytes are those of what runs, what waits to run, and what has been done since
	// nothing did; BytesDone those of them that are done. What is paused, failed or
	// cancelled is not among them. Both are 0 when there is nothing left to do.
	Bytes, BytesDone int64
	UpRate, DownRate float64 // bytes per second, of all processes; a copy between accounts counts in both
	// ETA is how long all that runs or waits takes at the rate of the last while,
	// and never less than what a running file takes; negative: unknown.
	ETA time.Duration
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
	PartsNow int // parts at once that the line and the service carry; at most Limits.PartsAtOnce
	Rule     RuleInForce
	Notice   string // an account-wide pause, a damaged database; empty: nothing to say
	Remark   Remark
}

// Remark is the last thing that reading a directory found worth telling once:
// what it skips, names that differ in case only. The group's Reason
// keeps it.
type Remark struct {
	Number int // counts them; 0: none yet
	Text   string
}

// Limits bound the work. They are ceilings and change live.
type Limits struct {
	FilesAtOnce int
	PartsAtOnce int
	UpRate      int64 // bytes per second; 0: unlimited
	DownRate    int64
}

// Query asks for a window of the queue. A level comes in queue order, the top
// level without what was cleared (ClearFinished). What goes over all levels - a search, Asking - comes unfinished first, then
// what finished last.
type Query struct {
	States []State // empty: all
	Text   string  // in local path or name; with Group 0 files of groups are found, too
	Group  int64   // the files of one group; 0: groups and single files
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
	// Own is what this run was given itself. It goes before Limits, and before
	// what was ordered for all (OrderCeilings) before it began.
	Own Ceilings
	// Timetable changes the limits by the clock.
	Timetable []Rule
	// Adopt takes over what dead processes left in the queue. The screen and
	// "queue run" set it; a put or get runs only what it enqueues.
	Adopt bool
	// Headless says that nobody can be asked: where the screen would wait for
	// an answer (Conflict Ask, a cap, a lacking right) the items end as failed.
	// What it has no account for stays in the queue, nobody's.
	Headless bool
	// Answer is the policy for items that have none (Conflict Ask); empty: as
	// Ask says.
	Answer Conflict
	// Observe says that this process runs nothing: it looks, and what it orders
	// is done by whoever owns the items.
	Observe bool
	Logger  *slog.Logger // nil: discards

	networked func(dir string) bool           // tests: as if other machines could write there
	disk      func(dir string) localname.Disk // tests: as if it lay on such a disk
}

// diskOf tells what the disk that a folder lies on makes of names.
func (c Config) diskOf(dir string) localname.Disk {
	if c.disk != nil {
		return c.disk(dir)
	}
	return localname.DiskOf(dir)
}

// onNetwork tells whether other machines may write in a folder: locks there
// cannot be relied on.
func (c Config) onNetwork(dir string) bool {
	if c.networked != nil {
		return c.networked(dir)
	}
	return networked(dir)
}

// Summary is how a set of items ended.
type Summary struct {
	Done          int // of these NotVerifiable without a hash to compare
	NotVerifiable int
	Failed        int
	Cancelled     int   // by the user; of groups only their files count
	Skipped       int   // left alone by the conflict policy
	Unchanged     int   // of Done what was so already: gone, hidden, or there with the same SHA-1
	Bytes         int64 // of Done, without Unchanged
	// Failures are the first failed items, at most MaxFailures.
	Failures []Item
	// Err is the first failure in this process as the engine returned it, for
	// errors.Is; nil when nothing failed.
	Err error
}

// MaxFailures bounds Summary.Failures.
const MaxFailures = 20
