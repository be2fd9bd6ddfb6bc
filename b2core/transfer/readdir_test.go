package transfer

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// The first names of a directory come in order, however it is read, and every
// name comes once over all readings.
func TestChosenNames(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 11, 19, 20, 21, 100, 1234} {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf("%05d", i)
		}
		for name, mix := range map[string]func([]string){
			"in order": func([]string) {},
			"backward": slices.Reverse[[]string],
			"mixed": func(s []string) {
				r := rand.New(rand.NewPCG(1, uint64(n)))
				r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
			},
		} {
			on := slices.Clone(all)
			mix(on)
			var got []string
			for more, last := true, ""; more; {
				c := chosen{most: 10}
				for _, s := range on {
					if s > last {
						c.add(s)
					}
					if len(c.names) >= 20 {
						t.Fatalf("%d names are kept", len(c.names))
					}
				}
				var names []string
				if names, more = c.end(); more {
					last = names[len(names)-1]
				}
				got = append(got, names...)
			}
			if !slices.Equal(got, all) {
				t.Errorf("%d names %s: %v", n, name, got)
			}
		}
	}
}
