package conformance_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"bonafide/sigma"
	"bonafide/sigma/conformance"
	"bonafide/sigma/correlate"
	"bonafide/sigma/match"
	"bonafide/sigma/pipeline"
	"bonafide/sigma/plain"
	"bonafide/sigma/rulefile"
)

// reference is the engine of sigma/pipeline, sigma/correlate and either sigma/plain or, if
// compiled, sigma/match.
type reference struct {
	compiled bool
	rules    []*sigma.Rule
	fast     *match.Session
	c        *correlate.Engine
}

func (r *reference) Load(text string, vars map[string][]string) error {
	c, problems := rulefile.Parse("case.yaml", []byte(text))
	for _, p := range problems {
		if p.Severity == sigma.Error {
			return p
		}
	}
	c.ApplyFilters()
	given, err := json.Marshal(map[string]any{
		"name": "case", "vars": vars, "transformations": []any{map[string]string{"type": "value_placeholders"}},
	})
	if err != nil {
		return err
	}
	p, problems := pipeline.Parse("vars.yaml", given) // JSON is YAML
	if sigma.HasErrors(problems) {
		return problems[0]
	}
	if c, problems = p.ApplyAll(c); sigma.HasErrors(problems) {
		return problems[0]
	}
	e, err := correlate.New(correlate.Config{Rules: c.Rules, Correlations: c.Correlations})
	if err != nil {
		return err
	}
	r.rules, r.c = c.Rules, e
	if !r.compiled {
		return nil
	}
	m, err := match.Compile(match.Config{Rules: c.Rules, AnySource: true})
	if err == nil {
		r.fast = m.Session()
	}
	return err
}

// matching gives the places of the rules that match.
func (r *reference) matching(raw string, e *plain.Event) ([]int, error) {
	if r.compiled {
		return r.fast.Match([]byte(raw), sigma.LogSource{})
	}
	var out []int
	for i, rule := range r.rules {
		if plain.Match(rule.Detection.Expr(), e, sigma.Layout{}) {
			out = append(out, i)
		}
	}
	return out, nil
}

func (r *reference) Observe(at time.Time, event string) (conformance.Result, error) {
	var out conformance.Result
	e, err := plain.Decode([]byte(event))
	if err != nil {
		return out, err
	}
	ev := correlate.Event{Time: at, Field: func(name string) []string {
		var texts []string
		for _, h := range e.Values(sigma.Layout{}, name).Values {
			if h.HasText() {
				texts = append(texts, h.Text)
			}
		}
		return texts
	}}
	if ev.Rules, err = r.matching(event, e); err != nil {
		return out, err
	}
	for _, i := range ev.Rules {
		if !r.c.Silent(i) {
			out.Matches = append(out.Matches, string(r.rules[i].Key()))
		}
	}
	for _, f := range r.c.Observe(ev) {
		if !f.Silent {
			out.Fires = append(out.Fires, append([]string{string(f.Correlation.Key())}, f.Group...))
		}
	}
	return out, nil
}

func TestReference(t *testing.T) { conformance.Run(t, &reference{}) }

func TestCompiled(t *testing.T) { conformance.Run(t, &reference{compiled: true}) }

// TestProtocol speaks to the same engine in lines.
func TestProtocol(t *testing.T) {
	questions, ask := io.Pipe()
	answers, answer := io.Pipe()
	done := make(chan error)
	go func() { done <- conformance.Serve(&reference{}, questions, answer) }()
	remote, err := conformance.NewRemote(ask, answers)
	if err != nil {
		t.Fatal(err)
	}
	conformance.Run(t, remote)
	ask.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestCasesAreInOrder(t *testing.T) {
	cases, err := conformance.Cases()
	if err != nil {
		t.Fatal(err)
	}
	seen, assertions := map[string]bool{}, 0
	for _, c := range cases {
		n := c.Assertions()
		assertions += n
		switch {
		case seen[c.Name]:
			t.Errorf("%s: the name stands twice", c.Name)
		case !strings.HasSuffix(c.Shows, ".") || c.Spec == "" || c.Rules == "":
			t.Errorf("%s: says too little", c.Name)
		case n == 0 || c.Error && n != 1:
			t.Errorf("%s: %d assertions", c.Name, n)
		case c.Decided < 0 || c.Decided > points:
			t.Errorf("%s: point %d", c.Name, c.Decided)
		}
		seen[c.Name] = true
	}
	t.Logf("%d cases, %d assertions", len(cases), assertions)
	if assertions < 250 {
		t.Errorf("%d assertions", assertions)
	}
}

// points is how many points docs/design/sigma.md has.
const points = 18

// wrong is an engine that says the opposite of everything.
type wrong struct{ reference }

func (w *wrong) Load(text string, vars map[string][]string) error {
	if w.reference.Load(text, vars) == nil {
		return errors.New("no")
	}
	return nil
}

type loud struct{ reference }

func (l *loud) Observe(at time.Time, event string) (conformance.Result, error) {
	got, err := l.reference.Observe(at, event)
	got.Matches, got.Fires = append(got.Matches, "x"), append(got.Fires, []string{"x"})
	return got, err
}

// TestEveryCaseCanFail makes sure that no case is content with everything.
func TestEveryCaseCanFail(t *testing.T) {
	cases, err := conformance.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if len(conformance.Check(c, &wrong{})) == 0 {
			t.Errorf("%s: content with the opposite", c.Name)
		}
		if got := len(conformance.Check(c, &loud{})); !c.Error && got < len(c.Events) {
			t.Errorf("%s: content with more than there is: %d of %d", c.Name, got, len(c.Events))
		}
	}
}

func ExampleCheck() {
	cases, err := conformance.Cases()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range cases {
		for _, failure := range conformance.Check(c, &reference{}) {
			fmt.Println(c.Name, failure)
		}
	}
	// Output:
}
