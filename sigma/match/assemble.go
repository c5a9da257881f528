package match

import "slices"

// assembly builds a group.
type assembly struct {
	m      *Matcher
	g      *group
	uses   []int32 // by test: rules of the group that have it
	fields map[int32]*fieldParts
	// values is, by field, how many literals are held against all of it or one end.
	values map[int32]int
}

// fieldParts are the literals of a field by the way they are looked for.
type fieldParts struct {
	fieldIndex
	wholes               literals
	within               []literal
	prefixesBy, suffixBy [9]literals
}

// assemble chooses witnesses for rules and builds the indexes that find them.
func (m *Matcher) assemble(rules []int32) *group {
	a := &assembly{
		m: m, g: &group{rules: rules}, uses: make([]int32, len(m.tests)),
		fields: map[int32]*fieldParts{}, values: map[int32]int{},
	}
	var used []int32
	for _, r := range rules {
		for _, t := range m.programs.tests(r) {
			if a.uses[t] == 0 {
				used = append(used, t)
				if x := &m.tests[t]; x.hint.how != within {
					a.values[x.field] += len(x.hint.literals)
				}
			}
			a.uses[t]++
		}
	}
	waiting := make([][]int32, len(m.tests))
	for _, r := range rules {
		set, _, ok := a.witnesses(m.programs.roots[r])
		if !ok {
			a.g.always = append(a.g.always, r)
			continue
		}
		slices.Sort(set)
		for _, t := range slices.Compact(set) {
			waiting[t] = append(waiting[t], r)
		}
	}
	var everywhere []test
	for _, t := range used {
		if m.tests[t].keyword() {
			everywhere = append(everywhere, m.tests[t])
		}
		if len(waiting[t]) > 0 || m.tests[t].definite {
			a.index(t)
		}
	}
	if len(everywhere) > 0 {
		a.g.everywhere, a.g.keywords = true, newKeywords(everywhere)
	}
	a.g.from = make([]int32, 1, len(waiting)+1)
	for _, list := range waiting {
		a.g.waiting = append(a.g.waiting, list...)
		a.g.from = append(a.g.from, int32(len(a.g.waiting))) //nolint:gosec // fewer than rules have values
	}
	a.finish()
	return a.g
}

// witnesses chooses tests of which one has to be true for the step to be true, such that
// they are rarely so. ok is false when there are none: the step can be true of an event
// that has nothing of it.
func (a *assembly) witnesses(n int32) (set []int32, cost float64, ok bool) {
	p := &a.m.programs
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
	for _, t := range p.kids[st.from:st.steps] {
		x := &a.m.tests[t]
		part([]int32{t}, a.expected(x)*float64(a.uses[t]), x.present)
	}
	for _, k := range p.kids[st.steps:st.to] {
		part(a.witnesses(k))
	}
	return set, cost, ok
}

// expected guesses how much work it makes to have a test as a witness: how often it is
// found in events, and what it costs to look, for one rule that has it. The figures order
// the choices of an And; no result depends on them.
func (a *assembly) expected(t *test) float64 {
	h := t.hint
	switch {
	case h.how == nowhere && t.regexp != nil:
		return 20000 // run on every event that has the field
	case h.how == within && shortest(h.literals) < gramWidth && allForeign(h.literals):
		return 2
	case h.how == nowhere || h.how == within && shortest(h.literals) < 2:
		return 400 // looked for in every event that has the field
	case h.how == within:
		cost := 0.5 + float64(a.m.counts.weight(h.literals))/20
		if t.regexp != nil {
			cost *= 20
		}
		return cost
	}
	// A field of which rules name few values has few values in events.
	return 0.3 + 100/float64(a.values[t.field])
}

func (a *assembly) part(field int32) *fieldParts {
	p := a.fields[field]
	if p == nil {
		p = &fieldParts{fieldIndex: fieldIndex{field: field}}
		a.fields[field] = p
	}
	return p
}

// index enters a test into the index of its field.
func (a *assembly) index(t int32) {
	x := &a.m.tests[t]
	p := a.part(x.field)
	h := x.hint
	switch {
	case h.how == within && shortest(h.literals) < gramWidth && allForeign(h.literals):
		p.texts = true
		p.foreign = append(p.foreign, t)
		return
	case h.how == nowhere || h.how == within && shortest(h.literals) < 2:
		p.anything = append(p.anything, t)
		return
	}
	p.texts = true
	if h.how == numeric {
		p.numbers = append(p.numbers, t)
	}
	if x.regexp != nil {
		p.odd = append(p.odd, t)
	}
	for _, lit := range h.literals {
		p.enter(literal{text: lit, test: t, exact: h.exact}, h.how)
	}
}

// allForeign tells that no literal is all ASCII.
func allForeign(set []string) bool {
	return !slices.ContainsFunc(set, func(s string) bool { return ascii([]byte(s)) })
}

// enter puts a literal where it will be found.
func (p *fieldParts) enter(l literal, h how) {
	padded := append([]byte(l.text), make([]byte, padding)...)
	n := affixSize(l.text)
	switch h {
	case whole, numeric:
		p.wholes.put(keyHash([]byte(l.text)), l)
	case prefix:
		p.prefixesBy[n].put(affixKey(padded, n), l)
	case suffix:
		p.suffixBy[n].put(affixKey(padded[len(l.text)-n:], n), l)
	case within:
		p.within = append(p.within, l)
	}
}

// finish turns the collected literals into tables.
func (a *assembly) finish() {
	for _, p := range a.fields {
		x := p.fieldIndex
		if len(p.wholes) > 0 {
			x.whole = newTable(p.wholes)
			for _, list := range p.wholes {
				for _, l := range list {
					x.lengths |= 1 << min(len(l.text), 63)
				}
			}
		}
		x.grams = p.lookFor(a.m.counts, &x)
		x.prefixes.build(&p.prefixesBy)
		x.suffixes.build(&p.suffixBy)
		a.g.indexes = append(a.g.indexes, x)
	}
	slices.SortFunc(a.g.indexes, func(x, y fieldIndex) int { return int(x.field) - int(y.field) })
}

// fewLiterals is how many short literals are looked for one by one rather than by a pass over
// the text.
const fewLiterals = 6

// lookFor sorts the literals that may stand anywhere by how long they are: a text is passed
// over once for each sort.
func (p *fieldParts) lookFor(counts gramCounts, x *fieldIndex) (passes []*grams) {
	for _, sort := range []struct{ least, width, stride int }{{longLiteral, gramWidth, sparse}, {gramWidth, gramWidth, 1}, {3, 3, 1}, {2, 2, 1}} {
		var list, rest []literal
		for _, l := range p.within {
			if len(l.text) >= sort.least {
				list = append(list, l)
			} else {
				rest = append(rest, l)
			}
		}
		switch {
		case sort.stride > 1 && (len(rest) > fewLiterals || len(list) > manyLiterals):
			continue // one pass over every place does for all
		case len(list) > 0 && len(list) <= fewLiterals && sort.least < longLiteral:
			for _, l := range list {
				if l.exact {
					x.needles = append(x.needles, needle{newSearch(l.text), l.test})
				} else {
					x.anything = append(x.anything, l.test)
				}
			}
		case len(list) > 0:
			passes = append(passes, newGrams(list, sort.width, sort.stride, counts))
		}
		p.within = rest
	}
	return passes
}

func (a *affixes) build(by *[9]literals) {
	for n, m := range by {
		if len(m) > 0 {
			a.by[n] = newTable(m)
			a.sizes = append(a.sizes, n)
		}
	}
}
