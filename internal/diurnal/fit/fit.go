// Package fit learns the weights of package diurnal from people whose offset is known. Start
// with Learn. The product never runs it: the benchmark does, to make weights.go again and
// to score everybody with weights that know nothing of them or their project.
package fit

import (
	"math"

	"bonafide/internal/diurnal"
)

// Settings of the learning. They were chosen once on the log score of all authors, which
// hardly moves when any of them is halved or doubled.
const (
	steps  = 150
	rate   = 0.15
	small  = 0.0001 // weights are kept small
	smooth = 0.0003 // and near those of the hours beside
	blur   = 0.5    // hours by which a known offset may be wrong
	full   = 40     // hours of activity from which an example counts in full
)

// Example is somebody's day as it would be in the local time of each offset.
type Example struct {
	days   [][diurnal.Features]float64
	target []float64
	weight float64
}

// NewExample describes hours whose true zone is known.
func NewExample(h *diurnal.Hours, truth diurnal.Zone) *Example {
	x := &Example{weight: min(1, float64(h.Active())/full)}
	total := 0.0
	for o := -22; o <= 25; o++ {
		x.days = append(x.days, h.Describe(diurnal.Zone{Offset: o, Rule: truth.Rule}))
		d := diurnal.Apart(float64(o)/2, float64(truth.Offset)/2)
		t := math.Exp(-d * d / (2 * blur * blur))
		x.target = append(x.target, t)
		total += t
	}
	for i := range x.target {
		x.target[i] /= total
	}
	return x
}

// Learn gives the weights under which the true offsets are likeliest, with a penalty for
// weights that are large or rough. The problem is convex: there is one answer.
func Learn(examples []*Example) *diurnal.Model {
	var w, first, second [diurnal.Features]float64
	for step := 1; step <= steps; step++ {
		g := slope(examples, &w)
		now := rate
		if step > steps*2/3 {
			now *= 0.3
		}
		for i := range w {
			first[i] = 0.9*first[i] + 0.1*g[i]
			second[i] = 0.99*second[i] + 0.01*g[i]*g[i]
			mean := first[i] / (1 - math.Pow(0.9, float64(step)))
			spread := math.Sqrt(second[i] / (1 - math.Pow(0.99, float64(step))))
			w[i] -= now * mean / (spread + 1e-6)
		}
	}
	m := new(diurnal.Model)
	for i, table := range []*[24]float64{&m.Workdays, &m.Weekends, &m.Starts, &m.Ends} {
		for hour := range table {
			table[hour] = math.Round(w[i*24+hour]*1000) / 1000
		}
	}
	return m
}

// slope is the gradient of the loss.
func slope(examples []*Example, w *[diurnal.Features]float64) [diurnal.Features]float64 {
	var g [diurnal.Features]float64
	total := 0.0
	for _, x := range examples {
		total += x.weight
	}
	for _, x := range examples {
		p := x.posterior(w)
		for o := range x.days {
			d := (p[o] - x.target[o]) * x.weight / total
			if math.Abs(d) < 1e-9 {
				continue
			}
			f := &x.days[o]
			for i := range f {
				g[i] += d * f[i]
			}
		}
	}
	for i, v := range w {
		table, hour := i/24*24, i%24
		beside := w[table+(hour+1)%24] + w[table+(hour+23)%24]
		g[i] += small*v + smooth*(2*v-beside)
	}
	return g
}

func (x *Example) posterior(w *[diurnal.Features]float64) []float64 {
	p, best := make([]float64, len(x.days)), math.Inf(-1)
	for o := range x.days {
		f, s := &x.days[o], 0.0
		for i := range f {
			s += w[i] * f[i]
		}
		p[o] = s
		best = max(best, s)
	}
	total := 0.0
	for o := range p {
		p[o] = math.Exp(p[o] - best)
		total += p[o]
	}
	for o := range p {
		p[o] /= total
	}
	return p
}
