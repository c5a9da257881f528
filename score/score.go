// Package score is the fifth stage: it weighs the findings of a subject into an
// assessment, as competing hypotheses. Start with New and Assess.
//
// The method is naive Bayes with corrections for what is not independent: every finding
// adds a log-likelihood ratio to the log-prior of each hypothesis against Genuine, and the
// posterior is their softmax. Findings of one cause are discounted, categories are capped,
// widely shared things weigh little, weak findings fade. All corrections are put into the
// printed weights, so that the posterior is exactly the softmax of prior plus reasons.
//
// It knows nothing of cases and reads no clock.
package score

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"bonafide/model"
)

// Thresholds say from where on a person should look.
type Thresholds struct {
	OpenCase float64 // P(proxy)+P(fabricated)
	Misuse   float64
}

// DefaultThresholds are those of the design.
func DefaultThresholds() Thresholds { return Thresholds{OpenCase: 0.90, Misuse: 0.90} }

// Scorer weighs findings. It is immutable and safe for concurrent use.
type Scorer struct {
	catalogue  *Catalogue
	thresholds Thresholds
}

// New makes a scorer.
func New(c *Catalogue, t Thresholds) (*Scorer, error) {
	if t.OpenCase <= 0 || t.OpenCase >= 1 || t.Misuse <= 0 || t.Misuse >= 1 {
		return nil, fmt.Errorf("score: thresholds must lie between 0 and 1, not %g and %g", t.OpenCase, t.Misuse)
	}
	return &Scorer{catalogue: c, thresholds: t}, nil
}

// Knows tells whether an indicator is in the catalogue.
func (s *Scorer) Knows(id model.IndicatorID) bool {
	_, ok := s.catalogue.Indicators[id]
	return ok
}

// commonAtMost is how much of its weight a conclusive finding may have lost because many
// people share it: what half the company has in common opens no case on its own.
const commonAtMost = 0.5

// weighed is a finding on its way to a reason.
type weighed struct {
	finding   model.Finding
	indicator Indicator
	lr        map[model.Hypothesis]float64 // natural logs
	misuse    float64
	common    float64 // the part of its weight that it lost because many share it
	notes     []string
}

// strength is how much the finding can move any hypothesis, up or down.
func (w *weighed) strength() float64 {
	s := math.Abs(w.misuse)
	for _, l := range w.lr {
		s = max(s, math.Abs(l))
	}
	return s
}

func (w *weighed) scale(factor float64, note string) {
	for h := range w.lr {
		w.lr[h] *= factor
	}
	w.misuse *= factor
	w.notes = append(w.notes, note)
}

// Assess weighs all findings of one subject as of a time, which must be given (the last
// event of a run, or the clock of a server).
func (s *Scorer) Assess(c *model.Claims, findings []model.Finding, asOf time.Time) (model.SubjectAssessment, error) {
	reasons, err := s.weigh(findings, asOf)
	if err != nil {
		return model.SubjectAssessment{}, err
	}
	a := model.SubjectAssessment{
		ID: c.ID, Kind: c.Kind,
		Prior:    s.prior(c.Kind),
		Exposure: s.catalogue.Settings.exposureOf(c),
		Reasons:  make([]model.Reason, 0, len(reasons)),
	}
	misuse := logit(s.catalogue.Settings.MisusePrior)
	for _, w := range reasons {
		misuse += w.misuse
		a.Reasons = append(a.Reasons, w.reason())
	}
	a.Hypotheses = Posterior(a.Prior, a.Reasons)
	a.Probability = a.Hypotheses[model.Proxy] + a.Hypotheses[model.Fabricated]
	a.Misuse = 1 / (1 + math.Exp(-misuse))
	a.Priority = max(a.Probability, a.Misuse) * a.Exposure
	a.OpenCase = s.opens(&a, reasons)
	a.PolicyMatter = policyMatter(a.Hypotheses)
	a.NextChecks = s.nextChecks(c, &a)
	return a, nil
}

