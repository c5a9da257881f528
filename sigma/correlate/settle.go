package correlate

import (
	"math"
	"slices"
	"strings"

	"bonafide/sigma"
)

// occurrence is what groups count: an event that matched rules, or a firing.
type occurrence struct {
	at      int64
	id      string
	ids     []string // of a firing
	sources []int
	field   func(string) []string
}

// scratch is memory that is used again for each event.
type scratch struct {
	todo   []occurrence
	subs   []subscription
	parts  []part
	inputs []int
	keys   []string
	wanted []int
}

// part says that an occurrence counts in a group, as one input of the correlation.
type part struct {
	key   string
	input int
}

// settle counts an occurrence in all correlations, and what fires because of it.
func (e *Engine) settle(first occurrence) []Firing {
	var list []Firing
	todo := append(e.work.todo[:0], first)
	for i := 0; i < len(todo); i++ {
		subs := e.work.subs[:0]
		for _, source := range todo[i].sources {
			subs = append(subs, e.by[source]...)
		}
		slices.SortFunc(subs, func(a, b subscription) int {
			if a.plan != b.plan {
				return a.plan - b.plan
			}
			return a.input - b.input
		})
		e.work.subs = subs
		subs = slices.Compact(subs)
		for from := 0; from < len(subs); {
			to := from + 1
			for to < len(subs) && subs[to].plan == subs[from].plan {
				to++
			}
			list, todo = e.count(todo[i], subs[from:to], list, todo)
			from = to
		}
	}
	clear(todo)
	e.work.todo = todo
	return list
}

// count counts an occurrence in one correlation, under one or several of its inputs.
func (e *Engine) count(o occurrence, subs []subscription, list []Firing, todo []occurrence) ([]Firing, []occurrence) {
	p, s := e.plans[subs[0].plan], e.states[subs[0].plan]
	e.expire(p, s, o.at)
	parts := e.work.parts[:0]
	for _, sub := range subs {
		keys := e.combine(e.work.keys[:0], o, p.inputs[sub.input].group)
		for _, key := range keys {
			parts = append(parts, part{key, sub.input})
		}
		e.work.keys = keys
	}
	e.work.parts = parts
	for i, x := range parts {
		inputs := e.inputs(parts, i)
		if len(inputs) == 0 {
			continue
		}
		m, ok := e.match(p, o, inputs)
		if !ok {
			continue
		}
		g := s.touch(p, x.key)
		counted := e.put(p, g, m)
		if g.window.n == 0 {
			s.remove(g)
			continue
		}
		e.room(p, s, g)
		if !counted {
			continue
		}
		if value, ok := g.fire(p); ok {
			f := e.firing(p, g, value)
			list = append(list, f)
			if p.heard {
				todo = append(todo, e.follow(p, g, f))
			}
		}
	}
	return list, todo
}

// inputs are those of a group, or none if an earlier part has told them.
func (e *Engine) inputs(parts []part, at int) []int {
	inputs := e.work.inputs[:0]
	for i, x := range parts {
		if x.key != parts[at].key {
			continue
		}
		if i < at {
			return nil
		}
		inputs = append(inputs, x.input)
	}
	e.work.inputs = inputs
	return inputs
}

// fire holds the condition against the window and tells whether the correlation fires.
func (g *group) fire(p *plan) (value float64, ok bool) {
	from := g.last - p.span
	value = g.tally.value(from, g.window.n)
	before := g.held
	g.held = p.holds(g.tally, from, value)
	if !g.held || before && g.last-g.fired <= p.span {
		return value, false
	}
	g.fired = g.last
	return value, true
}

// combosMax is how many combinations of values one event may have in one correlation:
// enough for events that list the members of something, and a bound on what one can cost.
const combosMax = 64

// combine appends the keys of all combinations of the fields' values. An event without one
// of the fields has none.
func (e *Engine) combine(keys []string, o occurrence, fields []string) []string {
	switch len(fields) {
	case 0:
		return append(keys, "")
	case 1:
		return append(keys, e.bounded(distinctTexts(o.field(fields[0])))...)
	}
	combos := [][]string{nil}
	for _, field := range fields {
		texts := distinctTexts(o.field(field))
		var next [][]string
		for _, combo := range combos {
			for _, text := range texts {
				next = append(next, append(slices.Clip(combo), text))
			}
		}
		if len(next) > combosMax {
			next = next[:combosMax]
			e.dropped.Values++
		}
		combos = next
	}
	for _, combo := range combos {
		keys = append(keys, joinKey(combo))
	}
	return keys
}

func (e *Engine) bounded(texts []string) []string {
	if len(texts) > combosMax {
		e.dropped.Values++
		return texts[:combosMax]
	}
	return texts
}

