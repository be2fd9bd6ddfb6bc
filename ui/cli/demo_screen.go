package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/safego"
	"b2tui/b2core/transfer"
)

// The demo's local folders, in a temporary one.
const (
	demoExports   = "exports"   // where the local pane opens
	demoDownloads = "downloads" // where the demo's own downloads go
)

// furnish gives the demo's screen a local folder with files to try things on,
// and a line slow enough to watch them move.
func (a *app) furnish(d *demo, s *Session, cfg *transfer.Config) error {
	dir, err := os.MkdirTemp("", "b2tui-demo-")
	if err != nil {
		return err
	}
	a.atExit(func() { _ = os.RemoveAll(dir) })
	d.dir = dir
	if err := writeSamples(dir); err != nil {
		return fmt.Errorf("write the demo's sample files: %w", err)
	}
	s.Scratch = dir
	s.LocalDir = filepath.Join(dir, demoExports)
	if s.Start == (Location{}) {
		s.Start = Location{Bucket: emulator.DemoBucket, Name: emulator.DemoFolder}
	}
	cfg.Limits = transfer.Limits{FilesAtOnce: 3, PartsAtOnce: 32}
	d.emulator.SetPace(emulator.Pace{Up: demoUp, Down: demoDown})
	return nil
}

// writeSamples makes believable files. The larger ones are holes, so that they
// take no room.
func writeSamples(dir string) error {
	for name, text := range map[string]string{
		"notes.md": "# November\n\nPick the twenty best, send the contact sheet on Friday.\n",
		"contact-sheet.csv": "file,rating,keywords\nIMG_0412.dng,4,\"alps, dawn\"\n" +
			"IMG_0413.dng,5,\"alps, dawn, lake\"\nIMG_0431.dng,3,village\n",
		"web/index.html": "<!doctype html>\n<title>Alps</title>\n<h1>Alps, November</h1>\n",
		"web/style.css":  "body { margin: 2rem auto; max-width: 40rem }\n",
	} {
		if err := writeSample(filepath.Join(dir, demoExports, name), []byte(text), int64(len(text))); err != nil {
			return err
		}
	}
	for name, size := range map[string]int64{
		"IMG_0412.dng":          6_381_204,
		"IMG_0413.dng":          6_402_518,
		"IMG_0414.dng":          5_977_330,
		"raw/IMG_0431.dng":      24_914_208,
		"raw/IMG_0432.dng":      25_102_777,
		"raw/IMG_0433.dng":      24_730_912,
		"thumbs/IMG_0412.jpg":   148_220,
		"thumbs/IMG_0413.jpg":   151_094,
		"thumbs/IMG_0414.jpg":   139_871,
		"contact-sheet.pdf":     2_204_113,
		"interview-2026-11.m4a": 12_530_400,
	} {
		if err := writeSample(filepath.Join(dir, demoExports, name), nil, size); err != nil {
			return err
		}
	}
	return os.MkdirAll(filepath.Join(dir, demoDownloads), 0o700)
}

func writeSample(path string, content []byte, size int64) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return err
	}
	if err := os.Truncate(path, size); err != nil {
		return err
	}
	changed := time.Now().Add(-time.Duration(size%400) * time.Hour) // some days ago, each another
	return os.Chtimes(path, changed, changed)
}

// startTransfers puts something of every state into the demo's queue. It works
// beside the screen, whose first frame does not wait for it.
func (d *demo) startTransfers(ctx context.Context, s *Session) {
	safego.Go(func() {
		jobs, err := d.jobs(ctx, s)
		if err == nil {
			_, err = s.Queue.Enqueue(ctx, jobs...)
		}
		if err != nil {
			s.Log.Warn("fill the demo's queue", "error", err)
		}
	})
}

func (d *demo) jobs(ctx context.Context, s *Session) ([]transfer.Job, error) {
	photos, err := s.Client.BucketByName(ctx, emulator.DemoBucket)
	if err != nil {
		return nil, err
	}
	backup, err := s.Client.BucketByName(ctx, "backup-2026")
	if err != nil {
		return nil, err
	}
	film, err := s.Client.Stat(ctx, photos.ID, "films/alps-drone.mov")
	if err != nil {
		return nil, err
	}
	dump, err := s.Client.Stat(ctx, backup.ID, "db/full/orders-2026-11.sql.zst")
	if err != nil {
		return nil, err
	}
	up := func(name string) transfer.Job {
		return transfer.Job{
			Direction: transfer.Up, Profile: s.Account.Profile, Local: filepath.Join(d.dir, demoExports, filepath.FromSlash(name)),
			BucketID: photos.ID, Bucket: photos.Name, Name: emulator.DemoFolder + name,
		}
	}
	down := func(from b2core.Bucket, file b2core.FileVersion, to string) transfer.Job {
		return transfer.Job{
			Direction: transfer.Down, Profile: s.Account.Profile, Local: filepath.Join(d.dir, demoDownloads, to),
			BucketID: from.ID, Bucket: from.Name, Name: file.Name, File: file,
		}
	}
	later := down(photos, film, "alps-drone.mov")
	later.Paused = true
	return []transfer.Job{
		up("notes.md"),
		up("voice-memo.m4a"), // was moved away since: fails
		down(backup, dump, "orders-2026-11.sql.zst"),
		up("raw/IMG_0431.dng"),
		up("raw/IMG_0432.dng"),
		up("raw/IMG_0433.dng"),
		later,
	}, nil
}
