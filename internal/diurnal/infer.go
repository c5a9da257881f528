package diurnal

import (
	"fmt"
	"math"
)

// Guess is how likely a hypothesis is.
type Guess struct {
	Zone
	Probability float64
}

// Estimate is what activity times say of somebody's offset.
type Estimate struct {
	// Guesses are all hypotheses with their probabilities, which add up to one.
	Guesses []Guess
	// Summer tells for which season Offset and arcs are: that of most activity.
	Summer bool
	// Offset is the likeliest offset in hours then.
	Offset float64
}

// near is how far around an offset probability counts for it, in hours.
const near = 1.5

// Infer gives the posterior over offsets.
func (m *Model) Infer(h *Hours) Estimate {
	e := Estimate{Summer: h.Summer()}
	best := math.Inf(-1)
	for _, same := range zones() {
		for _, z := range same {
			g := Guess{z, m.Score(h.Describe(z)) - math.Log(float64(len(same)))}
			best = max(best, g.Probability)
			e.Guesses = append(e.Guesses, g)
		}
	}
	total := 0.0
	for i := range e.Guesses {
		e.Guesses[i].Probability = math.Exp(e.Guesses[i].Probability - best)
		total += e.Guesses[i].Probability
	}
	for i := range e.Guesses {
		e.Guesses[i].Probability /= total
	}
	e.Offset = e.At(e.Summer)
	return e
}

// At is the likeliest offset in hours in the northern summer, or outside it: the one with
// the most probability around it.
func (e *Estimate) At(summer bool) float64 {
	most, offset := 0.0, 0.0
	for o := -22; o <= 24; o++ {
		mass := 0.0
		for _, g := range e.Guesses {
			d := Apart(g.At(summer), float64(o)/2)
			mass += g.Probability * math.Exp(-d*d/(2*near*near))
		}
		if mass > most {
			most, offset = mass, float64(o)/2
		}
	}
	return offset
}

// Apart is the distance between two offsets in hours, around the clock.
func Apart(a, b float64) float64 {
	d := math.Mod(math.Abs(a-b), day)
	return min(d, day-d)
}

// Arc is a range of offsets in hours, going east from From to To.
type Arc struct{ From, To float64 }

// Contains tells whether an offset lies in the arc.
func (a Arc) Contains(offset float64) bool {
	return math.Mod(offset-a.From+2*day, day) <= a.To-a.From+1e-9
}

// String is "+8 to +10".
func (a Arc) String() string { return Signed(a.From) + " to " + Signed(a.To) }

// Arc is the shortest range of offsets that holds the probability.
func (e *Estimate) Arc(probability float64) Arc {
	const steps = 2 * day
	var mass [steps]float64
	for _, g := range e.Guesses {
		mass[halfIndex(g.At(e.Summer))] += g.Probability
	}
	best, found := Arc{-11, 12.5}, steps
	bestMass := 0.0
	for from := range steps {
		sum := 0.0
		for width := range found {
			sum += mass[(from+width)%steps]
			if sum < probability {
				continue
			}
			if width+1 < found || sum > bestMass {
				best, found, bestMass = Arc{float64(from)/2 - 11, float64(from+width)/2 - 11}, width+1, sum
			}
			break
		}
	}
	return best
}

// halfIndex is the place of an offset among the half-hours from 11 behind UTC on.
func halfIndex(offset float64) int {
	return (int(math.Round(2*offset)) + 22 + 4*day) % (2 * day)
}

// Within is how probable it is that somebody's clock is no farther than margin hours from
// the claimed zone's, in the season in which they are closest.
func (e *Estimate) Within(claimed Zone, margin float64) float64 {
	sum := 0.0
	for _, g := range e.Guesses {
		d := min(Apart(g.At(false), claimed.At(false)), Apart(g.At(true), claimed.At(true)))
		if d <= margin+1e-9 {
			sum += g.Probability
		}
	}
	return sum
}

// Margin is how far from a claim, in hours, everything counts for it: that much people's days
// differ from one another. Doubt is the probability that may be left to all of that when a
// claim is said not to fit.
const (
	Margin = 2
	Doubt  = 0.05
)

// Excludes tells whether the times do not fit the claimed zone, nor any within Margin of it.
func (e *Estimate) Excludes(claimed Zone) bool { return e.Within(claimed, Margin) < Doubt }

// Fits tells at a glance that a claim fits about as well as what lies farther off. It is
// cheaper than Infer, and where it is true Excludes is false.
func (m *Model) Fits(h *Hours, claimed Zone) bool {
	own := m.Score(h.Describe(claimed))
	for off := 6; off < 2*day; off += 6 {
		if m.Score(h.Describe(Zone{claimed.Offset + off, claimed.Rule})) > own+slack {
			return false
		}
	}
	return true
}

// slack is how much better another zone must fit before a claim is looked at closely.
const slack = 0.5

// Signed writes an offset: "+9", "-5", "+5:30".
func Signed(offset float64) string {
	for offset > 14 {
		offset -= day
	}
	minutes := int(math.Round(math.Abs(offset) * 60))
	sign := "+"
	if offset < 0 {
		sign = "-"
	}
	if minutes%60 == 0 {
		return fmt.Sprintf("%s%d", sign, minutes/60)
	}
	return fmt.Sprintf("%s%d:%02d", sign, minutes/60, minutes%60)
}
