package pipeline

import (
	"bonafide/sigma"
)

// rewrite gives a tree in which every test is what change makes of it. What change drops is
// left out, and so is what is empty then, but not what was empty before; the whole is nil
// when nothing is left.
func rewrite(e sigma.Expr, change func(*sigma.Test) sigma.Expr) sigma.Expr {
	switch e := e.(type) {
	case *sigma.And:
		return and(rewriteAll(e.Of, change))
	case *sigma.Or:
		if len(e.Of) == 0 { // a placeholder without values
			return e
		}
		return or(rewriteAll(e.Of, change))
	case *sigma.Not:
		if x := rewrite(e.Of, change); x != nil {
			return &sigma.Not{Of: x}
		}
		return nil
	case *sigma.Test:
		return change(e)
	}
	return e
}

func rewriteAll(list []sigma.Expr, change func(*sigma.Test) sigma.Expr) []sigma.Expr {
	out := make([]sigma.Expr, 0, len(list))
	for _, x := range list {
		if y := rewrite(x, change); y != nil {
			out = append(out, y)
		}
	}
	return out
}

func and(list []sigma.Expr) sigma.Expr {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	return &sigma.And{Of: list}
}

func or(list []sigma.Expr) sigma.Expr {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	return &sigma.Or{Of: list}
}

// prune gives a condition without Refs to searches that are gone; nil when nothing is left.
func prune(e sigma.Expr, gone map[string]bool) sigma.Expr {
	all := func(list []sigma.Expr) []sigma.Expr {
		out := make([]sigma.Expr, 0, len(list))
		for _, x := range list {
			if y := prune(x, gone); y != nil {
				out = append(out, y)
			}
		}
		return out
	}
	switch e := e.(type) {
	case *sigma.And:
		return and(all(e.Of))
	case *sigma.Or:
		return or(all(e.Of))
	case *sigma.Not:
		if x := prune(e.Of, gone); x != nil {
			return &sigma.Not{Of: x}
		}
		return nil
	case sigma.Ref:
		if gone[e.Name] {
			return nil
		}
	}
	return e
}

// tests rewrites every test of the rule that the item is about.
func (r *run) tests(it *item, change func(*sigma.Test) sigma.Expr) {
	if r.rule == nil {
		return
	}
	gone := map[string]bool{}
	var searches []sigma.Search
	for _, s := range r.rule.Detection.Searches {
		s.Expr = rewrite(s.Expr, func(t *sigma.Test) sigma.Expr {
			if !it.test.holds(func(c testCondition) bool { return c.fits(r, t) }) {
				return t
			}
			return change(t)
		})
		if s.Expr == nil {
			gone[s.Name] = true
			continue
		}
		searches = append(searches, s)
	}
	conditions := r.rule.Detection.Conditions
	if len(gone) > 0 {
		conditions = nil
		for _, c := range r.rule.Detection.Conditions {
			if c.Expr = prune(c.Expr, gone); c.Expr != nil {
				conditions = append(conditions, c)
			}
		}
	}
	r.rule.Detection = sigma.Detection{Searches: searches, Conditions: conditions}
	if len(conditions) == 0 && !r.failed {
		r.fail(sigma.Position{}, "the pipeline leaves nothing of the rule", "look at what drops its fields")
	}
}

// allows tells whether the item is about a field.
func (it *item) allows(field string) bool {
	return it.field.holds(func(c fieldCondition) bool { return c.names(field) })
}

// some tells whether one of the rule's tests is like that.
func (r *run) some(is func(*sigma.Test) bool) bool {
	found := false
	if r.rule != nil {
		for _, s := range r.rule.Detection.Searches {
			rewrite(s.Expr, func(t *sigma.Test) sigma.Expr {
				found = found || is(t)
				return t
			})
		}
	}
	return found
}
