package rule

import (
	"fmt"
	"slices"
	"time"

	"bonafide/model"
)

// Settle brings findings of rules into line with the rest: of one rule and person there is
// one, however many groups it fired in, and none of an indicator that a detector found of
// the same person, since that is the same thing seen twice. The order is that of
// Finding.Compare.
func Settle(findings []model.Finding) []model.Finding {
	type seen struct {
		subject   model.SubjectID
		indicator model.IndicatorID
		rule      string
	}
	detected := map[seen]bool{}
	for i := range findings {
		if f := &findings[i]; f.Rule == "" {
			detected[seen{f.Subject, f.Indicator, ""}] = true
		}
	}
	ordered := slices.Clone(findings)
	slices.SortFunc(ordered, func(a, b model.Finding) int { return a.Compare(&b) })
	var out []model.Finding
	first, again := map[seen]int{}, map[int]repeat{}
	for _, f := range ordered {
		key := seen{f.Subject, f.Indicator, f.Rule}
		at, known := first[key]
		switch {
		case f.Rule == "":
			out = append(out, f)
		case detected[seen{f.Subject, f.Indicator, ""}]:
		case known:
			out[at].Cite(f.Evidence...)
			again[at] = repeat{again[at].times + 1, f.At}
		default:
			f.About = f.Rule
			f.ID = f.Identify()
			f.Evidence = slices.Clone(f.Evidence)
			first[key] = len(out)
			out = append(out, f)
		}
	}
	for at, r := range again {
		out[at].Reason += fmt.Sprintf("; and %d more of the kind until %s", r.times, r.last.Format(time.DateOnly))
	}
	slices.SortFunc(out, func(a, b model.Finding) int { return a.Compare(&b) })
	return out
}

// repeat is how often a rule fired again, and when last.
type repeat struct {
	times int
	last  time.Time
}
