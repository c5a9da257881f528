package score

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"bonafide/model"
)

// Strength is how telling a finding is, as a likelihood ratio against Genuine.
type Strength string

// Ratio is the likelihood ratio that the word stands for (DESIGN: weak about 2, medium 5,
// strong 20, conclusive 200).
func (s Strength) Ratio() (float64, bool) {
	switch s {
	case "weak":
		return 2, true
	case "medium":
		return 5, true
	case "strong":
		return 20, true
	case "conclusive":
		return 200, true
	}
	return 0, false
}

// Indicator is the catalogue's entry for one indicator: what it means and what it weighs.
type Indicator struct {
	ID       model.IndicatorID `yaml:"id" doc:"Family and number, such as NET-07. Retired ids are never used again."`
	Title    string            `yaml:"title" doc:"A few words for the reader."`
	Category string            `yaml:"category" doc:"The kind of evidence. One category alone opens no case unless the finding is conclusive, and each category is capped."`
	// Cause groups indicators that one fact can raise together; "" is a group of its own.
	Cause string `yaml:"cause" doc:"Groups indicators that one fact can raise together; the strongest counts in full, the others at a discount. Nothing stands for a group of its own."`
	// LR are likelihood ratios against Genuine: how much likelier the finding is under the
	// hypothesis. Words of Strength or numbers; below 1 speaks against. Absent means 1.
	LR map[model.Hypothesis]Ratio `yaml:"lr" doc:"Likelihood ratios against genuine: how much likelier the finding is if the hypothesis is true. Below 1 speaks for the person."`
	// Misuse is the likelihood ratio of harm being done, 0 when it says nothing of it.
	Misuse Ratio `yaml:"misuse" doc:"Likelihood ratio of harm being done with the access, by whoever it is."`
	// Conclusive lets the finding open a case without a second category.
	Conclusive bool `yaml:"conclusive" doc:"The finding opens a case without a second category."`
	// Decays halves the weight every 90 days; links between people do not decay.
	Decays bool `yaml:"decays" doc:"The weight halves every 90 days."`
	// Provenance says where the ratios come from: measured, published or expert default.
	Provenance string `yaml:"provenance" doc:"Where the ratios come from: measured, published, or expert default."`
	// Benign are the honest explanations, for the reader.
	Benign string `yaml:"benign" doc:"Who shows it for an honest reason."`
	// Source cites a public text on the indicator.
	Source string `yaml:"source" doc:"A public text on the indicator."`
}

// Ratio is a likelihood ratio, written as a number or a Strength.
type Ratio float64

// UnmarshalYAML reads a number or a word.
func (r *Ratio) UnmarshalYAML(n *yaml.Node) error {
	if ratio, ok := Strength(n.Value).Ratio(); ok {
		*r = Ratio(ratio)
		return nil
	}
	var f float64
	if err := n.Decode(&f); err != nil || !(f > 0) || math.IsInf(f, 1) {
		return fmt.Errorf("line %d: %q is no likelihood ratio: write weak, medium, strong, conclusive or a number over 0", n.Line, n.Value)
	}
	*r = Ratio(f)
	return nil
}

// Check is something a person can do to tell the hypotheses apart.
type Check struct {
	ID      string   `yaml:"id"`
	Title   string   `yaml:"title"`
	Minutes float64  `yaml:"minutes"`
	For     []string `yaml:"for"` // worker, candidate
	// Unless names an accommodation under which the check is not proposed.
	Unless string `yaml:"unless"`
	// SettledBy are indicators that say what the check would show; with one of them found it
	// is not proposed again.
	SettledBy []model.IndicatorID `yaml:"settled_by"`
	// TipsOff marks a check that tells the person they are looked at. It is not proposed for
	// open cases, which are to be looked into quietly first (docs/hr/using-a-result.md).
	TipsOff bool `yaml:"tips_off"`
	// Outcomes give, for each thing the check may show, its probability under each
	// hypothesis. Over all outcomes they add up to 1.
	Outcomes []struct {
		Name        string                       `yaml:"name"`
		Probability map[model.Hypothesis]float64 `yaml:"probability"`
	} `yaml:"outcomes"`
	Provenance string `yaml:"provenance"`
}

