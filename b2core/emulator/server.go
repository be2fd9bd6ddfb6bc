package emulator

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	json "github.com/go-json-experiment/json/v1"

	"b2tui/b2core/internal/api"
)

// maxRequest bounds a JSON request; the largest, b2_finish_large_file of 10,000
// parts, has 430 kB.
const maxRequest = 4 << 20

// exchange is one request that is being answered.
type exchange struct {
	w       http.ResponseWriter
	r       *http.Request
	name    string // of the call
	version int    // of the API, 1 to 4
	role    role   // of the address, and the login that gave it
	login   int64
	rest    string // of the path, after the call's name
	body    []byte // of a JSON call
	now     time.Time
	key     *key // who asks, once that is settled
	strict  bool
	stream  bool // moves content: its connection is kept, whatever is answered
	stored  bool // an upload has become a file or a part

	conn http.ResponseWriter // w before anything was wrapped around it
	sent func()              // ends an answer that a fault holds back

	rotAt *int64 // a fault stores the byte there wrongly
}

// ServeHTTP answers one request.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.Path, adminPath); ok {
		e.serveAdmin(w, r, rest)
		return
	}
	e.counters.request()
	x := &exchange{w: w, conn: w, r: r, now: e.clock.Now(), strict: e.opts.Strict}
	w.Header().Set("Date", x.now.UTC().Format(http.TimeFormat))
	w.Header().Set("Cache-Control", "max-age=0, no-cache, no-store")
	if err := e.runRules(x.now); err != nil {
		x.refuse(err)
		return
	}
	c, err := e.route(x)
	if err == nil && e.opts.SeparateRoles {
		err = x.inRole()
	}
	if err != nil {
		x.refuse(err)
		return
	}
	x.stream = c.stream != nil
	if roleOf(x.name) == uploadRole {
		defer e.settlePair(x, r.Header.Get("Authorization"))
	}
	if x.strict {
		if err := strictRequest(x); err != nil {
			x.refuse(err)
			return
		}
	}
	e.counters.call(x.name, c.class)
	if !e.misbehave(x) {
		return
	}
	e.answer(c, x)
	if x.sent != nil {
		x.sent()
	}
}

// settlePair ends an upload URL's token unless its upload was stored, whatever it
// failed of: a refusal, a fault, a body that was cut off.
func (e *Emulator) settlePair(x *exchange, token string) {
	if !x.stored {
		e.tokens.endPair(token)
	}
}

// route finds the call and, of a JSON call, reads the body.
func (e *Emulator) route(x *exchange) (call, error) {
	path := x.r.URL.EscapedPath()
	if e.opts.SeparateRoles {
		path = x.cutRole(path)
	}
	if rest, ok := strings.CutPrefix(path, "/file/"); ok {
		x.name, x.rest, x.version = api.CallDownloadFileByName, rest, 4
		return e.calls[x.name], e.calls[x.name].allows(x.r.Method)
	}
	rest, ok := strings.CutPrefix(path, "/b2api/v")
	version, name, ok2 := strings.Cut(rest, "/")
	n, err := strconv.Atoi(version)
	if !ok || !ok2 || err != nil || n < 1 || n > 4 {
		return call{}, notFound("unknown path")
	}
	x.version = n
	x.name, x.rest, _ = strings.Cut(name, "/")
	c, ok := e.calls[x.name]
	if !ok || x.name == api.CallDownloadFileByName {
		return call{}, notFound("unknown call %s", x.name)
	}
	if err := c.allows(x.r.Method); err != nil {
		return call{}, err
	}
	if c.stream == nil || x.r.Method == http.MethodPost && x.name == api.CallDownloadFileByID {
		return c, x.readBody()
	}
	return c, nil
}

func (x *exchange) readBody() error {
	body, err := io.ReadAll(io.LimitReader(x.r.Body, maxRequest+1))
	if err != nil {
		return badRequest("the request could not be read")
	}
	if len(body) > maxRequest {
		return badRequest("the request is larger than %d bytes", maxRequest)
	}
	x.body = body
	return nil
}

func (e *Emulator) answer(c call, x *exchange) {
	if c.stream != nil {
		if err := c.stream(e, x); err != nil {
			x.refuse(err)
		}
		return
	}
	reply, err := e.runJSON(c, x)
	if err != nil {
		x.refuse(err)
		return
	}
	x.reply(reply)
}

// runJSON runs a call under the lock that it asks for. Replies hold nothing that
// changes later, so they are encoded after it.
func (e *Emulator) runJSON(c call, x *exchange) (any, error) {
	switch c.lock {
	case lockWrite:
		e.store.mu.Lock()
		defer e.store.mu.Unlock()
	case lockRead:
		e.store.mu.RLock()
		defer e.store.mu.RUnlock()
	}
	if c.capability != "" {
		if err := e.authorize(x, c.capability); err != nil {
			return nil, err
		}
	}
	return c.run(e, x)
}

func (x *exchange) reply(v any) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		x.refuse(internal(err))
		return
	}
	h := x.w.Header()
	h.Set("Content-Type", "application/json;charset=UTF-8")
	h.Set("Content-Length", strconv.Itoa(buf.Len()))
	_, _ = x.w.Write(buf.Bytes())
}

// refuse answers with the error model. An error that is no failure comes from
// the client's connection or from our disk.
func (x *exchange) refuse(err error) {
	if errors.Is(err, errCut) {
		panic(http.ErrAbortHandler)
	}
	f, ok := errors.AsType[*failure](err)
	if !ok {
		f = internal(err)
	}
	x.fail(f)
}

func (x *exchange) fail(f *failure) {
	h := x.w.Header()
	if f.challenge {
		h.Set("WWW-Authenticate", `BASIC realm="authorize_account"`)
	}
	if !x.stream && (f.Status == http.StatusBadRequest || f.Status == http.StatusUnauthorized) {
		h.Set("Connection", "close")
	}
	if x.r.Method == http.MethodHead {
		x.w.WriteHeader(f.Status)
		return
	}
	body, _ := json.MarshalIndent(f, "", "  ")
	h.Set("Content-Type", "application/json;charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	x.w.WriteHeader(f.Status)
	_, _ = x.w.Write(body)
}

// baseURL is what a client reached us by; every address that is handed out
// begins with it.
func (x *exchange) baseURL() string {
	if x.r.TLS != nil {
		return "https://" + x.r.Host
	}
	return "http://" + x.r.Host
}
