package html

import (
	"fmt"
	"math"

	"bonafide/model"
	"bonafide/report"
)

// mostSteps is how many reasons the waterfall draws one by one.
const mostSteps = 16

// waterfall takes the log-odds of proxy or fabricated against genuine from the prior to
// the end. Positions are percent of the width, so that the drawing fits any screen.
type waterfall struct {
	Prior, End           string // log-odds
	PriorOdds, EndOdds   string
	Probability          string
	PriorAt, EndAt, Even float64
	Ticks                []tick
	Steps                []waterStep
	Unmoved              int // reasons that do not bear on this
	Policy               bool
}

type tick struct {
	At    float64
	Label string
}

// waterStep is a bar between the log-odds before and after.
type waterStep struct {
	No            int // of the reason; 0 for several together
	Href          string
	Title         string
	Added, Total  string
	X, Width, End float64
	Down          bool
}

// scale maps log-odds to percent of the width.
type scale struct{ min, max float64 }

func (s scale) at(x float64) float64 {
	return round(2 + 96*(x-s.min)/(s.max-s.min))
}

// drawWaterfall draws a subject's reasons; the first ones, listed of them, have a place to link
// to.
func drawWaterfall(s *model.SubjectAssessment, anchor string, listed int) *waterfall {
	prior, steps := report.Steps(s)
	if len(steps) == 0 || math.IsInf(prior, 0) || math.IsNaN(prior) {
		return nil
	}
	sc := scale{min(0, prior), max(0, prior)}
	for _, st := range steps {
		sc.min, sc.max = min(sc.min, st.To), max(sc.max, st.To)
	}
	sc.min, sc.max = sc.min-0.4, sc.max+0.4
	end := steps[len(steps)-1].To
	w := &waterfall{
		Prior: figure(report.Hundredths(prior)), PriorOdds: odds(prior), PriorAt: sc.at(prior),
		End: figure(report.Hundredths(end)), EndOdds: odds(end), EndAt: sc.at(end), Even: sc.at(0),
		Probability: report.Percent(s.Probability),
		Policy:      s.Hypotheses[model.UndisclosedLocation]+s.Hypotheses[model.MultipleJobs] >= 0.01,
	}
	w.Ticks = ticks(sc)
	for i, st := range steps {
		switch {
		case st.From == st.To:
			w.Unmoved++
			continue
		case len(w.Steps) == mostSteps:
			w.Steps = append(w.Steps, together(sc, steps[i:]))
			for _, rest := range steps[i:] {
				if rest.From == rest.To {
					w.Unmoved++
				}
			}
			return w
		}
		d := drawStep(sc, st, i+1)
		if i < listed {
			d.Href = fmt.Sprintf("#%sr%d", anchor, i+1)
		}
		w.Steps = append(w.Steps, d)
	}
	return w
}

func drawStep(sc scale, st report.Step, no int) waterStep {
	from, to := sc.at(st.From), sc.at(st.To)
	d := waterStep{
		No: no, Title: st.Reason.Title, Added: signed(st.Added()), Total: figure(report.Hundredths(st.To)),
		X: min(from, to), Width: round(max(math.Abs(to-from), 0.3)), End: to, Down: st.To < st.From,
	}
	return d
}

// together draws the remaining steps as one.
func together(sc scale, steps []report.Step) waterStep {
	n := 0
	for _, st := range steps {
		if st.From != st.To {
			n++
		}
	}
	first, last := steps[0], steps[len(steps)-1]
	d := drawStep(sc, report.Step{Reason: first.Reason, From: first.From, To: last.To}, 0)
	d.Title = report.Count(n, "more reason", "more reasons") + " together"
	return d
}

// ticks are the round odds within the scale, at most six.
func ticks(sc scale) []tick {
	decade := math.Ln10
	step := max(1, int(math.Ceil((sc.max-sc.min)/decade/5)))
	var list []tick
	for p := -6; p <= 6; p++ {
		x := float64(p) * decade
		if p%step != 0 || x < sc.min || x > sc.max {
			continue
		}
		list = append(list, tick{sc.at(x), odds(x)})
	}
	return list
}

// odds writes log-odds as people say them: "1 in 99" would be a share, "1 : 99" are odds.
func odds(x float64) string {
	side := func(x float64) string {
		v := math.Exp(x)
		switch {
		case v > 1e6+1:
			return "over 1 million"
		case v > 1e6-1:
			return "1 million"
		case v < 9.95 && math.Abs(v-math.Round(v)) > 0.05:
			return fmt.Sprintf("%.1f", v)
		}
		return report.Thousands(int(math.Round(v)))
	}
	if x < 0 {
		return "1 : " + side(-x)
	}
	return side(x) + " : 1"
}