// Posterior is the softmax of the prior log-odds plus the reasons' log-likelihood ratios,
// Genuine being 0. It is all there is to a probability: anybody can repeat it.
func Posterior(prior map[model.Hypothesis]float64, reasons []model.Reason) map[model.Hypothesis]float64 {
	odds := make([]float64, len(model.Hypotheses()))
	top := 0.0
	for i, h := range model.Hypotheses() {
		odds[i] = prior[h]
		for _, r := range reasons {
			odds[i] += r.LogLR[h]
		}
		top = max(top, odds[i])
	}
	sum := 0.0
	for i := range odds {
		odds[i] = math.Exp(odds[i] - top)
		sum += odds[i]
	}
	posterior := make(map[model.Hypothesis]float64, len(odds))
	for i, h := range model.Hypotheses() {
		posterior[h] = odds[i] / sum
	}
	return posterior
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// prior gives the log-odds of each hypothesis against Genuine.
func (s *Scorer) prior(kind model.SubjectKind) map[model.Hypothesis]float64 {
	p := s.catalogue.Settings.Priors[kind]
	if p == nil {
		p = s.catalogue.Settings.Priors[model.Worker]
	}
	logs := make(map[model.Hypothesis]float64, len(p))
	for _, h := range model.Hypotheses()[1:] {
		logs[h] = math.Log(p[h] / p[model.Genuine])
	}
	return logs
}

// weigh gives every finding its weight, in the order: surprise, decay, hubs, rules, causes,
// categories.
func (s *Scorer) weigh(findings []model.Finding, asOf time.Time) ([]*weighed, error) {
	all := make([]*weighed, 0, len(findings))
	for _, f := range findings {
		i, ok := s.catalogue.Indicators[f.Indicator]
		if !ok {
			return nil, fmt.Errorf("score: finding %s: indicator %s is not in the catalogue", f.ID, f.Indicator)
		}
		w := &weighed{finding: f, indicator: i, lr: map[model.Hypothesis]float64{}}
		for h, ratio := range i.LR {
			w.lr[h] = math.Log(float64(ratio))
		}
		if i.Misuse > 0 {
			w.misuse = math.Log(float64(i.Misuse))
		}
		s.grade(w)
		s.decay(w, asOf)
		s.damp(w)
		s.ruled(w)
		all = append(all, w)
	}
	s.discount(all)
	s.capCategories(all)
	slices.SortStableFunc(all, func(a, b *weighed) int {
		return cmp.Or(cmp.Compare(b.strength(), a.strength()), a.finding.Compare(&b.finding))
	})
	return all, nil
}

// grade gives an anomaly more weight the further it lies above what is usual: a ratio is
// stated for the least surprise that is told at all, and the logarithm of a normal tail falls
// with the square of it. The bound is for tails that are not normal.
func (s *Scorer) grade(w *weighed) {
	set := s.catalogue.Settings
	above := w.finding.Surprise / set.SurpriseFrom
	factor := min(above*above, set.SurpriseMost)
	if factor > 1 {
		w.scale(factor, fmt.Sprintf("%.1f sigma above what is usual, counts %.0f %%", w.finding.Surprise, 100*factor))
	}
}

// decay fades what is old.
func (s *Scorer) decay(w *weighed, asOf time.Time) {
	days := asOf.Sub(w.finding.At).Hours() / 24
	if !w.indicator.Decays || days < 1 {
		return
	}
	factor := math.Pow(0.5, days/s.catalogue.Settings.HalfLifeDays)
	w.scale(factor, fmt.Sprintf("%.0f days old, counts %.0f %%", days, 100*factor))
}

// damp takes weight from what many people share.
func (s *Scorer) damp(w *weighed) {
	shared := w.finding.Shared
	if shared == nil {
		return
	}
	factor := s.Common(shared.Holders, shared.Population)
	if factor == 1 {
		return
	}
	w.common = 1 - factor
	w.scale(factor, fmt.Sprintf("shared by %d of %d people, counts %.0f %%", shared.Holders, shared.Population, 100*factor))
}

// Common is what is left of the weight of a thing that so many of so many people share: 1
// for what is rare, and for what a small group shares.
func (s *Scorer) Common(holders, population int) float64 {
	set := s.catalogue.Settings
	if population == 0 || holders <= set.HubMin {
		return 1
	}
	part := float64(holders) / float64(population)
	if part <= set.HubFrom {
		return 1
	}
	return max(1-math.Log(part/set.HubFrom)/math.Log(set.HubTo/set.HubFrom), set.HubFloor)
}

// ruled takes weight from what only a rule saw: it knows nothing of what the company
// approved, of households or of how common something is.
func (s *Scorer) ruled(w *weighed) {
	if factor := s.catalogue.Settings.RuleFactor; w.finding.Rule != "" && factor < 1 {
		w.scale(factor, fmt.Sprintf("seen by a rule alone, counts %.0f %%", 100*factor))
	}
}

// discount lets the strongest finding of a cause count in full and the rest in part.
func (s *Scorer) discount(all []*weighed) {
	groups := map[string][]*weighed{}
	for _, w := range all {
		cause := w.cause()
		if w.counters() {
			cause += ", speaking for them"
		}
		groups[cause] = append(groups[cause], w)
	}
	for cause, group := range groups {
		sort.SliceStable(group, func(i, j int) bool {
			if group[i].strength() != group[j].strength() {
				return group[i].strength() > group[j].strength()
			}
			return group[i].finding.Compare(&group[j].finding) < 0
		})
		seen := map[model.IndicatorID]int{group[0].finding.Indicator: 1}
		for _, w := range group[1:] {
			factor, why := s.catalogue.Settings.GroupDiscount, "same cause ("+cause+") as a stronger finding"
			if times := seen[w.finding.Indicator]; times > 0 {
				factor, why = math.Pow(s.catalogue.Settings.RepeatDiscount, float64(times)), "found before"
			}
			seen[w.finding.Indicator]++
			w.scale(factor, fmt.Sprintf("%s, counts %.2g %%", why, 100*factor))
		}
	}
}

// cause is the fact behind the finding.
func (w *weighed) cause() string {
	return cmp.Or(w.finding.Cause, w.indicator.Cause, string(w.indicator.ID))
}

// counters tells whether the finding speaks for the subject.
func (w *weighed) counters() bool {
	sum := w.misuse
	for _, h := range model.Hypotheses() {
		sum += w.lr[h]
	}
	return sum < 0
}

// capCategories keeps one category from deciding alone: what it adds to a hypothesis is
// scaled down to the cap. Misuse shows in few categories, so there it is the cause (taking,
// carrying out, wiping) that must not decide alone.
func (s *Scorer) capCategories(all []*weighed) {
	misuse, most := map[string]float64{}, math.Log(s.catalogue.Settings.MisuseCap)
	for _, w := range all {
		misuse[w.cause()] += max(0, w.misuse)
	}
	for _, w := range all {
		if sum := misuse[w.cause()]; w.misuse > 0 && sum > most {
			w.misuse *= most / sum
			w.note("what one cause says of misuse is capped")
		}
	}
	limit := math.Log(s.catalogue.Settings.CategoryCap)
	for _, h := range model.Hypotheses()[1:] {
		sums := map[string]float64{}
		for _, w := range all {
			if w.lr[h] > 0 {
				sums[w.indicator.Category] += w.lr[h]
			}
		}
		for _, w := range all {
			if sum := sums[w.indicator.Category]; w.lr[h] > 0 && sum > limit {
				w.lr[h] *= limit / sum
				w.note("the category " + w.indicator.Category + " is capped")
			}
		}
	}
}

func (w *weighed) note(text string) {
	if !slices.Contains(w.notes, text) {
		w.notes = append(w.notes, text)
	}
}

func (w *weighed) reason() model.Reason {
	r := model.Reason{
		Indicator: w.finding.Indicator, Title: w.indicator.Title, At: w.finding.At, Reason: w.finding.Reason,
		Category: w.indicator.Category, MisuseLR: w.misuse, Evidence: w.finding.Evidence, Benign: w.indicator.Benign,
		Adjusted: strings.Join(w.notes, "; "), ID: w.finding.ID,
	}
	if len(w.lr) > 0 {
		r.LogLR = w.lr
	}
	return r
}

// opens tells whether a person should look: the probability is over the threshold, and
// it rests on two categories or a conclusive finding; or misuse is over its own and rests on
// two causes.
func (s *Scorer) opens(a *model.SubjectAssessment, reasons []*weighed) bool {
	if a.Misuse >= s.thresholds.Misuse {
		causes := map[string]bool{}
		for _, w := range reasons {
			if w.misuse >= math.Ln2/2 {
				causes[w.cause()] = true
			}
		}
		if len(causes) >= 2 {
			return true
		}
	}
	if a.Probability < s.thresholds.OpenCase {
		return false
	}
	categories := map[string]bool{}
	for _, w := range reasons {
		if max(w.lr[model.Proxy], w.lr[model.Fabricated]) <= 0 {
			continue
		}
		if w.indicator.Conclusive && w.finding.Rule == "" && w.common <= commonAtMost {
			return true
		}
		if max(w.lr[model.Proxy], w.lr[model.Fabricated]) >= math.Ln2/2 {
			categories[w.indicator.Category] = true
		}
	}
	return len(categories) >= 2
}

// policyMatter names the policy hypothesis that is likelier than anything else.
func policyMatter(p map[model.Hypothesis]float64) string {
	for _, h := range []model.Hypothesis{model.UndisclosedLocation, model.MultipleJobs} {
		if p[h] >= 0.5 {
			return string(h)
		}
	}
	return ""
}
