package b2core

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A reply can be quicker than the transport's look for the end of a body that
// it has sent in full. That must not count as a broken request.
func TestABodyThatWasSentInFullEndsWell(t *testing.T) {
	dog := watch(func(error) {}, time.Minute)
	defer dog.timer.Stop()
	body := &watchedBody{dog: dog, body: io.NopCloser(strings.NewReader("{}")), reply: time.Minute, rest: 2}
	p := make([]byte, 2)
	if n, err := body.Read(p); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	_ = body.Close()
	if _, err := body.Read(p); !errors.Is(err, io.EOF) {
		t.Errorf("sent in full, then closed: %v", err)
	}
	cut := &watchedBody{dog: dog, body: io.NopCloser(strings.NewReader("{}")), reply: time.Minute, rest: 2}
	_ = cut.Close()
	if _, err := cut.Read(p); !errors.Is(err, http.ErrBodyReadAfterClose) {
		t.Errorf("closed before anything was sent: %v", err)
	}
}
