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
	// from, tests and to bound the step's parts in the program's kids: kids[from:tests] are
	// numbers of tests, kids[tests:to] of steps.
	from, tests, to int32
}

// program is a rule's expression, children before parents.
type program struct {
	steps []step
	kids  []int32
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
	value sigma.Value
	hint  hint
	// present tells that the test is false when the field is absent.
	present bool
	// regexp is the expression of a Regexp.
	regexp *expression
	// definite tells that the index decides it: what it does not find is false.
	definite bool
	// segments are the pattern of a Text, cut at its stars.
	segments pattern
	cost     int
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
		h := out.hint
		long := h.how == whole || h.how == suffix || h.how == within && shortest(h.literals) >= 4
		if out.definite = h.exact && long; out.definite {
			out.cost = 1
		}
	case sigma.Regexp:
		out.cost = 100
		out.regexp, out.hint = newExpression(v.Re)
	case sigma.FieldRef:
		out.other = t.fields.number(v.Field)
	}
	return out
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

// compiler makes one rule's program.
type compiler struct {
	tests *tests
	program
}

// part is a test or a step while a program is made.
type part struct {
	test bool
	n    int32
	cost int
}

// compile makes the program of an expression.
func (c *compiler) compile(x sigma.Expr) {
	if root := c.part(x); root.test {
		c.join(opOr, []part{root})
	}
}

func (c *compiler) part(x sigma.Expr) part {
	switch x := x.(type) {
	case *sigma.Test:
		n := c.tests.add(x)
		return part{true, n, c.tests.list[n].cost}
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

// join makes a step: its tests first, and what is cheap before what is dear.
func (c *compiler) join(o op, parts []part) part {
	slices.SortStableFunc(parts, func(a, b part) int {
		if a.test != b.test {
			if a.test {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.cost, b.cost)
	})
	st := step{op: o, from: c.end()}
	cost, tests := 1, 0
	for _, p := range parts {
		if p.test {
			tests++
		}
		c.kids = append(c.kids, p.n)
		cost += p.cost
	}
	st.tests, st.to = st.from+int32(tests), c.end() //nolint:gosec // fewer than a rule has values
	c.steps = append(c.steps, st)
	return part{false, int32(len(c.steps) - 1), cost} //nolint:gosec // as above
}

func (c *compiler) end() int32 { return int32(len(c.kids)) } //nolint:gosec // fewer than a rule has values

// run decides a program's step for the event at hand.
func (s *Session) run(p *program, n int32) bool {
	st := &p.steps[n]
	tests, steps := p.kids[st.from:st.tests], p.kids[st.tests:st.to]
	if st.op == opAnd {
		for _, t := range tests {
			if !s.decide(t) {
				return false
			}
		}
		for _, k := range steps {
			if !s.run(p, k) {
				return false
			}
		}
		return true
	}
	found := st.op == opOr
	for _, t := range tests {
		if s.decide(t) {
			return found
		}
	}
	for _, k := range steps {
		if s.run(p, k) {
			return found
		}
	}
	return !found
}

// witnesses chooses tests of which one has to be true for the step to be true, such that
// they are rarely so. ok is false when there are none: the step can be true of an event
// that has nothing of it. uses counts how many rules have a test.
func (m *Matcher) witnesses(p *program, n int32, uses []int32) (set []int32, cost float64, ok bool) {
	st := p.steps[n]
	if st.op == opNot {
		return nil, 0, false
	}
	ok = st.op == opOr
	part := func(sub []int32, subCost float64, found bool) {
		switch {
		case st.op == opOr:
			set, cost, ok = append(set, sub...), cost+subCost, ok && found
		case found && (!ok || subCost < cost):
			set, cost, ok = sub, subCost, true
		}
	}
	for _, t := range p.kids[st.from:st.tests] {
		x := &m.tests[t]
		part([]int32{t}, x.expected(m.counts)*float64(uses[t]), x.present)
	}
	for _, k := range p.kids[st.tests:st.to] {
		part(m.witnesses(p, k, uses))
	}
	return set, cost, ok
}

// expected guesses how much work it makes to have a test as a witness: how often it is
// found in events, and what it costs to look, for one rule that has it. The figures order
// the choices of an And; no result depends on them.
func (t *test) expected(counts gramCounts) float64 {
	h := t.hint
	switch {
	case h.how == nowhere && t.regexp != nil:
		return 20000 // run on every event that has the field
	case h.how == within && shortest(h.literals) < 4 && allForeign(h.literals):
		return 2
	case h.how == nowhere || h.how == within && shortest(h.literals) < 2:
		return 400 // looked for in every event that has the field
	case h.how == within:
		cost := 0.5 + float64(counts.weight(h.literals))/20
		if t.regexp != nil {
			cost *= 20
		}
		return cost
	}
	return 1
}
