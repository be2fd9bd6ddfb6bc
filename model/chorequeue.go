package model

import (
	"context"
	"path/filepath"
	"slices"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/views"
)

// choreQueuedMsg tells that a chore is in the queue.
type choreQueuedMsg struct {
	pane int
	at   views.Place
	said string
	err  error
}

// queueChore gives what was confirmed to the queue: there it survives a kill,
// can be stopped, and leaves a trace. It goes to the top: whoever hides a name
// does not want to wait for the uploads before it.
func (a *App) queueChore(c chore) tea.Cmd {
	ctx, t, jobs := a.ctx, a.deps.Transfers, c.jobs(a.deps.Profile)
	batch := c.batch(jobs)
	msg := choreQueuedMsg{pane: c.pane, at: c.at, said: c.said()}
	return func() tea.Msg {
		msg.err = enqueueChore(ctx, t, batch, jobs)
		return msg
	}
}

// enqueueChore stores the jobs, as one group where they can be one.
func enqueueChore(ctx context.Context, t Transfers, batch transfer.Batch, jobs []transfer.Job) error {
	var ids []int64
	var err error
	if len(jobs) > 1 && !slices.ContainsFunc(jobs, func(j transfer.Job) bool { return j.Dir }) {
		ids = make([]int64, 1)
		ids[0], err = t.EnqueueBatch(ctx, batch)
	} else {
		ids, err = t.Enqueue(ctx, jobs...)
	}
	if err != nil {
		return err
	}
	// It is queued: where it stands is only a wish.
	_ = t.Arrange(ctx, transfer.First, ids...)
	return nil
}

// jobs are the orders, one a row.
func (c *chore) jobs(profile string) []transfer.Job {
	jobs := make([]transfer.Job, 0, len(c.rows))
	for _, r := range c.rows {
		j := transfer.Job{Direction: c.kind.direction(), Profile: profile}
		if !c.at.Remote {
			j.Local = filepath.Join(c.at.Path, r.Name)
			if c.kind == trashLocal {
				j.Source = transfer.TrashSource
			}
			jobs = append(jobs, j)
			continue
		}
		j.BucketID, j.Bucket, j.Name, j.Dir = c.at.BucketID, c.at.Bucket, rowPrefix(c.at, r), r.IsDir()
		if id := c.newest[j.Name]; c.kind == deleteVersions && id != "" {
			// What is stored under the name until its turn comes was not agreed to.
			j.Expect.Target = &transfer.Seen{VersionID: id}
		}
		jobs = append(jobs, j)
	}
	return jobs
}

func (k choreKind) direction() transfer.Direction {
	switch k {
	case hideNames:
		return transfer.Hide
	case unhideNames:
		return transfer.Unhide
	case deleteVersions:
		return transfer.Delete
	}
	return transfer.Remove
}

// batch makes one group of several jobs.
func (c *chore) batch(jobs []transfer.Job) transfer.Batch {
	b := transfer.Batch{Title: c.verb() + " " + itemsText(len(jobs)), Direction: c.kind.direction(), Jobs: slices.Values(jobs)}
	if len(jobs) > 0 {
		b.Profile = jobs[0].Profile
	}
	if c.at.Remote {
		b.BucketID, b.Bucket, b.Name = c.at.BucketID, c.at.Bucket, c.at.Path
	} else {
		b.Local = c.at.Path
	}
	return b
}

// verb is what is done, as the queue words it.
func (c *chore) verb() string {
	switch c.kind {
	case hideNames:
		return "hide"
	case unhideNames:
		return "show again"
	case trashLocal:
		return "trash"
	}
	return "delete"
}

func (c *chore) said() string {
	return "queued: " + c.verb() + " " + c.what() + ", " + c.units()
}

func (a *App) choreQueued(msg choreQueuedMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayFailed("nothing was queued", msg.err)
	}
	a.panes[msg.pane].view.ClearMarks()
	a.expect(msg.at)
	a.queue.Invalidate()
	return a.say(ui.ToneGood, msg.said)
}
