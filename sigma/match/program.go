package match

import (
	"cmp"
	"slices"

	"bonafide/sigma"
)

// A rule becomes a small program over numbered tests. Equal tests of different rules have
// one number, so that each is decided once an event.

// op is what a step does.
type op uint8

const (
	opAnd op = iota
	opOr
	opNot // none of its parts
)

// step is a node of a program; the last one is its root.
type step struct {
	op op
	// from, lazy, steps and to bound the step's parts among the kids: kids[from:lazy] are
	// tests that the index decides, kids[lazy:steps] other tests, kids[steps:to] steps.
	from, lazy, steps, to int32
}

// programs are the expressions of all rules, those of a rule together: children before
// parents.
type programs struct {
	steps []step
	kids  []int32
	// roots has the last step of each rule.
	roots []int32
}

// testKey tells tests apart. Values are comparable but for patterns and expressions, whose
// text stands for them.
type testKey struct {
	field int32
	value any
	text  string
}

// tests numbers tests.
type tests struct {
	list   []test
	number map[testKey]int32
	fields fieldNumbers
}

// test is one numbered test.
type test struct {
	field int32
	// other is the second field of a FieldRef.
	other int32
	// present tells that the test is false when the field is absent.
	present bool
	// definite tells that the index decides it: what the index does not find is false.
	definite bool
	value    sigma.Value
	// needle, if not nil, is all that a text has to hold for a Text to fit.
	needle *search
	// regexp is the expression of a Regexp.
	regexp *expression
	// segments are the pattern of a Text, cut at its stars.
	segments pattern
	// What follows is needed to compile and hardly for an event.
	hint hint
	cost int
}

// keyword tells that the test looks at every text of the event.
func (t *test) keyword() bool {
	_, ref := t.value.(sigma.FieldRef)
	return t.field == 0 || ref && t.other == 0
}

// fieldNumbers numbers the fields; 0 is every text of an event, for keywords.
type fieldNumbers map[string]int32

func (f fieldNumbers) number(name string) int32 {
	if n, ok := f[name]; ok {
		return n
	}
	n := int32(len(f)) //nolint:gosec // fewer than rules name
	f[name] = n
	return n
}

// add numbers a test.
func (t *tests) add(x *sigma.Test) int32 {
	field, value := t.fields.number(x.Field), x.Value
	key := testKey{field: field, value: value}
	switch v := value.(type) {
	case sigma.Text:
		key.value, key.text = v.Cased, patternKey(v.Pattern)
	case sigma.Regexp:
		key.value, key.text = "re", v.Re.String()
	}
	if n, ok := t.number[key]; ok {
		return n
	}
	n := int32(len(t.list)) //nolint:gosec // fewer than rules have values
	t.number[key] = n
	t.list = append(t.list, t.prepare(field, value))
	return n
}

func (t *tests) prepare(field int32, v sigma.Value) test {
	out := test{field: field, value: v, cost: 8}
	out.hint, out.present = hintOf(v)
	switch v := v.(type) {
	case sigma.Text:
		out.segments = newPattern(v)
		if h := out.hint; h.exact && h.how == within && len(h.literals) == 1 {
			needle := newSearch(h.literals[0])
			out.needle = &needle
		}
	case sigma.Regexp:
		out.cost = 100
		out.regexp, out.hint = newExpression(v.Re)
	case sigma.FieldRef:
		out.other = t.fields.number(v.Field)
	}
	return out
}

// addAll numbers the tests of an expression.
func (t *tests) addAll(x sigma.Expr) {
	switch x := x.(type) {
	case *sigma.Test:
		t.add(x)
	case *sigma.Not:
		t.addAll(x.Of)
	case *sigma.Or:
		for _, part := range x.Of {
			t.addAll(part)
		}
	case *sigma.And:
		for _, part := range x.Of {
			t.addAll(part)
		}
	}
}

// often is the weight from which on a literal is in so many events that it is looked for
// only when a candidate asks for it: to find it each time, for rules of which none is a
// candidate, is dearer.
const often = 64

