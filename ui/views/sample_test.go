package views

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
)

var testNow = time.Date(2026, 11, 23, 15, 4, 0, 0, time.UTC)

func testKit(dark, ascii bool) *ui.Kit {
	return ui.NewKit(ui.NewTheme(dark, ascii), func() time.Time { return testNow })
}

// sampleRows are believable entries, some hostile or wide.
func sampleRows() []Row {
	at := func(days int) int64 { return testNow.AddDate(0, 0, -days).UnixMilli() }
	return []Row{
		{Name: "raw", Kind: KindFolder, Size: -1, ModMilli: at(3)},
		{Name: "IMG_0412.dng", ID: "4_z1_f2_d20261122_u1", Size: 38_100_000, ModMilli: at(1)},
		{Name: "IMG_0413.dng", ID: "4_z1_f3_d20261122_u2", Size: 38_400_000, ModMilli: at(0)},
		{Name: "a-very-long-name-of-a-backup-2026-11-20T03-15-00Z-part-0042-of-0100.tar.gz", Size: 1_234_567_890_123, ModMilli: at(400)},
		{Name: "日本語のファイル名.txt", Size: 12, ModMilli: at(20)},
		{Name: "evil\x1b[31m\x07\u202etxt.exe", Size: 999, ModMilli: at(90)},
		{Name: "bad\xff\xfeutf8 👍🏽 🇩🇪 e\u0301\u0301\u0301\u0301\u0301", Size: 0},
		{Name: "gone.txt", Size: 5, ModMilli: at(2)},
		{Name: "link", Kind: KindLink, Size: 9, ModMilli: at(2)},
		{Name: ".bzEmpty", Kind: KindPlaceholder, ModMilli: at(2)},
		{Name: "sda", Kind: KindSpecial, Size: -1, ModMilli: at(2)},
	}
}

func press(k string) tea.KeyPressMsg {
	switch k {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "down":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	case "space":
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	case "pgdown":
		return tea.KeyPressMsg{Code: tea.KeyPgDown}
	}
	r := []rune(k)[0]
	return tea.KeyPressMsg{Code: r, Text: k}
}

func sampleTransfers() []TransferRow {
	return []TransferRow{
		{
			ID: 1, Direction: Upload, State: Running, Name: "IMG_0402.dng", Source: "/home/ann/exports/IMG_0402.dng", Target: "photos/2026/11", Size: 38_000_000, Done: 23_000_000, Rate: 12_100_000, ETA: 2 * time.Second,
			Parts: []b2core.PartView{{Done: 10, Size: 10}, {Done: 10, Size: 10}, {Done: 10, Size: 10}, {Done: 5, Size: 10}, {Done: 0, Size: 10}},
		},
		{ID: 2, Direction: Download, State: Verifying, Name: "database-2026-11-22.dump.zst", Source: "backup-2026/db/database-2026-11-22.dump.zst", Target: "~/restore", Size: 900_000_000, Done: 900_000_000},
		{ID: 3, Direction: ServerSide, State: Queued, Name: "archive", IsGroup: true, Files: 1204, FilesDone: 12, FilesFailed: 2, Walking: true, Target: "cold-storage/2025", Size: 5_000_000_000, ETA: -1},
		{ID: 4, Direction: Upload, State: Paused, Name: "日本語のファイル名.mov", Target: "videos", Size: 10_000_000, Done: 3_000_000, ETA: -1},
		{ID: 5, Direction: Upload, State: Failed, Name: "evil\x1b[2J.txt", Target: "x", Size: 10, Reason: "the file changed while it was read; queue it again", ETA: -1},
		{ID: 6, Direction: Download, State: Done, NotVerifiable: true, Name: "old.bin", Target: "~/restore", Size: 10, Finished: testNow},
		{ID: 7, Direction: Upload, State: Done, Name: "notes.txt", Target: "documents", Size: 4_200, Done: 4200, Finished: testNow.Add(-time.Hour)},
		{ID: 8, Direction: Upload, State: Cancelled, Name: "core.1234", Target: "documents", Size: 4_200_000},
	}
}

func sampleBuckets() []b2core.Bucket {
	on := b2core.Setting[b2core.EncryptionMode]{Readable: true, Value: "SSE-B2"}
	return []b2core.Bucket{
		{
			ID: "4a48fe8875c6214145260818", Name: "photos", Type: b2core.AllPrivate, Revision: 3, Encryption: on,
			FileLock:  b2core.Setting[b2core.FileLock]{Readable: true},
			Lifecycle: []b2core.LifecycleRule{{DaysFromHidingToDeleting: 30}},
		},
		{
			ID: "4a48fe8875c6214145260819", Name: "backup-2026", Type: b2core.AllPrivate, Revision: 17, Encryption: on,
			FileLock:  b2core.Setting[b2core.FileLock]{Readable: true, Value: b2core.FileLock{Enabled: true, Mode: "governance", Duration: 30 * 24 * time.Hour}},
			Lifecycle: []b2core.LifecycleRule{{FileNamePrefix: "tmp/", DaysFromUploadingToHiding: 7, DaysFromHidingToDeleting: 1}, {DaysFromHidingToDeleting: 90, DaysFromStartingToCancelingUnfinishedLargeFiles: 7}},
			Info:      map[string]string{"owner": "ops", "evil": "\x1b]0;title\x07"},
		},
		{ID: "4a48fe8875c621414526081a", Name: "public-website", Type: b2core.AllPublic, Revision: 1},
	}
}

