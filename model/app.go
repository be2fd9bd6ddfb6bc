package model

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/views"
)

// viewID is one of the four views, in the order of their keys and tabs.
type viewID int

const (
	viewBuckets viewID = iota
	viewFiles
	viewKeys
	viewTransfers
)

// App is the screen: the only tea.Model.
type App struct {
	ctx  context.Context // ends with Run; the parent of every command's context
	deps Deps
	kit  *ui.Kit
	pace *pacer
	home views.Home // under it local paths are shown short

	session  session
	snapshot transfer.Snapshot // the queue's latest state

	active viewID
	panes  [2]*pane
	focus  int // the pane with the focus

	buckets  *views.BucketList
	keys     *views.KeyManager
	queue    *views.TransferQueue
	dock     *views.Dock
	bucketGo request // the listings of the Buckets and Keys views
	keyGo    request
	known    []b2core.Bucket // the buckets as last listed

	dialogs    dialogs
	drag       drag
	clicks     clicks
	scrolls    int   // counts the chains of auto-scroll ticks
	scrollStep int   // which way the running chain scrolls; 0: none runs
	flipCount  int   // counts the waits for a pane to flip
	flipping   bool  // the pointer rests where it flips
	chore      chore // counting or removing names
	syncing    syncing
	toast      toast
	counting   bool            // a countdown ticks
	asked      int             // transfer.Snapshot.Asked as it was acted on; -1: not yet
	reloads    int             // counts debounced reloads
	expected   map[string]bool // places where transfers will put something

	width, height int
	layout        ui.Layout
	mouseOff      bool
	leave         leave
	frame         tea.View // the last one drawn
}

// pane is one side of the Files view: the view and where it stands.
type pane struct {
	view    *views.FilePane
	nav     navigator
	stale   bool       // something was put into its folder
	wanted  string     // the name to stand on after a reload
	unasked int        // how often a reload that nobody asked for was tried; 0: none runs
	rest    pageCursor // where a listing that is read again went on, should that fail
}

// request is a listing without a history: its generation and how to end it.
type request struct {
	gen    int
	cancel context.CancelFunc
}

// begin ends the listing before and returns the new one's context.
func (r *request) begin(parent context.Context) context.Context {
	if r.cancel != nil {
		r.cancel()
	}
	r.gen++
	ctx, cancel := context.WithCancel(parent)
	r.cancel = cancel
	return ctx
}

// newApp makes the screen. ctx ends when the program does.
func newApp(ctx context.Context, d Deps, p *pacer) *App {
	a := &App{ctx: ctx, deps: d, pace: p, active: viewFiles, asked: -1, expected: map[string]bool{}}
	a.home = d.home()
	a.kit = ui.NewKit(ui.NewTheme(d.Options.Theme != ThemeLight, d.Options.ASCII), d.Now)
	a.mouseOff = d.Options.NoMouse
	a.session.readOnly = d.Options.ReadOnly
	a.panes = [2]*pane{{view: views.NewFilePane(a.kit)}, {view: views.NewFilePane(a.kit)}}
	a.buckets = views.NewBucketList(a.kit)
	a.keys = views.NewKeyManager(a.kit)
	a.queue = views.NewTransferQueue(a.kit)
	a.dock = views.NewDock(a.kit)
	a.keys.SetCurrent(d.KeyID)
	if d.Start != "" {
		a.focus = 1
	}
	return a
}

// Init starts what runs from the beginning: the local listing, the login, the
// queue's snapshots.
func (a *App) Init() tea.Cmd {
	a.snapshot = a.deps.Transfers.Current()
	a.showProgress()
	cmds := []tea.Cmd{
		a.visit(0, views.Place{Path: a.deps.LocalDir, Home: a.home}, ""),
		authorize(a.ctx, a.deps.Browser),
		nextProgress(a.ctx, a.deps.Transfers),
	}
	right := a.panes[1]
	if a.deps.Start != "" {
		cmds = append(cmds, a.visit(1, views.RemotePlace(a.deps.Start), ""))
	} else {
		right.nav.here = views.Place{Remote: true}
		right.view.SetPlace(right.nav.here) // loading until the login tells where to begin
	}
	if a.deps.Options.Theme == ThemeAuto || a.deps.Options.Theme == "" {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	a.allow()
	if a.deps.Notice != "" {
		cmds = append(cmds, a.say(ui.ToneWarn, a.deps.Notice))
	}
	return tea.Batch(cmds...)
}

// Update takes one message: it routes by class, and asks for what the views in
// sight still lack.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := a.route(msg)
	return a, tea.Batch(cmd, a.fetchWanted())
}

func (a *App) route(msg tea.Msg) tea.Cmd {
	if cmd, ok := a.lifecycle(msg); ok {
		return cmd
	}
	if a.leave.begun {
		return nil // whatever still comes in, nobody is there to see it
	}
	if cmd, ok := a.engineResult(msg); ok {
		return cmd
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if a.dialogs.open() {
			return a.dialogInput(msg)
		}
		return a.keyPressed(msg)
	case tea.PasteMsg:
		if a.dialogs.open() {
			return a.dialogInput(msg)
		}
		return a.pasted(msg)
	case tea.MouseMsg, wheelMsg:
		return a.mouse(msg)
	}
	if a.dialogs.open() {
		return a.dialogInput(msg)
	}
	return nil
}

// View draws the screen; while the terminal has not taken the last frame, and
// once the program is leaving, it stays as it was.
func (a *App) View() tea.View {
	if a.frame.Content != "" && (a.leave.begun || a.pace.held()) {
		return a.frame
	}
	a.frame = a.draw()
	return a.frame
}

// shown is the view that has the keys, and where it is drawn.
func (a *App) shown() (views.View, ui.Rect) {
	switch a.active {
	case viewBuckets:
		return a.buckets, a.layout.Body
	case viewKeys:
		return a.keys, a.layout.Body
	case viewTransfers:
		return a.queue, a.layout.Body
	default:
		return a.panes[a.focus].view, a.paneRect(a.focus)
	}
}

// paneRect is where a pane is drawn; empty while the other one is shown alone.
func (a *App) paneRect(i int) ui.Rect {
	if a.layout.Mode != ui.TwoPanes {
		if i != a.focus {
			return ui.Rect{}
		}
		return a.layout.Left
	}
	if i == 0 {
		return a.layout.Left
	}
	return a.layout.Right
}

// other is the pane that the focused one copies to.
func (a *App) other(i int) *pane { return a.panes[1-i] }

// fetchWanted asks the views in sight what they lack and fetches it.
func (a *App) fetchWanted() tea.Cmd {
	if a.layout.Mode == ui.TooSmall || a.leave.begun {
		return nil
	}
	switch a.active {
	case viewFiles:
		var cmds []tea.Cmd
		for i, p := range a.panes {
			if _, ok := p.view.Wants().(views.MoreWanted); ok {
				cmds = append(cmds, a.fetchMore(i))
			}
		}
		return tea.Batch(cmds...)
	case viewTransfers:
		if w, ok := a.queue.Wants().(views.WindowWanted); ok {
			return queueWindow(a.ctx, a.deps.Transfers, w)
		}
	}
	return nil
}
