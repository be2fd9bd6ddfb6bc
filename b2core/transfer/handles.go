package transfer

// What a run opens at most, and what the rest of the process needs: the queue,
// the log, the connections.
const (
	handlesEach = 4 // source or partial file, folders, connection
	handlesRest = 32
)

// runsAtMost is how many files can be in flight before the system refuses to
// open another one.
func runsAtMost() int {
	return max(1, (openAtMost()-handlesRest)/handlesEach)
}
