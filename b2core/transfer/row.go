package transfer

import (
	"encoding/json"
	"fmt"
	"time"

	"b2tui/b2core"
)

// row is an item as the journal holds it; the schema says what each field is.
type row struct {
	id, group  int64
	isGroup    bool
	ord        int64
	state      State
	owner      int64
	ownerName  string // host and pid, when a window reads it
	direction  Direction
	profile    string
	local      string
	root       string
	bucketID   string
	bucket     string
	name       string
	sourceID   string
	sourceName string
	fileID     string
	sha1       string
	mime       string
	info       string
	size, done int64
	tried      bool
	rate       float64
	conflict   Conflict
	print      string
	largeFile  string
	partSize   int64
	planSize   int64
	verdict    string
	reason     string
	enqueued   int64
	finished   int64

	sourceBucket  string
	sourceProfile string
	disposal      Disposal
	expectSource  string
	expectTarget  string
	made          string
	waitsFor      string

	refused error // why a walk stores it as failed
	ended   made  // of a file that has just ended
	groupRow
}

// groupRow is what only a group has.
type groupRow struct {
	walking     bool
	hold        State
	title       string
	links       Links
	filter      string // as filter.Parse reads it
	files       int
	filesDone   int
	filesFailed int
	skipped     int
}

// The verdicts of finished items.
const (
	verdictVerified      = "verified"
	verdictNotVerifiable = "not verifiable"
	verdictSkipped       = "skipped"
	verdictUnchanged     = "unchanged" // it was so already, proved by its hash
)

// What a paused item waits for, if not for the order to go on.
const (
	forAnswer = "answer" // its target exists: Resolve
	forRoom   = "room"   // on the disk of its target
	forQueue  = "queue"  // room for the queue itself
)

// rowColumns are the columns in the order of scan.
const rowColumns = `i.id, i.grp, i.is_group, i.ord, i.state, i.owner, i.direction, i.profile,
 i.local, i.root, i.bucket_id, i.bucket, i.name, i.source_id, i.source_name, i.file_id, i.sha1,
 i.content_type, i.info, i.size, i.done, i.tried, i.rate, i.conflict, i.fingerprint, i.large_file,
 i.part_size, i.plan_size, i.verdict, i.reason, i.enqueued, i.finished, i.source_bucket, i.source_profile,
 i.disposal, i.expect_source, i.expect_target, i.made, i.waits_for`

type scanner interface{ Scan(dest ...any) error }

func (r *row) scan(s scanner, more ...any) error {
	dest := []any{
		&r.id, &r.group, &r.isGroup, &r.ord, &r.state, &r.owner, &r.direction, &r.profile,
		&r.local, &r.root, &r.bucketID, &r.bucket, &r.name, &r.sourceID, &r.sourceName, &r.fileID, &r.sha1,
		&r.mime, &r.info, &r.size, &r.done, &r.tried, &r.rate, &r.conflict, &r.print, &r.largeFile,
		&r.partSize, &r.planSize, &r.verdict, &r.reason, &r.enqueued, &r.finished,
		&r.sourceBucket, &r.sourceProfile, &r.disposal, &r.expectSource, &r.expectTarget, &r.made, &r.waitsFor,
	}
	return s.Scan(append(dest, more...)...)
}

// final tells whether a state ends an item.
func final(s State) bool { return s == Done || s == Failed || s == Cancelled }

// small tells whether a file is one of those that go in great numbers.
func (r *row) small() bool { return r.size <= smallFile }

// item is the row as others see it.
func (r *row) item() Item {
	it := Item{
		ID: r.id, Group: r.group, IsGroup: r.isGroup, Direction: r.direction, State: r.state,
		NotVerifiable: r.verdict == verdictNotVerifiable,
		Unchanged:     r.verdict == verdictUnchanged || r.verdict == verdictSkipped,
		Local:         r.local, Bucket: r.bucket, Name: r.name, Size: r.size, Done: r.done,
		SourceBucket: r.sourceBucket, SourceName: r.sourceName, Source: r.disposal,
		Rate: r.rate, ETA: noETA, Reason: r.reason, Owner: r.ownerName, FileID: r.fileID,
		Enqueued: fromMillis(r.enqueued), Finished: fromMillis(r.finished),
	}
	it.Asks = r.state == Paused && r.waitsFor == forAnswer
	if r.isGroup {
		it.Title = r.title
		it.Walking = r.walking
		it.Files = r.files
		it.FilesDone = r.filesDone
		it.FilesFailed = r.filesFailed
		it.FilesSkipped = r.skipped
	}
	it.Stalled = r.state == Running && r.rate < 0
	if r.state != Running || r.rate < 0 {
		it.Rate = 0
	}
	return it
}

// subject is what the row moves, in a few words.
func (r *row) subject() string {
	switch {
	case r.title != "":
		return r.title
	case r.direction == Up || r.direction == Remove:
		return r.local
	}
	return r.bucket + "/" + r.name
}

// version is the file version that a download or copy reads.
func (r *row) version() (b2core.FileVersion, error) {
	v := b2core.FileVersion{
		ID: r.fileID, BucketID: r.bucketID, Name: r.name, Action: b2core.ActionUpload,
		Size: r.size, SHA1: r.sha1, ContentType: r.mime,
	}
	if r.direction == Copy {
		v.BucketID, v.Name = r.sourceID, r.sourceName
	}
	var err error
	v.Info, err = decodeInfo(r.info)
	return v, err
}

// setVersion remembers the version that a download or copy shall read.
func (r *row) setVersion(v b2core.FileVersion) {
	r.fileID, r.sha1, r.mime, r.size = v.ID, v.SHA1, v.ContentType, v.Size
	r.info = encodeInfo(v.Info)
	if r.direction == Copy {
		r.sourceName = v.Name
	}
}

func encodeInfo(info map[string]string) string {
	if len(info) == 0 {
		return ""
	}
	b, err := json.Marshal(info)
	if err != nil { // a map of strings always encodes
		return ""
	}
	return string(b)
}

func decodeInfo(s string) (map[string]string, error) {
	if s == "" {
		return nil, nil
	}
	var info map[string]string
	if err := json.Unmarshal([]byte(s), &info); err != nil {
		return nil, fmt.Errorf("queue: stored file info: %w", err)
	}
	return info, nil
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
