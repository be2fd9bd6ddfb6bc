package b2test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"b2tui/b2core"
)

// What the table says does a method's work here is there.
func TestTableNamesWhatExists(t *testing.T) {
	known := slices.Concat(declared(t), methods(), []string{"promise"})
	for _, r := range rows() {
		for _, name := range r.names() {
			if (r.absent == "") != slices.Contains(known, name) {
				t.Errorf("%s: here is %q", r.method, name)
			}
		}
	}
}

// A row cannot claim a method that its tests did not call, nor one that only a
// test of another row called.
func TestTableBelievesOnlyWhatWasCalled(t *testing.T) {
	b := newTable()
	b.rows = []row{
		{method: "one", here: "Client.Upload, BytesSource", calls: []string{callUploadFile}},
		{method: "two", here: "Client.Download"},
	}
	w := newWire(nil)
	at := &client{c: nil, wire: w}
	w.calls[callUploadFile] = 1
	b.enter(t, check{name: "no method", rows: []string{"one"}}, w)
	if state, why := b.verdict(b.rows[0]); state != "FAIL" {
		t.Errorf("without the method: %s, %s", state, why)
	}
	func() {
		defer func() { _ = recover() }() // there is no client behind it
		_, _ = at.Upload(t.Context(), b2core.UploadRequest{})
	}()
	b.enter(t, check{name: "with it", rows: []string{"one", "two"}}, w)
	if state, why := b.verdict(b.rows[0]); state != "pass" {
		t.Errorf("with it: %s, %s", state, why)
	}
	if state, why := b.verdict(b.rows[1]); state != "FAIL" || !strings.Contains(why, "Client.Download") {
		t.Errorf("of another row: %s, %s", state, why)
	}
}

// declared are the engine's exported functions, types, and their fields as
// "Type.Field".
func declared(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("../*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv == nil {
					names = append(names, n.Name.Name)
				}
			case *ast.TypeSpec:
				names = append(names, n.Name.Name)
				if s, ok := n.Type.(*ast.StructType); ok {
					for _, field := range s.Fields.List {
						for _, id := range field.Names {
							names = append(names, n.Name.Name+"."+id.Name)
						}
					}
				}
			}
			return true
		})
	}
	return names
}
