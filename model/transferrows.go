package model

import (
	"path"
	"path/filepath"
	"strings"

	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

// The queue speaks in items, the views in rows: what they show, without where
// it is kept.

func transferRows(items []transfer.Item, home views.Home) []views.TransferRow {
	rows := make([]views.TransferRow, 0, len(items))
	for _, item := range items {
		rows = append(rows, transferRow(item, home))
	}
	return rows
}

func transferRow(it transfer.Item, home views.Home) views.TransferRow {
	row := views.TransferRow{
		ID: it.ID, Asks: it.Asks, State: views.State(it.State), NotVerifiable: it.NotVerifiable,
		Size: it.Size, Done: it.Done, Rate: it.Rate, Stalled: it.Stalled, ETA: it.ETA, Parts: it.Parts,
		Reason: it.Reason, RetryAt: it.RetryAt, Owner: it.Owner,
		Enqueued: it.Enqueued, Finished: it.Finished,
		IsGroup: it.IsGroup, Files: it.Files, FilesDone: it.FilesDone,
		FilesFailed: it.FilesFailed, FilesSkipped: it.FilesSkipped, Walking: it.Walking,
	}
	remote := it.Bucket + "/" + it.Name
	switch it.Direction {
	case transfer.Up:
		row.Direction = views.Upload
		row.Name, row.Source, row.Target = filepath.Base(it.Local), home.Short(it.Local), remoteFolder(it.Bucket, it.Name)
	case transfer.Down:
		row.Direction = views.Download
		row.Name, row.Source, row.Target = remoteBase(it.Name, it.Bucket), remote, home.Short(filepath.Dir(it.Local))
	case transfer.Copy:
		row.Direction = views.ServerSide
		row.Name, row.Target = remoteBase(it.Name, it.Bucket), remoteFolder(it.Bucket, it.Name)
		if it.SourceBucket != "" {
			row.Source = it.SourceBucket + "/" + it.SourceName
		}
	case transfer.Remove:
		row.Direction = views.Deletes
		if it.Source == transfer.TrashSource {
			row.Direction = views.Trashes
		}
		row.Name, row.Source = filepath.Base(it.Local), home.Short(it.Local)
		row.Verb, row.Target = removes(it.Source), home.Short(filepath.Dir(it.Local))
	default:
		row.Direction = views.Deletes
		if it.Direction == transfer.Hide {
			row.Direction = views.Hides
		} else if it.Direction == transfer.Unhide {
			row.Direction = views.ShowsAgain
		}
		row.Name, row.Source = remoteBase(it.Name, it.Bucket), remote
		row.Verb, row.Target = changes(it.Direction), remoteFolder(it.Bucket, it.Name)
	}
	row.Moves = it.Source != transfer.KeepSource && it.Direction != transfer.Remove
	if it.Title != "" { // a plan's group names the two folders, not what is in them
		row.Name, row.Target = it.Title, strings.TrimSuffix(remote, "/")
		if it.Direction == transfer.Down || it.Direction == transfer.Remove {
			row.Target = home.Short(it.Local)
		}
		if !isTransfer(it.Direction) {
			row.Verb = "in"
		}
	}
	return row
}

// isTransfer tells whether bytes go anywhere.
func isTransfer(d transfer.Direction) bool {
	return d == transfer.Up || d == transfer.Down || d == transfer.Copy
}

// changes says what is done to a name where nothing goes anywhere.
func changes(d transfer.Direction) string {
	switch d {
	case transfer.Hide:
		return "hide in"
	case transfer.Unhide:
		return "show again in"
	}
	return "delete from"
}

// removes says what is done to a local file.
func removes(d transfer.Disposal) string {
	if d == transfer.TrashSource {
		return "trash from"
	}
	return "delete from"
}

// sourceAfter says what becomes of a source when it has arrived; empty: nothing.
func sourceAfter(d transfer.Disposal) string {
	switch d {
	case transfer.HideSource:
		return "the source is hidden"
	case transfer.DeleteSource:
		return "the source is deleted"
	case transfer.TrashSource:
		return "the source goes to the trash"
	}
	return ""
}

// remoteFolder is the folder that a name, or a folder's prefix, lies in.
func remoteFolder(bucket, name string) string {
	return strings.TrimSuffix(bucket+"/"+remoteDir(name), "/")
}

// remoteDir is the prefix that a name lies in, empty or with a final slash.
func remoteDir(name string) string {
	name = strings.TrimSuffix(name, "/")
	return name[:strings.LastIndexByte(name, '/')+1]
}

func remoteBase(name, bucket string) string {
	if name == "" {
		return bucket
	}
	return path.Base(name)
}

// targetOf is the folder in which an item's result appears.
func targetOf(it transfer.Item, home views.Home) views.Place {
	if it.Direction == transfer.Down || it.Direction == transfer.Remove {
		return views.Place{Path: filepath.Dir(it.Local), Home: home}
	}
	return views.Place{Remote: true, Bucket: it.Bucket, Path: remoteDir(it.Name)}
}

func transferTotals(t transfer.Totals) views.TransferTotals {
	return views.TransferTotals{
		Running: t.Running, Queued: t.Queued, Paused: t.Paused,
		Failed: t.Failed, Done: t.Done, Cancelled: t.Cancelled,
		RunningChanges: t.RunningChanges, QueuedChanges: t.QueuedChanges,
		Bytes: t.Bytes, BytesDone: t.BytesDone, ETA: t.ETA,
	}
}

func transferLimits(s *transfer.Snapshot) views.TransferLimits {
	l, r := s.Limits, s.Rule
	return views.TransferLimits{
		FilesAtOnce: l.FilesAtOnce, PartsAtOnce: l.PartsAtOnce, PartsNow: s.PartsNow, Up: l.UpRate, Down: l.DownRate,
		Rule: r.Name, Until: r.Until, Overridden: r.Overridden,
	}
}
