package report

import (
	"math"

	"bonafide/model"
)

// Step is what one reason adds to the log-odds of "somebody else does the work, or the
// identity is not theirs" against "as claimed".
type Step struct {
	Reason *model.Reason
	// From and To are the log-odds before and after.
	From, To float64
}

// Added is what the step adds, in hundredths. Steps are rounded so that the prior and
// what the steps add give the end exactly as it is printed.
func (s Step) Added() int { return Hundredths(s.To) - Hundredths(s.From) }

// Hundredths rounds log-odds to what is printed.
func Hundredths(x float64) int { return int(math.Round(100 * x)) }

// Steps take the log-odds from the prior to the posterior, reason by reason in the order
// in which they stand. The two hypotheses are added up as probabilities, so what a reason
// adds lies between what it adds to each of them.
func Steps(s *model.SubjectAssessment) (prior float64, steps []Step) {
	proxy, fabricated := s.Prior[model.Proxy], s.Prior[model.Fabricated]
	if len(s.Prior) == 0 {
		proxy, fabricated = math.Inf(-1), math.Inf(-1)
	}
	prior = logSum(proxy, fabricated)
	last := prior
	for i := range s.Reasons {
		r := &s.Reasons[i]
		proxy += r.LogLR[model.Proxy]
		fabricated += r.LogLR[model.Fabricated]
		next := logSum(proxy, fabricated)
		if r.LogLR[model.Proxy] == 0 && r.LogLR[model.Fabricated] == 0 {
			next = last
		}
		steps = append(steps, Step{Reason: r, From: last, To: next})
		last = next
	}
	return prior, steps
}

// logSum is log(exp(a)+exp(b)).
func logSum(a, b float64) float64 {
	top := max(a, b)
	if math.IsInf(top, -1) {
		return top
	}
	return top + math.Log1p(math.Exp(min(a, b)-top))
}
