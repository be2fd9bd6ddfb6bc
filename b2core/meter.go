package b2core

import (
	"sync/atomic"

	"b2tui/b2core/internal/api"
)

// Usage counts what a client has cost so far. Class A is free of charge; the
// others are billed above a daily allowance.
type Usage struct {
	ClassA, ClassB, ClassC int64 // transactions, refused attempts included
}

type meter struct{ a, b, c atomic.Int64 }

// Usage returns the transactions since New.
func (c *Client) Usage() Usage {
	return Usage{c.meter.a.Load(), c.meter.b.Load(), c.meter.c.Load()}
}

// count books one attempt of a call; units is more than 1 for listings of over
// 1,000 entries.
func (m *meter) count(call string, units int64) {
	switch call {
	case api.CallDownloadFileByID, api.CallDownloadFileByName, api.CallGetFileInfo:
		m.b.Add(units)
	case api.CallCancelLargeFile, api.CallDeleteBucket, api.CallDeleteFileVersion, api.CallDeleteKey,
		api.CallFinishLargeFile, api.CallGetUploadPartURL, api.CallGetUploadURL, api.CallHideFile,
		api.CallStartLargeFile, api.CallUploadFile, api.CallUploadPart:
		m.a.Add(units)
	default:
		m.c.Add(units)
	}
}
