package ui

import "charm.land/bubbles/v2/key"

// KeyMap holds the bindings of every scope. Which scopes are active together:
// Global and List with exactly one of Files, Transfers, Keys and Buckets;
// Dialog and Input alone.
type KeyMap struct {
	Global    GlobalKeys
	List      ListKeys
	Files     FileKeys
	Transfers TransferKeys
	Keys      KeyKeys
	Buckets   BucketKeys
	Dialog    DialogKeys
	Input     InputKeys
}

// GlobalKeys work everywhere but in a dialog or a text field.
type GlobalKeys struct {
	Buckets, Files, Keys, Transfers key.Binding // the views, 1 to 4
	NextPane                        key.Binding
	PrevPane                        key.Binding
	Help                            key.Binding
	Palette                         key.Binding
	Back                            key.Binding // esc: close, clear
	Redraw                          key.Binding
	Reload                          key.Binding
	Suspend                         key.Binding
	Mouse                           key.Binding // mouse capture on and off
	Quit                            key.Binding
	QuitNow                         key.Binding // ctrl+c: twice quits at once
}

// ListKeys work in every row list.
type ListKeys struct {
	Up, Down, PageUp, PageDown, HalfUp, HalfDown, Top, Bottom key.Binding
	Open, Parent                                              key.Binding
	Filter, Sort, Details                                     key.Binding
}

// FileKeys work in a file pane.
type FileKeys struct {
	HistoryBack, HistoryForward, Side            key.Binding
	Mark, Range, MarkGlob, UnmarkGlob, InvertAll key.Binding
	Copy, CopyChoice, Move                       key.Binding
	NewFolder, Hide, Delete                      key.Binding
	Unhide, CopyPath, Sync, Rename, Unfinished   key.Binding
}

// TransferKeys work in the queue.
type TransferKeys struct {
	Mark, Show                                   key.Binding
	Pause, PauseAll, Cancel, Retry, Clear        key.Binding
	Answer                                       key.Binding // of what waits because its target exists
	MoveUp, MoveDown, MoveFirst, MoveLast        key.Binding
	FewerParts, MoreParts, LowerRate, HigherRate key.Binding
	Limits                                       key.Binding
}

// KeyKeys work in the list of application keys.
type KeyKeys struct {
	New, Delete key.Binding
}

// BucketKeys work in the list of buckets.
type BucketKeys struct {
	New, Delete, Unfinished key.Binding
}

// DialogKeys work in dialogs.
type DialogKeys struct {
	Accept, Cancel, Next, Prev, Up, Down, Toggle, Copy, Filter key.Binding
}

// InputKeys work in the one-line fields inside a pane (filter, glob).
type InputKeys struct {
	Accept, Cancel key.Binding
}

// NewKeyMap returns the default keys.
func NewKeyMap() *KeyMap {
	return &KeyMap{
		Global: globalKeys(), List: listKeys(), Files: fileKeys(), Transfers: transferKeys(),
		Keys: keyKeys(), Buckets: bucketKeys(), Dialog: dialogKeys(), Input: inputKeys(),
	}
}

func bind(shown, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
}

func globalKeys() GlobalKeys {
	return GlobalKeys{
		Buckets:   bind("1", "buckets", "1"),
		Files:     bind("2", "files", "2"),
		Keys:      bind("3", "keys", "3"),
		Transfers: bind("4", "transfers", "4"),
		NextPane:  bind("tab", "other pane", "tab"),
		PrevPane:  bind("shift+tab", "pane before", "shift+tab"),
		Help:      bind("?", "help", "?"),
		Palette:   bind(":", "commands", ":", "ctrl+p"),
		Back:      bind("esc", "back, close, clear", "esc"),
		Redraw:    bind("ctrl+l", "redraw", "ctrl+l"),
		Reload:    bind("ctrl+r", "reload", "ctrl+r"),
		Suspend:   bind("ctrl+z", "suspend", "ctrl+z"),
		Mouse:     bind("M", "mouse on, off", "M"),
		Quit:      bind("q", "quit", "q", "f10"),
		QuitNow:   bind("ctrl+c", "twice: quit now", "ctrl+c"),
	}
}

