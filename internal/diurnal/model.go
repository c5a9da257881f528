package diurnal

import "math"

// Features is how many numbers describe somebody's day in the local time of a hypothesis:
// the 24 hours of working days, the 24 of weekends, 24 in which activity began after a pause
// and 24 in which it ended.
const Features = 4 * day

// Model is what is known of people's days. Weights say how much it speaks for a
// hypothesis that an hour, told by its clock, holds a larger share of the activity. Shipped
// is the one that comes with the product.
type Model struct {
	Workdays, Weekends, Starts, Ends [day]float64
}

// given is how many hours of activity everybody has beforehand, spread evenly, and half as
// many beginnings and ends: it keeps a few hours from meaning much.
const given = 6.0

// Describe gives the features of somebody's day in the local time of a hypothesis.
func (h *Hours) Describe(z Zone) [Features]float64 {
	var f [Features]float64
	for s := range seasons {
		if h.Counts == nil {
			break
		}
		shift := z.Offset
		if z.ahead(s == 1) {
			shift += 2
		}
		for i, n := range h.Counts[s*season : (s+1)*season] {
			if n != 0 {
				lo, hi := local(i, shift)
				f[lo] += float64(n) / 2
				f[hi] += float64(n) / 2
			}
		}
	}
	const weekend = 2.0 / 7
	rooted(f[:2*day], given, func(i int) float64 {
		if i < day {
			return (1 - weekend) / day
		}
		return weekend / day
	})
	even := func(int) float64 { return 1.0 / day }
	rooted(f[2*day:3*day], given/2, even)
	rooted(f[3*day:], given/2, even)
	return f
}

// rooted turns counts into shares and takes how far their roots lie from an even spread's:
// the root makes the difference between never and seldom as large as it is for sleep.
func rooted(f []float64, given float64, even func(int) float64) {
	total := given
	for _, n := range f {
		total += n
	}
	for i, n := range f {
		e := even(i)
		f[i] = math.Sqrt((n+given*e)/total) - math.Sqrt(e)
	}
}

// local gives the two features that half of a counter falls to each, when clocks are shift
// half-hours ahead of UTC: at a half-hour the counter's hour lies in two of the clock's.
func local(i, shift int) (lo, hi int) {
	half := shift & 1
	shift >>= 1 // rounds down
	if i < week {
		lo, hi = (i+shift+week)%week, (i+shift+half+week)%week
		return ofWeek(lo), ofWeek(hi)
	}
	from := 2*day + (i-week)/day*day
	i = (i - week) % day
	return from + (i+shift+day)%day, from + (i+shift+half+day)%day
}

func ofWeek(hour int) int {
	if hour >= 5*day {
		return day + hour%day
	}
	return hour % day
}

// Score is how well a description fits: what it adds up to under the weights.
func (m *Model) Score(f [Features]float64) float64 {
	sum := 0.0
	for i, table := range [...]*[day]float64{&m.Workdays, &m.Weekends, &m.Starts, &m.Ends} {
		for j, w := range table {
			sum += w * f[i*day+j]
		}
	}
	return sum
}
