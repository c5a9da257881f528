// Package plain evaluates one rule on one event in the plainest way there is. It is what
// every faster evaluation is compared with, and what explains a verdict to a person.
// Start with Decode and Match, or Explain. It never keeps anything between two calls and
// never trades clarity for speed.
package plain

import "bonafide/sigma"

// Match tells whether an expression is true for an event whose fields stand where the
// layout says. A keyword is held against each text of the event; that it may stand
// anywhere in one is in its pattern.
func Match(x sigma.Expr, e *Event, l sigma.Layout) bool {
	switch x := x.(type) {
	case *sigma.And:
		for _, part := range x.Of {
			if !Match(part, e, l) {
				return false
			}
		}
		return true
	case *sigma.Or:
		for _, part := range x.Of {
			if Match(part, e, l) {
				return true
			}
		}
		return false
	case *sigma.Not:
		return !Match(x.Of, e, l)
	case *sigma.Test:
		return fits(x, e, l)
	}
	return false // a Ref that nobody resolved
}

func fits(t *sigma.Test, e *Event, l sigma.Layout) bool {
	found := e.Values(l, t.Field)
	switch v := t.Value.(type) {
	case sigma.Null:
		return found.OnlyNull()
	case sigma.Exists:
		return found.Present == v.Want
	case sigma.Number:
		return found.some(func(h Held) bool { return fitsNumber(v, h) })
	case sigma.FieldRef:
		other := e.Values(l, v.Field)
		return found.someText(func(text string) bool {
			return other.someText(func(part string) bool { return fitsAffix(v, text, part) })
		})
	case sigma.Text:
		return found.someText(func(text string) bool { return MatchPattern(v.Pattern, text, v.Cased) })
	}
	return found.someText(func(text string) bool { return fitsText(t.Value, text) })
}