func sampleKeys() []b2core.ApplicationKey {
	return []b2core.ApplicationKey{
		{ID: "0014a48fe8875c60000000007", Name: "laptop", Capabilities: []b2core.Capability{"listKeys", "writeKeys", "deleteKeys", "listBuckets", "readBuckets", "writeBuckets", "deleteBuckets", "listFiles", "readFiles", "shareFiles", "writeFiles", "deleteFiles", "bypassGovernance"}},
		{ID: "0014a48fe8875c60000000008", Name: "nightly-backup", Capabilities: []b2core.Capability{"listBuckets", "listFiles", "readFiles", "writeFiles"}, BucketIDs: []string{"4a48fe8875c6214145260819"}, NamePrefix: "db/", Expires: testNow.AddDate(0, 3, 0)},
		{ID: "0014a48fe8875c60000000009", Name: "visitor", Capabilities: []b2core.Capability{"listFiles", "readFiles"}, BucketIDs: []string{"gone"}, Expires: testNow.AddDate(0, 0, 3)},
		{ID: "0014a48fe8875c6000000000a", Name: "old-ci", Capabilities: []b2core.Capability{"writeFiles"}, Expires: testNow.AddDate(0, 0, -3)},
	}
}

// scene is a view in a state, by name.
type scene func(kit *ui.Kit) interface {
	Render(w, h int, focused bool) string
}

func samplePane(kit *ui.Kit) *FilePane {
	p := NewFilePane(kit)
	p.SetPlace(Place{Path: "/home/ann/exports", Home: Home{"/home/ann", "~"}})
	p.SetPage(sampleRows(), true)
	p.Render(60, 20, true)
	for _, k := range []string{"down", "down", "space", "space"} {
		p.Update(press(k))
	}
	return p
}

func scenes() map[string]scene {
	type drawn = interface {
		Render(w, h int, focused bool) string
	}
	return map[string]scene{
		"local": func(kit *ui.Kit) drawn { return samplePane(kit) },
		"filter": func(kit *ui.Kit) drawn {
			p := samplePane(kit)
			p.Update(press("/"))
			p.Update(press("i"))
			return p
		},
		"remote-error": func(kit *ui.Kit) drawn {
			p := NewFilePane(kit)
			p.SetPlace(Place{Remote: true, BucketID: "x", Bucket: "photos", Path: "2026/11/"})
			p.SetError(&Problem{Title: "cannot list photos/2026/11", Detail: "the service did not answer within 30 s, three times", Hint: "check the network"})
			return p
		},
		"loading": func(kit *ui.Kit) drawn {
			p := NewFilePane(kit)
			p.SetPlace(Place{Remote: true, BucketID: "x", Bucket: "photos"})
			return p
		},
		"queue": func(kit *ui.Kit) drawn {
			q := NewTransferQueue(kit)
			if w, ok := q.Wants().(WindowWanted); ok {
				q.SetWindow(w, 8, sampleTransfers())
			}
			q.SetTotals(TransferTotals{Running: 2, Queued: 14, Failed: 1, Bytes: 938_000_000, BytesDone: 923_000_000, ETA: 42 * time.Second})
			q.SetLimits(TransferLimits{FilesAtOnce: 4, PartsAtOnce: 16})
			return q
		},
		"buckets": func(kit *ui.Kit) drawn {
			b := NewBucketList(kit)
			b.SetBuckets(sampleBuckets(), nil)
			return b
		},
		"buckets-gone": func(kit *ui.Kit) drawn {
			b := NewBucketList(kit)
			b.SetBuckets(sampleBuckets()[:1], []b2core.AllowedBucket{{ID: "4a48fe8875c621414526081f"}})
			b.Update(press("down"))
			return b
		},
		"keys": func(kit *ui.Kit) drawn {
			k := NewKeyManager(kit)
			k.SetKeys(sampleKeys())
			k.SetCurrent("0014a48fe8875c60000000007")
			k.SetBucketNames(map[string]string{"4a48fe8875c6214145260819": "backup-2026"})
			return k
		},
		"key-details": func(kit *ui.Kit) drawn {
			k := NewKeyManager(kit)
			k.SetKeys(sampleKeys())
			k.Update(press("i"))
			return k
		},
		"dock":      func(kit *ui.Kit) drawn { return sampleDock(kit, 3) },
		"dock-idle": func(kit *ui.Kit) drawn { return sampleDock(kit, 0) },
	}
}

// dockScene draws a dock in a few of the lines it is given.
type dockScene struct{ *Dock }

func (d dockScene) Render(w, h int, _ bool) string { return d.Dock.Render(w, max(h/5, min(h, 1))) }

func sampleDock(kit *ui.Kit, n int) dockScene {
	d := NewDock(kit)
	d.SetActive(sampleTransfers()[:n])
	d.SetTotals(TransferTotals{Running: n, Queued: 14})
	return dockScene{d}
}
