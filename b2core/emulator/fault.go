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
	// Request replaces headers of the request before the work; an empty value
	// takes one out. Without its Range a download answers everything.
	Request map[string]string `json:"request,omitempty"`
	// Delay passes on the emulator's clock before anything is answered.
	Delay time.Duration `json:"delay,omitempty"` // nanoseconds in JSON
	// Reset closes the connection at once, without an answer.
	Reset bool `json:"reset,omitempty"`
	// Raw is sent on the connection instead of an answer, which then closes.
	Raw string `json:"raw,omitempty"`
	// Status is answered instead of doing the work, with Code and Message in
	// the error model, and Retry-After in seconds if RetryAfter is not zero. With
	// Body the answer is that text, as a proxy's page; with NoBody it is nothing.
	Status     int           `json:"status,omitempty"`
	Code       string        `json:"code,omitempty"`
	Message    string        `json:"message,omitempty"`
	RetryAfter time.Duration `json:"retryAfter,omitempty"`
	Body       string        `json:"body,omitempty"`
	NoBody     bool          `json:"noBody,omitempty"`
	// AfterWork does the work all the same before Status is answered: a gateway
	// that did not wait for it.
	AfterWork bool `json:"afterWork,omitempty"`
	// Flood answers 200 with a JSON list of about that many bytes, which never ends well.
	Flood int64 `json:"flood,omitempty"`

	// Drip passes on the emulator's clock after every DripSize bytes of content
	// (0: one byte), which CutAt defines.
	Drip     time.Duration `json:"drip,omitempty"`
	DripSize int           `json:"dripSize,omitempty"`
	// CutAt closes the connection when that many bytes of content have passed:
	// of the request's body in an upload, of the answer's elsewhere. Behind the
	// end it cuts nothing.
	CutAt *int64 `json:"cutAt,omitempty"`
	// FlipAt turns a bit of the byte at that offset of the same body.
	FlipAt *int64 `json:"flipAt,omitempty"`
	// RotAt stores an upload with a bit of the byte at that offset turned, and
	// confirms and keeps the hash of what came: a disk that forgets.
	RotAt *int64 `json:"rotAt,omitempty"`
	// StallAt stops the same body at that offset, until the client gives up.
	StallAt *int64 `json:"stallAt,omitempty"`
	// DropReply does the work and then closes the connection instead of answering.
	DropReply bool `json:"dropReply,omitempty"`

	// What follows does the work and changes the answer. Entries shortens a page
	// of a listing to that many; the rest comes with the next page.
	Entries *int `json:"entries,omitempty"`
	// Set replaces values in a JSON answer, by path: "files.0.contentLength", or
	// "files.*.fileName" for all entries. A null takes the field out.
	Set map[string]any `json:"set,omitempty"`
	// Header replaces headers of the answer, those of Status too; an empty value
	// takes one out.
	Header map[string]string `json:"header,omitempty"`
	// Short leaves that many bytes out at the end of the body and closes the
	// connection, and Long appends that many. The length that is told stays,
	// unless NoLength leaves it to the end of the connection.
	Short    int64 `json:"short,omitempty"`
	Long     int64 `json:"long,omitempty"`
	NoLength bool  `json:"noLength,omitempty"`
	// Twice sends the whole answer a second time, unasked.
	Twice bool `json:"twice,omitempty"`
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

// Waiting is a fault of the plan as it stands now.
type Waiting struct {
	Fault
	Hits int `json:"hits"`
	Left int `json:"left"` // negative: without end
}

// Faults returns the faults that wait for requests.
func (e *Emulator) Faults() []Waiting {
	e.faults.mu.Lock()
	defer e.faults.mu.Unlock()
	out := make([]Waiting, len(e.faults.faults))
	for i, f := range e.faults.faults {
		out[i] = Waiting{f.Fault, f.hits, f.left}
	}
	return out
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
		if refusal := e.modes.refusal(x); refusal != nil {
			x.fail(refusal)
			return false
		}
		return true
	}
	if f.ExpireTokens {
		e.tokens.expire(x.now)
	}
	for name, v := range f.Request {
		x.r.Header.Set(name, v)
		if v == "" {
			x.r.Header.Del(name)
		}
	}
	if f.Delay > 0 {
		pause(x, e.clock, f.Delay)
		x.now = e.clock.Now()
	}
	switch {
	case f.Reset:
		panic(http.ErrAbortHandler)
	case f.Raw != "":
		x.sendRaw([]byte(f.Raw))
		return false
	case f.Flood > 0:
		flood(x.w, f.Flood)
		return false
	case f.Status != 0 && !f.AfterWork:
		f.answer(x)
		return false
	}
	damage(x, f, e.clock)
	return true
}

// pause waits on the emulator's clock, as long as the client does.
func pause(x *exchange, c Clock, d time.Duration) {
	select {
	case <-c.After(d):
	case <-x.r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

func (f *Fault) answer(x *exchange) {
	if f.RetryAfter > 0 {
		x.w.Header().Set("Retry-After", strconv.Itoa(int((f.RetryAfter+time.Second-1)/time.Second)))
	}
	if f.Body == "" && !f.NoBody {
		// The error model says what it says; a fault's headers come on top.
		x.w = &headerWriter{ResponseWriter: x.w, set: f.Header}
		x.fail(&failure{Status: f.Status, Code: f.Code, Message: f.Message})
		return
	}
	x.w.Header().Set("Content-Type", "text/html")
	replaceHeaders(x.w.Header(), f.Header)
	x.w.WriteHeader(f.Status)
	_, _ = x.w.Write([]byte(f.Body))
}
