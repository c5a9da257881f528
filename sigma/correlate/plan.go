package correlate

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"bonafide/sigma"
)

// A source is what a correlation refers to: a rule by its index in Config.Rules, or a
// correlation by its place in Engine.plans behind those.

// plan is a correlation with all references resolved.
type plan struct {
	c      *sigma.Correlation
	source int
	span   int64
	inputs []input
	bounds []sigma.Bound
	// steps is how many bits inputs' masks have, named the bits by a condition's references.
	steps int
	named map[string]uint64
	// carry are fields that correlations of this one's firings read from its matches.
	carry []string
	// limit is how many matches a group keeps.
	limit int
	// heard tells whether another correlation counts the firings.
	heard bool
}

// input is a source of a plan, with the fields that stand for the plan's own in it.
type input struct {
	source               int
	mask                 uint64 // the steps of a temporal correlation that it is
	group, fields, carry []string
}

// subscription is an input of a plan.
type subscription struct{ plan, input int }

func (e *Engine) plan() error {
	order, refs, err := e.order()
	if err != nil {
		return err
	}
	place := make(map[int]int, len(order)) // by index in Config.Correlations
	for i, index := range order {
		place[index] = len(e.cfg.Rules) + i
	}
	e.by = map[int][]subscription{}
	for i, index := range order {
		p := &plan{c: e.cfg.Correlations[index], source: len(e.cfg.Rules) + i}
		for _, ref := range refs[index] {
			source := ref.rule
			if ref.correlation >= 0 {
				source = place[ref.correlation]
			}
			e.addInput(p, source, ref.name)
		}
		if err := e.check(p); err != nil {
			return err
		}
		e.plans = append(e.plans, p)
	}
	e.carry()
	e.subscribe()
	return nil
}

// addInput adds a source under the name by which the correlation refers to it. A source
// that is named twice is one input; only in an ordered correlation it is two steps.
func (e *Engine) addInput(p *plan, source int, name string) {
	i := slices.IndexFunc(p.inputs, func(in input) bool { return in.source == source })
	fresh := i < 0
	if fresh {
		i = len(p.inputs)
		in := input{source: source}
		in.group, in.fields = e.resolve(p, in, p.c.GroupBy), e.resolve(p, in, p.c.Fields)
		p.inputs = append(p.inputs, in)
	}
	if fresh || p.c.Type == sigma.TemporalOrdered {
		if p.steps < 64 {
			p.inputs[i].mask |= 1 << p.steps
		}
		p.steps++
	}
}

// resolve gives the fields of an input that stand for fields or aliases of a correlation.
func (e *Engine) resolve(p *plan, in input, names []string) []string {
	out := slices.Clone(names)
	for i, name := range names {
		by := p.c.Aliases[name]
		for _, ref := range slices.Sorted(maps.Keys(by)) {
			if e.is(in.source, ref) {
				out[i] = by[ref]
			}
		}
	}
	return out
}

// aliased refuses an alias that names one rule twice, by id and by name, for two fields.
func (e *Engine) aliased(p *plan, wrong func(string, ...any) error) error {
	for _, alias := range slices.Sorted(maps.Keys(p.c.Aliases)) {
		by := p.c.Aliases[alias]
		for _, in := range p.inputs {
			var meant []string
			for _, ref := range slices.Sorted(maps.Keys(by)) {
				if e.is(in.source, ref) && !slices.Contains(meant, by[ref]) {
					meant = append(meant, by[ref])
				}
			}
			if len(meant) > 1 {
				return wrong("the alias %q stands for %q in one rule; leave one of them out", alias, meant)
			}
		}
	}
	return nil
}

// is tells whether a reference means a source.
func (e *Engine) is(source int, ref string) bool {
	if source < len(e.cfg.Rules) {
		return e.cfg.Rules[source].Is(ref)
	}
	return e.plans[source-len(e.cfg.Rules)].c.Is(ref)
}

