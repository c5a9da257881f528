package bonafide_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// ranks order the folders: a package imports only what has a lower rank, and never a
// sibling of its own rank unless it lies below the same folder's contract. The first
// prefix that fits counts.
var ranks = []struct { //nolint:gochecknoglobals // a table
	prefix string
	rank   int
}{
	{"cmd", 100},
	{"cli", 90},
	{"app", 80},
	{"simulate", 30},  // knows nothing of the product
	{"report", 70},    // presents what the pipeline concluded
	{"reference", 70}, // presents what the parts declare
	{"source/catalog", 60},
	{"normalize/catalog", 60},
	{"enrich/catalog", 60},
	{"detect/catalog", 60},
	{"workflow", 45}, // people's reviews; given what app gathered
	{"pipeline/roster", 40},
	{"pipeline/spool", 40},
	{"pipeline", 60},
	{"normalize/mapping", 45},
	{"source/", 50},
	{"normalize/", 50},
	{"enrich/", 50},
	{"detect/", 50},
	{"source", 40},
	{"normalize", 40},
	{"enrich", 40},
	{"detect", 40},
	{"score", 40},
	{"plugin", 20},
	{"config", 30},
	{"content", 18},
	{"sigma/ruletest", 17},
	{"sigma/conformance", 17},
	{"sigma/pipeline", 16},
	{"sigma/rulefile", 15},
	{"sigma/modifier", 14},
	{"sigma/plain", 14},
	{"sigma/match", 14},
	{"sigma/correlate", 14},
	{"sigma/sigmatest", 14},
	{"sigma", 13},
	{"internal", 12},
	{"model", 10},
}

// allowed are imports across one rank that are meant: a plug-in of two parts, a suite
// beside its contract.
var allowed = map[[2]string]bool{ //nolint:gochecknoglobals // a table
	{"model", "model/ocsf"}: true,
}

func rank(t *testing.T, dir string) int {
	t.Helper()
	for _, r := range ranks {
		if dir == r.prefix || strings.HasPrefix(dir, strings.TrimSuffix(r.prefix, "/")+"/") {
			return r.rank
		}
	}
	t.Errorf("%s: give the folder a rank in arch_test.go", dir)
	return 0
}

// source is a parsed file of the product.
type source struct {
	dir, path string
	test      bool
	file      *ast.File
}

func sources(t *testing.T) []source {
	t.Helper()
	var list []source
	fset := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "bin" || d.Name() == "demo") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		list = append(list, source{filepath.ToSlash(filepath.Dir(path)), path, strings.HasSuffix(path, "_test.go"), f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestImportsPointDown(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.dir == "." {
			continue
		}
		own := rank(t, s.dir)
		for _, spec := range s.file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			dir, ours := strings.CutPrefix(path, "bonafide/")
			if !ours {
				continue
			}
			if allowed[[2]string{s.dir, dir}] || below(s.dir, dir) || below(dir, s.dir) && own == rank(t, dir) {
				continue
			}
			if theirs := rank(t, dir); theirs >= own {
				t.Errorf("%s imports %s: rank %d may not import rank %d; move what is shared below both", s.path, dir, own, theirs)
			}
		}
	}
}

// below tells whether dir lies in a sub-folder of parent.
func below(dir, parent string) bool { return strings.HasPrefix(dir, parent+"/") }

func TestOnlyAppImportsImplementations(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || slices.Contains([]string{"app", "cmd/benchmark"}, s.dir) {
			continue
		}
		for _, spec := range s.file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			dir, _ := strings.CutPrefix(path, "bonafide/")
			for _, stage := range []string{"source/", "enrich/", "detect/"} {
				if strings.HasPrefix(dir, stage) && !strings.HasPrefix(s.dir, stage) {
					t.Errorf("%s imports the implementation %s; only app does", s.path, dir)
				}
			}
		}
	}
}

// TestSigmaStandsAlone keeps the engine usable without the product.
func TestSigmaStandsAlone(t *testing.T) {
	for _, s := range sources(t) {
		if s.dir != "sigma" && !strings.HasPrefix(s.dir, "sigma/") {
			continue
		}
		for _, spec := range s.file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if dir, ours := strings.CutPrefix(path, "bonafide/"); ours && dir != "sigma" && !strings.HasPrefix(dir, "sigma/") {
				t.Errorf("%s imports %s; sigma knows nothing of the product", s.path, dir)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	comments := map[string]string{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		if _, ok := comments[s.dir]; !ok {
			comments[s.dir] = ""
		}
		if s.file.Doc != nil {
			comments[s.dir] = s.file.Doc.Text()
		}
	}
	for dir, text := range comments {
		if len(text) < 40 || !(strings.HasPrefix(text, "Package ") || strings.HasPrefix(text, "Command ")) {
			t.Errorf("%s: the package comment is missing or says too little", dir)
		}
	}
}

func TestNoInitAndNoMutableGlobals(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "init" && d.Recv == nil {
					t.Errorf("%s: has an init function", s.path)
				}
			case *ast.GenDecl:
				if d.Tok == token.VAR && !constant(d) {
					t.Errorf("%s: has a package variable; errors, compiled patterns and tables marked nolint:gochecknoglobals are fine", s.path)
				}
			}
		}
	}
}

// constant tells whether a variable is one that never changes: an error, an interface
// check, or a table that says so.
func constant(d *ast.GenDecl) bool {
	text := ""
	if d.Doc != nil {
		for _, c := range d.Doc.List {
			text += c.Text
		}
	}
	if strings.Contains(text, "gochecknoglobals") || strings.Contains(text, "go:embed") {
		return true
	}
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		if v.Comment != nil {
			for _, c := range v.Comment.List {
				if strings.Contains(c.Text, "gochecknoglobals") {
					return true
				}
			}
		}
		for i, name := range v.Names {
			if name.Name == "_" {
				continue
			}
			if i >= len(v.Values) {
				return false
			}
			call, ok := v.Values[i].(*ast.CallExpr)
			if !ok {
				return false
			}
			fun, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains([]string{"New", "MustCompile", "Errorf"}, fun.Sel.Name) {
				return false
			}
		}
	}
	return true
}

func TestFilesAndFunctionsFitTheirSize(t *testing.T) {
	for _, s := range sources(t) {
		text, err := os.ReadFile(s.path)
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(text), "\n"); lines > 600 && !s.test {
			t.Errorf("%s has %d lines; 600 are the limit", s.path, lines)
		}
		base := int(s.file.FileStart)
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil || s.test {
				continue
			}
			from, to := int(f.Pos())-base, int(f.End())-base
			if lines := strings.Count(string(text[from:to]), "\n") + 1; lines > 80 {
				t.Errorf("%s: %s has %d lines; 80 are the limit", s.path, f.Name.Name, lines)
			}
		}
	}
}

// TestDirectDependencies is the golden list: a new one needs a sentence in
// docs/design/dependencies.md first.
func TestDirectDependencies(t *testing.T) {
	text, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	why, err := os.ReadFile("docs/design/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		if !r.Indirect && !strings.Contains(string(why), "`"+r.Mod.Path+"`") {
			t.Errorf("%s is a direct dependency, but docs/design/dependencies.md does not say why", r.Mod.Path)
		}
	}
}

// TestLinksLead checks that every relative link of a page leads to a file.
func TestLinksLead(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "demo" || d.Name() == "reference" && filepath.Dir(path) == ".") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), m[1])); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
