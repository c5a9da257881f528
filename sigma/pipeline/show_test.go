package pipeline_test

import (
	"fmt"
	"strings"
	"testing"

	"bonafide/sigma"
	"bonafide/sigma/pipeline"
	"bonafide/sigma/rulefile"
)

// show writes a rule in lines: its source, its searches, its conditions.
func show(r *sigma.Rule) string {
	if r == nil {
		return "refused"
	}
	out := fmt.Sprintf("%s/%s/%s\n", r.LogSource.Product, r.LogSource.Category, r.LogSource.Service)
	for _, s := range r.Detection.Searches {
		out += s.Name + ": " + expr(s.Expr) + "\n"
	}
	for _, c := range r.Detection.Conditions {
		out += expr(c.Expr) + "\n"
	}
	return out
}

func expr(e sigma.Expr) string {
	join := func(list []sigma.Expr, word string) string {
		parts := make([]string, len(list))
		for i, x := range list {
			parts[i] = expr(x)
		}
		return "(" + strings.Join(parts, word) + ")"
	}
	switch e := e.(type) {
	case *sigma.And:
		return join(e.Of, " and ")
	case *sigma.Or:
		return join(e.Of, " or ")
	case *sigma.Not:
		return "not " + expr(e.Of)
	case sigma.Ref:
		return e.Name
	case *sigma.Test:
		switch v := e.Value.(type) {
		case sigma.Text:
			return e.Field + "=" + v.Pattern.String()
		case sigma.Number:
			return e.Field + "=#" + v.Digits
		case sigma.FieldRef:
			return e.Field + "=@" + v.Field
		case sigma.Null:
			return e.Field + "=null"
		}
	}
	return fmt.Sprintf("%T", e)
}

// one parses the only rule of a text.
func one(t testing.TB, text string) *sigma.Rule {
	t.Helper()
	c, problems := rulefile.Parse("rule.yml", []byte(text))
	if len(c.Rules) != 1 {
		t.Fatal(problems)
	}
	return c.Rules[0]
}

func parse(t *testing.T, text string) *pipeline.Pipeline {
	t.Helper()
	p, problems := pipeline.Parse("pipeline.yml", []byte(text))
	if p == nil {
		t.Fatal(problems)
	}
	return p
}
