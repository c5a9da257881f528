package behaviour

import (
	"fmt"
	"math"
)

// Amounts are looked at on a logarithmic scale, where days of one person lie about
// normally. What is usual is a normal distribution of unknown mean and variance with a
// normal-inverse-chi-squared prior (Gelman et al., Bayesian Data Analysis, section 3.3):
// stated defaults first, then peers with a bounded weight, then the person's own days. What
// it predicts for a day is a Student distribution, whose wide tails keep a short history
// from calling everything an anomaly.

// scale takes an amount to the scale of baselines.
func scale(amount float64) float64 { return math.Log1p(amount) }

// baseline is what days were: how many, their mean, and the sum of squares about it.
type baseline struct {
	N    float64 `json:"n,omitempty"`
	Mean float64 `json:"mean,omitempty"`
	M2   float64 `json:"m2,omitempty"`
}

const (
	// halfLife is after how many days with records a day counts half; memory is the factor of
	// one.
	halfLife = 60
	// peerDays is how many days of one's own the peers' days count at most.
	peerDays = 12
	// outlier is beyond how many standard deviations a day is learned as if it were there: a
	// theft must not become usual.
	outlier = 2.5
)

// learn adds a day.
func (b *baseline) learn(x float64, p belief) {
	before := p.update(*b, math.Inf(1)) // of the first day, the stated default
	x = min(x, before.mean+outlier*before.spread())
	fade := math.Exp2(-1.0 / halfLife)
	b.N, b.M2 = b.N*fade, b.M2*fade
	b.add(baseline{N: 1, Mean: x})
}

// add joins the days of another (Chan, Golub and LeVeque's formula).
func (b *baseline) add(o baseline) {
	n := b.N + o.N
	if n == 0 {
		return
	}
	d := o.Mean - b.Mean
	b.M2 += o.M2 + d*d*b.N*o.N/n
	b.Mean += d * o.N / n
	b.N = n
}

// belief is what is thought usual: a mean that is known as well as from k days, and a
// variance as well as from nu.
type belief struct{ mean, k, nu, variance float64 }

// prior is what is thought before anything is known. A typical day and one in twenty: a
// repository and four (FLAME: two to five in the first week), two documents and fifteen,
// eight opened and sixty, no secret and three, nothing out and 8 MB, no file on a drive and ten. Expert defaults but
// for the first.
func prior(ch channel) belief {
	typical := [channels]struct{ day, busy float64 }{{1, 4}, {2, 15}, {8, 60}, {0, 3}, {0, 8}, {0, 10}}[ch]
	mean := scale(typical.day)
	sd := (scale(typical.busy) - mean) / 1.645
	return belief{mean, 4, 20, sd * sd}
}

// update adds days to a belief, of at most so much weight.
func (p belief) update(b baseline, most float64) belief {
	if b.N == 0 {
		return p
	}
	w := min(1, most/b.N)
	n, m2 := b.N*w, b.M2*w
	k, nu := p.k+n, p.nu+n
	d := b.Mean - p.mean
	return belief{
		mean: (p.k*p.mean + n*b.Mean) / k, k: k, nu: nu,
		variance: (p.nu*p.variance + m2 + p.k*n/k*d*d) / nu,
	}
}

// usual is what is thought of a person's day.
func usual(ch channel, others, own baseline) belief {
	return prior(ch).update(others, peerDays).update(own, math.Inf(1))
}

// leastSpread is the standard deviation that nobody's days fall short of, on the scale of
// baselines: a quarter more or less is no difference.
const leastSpread = 0.25

// spread is the standard deviation of a day.
func (p belief) spread() float64 { return max(leastSpread, math.Sqrt(p.variance*(1+1/p.k))) }

// surprise is how far above what is usual a value is: the standard deviations of a normal
// distribution with the same tail as the Student distribution that is predicted (Wallace's
// approximation, 1959, better than 0.02 here).
func (p belief) surprise(x float64) float64 {
	t := (x - p.mean) / p.spread()
	z := (8*p.nu + 1) / (8*p.nu + 3) * math.Sqrt(p.nu*math.Log1p(t*t/p.nu))
	return math.Copysign(z, t)
}

// range90 says between what the middle nine of ten days lie.
func (b baseline) range90(ch channel) string {
	sd := math.Sqrt(b.M2 / max(b.N, 1))
	amount := func(x float64) float64 { return max(0, math.Expm1(x)) }
	low, high := amount(b.Mean-1.645*sd), amount(b.Mean+1.645*sd)
	unit := ""
	if ch == outgoing {
		unit = " MB"
	}
	if math.Round(low) == math.Round(high) {
		return fmt.Sprintf("about %.0f%s a day", high, unit)
	}
	return fmt.Sprintf("mostly %.0f to %.0f%s a day", low, high, unit)
}
