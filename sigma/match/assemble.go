package match

import "slices"

// assembly builds a group.
type assembly struct {
	m      *Matcher
	g      *group
	uses   []int32 // by test: rules of the group that have it
	fields map[int32]*fieldParts
}

// fieldParts are the literals of a field by the way they are looked for.
type fieldParts struct {
	fieldIndex
	wholes               map[uint64][]entry
	gramsBy              [3]map[uint64][]entry
	prefixesBy, suffixBy [9]map[uint64][]entry
}

// assemble chooses witnesses for rules and builds the indexes that find them.
func (m *Matcher) assemble(rules []int32) *group {
	a := &assembly{
		m: m, g: &group{rules: rules}, uses: make([]int32, len(m.tests)),
		fields: map[int32]*fieldParts{},
	}
	var used []int32
	for _, r := range rules {
		for _, t := range m.programs[r].distinct() {
			if a.uses[t] == 0 {
				used = append(used, t)
			}
			a.uses[t]++
		}
	}
	waiting := make([][]int32, len(m.tests))
	for _, r := range rules {
		p := &m.programs[r]
		set, _, ok := m.witnesses(p, int32(len(p.steps)-1), a.uses) //nolint:gosec // a rule has fewer
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
		a.g.everywhere, a.g.keywords = true, newKeywords(everywhere, m.counts)
	}
	a.g.from = make([]int32, 1, len(waiting)+1)
	for _, list := range waiting {
		a.g.waiting = append(a.g.waiting, list...)
		a.g.from = append(a.g.from, int32(len(a.g.waiting))) //nolint:gosec // fewer than rules have values
	}
	a.finish()
	return a.g
}

// distinct gives the tests of a program, each once.
func (p *program) distinct() []int32 {
	var out []int32
	for _, s := range p.steps {
		out = append(out, p.kids[s.from:s.tests]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (a *assembly) part(field int32) *fieldParts {
	p := a.fields[field]
	if p == nil {
		p = &fieldParts{fieldIndex: fieldIndex{field: field}, wholes: map[uint64][]entry{}}
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
		p.enter(entry{literal: lit, test: t, exact: h.exact}, h.how, a.m.counts)
	}
}

// allForeign tells that no literal is all ASCII.
func allForeign(set []string) bool {
	return !slices.ContainsFunc(set, func(s string) bool { return ascii([]byte(s)) })
}

// enter puts a literal where it will be found.
func (p *fieldParts) enter(e entry, h how, counts gramCounts) {
	padded := append([]byte(e.literal), make([]byte, padding)...)
	n := affixSize(e.literal)
	switch h {
	case whole, numeric:
		key := keyHash([]byte(e.literal))
		p.wholes[key] = append(p.wholes[key], e)
	case prefix:
		put(&p.prefixesBy[n], affixKey(padded, n), e)
	case suffix:
		put(&p.suffixBy[n], affixKey(padded[len(e.literal)-n:], n), e)
	case within:
		at, _ := counts.rarest(e.literal)
		width := min(gramWidth, len(e.literal))
		e.at = int32(at) //nolint:gosec // within a literal
		put(&p.gramsBy[gramWidth-width], affixKey([]byte(e.literal[at:]), width), e)
	}
}

func put(by *map[uint64][]entry, key uint64, e entry) {
	if *by == nil {
		*by = map[uint64][]entry{}
	}
	(*by)[key] = append((*by)[key], e)
}

// fewGrams is how many short literals are looked for one by one rather than by a pass over
// the text.
const fewGrams = 6

// finish turns the collected literals into tables.
func (a *assembly) finish() {
	for _, p := range a.fields {
		x := p.fieldIndex
		if len(p.wholes) > 0 {
			x.whole = newTable(p.wholes)
		}
		for i, by := range p.gramsBy {
			switch {
			case i > 0 && len(by) <= fewGrams:
				for _, list := range by {
					for _, e := range list {
						x.anything = append(x.anything, e.test)
					}
				}
			case len(by) > 0:
				x.grams[i] = newGrams(by, gramWidth-i)
			}
		}
		x.prefixes.build(&p.prefixesBy)
		x.suffixes.build(&p.suffixBy)
		a.g.indexes = append(a.g.indexes, x)
	}
	slices.SortFunc(a.g.indexes, func(x, y fieldIndex) int { return int(x.field) - int(y.field) })
}

func (a *affixes) build(by *[9]map[uint64][]entry) {
	for n, m := range by {
		if len(m) > 0 {
			a.by[n] = newTable(m)
			a.sizes = append(a.sizes, n)
		}
	}
}
