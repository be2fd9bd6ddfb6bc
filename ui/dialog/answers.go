package dialog

// Answer is what a dialog tells its owner.
type Answer interface {
	// Closes tells whether the dialog is done and has to be taken away.
	Closes() bool
}

type (
	// Cancelled: esc, or the button that does nothing.
	Cancelled struct{}
	// Confirmed: yes, do it.
	Confirmed struct{}
	// Closed: what was told has been read.
	Closed struct{}
	// Entered is a prompt's line.
	Entered struct{ Text string }
	// Chosen is the option that was taken from a list.
	Chosen struct{ Value string }
	// Submitted is a form's content.
	Submitted struct{ Values Values }
	// CopyRequested asks for a text on the clipboard (OSC 52). The dialog
	// stays.
	CopyRequested struct{ Text Revealer }
)

// Revealer is a value that shows itself only on demand; b2core.Secret is one.
type Revealer interface{ Reveal() string }

// Closes implements Answer.
func (Cancelled) Closes() bool { return true }

// Closes implements Answer.
func (Confirmed) Closes() bool { return true }

// Closes implements Answer.
func (Closed) Closes() bool { return true }

// Closes implements Answer.
func (Entered) Closes() bool { return true }

// Closes implements Answer.
func (Chosen) Closes() bool { return true }

// Closes implements Answer.
func (Submitted) Closes() bool { return true }

// Closes implements Answer: the dialog stays.
func (CopyRequested) Closes() bool { return false }
