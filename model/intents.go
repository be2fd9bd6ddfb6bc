package model

import (
	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

// act does at once what a view asked for. pane is the index of the pane that
// asked, where it was one.
func (a *App) act(pane int, intent views.Intent) tea.Cmd {
	switch i := intent.(type) {
	case nil:
		return nil
	case views.Refused:
		return a.refuse(i.Reason)
	case views.ReloadRequested:
		return a.reload()
	}
	if cmd, ok := a.actFiles(pane, intent); ok {
		return cmd
	}
	if cmd, ok := a.actAccount(intent); ok {
		return cmd
	}
	return a.actQueue(intent)
}

// actFiles does what a file pane asks for.
func (a *App) actFiles(pane int, intent views.Intent) (tea.Cmd, bool) {
	switch i := intent.(type) {
	case views.Open:
		return a.open(pane, i.Row), true
	case views.Up:
		return a.up(pane), true
	case views.Back:
		return a.travel(pane, (*navigator).goBack), true
	case views.Forward:
		return a.travel(pane, (*navigator).goForward), true
	case views.SideRequested:
		return a.otherSide(pane), true
	case views.MoreWanted:
		return a.fetchMore(pane), true
	case views.CopyRequested:
		return a.copyRows(pane, a.panes[pane].nav.here, i.Rows, a.other(pane).nav.here, false), true
	case views.CopyChoiceRequested:
		return a.askCopy(pane, i.Rows), true
	case views.SyncRequested:
		return a.askSync(pane), true
	case views.NewFolderRequested:
		a.askFolder(pane)
	case views.HideRequested:
		return a.askHide(pane, i.Rows), true
	case views.UnhideRequested:
		return a.askUnhide(pane), true
	case views.UnfinishedRequested:
		return a.askUnfinished(a.panes[pane].nav.here), true
	case views.DeleteRequested:
		return a.askDelete(pane, i.Rows), true
	case views.CopyPathRequested:
		return copyPaths(a.ctx, a.deps.Browser, a.panes[pane].nav.here, i.Rows), true
	case views.DetailsRequested:
		a.rowDetails(pane, i.Row)
	case views.MoveRequested:
		return a.askMove(pane, i.Rows, ""), true
	case views.RenameRequested:
		a.askRename(pane, i.Row)
	default:
		return nil, false
	}
	return nil, true
}

// actAccount does what the Buckets and Keys views ask for.
func (a *App) actAccount(intent views.Intent) (tea.Cmd, bool) {
	switch i := intent.(type) {
	case views.BucketOpenRequested:
		return a.openBucket(i.Bucket), true
	case views.BucketCreateRequested:
		a.askBucket()
	case views.BucketDeleteRequested:
		a.keepSaying("looking into " + i.Bucket.Name + "…")
		return checkBucket(a.ctx, a.deps.Browser, i.Bucket), true
	case views.BucketUnfinishedRequested:
		return a.askUnfinished(views.Place{Remote: true, BucketID: i.Bucket.ID, Bucket: i.Bucket.Name}), true
	case views.KeyCreateRequested:
		a.askKey()
	case views.KeyDeleteRequested:
		a.askKeyDelete(i.Key)
	default:
		return nil, false
	}
	return nil, true
}

// actQueue does what the queue asks for.
func (a *App) actQueue(intent views.Intent) tea.Cmd {
	t := a.deps.Transfers
	if cmd, refused := a.readOnlyOrder(intent); refused {
		return cmd
	}
	switch i := intent.(type) {
	case views.WindowWanted:
		return queueWindow(a.ctx, t, i)
	case views.PauseRequested:
		if i.Resume {
			return queueChange("resume", func() error { return t.Resume(a.ctx, i.IDs...) })
		}
		return queueChange("pause", func() error { return t.Pause(a.ctx, i.IDs...) })
	case views.PauseAllRequested:
		if i.Resume {
			return queueChange("resume all", func() error { return t.ResumeAll(a.ctx) })
		}
		return pauseAll(a.ctx, t)
	case views.CancelRequested:
		return cancelTransfers(a.ctx, t, i.Rows)
	case views.RetryRequested:
		return queueChange("retry", func() error { return t.Retry(a.ctx, i.IDs...) })
	case views.ClearFinishedRequested:
		return clearFinished(a.ctx, t)
	case views.LimitsRequested:
		return a.changeLimits(i)
	case views.ReorderRequested:
		return shift(a.ctx, t, i)
	case views.PlaceRequested:
		before := transfer.First
		if i.Last {
			before = transfer.Last
		}
		return arrange(a.ctx, t, before, i.IDs)
	case views.LimitsOpenRequested:
		a.askLimits()
	case views.AnswerRequested:
		return findQuestion(a.ctx, t, i.ID, false)
	case views.TransferDetailsRequested:
		return transferDetails(a.ctx, t, i.Row.ID)
	case views.TransfersOpenRequested:
		return a.show(viewTransfers)
	}
	return nil
}
