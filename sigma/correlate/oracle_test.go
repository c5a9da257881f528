package correlate

import (
	"cmp"
	"fmt"
	"math/big"
	"math/bits"
	"slices"
	"sort"
	"time"

	"bonafide/sigma"
)

// oracle keeps everything it ever saw and computes every window anew.
type oracle struct {
	rules        []*sigma.Rule
	correlations []*sigma.Correlation // each behind those it refers to
	seen         map[string][]seen    // by correlation and group
	held         map[string]bool
	fired        map[string]time.Time
}

// seen is something that a group counts.
type seen struct {
	at     time.Time
	ids    []string
	steps  []bool // by index in the correlation's rules
	tuples []string
	values []string
	fields func(string) []string
	refs   []string // as which it counts
}

// thing is an event or a firing: what it is, and what its fields hold.
type thing struct {
	at     time.Time
	ids    []string
	is     func(ref string) bool
	fields func(string) []string
}

func newOracle(rules []*sigma.Rule, list []*sigma.Correlation) *oracle {
	o := &oracle{rules: rules, seen: map[string][]seen{}, held: map[string]bool{}, fired: map[string]time.Time{}}
	var visit func(c *sigma.Correlation)
	visit = func(c *sigma.Correlation) {
		if slices.Contains(o.correlations, c) {
			return
		}
		for _, ref := range c.Rules {
			for _, other := range list {
				if other.Is(ref) {
					visit(other)
				}
			}
		}
		o.correlations = append(o.correlations, c)
	}
	for _, c := range list {
		visit(c)
	}
	return o
}

func (o *oracle) observe(ev Event) []Firing {
	var out []Firing
	todo := []thing{{ev.Time, []string{ev.ID}, func(ref string) bool {
		return slices.ContainsFunc(ev.Rules, func(r int) bool { return o.rules[r].Is(ref) })
	}, ev.Field}}
	for ; len(todo) > 0; todo = todo[1:] {
		for _, c := range o.correlations {
			for _, group := range o.groups(c, todo[0]) {
				f, fields, ok := o.count(c, group, todo[0])
				if !ok {
					continue
				}
				out = append(out, f)
				todo = append(todo, thing{f.Last, f.Events, c.Is, fields})
			}
		}
	}
	return out
}

func field(c *sigma.Correlation, ref, name string) string {
	if f, ok := c.Aliases[name][ref]; ok {
		return f
	}
	return name
}

func product(fields []string, of func(string) []string) [][]string {
	combos := [][]string{{}}
	for _, f := range fields {
		var next [][]string
		for _, combo := range combos {
			for _, v := range of(f) {
				next = append(next, append(slices.Clone(combo), v))
			}
		}
		combos = next
	}
	return combos
}

func (o *oracle) groups(c *sigma.Correlation, x thing) [][]string {
	var out [][]string
	for _, ref := range c.Rules {
		if !x.is(ref) {
			continue
		}
		for _, g := range product(c.GroupBy, func(name string) []string { return x.fields(field(c, ref, name)) }) {
			if !slices.ContainsFunc(out, func(have []string) bool { return slices.Equal(have, g) }) {
				out = append(out, g)
			}
		}
	}
	return out
}

// count adds a thing to a group and holds the condition against the window.
func (o *oracle) count(c *sigma.Correlation, group []string, x thing) (Firing, func(string) []string, bool) {
	key := fmt.Sprintf("%s %q", c.ID, group)
	s := seen{at: x.at, ids: x.ids, steps: make([]bool, len(c.Rules)), fields: x.fields}
	var read []string
	for i, ref := range c.Rules {
		own := product(c.GroupBy, func(name string) []string { return x.fields(field(c, ref, name)) })
		if !x.is(ref) || !slices.ContainsFunc(own, func(g []string) bool { return slices.Equal(g, group) }) {
			continue
		}
		s.steps[i] = true
		s.refs = append(s.refs, ref)
		names := make([]string, len(c.Fields))
		for k, name := range c.Fields {
			names[k] = field(c, ref, name)
		}
		for _, tuple := range product(names, x.fields) {
			s.tuples = append(s.tuples, fmt.Sprintf("%q", tuple))
		}
		for _, name := range names {
			if !slices.Contains(read, name) {
				read = append(read, name)
				for _, v := range x.fields(name) {
					if _, ok := sigma.ReadNumber(v); ok {
						s.values = append(s.values, v)
					}
				}
			}
		}
	}
	switch c.Type {
	case sigma.ValueCount:
		if len(s.tuples) == 0 {
			return Firing{}, nil, false
		}
	case sigma.ValueSum, sigma.ValueAvg, sigma.ValueMedian, sigma.ValuePercentile:
		if len(s.values) == 0 {
			return Firing{}, nil, false
		}
	}
	o.seen[key] = append(o.seen[key], s)
	from := x.at.Add(-c.Timespan)
	var window []seen
	for _, old := range o.seen[key] {
		if !old.at.Before(from) {
			window = append(window, old)
		}
	}
	value := measure(c, window)
	before := o.held[key]
	o.held[key] = met(c, window, value)
	if !o.held[key] || before && !x.at.After(o.fired[key].Add(c.Timespan)) {
		return Firing{}, nil, false
	}
	o.fired[key] = x.at
	f := Firing{Correlation: c, Group: group, First: window[0].at, Last: x.at, Matches: len(window), Value: value}
	for _, old := range window {
		for _, id := range old.ids {
			// the last place counts
			f.Events = slices.DeleteFunc(f.Events, func(have string) bool { return have == id })
			f.Events = append(f.Events, id)
		}
	}
	return f, fieldsOf(c, group, window), true
}

