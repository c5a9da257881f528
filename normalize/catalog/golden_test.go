package catalog_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/normalize"
	"bonafide/normalize/catalog"
	"bonafide/normalize/normalizetest"
	"bonafide/source"
	sources "bonafide/source/catalog"
)

var update = flag.Bool("update", false, "write the golden files anew")

// records reads files with the real sources and gives everything to record and problem.
func records(t testing.TB, paths []string, record func(*model.Record) error, problem func(source.Problem)) {
	t.Helper()
	r, err := source.NewReader(source.Config{Sources: sources.All()})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Read(context.Background(), paths, sinkFuncs{record, problem}); err != nil {
		t.Fatal(err)
	}
}

type sinkFuncs struct {
	record  func(*model.Record) error
	problem func(source.Problem)
}

func (s sinkFuncs) Record(r *model.Record) error { return s.record(r) }
func (s sinkFuncs) Problem(p source.Problem)     { s.problem(p) }

func newSet(t testing.TB, o catalog.Options) *catalog.Set {
	t.Helper()
	set, err := catalog.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// read runs files through sources and normalizers.
func read(t testing.TB, set *catalog.Set, paths ...string) (*normalizetest.Sink, *normalize.Runner) {
	t.Helper()
	out := &normalizetest.Sink{}
	r, err := set.Runner(out, func() *model.Event { return new(model.Event) })
	if err != nil {
		t.Fatal(err)
	}
	records(t, paths, r.Normalize, func(p source.Problem) {
		r.Problem(p.Path, p.Line, p.Err, p.Hint, normalize.Loss(p.Kind))
	})
	return out, r
}

// golden is what a file's records became.
type golden struct {
	Events []map[string]any `json:"events,omitempty"`
	Claims []claim          `json:"claims,omitempty"`
	Grants []model.Grant    `json:"grants,omitempty"`
	Inputs []model.Input    `json:"inputs"`
}

type claim struct {
	Subject, Kind, Value string
	Line                 int64
}

func TestGolden(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*.input.*")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no inputs", err)
	}
	set := newSet(t, catalog.Options{})
	for _, path := range inputs {
		name, _, _ := strings.Cut(filepath.Base(path), ".input.")
		t.Run(name, func(t *testing.T) {
			out, r := read(t, set, path)
			g := golden{Events: out.Events, Grants: out.Grants, Inputs: r.Inputs()}
			for _, c := range out.Claims {
				g.Claims = append(g.Claims, claim{string(c.Subject), string(c.Kind), c.Value, c.Origin.Line})
			}
			var b bytes.Buffer
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			e.SetIndent("", " ")
			if err := e.Encode(g); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name+".golden.json")
			if *update {
				if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), b.String()); d != "" {
				t.Errorf("%s (-want +got):\n%s", file, d)
			}
		})
	}
}

// TestConformance runs the suite for every normalizer that reads one of the inputs.
func TestConformance(t *testing.T) {
	set := newSet(t, catalog.Options{})
	byFormat := make(map[string][]model.Record)
	inputs, err := filepath.Glob("testdata/*.input.*")
	if err != nil {
		t.Fatal(err)
	}
	inputs = slices.DeleteFunc(inputs, func(p string) bool { return strings.Contains(p, "mixed") })
	var f normalize.Fields
	records(t, inputs, func(r *model.Record) error {
		if f.Load(r) != nil {
			return nil
		}
		best, sure := "", 0.0
		var certain []string
		for _, n := range set.Normalizers {
			c := n.Recognize(r, &f)
			if c > sure {
				best, sure = n.Declare().Name, c
			}
			if c >= normalize.Sure {
				certain = append(certain, n.Declare().Name)
			}
		}
		if len(certain) > 1 {
			t.Errorf("%s: several are sure of it: %v", r.Origin, certain)
		}
		if best != "" {
			byFormat[best] = append(byFormat[best], normalizetest.Clone(r))
		}
		return nil
	}, func(source.Problem) {})
	for _, n := range set.Normalizers {
		name := n.Declare().Name
		rs, ok := byFormat[name]
		if !ok {
			if n.Declare().Needs != nil {
				t.Errorf("%s: no input in testdata is of this format", name)
			}
			continue
		}
		t.Run(strings.ReplaceAll(name, "/", "_"), func(t *testing.T) { normalizetest.Suite(t, n, rs) })
	}
}
