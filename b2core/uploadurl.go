package b2core

import (
	"context"
	"errors"
	"sync"
	"time"

	"b2tui/b2core/internal/api"
)

// An upload URL serves one upload at a time for a day; it is given up a little
// earlier. A pool keeps no more than the workers that a person would run.
const (
	urlLife = 23 * time.Hour
	urlKeep = 64
)

// uploadURL is a pair of address and token.
type uploadURL struct {
	address, token string
	born           time.Time
	term           uint64 // of the pool when it was asked for
}

// urlPool keeps pairs between uploads. A pair is taken by one worker and given
// back only after a success; a failed one is dropped, and with it nothing else.
type urlPool struct {
	mu   sync.Mutex // guards what follows
	free map[string][]uploadURL
	term uint64 // grows with every clear: what comes back from before it is another key's
}

// take pops the pair of a bucket or large file that was used last, as its
// connection is the likeliest to be open still.
func (p *urlPool) take(key string) (uploadURL, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.free[key]
	if len(list) == 0 {
		return uploadURL{}, false
	}
	u := list[len(list)-1]
	if time.Since(u.born) > urlLife {
		delete(p.free, key) // the others are older still, or not much younger
		return uploadURL{}, false
	}
	p.free[key] = list[:len(list)-1]
	return u, true
}

func (p *urlPool) give(key string, u uploadURL) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if u.term != p.term {
		return
	}
	if p.free == nil {
		p.free = map[string][]uploadURL{}
	}
	if len(p.free[key]) < urlKeep {
		p.free[key] = append(p.free[key], u)
	}
}

// drop gives up the pairs of a large file that takes no parts any more.
func (p *urlPool) drop(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.free, key)
}

func (p *urlPool) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = nil
	p.term++
}

// fresh makes a pair that is only now asked for.
func (p *urlPool) fresh() uploadURL {
	p.mu.Lock()
	defer p.mu.Unlock()
	return uploadURL{born: time.Now(), term: p.term}
}

// uploadURLFor takes a pair from the pool or the service.
func (c *Client) uploadURLFor(ctx context.Context, op, bucketID string) (uploadURL, error) {
	if u, ok := c.urls.take(bucketID); ok {
		return u, nil
	}
	u := c.urls.fresh()
	var reply api.UploadURLResponse
	err := c.call(ctx, request{op: op, name: api.CallGetUploadURL, body: api.BucketID{BucketID: bucketID}, single: true}, &reply,
		func() bool { return reply.UploadURL != "" && reply.Token != "" })
	if err == nil {
		err = asError(op, c.who.Load().realm.check(reply.UploadURL))
	}
	u.address, u.token = reply.UploadURL, reply.Token
	return u, asCall(c.forget(bucketID, err))
}

func (c *Client) partURLFor(ctx context.Context, op string, pool *urlPool, fileID string) (uploadURL, error) {
	if u, ok := pool.take(fileID); ok {
		return u, nil
	}
	u := pool.fresh()
	var reply api.UploadPartURLResponse
	err := c.call(ctx, request{op: op, name: api.CallGetUploadPartURL, body: api.FileID{FileID: fileID}, single: true}, &reply,
		func() bool { return reply.UploadURL != "" && reply.Token != "" })
	if err == nil {
		err = asError(op, c.who.Load().realm.check(reply.UploadURL))
	}
	u.address, u.token = reply.UploadURL, reply.Token
	return u, asCall(err)
}

// asCall marks a failure as that of a JSON call. An upload that repeats it must
// not take it for an upload's, where another URL could help.
func asCall(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		e.asCall = true
	}
	return err
}