// fieldsOf gives the fields of a firing.
func fieldsOf(c *sigma.Correlation, group []string, window []seen) func(string) []string {
	return func(name string) []string {
		if i := slices.Index(c.GroupBy, name); i >= 0 {
			return group[i : i+1]
		}
		var out []string
		for _, s := range slices.Backward(window) {
			for _, ref := range s.refs {
				for _, v := range s.fields(field(c, ref, name)) {
					if !slices.Contains(out, v) {
						out = append(out, v)
					}
				}
			}
		}
		return out
	}
}

func measure(c *sigma.Correlation, window []seen) float64 {
	var numbers []float64
	distinct := map[string]bool{}
	for _, s := range window {
		for _, v := range s.values {
			n, _ := sigma.ReadNumber(v)
			numbers = append(numbers, n)
		}
		for _, t := range s.tuples {
			distinct[t] = true
		}
	}
	sort.Float64s(numbers)
	total := new(big.Rat)
	for _, n := range numbers {
		total.Add(total, new(big.Rat).SetFloat64(n))
	}
	n := len(numbers)
	switch c.Type {
	case sigma.ValueCount:
		return float64(len(distinct))
	case sigma.Temporal:
		return float64(bits.OnesCount64(stepsIn(c, window)))
	case sigma.TemporalOrdered:
		best := 0
		for set := range uint64(1) << len(c.Rules) {
			if inOrder(window, set) {
				best = max(best, bits.OnesCount64(set))
			}
		}
		return float64(best)
	case sigma.ValueAvg:
		total.Quo(total, new(big.Rat).SetInt64(int64(n)))
		fallthrough
	case sigma.ValueSum:
		v, _ := total.Float64()
		return v
	case sigma.ValueMedian:
		return (numbers[(n-1)/2] + numbers[n/2]) / 2
	case sigma.ValuePercentile:
		for _, v := range numbers {
			atMost := sort.Search(n, func(i int) bool { return numbers[i] > v })
			if float64(atMost)*100 >= c.Percentile*float64(n) {
				return v
			}
		}
	}
	return float64(len(window))
}

// stepsIn are the rules that occur, a rule that is named twice only as its first.
func stepsIn(c *sigma.Correlation, window []seen) uint64 {
	var set uint64
	for _, s := range window {
		for i, yes := range s.steps {
			if yes && (c.Type == sigma.TemporalOrdered || slices.Index(c.Rules, c.Rules[i]) == i) {
				set |= 1 << i
			}
		}
	}
	return set
}

// inOrder takes each step at the first chance, which is enough to find an order.
func inOrder(window []seen, set uint64) bool {
	for _, s := range window {
		if set == 0 {
			return true
		}
		if s.steps[bits.TrailingZeros64(set)] {
			set &= set - 1
		}
	}
	return set == 0
}

func met(c *sigma.Correlation, window []seen, value float64) bool {
	bounds := c.Bounds
	if len(bounds) == 0 && c.Expr == nil {
		rules := slices.Clone(c.Rules)
		if c.Type == sigma.Temporal {
			slices.Sort(rules)
			rules = slices.Compact(rules)
		}
		bounds = []sigma.Bound{{Op: sigma.GreaterOrEqual, Value: float64(len(rules))}}
	}
	for _, b := range bounds {
		if !b.Holds(value) {
			return false
		}
	}
	if c.Expr == nil {
		return true
	}
	seen := stepsIn(c, window)
	if c.Type == sigma.Temporal {
		return asked(c, c.Expr, seen, seen)
	}
	for set := range uint64(1) << len(c.Rules) {
		if inOrder(window, set) && asked(c, c.Expr, set, seen) {
			return true
		}
	}
	return false
}

func asked(c *sigma.Correlation, x sigma.Expr, taken, seen uint64) bool {
	switch x := x.(type) {
	case *sigma.And:
		return !slices.ContainsFunc(x.Of, func(p sigma.Expr) bool { return !asked(c, p, taken, seen) })
	case *sigma.Or:
		return slices.ContainsFunc(x.Of, func(p sigma.Expr) bool { return asked(c, p, taken, seen) })
	case *sigma.Not:
		return !asked(c, x.Of, seen, taken)
	case sigma.Ref:
		for i, name := range c.Rules {
			if name == x.Name && taken>>i&1 == 1 {
				return true
			}
		}
	}
	return false
}

// line writes a firing for comparison.
func line(f Firing) string {
	return fmt.Sprintf("%s %q %s %s %v %d %v", f.Correlation.ID, f.Group, f.First.Format(time.TimeOnly), f.Last.Format(time.TimeOnly), f.Events, f.Matches, f.Value)
}

func lines(list []Firing) []string {
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = line(f)
	}
	slices.SortStableFunc(out, cmp.Compare)
	return out
}
