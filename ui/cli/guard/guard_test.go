package guard

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg is what `go list -json` says of a package.
type pkg struct {
	ImportPath string
	Imports    []string
}

func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-json=ImportPath,Imports"}, args...)...)
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatal(err)
	}
	var pkgs []pkg
	d := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p pkg
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return pkgs
		case err != nil:
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

// layers says which packages of this module each one may import; a name stands
// for itself and what is below it. What is not listed may import nothing.
func layers() map[string][]string {
	return map[string][]string{
		".":               {"ui/cli", "model"},
		"model":           {"ui", "ui/views", "ui/dialog", "b2core", "b2core/transfer", "b2core/transfer/filter", "b2core/mirror", "b2core/safego"},
		"ui":              {},
		"ui/views":        {"ui", "b2core"},
		"ui/dialog":       {"ui"},
		"ui/cli":          {"ui", "b2core", "b2core/transfer", "b2core/transfer/filter", "b2core/transfer/localname", "b2core/mirror", "b2core/emulator", "b2core/safego", "keystore"},
		"ui/cli/clitest":  {"b2core/b2test/foreign"},
		"keystore":        {"b2core", "b2core/safego"},
		"b2core/transfer": {"b2core", "b2core/safego", "b2core/transfer"},

		"b2core/transfer/filter":    {},
		"b2core/transfer/localname": {"b2core"},

		"b2core/mirror":   {"b2core", "b2core/safego", "b2core/transfer", "b2core/transfer/filter", "b2core/transfer/localname"},
		"b2core/emulator": {"b2core/internal", "b2core/safego"},
		"b2core/b2test":   {"b2core", "b2core/emulator"},
		"b2core/internal": {"b2core/internal"},
		"b2core":          {"b2core/internal", "b2core/safego"},
	}
}

// foreign says who alone may import what: by path prefix, the owners' prefixes.
func foreign() map[string][]string {
	return map[string][]string{
		"charm.land/bubbletea":          {"model", "ui"},
		"charm.land/bubbles":            {"model", "ui"},
		"charm.land/lipgloss":           {"model", "ui"},
		"charm.land/fang":               {"ui/cli"},
		"github.com/charmbracelet":      {"model", "ui"},
		"github.com/spf13/cobra":        {"ui/cli"},
		"github.com/zalando":            {"keystore"},
		"filippo.io/age":                {"keystore"},
		"modernc.org/sqlite":            {"b2core/transfer", "keystore"},
		"net/http":                      {"b2core"},
		"testing":                       {"b2core/b2test", "ui/cli/clitest", "model/ptytest"},
		"github.com/charmbracelet/x/vt": {"model/ptytest"},
	}
}

const module = "b2tui"

// root is the module's folder, from this one.
var root = filepath.Join("..", "..", "..")

// short is a package's path inside the module.
func short(path string) (string, bool) {
	if path == module {
		return ".", true
	}
	return strings.CutPrefix(path, module+"/")
}

func under(path string, roots []string) bool {
	return slices.ContainsFunc(roots, func(r string) bool { return path == r || strings.HasPrefix(path, r+"/") })
}

func TestImportsKeepTheirDirection(t *testing.T) {
	allowed, owners := layers(), foreign()
	for _, p := range list(t, module+"/...") {
		from, _ := short(p.ImportPath)
		layer := from
		for allowed[layer] == nil && strings.Contains(layer, "/") {
			layer = layer[:strings.LastIndexByte(layer, '/')]
		}
		for _, imported := range p.Imports {
			to, ours := short(imported)
			if ours && !slices.Contains(allowed[layer], to) && !under(to, []string{from}) && !inside(to, allowed[layer]) {
				t.Errorf("%s imports %s", from, to)
			}
			for prefix, who := range owners {
				barred := from == "ui/cli" && strings.HasPrefix(prefix, "charm.land/b") // in ui, but no part of the screen
				if !ours && under(imported, []string{prefix}) && (barred || !under(from, who)) {
					t.Errorf("%s imports %s", from, imported)
				}
			}
		}
	}
}

// inside allows what lies in a folder of internal packages that was allowed.
func inside(to string, allowed []string) bool {
	return slices.ContainsFunc(allowed, func(a string) bool {
		return strings.HasSuffix(a, "/internal") && strings.HasPrefix(to, a+"/")
	})
}

func TestBinaryLinksNoTestCode(t *testing.T) {
	for _, p := range list(t, "-deps", module) {
		for _, bad := range []string{"testing", "b2tui/b2core/b2test", "b2tui/ui/cli/clitest", "b2tui/model/ptytest", "github.com/charmbracelet/x/exp/teatest", "github.com/creack/pty"} {
			if under(p.ImportPath, []string{bad}) {
				t.Errorf("the program links %s", p.ImportPath)
			}
		}
	}
}

// sources parses every file that is shipped, whatever system it is for.
func sources(t *testing.T, visit func(path string, f *ast.File, fset *token.FileSet)) {
	t.Helper()
	fset := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(root, path)
		visit(filepath.ToSlash(inside), f, fset)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// testSupport are packages that only tests link.
func testSupport(path string) bool {
	return under(path, []string{"b2core/b2test", "ui/cli/clitest", "model/ptytest"})
}

// A goroutine that panics outside safego leaves the terminal raw.
func TestGoroutinesStartInSafego(t *testing.T) {
	sources(t, func(path string, f *ast.File, fset *token.FileSet) {
		if under(path, []string{"b2core/safego"}) || testSupport(path) {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if n, ok := n.(*ast.GoStmt); ok {
				t.Errorf("%s: a bare go statement; use safego.Go", fset.Position(n.Pos()))
			}
			return true
		})
	})
}

// Nothing runs before main, and nothing changes behind a caller's back.
func TestNoInitAndNoGlobalState(t *testing.T) {
	stateful := []string{
		"main.go: release",              // set by the linker
		"b2core/safego/safego.go: hook", // the terminal belongs to the whole process
	}
	sources(t, func(path string, f *ast.File, fset *token.FileSet) {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.Name == "init" {
					t.Errorf("%s: func init", fset.Position(d.Pos()))
				}
			case *ast.GenDecl:
				if d.Tok != token.VAR {
					continue
				}
				for _, spec := range d.Specs {
					for _, name := range mutable(spec) {
						if !slices.Contains(stateful, path+": "+name) {
							t.Errorf("%s: %s can change while the program runs", fset.Position(spec.Pos()), name)
						}
					}
				}
			}
		}
	})
}

// mutable names the variables of a declaration that hold state: those without
// a value, and maps, slices and pointers.
func mutable(spec ast.Spec) (names []string) {
	v, ok := spec.(*ast.ValueSpec)
	if !ok {
		return nil
	}
	for i, name := range v.Names {
		if name.Name == "_" {
			continue
		}
		if i >= len(v.Values) || holdsState(v.Values[i]) {
			names = append(names, name.Name)
		}
	}
	return names
}

func holdsState(value ast.Expr) bool {
	switch value := value.(type) {
	case *ast.UnaryExpr:
		return value.Op == token.AND
	case *ast.CompositeLit:
		switch kind := value.Type.(type) {
		case *ast.MapType:
			return true
		case *ast.ArrayType:
			return kind.Len == nil
		}
	case *ast.CallExpr:
		name, ok := value.Fun.(*ast.Ident)
		return ok && (name.Name == "make" || name.Name == "new")
	}
	return false
}
