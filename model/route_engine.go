package model

import tea "charm.land/bubbletea/v2"

// engineResult hands the result of a command to what asked for it.
func (a *App) engineResult(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case authorizedMsg:
		return a.authorized(msg), true
	case listedMsg:
		return a.listed(msg), true
	case linkedMsg:
		return a.linked(msg), true
	case bucketsListedMsg:
		a.bucketsListed(msg)
	case keysListedMsg:
		a.keysListed(msg)
	case progressMsg:
		return a.progressed(msg), true
	case windowMsg:
		a.windowRead(msg)
	case scrollTickMsg:
		return a.scrollTick(msg), true
	case flipTickMsg:
		a.flipTick(msg)
	case reloadTickMsg:
		return a.reloadStale(msg), true
	case unfinishedMsg:
		return a.unfinishedFound(msg), true
	case hiddenMsg:
		return a.hiddenFound(msg), true
	case countedMsg:
		return a.choreStepped(msg), true
	case planMadeMsg:
		return a.planMade(msg), true
	case compareTickMsg:
		return a.compareTold(msg), true
	default:
		return a.actionResult(msg)
	}
	return nil, true
}

// actionResult handles what came of something that the user did.
func (a *App) actionResult(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case enqueuedMsg:
		return a.enqueued(msg), true
	case uploadsCancelledMsg:
		return a.uploadsCancelled(msg), true
	case choreQueuedMsg:
		return a.choreQueued(msg), true
	case cancelWeighedMsg:
		a.cancelWeighed(msg)
	case queueChangedMsg:
		return a.queueChanged(msg), true
	case renamedMsg:
		return a.renamed(msg), true
	case folderMadeMsg:
		return a.folderMade(msg), true
	case bucketCheckedMsg:
		return a.bucketChecked(msg), true
	case bucketMadeMsg:
		return a.bucketMade(msg), true
	case bucketDeletedMsg:
		return a.bucketDeleted(msg), true
	case keyMadeMsg:
		return a.keyMade(msg), true
	case keyDeletedMsg:
		return a.keyDeleted(msg), true
	case copiedMsg:
		return a.copied(msg), true
	case pastedMsg:
		return a.pastePaths(msg), true
	case censusMsg:
		return a.askQuit(msg), true
	case cancelledAllMsg:
		return a.cancelledAll(msg), true
	case firstOpenMsg:
		if msg.err == nil {
			a.queue.Start(msg.row)
		}
	case questionMsg:
		return a.questionFound(msg), true
	case countDownMsg:
		return a.countedDown(), true
	case itemMsg:
		return a.itemRead(msg), true
	default:
		return nil, false
	}
	return nil, true
}
