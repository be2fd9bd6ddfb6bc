package b2core

import (
	"context"
	"iter"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// Part is one part of an unfinished large file.
type Part struct {
	Number     int // from 1
	Size       int64
	SHA1       string // 40 hex digits
	UploadedAt time.Time
}

func partOf(p api.Part) Part {
	return Part{p.PartNumber, p.ContentLength, strings.ToLower(plainSHA1(p.ContentSHA1)), timeOf(&p.UploadTimestamp)}
}

// PartsOptions choose what Parts shows.
type PartsOptions struct {
	Start int // first part number; 0: from the beginning
	Batch int // parts a call, at most 1,000; 0: so many
}

// Parts pages through the parts that an unfinished large file has so far.
func (c *Client) Parts(ctx context.Context, fileID string, o PartsOptions) iter.Seq2[Part, error] {
	op := "list parts of " + remoteText(fileID)
	return func(yield func(Part, error) bool) {
		if _, err := c.allowed(ctx, op, "", "", WriteFiles); err != nil {
			yield(Part{}, err)
			return
		}
		limit := o.Batch
		if limit <= 0 {
			limit = pageSize
		}
		req := api.ListPartsRequest{FileID: fileID, MaxPartCount: &limit, StartPartNumber: optional(o.Start)}
		for {
			reply, err := c.partsPage(ctx, op, req)
			if err != nil {
				yield(Part{}, err)
				return
			}
			for _, p := range reply.Parts {
				if !yield(partOf(p), nil) {
					return
				}
			}
			if req.StartPartNumber = reply.NextPartNumber; deref(req.StartPartNumber) == 0 {
				return
			}
		}
	}
}

func (c *Client) partsPage(ctx context.Context, op string, req api.ListPartsRequest) (reply api.ListPartsResponse, err error) {
	err = c.call(ctx, request{op: op, name: api.CallListParts, body: req}, &reply, func() bool {
		next := deref(reply.NextPartNumber)
		return reply.Parts != nil && (next == 0 || next > deref(req.StartPartNumber))
	})
	return reply, err
}

// listParts returns all parts of an unfinished large file.
func (c *Client) listParts(ctx context.Context, op, fileID string) ([]api.Part, error) {
	var out []api.Part
	limit := pageSize
	req := api.ListPartsRequest{FileID: fileID, MaxPartCount: &limit}
	for {
		reply, err := c.partsPage(ctx, op, req)
		if err != nil {
			return nil, err
		}
		out = append(out, reply.Parts...)
		if req.StartPartNumber = reply.NextPartNumber; deref(req.StartPartNumber) == 0 {
			return out, nil
		}
	}
}
