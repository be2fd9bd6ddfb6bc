package emulator

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"time"
)

// clusterID is the cluster that ids and keys name.
const clusterID = "002"

// identifiers makes what looks random: ids, keys, tokens.
type identifiers struct {
	mu  sync.Mutex
	rnd *rand.ChaCha8
}

func newIdentifiers(seed [32]byte) *identifiers {
	return &identifiers{rnd: rand.NewChaCha8(seed)}
}

func (g *identifiers) pick(alphabet string, n int) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[g.rnd.Uint64()%uint64(len(alphabet))])
	}
	return b.String()
}

const (
	hexDigits = "0123456789abcdef"
	letters   = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)

func (g *identifiers) hex(n int) string { return g.pick(hexDigits, n) }

// secret makes an application key: 31 characters that begin with K and the cluster.
func (g *identifiers) secret() string { return "K" + clusterID + g.pick(letters, 27) }

// base is where an account's file numbers begin.
func (g *identifiers) base() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return 1<<56 + int64(g.rnd.Uint64()>>9)
}

// bucket makes a bucket id: every second digit spells the account id.
func (g *identifiers) bucket(accountID string) string {
	random := g.hex(12)
	var b strings.Builder
	for i := range 12 {
		b.WriteByte(random[i])
		b.WriteByte(accountID[i%len(accountID)])
	}
	return b.String()
}

// foreignBucket tells whether an id has the shape of another account's bucket.
func foreignBucket(id, accountID string) bool {
	if len(id) != 2*len(accountID) {
		return false
	}
	own := true
	for i := range accountID {
		own = own && id[2*i+1] == accountID[i]
	}
	return !own
}

// key makes an application key id from the account and a counter.
func (g *identifiers) key(accountID string, n int64) string {
	return fmt.Sprintf("%s%s%010x", clusterID, accountID, n)
}

func (g *identifiers) token(keyID, kind string) string {
	return fmt.Sprintf("4_%s_%s_%s_%s_%s=", keyID, g.hex(6), g.hex(6), kind, g.pick(letters, 27))
}

// upload names the place that an upload URL points at.
func (g *identifiers) tome() string {
	return fmt.Sprintf("c%s_v0001%s_t00%s", clusterID, g.pick("0123456789", 3), g.pick("0123456789", 2))
}

// The digit after f in a file id.
const (
	smallFile     = byte('1') // also hide markers
	largeFileKind = byte('2')
)

// fileID spells a version's id. Ids are computed and not stored: a million of
// them would weigh more than the rest of the index.
func fileID(bucketID string, kind byte, number, createdMillis int64) string {
	const hexWidth, stampWidth = 16, 14
	t := time.UnixMilli(createdMillis).UTC()
	b := make([]byte, 0, 104)
	b = append(b, "4_z"...)
	b = append(b, bucketID...)
	b = append(b, '_', 'f', kind)
	b = appendPadded(b, number, 16, hexWidth)
	b = t.AppendFormat(b, "_d20060102_m150405")
	b = append(b, "_c"+clusterID+"_v0001"+"112_t0011_u"...)
	b = appendPadded(b, createdMillis, 10, stampWidth)
	return string(b)
}

func appendPadded(b []byte, n int64, base, width int) []byte {
	start := len(b)
	b = strconv.AppendInt(b, n, base)
	for len(b)-start < width {
		b = append(b, 0)
		copy(b[start+1:], b[start:])
		b[start] = '0'
	}
	return b
}

// parsedID is what a file id says of itself.
type parsedID struct {
	bucketID string
	number   int64
	created  int64 // milliseconds
}

func parseFileID(id string) (parsedID, bool) {
	// 4_z + 24 + _f + kind + 16 + _d.. ; the stamp follows _u.
	const bucketAt, bucketEnd, numberAt, numberEnd = 3, 27, 30, 46
	if len(id) < numberEnd || !strings.HasPrefix(id, "4_z") || id[bucketEnd:bucketEnd+2] != "_f" {
		return parsedID{}, false
	}
	number, err := strconv.ParseInt(id[numberAt:numberEnd], 16, 64)
	if err != nil {
		return parsedID{}, false
	}
	_, stamp, _ := strings.Cut(id[numberEnd:], "_u")
	created, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return parsedID{}, false
	}
	return parsedID{id[bucketAt:bucketEnd], number, created}, true
}
