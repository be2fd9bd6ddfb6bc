package cli

import (
	"errors"
	"io"
	"sync"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
)

// jsonReporter writes one object a line: progress, file, summary.
type jsonReporter struct {
	mu  sync.Mutex // guards out
	out io.Writer
}

type progressJSON struct {
	Event       string   `json:"event"` // "progress"
	Files       int      `json:"files"`
	FilesDone   int      `json:"filesDone"`
	FilesFailed int      `json:"filesFailed"`
	Bytes       int64    `json:"bytes"`
	BytesDone   int64    `json:"bytesDone"`
	Walking     bool     `json:"walking"` // files and bytes still grow
	Rate        float64  `json:"bytesPerSecond"`
	Stalled     bool     `json:"stalled,omitempty"` // no byte has moved for 5 s
	Left        *float64 `json:"secondsLeft,omitempty"`
	Notice      string   `json:"notice,omitempty"`
	Remarks     []string `json:"remarks,omitempty"` // what is skipped, names that other disks take for one
}

type itemJSON struct {
	Event     string             `json:"event"` // "file"
	State     transfer.State     `json:"state"`
	Direction transfer.Direction `json:"direction"`
	ID        int64              `json:"id"` // in the queue
	Source    string             `json:"source,omitempty"`
	Target    string             `json:"target,omitempty"`
	Local     string             `json:"local"`
	Bucket    string             `json:"bucket"`
	Name      string             `json:"name"`
	Size      int64              `json:"size"`
	FileID    string             `json:"fileId,omitempty"` // that was made, read or deleted
	SHA1      string             `json:"sha1,omitempty"`   // of the content
	Verified  bool               `json:"verified"`
	Unchanged bool               `json:"unchanged,omitempty"` // it was so already, or was left alone
	Reason    string             `json:"reason,omitempty"`
	Code      string             `json:"code,omitempty"`   // of a failure, in B2's words
	Status    int                `json:"status,omitempty"` // of a failure, HTTP
	Finished  *time.Time         `json:"finished,omitempty"`
}

type summaryJSON struct {
	Event         string   `json:"event"` // "summary"
	Done          int      `json:"done"`
	NotVerifiable int      `json:"notVerifiable"`
	Skipped       int      `json:"skipped"`
	Failed        int      `json:"failed"`
	Cancelled     int      `json:"cancelled"`
	Unchanged     int      `json:"unchanged"` // of done what was so already
	Bytes         int64    `json:"bytes"`
	Seconds       float64  `json:"seconds"`
	Remarks       []string `json:"remarks,omitempty"`
}

func (r *jsonReporter) pause() time.Duration { return jsonPause }

func (r *jsonReporter) tell(s state) {
	p := progressJSON{
		Event: "progress", Files: s.files, FilesDone: s.filesDone, FilesFailed: s.failed,
		Bytes: s.bytes, BytesDone: s.bytesDone, Walking: s.walking, Rate: s.rate, Stalled: s.stalled, Notice: s.notice,
		Remarks: s.remarks,
	}
	if s.left >= 0 {
		p.Left = new(s.left.Seconds())
	}
	r.write(p)
}

func (r *jsonReporter) file(i transfer.Item) {
	j := itemJSON{
		Event: "file", State: i.State, Direction: i.Direction, ID: i.ID, Local: i.Local, Bucket: i.Bucket, Name: i.Name,
		Size: i.Size, FileID: i.FileID, SHA1: i.SHA1, Verified: i.State == transfer.Done && !i.NotVerifiable,
		Unchanged: i.Unchanged, Reason: i.Reason, Finished: isoTime(i.Finished),
	}
	j.Source, j.Target = ends(&i)
	if e, ok := errors.AsType[*b2core.Error](i.Err); ok {
		j.Code, j.Status = e.Code, e.Status
	}
	r.write(j)
}

func (r *jsonReporter) end(s state, sum transfer.Summary) {
	r.write(summaryJSON{
		Event: "summary", Done: sum.Done, NotVerifiable: sum.NotVerifiable, Unchanged: sum.Unchanged, Skipped: sum.Skipped,
		Failed: sum.Failed, Cancelled: sum.Cancelled, Bytes: sum.Bytes, Seconds: s.elapsed.Seconds(),
		Remarks: s.remarks,
	})
}

// write drops an error: a reader that is gone ends the program by its signal,
// and a transfer does not fail because nobody watches it.
func (r *jsonReporter) write(v any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = writeJSON(r.out, v)
}
