package correlate

import (
	"math"
	"math/big"
	"slices"

	"bonafide/sigma"
)

// tally keeps the value of a window up to date. A match is dropped when the window has
// left it behind, or when the group is full.
type tally interface {
	add(m *match)
	drop(m *match)
	// value is that of the window that begins at from and holds n matches.
	value(from int64, n int) float64
}

func newTally(p *plan) tally {
	switch p.c.Type {
	case sigma.ValueCount:
		return &distinct{}
	case sigma.Temporal:
		return &present{last: fill(p.steps)}
	case sigma.TemporalOrdered:
		if p.c.Expr != nil {
			return newPaths(p.steps)
		}
		return newChains(p.steps)
	case sigma.ValueSum, sigma.ValueAvg:
		return &sum{mean: p.c.Type == sigma.ValueAvg}
	case sigma.ValueMedian:
		return &ranked{median: true}
	case sigma.ValuePercentile:
		return &ranked{percent: p.c.Percentile}
	}
	return events{}
}

func fill(n int) []int64 {
	list := make([]int64, n)
	for i := range list {
		list[i] = never
	}
	return list
}

// events counts matches.
type events struct{}

func (events) add(*match)                        {}
func (events) drop(*match)                       {}
func (events) value(_ int64, n int) float64      { return float64(n) }
func (d *distinct) value(_ int64, _ int) float64 { return float64(len(d.few) + len(d.many)) }

// distinct counts different values. Few of them stand in a list, since most groups have
// few and a map each would be most of the memory.
type distinct struct {
	few  []counted
	many map[string]int
}

type counted struct {
	value string
	n     int
}

const fewMax = 8

func (d *distinct) add(m *match) {
	for _, v := range m.tuples() {
		if d.many != nil {
			d.many[v]++
			continue
		}
		i := slices.IndexFunc(d.few, func(c counted) bool { return c.value == v })
		switch {
		case i >= 0:
			d.few[i].n++
		case len(d.few) < fewMax:
			d.few = append(d.few, counted{v, 1})
		default:
			d.many = map[string]int{v: 1}
			for _, c := range d.few {
				d.many[c.value] = c.n
			}
			d.few = nil
		}
	}
}

func (d *distinct) drop(m *match) {
	for _, v := range m.tuples() {
		if d.many != nil {
			if d.many[v]--; d.many[v] == 0 {
				delete(d.many, v)
			}
			if len(d.many) == 0 {
				d.many = nil
			}
			continue
		}
		i := slices.IndexFunc(d.few, func(c counted) bool { return c.value == v })
		if d.few[i].n--; d.few[i].n == 0 {
			d.few = slices.Delete(d.few, i, i+1)
		}
	}
}

// present knows when each rule matched last.
type present struct{ last []int64 }

func (p *present) add(m *match) {
	for i := range p.last {
		if m.mask>>i&1 == 1 {
			p.last[i] = max(p.last[i], m.at)
		}
	}
}

func (p *present) drop(*match) {}

func (p *present) value(from int64, _ int) float64 {
	n := 0
	for _, at := range p.last {
		if at >= from {
			n++
		}
	}
	return float64(n)
}

// sum adds numbers up without rounding, so that nothing is left of those that leave.
type sum struct {
	mean  bool
	total *big.Float
	n     int
}

// exact is how many bits hold any sum of float64s: 2^1024 down to 2^-1074, and some for
// the carry of many.
const exact = 2200

func (s *sum) add(m *match)  { s.change(m, 1) }
func (s *sum) drop(m *match) { s.change(m, -1) }

func (s *sum) change(m *match, sign int) {
	if s.total == nil {
		s.total = new(big.Float).SetPrec(exact)
	}
	for _, v := range m.numbers() {
		x := new(big.Float).SetFloat64(v)
		if sign < 0 {
			x.Neg(x)
		}
		s.total.Add(s.total, x)
		s.n += sign
	}
}

func (s *sum) value(int64, int) float64 {
	if s.n == 0 {
		return math.NaN()
	}
	total := s.total
	if s.mean {
		total = new(big.Float).SetPrec(exact).Quo(total, new(big.Float).SetInt64(int64(s.n)))
	}
	v, _ := total.Float64()
	return v
}

// ranked keeps numbers in order.
type ranked struct {
	median  bool
	percent float64
	list    []float64
}

func (r *ranked) add(m *match) {
	for _, v := range m.numbers() {
		i, _ := slices.BinarySearch(r.list, v)
		r.list = slices.Insert(r.list, i, v)
	}
}

func (r *ranked) drop(m *match) {
	for _, v := range m.numbers() {
		i, _ := slices.BinarySearch(r.list, v)
		r.list = slices.Delete(r.list, i, i+1)
	}
}

// value is the nearest rank: the smallest number that at least the percentage of all are
// not above. A median of an even number is the mean of the middle two.
func (r *ranked) value(int64, int) float64 {
	n := len(r.list)
	switch {
	case n == 0:
		return math.NaN()
	case r.median && n%2 == 1:
		return r.list[n/2]
	case r.median:
		return r.list[n/2-1]/2 + r.list[n/2]/2
	}
	rank := int(math.Ceil(r.percent * float64(n) / 100)) // 55/100*100 is more than 55
	return r.list[max(rank, 1)-1]
}
