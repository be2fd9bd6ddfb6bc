package model

import (
	"os"

	"b2tui/b2core"
	"b2tui/b2core/mirror"
	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

type (
	// authorizedMsg tells who is logged in and what the key may do.
	authorizedMsg struct {
		account b2core.Account
		err     error
	}
	// listedMsg brings one page of a pane's folder.
	listedMsg struct {
		pane, gen int
		page      page
		err       error
	}
	// linkedMsg tells that a symbolic link leads to a folder, or why it does not.
	linkedMsg struct {
		pane, gen int
		place     views.Place
		err       error
	}
	// bucketsListedMsg brings the buckets for the Buckets view.
	bucketsListedMsg struct {
		gen     int
		buckets []b2core.Bucket
		err     error
	}
	// keysListedMsg brings the application keys for the Keys view.
	keysListedMsg struct {
		gen  int
		keys []b2core.ApplicationKey
		err  error
	}
	// progressMsg brings the queue's state, a level and not an edge.
	progressMsg struct {
		snapshot transfer.Snapshot
		err      error
	}
	// windowMsg brings the rows of the queue that are in sight.
	windowMsg struct {
		asked  views.WindowWanted
		window transfer.Window
		err    error
	}
	// firstOpenMsg tells where in the queue what is not finished begins.
	firstOpenMsg struct {
		row int
		err error
	}
	// enqueuedMsg tells that jobs are in the queue.
	enqueuedMsg struct {
		pane   int // whose marks are done with; -1: none
		count  int
		target views.Place
		paused bool
		what   string // in words; empty: so many items for the target
		err    error
	}
	// queueChangedMsg tells that something was done to the queue.
	queueChangedMsg struct {
		said    string // toast; empty: none
		refused string // why nothing was done; empty: it was
		err     error
		op      string
	}
	// planMadeMsg brings a comparison that came to its end.
	planMadeMsg struct {
		gen    int
		record *mirror.Record
		err    error
	}
	// compareTickMsg says that it is time to tell how far a comparison is.
	compareTickMsg struct{ gen int }
	// renamedMsg tells that an entry of a local folder has another name.
	renamedMsg struct {
		place    views.Place
		from, to string
		err      error
	}
	// folderMadeMsg tells that a new folder is there.
	folderMadeMsg struct {
		place views.Place // where it was made
		name  string
		said  string
		err   error
	}
	// countedMsg brings what one page of counting found.
	countedMsg struct {
		gen  int
		step choreStep
		err  error
	}
	// bucketCheckedMsg tells what a bucket that is to be deleted holds.
	bucketCheckedMsg struct {
		bucket b2core.Bucket
		sample []b2core.FileVersion
		more   bool
		err    error
	}
	// bucketMadeMsg and bucketDeletedMsg tell what came of it.
	bucketMadeMsg struct {
		form   int // the dialog that asked
		bucket b2core.Bucket
		err    error
	}
	bucketDeletedMsg struct {
		name string
		err  error
	}
	// keyMadeMsg brings the new key and its secret, which is shown once.
	keyMadeMsg struct {
		form int
		key  b2core.CreatedKey
		err  error
	}
	keyDeletedMsg struct {
		key b2core.ApplicationKey
		err error
	}
	// copiedMsg brings a text for the clipboard.
	copiedMsg struct {
		text, said string
		err        error
	}
	// pastedMsg tells which of the pasted paths are there.
	pastedMsg struct {
		paths   []string    // that are there
		rows    []views.Row // one for each of them
		missing []string
	}
	// itemMsg brings everything that is known of a transfer.
	itemMsg struct {
		item transfer.Item
		err  error
	}
)

// Ticks and lifecycle. Every tick carries the count of what armed it, so that
// an older one does nothing.
type (
	toastOverMsg   struct{ count int }
	scrollTickMsg  struct{ count int }
	flipTickMsg    struct{ count int }
	reloadTickMsg  struct{ count int }
	leaveTickMsg   struct{ count int }
	askStatusMsg   struct{ count int }
	countDownMsg   struct{} // a second of a countdown has passed
	answeredMsg    struct{} // the terminal answered a status query
	overdueMsg     struct{} // it did not, in time
	hangupMsg      struct{} // the terminal is gone
	stopRequestMsg struct{} // Run's context ended
	signalledMsg   struct{ signal os.Signal }
	suspendMsg     struct{} // the terminal's or another program's wish
)