func listKeys() ListKeys {
	return ListKeys{
		Up:       bind("up/k", "up", "up", "k"),
		Down:     bind("down/j", "down", "down", "j"),
		PageUp:   bind("pgup", "page up", "pgup"),
		PageDown: bind("pgdn", "page down", "pgdown"),
		HalfUp:   bind("ctrl+u", "half a page up", "ctrl+u"),
		HalfDown: bind("ctrl+d", "half a page down", "ctrl+d"),
		Top:      bind("g/home", "first", "g", "home"),
		Bottom:   bind("G/end", "last", "G", "end"),
		Open:     bind("enter", "open", "enter", "l", "right"),
		Parent:   bind("backspace", "up a folder", "backspace", "h", "left"),
		Filter:   bind("/", "filter", "/"),
		Sort:     bind("s", "sort", "s"),
		Details:  bind("i", "details", "i"),
	}
}

func fileKeys() FileKeys {
	return FileKeys{
		HistoryBack:    bind("alt+left", "folder before", "alt+left"),
		HistoryForward: bind("alt+right", "folder after", "alt+right"),
		Side:           bind("w", "this pane: disk or B2", "w"),
		Mark:           bind("space", "mark", "space"),
		Range:          bind("V", "mark a range", "V"),
		MarkGlob:       bind("+", "mark by pattern", "+"),
		UnmarkGlob:     bind("-", "unmark by pattern", "-"),
		InvertAll:      bind("*", "invert marks", "*"),
		Copy:           bind("c", "copy", "c", "f5"),
		CopyChoice:     bind("C", "copy or move, with a rule for what exists", "C"),
		Move:           bind("m", "move", "m", "f6"),
		NewFolder:      bind("n", "new folder", "n", "f7"),
		Hide:           bind("d", "hide", "d", "f8", "delete"),
		Delete:         bind("D", "delete for good", "D"),
		CopyPath:       bind("y", "copy path", "y"),
		Sync:           bind("=", "compare and sync", "="),
		Unfinished:     bind("x", "unfinished uploads", "x"),
		Rename:         bind("r", "rename", "r", "f2"),
		Unhide:         bind("u", "show hidden again", "u"),
	}
}

func transferKeys() TransferKeys {
	return TransferKeys{
		Mark:       bind("space", "mark", "space"),
		Show:       bind("v", "view all, unfinished, failed, history", "v"),
		Pause:      bind("p", "pause, resume", "p"),
		PauseAll:   bind("P", "pause, resume all", "P"),
		Cancel:     bind("x", "cancel", "x"),
		Retry:      bind("r", "retry", "r"),
		Clear:      bind("C", "clear finished", "C"),
		Answer:     bind("a", "answer: the target exists", "a"),
		MoveUp:     bind("K", "earlier in the queue", "K"),
		MoveDown:   bind("J", "later in the queue", "J"),
		MoveFirst:  bind("<", "first in the queue", "<"),
		MoveLast:   bind(">", "last in the queue", ">"),
		FewerParts: bind("[", "fewer parts at once", "["),
		MoreParts:  bind("]", "more parts at once", "]"),
		LowerRate:  bind("{", "lower rate limit", "{"),
		HigherRate: bind("}", "higher rate limit", "}"),
		Limits:     bind("L", "limits", "L"),
	}
}

func keyKeys() KeyKeys {
	return KeyKeys{
		New:    bind("n", "new key", "n"),
		Delete: bind("D", "delete key", "D"),
	}
}

func bucketKeys() BucketKeys {
	return BucketKeys{
		New:        bind("n", "new bucket", "n"),
		Delete:     bind("D", "delete bucket", "D"),
		Unfinished: bind("x", "unfinished uploads", "x"),
	}
}

func dialogKeys() DialogKeys {
	return DialogKeys{
		Accept: bind("enter", "accept", "enter"),
		Cancel: bind("esc", "cancel", "esc"),
		Next:   bind("tab", "next", "tab"),
		Prev:   bind("shift+tab", "previous", "shift+tab"),
		Up:     bind("up", "up", "up"),
		Down:   bind("down", "down", "down"),
		Toggle: bind("space", "choose", "space"),
		Copy:   bind("y", "copy", "y"),
		Filter: bind("/", "filter", "/"),
	}
}

func inputKeys() InputKeys {
	return InputKeys{
		Accept: bind("enter", "keep", "enter"),
		Cancel: bind("esc", "clear", "esc"),
	}
}
