package correlate

import (
	"math/bits"
	"strings"

	"bonafide/sigma"
)

// chains finds how many steps were taken in their order. begins[i][k] is when the latest
// chain of k+1 matches began that ends with step i; a chain lies in a window when it began
// in it. One match is one step at most, and steps may be left out.
type chains struct{ begins [][]int64 }

func newChains(steps int) *chains {
	c := &chains{make([][]int64, steps)}
	for i := range c.begins {
		c.begins[i] = fill(i + 1)
	}
	return c
}

func (c *chains) add(m *match) {
	// From the last step on, so that what this match adds is no base for it.
	for i := len(c.begins) - 1; i >= 0; i-- {
		if m.mask>>i&1 == 0 {
			continue
		}
		c.begins[i][0] = max(c.begins[i][0], m.at)
		for _, before := range c.begins[:i] {
			for k, begin := range before {
				c.begins[i][k+1] = max(c.begins[i][k+1], begin)
			}
		}
	}
}

func (c *chains) drop(*match) {}

func (c *chains) value(from int64, _ int) float64 {
	best := 0
	for _, list := range c.begins {
		for k, begin := range list {
			if begin >= from {
				best = max(best, k+1)
			}
		}
	}
	return float64(best)
}

// maxOrderedSteps bounds the sets of steps of an ordered condition over rules.
const maxOrderedSteps = 10

// paths finds which sets of steps were taken in their order: begins by set is when the
// latest chain of just these steps began.
type paths struct {
	present
	begins []int64
}

func newPaths(steps int) *paths { return &paths{present{fill(steps)}, fill(1 << steps)} }

func (p *paths) add(m *match) {
	p.present.add(m)
	for i := len(p.last) - 1; i >= 0; i-- {
		if m.mask>>i&1 == 0 {
			continue
		}
		bit := 1 << i
		p.begins[bit] = max(p.begins[bit], m.at)
		for set := 1; set < bit; set++ {
			p.begins[set|bit] = max(p.begins[set|bit], p.begins[set])
		}
	}
}

func (p *paths) value(from int64, _ int) float64 {
	best := 0
	for set, begin := range p.begins {
		if begin >= from {
			best = max(best, bits.OnesCount(uint(set)))
		}
	}
	return float64(best)
}

// holds tells whether the plan's condition is true for the window that begins at from and
// has a value.
func (p *plan) holds(t tally, from int64, value float64) bool {
	for _, b := range p.bounds {
		if !b.Holds(value) {
			return false
		}
	}
	if p.c.Expr == nil {
		return true
	}
	switch t := t.(type) {
	case *present:
		steps := t.steps(from)
		return p.meets(p.c.Expr, steps, steps)
	case *paths:
		steps := t.steps(from)
		for set, begin := range t.begins {
			if (set == 0 || begin >= from) && p.meets(p.c.Expr, uint64(set), steps) {
				return true
			}
		}
	}
	return false
}

// steps are those that matched since from.
func (p *present) steps(from int64) uint64 {
	var steps uint64
	for i, at := range p.last {
		if at >= from {
			steps |= 1 << i
		}
	}
	return steps
}

// meets evaluates a condition over rules: a rule it asks for has to be in taken, one that it
// asks not to be there has to be missing in seen.
func (p *plan) meets(x sigma.Expr, taken, seen uint64) bool {
	switch x := x.(type) {
	case *sigma.And:
		for _, part := range x.Of {
			if !p.meets(part, taken, seen) {
				return false
			}
		}
		return true
	case *sigma.Or:
		for _, part := range x.Of {
			if p.meets(part, taken, seen) {
				return true
			}
		}
		return false
	case *sigma.Not:
		return !p.meets(x.Of, seen, taken)
	case sigma.Ref:
		return taken&p.named[x.Name] != 0
	}
	return false
}

// writeExpr writes a condition over rules in one way.
func writeExpr(b *strings.Builder, x sigma.Expr) {
	var parts []sigma.Expr
	switch x := x.(type) {
	case *sigma.And:
		b.WriteString("and")
		parts = x.Of
	case *sigma.Or:
		b.WriteString("or")
		parts = x.Of
	case *sigma.Not:
		b.WriteString("not")
		parts = []sigma.Expr{x.Of}
	case sigma.Ref:
		b.WriteString(x.Name)
	}
	b.WriteByte('(')
	for _, part := range parts {
		writeExpr(b, part)
		b.WriteByte(' ')
	}
	b.WriteByte(')')
}
