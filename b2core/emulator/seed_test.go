package emulator

import (
	"slices"
	"strings"
	"testing"
)

func TestDemoDumpHasTheHashThatItsInfoTells(t *testing.T) {
	t.Parallel()
	c := &content{size: demoDumpSize, extents: []extent{{synthetic(demoDump), 0, demoDumpSize}}}
	if got := c.SHA1(); got != demoDumpSHA1 {
		t.Errorf("content of the demo's dump has SHA-1 %s, its info says %s", got, demoDumpSHA1)
	}
}

func TestFamilyMembersHashLikeTheirContent(t *testing.T) {
	t.Parallel()
	f := newFamily(42)
	for _, size := range []int64{0, 1, 7, 8, 9, syntheticPiece - 1, syntheticPiece + 5, 300_001} {
		f.content(size)
	}
	for size, c := range f.members {
		if got := c.SHA1(); got != c.digest() {
			t.Errorf("size %d: family says %s, content has %s", size, got, c.digest())
		}
	}
}

func TestSyntheticContentIsTheSameFromAnyOffset(t *testing.T) {
	t.Parallel()
	const size = syntheticPiece + 100
	var whole strings.Builder
	if err := synthetic(9).copyTo(&whole, 0, size); err != nil {
		t.Fatal(err)
	}
	for _, r := range []byteRange{{0, 0}, {1, 1}, {3, 30}, {7, 8}, {syntheticPiece - 3, syntheticPiece + 3}, {size - 1, size - 1}} {
		var part strings.Builder
		if err := synthetic(9).copyTo(&part, r.first, r.size()); err != nil {
			t.Fatal(err)
		}
		if part.String() != whole.String()[r.first:r.last+1] {
			t.Errorf("bytes %d to %d differ from the whole's", r.first, r.last)
		}
	}
}

func TestSeedShowsWhatTheDemoPromises(t *testing.T) {
	t.Parallel()
	e, err := New(Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Seed(); err != nil {
		t.Fatal(err)
	}
	var hidden, unfinished, manyVersions bool
	guards := map[string]bool{}
	for _, v := range e.store.versions {
		if v == nil {
			continue
		}
		g := v.plain()
		guards[g.mode], guards["hold "+g.hold], guards[g.sse] = true, true, true
		hidden = hidden || v.action == actionHide
		unfinished = unfinished || v.action == actionStart && len(v.large.parts) > 0
		manyVersions = manyVersions || v.older != nil && v.older.older != nil && v.older.older.older != nil
	}
	if !hidden || !unfinished || !manyVersions {
		t.Errorf("hidden %v, unfinished %v, many versions %v; want all", hidden, unfinished, manyVersions)
	}
	for _, want := range []string{"governance", "compliance", "hold on", "SSE-C"} {
		if !guards[want] {
			t.Errorf("no file has %s", want)
		}
	}
	kinds := map[string]bool{}
	for _, b := range e.store.buckets {
		kinds[b.kind] = true
	}
	if !kinds["allPublic"] || !kinds["allPrivate"] || !kinds["snapshot"] {
		t.Errorf("types of buckets: %v", kinds)
	}
	keys := map[string]bool{}
	for _, k := range e.store.keys {
		keys["expired"] = keys["expired"] || k.expired(e.clock.Now())
		keys["two buckets"] = keys["two buckets"] || len(k.bucketIDs) == 2
		keys["prefix"] = keys["prefix"] || k.prefix != ""
		keys["no listing"] = keys["no listing"] || !slices.Contains(k.capabilities, "listBuckets")
		keys["reads only"] = keys["reads only"] || !slices.Contains(k.capabilities, "writeFiles")
	}
	for _, want := range []string{"expired", "two buckets", "prefix", "no listing", "reads only"} {
		if !keys[want] {
			t.Errorf("no key is: %s", want)
		}
	}
	if got := e.store.bucketByName(DemoManyNames).names.Len(); got < demoManyNames {
		t.Errorf("the large folder has %d names", got)
	}
	if len(e.store.buckets) < 5 || len(e.store.keys) < 4 {
		t.Errorf("%d buckets, %d keys", len(e.store.buckets), len(e.store.keys))
	}
}

func BenchmarkSeed(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		e, err := New(Options{Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		if err := e.Seed(); err != nil {
			b.Fatal(err)
		}
	}
}
