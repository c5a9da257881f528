// Package share says what a few people tell of a share: the ends of the interval in which it
// lies. Start with Interval. It knows nothing of what is counted.
package share

import "math"

// Interval is the 5 % and the 95 % quantile of a share of which with of n were seen, under
// Jeffreys' prior: what so few can tell.
func Interval(with, n int) (low, high float64) {
	a, b := float64(with)+0.5, float64(n-with)+0.5
	low, high = quantile(0.05, a, b), quantile(0.95, a, b)
	if with == 0 {
		low = 0
	}
	if with == n {
		high = 1
	}
	return low, high
}

// quantile is the share below which a Beta distribution has the mass p, by bisection.
func quantile(p, a, b float64) float64 {
	low, high := 0.0, 1.0
	for range 40 {
		mid := (low + high) / 2
		if incompleteBeta(mid, a, b) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// incompleteBeta is the regularised incomplete beta function, by its continued fraction
// (Lentz's method).
func incompleteBeta(x, a, b float64) float64 {
	if x <= 0 {
		return 0
	}
	if x >= 1 {
		return 1
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + a*math.Log(x) + b*math.Log1p(-x))
	if x < (a+1)/(a+b+2) {
		return front * fraction(x, a, b) / a
	}
	return 1 - front*fraction(1-x, b, a)/b
}

func fraction(x, a, b float64) float64 {
	const tiny, enough = 1e-300, 1e-12
	c, d := 1.0, 1-(a+b)*x/(a+1)
	if math.Abs(d) < tiny {
		d = tiny
	}
	d = 1 / d
	h := d
	for m := 1.0; m <= 400; m++ {
		for _, step := range [2]float64{m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m)), -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))} {
			if d = 1 + step*d; math.Abs(d) < tiny {
				d = tiny
			}
			if c = 1 + step/c; math.Abs(c) < tiny {
				c = tiny
			}
			d = 1 / d
			h *= d * c
			if math.Abs(d*c-1) < enough {
				return h
			}
		}
	}
	return h
}
