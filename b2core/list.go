package b2core

import (
	"context"
	"iter"
	"strings"

	"b2tui/b2core/internal/api"
)

// A page holds 1,000 entries unless the caller says otherwise: the most that is
// billed as one transaction. A listing whose pages stay empty for emptyPages in
// a row is taken for broken.
const (
	pageSize   = 1000
	emptyPages = 1000
)

// ListNames returns one page of the newest visible versions.
func (c *Client) ListNames(ctx context.Context, bucketID string, o ListOptions) (Page, error) {
	op := c.listOp("list", bucketID, o.Prefix)
	s, err := c.allowed(ctx, op, bucketID, "", ListFiles)
	if err != nil {
		return Page{}, err
	}
	o, above, err := within(o, s.account.Allowed.NamePrefix)
	if above != nil || err != nil {
		return deref(above), asError(op, err)
	}
	limit := pageLimit(o)
	req := api.ListFileNamesRequest{
		BucketID: bucketID, StartFileName: optional(o.Start), MaxFileCount: &limit,
		Prefix: optional(o.Prefix), Delimiter: optional(o.Delimiter),
	}
	var reply api.ListFileNamesResponse
	var page Page
	err = c.call(ctx, request{op: op, name: api.CallListFileNames, body: req, units: units(limit)}, &reply, func() bool {
		var ok bool
		page = Page{NextName: deref(reply.NextFileName)}
		page.Files, ok = versionsOf(reply.Files)
		return ok && reply.Files != nil && (page.NextName == "" || page.NextName > o.Start)
	})
	return page, c.forget(bucketID, err)
}

// ListVersions returns one page of all versions, hide markers and unfinished
// large files, newest first within a name.
func (c *Client) ListVersions(ctx context.Context, bucketID string, o ListOptions) (Page, error) {
	op := c.listOp("list versions of", bucketID, o.Prefix)
	s, err := c.allowed(ctx, op, bucketID, "", ListFiles)
	if err != nil {
		return Page{}, err
	}
	o, above, err := within(o, s.account.Allowed.NamePrefix)
	if above != nil || err != nil {
		return deref(above), asError(op, err)
	}
	limit := pageLimit(o)
	req := api.ListFileVersionsRequest{
		BucketID: bucketID, StartFileName: optional(o.Start), StartFileID: optional(o.StartID), MaxFileCount: &limit,
		Prefix: optional(o.Prefix), Delimiter: optional(o.Delimiter),
	}
	var reply api.ListFileVersionsResponse
	var page Page
	err = c.call(ctx, request{op: op, name: api.CallListFileVersions, body: req, units: units(limit)}, &reply, func() bool {
		var ok bool
		page = Page{NextName: deref(reply.NextFileName), NextID: deref(reply.NextFileID)}
		page.Files, ok = versionsOf(reply.Files)
		grows := page.NextName > o.Start || page.NextName == o.Start && page.NextID != "" && page.NextID != o.StartID
		return ok && reply.Files != nil && (page.NextName == "" || grows)
	})
	return page, c.forget(bucketID, err)
}

// Names pages through ListNames.
func (c *Client) Names(ctx context.Context, bucketID string, o ListOptions) iter.Seq2[FileVersion, error] {
	return pages(o, func(o ListOptions) (Page, error) { return c.ListNames(ctx, bucketID, o) })
}

// Versions pages through ListVersions.
func (c *Client) Versions(ctx context.Context, bucketID string, o ListOptions) iter.Seq2[FileVersion, error] {
	return pages(o, func(o ListOptions) (Page, error) { return c.ListVersions(ctx, bucketID, o) })
}

// pages walks a listing. Only a missing next name ends it: a page may be short
// or empty and still have one. That the name grows is checked with each page.
func pages(o ListOptions, page func(ListOptions) (Page, error)) iter.Seq2[FileVersion, error] {
	return func(yield func(FileVersion, error) bool) {
		o := o
		for empty := 0; ; {
			p, err := page(o)
			if err != nil {
				yield(FileVersion{}, err)
				return
			}
			for _, f := range p.Files {
				if !yield(f, nil) {
					return
				}
			}
			if p.NextName == "" {
				return
			}
			if empty++; len(p.Files) > 0 {
				empty = 0
			}
			if empty > emptyPages {
				yield(FileVersion{}, fault("list files", ErrBrokenReply, "the listing goes on without entries"))
				return
			}
			o.Start, o.StartID = p.NextName, p.NextID
		}
	}
}

// within fits a listing to a key that is bound to a prefix. Above the prefix
// there is just the way down to it: one folder, which needs no call, or with no
// delimiter the prefix itself.
func within(o ListOptions, bound string) (ListOptions, *Page, error) {
	switch {
	case strings.HasPrefix(o.Prefix, bound):
		return o, nil, nil
	case !strings.HasPrefix(bound, o.Prefix):
		return o, nil, &NotAllowed{Name: o.Prefix, Prefix: bound}
	}
	if o.Delimiter != "" {
		rest := bound[len(o.Prefix):]
		if i := strings.Index(rest, o.Delimiter); i >= 0 {
			folder := o.Prefix + rest[:i+len(o.Delimiter)]
			if o.Start > folder {
				return o, &Page{}, nil
			}
			return o, &Page{Files: []FileVersion{{Name: folder, Action: ActionFolder}}}, nil
		}
	}
	o.Prefix = bound
	return o, nil, nil
}

func (c *Client) listOp(verb, bucketID, prefix string) string {
	op := verb + " bucket " + c.names.label(bucketID)
	if prefix != "" {
		op = verb + " " + remoteText(prefix) + " in bucket " + c.names.label(bucketID)
	}
	return op
}

func pageLimit(o ListOptions) int {
	if o.Max <= 0 {
		return pageSize
	}
	return o.Max
}

func units(entries int) int64 { return int64((entries + pageSize - 1) / pageSize) }
