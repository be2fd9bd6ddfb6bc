package views

import (
	"testing"

	"b2tui/b2core"
)

// A bucket that is gone and that the key is bound to is shown, and everything
// that would need it says why it does not work.
func TestGoneBucketIsRefused(t *testing.T) {
	v := NewBucketList(testKit(true, false))
	v.SetBuckets([]b2core.Bucket{{ID: "1", Name: "photos"}}, []b2core.AllowedBucket{{ID: "2"}})
	for _, k := range []string{"enter", "D", "x"} {
		v.rows.MoveTo(0)
		if intent, _ := v.Update(press(k)); intent == (Refused{goneReason}) {
			t.Errorf("%s on a living one: %v", k, intent)
		}
		v.rows.MoveTo(1)
		if intent, _ := v.Update(press(k)); intent != (Refused{goneReason}) {
			t.Errorf("%s: %v", k, intent)
		}
	}
}
