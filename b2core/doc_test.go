package b2core_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the package's overview links to exists, so that nobody is led astray.
func TestOverviewNamesWhatExists(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	known, overview := map[string]bool{}, ""
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if path == "doc.go" {
			overview = f.Doc.Text()
		}
		for _, d := range f.Decls {
			for _, n := range declared(d) {
				known[n] = true
			}
		}
	}
	links := regexp.MustCompile(`\[\*?([A-Z][A-Za-z.]*)\]`).FindAllStringSubmatch(overview, -1)
	if len(links) < 30 {
		t.Errorf("only %d links in the overview", len(links))
	}
	for _, l := range links {
		if !known[l[1]] {
			t.Errorf("the overview names %s, which is not there", l[1])
		}
	}
}

func declared(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return []string{d.Name.Name}
		}
		of := d.Recv.List[0].Type
		if star, ok := of.(*ast.StarExpr); ok {
			of = star.X
		}
		if id, ok := of.(*ast.Ident); ok {
			return []string{id.Name + "." + d.Name.Name}
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if ts, ok := s.(*ast.TypeSpec); ok {
				names = append(names, ts.Name.Name)
			}
		}
	}
	return names
}
