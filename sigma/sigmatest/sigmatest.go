// Package sigmatest is test support: it makes random rules and random events that share
// their words, so that a fast matcher can be compared with sigma/plain on millions of
// pairs. Start with Rules and Event; equal seeds give equal results. It never asserts
// anything and has no place in a program.
package sigmatest

import (
	"fmt"
	"math/rand/v2"

	"bonafide/sigma"
)

// Rules makes n rules whose ids are their indexes.
func Rules(r *rand.Rand, n int) []*sigma.Rule {
	rules := make([]*sigma.Rule, n)
	for i := range rules {
		rules[i] = Rule(r)
		rules[i].ID = fmt.Sprint(i)
		rules[i].Title = "rule " + rules[i].ID
	}
	return rules
}

// Rule makes a rule of one to four searches and one or two conditions over them.
func Rule(r *rand.Rand) *sigma.Rule {
	g := maker{r}
	rule := &sigma.Rule{}
	for i := range 1 + g.IntN(4) {
		rule.Detection.Searches = append(rule.Detection.Searches, sigma.Search{
			Name: fmt.Sprint("s", i), Expr: g.search(),
		})
	}
	conditions := 1
	if g.one(10) {
		conditions = 2
	}
	for range conditions {
		rule.Detection.Conditions = append(rule.Detection.Conditions, sigma.Condition{
			Expr: g.condition(len(rule.Detection.Searches), 0),
		})
	}
	return rule
}

// Layout makes a layout, half of the time the empty one. Event puts fields at its places.
func Layout(r *rand.Rand) sigma.Layout {
	g := maker{r}
	var l sigma.Layout
	if g.one(2) {
		return l
	}
	for _, root := range roots {
		if g.one(2) {
			l.Roots = append(l.Roots, root)
		}
	}
	if g.one(2) {
		l.Aliases = map[string][]string{pick(r, fields): {pick(r, aliasPlaces)}, pick(r, fields): {pick(r, aliasPlaces), pick(r, fields)}}
	}
	return l
}

// maker makes the parts of rules and events.
type maker struct{ *rand.Rand }

// one is true one time in n.
func (g maker) one(n int) bool { return g.IntN(n) == 0 }

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func (g maker) condition(searches, depth int) sigma.Expr {
	kind := g.IntN(10)
	switch {
	case kind < 3 && depth < 3:
		return &sigma.And{Of: g.conditions(searches, depth)}
	case kind < 5 && depth < 3:
		return &sigma.Or{Of: g.conditions(searches, depth)}
	case kind < 6 && depth < 3:
		return &sigma.Not{Of: g.condition(searches, depth+1)}
	}
	return sigma.Ref{Name: fmt.Sprint("s", g.IntN(searches))}
}

func (g maker) conditions(searches, depth int) []sigma.Expr {
	list := make([]sigma.Expr, 1+g.IntN(3))
	if g.one(40) {
		list = nil
	}
	for i := range list {
		list[i] = g.condition(searches, depth+1)
	}
	return list
}

// search makes what a search becomes: mostly an And of fields with an Or of values each.
func (g maker) search() sigma.Expr {
	switch g.IntN(8) {
	case 0:
		return g.values("", 1+g.IntN(4), false) // keywords
	case 1:
		return g.tree(0)
	case 2:
		return g.values(pick(g.Rand, fields), 1+g.IntN(12), g.one(4))
	}
	and := &sigma.And{}
	for range 1 + g.IntN(3) {
		e := g.values(pick(g.Rand, fields), 1+g.IntN(3)*g.IntN(3), g.one(6))
		if g.one(12) {
			e = &sigma.Not{Of: e}
		}
		and.Of = append(and.Of, e)
	}
	return and
}

func (g maker) tree(depth int) sigma.Expr {
	if depth > 3 || g.one(3) {
		return g.test(pick(g.Rand, fields))
	}
	list := make([]sigma.Expr, g.IntN(4))
	for i := range list {
		list[i] = g.tree(depth + 1)
	}
	switch g.IntN(5) {
	case 0:
		return &sigma.Not{Of: g.tree(depth + 1)}
	case 1, 2:
		return &sigma.And{Of: list}
	}
	return &sigma.Or{Of: list}
}

// values makes a list of values of a field, of which one or all have to fit.
func (g maker) values(field string, n int, all bool) sigma.Expr {
	list := make([]sigma.Expr, n)
	for i := range list {
		list[i] = g.test(field)
	}
	switch {
	case n == 1:
		return list[0]
	case all:
		return &sigma.And{Of: list}
	}
	return &sigma.Or{Of: list}
}

func (g maker) test(field string) *sigma.Test {
	return &sigma.Test{Field: field, Value: g.value(field == ""), At: sigma.Position{Line: 1 + g.IntN(40), Column: 1}}
}
