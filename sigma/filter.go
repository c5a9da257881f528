package sigma

import (
	"fmt"
	"slices"
	"strings"
)

// polarity says how a condition is meant.
type polarity uint8

const (
	describes polarity = 1 << iota // names what to leave out: selection
	excludes                       // says so itself: not selection
	mixed     = describes | excludes
)

// Mixed tells whether the condition asks for some searches and excludes others, so that it
// neither describes what to leave out nor says so itself.
func (f *Filter) Mixed() bool { return f.polarity() == mixed }

// polarity looks at whether searches stand under an odd number of nots.
func (f *Filter) polarity() polarity {
	var p polarity
	for _, c := range f.Detection.Conditions {
		p |= signs(c.Expr, describes)
	}
	return p
}

func signs(e Expr, now polarity) polarity {
	var p polarity
	switch e := e.(type) {
	case *And:
		for _, x := range e.Of {
			p |= signs(x, now)
		}
	case *Or:
		for _, x := range e.Of {
			p |= signs(x, now)
		}
	case *Not:
		p = signs(e.Of, mixed&^now)
	case Ref:
		p = now
	}
	return p
}

// ApplyFilters puts every filter into the conditions of the rules that it is about. The
// filters leave the collection, so that none is applied twice; the rules are new ones.
func (c *Collection) ApplyFilters() []Problem {
	var problems []Problem
	rules := slices.Clone(c.Rules)
	for i, f := range c.Filters {
		problems = append(problems, c.misses(f)...)
		for j, r := range rules {
			if f.LogSource.Covers(r.LogSource) && (f.Any || slices.ContainsFunc(f.Rules, r.Is)) {
				rules[j] = f.on(r, i)
			}
		}
	}
	c.Rules, c.Filters = rules, nil
	return problems
}

// misses are the warnings about rules that a filter names and does not reach.
func (c *Collection) misses(f *Filter) []Problem {
	var problems []Problem
	warn := func(text, advice string) {
		problems = append(problems, Problem{Path: f.Path, At: f.At, Rule: f.Key(), Severity: Warning, Text: text, Advice: advice})
	}
	for _, ref := range f.Rules {
		is := func(r *Rule) bool { return r.Is(ref) }
		switch i := slices.IndexFunc(c.Rules, is); {
		case i < 0 && slices.ContainsFunc(c.Correlations, func(x *Correlation) bool { return x.Is(ref) }):
			warn(fmt.Sprintf("the filter names the correlation %q; filters are for rules only", ref), "name the rules that it correlates")
		case i < 0:
			warn(fmt.Sprintf("the filter names the rule %q, which is not there", ref), Meant(ref, c.names(), "name it by its id or name"))
		case !f.LogSource.Covers(c.Rules[i].LogSource):
			warn(fmt.Sprintf("the filter names the rule %q, which is about another log source", ref), "give the filter the log source of the rule")
		}
	}
	return problems
}

// names are the ids and names of all rules and correlations.
func (c *Collection) names() []string {
	var list []string
	add := func(m *Meta) {
		for _, s := range []string{m.ID, m.Name} {
			if s != "" {
				list = append(list, s)
			}
		}
	}
	for _, r := range c.Rules {
		add(&r.Meta)
	}
	for _, r := range c.Correlations {
		add(&r.Meta)
	}
	return list
}

// on gives a rule that has the filter in its conditions. Searches of the filter take a name
// that the rule does not have.
func (f *Filter) on(r *Rule, number int) *Rule {
	out := *r
	out.Detection = Detection{Searches: slices.Clone(r.Detection.Searches)}
	renamed := map[string]string{}
	for _, s := range f.Detection.Searches {
		name := fmt.Sprintf("_filter_%d_%s", number+1, s.Name)
		for slices.ContainsFunc(out.Detection.Searches, func(x Search) bool { return x.Name == name }) {
			name = "_" + name
		}
		renamed[s.Name] = name
		out.Detection.Searches = append(out.Detection.Searches, Search{Name: name, Expr: s.Expr, At: s.At})
	}
	var parts []Expr
	var texts []string
	for _, c := range f.Detection.Conditions {
		parts = append(parts, rename(c.Expr, renamed))
		texts = append(texts, "("+c.Text+")")
	}
	leave, text := parts[0], strings.Join(texts, " or ")
	if len(parts) > 1 {
		leave = &Or{Of: parts}
	}
	if f.polarity() == describes {
		leave, text = &Not{Of: leave}, "not ("+text+")"
	}
	for _, c := range r.Detection.Conditions {
		c.Expr = &And{Of: []Expr{c.Expr, leave}}
		c.Text = fmt.Sprintf("(%s) and %s", c.Text, text)
		out.Detection.Conditions = append(out.Detection.Conditions, c)
	}
	return &out
}

// rename gives a tree whose Refs have other names.
func rename(e Expr, to map[string]string) Expr {
	all := func(list []Expr) []Expr {
		out := make([]Expr, len(list))
		for i, x := range list {
			out[i] = rename(x, to)
		}
		return out
	}
	switch e := e.(type) {
	case *And:
		return &And{Of: all(e.Of)}
	case *Or:
		return &Or{Of: all(e.Of)}
	case *Not:
		return &Not{Of: rename(e.Of, to)}
	case Ref:
		return Ref{Name: to[e.Name], At: e.At}
	}
	return e
}