// settle decides how each test is found, now that all are known, and gives how often grams
// stand in them.
func (t *tests) settle() gramCounts {
	counts := gramCounts{}
	for i := range t.list {
		if h := &t.list[i].hint; h.exact {
			for _, lit := range h.literals {
				counts.add(lit)
			}
		}
	}
	for i := range t.list {
		x := &t.list[i]
		x.hint.settle(counts)
		switch {
		case x.needle != nil && counts.weight(x.hint.literals) >= often:
			x.cost = 2
		case x.hint.decides():
			x.definite, x.cost = true, 1
		}
	}
	return counts
}

// patternKey writes a pattern so that no two different ones are written the same.
func patternKey(p sigma.Pattern) string {
	var b []byte
	for _, piece := range p {
		b = append(b, byte('0'+piece.Kind))
		b = append(b, piece.Text...)
		b = append(b, 0)
	}
	return string(b)
}

// compiler makes programs.
type compiler struct {
	tests *tests
	programs
}

// part is a step, or a test, while a program is made.
type part struct {
	kind partKind
	n    int32
	cost int
}

type partKind uint8

const (
	definiteTest partKind = iota
	lazyTest
	aStep
)

// compile makes the program of a rule's expression.
func (c *compiler) compile(x sigma.Expr) {
	root := c.part(x)
	if root.kind != aStep {
		root = c.join(opOr, []part{root})
	}
	c.roots = append(c.roots, root.n)
}

func (c *compiler) part(x sigma.Expr) part {
	switch x := x.(type) {
	case *sigma.Test:
		n := c.tests.add(x)
		t := &c.tests.list[n]
		if t.definite {
			return part{definiteTest, n, t.cost}
		}
		return part{lazyTest, n, t.cost}
	case *sigma.Not:
		return c.join(opNot, []part{c.part(x.Of)})
	case *sigma.Or:
		return c.join(opOr, c.parts(x.Of))
	case *sigma.And:
		return c.join(opAnd, c.parts(x.Of))
	}
	return c.join(opOr, nil) // nothing: never true
}

func (c *compiler) parts(list []sigma.Expr) []part {
	out := make([]part, len(list))
	for i, x := range list {
		out[i] = c.part(x)
	}
	return out
}

// join makes a step: what is cheap comes before what is dear.
func (c *compiler) join(o op, parts []part) part {
	slices.SortStableFunc(parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.cost, b.cost))
	})
	st := step{op: o, from: c.end(), lazy: c.end(), steps: c.end()}
	cost := 1
	for _, p := range parts {
		c.kids = append(c.kids, p.n)
		cost += p.cost
		switch p.kind {
		case definiteTest:
			st.lazy, st.steps = c.end(), c.end()
		case lazyTest:
			st.steps = c.end()
		}
	}
	st.to = c.end()
	c.steps = append(c.steps, st)
	return part{aStep, int32(len(c.steps) - 1), cost} //nolint:gosec // fewer than rules have values
}

func (c *compiler) end() int32 { return int32(len(c.kids)) } //nolint:gosec // fewer than rules have values

// tests gives the tests of a rule, each once.
func (p *programs) tests(rule int32) []int32 {
	var out []int32
	first := int32(0)
	if rule > 0 {
		first = p.roots[rule-1] + 1
	}
	for _, st := range p.steps[first : p.roots[rule]+1] {
		out = append(out, p.kids[st.from:st.steps]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// run decides a step for the event at hand.
func (s *Session) run(n int32) bool {
	p := &s.m.programs
	st := &p.steps[n]
	// An And is over when a part is false, an Or or a Not when one is true.
	end := st.op != opAnd
	yes := s.yes()
	for _, t := range p.kids[st.from:st.lazy] {
		if (s.memo[t] == yes) == end {
			return st.op == opOr
		}
	}
	for _, t := range p.kids[st.lazy:st.steps] {
		if s.decide(t) == end {
			return st.op == opOr
		}
	}
	for _, k := range p.kids[st.steps:st.to] {
		if s.run(k) == end {
			return st.op == opOr
		}
	}
	return st.op != opOr
}
