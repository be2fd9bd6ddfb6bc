package emulator

import (
	"net/http"
	"sync"

	"b2tui/b2core/internal/api"
)

// testModes does what the header X-Bz-Test-Mode asks for. The service lets some
// calls fail by chance; here it is every third upload and every second token,
// and Options.Seed says which is the first.
type testModes struct {
	mu      sync.Mutex // guards the counts
	uploads uint64
	tokens  uint64
}

const (
	failingUpload = 3 // one in so many
	failingToken  = 2
	tokenUses     = 3 // of a token that expires early
)

// refusal is what a test mode answers instead of the call, or nil.
func (m *testModes) refusal(x *exchange) *failure {
	upload := x.name == api.CallUploadFile || x.name == api.CallUploadPart
	switch x.r.Header.Get(api.HeaderTestMode) {
	case api.TestFailSomeUploads:
		if upload {
			return m.failUpload()
		}
	case api.TestForceCapExceeded:
		switch {
		case x.name == api.CallGetUploadURL || x.name == api.CallGetUploadPartURL:
			return fail(http.StatusForbidden, api.CodeStorageCapExceeded, "Cannot upload files, storage cap exceeded")
		case upload, x.name == api.CallCopyFile, x.name == api.CallCopyPart:
			return fail(http.StatusForbidden, api.CodeCapExceeded, "Cannot upload files, storage cap exceeded")
		}
	}
	return nil
}

func (m *testModes) failUpload() *failure {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.uploads++; m.uploads%failingUpload != 0 {
		return nil
	}
	switch m.uploads / failingUpload % 3 {
	case 0:
		return fail(http.StatusInternalServerError, api.CodeInternalError, "test mode: incident")
	case 1:
		return fail(http.StatusServiceUnavailable, api.CodeServiceUnavailable, "test mode: no tomes available")
	default:
		return fail(http.StatusRequestTimeout, api.CodeRequestTimeout, "test mode: too slow")
	}
}

// uses is how often a token may be used that x asks for; 0: as often as one likes.
func (m *testModes) uses(x *exchange) int {
	if x.r.Header.Get(api.HeaderTestMode) != api.TestExpireSomeTokens {
		return 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tokens++; m.tokens%failingToken != 0 {
		return 0
	}
	return tokenUses
}
