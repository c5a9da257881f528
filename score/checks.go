package score

import (
	"cmp"
	"math"
	"slices"

	"bonafide/model"
)

// shownChecks is how many next checks an assessment proposes.
const shownChecks = 3

// nextChecks proposes what would tell the hypotheses apart best per minute of human
// time: the expected information gain of each check (Lindley 1956), in bits, over its cost.
func (s *Scorer) nextChecks(c *model.Claims, a *model.SubjectAssessment) []model.NextCheck {
	checks := []model.NextCheck{}
	for _, check := range s.catalogue.Checks {
		if !slices.Contains(check.For, string(c.Kind)) || check.Unless != "" && c.Accommodated(check.Unless) ||
			a.OpenCase && check.TipsOff || check.settled(a.Reasons) {
			continue
		}
		if bits := check.gain(a.Hypotheses); bits >= 0.001 {
			checks = append(checks, model.NextCheck{Check: check.ID, Title: check.Title, ExpectedBits: bits, CostMinutes: check.Minutes})
		}
	}
	slices.SortFunc(checks, func(a, b model.NextCheck) int {
		return cmp.Or(cmp.Compare(b.ExpectedBits/b.CostMinutes, a.ExpectedBits/a.CostMinutes), cmp.Compare(a.Check, b.Check))
	})
	return checks[:min(len(checks), shownChecks)]
}

// settled tells whether a reason says what the check would show.
func (c Check) settled(reasons []model.Reason) bool {
	return slices.ContainsFunc(reasons, func(r model.Reason) bool { return slices.Contains(c.SettledBy, r.Indicator) })
}

// gain is how many bits of doubt the check is expected to remove.
func (c Check) gain(p map[model.Hypothesis]float64) float64 {
	expected := 0.0
	for _, o := range c.Outcomes {
		total := 0.0
		joint := make([]float64, 0, len(p))
		for _, h := range model.Hypotheses() {
			j := p[h] * o.Probability[h]
			joint = append(joint, j)
			total += j
		}
		if total == 0 {
			continue
		}
		for i := range joint {
			joint[i] /= total
		}
		expected += total * entropy(joint)
	}
	now := make([]float64, 0, len(p))
	for _, h := range model.Hypotheses() {
		now = append(now, p[h])
	}
	return max(0, entropy(now)-expected)
}

func entropy(p []float64) float64 {
	bits := 0.0
	for _, x := range p {
		if x > 0 {
			bits -= x * math.Log2(x)
		}
	}
	return bits
}
