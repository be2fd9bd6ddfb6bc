package emulator_test

import (
	"fmt"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// The root of a bucket of 300 folders with 10,000 names each costs what one page
// costs, since the service folds the folders.
func TestRootOfManyFoldersIsOneCall(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("three million names take a while")
	}
	const folders, each = 300, 10_000
	s := b2test.NewMemoryServer(t)
	c := s.Client(t)
	b, err := c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "many-folders"})
	if err != nil {
		t.Fatal(err)
	}
	names := func(yield func(string) bool) {
		for i := range folders {
			for j := range each {
				if !yield(fmt.Sprintf("folder-%03d/%05d", i, j)) {
					return
				}
			}
		}
	}
	if err := s.AddNames(b.Name, names, 1000); err != nil {
		t.Fatal(err)
	}
	s.ResetCounters()
	n := 0
	for f, err := range c.Names(t.Context(), b.ID, b2core.ListOptions{Delimiter: "/"}) {
		if err != nil {
			t.Fatal(err)
		}
		if !f.IsFolder() {
			t.Fatalf("%s is no folder", f.Name)
		}
		n++
	}
	count := s.Counters()
	t.Logf("%d folders of %d names: %d list calls, %d transactions of class C", n, each, count.Calls["b2_list_file_names"], count.Classes[emulator.ClassC])
	if n != folders || count.Requests != 1 || count.Classes[emulator.ClassC] != 1 || c.Usage().ClassC != 3 {
		t.Errorf("%d folders, %+v, the client counts %+v", n, count, c.Usage())
	}
}
