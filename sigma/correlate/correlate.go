// Package correlate relates matches of Sigma rules in event time: it counts events, values
// and different rules per group in a window of the correlation's timespan and tells when a
// correlation's condition becomes true. Start with New and Observe. It knows no clock, does
// not evaluate rules, and never loses anything without counting it in Dropped.
//
// A window ends at each match and reaches back a timespan, both ends included. What an
// event causes comes after it: a firing that another correlation counts stands behind the
// event that completed it, at the same time. Groups are told apart by the exact texts of
// their fields; a field with several values puts the event into several groups.
package correlate

import (
	"time"

	"bonafide/sigma"
)

// Config says what is correlated and how much is kept. The zero limits have defaults.
type Config struct {
	Correlations []*sigma.Correlation
	// Rules are what correlations refer to; events name them by index.
	Rules []*sigma.Rule
	// Lateness is how much later than the newest event an event may arrive. Events are held
	// back that long and then evaluated by time and id, so that any order of arrival within
	// the bound gives the same firings. With 0 nothing is held back, and the input should be
	// sorted; a late event is put at its place if its group's window still reaches it.
	Lateness time.Duration
	// MaxGroups is how many groups one correlation keeps; the least recently active one goes
	// first. The default is a million.
	MaxGroups int
	// MaxPerGroup is how many matches a group keeps, at least as many as its condition names;
	// the oldest goes first. The default is 10000.
	MaxPerGroup int
	// MaxMatches is how many matches are kept in all; the least recently active groups of the
	// correlation that needs room go first. The default is 8 million.
	MaxMatches int
	// MaxPending is how many events are held back at most; the oldest is evaluated early.
	// The default is 100000.
	MaxPending int
	// MaxEvents is how many event ids a firing lists: the newest. The default is 100.
	MaxEvents int
}

// Event is an event that matched rules.
type Event struct {
	Time time.Time
	// ID identifies the event. An event that comes again with the same id and time counts
	// once in a group, as far as the group's newest matches of that time go. It may be empty.
	ID string
	// Rules are indexes into Config.Rules.
	Rules []int
	// Field gives the texts of a field of the event; it is not called after Observe.
	Field func(name string) []string
}

// Firing is a correlation whose condition became true.
type Firing struct {
	Correlation *sigma.Correlation
	// Group are the values of the correlation's GroupBy, in its order.
	Group []string
	// First and Last are the times of the first and the last match in the window.
	First, Last time.Time
	// Events are the ids of the newest events in the window, those of correlated firings
	// among them, oldest first; Matches is how many matches the window holds.
	Events  []string
	Matches int
	// Value is what the condition was held against.
	Value float64
	// Silent tells that another correlation refers to this one and does not want it reported
	// on its own.
	Silent bool
}

// Dropped counts what the limits cost.
type Dropped struct {
	// Late are matches too late for their group's window, Untimed events whose time is
	// outside of the years 1700 to 2200.
	Late, Untimed uint64
	// Groups are groups that had to go for newer ones, with all their matches; Matches are
	// single ones that went because their group was full.
	Groups, Matches uint64
	// Early are events that were evaluated before their time because too many were held
	// back: later ones may have belonged before them.
	Early uint64
	// Values are events and firings of which not all combinations of values were counted.
	Values uint64
	// Changed are correlations whose saved state was left behind, since they are gone or are
	// not what they were.
	Changed uint64
}

// Engine correlates. It is not safe for concurrent use.
type Engine struct {
	cfg     Config
	plans   []*plan
	states  []*state
	by      map[int][]subscription // by source: a rule's index, or behind those a plan's
	needs   map[int][]string
	silent  []bool // by source
	latest  int64
	pending queue
	arrived uint64 // events held back so far
	total   int    // matches kept
	dropped Dropped
	work    scratch
}

// New resolves all references. It fails if a correlation refers to something that is not
// there, to itself over others, or has no usable condition.
func New(cfg Config) (*Engine, error) {
	cfg.setDefaults()
	e := &Engine{cfg: cfg, latest: never}
	if err := e.plan(); err != nil {
		return nil, err
	}
	for range e.plans {
		e.states = append(e.states, newState())
	}
	return e, nil
}

func (c *Config) setDefaults() {
	for _, limit := range []struct {
		value *int
		usual int
	}{
		{&c.MaxGroups, 1_000_000},
		{&c.MaxPerGroup, 10_000},
		{&c.MaxMatches, 8_000_000},
		{&c.MaxPending, 100_000},
		{&c.MaxEvents, 100},
	} {
		if *limit.value <= 0 {
			*limit.value = limit.usual
		}
	}
	c.Lateness = max(c.Lateness, 0)
}

// Observe takes an event and gives the correlations that fired, those that others refer to
// before the others. With a lateness these are of events that were held back before.
func (e *Engine) Observe(ev Event) []Firing {
	if !timed(ev.Time) {
		e.dropped.Untimed++
		return nil
	}
	at := ev.Time.UnixNano()
	e.latest = max(e.latest, at)
	if e.cfg.Lateness == 0 {
		return e.settle(occurrence{at: at, id: valid(ev.ID), sources: e.wanted(ev.Rules), field: ev.Field})
	}
	if sources := e.wanted(ev.Rules); len(sources) > 0 {
		e.arrived++
		e.pending.push(e.keep(ev, at, sources))
	}
	return e.release()
}

// Advance tells that event time has come to now, which releases events that were held back
// and drops groups that lie behind their window. Events do the same, but drop groups only
// of the correlations that they count in.
func (e *Engine) Advance(now time.Time) []Firing {
	if !timed(now) {
		return nil
	}
	e.latest = max(e.latest, now.UnixNano())
	list := e.release()
	for i, p := range e.plans {
		e.expire(p, e.states[i], e.latest-int64(e.cfg.Lateness))
	}
	return list
}

// release evaluates the events before which none can come any more.
func (e *Engine) release() []Firing {
	var list []Firing
	for len(e.pending.list) > 0 {
		early := len(e.pending.list) > e.cfg.MaxPending
		if !early && e.pending.list[0].at >= e.latest-int64(e.cfg.Lateness) {
			break
		}
		if early {
			e.dropped.Early++
		}
		list = append(list, e.settle(e.pending.pop())...)
	}
	return list
}

// Flush evaluates all that is held back, at the end of the events.
func (e *Engine) Flush() []Firing {
	var list []Firing
	for len(e.pending.list) > 0 {
		list = append(list, e.settle(e.pending.pop())...)
	}
	return list
}

// Dropped tells what the limits cost so far.
func (e *Engine) Dropped() Dropped { return e.dropped }

// Silent tells that a rule serves correlations only, and its matches are not to be
// reported: a correlation refers to it, and none that does says "generate".
func (e *Engine) Silent(rule int) bool {
	return rule >= 0 && rule < len(e.cfg.Rules) && e.silent[rule]
}

// Groups is how many groups are kept, Matches how many matches.
func (e *Engine) Groups() int {
	n := 0
	for _, s := range e.states {
		n += len(s.groups)
	}
	return n
}

// Matches is how many matches are kept in all groups.
func (e *Engine) Matches() int { return e.total }