// Settings are the constants of the score; see content/scoring/scoring.yaml.
type Settings struct {
	// Priors are probabilities before any reason, by kind of subject.
	Priors map[model.SubjectKind]map[model.Hypothesis]float64 `yaml:"priors"`
	// MisusePrior is the probability of misuse before any reason.
	MisusePrior float64 `yaml:"misuse_prior"`
	// GroupDiscount is what a further finding of one cause counts; RepeatDiscount what each
	// one more of the same indicator does, to the power of how many there are already.
	GroupDiscount  float64 `yaml:"group_discount"`
	RepeatDiscount float64 `yaml:"repeat_discount"`
	// RuleFactor is what a finding of a rule counts where no detector has found the same.
	RuleFactor float64 `yaml:"rule_factor"`
	// CategoryCap is the most that one category can multiply the odds by.
	CategoryCap float64 `yaml:"category_cap"`
	// MisuseCap is the most that one cause can multiply the odds of misuse by.
	MisuseCap float64 `yaml:"misuse_cap"`
	// SurpriseFrom is the surprise for which an anomaly's ratios are stated, in standard
	// deviations; SurpriseMost bounds how many times its weight a larger one has.
	SurpriseFrom float64 `yaml:"surprise_from"`
	SurpriseMost float64 `yaml:"surprise_most"`
	// HalfLifeDays is after how many days a decaying finding counts half.
	HalfLifeDays float64 `yaml:"half_life_days"`
	// HubFrom and HubTo: what more than HubFrom of all people share loses weight, down to
	// HubFloor at HubTo. Groups of at most HubMin people lose none.
	HubFrom  float64 `yaml:"hub_from"`
	HubTo    float64 `yaml:"hub_to"`
	HubFloor float64 `yaml:"hub_floor"`
	HubMin   int     `yaml:"hub_min"`
	// Provenance says where the constants come from.
	Provenance string `yaml:"provenance"`
	Exposure   struct {
		Base  float64            `yaml:"base"`
		Words map[string]float64 `yaml:"words"`
	} `yaml:"exposure"`
}

// Catalogue is everything the score knows that is data.
type Catalogue struct {
	Indicators map[model.IndicatorID]Indicator
	Checks     []Check
	Settings   Settings
}

