package correlate

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"bonafide/sigma"
)

// Single is one correlation whose groups are kept elsewhere, each as a Group: in keyed
// state, for instance, that is spread over partitions or written down by somebody else. It
// gives the firings that an Engine without lateness gives. It may be used by many
// goroutines at once, a Group by one at a time.
type Single struct {
	plan   *plan
	by     map[int][]subscription
	needs  map[int][]string
	shells sync.Pool
}

// NewSingle resolves what a correlation refers to. It fails where New does, and for a
// correlation that counts another correlation's firings.
func NewSingle(c *sigma.Correlation, rules []*sigma.Rule) (*Single, error) {
	e, err := New(Config{Correlations: []*sigma.Correlation{c}, Rules: rules})
	if err != nil {
		return nil, err
	}
	s := &Single{plan: e.plans[0], by: e.by, needs: e.needs}
	s.shells.New = func() any { return &Engine{cfg: e.cfg, plans: e.plans, silent: e.silent} }
	return s, nil
}

// Correlation is the correlation.
func (s *Single) Correlation() *sigma.Correlation { return s.plan.c }

// Rules are the rules that it counts, by their index.
func (s *Single) Rules() []int {
	var list []int
	for _, in := range s.plan.inputs {
		list = append(list, in.source)
	}
	slices.Sort(list)
	return list
}

// Fields are what it reads of the events of a rule.
func (s *Single) Fields(rule int) []string { return s.needs[rule] }

// Keys tells of the groups in which an event counts as one of a rule.
func (s *Single) Keys(rule int, field func(name string) []string, add func(key string)) {
	e := s.shells.Get().(*Engine) //nolint:forcetypeassert // the pool holds nothing else
	defer s.shells.Put(e)
	for _, sub := range s.by[rule] {
		keys := e.combine(e.work.keys[:0], occurrence{field: field}, s.plan.inputs[sub.input].group)
		for _, key := range keys {
			add(key)
		}
		e.work.keys = keys
	}
}

// Count counts an event in the group of a key, one of Keys, and tells whether the
// correlation fires there.
func (s *Single) Count(g *Group, key string, ev Event) (Firing, bool) {
	if !timed(ev.Time) {
		return Firing{}, false
	}
	g.wake(s.plan)
	e := s.shells.Get().(*Engine) //nolint:forcetypeassert // the pool holds nothing else
	defer s.shells.Put(e)
	o := occurrence{at: ev.Time.UnixNano(), id: valid(ev.ID), field: ev.Field}
	inputs := s.inputs(e, o, ev.Rules, key)
	if len(inputs) == 0 {
		return Firing{}, false
	}
	m, ok := e.match(s.plan, o, inputs)
	if !ok {
		return Firing{}, false
	}
	g.of.key = key
	if g.of.last != never && o.at > g.of.last+s.plan.span {
		g.of = fresh(s.plan, key) // as an engine forgets groups that lie behind
	}
	if !e.put(s.plan, g.of, m) || g.of.window.n == 0 {
		return Firing{}, false
	}
	value, fired := g.of.fire(s.plan)
	if !fired {
		return Firing{}, false
	}
	return e.firing(s.plan, g.of, value), true
}

// inputs are those as which an event of some rules counts in the group of a key.
func (s *Single) inputs(e *Engine, o occurrence, rules []int, key string) []int {
	inputs := e.work.inputs[:0]
	for _, rule := range rules {
		for _, sub := range s.by[rule] {
			keys := e.combine(e.work.keys[:0], o, s.plan.inputs[sub.input].group)
			if slices.Contains(keys, key) {
				inputs = append(inputs, sub.input)
			}
			e.work.keys = keys
		}
	}
	e.work.inputs = inputs
	return inputs
}

// Group is the state of one group of a Single. The zero Group is empty. It can be written
// as JSON and read again.
type Group struct {
	of    *group
	saved *savedGroup // until the next event, after it was read
}

func fresh(p *plan, key string) *group { return &group{key: key, tally: newTally(p), last: never} }

// wake makes the group ready to count. One whose saved state is damaged begins anew.
func (g *Group) wake(p *plan) {
	if g.of != nil {
		return
	}
	g.of = fresh(p, "")
	if g.saved != nil && !g.load(p, g.saved) {
		g.of = fresh(p, "")
	}
	g.saved = nil
}

func (g *Group) load(p *plan, in *savedGroup) bool {
	for _, sm := range in.Matches {
		m, ok := sm.match(p)
		if !ok || m.at < g.of.last {
			return false
		}
		g.of.last = m.at
		g.of.window.push(m)
		g.of.tally.add(&m)
	}
	if t, ok := g.of.tally.(remembering); ok && !t.remember(in.Steps) {
		return false
	}
	g.of.held, g.of.fired = in.Held, in.Fired
	return true
}

// Behind tells whether a window that ends at a time in nanoseconds since 1970 reaches none
// of the group's matches any more, so that the group may be dropped.
func (s *Single) Behind(g *Group, at int64) bool {
	switch {
	case g.of != nil:
		return g.of.last == never || at > g.of.last+s.plan.span
	case g.saved != nil && len(g.saved.Matches) > 0:
		return at > g.saved.Matches[len(g.saved.Matches)-1].At+s.plan.span
	}
	return true
}

// MarshalJSON writes the group down.
func (g *Group) MarshalJSON() ([]byte, error) {
	out := g.saved
	if g.of != nil {
		saved := g.of.save()
		out = &saved
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("correlate: save a group: %w", err)
	}
	return raw, nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (g *Group) UnmarshalJSON(raw []byte) error {
	*g = Group{}
	if string(raw) == "null" {
		return nil
	}
	g.saved = &savedGroup{}
	if err := json.Unmarshal(raw, g.saved); err != nil {
		return fmt.Errorf("correlate: read a group: %w", err)
	}
	return nil
}
