package emulator

import (
	"encoding/json"
	"net/http"
)

// adminPath begins the addresses that steer the emulator itself; B2 has none
// that begin so. They need no token: whoever reaches the emulator may use them.
//
//	GET    /emulator/counters   the counters as JSON
//	DELETE /emulator/counters   begin counting anew
//	POST   /emulator/faults     add a Fault, as JSON
//	DELETE /emulator/faults     take all faults out
//	POST   /emulator/expire     end all tokens
const adminPath = "/emulator/"

func (e *Emulator) serveAdmin(w http.ResponseWriter, r *http.Request, what string) {
	switch r.Method + " " + what {
	case "GET counters":
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		_ = json.NewEncoder(w).Encode(e.Counters())
	case "DELETE counters":
		e.ResetCounters()
	case "POST faults":
		var f Fault
		if err := json.NewDecoder(r.Body).Decode(&f); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		e.Inject(f)
	case "DELETE faults":
		e.ClearFaults()
	case "POST expire":
		e.ExpireTokens()
	default:
		http.NotFound(w, r)
	}
}