// LoadCatalogue reads indicators/, checks/ and scoring/ of a content tree and checks them.
func LoadCatalogue(content fs.FS) (*Catalogue, error) {
	c := &Catalogue{Indicators: map[model.IndicatorID]Indicator{}}
	err := eachFile(content, "indicators", func(name string, r io.Reader) error {
		var list []Indicator
		if err := decode(name, r, &list); err != nil {
			return err
		}
		for _, i := range list {
			if _, twice := c.Indicators[i.ID]; twice {
				return fmt.Errorf("%s: indicator %s stands twice", name, i.ID)
			}
			if err := i.check(); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			c.Indicators[i.ID] = i
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := eachFile(content, "checks", func(name string, r io.Reader) error { return decode(name, r, &c.Checks) }); err != nil {
		return nil, err
	}
	if err := eachFile(content, "scoring", func(name string, r io.Reader) error { return decode(name, r, &c.Settings) }); err != nil {
		return nil, err
	}
	return c, errors.Join(c.checkChecks(), c.Settings.check())
}

func eachFile(content fs.FS, dir string, read func(name string, r io.Reader) error) error {
	entries, err := fs.ReadDir(content, dir)
	if err != nil {
		return fmt.Errorf("score: read %s: %w", dir, err)
	}
	for _, e := range entries {
		if path.Ext(e.Name()) != ".yaml" {
			continue
		}
		name := path.Join(dir, e.Name())
		text, err := fs.ReadFile(content, name)
		if err != nil {
			return fmt.Errorf("score: read %s: %w", name, err)
		}
		if err := read(name, bytes.NewReader(text)); err != nil {
			return fmt.Errorf("score: %w", err)
		}
	}
	return nil
}

func decode(name string, r io.Reader, into any) error {
	d := yaml.NewDecoder(r)
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// check tells what is wrong with an entry.
func (i Indicator) check() error {
	if i.ID == "" || i.Title == "" || i.Category == "" || i.Provenance == "" || i.Benign == "" {
		return fmt.Errorf("indicator %q: id, title, category, provenance and benign must be given", i.ID)
	}
	if len(i.LR) == 0 && i.Misuse == 0 {
		return fmt.Errorf("indicator %s: weighs nothing; give lr or misuse", i.ID)
	}
	for h := range i.LR {
		if h == model.Genuine || !slices.Contains(model.Hypotheses(), h) {
			return fmt.Errorf("indicator %s: lr of %q: ratios are against genuine, of the other hypotheses", i.ID, h)
		}
	}
	return nil
}

func (c *Catalogue) checkChecks() error {
	for _, check := range c.Checks {
		if check.ID == "" || check.Title == "" || check.Minutes <= 0 || len(check.Outcomes) < 2 {
			return fmt.Errorf("score: check %q: id, title, minutes and two outcomes must be given", check.ID)
		}
		for _, h := range model.Hypotheses() {
			sum := 0.0
			for _, o := range check.Outcomes {
				if p := o.Probability[h]; p < 0 {
					return fmt.Errorf("score: check %q: outcome %q under %s has the probability %g", check.ID, o.Name, h, p)
				}
				sum += o.Probability[h]
			}
			if math.Abs(sum-1) > 1e-9 {
				return fmt.Errorf("score: check %q: outcomes under %s add up to %g, not 1", check.ID, h, sum)
			}
		}
	}
	return nil
}

func (s Settings) check() error {
	for kind, prior := range s.Priors {
		sum := 0.0
		for _, h := range model.Hypotheses() {
			if prior[h] <= 0 {
				return fmt.Errorf("score: prior of %s for a %s must be over 0", h, kind)
			}
			sum += prior[h]
		}
		if math.Abs(sum-1) > 1e-9 {
			return fmt.Errorf("score: priors for a %s add up to %g, not 1", kind, sum)
		}
	}
	if s.Priors[model.Worker] == nil || s.Priors[model.Candidate] == nil {
		return errors.New("score: priors for workers and candidates must be given")
	}
	if !(s.HubFrom > 0 && s.HubFrom < s.HubTo) || s.HubFloor < 0 || s.HubFloor > 1 {
		return errors.New("score: hub_from must be over 0 and under hub_to, hub_floor a part of 1")
	}
	for name, part := range map[string]float64{"rule_factor": s.RuleFactor, "group_discount": s.GroupDiscount, "repeat_discount": s.RepeatDiscount, "exposure.base": s.Exposure.Base} {
		if !(part >= 0 && part <= 1) {
			return fmt.Errorf("score: %s must be a part of 1, not %g", name, part)
		}
	}
	if s.MisuseCap <= 1 || s.SurpriseFrom <= 0 || s.SurpriseMost < 1 {
		return errors.New("score: misuse_cap, surprise_from and surprise_most must be given")
	}
	if s.MisusePrior <= 0 || s.MisusePrior >= 1 || s.CategoryCap <= 1 || s.HalfLifeDays <= 0 {
		return errors.New("score: misuse_prior, category_cap and half_life_days must be given")
	}
	return nil
}

// exposureOf gives how much somebody with this title and department can reach, from 0
// to 1: the highest weight of a word that begins one of theirs. A word that ends in a
// blank counts only as a whole.
func (s Settings) exposureOf(c *model.Claims) float64 {
	words := strings.FieldsFunc(strings.ToLower(c.Title+" "+c.Department), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	text := " " + strings.Join(words, " ") + " "
	exposure := s.Exposure.Base
	for word, weight := range s.Exposure.Words {
		if strings.Contains(text, " "+word) {
			exposure = max(exposure, weight)
		}
	}
	return exposure
}
