//go:build unix

package transfer

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What lies outside the folder that is moved is not to go.
func TestNoMoveFollowsLinks(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	j := w.upDir(w.dir, "d/")
	j.Source, j.Links = DeleteSource, LinksFollow
	if _, err := m.Enqueue(t.Context(), j); err == nil {
		t.Error("it would be done")
	}
}

// Links that lead back, out of the tree, to themselves and nowhere.
func TestLinkPolicies(t *testing.T) {
	t.Attr("fault", "L9")
	w := newWorld(t)
	m := w.open()
	w.write("tree/a/file", 1)
	w.write("tree/b/other", 2)
	w.write("outside/far", 3)
	for link, to := range map[string]string{
		"tree/a/up": "..", "tree/a/sibling": "../b", "tree/b/sibling": "../a", "tree/out": "../outside",
		"tree/self": "self", "tree/nowhere": "missing", "tree/tofile": "a/file",
	} {
		if err := os.Symlink(to, filepath.Join(w.dir, filepath.FromSlash(link))); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		links  Links
		names  []string
		report []string
	}{
		{LinksDefault, []string{"a/file", "b/other", "tofile"}, []string{"4 links to folders", "1 links that lead nowhere", "1 links that lead to themselves"}},
		{LinksSkip, []string{"a/file", "b/other"}, []string{"7 links"}},
		{
			LinksFollow,
			[]string{"a/file", "a/sibling/other", "b/other", "b/sibling/file", "out/far", "tofile"},
			[]string{"links to a folder that they are in"},
		},
	} {
		prefix := "p" + string(c.links) + "/"
		j := w.upDir(filepath.Join(w.dir, "tree"), prefix)
		j.Links = c.links
		it := w.ends(m, j)
		var names []string
		for _, v := range w.versions(prefix) {
			names = append(names, strings.TrimPrefix(v.Name, prefix))
		}
		if it.State != Done || !slices.Equal(names, c.names) {
			t.Errorf("%q: %s, %q", c.links, it.State, names)
		}
		for _, r := range c.report {
			if !strings.Contains(it.Reason, r) {
				t.Errorf("%q: %q does not say %q", c.links, it.Reason, r)
			}
		}
	}
}

// A tree that is deeper than any name in a bucket can say is refused where it
// becomes so, and the rest goes up.
func TestVeryDeepTree(t *testing.T) {
	t.Attr("fault", "L9")
	w := newWorld(t)
	m := w.open()
	w.write("tree/top", 1)
	root, err := os.OpenRoot(filepath.Join(w.dir, "tree"))
	if err != nil {
		t.Fatal(err)
	}
	for range 5000 {
		if err := root.Mkdir("d", 0o755); err != nil {
			t.Fatal(err)
		}
		below, err := root.OpenRoot("d")
		if err != nil {
			t.Fatal(err)
		}
		_ = root.Close()
		root = below
	}
	_ = root.Close()
	it := w.ends(m, w.upDir(filepath.Join(w.dir, "tree"), "p/"))
	if it.State != Failed || it.FilesDone != 1 || it.FilesFailed != 1 {
		t.Errorf("%+v", it)
	}
	w.stored("p/top", content("tree/top", 1))
}
