// Package match decides all Sigma rules for an event at once, from raw JSON to verdict.
// Start with Compile, then one Session for each goroutine. It gives exactly what
// sigma/plain gives rule by rule; docs/design/sigma-match.md tells how, and why it is fast.
// It reads fields straight from the bytes of the event and allocates nothing in the steady
// state.
package match

import (
	"fmt"
	"iter"
	"slices"
	"sync"

	"bonafide/sigma"
)

// Config is what a Matcher is made of.
type Config struct {
	// Rules are tried together. A verdict names them by their place here.
	Rules []*sigma.Rule
	// Layout says where events keep the fields.
	Layout sigma.Layout
	// Routes tell the log source of events; without any, only what the caller says of an
	// event counts.
	Routes []sigma.Route
	// AnySource tries every rule on every event, whatever their log sources are.
	AnySource bool
	// Fields are read from events besides those that rules name, for Session.Texts.
	Fields []string
}

// Matcher is a compiled set of rules. It may be used by many goroutines at once.
type Matcher struct {
	rules    []*sigma.Rule
	programs programs
	tests    []test
	fields   int
	root     *node
	// everything is a tree that keeps all texts of an event.
	everything *node
	routes     []route
	names      fieldNumbers
	counts     gramCounts

	anySource bool

	mu     sync.Mutex
	groups map[string]*group
}

// Compile prepares rules. A rule that cannot be decided, because it has a placeholder
// without a value, is an error that wraps all such rules.
func Compile(c Config) (*Matcher, error) {
	b := newBuilder(c)
	for _, f := range c.Fields {
		b.tests.fields.number(f)
	}
	if err := b.rules(c.Rules); err != nil {
		return nil, err
	}
	b.route(c.Routes)
	return b.matcher(c.Layout), nil
}

// Session decides events, one after another. It is not for several goroutines at once.
type Session struct {
	m     *Matcher
	epoch uint32

	values []value
	head   []head // by field
	// turn is the epoch in the seven bits that the memo has for it.
	turn  uint8
	memo  []uint8  // by test: turn and outcome
	woken []uint32 // by rule: epoch
	arena arena
	bad   bool

	group      *group
	candidates []int32
	verdict    []int

	places []int32 // where a text may hold a literal
	key    []byte
	// routing is that of the last event, routings all that were needed.
	routing  *routing
	routings map[sigma.LogSource]*routing
}

// head is where a field's values begin, if epoch is the session's.
type head struct {
	epoch uint32
	first int32
}

// keepValues is for how many values room is kept for the next event.
const keepValues = 1 << 14

// maxTurn is as far as the memo can count.
const maxTurn = 1<<7 - 1

// Session makes a session.
func (m *Matcher) Session() *Session {
	return &Session{
		m: m, head: make([]head, m.fields), memo: make([]uint8, len(m.tests)),
		woken: make([]uint32, len(m.rules)), routings: map[sigma.LogSource]*routing{},
	}
}

// Match decides one event: a JSON object of a log source, of which the caller says what he
// knows and the routes the rest. It gives the places of the rules that match, ascending,
// until the next call. An event that is no JSON object is an error and matches nothing.
func (s *Session) Match(event []byte, source sigma.LogSource) ([]int, error) {
	s.begin()
	if err := s.scan(event); err != nil {
		return nil, err
	}
	g := s.groupOf(source)
	if len(g.rules) == 0 {
		return nil, nil
	}
	s.group = g
	if g.everywhere && (g.keywords == nil || g.keywords.possible(event)) {
		s.leaves(event)
	}
	s.candidates = append(s.candidates, g.always...)
	for i := range g.indexes {
		x := &g.indexes[i]
		if h := &s.head[x.field]; h.epoch == s.epoch {
			for n := h.first; n >= 0; n = s.values[n].next {
				x.find(s, &s.values[n])
			}
		}
	}
	for _, r := range s.candidates {
		if s.run(s.m.programs.roots[r]) {
			s.verdict = append(s.verdict, int(r))
		}
	}
	if s.bad {
		return nil, fmt.Errorf("%w: a string in it is damaged", errEvent)
	}
	slices.Sort(s.verdict)
	return s.verdict, nil
}

// Applying gives the places of the rules that an event is held against because of what it
// is, matching or not.
func (s *Session) Applying(event []byte, source sigma.LogSource) ([]int, error) {
	s.begin()
	if err := s.scan(event); err != nil {
		return nil, err
	}
	for _, r := range s.groupOf(source).rules {
		s.verdict = append(s.verdict, int(r))
	}
	return s.verdict, nil
}

// Tried yields the places of the rules whose conditions Match had to look at one by one for
// the last event, because something they ask for is there; it tells which rules cost most.
func (s *Session) Tried() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, r := range s.candidates {
			if !yield(int(r)) {
				return
			}
		}
	}
}

// Texts gives the texts that the last event holds for a field, one of Config.Fields or one
// that a rule names; numbers and booleans as written.
func (s *Session) Texts(field string) []string {
	f, ok := s.m.names[field]
	if !ok {
		return nil
	}
	var out []string
	s.any(f, func(v *value) bool {
		if v.hasText() {
			out = append(out, string(s.text(v)))
		}
		return false
	})
	slices.Reverse(out) // values are found last first
	return out
}

// begin forgets the last event.
func (s *Session) begin() {
	if s.epoch++; s.epoch == 0 {
		clear(s.head)
		clear(s.woken)
		s.epoch = 1
	}
	if s.turn++; s.turn > maxTurn {
		clear(s.memo)
		s.turn = 1
	}
	s.arena.reset()
	if cap(s.values) > keepValues {
		s.values = nil
	}
	s.values, s.candidates, s.verdict, s.bad = s.values[:0], s.candidates[:0], s.verdict[:0], false
}

// leaves makes every text of the event a value of field 0, for keywords.
func (s *Session) leaves(event []byte) {
	s.head[0] = head{epoch: s.epoch, first: -1}
	s.object(event, space(event, 0)+1, s.m.everything, 0)
}
