package main

import (
	"strconv"
	"strings"
)

// fault is one row of the matrix.
type fault struct{ id, what string }

// matrix is every fault that the program promises to live through, in order:
// the line, the service's answers, wrong bytes, local files, process and
// terminal, the queue, credentials, hostile names, time.
func matrix() (rows []fault) {
	for _, chapter := range []struct{ letter, faults string }{
		{"N", network},
		{"S", answers},
		{"B", bytesGoneWrong},
		{"L", localFiles},
		{"P", processAndTerminal},
		{"Q", queue},
		{"K", credentials},
		{"M", hostileNames},
		{"T", clock},
	} {
		for i, what := range strings.Split(strings.TrimSpace(chapter.faults), "\n") {
			rows = append(rows, fault{chapter.letter + strconv.Itoa(i+1), what})
		}
	}
	return rows
}

// The chapters; a line's place is its number.
const (
	network = `
nobody listens at start
name lookup fails
connection reset within a part
reply to a small upload lost
reply to a start lost
reply to a part lost
reply to a finish lost
line frozen without a reset
a byte a second
long and lossy line
line goes and comes back
proxy wrong, closed or dying
certificate that does not hold
`
	answers = `
every documented refusal
token expired under many workers
upload URL's token expired
key revoked
cap exceeded
file or bucket gone meanwhile
busy and broken, with and without Retry-After
storm of refused uploads
answer that is not the call's
error object in a success
answer of absurd size or depth
listing that never ends
sizes and numbers that cannot be
part sizes that cannot be
addresses of a stranger in an answer
redirects
`
	bytesGoneWrong = `
bit flipped in a download
bit flipped in an upload
wrong bytes stored
wrong hash in the answer
body shorter or longer than said
two lengths in one answer
range answered wrongly
content stored compressed
hash missing, unverified or wrong
file replaced after it was listed
partial file changed between runs
bit rot in queue or configuration
`
	localFiles = `
disk full
no inodes, quota, size limit
read, write or sync fails
permission denied
target turns into something else
target appears meanwhile
source changes while read
source that is no ordinary file
links in circles, deep and wide trees
rename across devices
names that the file system cannot hold
too few open files allowed
time or attribute cannot be set
sizes around every limit
`
	processAndTerminal = `
killed at every stage of a transfer
killed at every change of a file
journal torn at every byte
signals
terminal closed
terminal closed, hang-up ignored
suspended and resumed
resize storm
terminal that never reads
terminal of unknown or no kind
panic anywhere
paste bomb, mouse flood, late replies
a million tasks
little memory
a thousand starts and cancels
quit during transfers
newer and older version's queue
clock stops in mid-part
`
	queue = `
second instance
file system without locks
one home on two machines
every byte of the queue damaged
configuration of every wrong form
save cut off half-way
task whose bucket, key or file is gone
unfinished upload cancelled elsewhere
parts that differ from the journal
two tasks to one target
`
	credentials = `
no desktop bus
bus without a secret service
locked keychain
keychain that stores nothing
keychain that dies or babbles
wrong passphrase, hostile sealed file
several keys at once
secrets in any output
secrets in the screen's messages
tracing switched on from outside
core dumps and environment
`
	hostileNames = `
control and escape sequences on the screen
the same in titles, logs and errors
line ends in names
bidirectional, invisible and wide characters
names that are no valid text
names that climb out of the folder
names that collide
names as arguments of programs
preview of hostile content
hostile file info
hostile error texts
absurd modification times
`
	clock = `
clock wrong at start
clock jumps in a transfer
service's date wrong or missing
token shorter or longer than a part
`
)
