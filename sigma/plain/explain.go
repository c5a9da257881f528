package plain

import "bonafide/sigma"

// Explanation tells why a rule matched an event or did not.
type Explanation struct {
	Rule    sigma.RuleID
	Title   string
	Path    string
	Matched bool
	// Conditions are one step each; one that is true is enough.
	Conditions []Step
}

// Step is a part of an explanation.
type Step struct {
	Kind StepKind
	// Text is the condition as written, the search's name, or what the test asks.
	Text    string
	Matched bool
	// Present tells whether the field of a test is there, Held are the first of its values,
	// shortened, Left how many more there are.
	Present bool
	Held    []string
	Left    int
	// At is where the rule says so.
	At sigma.Position
	// Of are the parts.
	Of []Step
}

// StepKind says what a step stands for.
type StepKind string

// The kinds of steps. A condition holds a search, and searches hold tests; between them
// stand StepAll, StepAny and StepNot.
const (
	StepCondition StepKind = "condition"
	StepSearch    StepKind = "search"
	StepAll       StepKind = "all of"
	StepAny       StepKind = "one of"
	StepNot       StepKind = "not"
	StepTest      StepKind = "test"
)

// Explain evaluates all of a rule, also what the verdict does not depend on any more.
func Explain(r *sigma.Rule, e *Event, l sigma.Layout) Explanation {
	x := explainer{event: e, layout: l, searches: map[string]sigma.Search{}}
	for _, s := range r.Detection.Searches {
		x.searches[s.Name] = s
	}
	out := Explanation{Rule: r.Key(), Title: r.Title, Path: r.Path}
	for _, c := range r.Detection.Conditions {
		inner := x.step(c.Expr)
		out.Matched = out.Matched || inner.Matched
		out.Conditions = append(out.Conditions, Step{
			Kind: StepCondition, Text: c.Text, Matched: inner.Matched, At: c.At, Of: []Step{inner},
		})
	}
	return out
}

type explainer struct {
	event    *Event
	layout   sigma.Layout
	searches map[string]sigma.Search
}

func (x explainer) step(e sigma.Expr) Step {
	switch e := e.(type) {
	case *sigma.And:
		s := Step{Kind: StepAll, Matched: true, Of: x.steps(e.Of)}
		for _, part := range s.Of {
			s.Matched = s.Matched && part.Matched
		}
		return s
	case *sigma.Or:
		s := Step{Kind: StepAny, Of: x.steps(e.Of)}
		for _, part := range s.Of {
			s.Matched = s.Matched || part.Matched
		}
		return s
	case *sigma.Not:
		inner := x.step(e.Of)
		return Step{Kind: StepNot, Matched: !inner.Matched, Of: []Step{inner}}
	case sigma.Ref:
		search := x.searches[e.Name]
		inner := x.step(search.Expr)
		return Step{Kind: StepSearch, Text: e.Name, Matched: inner.Matched, At: search.At, Of: []Step{inner}}
	case *sigma.Test:
		return x.test(e)
	}
	return Step{Kind: StepAny}
}

func (x explainer) steps(list []sigma.Expr) []Step {
	out := make([]Step, len(list))
	for i, e := range list {
		out[i] = x.step(e)
	}
	return out
}

// heldMax is how many values of a field an explanation shows, heldLen how many characters
// of each: enough to see what was compared, short enough for a line.
const (
	heldMax = 4
	heldLen = 120
)

func (x explainer) test(t *sigma.Test) Step {
	s := Step{Kind: StepTest, Text: describe(t), Matched: fits(t, x.event, x.layout), At: t.At}
	found := x.event.Values(x.layout, t.Field)
	s.Present = found.Present
	if t.Field == "" { // the whole event is no help
		return s
	}
	for i, h := range found.Values {
		if i == heldMax {
			s.Left = len(found.Values) - heldMax
			break
		}
		s.Held = append(s.Held, show(h))
	}
	return s
}
