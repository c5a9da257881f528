package correlate

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// The saved form: what groups hold, by correlation, in the order of activity, which is
// the order in which they would be dropped. Tallies are made again from the matches.

type saved struct {
	Version      int                `json:"version"`
	Latest       int64              `json:"latest"`
	Arrived      uint64             `json:"arrived"`
	Dropped      Dropped            `json:"dropped"`
	Pending      []savedEvent       `json:"pending,omitempty"`
	Correlations []savedCorrelation `json:"correlations"`
}

type savedEvent struct {
	At      int64               `json:"at"`
	ID      string              `json:"id,omitempty"`
	Rules   []string            `json:"rules"`
	Fields  map[string][]string `json:"fields,omitempty"`
	Arrived uint64              `json:"arrived"`
}

type savedCorrelation struct {
	Key    string       `json:"key"`
	Is     string       `json:"is"`
	Groups []savedGroup `json:"groups"`
}

type savedGroup struct {
	Values  []string     `json:"values"`
	Held    bool         `json:"held,omitempty"`
	Fired   int64        `json:"fired,omitempty"`
	Steps   []int64      `json:"steps,omitempty"`
	Matches []savedMatch `json:"matches"`
}

type savedMatch struct {
	At      int64      `json:"at"`
	ID      string     `json:"id,omitempty"`
	Mask    uint64     `json:"mask,omitempty"`
	IDs     []string   `json:"ids,omitempty"`
	Tuples  []string   `json:"tuples,omitempty"`
	Numbers []float64  `json:"numbers,omitempty"`
	Carried [][]string `json:"carried,omitempty"`
}

const version = 1

// Snapshot gives all state as JSON; equal states give equal bytes.
func (e *Engine) Snapshot() ([]byte, error) {
	out := saved{Version: version, Latest: e.latest, Arrived: e.arrived, Dropped: e.dropped}
	pending := slices.Clone(e.pending.list)
	slices.SortFunc(pending, func(a, b held) int {
		if a.before(&b) {
			return -1
		}
		return 1
	})
	for _, h := range pending {
		ev := savedEvent{At: h.at, ID: h.id, Fields: h.texts, Arrived: h.arrived}
		for _, r := range h.sources {
			ev.Rules = append(ev.Rules, string(e.cfg.Rules[r].Key()))
		}
		out.Pending = append(out.Pending, ev)
	}
	for i, p := range e.plans {
		c := savedCorrelation{Key: string(p.c.Key()), Is: p.String(), Groups: []savedGroup{}}
		s := e.states[i]
		for g := s.idle.next; g != &s.idle; g = g.next {
			saved := g.save()
			saved.Values = splitKey(g.key, len(p.c.GroupBy))
			c.Groups = append(c.Groups, saved)
		}
		out.Correlations = append(out.Correlations, c)
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("correlate: save: %w", err)
	}
	return raw, nil
}

func (g *group) save() savedGroup {
	out := savedGroup{Held: g.held, Fired: g.fired}
	if t, ok := g.tally.(remembering); ok {
		out.Steps = t.remembered()
	}
	for i := range g.window.n {
		m := g.window.at(i)
		sm := savedMatch{At: m.at, ID: m.id, Mask: m.mask}
		if m.more != nil {
			sm.IDs, sm.Tuples, sm.Numbers, sm.Carried = m.more.ids, m.more.tuples, m.more.numbers, m.more.carried
		}
		out.Matches = append(out.Matches, sm)
	}
	return out
}

// remembering are tallies that know of matches which the group had to drop.
type remembering interface {
	remembered() []int64
	// remember takes what remembered gave; it says no to what cannot be.
	remember([]int64) bool
}

func (p *present) remembered() []int64 { return slices.Clone(p.last) }

func (p *present) remember(list []int64) bool {
	return len(list) == copy(p.last, list) && len(list) == len(p.last)
}

func (c *chains) remembered() []int64 { return slices.Concat(c.begins...) }

func (c *chains) remember(list []int64) bool {
	for _, begins := range c.begins {
		if len(list) < len(begins) {
			return false
		}
		list = list[copy(begins, list):]
	}
	return len(list) == 0
}

func (p *paths) remembered() []int64 { return slices.Concat(p.last, p.begins) }

func (p *paths) remember(list []int64) bool {
	if len(list) != len(p.last)+len(p.begins) {
		return false
	}
	copy(p.begins, list[copy(p.last, list):])
	return true
}

// Restore puts back what Snapshot gave, in place of all state. Correlations that have
// changed since begin anew; Dropped counts them. After an error the engine is as it was.
func (e *Engine) Restore(raw []byte) error {
	var in saved
	if err := json.Unmarshal(raw, &in); err != nil {
		return fmt.Errorf("correlate: restore: %w", err)
	}
	if in.Version != version {
		return fmt.Errorf("correlate: restore: the state is of version %d, and this program reads version %d; begin without it", in.Version, version)
	}
	next := &Engine{cfg: e.cfg, plans: e.plans, by: e.by, latest: in.Latest, arrived: in.Arrived, dropped: in.Dropped}
	byKey := map[string]int{}
	for i, p := range e.plans {
		next.states = append(next.states, newState())
		byKey[string(p.c.Key())] = i
	}
	for _, c := range in.Correlations {
		i, ok := byKey[c.Key]
		if !ok || e.plans[i].String() != c.Is {
			next.dropped.Changed++
			continue
		}
		delete(byKey, c.Key)
		for _, g := range c.Groups {
			if err := next.load(i, g); err != nil {
				return fmt.Errorf("correlate: restore: %s: %w", c.Key, err)
			}
		}
	}
	next.hold(in.Pending)
	e.states, e.pending, e.total = next.states, next.pending, next.total
	e.latest, e.arrived, e.dropped = next.latest, next.arrived, next.dropped
	return nil
}

// hold takes back the events that were held back, as far as their rules are still there.
func (e *Engine) hold(list []savedEvent) {
	rules := map[string]int{}
	for i, r := range e.cfg.Rules {
		rules[string(r.Key())] = i
	}
	for _, ev := range list {
		var sources []int
		for _, key := range ev.Rules {
			if r, ok := rules[key]; ok && len(e.by[r]) > 0 {
				sources = append(sources, r)
			}
		}
		e.pending.push(newHeld(occurrence{at: ev.At, id: ev.ID, sources: sources}, ev.Fields, ev.Arrived))
	}
}

var errState = errors.New("the state is damaged; begin without it")

func (e *Engine) load(i int, in savedGroup) error {
	p, s := e.plans[i], e.states[i]
	key := joinKey(in.Values)
	if len(in.Values) != len(p.c.GroupBy) || s.groups[key] != nil || len(in.Matches) == 0 {
		return errState
	}
	g := s.touch(p, key)
	for _, sm := range in.Matches {
		m, ok := sm.match(p)
		if !ok || m.at < g.last {
			return errState
		}
		g.last = m.at
		g.window.push(m)
		g.tally.add(&m)
	}
	e.total += g.window.n
	if t, ok := g.tally.(remembering); ok && !t.remember(in.Steps) {
		return errState
	}
	g.held, g.fired = in.Held, in.Fired
	return nil
}

func (sm savedMatch) match(p *plan) (match, bool) {
	m := match{at: sm.At, id: sm.ID, mask: sm.Mask}
	if sm.IDs != nil || sm.Tuples != nil || sm.Numbers != nil || sm.Carried != nil {
		m.more = &more{ids: sm.IDs, tuples: sm.Tuples, numbers: sm.Numbers, carried: sm.Carried}
	}
	return m, timed(moment(sm.At)) && len(sm.Carried) == len(p.carry)
}
