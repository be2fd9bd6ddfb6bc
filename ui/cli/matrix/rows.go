package main

import "strings"

// fault is one row of the matrix.
type fault struct{ id, what string }

// matrix is every fault that the program promises to live through, in order.
func matrix() (rows []fault) {
	for line := range strings.Lines(strings.TrimSpace(faults)) {
		if id, what, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			rows = append(rows, fault{id, strings.TrimSpace(what)})
		}
	}
	return rows
}

// faults has a chapter for the line, the service's answers, wrong bytes, local
// files, process and terminal, the queue, credentials, hostile names, time.
const faults = `
N1  nobody listens at start
N2  name lookup fails
N3  connection reset within a part
N4  reply to a small upload lost
N5  reply to a start lost
N6  reply to a part lost
N7  reply to a finish lost
N8  line frozen without a reset
N9  a byte a second
N10 long and lossy line
N11 line goes and comes back
N12 proxy wrong, closed or dying
N13 certificate that does not hold

S1  every documented refusal
S2  token expired under many workers
S3  upload URL's token expired
S4  key revoked
S5  cap exceeded
S6  file or bucket gone meanwhile
S7  busy and broken, with and without Retry-After
S8  storm of refused uploads
S9  answer that is not the call's
S10 error object in a success
S11 answer of absurd size or depth
S12 listing that never ends
S13 sizes and numbers that cannot be
S14 part sizes that cannot be
S15 addresses of a stranger in an answer
S16 redirects

B1  bit flipped in a download
B2  bit flipped in an upload
B3  wrong bytes stored
B4  wrong hash in the answer
B5  body shorter or longer than said
B6  two lengths in one answer
B7  range answered wrongly
B8  content stored compressed
B9  hash missing, unverified or wrong
B10 file replaced after it was listed
B11 partial file changed between runs
B12 bit rot in queue or configuration

L1  disk full
L2  no inodes, quota, size limit
L3  read, write or sync fails
L4  permission denied
L5  target turns into something else
L6  target appears meanwhile
L7  source changes while read
L8  source that is no ordinary file
L9  links in circles, deep and wide trees
L10 rename across devices
L11 names that the file system cannot hold
L12 too few open files allowed
L13 time or attribute cannot be set
L14 sizes around every limit

P1  killed at every stage of a transfer
P2  killed at every change of a file
P3  journal torn at every byte
P4  signals
P5  terminal closed
P6  terminal closed, hang-up ignored
P7  suspended and resumed
P8  resize storm
P9  terminal that never reads
P10 terminal of unknown or no kind
P11 panic anywhere
P12 paste bomb, mouse flood, late replies
P13 a million tasks
P14 little memory
P15 a thousand starts and cancels
P16 quit during transfers
P17 newer and older version's queue
P18 clock stops in mid-part

Q1  second instance
Q2  file system without locks
Q3  one home on two machines
Q4  every byte of the queue damaged
Q5  configuration of every wrong form
Q6  save cut off half-way
Q7  task whose bucket, key or file is gone
Q8  unfinished upload cancelled elsewhere
Q9  parts that differ from the journal
Q10 two tasks to one target

K1  no desktop bus
K2  bus without a secret service
K3  locked keychain
K4  keychain that stores nothing
K5  keychain that dies or babbles
K6  wrong passphrase, hostile sealed file
K7  several keys at once
K8  secrets in any output
K9  secrets in the screen's messages
K10 tracing switched on from outside
K11 core dumps and environment

M1  control and escape sequences on the screen
M2  the same in titles, logs and errors
M3  line ends in names
M4  bidirectional, invisible and wide characters
M5  names that are no valid text
M6  names that climb out of the folder
M7  names that collide
M8  names as arguments of programs
M9  preview of hostile content
M10 hostile file info
M11 hostile error texts
M12 absurd modification times

T1  clock wrong at start
T2  clock jumps in a transfer
T3  service's date wrong or missing
T4  token shorter or longer than a part
`
