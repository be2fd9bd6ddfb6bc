// Package transfer is the queue: it keeps what shall be moved in a database
// that several processes share, runs what this process enqueued with bounded
// files and parts at once, and tells the state of everything as level
// snapshots. How one file moves is package b2core's business; what is moved
// when, and what a restart knows, is decided here.
package transfer
