package rulefile_test

import (
	"testing"
	"time"

	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

// wellFormed checks that a tree has no gaps and no Refs.
func wellFormed(t *testing.T, e sigma.Expr) {
	t.Helper()
	switch e := e.(type) {
	case *sigma.And:
		for _, x := range e.Of {
			wellFormed(t, x)
		}
	case *sigma.Or:
		for _, x := range e.Of {
			wellFormed(t, x)
		}
	case *sigma.Not:
		wellFormed(t, e.Of)
	case *sigma.Test:
		if e.Value == nil {
			t.Errorf("the test of %q has no value", e.Field)
		}
	default:
		t.Errorf("there is a %T in the tree", e)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(filtered + "filter: {rules: any, s: {g: 5}, condition: not s}\n"))
	f.Add(rule("f|contains|windash|all: [' -a', '%x%']\n'|re|i': '(a|b){1,9}'\ng|base64offset: abc"))
	f.Add(conditional("a and not (1 of b_* or all of them)"))
	f.Add([]byte("title: t\ncorrelation: {type: temporal, rules: [a, b], timespan: 1m, condition: a and not b, aliases: {x: {a: f}}}"))
	f.Add(rule("f: &a [1, null, 0x1f, 2024-01-01]\ng: *a"))
	f.Fuzz(func(t *testing.T, text []byte) {
		started := time.Now()
		c, problems := rulefile.Parse("x.yml", text)
		for _, p := range problems {
			if p.Text == "" || p.Severity == "" || p.Error() == "" {
				t.Errorf("a problem says nothing: %#v", p)
			}
		}
		c.Check()
		c.ApplyFilters()
		if took := time.Since(started); took > 10*time.Second {
			t.Errorf("it took %s", took)
		}
		for _, r := range c.Rules {
			if len(r.Detection.Conditions) == 0 || len(r.Detection.Searches) == 0 {
				t.Errorf("%q has no condition or no search", r.Title)
			}
			wellFormed(t, r.Detection.Expr())
		}
		for _, r := range c.Correlations {
			if len(r.Rules) == 0 || r.Timespan <= 0 || r.Expr == nil && len(r.Bounds) == 0 {
				t.Errorf("the correlation is not whole: %#v", r)
			}
		}
	})
}
