package views

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
)

// BucketList is the table of buckets, with details beside it where there is
// room.
type BucketList struct {
	kit *ui.Kit
	can ui.Can
}

// NewBucketList returns an empty list.
func NewBucketList(kit *ui.Kit) *BucketList { return &BucketList{kit: kit} }

// SetBuckets shows the buckets; the cursor stays on its bucket.
func (v *BucketList) SetBuckets(buckets []b2core.Bucket) {}

// SetLoading says that they are being listed.
func (v *BucketList) SetLoading(loading bool) {}

// SetError shows what went wrong; nil takes it away.
func (v *BucketList) SetError(problem *Problem) {}

// SetCursorName puts the cursor on a bucket, now or with the next SetBuckets.
func (v *BucketList) SetCursorName(name string) {}

// Selected is the bucket under the cursor.
func (v *BucketList) Selected() (b2core.Bucket, bool) { return b2core.Bucket{}, false }

// Update implements View.
func (v *BucketList) Update(msg tea.Msg) (Intent, tea.Cmd) { return nil, nil }

// Back does what esc does here, one thing a call, and tells false when there
// was nothing to do.
func (v *BucketList) Back() bool { return false }

// Render implements View.
func (v *BucketList) Render(w, h int, focused bool) string { return "" }

// Wants implements View.
func (v *BucketList) Wants() Intent { return nil }

// Typing implements View.
func (v *BucketList) Typing() bool { return false }

// Cursor implements View.
func (v *BucketList) Cursor() *tea.Cursor { return nil }

// RowAt implements View.
func (v *BucketList) RowAt(x, y int) (int, bool) { return 0, false }

// Press implements View.
func (v *BucketList) Press(x, y int, mod tea.KeyMod) Intent { return nil }

// DoubleClick implements View.
func (v *BucketList) DoubleClick(x, y int, mod tea.KeyMod) Intent { return nil }

// Wheel implements View.
func (v *BucketList) Wheel(n int) Intent { return nil }

// ShortHelp implements View.
func (v *BucketList) ShortHelp() []key.Binding { return nil }

// FullHelp implements View.
func (v *BucketList) FullHelp() [][]key.Binding { return nil }

// Help implements View.
func (v *BucketList) Help() []ui.HelpGroup { return nil }

// SetCan implements View.
func (v *BucketList) SetCan(can ui.Can) { v.can = can }
