package views

import "b2tui/b2core"

// Intent is what a view asks of its owner. It is one of the types below, as a
// value; nil asks nothing.
type Intent interface{ intent() }

// Intents of the file pane.
type (
	// Open asks to go into a folder, a bucket or the folder above (kind
	// KindParent is never sent: see Up), or to open a file.
	Open struct{ Row Row }
	// Up asks for the folder above; the owner lets the cursor stand on the
	// folder that was left (FilePane.SetCursorName).
	Up struct{}
	// Back and Forward go through the history of places.
	Back    struct{}
	Forward struct{}
	// SideRequested asks for the other side in this pane: the disk in place of
	// the buckets, or the buckets in place of the disk.
	SideRequested struct{}
	// CopyRequested asks to copy the marked rows, or the cursor row, to the
	// other pane.
	CopyRequested struct{ Rows []Row }
	// CopyChoiceRequested is the same, asking first what to do with targets that
	// exist.
	CopyChoiceRequested struct{ Rows []Row }
	// MoveRequested is CopyRequested, taking them away here.
	MoveRequested struct{ Rows []Row }
	// RenameRequested asks for another name of a row.
	RenameRequested struct{ Row Row }
	// SyncRequested asks to compare this folder with the other pane's, and to make
	// that one like this.
	SyncRequested struct{}
	// NewFolderRequested asks for a name and a new folder.
	NewFolderRequested struct{}
	// HideRequested asks to hide (B2) or to put away (local) the rows.
	HideRequested struct{ Rows []Row }
	// UnhideRequested asks what of this folder shall show again.
	UnhideRequested struct{}
	// DeleteRequested asks to delete the rows for good.
	DeleteRequested struct{ Rows []Row }
	// UnfinishedRequested asks for the unfinished uploads below this folder.
	UnfinishedRequested struct{}
	// CopyPathRequested asks for the rows' paths or URLs on the clipboard.
	CopyPathRequested struct{ Rows []Row }
	// DetailsRequested asks for everything that is known of a row.
	DetailsRequested struct{ Row Row }
)

// Intents of all lists.
type (
	// ReloadRequested asks to read again, also after an error.
	ReloadRequested struct{}
	// MoreWanted asks for the next page: the window comes near the end of what
	// is loaded.
	MoreWanted struct{}
	// Refused tells why nothing happens; it is shown as a toast.
	Refused struct{ Reason string }
	// Idle tells that the view has no use for a key.
	Idle struct{}
)

// Intents of the buckets.
type (
	// BucketOpenRequested asks to show a bucket's files.
	BucketOpenRequested struct{ Bucket b2core.Bucket }
	// BucketCreateRequested asks for the form.
	BucketCreateRequested struct{}
	// BucketDeleteRequested asks to delete a bucket.
	BucketDeleteRequested struct{ Bucket b2core.Bucket }
	// BucketUnfinishedRequested asks for the unfinished uploads of a bucket.
	BucketUnfinishedRequested struct{ Bucket b2core.Bucket }
)

// Intents of the keys.
type (
	// KeyCreateRequested asks for the form.
	KeyCreateRequested struct{}
	// KeyDeleteRequested asks to delete a key.
	KeyDeleteRequested struct{ Key b2core.ApplicationKey }
)

// Intents of the queue. IDs are those of TransferRow.
type (
	// WindowWanted asks for rows of the queue: Limit rows from Offset on, of
	// those that match Filter (text in a path or name), Group and Show.
	WindowWanted struct {
		Offset, Limit int
		Filter        string
		Group         int64 // 0: groups and single files
		Show          Show
	}
	// PauseRequested pauses, or with Resume resumes, transfers.
	PauseRequested struct {
		IDs    []int64
		Resume bool
	}
	// PauseAllRequested pauses or resumes the whole queue.
	PauseAllRequested struct{ Resume bool }
	// CancelRequested cancels transfers.
	CancelRequested struct{ Rows []TransferRow }
	// RetryRequested starts failed or cancelled transfers again.
	RetryRequested struct{ IDs []int64 }
	// ClearFinishedRequested takes finished transfers out of the list.
	ClearFinishedRequested struct{}
	// LimitsRequested changes the limits by steps: parts at once by PartsBy,
	// the rate limits by RateSteps notches.
	LimitsRequested struct{ PartsBy, RateSteps int }
	// LimitsOpenRequested asks for the form of the limits.
	LimitsOpenRequested struct{}
	// ReorderRequested moves transfers by so many places, negative: earlier.
	ReorderRequested struct {
		IDs []int64
		By  int
	}
	// PlaceRequested moves transfers to the top of the queue, or to its end.
	PlaceRequested struct {
		IDs  []int64
		Last bool
	}
	// AnswerRequested asks what to do about targets that exist; 0: about the
	// first transfer that waits for that.
	AnswerRequested struct{ ID int64 }
	// TransferDetailsRequested asks for everything that is known of a transfer.
	TransferDetailsRequested struct{ Row TransferRow }
	// TransfersOpenRequested asks for the Transfers view (from the dock).
	TransfersOpenRequested struct{}
)

func (Open) intent()                     {}
func (Up) intent()                       {}
func (Back) intent()                     {}
func (Forward) intent()                  {}
func (SideRequested) intent()            {}
func (CopyRequested) intent()            {}
func (CopyChoiceRequested) intent()      {}
func (MoveRequested) intent()            {}
func (RenameRequested) intent()          {}
func (SyncRequested) intent()            {}
func (NewFolderRequested) intent()       {}
func (HideRequested) intent()            {}
func (DeleteRequested) intent()          {}
func (CopyPathRequested) intent()        {}
func (DetailsRequested) intent()         {}
func (ReloadRequested) intent()          {}
func (MoreWanted) intent()               {}
func (Refused) intent()                  {}
func (Idle) intent()                     {}
func (BucketOpenRequested) intent()      {}
func (BucketCreateRequested) intent()    {}
func (BucketDeleteRequested) intent()    {}
func (KeyCreateRequested) intent()       {}
func (KeyDeleteRequested) intent()       {}
func (WindowWanted) intent()             {}
func (PauseRequested) intent()           {}
func (PauseAllRequested) intent()        {}
func (CancelRequested) intent()          {}
func (RetryRequested) intent()           {}
func (ClearFinishedRequested) intent()   {}
func (LimitsRequested) intent()          {}
func (LimitsOpenRequested) intent()      {}
func (ReorderRequested) intent()         {}
func (PlaceRequested) intent()           {}
func (AnswerRequested) intent()          {}
func (TransferDetailsRequested) intent() {}
func (TransfersOpenRequested) intent()   {}

func (UnhideRequested) intent()           {}
func (UnfinishedRequested) intent()       {}
func (BucketUnfinishedRequested) intent() {}
