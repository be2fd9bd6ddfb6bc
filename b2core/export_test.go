package b2core

import (
	"io/fs"
	"os"
	"time"
)

// What the tests outside the package may turn or look at.

// SetRanges makes download ranges of a few bytes.
func (c *Client) SetRanges(least, most int64) { c.ranges = rangeSizes{least, least, most} }

// SetCopyLimit makes copies in parts of a few bytes.
func (c *Client) SetCopyLimit(n int64) { c.copyLimit = n }

// SetStreamPart makes parts of a stream of a few bytes.
func (c *Client) SetStreamPart(n int64) { c.streamPart = n }

// RefuseTime makes the disk of a target refuse to set times.
func (o *TargetOptions) RefuseTime(err error) {
	o.chtimes = func(name string, _, _ time.Time) error { return &fs.PathError{Op: "chtimes", Path: name, Err: err} }
}

// OnSync is told the path of each folder before its entries are made durable.
func (f *LocalFolder) OnSync(told func(path string)) {
	f.sync = func(dir *os.File) error {
		told(dir.Name())
		return syncFolder(dir)
	}
}

// PlanUpload is the part plan.
func PlanUpload(size int64, a Account) Plan { return planUpload(size, a) }

// PlanDownload is how a download is cut.
func PlanDownload(size int64) Plan {
	return (&Client{ranges: defaultRanges}).planDownload(size)
}

// PlanCopy is how a copy that is too large for one call is cut.
func PlanCopy(size int64) Plan { return planCopy(size, maxCopy) }

// FreeUploadURLs counts the pairs that wait for a bucket's next upload.
func (c *Client) FreeUploadURLs(bucketID string) int {
	c.urls.mu.Lock()
	defer c.urls.mu.Unlock()
	return len(c.urls.free[bucketID])
}

// AgeToken makes the session as old as given.
func (c *Client) AgeToken(d time.Duration) {
	c.login.mu.Lock()
	defer c.login.mu.Unlock()
	s := *c.login.current
	s.born = time.Now().Add(-d)
	c.login.current = &s
}
