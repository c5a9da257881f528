package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"bonafide/app"
	"bonafide/model"
	"bonafide/report"
	"bonafide/simulate"
)

const schemaFile = "../docs/reference/assessment.schema.json"

// schemas gives the contract's schema, and that of one line of NDJSON.
func schemas(t *testing.T) (document, line *jsonschema.Schema) {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	path, err := filepath.Abs(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if document, err = c.Compile(path); err != nil {
		t.Fatal(err)
	}
	if line, err = c.Compile(path + "#/$defs/subject"); err != nil {
		t.Fatal(err)
	}
	return document, line
}

func valid(t *testing.T, s *jsonschema.Schema, text []byte) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(value); err != nil {
		t.Errorf("%#v", err)
	}
}

func assess(t *testing.T, paths ...string) *model.Assessment {
	t.Helper()
	r, err := app.Assess(context.Background(), app.Options{Paths: paths, Now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return r.Assessment
}

func simulated(t *testing.T) *model.Assessment {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "company")
	cfg := simulate.Demo(3)
	cfg.People, cfg.Days = 60, 30
	if _, err := simulate.Write(context.Background(), dir, cfg); err != nil {
		t.Fatal(err)
	}
	return assess(t, dir)
}

func TestAssessmentsKeepTheContract(t *testing.T) {
	t.Parallel()
	document, line := schemas(t)
	broken := filepath.Join(t.TempDir(), "broken.jsonl")
	if err := os.WriteFile(broken, []byte("{\"uuid\":\n{\"a\":1}\n\x00\x01 not json\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := map[string]func() *model.Assessment{
		"simulated":      func() *model.Assessment { return simulated(t) },
		"empty_folder":   func() *model.Assessment { return assess(t, t.TempDir()) },
		"with_errors":    func() *model.Assessment { return assess(t, broken) },
		"nothing_at_all": func() *model.Assessment { return &model.Assessment{Schema: model.AssessmentSchema} },
		"nil_lists": func() *model.Assessment {
			return &model.Assessment{
				Schema: model.AssessmentSchema, Inputs: []model.Input{{Path: "a"}},
				Subjects: []model.SubjectAssessment{{
					ID: "w-1", Kind: model.Worker, Hypotheses: map[model.Hypothesis]float64{"genuine": 1, "undisclosed_location": 0, "multiple_jobs": 0, "proxy": 0, "fabricated": 0},
					Prior: map[model.Hypothesis]float64{}, Reasons: []model.Reason{{Indicator: "NET-01", ID: "0123456789abcdef"}},
				}},
			}
		},
	}
	for name, make := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := make()
			var out bytes.Buffer
			if err := report.WriteJSON(&out, a); err != nil {
				t.Fatal(err)
			}
			valid(t, document, out.Bytes())
			var lines bytes.Buffer
			if err := report.WriteNDJSON(&lines, a); err != nil {
				t.Fatal(err)
			}
			n := 0
			for text := range strings.Lines(lines.String()) {
				valid(t, line, []byte(text))
				var s model.SubjectAssessment
				if err := json.Unmarshal([]byte(text), &s); err != nil {
					t.Fatal(err)
				}
				if s.ID != a.Subjects[n].ID {
					t.Errorf("line %d is %s, not %s", n+1, s.ID, a.Subjects[n].ID)
				}
				recompute(t, &s)
				n++
			}
			if n != len(a.Subjects) {
				t.Errorf("%d lines for %d subjects", n, len(a.Subjects))
			}
		})
	}
}

// recompute repeats what the reference page tells integrators to do.
func recompute(t *testing.T, s *model.SubjectAssessment) {
	t.Helper()
	if len(s.Prior) == 0 {
		return
	}
	sum, odds := 0.0, map[model.Hypothesis]float64{}
	for _, h := range model.Hypotheses() {
		x := s.Prior[h]
		for _, r := range s.Reasons {
			x += r.LogLR[h]
		}
		odds[h] = math.Exp(x)
		sum += odds[h]
	}
	for _, h := range model.Hypotheses() {
		if got := odds[h] / sum; math.Abs(got-s.Hypotheses[h]) > 1e-9 {
			t.Errorf("%s: %s is %g, recomputed %g", s.ID, h, s.Hypotheses[h], got)
		}
	}
	if p := s.Hypotheses[model.Proxy] + s.Hypotheses[model.Fabricated]; math.Abs(p-s.Probability) > 1e-9 {
		t.Errorf("%s: probability is %g, not %g", s.ID, s.Probability, p)
	}
}

// TestSchemaHasEveryField holds the schema against the Go types, both ways.
func TestSchemaHasEveryField(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]any
		Defs       map[string]struct {
			Properties map[string]struct{ Description string }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	check := func(name string, v any, have []string) {
		slices.Sort(have)
		if diff := cmp.Diff(fields(reflect.TypeOf(v)), have); diff != "" {
			t.Errorf("%s: -type +schema:\n%s", name, diff)
		}
	}
	check("assessment", model.Assessment{}, slices.Collect(maps.Keys(schema.Properties)))
	for name, v := range map[string]any{
		"input": model.Input{}, "input_error": model.InputError{}, "subject": model.SubjectAssessment{}, "reason": model.Reason{},
		"evidence": model.Evidence{}, "next_check": model.NextCheck{}, "link": model.Link{}, "place": model.PlaceSeen{},
		"cluster": model.Cluster{}, "edge": model.Edge{}, "joining": model.Joining{}, "shared_thing": model.SharedThing{}, "unassigned": model.Unassigned{},
	} {
		check(name, v, slices.Collect(maps.Keys(schema.Defs[name].Properties)))
	}
	page, err := os.ReadFile("../docs/reference/assessment.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range schema.Defs {
		for field := range d.Properties {
			if !strings.Contains(string(page), "`"+field+"`") {
				t.Errorf("assessment.md does not explain %s of %s", field, name)
			}
		}
	}
}

func fields(t reflect.Type) []string {
	var list []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// ExampleSteps follows the log-odds of fraud from the prior to the end.
func ExampleSteps() {
	s := model.SubjectAssessment{
		Prior: map[model.Hypothesis]float64{model.Proxy: -5.24, model.Fabricated: -5.24},
		Reasons: []model.Reason{
			{Title: "Several strangers' laptops in one place", LogLR: map[model.Hypothesis]float64{model.Proxy: 4.05, model.Fabricated: 3.69}},
			{Title: "Present in the office", LogLR: map[model.Hypothesis]float64{model.Proxy: -1.2, model.Fabricated: -0.5}},
		},
	}
	prior, steps := report.Steps(&s)
	fmt.Println(report.Hundredths(prior))
	for _, st := range steps {
		fmt.Println(st.Added(), report.Hundredths(st.To), st.Reason.Title)
	}
	// Output:
	// -455
	// 389 -66 Several strangers' laptops in one place
	// -85 -151 Present in the office
}