// check completes the bounds and tells what is no usable correlation.
func (e *Engine) check(p *plan) error {
	c := p.c
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("correlate: %s: %s", c.Key(), fmt.Sprintf(format, args...))
	}
	if c.Timespan <= 0 {
		return wrong("the timespan is %v; give it one such as 5m", c.Timespan)
	}
	p.span, p.bounds = int64(c.Timespan), c.Bounds
	temporal := c.Type == sigma.Temporal || c.Type == sigma.TemporalOrdered
	switch {
	case len(p.inputs) == 0:
		return wrong("it refers to no rule; name one under rules")
	case temporal && p.steps > 64:
		return wrong("it has %d rules; a temporal correlation can have 64", p.steps)
	case c.Expr != nil && !temporal:
		return wrong("only a temporal correlation can have a condition over rules; give the %s numbers", c.Type)
	case c.Expr != nil && c.Type == sigma.TemporalOrdered && p.steps > maxOrderedSteps:
		return wrong("it has %d rules; an ordered one with a condition over rules can have %d", p.steps, maxOrderedSteps)
	case len(p.bounds) == 0 && c.Expr == nil && temporal:
		p.bounds = []sigma.Bound{{Op: sigma.GreaterOrEqual, Value: float64(p.steps)}}
	case len(p.bounds) == 0 && c.Expr == nil:
		return wrong("it has no condition; say for instance gte: 10")
	}
	if err := p.checkType(wrong); err != nil {
		return err
	}
	if err := e.aliased(p, wrong); err != nil {
		return err
	}
	p.limit = e.cfg.MaxPerGroup
	if c.Type == sigma.EventCount || c.Type == sigma.ValueCount {
		for _, b := range p.bounds {
			if b.Value < math.MaxInt32 {
				p.limit = max(p.limit, int(b.Value)+1)
			}
		}
	}
	p.named = map[string]uint64{}
	return e.name(p, c.Expr, wrong)
}

func (p *plan) checkType(wrong func(string, ...any) error) error {
	switch c := p.c; c.Type {
	case sigma.EventCount, sigma.Temporal, sigma.TemporalOrdered:
	case sigma.ValueCount:
		if len(c.Fields) == 0 {
			return wrong("it does not say of which field it counts the values; add field to the condition")
		}
	case sigma.ValueSum, sigma.ValueAvg, sigma.ValueMedian, sigma.ValuePercentile:
		if len(c.Fields) != 1 {
			return wrong("it names %d fields; %s needs one", len(c.Fields), c.Type)
		}
		if c.Type == sigma.ValuePercentile && !(c.Percentile >= 0 && c.Percentile <= 100) {
			return wrong("the percentile is %v; it lies between 0 and 100", c.Percentile)
		}
	default:
		return wrong("the type %q is unknown; %s is one that is not", c.Type, sigma.EventCount)
	}
	return nil
}

// name finds the steps that a condition over rules names.
func (e *Engine) name(p *plan, x sigma.Expr, wrong func(string, ...any) error) error {
	var parts []sigma.Expr
	switch x := x.(type) {
	case nil:
	case *sigma.And:
		parts = x.Of
	case *sigma.Or:
		parts = x.Of
	case *sigma.Not:
		parts = []sigma.Expr{x.Of}
	case sigma.Ref:
		for _, in := range p.inputs {
			if e.is(in.source, x.Name) {
				p.named[x.Name] |= in.mask
			}
		}
		if p.named[x.Name] == 0 {
			return wrong("its condition names %q; add it to rules", x.Name)
		}
	default:
		return wrong("its condition holds a %T; it can only name rules", x)
	}
	for _, part := range parts {
		if err := e.name(p, part, wrong); err != nil {
			return err
		}
	}
	return nil
}

// carry settles which fields correlations have to keep of their matches for others that
// count their firings, from the last to the first.
func (e *Engine) carry() {
	for _, p := range slices.Backward(e.plans) {
		for i := range p.inputs {
			in := &p.inputs[i]
			in.carry = e.resolve(p, *in, p.carry)
			below := in.source - len(e.cfg.Rules)
			if below < 0 {
				continue
			}
			for _, field := range slices.Concat(in.group, in.fields, in.carry) {
				q := e.plans[below]
				if !slices.Contains(q.c.GroupBy, field) && !slices.Contains(q.carry, field) {
					q.carry = append(q.carry, field)
				}
			}
		}
	}
}

// subscribe fills the tables by source.
func (e *Engine) subscribe() {
	e.needs = map[int][]string{}
	e.silent = make([]bool, len(e.cfg.Rules)+len(e.plans))
	loud := map[int]bool{}
	for i, p := range e.plans {
		for k, in := range p.inputs {
			e.by[in.source] = append(e.by[in.source], subscription{i, k})
			for _, field := range slices.Concat(in.group, in.fields, in.carry) {
				if !slices.Contains(e.needs[in.source], field) {
					e.needs[in.source] = append(e.needs[in.source], field)
				}
			}
			loud[in.source] = loud[in.source] || p.c.Generate
			e.silent[in.source] = !loud[in.source]
			if q := in.source - len(e.cfg.Rules); q >= 0 {
				e.plans[q].heard = true
			}
		}
	}
}

// String names what a plan is: state that was saved for another one is of no use to it.
func (p *plan) String() string {
	var b strings.Builder
	c := p.c
	fmt.Fprintf(&b, "%s %q %q %d %v %q %v %v %q ", c.Type, c.Rules, c.GroupBy, p.span, p.bounds, c.Fields, c.Percentile, c.Aliases, p.carry)
	writeExpr(&b, c.Expr)
	return b.String()
}