func distinctTexts(texts []string) []string {
	if len(texts) == 1 {
		if v := valid(texts[0]); v != texts[0] {
			return []string{v}
		}
		return texts
	}
	var out []string
	for _, t := range texts {
		if t = valid(t); !slices.Contains(out, t) {
			out = append(out, t)
		}
		if len(out) > combosMax {
			break
		}
	}
	return out
}

// match makes what a group keeps of an occurrence. An occurrence without the field that is
// counted does not count.
func (e *Engine) match(p *plan, o occurrence, inputs []int) (match, bool) {
	m := match{at: o.at, id: o.id}
	for _, i := range inputs {
		m.mask |= p.inputs[i].mask
	}
	if o.ids == nil && !valued(p.c.Type) && len(p.carry) == 0 {
		return m, true
	}
	m.more = &more{ids: o.ids}
	if valued(p.c.Type) && !e.measure(m.more, p, o, inputs) {
		return m, false
	}
	if len(p.carry) > 0 {
		m.more.carried = carried(p, o, inputs)
	}
	return m, true
}

// measure reads the values that are counted or aggregated, and tells whether there are any.
func (e *Engine) measure(x *more, p *plan, o occurrence, inputs []int) bool {
	var read []string // fields whose numbers are in
	for _, i := range inputs {
		fields := p.inputs[i].fields
		if p.c.Type == sigma.ValueCount {
			for _, tuple := range e.combine(nil, o, fields) {
				if !slices.Contains(x.tuples, tuple) {
					x.tuples = append(x.tuples, tuple)
				}
			}
			continue
		}
		if !slices.Contains(read, fields[0]) {
			read = append(read, fields[0])
			x.numbers = append(x.numbers, numbers(o.field(fields[0]))...)
		}
	}
	return len(x.tuples) > 0 || len(x.numbers) > 0
}

// carried reads what correlations that count this one's firings ask for.
func carried(p *plan, o occurrence, inputs []int) [][]string {
	out := make([][]string, len(p.carry))
	for _, i := range inputs {
		for k, field := range p.inputs[i].carry {
			for _, text := range distinctTexts(o.field(field)) {
				if !slices.Contains(out[k], text) {
					out[k] = append(out[k], text)
				}
			}
		}
	}
	return out
}

// valued tells whether a type looks at values.
func valued(t sigma.CorrelationType) bool {
	switch t {
	case sigma.ValueCount, sigma.ValueSum, sigma.ValueAvg, sigma.ValueMedian, sigma.ValuePercentile:
		return true
	}
	return false
}

func numbers(texts []string) []float64 {
	var list []float64
	for _, t := range texts {
		if v, ok := sigma.ReadNumber(t); ok && !math.IsInf(v, 0) {
			list = append(list, v)
		}
	}
	return list
}

func (e *Engine) firing(p *plan, g *group, value float64) Firing {
	f := Firing{
		Correlation: p.c, Group: splitKey(g.key, len(p.c.GroupBy)), Matches: g.window.n, Value: value,
		First: moment(g.window.at(0).at), Last: moment(g.last), Silent: e.silent[p.source],
	}
	for i := g.window.n - 1; i >= 0 && len(f.Events) < e.cfg.MaxEvents; i-- {
		m := g.window.at(i)
		if m.more != nil && m.more.ids != nil {
			for _, id := range slices.Backward(m.more.ids) {
				f.addEvent(id, e.cfg.MaxEvents)
			}
			continue
		}
		f.addEvent(m.id, e.cfg.MaxEvents)
	}
	slices.Reverse(f.Events)
	return f
}

func (f *Firing) addEvent(id string, limit int) {
	if id != "" && len(f.Events) < limit && !slices.Contains(f.Events, id) {
		f.Events = append(f.Events, id)
	}
}

// follow makes what other correlations count of a firing. Its fields are the group's, and
// what the matches in the window had.
func (e *Engine) follow(p *plan, g *group, f Firing) occurrence {
	fields := map[string][]string{}
	for i, name := range p.c.GroupBy {
		fields[name] = f.Group[i : i+1]
	}
	for k, name := range p.carry {
		seen := map[string]bool{}
		for i := g.window.n - 1; i >= 0; i-- {
			for _, text := range g.window.at(i).more.carried[k] {
				if !seen[text] && len(seen) == combosMax {
					e.dropped.Values++
					i = 0
					break
				}
				if !seen[text] {
					seen[text] = true
					fields[name] = append(fields[name], text)
				}
			}
		}
	}
	return occurrence{
		at: g.last, ids: f.Events, sources: []int{p.source},
		field: func(name string) []string { return fields[name] },
	}
}

// valid gives a text that survives being saved: bytes that are no UTF-8 become U+FFFD.
func valid(s string) string {
	for _, c := range s {
		if c == '\ufffd' {
			return strings.Clone(string([]rune(s)))
		}
	}
	return s
}
