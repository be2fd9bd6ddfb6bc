package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

func (f *Fault) tampers() bool {
	return f.Entries != nil || f.Set != nil || f.Header != nil || f.Short != 0 || f.Long != 0 || f.NoLength || f.Twice
}

// tamper holds the answer back until the call has given it, and then sends it
// changed, byte by byte as the fault says: net/http would mend some of it.
func tamper(x *exchange, f *Fault) {
	held := &heldAnswer{header: x.w.Header().Clone(), status: http.StatusOK}
	out := x.w
	x.w = held
	x.sent = func() {
		body := held.body.Bytes()
		if f.Entries != nil || f.Set != nil {
			body = f.rewrite(body)
			held.header.Set("Content-Length", strconv.Itoa(len(body)))
		}
		replaceHeaders(held.header, f.Header)
		if !f.raw() {
			clear(out.Header())
			for name, v := range held.header {
				out.Header()[name] = v
			}
			out.WriteHeader(held.status)
			_, _ = out.Write(body)
			return
		}
		if f.NoLength {
			held.header.Del("Content-Length")
		}
		body = append(body[:max(int64(len(body))-f.Short, 0):len(body)], bytes.Repeat([]byte("+"), int(f.Long))...)
		held.header.Set("Connection", "close")
		if f.Twice {
			held.header.Del("Connection")
		}
		whole := held.bytes(body)
		if f.Twice {
			whole = append(whole, whole...)
		}
		x.sendRaw(whole)
	}
}

// raw tells whether net/http would not send such an answer.
func (f *Fault) raw() bool { return f.Short != 0 || f.Long != 0 || f.NoLength || f.Twice }

// heldAnswer collects an answer.
type heldAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *heldAnswer) Header() http.Header         { return h.header }
func (h *heldAnswer) WriteHeader(status int)      { h.status = status }
func (h *heldAnswer) Write(p []byte) (int, error) { return h.body.Write(p) }

func (h *heldAnswer) bytes(body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", h.status, http.StatusText(h.status))
	_ = h.header.Write(&b)
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// sendRaw puts bytes on the connection and closes it.
func (x *exchange) sendRaw(p []byte) {
	conn, _, err := http.NewResponseController(x.conn).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = conn.Write(p)
	_ = conn.Close()
}

// replaceHeaders sets headers; of one with an empty value nothing is sent, also
// where net/http would add it, as with Date.
func replaceHeaders(h http.Header, set map[string]string) {
	for name, v := range set {
		name = http.CanonicalHeaderKey(name)
		h[name] = []string{v}
		if v == "" {
			h[name] = nil
		}
	}
}

// headerWriter replaces headers at the last moment.
type headerWriter struct {
	http.ResponseWriter
	set map[string]string
}

func (w *headerWriter) WriteHeader(status int) {
	replaceHeaders(w.Header(), w.set)
	w.ResponseWriter.WriteHeader(status)
}

// flood sends a list that begins well and goes on.
func flood(w http.ResponseWriter, n int64) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	entry := []byte(strings.Repeat(`{"fileName":"`+strings.Repeat("x", 1000)+`"},`, 64))
	_, err := io.WriteString(w, `{"files":[`)
	for err == nil && n > 0 {
		_, err = w.Write(entry)
		n -= int64(len(entry))
	}
}

// rewrite changes a JSON answer. What is no JSON object stays.
func (f *Fault) rewrite(body []byte) []byte {
	var object map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&object) != nil {
		return body
	}
	if f.Entries != nil {
		shorten(object, *f.Entries)
	}
	for path, v := range f.Set {
		place(object, strings.Split(path, "."), v)
	}
	out, err := json.Marshal(object)
	if err != nil {
		return body
	}
	return out
}

// shorten takes entries off the end of a page and makes the next page begin
// with them.
func shorten(page map[string]any, n int) {
	files, _ := page["files"].([]any)
	if n >= len(files) {
		return
	}
	first, _ := files[n].(map[string]any)
	page["files"], page["nextFileName"] = files[:n], first["fileName"]
	if _, versions := page["nextFileId"]; versions {
		page["nextFileId"] = first["fileId"]
	}
}

// place sets what a path leads to.
func place(in any, path []string, v any) {
	switch in := in.(type) {
	case map[string]any:
		switch {
		case len(path) > 1:
			place(in[path[0]], path[1:], v)
		case v == nil:
			delete(in, path[0])
		default:
			in[path[0]] = v
		}
	case []any:
		for i := range in {
			if path[0] != "*" && path[0] != strconv.Itoa(i) {
				continue
			}
			if len(path) == 1 {
				in[i] = v
			} else {
				place(in[i], path[1:], v)
			}
		}
	}
}
