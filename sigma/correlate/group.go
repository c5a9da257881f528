package correlate

import (
	"strconv"
	"strings"

	"bonafide/sigma"
)

// state is what a correlation remembers: its groups, and a list of them by activity.
type state struct {
	groups map[string]*group
	// idle is the anchor of the list: idle.next is the group that was active least recently.
	idle group
}

func newState() *state {
	s := &state{groups: map[string]*group{}}
	s.idle.next, s.idle.prev = &s.idle, &s.idle
	return s
}

// group is the matches of one combination of group values.
type group struct {
	key        string
	prev, next *group
	window     window
	tally      tally
	// last is the time of the newest match.
	last int64
	// held tells that the condition was true at the last match, fired when it fired last.
	held  bool
	fired int64
}

// touch gives the group of a key, as the most recently active one.
func (s *state) touch(p *plan, key string) *group {
	g := s.groups[key]
	if g == nil {
		g = &group{key: key, tally: newTally(p), last: never}
		s.groups[key] = g
	} else {
		g.prev.next, g.next.prev = g.next, g.prev
	}
	g.prev, g.next = s.idle.prev, &s.idle
	g.prev.next, g.next.prev = g, g
	return g
}

// remove forgets a group.
func (s *state) remove(g *group) {
	g.prev.next, g.next.prev = g.next, g.prev
	delete(s.groups, g.key)
}

// expire drops the groups that a window which ends at a time does not reach any more.
// Nothing is lost with them: their next match begins anew anyway.
func (e *Engine) expire(p *plan, s *state, at int64) {
	for g := s.idle.next; g != &s.idle && g.last < at-p.span; g = s.idle.next {
		e.total -= g.window.n
		s.remove(g)
	}
}

// put adds a match to a group and tells whether it counts.
func (e *Engine) put(p *plan, g *group, m match) bool {
	if g.window.n > 0 && g.window.has(&m) {
		return false
	}
	switch {
	case g.last == never || m.at >= g.last:
		g.last = m.at
		g.window.push(m)
		g.tally.add(&m)
	case m.at < g.last-p.span:
		e.dropped.Late++
		return false
	default:
		g.window.insert(m)
		g.place(p, &m)
	}
	e.total++
	for g.window.at(0).at < g.last-p.span {
		e.pop(g)
	}
	for g.window.n > p.limit {
		e.pop(g)
		e.dropped.Matches++
	}
	return true
}

// place counts a late match that stands in the window already. The order of steps has to
// be found anew from what is there.
func (g *group) place(p *plan, m *match) {
	if p.c.Type != sigma.TemporalOrdered {
		g.tally.add(m)
		return
	}
	g.tally = newTally(p)
	for i := range g.window.n {
		g.tally.add(g.window.at(i))
	}
}

func (e *Engine) pop(g *group) {
	m := g.window.pop()
	g.tally.drop(&m)
	e.total--
}

// room drops the least recently active groups while there are too many groups or matches.
func (e *Engine) room(p *plan, s *state, keep *group) {
	for len(s.groups) > e.cfg.MaxGroups || e.total > e.cfg.MaxMatches {
		g := s.idle.next
		if g == keep {
			break
		}
		e.dropped.Groups++
		e.total -= g.window.n
		s.remove(g)
	}
	for e.total > e.cfg.MaxMatches && keep.window.n > 1 {
		e.pop(keep)
		e.dropped.Matches++
	}
}

// A key is the values of a group, or of the fields that are counted together, as one
// text. One value is its own key; several have their lengths before them.

func joinKey(values []string) string {
	if len(values) == 1 {
		return values[0]
	}
	var b strings.Builder
	for _, v := range values {
		b.WriteString(strconv.Itoa(len(v)))
		b.WriteByte(':')
		b.WriteString(v)
	}
	return b.String()
}

// splitKey gives the n values of a key.
func splitKey(key string, n int) []string {
	if n == 1 {
		return []string{key}
	}
	values := make([]string, 0, n)
	for range n {
		digits, rest, _ := strings.Cut(key, ":")
		size, err := strconv.Atoi(digits)
		if err != nil || size < 0 || size > len(rest) {
			break
		}
		values, key = append(values, rest[:size]), rest[size:]
	}
	return values
}
