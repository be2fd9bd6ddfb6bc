package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// adminPath begins the addresses that steer the emulator itself; B2 has none
// that begin so. They need no token: whoever reaches the emulator may use them.
//
//	GET    /emulator/counters   the counters as JSON
//	DELETE /emulator/counters   begin counting anew
//	GET    /emulator/kinds      the faults that have names
//	GET    /emulator/faults     the faults that wait, and how often they hit
//	POST   /emulator/faults     add a Fault, as JSON; with "kind", the one of that
//	                            name, changed by the other fields
//	DELETE /emulator/faults     take all faults out
//	POST   /emulator/expire     end all tokens
//	POST   /emulator/clock      {"advance": nanoseconds} puts the clock forward
const adminPath = "/emulator/"

func (e *Emulator) serveAdmin(w http.ResponseWriter, r *http.Request, what string) {
	switch r.Method + " " + what {
	case "GET counters":
		tell(w, e.Counters())
	case "DELETE counters":
		e.ResetCounters()
	case "POST faults":
		f, err := readFault(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		e.Inject(f)
	case "GET faults":
		tell(w, e.Faults())
	case "GET kinds":
		tell(w, Kinds())
	case "DELETE faults":
		e.ClearFaults()
	case "POST clock":
		var put struct {
			Advance time.Duration `json:"advance"`
		}
		if err := json.NewDecoder(r.Body).Decode(&put); err != nil {
			http.Error(w, "advance must be a number of nanoseconds", http.StatusBadRequest)
			return
		}
		if err := e.AdvanceClock(put.Advance); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	case "POST expire":
		e.ExpireTokens()
	default:
		http.NotFound(w, r)
	}
}

func tell(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	_ = json.NewEncoder(w).Encode(v)
}

// readFault takes the fault of a name first, and then what the request changes
// of it. A field that is misspelt is refused, as it would do nothing.
func readFault(r io.Reader) (Fault, error) {
	body, err := io.ReadAll(r)
	if err != nil {
		return Fault{}, err
	}
	var f struct {
		Kind string `json:"kind"`
		Fault
	}
	if err := json.Unmarshal(body, &f); err != nil {
		return Fault{}, err
	}
	if f.Kind != "" {
		known, ok := KindNamed(f.Kind)
		if !ok {
			return Fault{}, fmt.Errorf("no fault is called %s", f.Kind)
		}
		f.Fault = known
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err = d.Decode(&f)
	return f.Fault, err
}
