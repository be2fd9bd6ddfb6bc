package b2test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
)

// wire is the transport of one check. It notes which calls are answered well,
// and lets the check answer or change a request. Beside the calls it keeps which
// of the Client's methods the check called.
//
// The recommended part size that a login tells becomes the smallest that the
// service takes, so that large files need not be large.
type wire struct {
	next http.RoundTripper

	mu      sync.Mutex // guards what follows
	calls   map[string]int
	methods map[string]int
	header  http.Header // of the last request
	meddle  meddler
	watch   func(call string) (ended func())
}

// meddler sees a call before it is sent. It may answer it, or return the
// request to send in its place, or nothing to let it pass.
type meddler func(call string, r *http.Request) (*http.Response, *http.Request)

func newWire(next http.RoundTripper) *wire {
	return &wire{next: next, calls: map[string]int{}, methods: map[string]int{}}
}

// RoundTrip is http.RoundTripper's.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	call := callOf(r)
	w.mu.Lock()
	meddle, watch := w.meddle, w.watch
	w.header = r.Header.Clone()
	w.mu.Unlock()
	if meddle != nil {
		resp, other := meddle(call, r)
		if resp != nil {
			if r.Body != nil {
				_ = r.Body.Close()
			}
			return resp, nil
		}
		if other != nil {
			r = other
		}
	}
	if watch != nil {
		defer watch(call)()
	}
	resp, err := w.next.RoundTrip(r)
	if err != nil || resp.StatusCode/100 != 2 {
		return resp, err
	}
	w.mu.Lock()
	w.calls[call]++
	w.mu.Unlock()
	if call == callAuthorizeAccount {
		smallestParts(resp)
	}
	return resp, nil
}

// interfere sets what sees the calls from now on.
func (w *wire) interfere(m meddler) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.meddle = m
}

// around sets what is told of each call that is sent, and when it is answered.
func (w *wire) around(watch func(call string) (ended func())) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watch = watch
}

// once lets a meddler see one request of a call.
func (w *wire) once(call string, m func(*http.Request) (*http.Response, *http.Request)) {
	var did sync.Once
	w.interfere(func(name string, r *http.Request) (resp *http.Response, other *http.Request) {
		if name == call {
			did.Do(func() { resp, other = m(r) })
		}
		return resp, other
	})
}

// counts are the calls that were answered well.
func (w *wire) counts() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.calls)
}

// note counts a method of the Client.
func (w *wire) note(method string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.methods[method]++
}

// called are the methods that were noted.
func (w *wire) called() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.methods)
}

func (w *wire) count(call string) int { return w.counts()[call] }

// lastHeader is the header of the last request.
func (w *wire) lastHeader() http.Header {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.header
}

// callOf names the call of a request.
func callOf(r *http.Request) string {
	for segment := range strings.SplitSeq(r.URL.Path, "/") {
		if segment == "file" {
			return callDownloadFileByName
		}
		if strings.HasPrefix(segment, "b2_") {
			return segment
		}
	}
	return "b2_upload" // an upload URL need not name its call
}

// refusal answers as the service does when it refuses.
func refusal(r *http.Request, status int, code, message string) *http.Response {
	body, _ := json.Marshal(map[string]any{"status": status, "code": code, "message": message})
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header:        http.Header{"Content-Type": {"application/json"}},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
	}
}

func smallestParts(resp *http.Response) {
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	var reply map[string]any
	if err == nil && json.Unmarshal(body, &reply) == nil {
		info, _ := reply["apiInfo"].(map[string]any)
		if storage, ok := info["storageApi"].(map[string]any); ok {
			storage["recommendedPartSize"] = storage["absoluteMinimumPartSize"]
			if changed, err := json.Marshal(reply); err == nil {
				body = changed
			}
		}
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Del("Content-Length")
}
