package emulator

import (
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// photos is a camera's archive: raw files, thumbnails, versions, a hidden file
// and a film that went up in parts.
func (s *seeder) photos() {
	b := s.bucket("photos", "allPrivate", bucketSettings{Info: map[string]string{"owner": "ana"}})
	raw, jpeg := newFamily(1), newFamily(2)
	for month := range 11 {
		folder := fmt.Sprintf("2026/%02d/", month+1)
		count := 12 + 3*month
		if folder == DemoFolder {
			count = 96
		}
		first := 10 + 40*month
		for i := range count {
			at := s.ago((11-month)*30-15+i*20/count, i%9)
			n := int64(first + i)
			s.file(b, fmt.Sprintf("%sIMG_%04d.dng", folder, n), at, raw.content(24_000_000+n*7_919*13%2_400_000), nil)
			s.file(b, fmt.Sprintf("%sthumbs/IMG_%04d.jpg", folder, n), at, jpeg.content(90_000+n*7_919%140_000), nil)
		}
	}
	for edit := range 3 {
		s.file(b, "2026/11/IMG_0413.dng", s.ago(4-edit, edit), raw.content(24_900_000+int64(edit)*31_337), nil)
	}
	s.hide(b, "2026/11/IMG_0415.dng", s.ago(2, 0))
	s.text(b, "2026/12/.bzEmpty", s.ago(1, 0), "", nil)
	s.large(b, "films/alps-drone.mov", s.ago(40, 3), demoFilm, demoFilmSize, "")
	s.text(b, "README.md", s.ago(300, 0), "# Photos\n\nRaw files by year and month, thumbnails beside them.\n", nil)
}

// The large files of the demo. The dump's hash is that of its computed content.
const (
	demoFilm     = 11
	demoFilmSize = 1_240_000_000
	demoDump     = 12
	demoDumpSize = 240_000_000
	demoDumpSHA1 = "f8329332fc56cac3c3e2b25509b47e94ed6ce89d"
)

// backup is a server's backup: nightly dumps, a configuration file with many
// versions, deep folders and an upload that never ended.
func (s *seeder) backup() {
	b := s.bucket("backup-2026", "allPrivate", bucketSettings{
		Lifecycle: []api.LifecycleRule{{FileNamePrefix: "tmp/", HidingToDeleting: new(7)}},
		Encryption: api.Encryption{
			Mode: new(api.ModeSSEB2), Algorithm: new(api.AES256),
		},
	})
	dumps, files := newFamily(3), newFamily(4)
	for day := range 30 {
		at := s.ago(30-day, 2)
		s.file(b, "db/"+at.UTC().Format("2006-01-02")+"/orders.sql.gz", at, dumps.content(18_000_000+int64(day)*61_003), nil)
	}
	s.large(b, "db/full/orders-2026-11.sql.zst", s.ago(3, 2), demoDump, demoDumpSize, demoDumpSHA1)
	s.unfinished(b, "db/full/orders-2026-12.sql.zst", s.ago(1, 4), 3, 10_000_000)
	for n := range 24 {
		s.text(b, "etc/nginx/nginx.conf", s.ago(120-5*n, 1), fmt.Sprintf("worker_processes %d;\nevents { worker_connections 1024; }\n", n+1), nil)
	}
	s.text(b, "etc/hosts", s.ago(90, 0), "127.0.0.1 localhost\n10.0.0.7 db\n", nil)
	for i := range 60 {
		name := fmt.Sprintf("home/ana/projects/terrain/src/%s/%s/tile-%03d.bin", []string{"mesh", "noise", "io"}[i%3], []string{"v1", "v2"}[i%2], i)
		s.file(b, name, s.ago(60-i/2, i%24), files.content(20_000+int64(i)*4_099), nil)
	}
	for i := range 8 {
		name := fmt.Sprintf("tmp/export-%02d.csv", i)
		s.file(b, name, s.ago(20, i), files.content(30_000+int64(i)*997), nil)
		s.hide(b, name, s.ago(6, i))
	}
}

// website is a public bucket.
func (s *seeder) website() {
	b := s.bucket("www-assets", "allPublic", bucketSettings{Info: map[string]string{"Cache-Control": "max-age=3600"}})
	page := "<!doctype html>\n<title>Terrain</title>\n<link rel=stylesheet href=css/site.css>\n<h1>Terrain</h1>\n"
	s.text(b, "index.html", s.ago(12, 0), page, map[string]string{"b2-cache-control": "max-age=60"})
	s.text(b, "css/site.css", s.ago(12, 0), "body { font: 16px/1.5 system-ui; margin: 2rem auto; max-width: 40rem }\n", nil)
	s.text(b, "img/logo.svg", s.ago(200, 0), "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><circle cx='4' cy='4' r='3'/></svg>\n", nil)
	f := newFamily(5)
	for i, release := range []string{"1.0.0", "1.1.0", "1.2.0", "2.0.0"} {
		for _, os := range []string{"linux-amd64.tar.gz", "darwin-arm64.tar.gz", "windows-amd64.zip"} {
			name := "downloads/" + release + "/terrain-" + release + "-" + os
			s.file(b, name, s.ago(180-40*i, 5), f.content(8_000_000+int64(len(os)*40_009+i*311_007)), nil)
		}
	}
}

// logs has one folder of 100,000 names. They are cut from one string: a string
// each would be a third more memory.
func (s *seeder) logs() {
	b := s.bucket(DemoManyNames, "allPrivate", bucketSettings{Lifecycle: []api.LifecycleRule{{
		UploadingToHiding: new(365), HidingToDeleting: new(30),
	}}})
	names := func(yield func(string) bool) {
		const head, digits, tail = "2026/ev-", 6, ".json.gz"
		const width = len(head) + digits + len(tail)
		b := make([]byte, 0, width*demoManyNames)
		for i := range int64(demoManyNames) {
			b = append(b, head...)
			b = appendPadded(b, i, 10, digits)
			b = append(b, tail...)
		}
		all := string(b)
		for i := range demoManyNames {
			if !yield(all[i*width : (i+1)*width]) {
				return
			}
		}
	}
	s.put(s.e.store.addNames(b, names, newFamily(6), 180_000, s.now, "application/gzip"))
	s.text(b, "README.txt", s.ago(200, 0), "One file for each minute's events.\n", nil)
}

// demoCustomerKey is the key of the demo's file under SSE-C, as its neighbour tells.
const demoCustomerKey = "0123456789abcdef0123456789abcdef"

// archive is a bucket with file lock: files under each kind of protection, and
// one that is encrypted with a customer's key.
func (s *seeder) archive() {
	b := s.bucket("archive", "allPrivate", bucketSettings{
		Locked: true,
		Retention: api.DefaultRetention{
			Mode: new(api.RetentionGovernance), Period: &api.RetentionPeriod{Duration: 30, Unit: "days"},
		},
	})
	scans := newFamily(7)
	until := s.now.Add(900 * day).UnixMilli()
	for i, kept := range []struct {
		name string
		guard
	}{
		{"contracts/lease-2026.pdf", guard{mode: api.RetentionCompliance, until: until}},
		{"contracts/lease-2025.pdf", guard{mode: api.RetentionGovernance, until: until}},
		{"contracts/lease-2019.pdf", guard{mode: api.RetentionGovernance, until: s.ago(3, 0).UnixMilli()}},
		{"lawsuit/letters.pdf", guard{hold: api.LegalHoldOn}},
		{"lawsuit/evidence.zip", guard{mode: api.RetentionCompliance, until: until, hold: api.LegalHoldOn}},
	} {
		v := s.file(b, kept.name, s.ago(200-i, i), scans.content(1_200_000+int64(i)*50_021), nil)
		s.put(s.e.store.putGuard(v, &kept.guard))
	}
	key := md5.Sum([]byte(demoCustomerKey))
	v := s.file(b, "medical/x-ray.dcm", s.ago(20, 0), scans.content(3_400_000), map[string]string{"sse_c_key_id": "demo"})
	s.put(s.e.store.putGuard(v, &guard{sse: api.ModeSSEC, keyMD5: base64.StdEncoding.EncodeToString(key[:])}))
	s.text(b, "medical/README.txt", s.ago(20, 0), "The key of x-ray.dcm, in base64: "+
		base64.StdEncoding.EncodeToString([]byte(demoCustomerKey))+"\n", nil)
}

// snapshot is a bucket of a type that clients show and cannot make.
func (s *seeder) snapshot() {
	b := s.bucket("b2-snapshots-demo", "snapshot", bucketSettings{})
	s.file(b, "photos-2026-06-30.zip", s.ago(146, 0), newFamily(8).content(48_000_000), nil)
}

// oddNames are names that a careless or a hostile uploader leaves. The service
// refuses control characters by its own API; an escape can still come through
// others and is here so that the screen's defence can be seen.
func (s *seeder) oddNames() {
	b := s.bucket("odd-names", "allPrivate", bucketSettings{})
	for i, name := range []string{
		"spaces in a name.txt", "plus+and&more.txt", "100%25 percent.txt", "hash#question?.txt",
		"Grüße aus Köln.txt", "日本語/ファイル.txt", "emoji 🏔️ alps.txt", "e\u0301 decomposed.txt", "é composed.txt",
		"trailing space ", " leading space", "-rf", "~", "back\\slash.txt", "CON", "semi;colon.txt", "quote\"'.txt",
		"right-to-left \u202egpj.exe", "zero\u200bwidth.txt", "c1 \u009b31mred.txt", "escape \x1b]0;owned\x07.txt",
		"dots/../../outside.txt", "folder/.bzEmpty", "UPPER.txt", "upper.TXT",
		"long/" + strings.Repeat("n", maxSegmentBytes),
	} {
		s.text(b, name, s.ago(30, i), "The name of this file is the interesting part.\n", nil)
	}
}

func (s *seeder) keys() {
	photos, backup, www := s.id("photos"), s.id("backup-2026"), s.id("www-assets")
	read := []string{"listBuckets", "listFiles", "readFiles"}
	write := append([]string{"writeFiles", "deleteFiles"}, read...)
	s.key("laptop", allCapabilities(), nil, "", 0)
	s.key("website-readonly", read, []string{www}, "", 0)
	s.key("camera-upload", []string{"listBuckets", "listFiles", "writeFiles"}, []string{photos}, "2026/", 0)
	s.key("nightly-backup", write, []string{backup}, "db/", 200*24*time.Hour)
	s.key("contractor", append([]string{"shareFiles"}, read...), []string{photos, www}, "", 3*24*time.Hour)
	s.key("letterbox", []string{"writeFiles"}, []string{s.id("inbox-empty")}, "", 0)
	s.key("old-laptop", allCapabilities(), nil, "", -24*time.Hour)
}

func (s *seeder) id(bucket string) string { return s.e.store.bucketByName(bucket).id }
