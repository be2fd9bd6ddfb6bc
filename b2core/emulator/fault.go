package emulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"b2tui/b2core/internal/api"
)

// Fault is one thing that goes wrong: which requests it hits, and how. The
// first fault that matches a request hits it. Several effects of one fault
// combine in the order in which they are declared; the zero value of an effect
// is none.
type Fault struct {
	// Call is the call that it hits, such as "b2_upload_part"; empty: any.
	// Downloads are b2_download_file_by_id and b2_download_file_by_name.
	Call string `json:"call,omitempty"`
	// Part is the number of the part that it hits, in uploads and copies of
	// parts; 0: any.
	Part int `json:"part,omitempty"`
	// Name is the file name that it hits, in calls that carry one; empty: any.
	Name string `json:"name,omitempty"`
	// Skip lets that many matching requests pass first.
	Skip int `json:"skip,omitempty"`
	// Count is how many requests it hits then; 0: one, negative: all.
	Count int `json:"count,omitempty"`

	// ExpireTokens ends all tokens, that of this request included.
	ExpireTokens bool `json:"expireTokens,omitempty"`
	// Delay passes on the emulator's clock before anything is answered.
	Delay time.Duration `json:"delay,omitempty"` // nanoseconds in JSON
	// Reset closes the connection at once, without an answer.
	Reset bool `json:"reset,omitempty"`
	// Status is answered instead of doing the work, with Code and Message in
	// the error model, and Retry-After in seconds if RetryAfter is not zero. With
	// Body the answer is that text, as a proxy's page.
	Status     int           `json:"status,omitempty"`
	Code       string        `json:"code,omitempty"`
	Message    string        `json:"message,omitempty"`
	RetryAfter time.Duration `json:"retryAfter,omitempty"`
	Body       string        `json:"body,omitempty"`
	// CutAt closes the connection when that many bytes of content have passed:
	// of the request's body in an upload, of the answer's elsewhere. Behind the
	// end it cuts nothing.
	CutAt *int64 `json:"cutAt,omitempty"`
	// FlipAt turns a bit of the byte at that offset of the same body.
	FlipAt *int64 `json:"flipAt,omitempty"`
	// DropReply does the work and then closes the connection instead of answering.
	DropReply bool `json:"dropReply,omitempty"`
}

// FaultPlan is the list of faults that wait for their requests.
type FaultPlan struct {
	mu     sync.Mutex
	faults []*planned
}

type planned struct {
	Fault
	skip int
	left int // negative: without end
	hits int
}

// Inject adds a fault and returns how often it has hit so far, asked at any time.
func (e *Emulator) Inject(f Fault) (hits func() int) {
	p := &planned{Fault: f, skip: f.Skip, left: f.Count}
	if p.left == 0 {
		p.left = 1
	}
	e.faults.mu.Lock()
	defer e.faults.mu.Unlock()
	e.faults.faults = append(e.faults.faults, p)
	return func() int {
		e.faults.mu.Lock()
		defer e.faults.mu.Unlock()
		return p.hits
	}
}

// ClearFaults takes all faults out.
func (e *Emulator) ClearFaults() {
	e.faults.mu.Lock()
	defer e.faults.mu.Unlock()
	e.faults.faults = nil
}

// take returns the fault that hits a request, or nil.
func (p *FaultPlan) take(x *exchange) *Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.faults) == 0 {
		return nil
	}
	part, name := x.subject()
	for _, f := range p.faults {
		if f.Call != "" && f.Call != x.name || f.Part != 0 && f.Part != part || f.Name != "" && f.Name != name {
			continue
		}
		if f.skip > 0 {
			f.skip--
			continue
		}
		f.hits++
		if f.left--; f.left == 0 {
			p.faults = slices.DeleteFunc(p.faults, func(q *planned) bool { return q == f })
		}
		return &f.Fault
	}
	return nil
}

// subject is the part number and the file name that a request carries.
func (x *exchange) subject() (part int, name string) {
	switch x.name {
	case api.CallUploadPart:
		part, _ = strconv.Atoi(x.r.Header.Get(api.HeaderPartNumber))
	case api.CallUploadFile:
		name, _ = api.Decode(x.r.Header.Get(api.HeaderFileName))
	case api.CallDownloadFileByName:
		_, after, _ := strings.Cut(x.rest, "/")
		name, _ = api.Decode(after)
	default:
		var body struct {
			PartNumber int    `json:"partNumber"`
			FileName   string `json:"fileName"`
		}
		_ = json.Unmarshal(x.body, &body)
		part, name = body.PartNumber, body.FileName
	}
	return part, name
}

// misbehave lets the planned fault happen. It tells whether the request is to be
// answered as usual then.
func (e *Emulator) misbehave(x *exchange) (goOn bool) {
	e.pace.slow(x)
	f := e.faults.take(x)
	if f == nil {
		return true
	}
	if f.ExpireTokens {
		e.tokens.expire(x.now)
	}
	if f.Delay > 0 {
		select {
		case <-e.clock.After(f.Delay):
		case <-x.r.Context().Done():
			panic(http.ErrAbortHandler)
		}
		x.now = e.clock.Now()
	}
	if f.Reset {
		panic(http.ErrAbortHandler)
	}
	if f.Status != 0 {
		f.answer(x)
		return false
	}
	damage(x, f)
	return true
}

func (f *Fault) answer(x *exchange) {
	if f.Body != "" {
		x.w.Header().Set("Content-Type", "text/html")
		x.w.WriteHeader(f.Status)
		_, _ = x.w.Write([]byte(f.Body))
		return
	}
	answer := &failure{Status: f.Status, Code: f.Code, Message: f.Message}
	if f.RetryAfter > 0 {
		answer.retryAfter = strconv.Itoa(int((f.RetryAfter + time.Second - 1) / time.Second))
	}
	x.fail(answer)
}
