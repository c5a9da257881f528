package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"time"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/detect"
	"bonafide/detect/catalog"
	"bonafide/model"
	"bonafide/simulate"
)

func newCompany(print func(report, error) error) *cobra.Command {
	var data, truth string
	var seeds []uint
	var asked bool
	var people, days int
	c := &cobra.Command{
		Use:   "company",
		Short: "Hold an assessed folder against its truth, or simulated companies of given seeds",
		RunE: func(c *cobra.Command, _ []string) error {
			if data != "" {
				return print(scoreFolder(c.Context(), data, truth))
			}
			return print(scoreSeeds(c.Context(), seeds, people, days, asked))
		},
	}
	c.Flags().StringVar(&data, "data", "", "a workspace folder (default: simulate companies)")
	c.Flags().StringVar(&truth, "truth", "", "the truth file of --data (default: FOLDER-truth.json)")
	c.Flags().UintSliceVar(&seeds, "seeds", []uint{101, 102, 103, 104, 105}, "seeds of the simulated companies")
	c.Flags().IntVar(&people, "people", 250, "people of a simulated company")
	c.Flags().IntVar(&days, "days", 90, "days of a simulated company")
	c.Flags().BoolVar(&asked, "asked", false, "every story once, also those that are cast only where they are asked for")
	return c
}

// truthFile is the ground truth of a folder; see docs/reference/truth.md.
type truthFile struct {
	Subjects []truth `json:"subjects"`
}

// truth is what is true of one person.
type truth struct {
	ID         model.SubjectID     `json:"id"`
	Fraud      bool                `json:"fraud"`
	Hypothesis model.Hypothesis    `json:"hypothesis"`
	Story      string              `json:"story"`
	MustFind   []model.IndicatorID `json:"must_find"`
	First      time.Time           `json:"first_observable_at"`
	Difficulty string              `json:"difficulty"` // "hard": one or two signals only
	Cluster    string              `json:"cluster"`    // of people of one scheme or household
}

// companyScore is how the assessment of one or more companies compares with the truth.
type companyScore struct {
	Simulated bool          `json:"simulated"`
	Companies int           `json:"companies"`
	People    int           `json:"people"`
	Fraud     int           `json:"fraud"`
	BaseRate  float64       `json:"base_rate"`
	Found     int           `json:"found"`
	Hidden    int           `json:"hidden"` // frauds whose records show too little, by the truth's own word
	HiddenHit int           `json:"hidden_found"`
	Shown     int           `json:"shown"` // frauds in any list of the report
	EasyShown int           `json:"shown_not_hard"`
	False     int           `json:"false_cases"`
	Recall    float64       `json:"recall"`
	Precision float64       `json:"precision"`
	DaysTo    []float64     `json:"days_to_detect"`
	Brier     float64       `json:"brier"`
	Must      int           `json:"must_find"`
	MustFound int           `json:"must_find_found"`
	NotYet    int           `json:"must_find_no_detector"` // the truth names them, no detector does
	Raised    []string      `json:"indicators_raised"`     // different ones, about anybody
	Declared  int           `json:"indicators_declared"`
	Ties      tiesScore     `json:"ties"`
	Stories   []*storyScore `json:"stories"`
	Missing   []string      `json:"missing,omitempty"`
	Cases     []string      `json:"false_case_list,omitempty"`
}

type storyScore struct {
	Story  string  `json:"story"`
	Fraud  bool    `json:"fraud"`
	People int     `json:"people"`
	Cases  int     `json:"cases"`
	Policy int     `json:"policy_matters"`
	Worst  float64 `json:"highest_probability"`
}

func scoreSeeds(ctx context.Context, seeds []uint, people, days int, asked bool) (*companyScore, error) {
	total := &companyScore{Simulated: true}
	for _, seed := range seeds {
		cfg := simulate.Demo(uint64(seed))
		cfg.People, cfg.Days = people, days
		if asked {
			cfg.Stories = slices.Concat(simulate.StoryNames(), simulate.AskedStoryNames())
		}
		err := inCompanyOf(ctx, cfg, func(folder, truth string) error {
			return total.add(ctx, folder, truth, fmt.Sprintf("seed %d ", seed))
		})
		if err != nil {
			return nil, err
		}
	}
	return total.finish(), nil
}

// inCompany writes a simulated company for as long as do needs it.
func inCompany(ctx context.Context, seed uint64, people, days int, do func(folder, truth string) error) error {
	cfg := simulate.Demo(seed)
	cfg.People, cfg.Days = people, days
	return inCompanyOf(ctx, cfg, do)
}

// inCompanyOf is inCompany of any company.
func inCompanyOf(ctx context.Context, cfg simulate.Config, do func(folder, truth string) error) error {
	dir, err := os.MkdirTemp("", "bonafide-benchmark-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	folder := filepath.Join(dir, "company")
	if _, err := simulate.Write(ctx, folder, cfg); err != nil {
		return err
	}
	return do(folder, truthOf(folder))
}

// truthOf is where the truth of a folder lies unless it is told otherwise.
func truthOf(folder string) string { return filepath.Clean(folder) + "-truth.json" }

// readTruth reads a truth file.
func readTruth(path string) (t truthFile, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return t, err
	}
	if err := json.Unmarshal(text, &t); err != nil {
		return t, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

func scoreFolder(ctx context.Context, data, truth string) (*companyScore, error) {
	if truth == "" {
		truth = truthOf(data)
	}
	s := &companyScore{}
	if err := s.add(ctx, data, truth, ""); err != nil {
		return nil, err
	}
	return s.finish(), nil
}

// add assesses a folder and counts it.
func (s *companyScore) add(ctx context.Context, folder, truthPath, label string) error {
	t, err := readTruth(truthPath)
	if err != nil {
		return err
	}
	detectors, err := catalog.All(nil, nil)
	if err != nil {
		return err
	}
	raised := detect.Indicators(detectors...)
	r, err := app.Assess(ctx, app.Options{Paths: []string{folder}})
	if err != nil {
		return err
	}
	subjects := map[model.SubjectID]*model.SubjectAssessment{}
	for i := range r.Assessment.Subjects {
		subjects[r.Assessment.Subjects[i].ID] = &r.Assessment.Subjects[i]
	}
	s.Companies++
	s.Ties.add(t, r.Assessment.Clusters)
	s.Declared = len(raised)
	for _, f := range r.Findings {
		if !slices.Contains(s.Raised, string(f.Indicator)) {
			s.Raised = append(s.Raised, string(f.Indicator))
		}
	}
	for _, want := range t.Subjects {
		got := subjects[want.ID]
		if got == nil {
			s.Missing = append(s.Missing, fmt.Sprintf("%s%s is in the truth, but in no people file", label, want.ID))
			continue
		}
		who := fmt.Sprintf("%s%s (%s)", label, want.ID, want.Story)
		s.count(want.Story, want.Fraud, got)
		s.indicators(who, want, got, raised)
		if want.Fraud {
			s.fraud(who, want, got, r)
		} else if got.OpenCase {
			s.False++
			s.Cases = append(s.Cases, fmt.Sprintf("%s: open case at %.2f, misuse %.2f", who, got.Probability, got.Misuse))
		}
	}
	return nil
}

// indicators counts which of the indicators that must be found were.
func (s *companyScore) indicators(who string, want truth, got *model.SubjectAssessment, raised []model.IndicatorID) {
	for _, id := range want.MustFind {
		switch {
		case !slices.Contains(raised, id):
			s.NotYet++
		case slices.ContainsFunc(got.Reasons, func(r model.Reason) bool { return r.Indicator == id }):
			s.Must++
			s.MustFound++
		default:
			s.Must++
			s.Missing = append(s.Missing, fmt.Sprintf("%s: %s was not found", who, id))
		}
	}
}

// fraud counts somebody whose claims do not hold.
func (s *companyScore) fraud(who string, want truth, got *model.SubjectAssessment, r *app.Result) {
	s.Fraud++
	hard := want.Difficulty == "hard"
	s.shown(got, hard)
	if hard {
		s.Hidden++
	}
	switch {
	case hard && got.OpenCase:
		s.HiddenHit++
	case hard:
	case got.OpenCase:
		s.Found++
		if at, ok := detectedAt(r, want.ID); ok && !want.First.IsZero() {
			s.DaysTo = append(s.DaysTo, max(0, at.Sub(want.First).Hours()/24))
		}
	default:
		s.Missing = append(s.Missing, fmt.Sprintf("%s: no open case, probability %.2f", who, got.Probability))
	}
}

// shown counts frauds that the report shows at all: as a case, a policy matter, or worth
// watching.
func (s *companyScore) shown(got *model.SubjectAssessment, hard bool) {
	if got.OpenCase || got.PolicyMatter != "" || got.Probability >= 0.2 || got.Misuse >= 0.3 {
		s.Shown++
		if !hard {
			s.EasyShown++
		}
	}
}

func (s *companyScore) count(story string, fraud bool, got *model.SubjectAssessment) {
	s.People++
	outcome := 0.0
	if fraud {
		outcome = 1
	}
	s.Brier += (got.Probability - outcome) * (got.Probability - outcome)
	i := slices.IndexFunc(s.Stories, func(x *storyScore) bool { return x.Story == story && x.Fraud == fraud })
	if i < 0 {
		i = len(s.Stories)
		s.Stories = append(s.Stories, &storyScore{Story: story, Fraud: fraud})
	}
	x := s.Stories[i]
	x.People++
	x.Worst = max(x.Worst, got.Probability)
	if got.OpenCase {
		x.Cases++
	}
	if got.PolicyMatter != "" {
		x.Policy++
	}
}

// detectedAt is when the case would have opened: the first finding with which what was
// found until then opens one.
func detectedAt(r *app.Result, id model.SubjectID) (time.Time, bool) {
	var own []model.Finding
	for _, f := range r.Findings {
		if f.Subject == id {
			own = append(own, f)
		}
	}
	sort.SliceStable(own, func(i, j int) bool { return own[i].At.Before(own[j].At) })
	for i := range own {
		a, err := r.Scorer.Assess(r.Roster.Claims(id), own[:i+1], own[i].At)
		if err == nil && a.OpenCase {
			return own[i].At, true
		}
	}
	return time.Time{}, false
}

func (s *companyScore) finish() *companyScore {
	s.BaseRate = float64(s.Fraud) / float64(max(s.People, 1))
	s.Recall = float64(s.Found) / float64(max(s.Fraud-s.Hidden, 1))
	found := s.Found + s.HiddenHit
	s.Precision = float64(found) / float64(max(found+s.False, 1))
	s.Brier /= float64(max(s.People, 1))
	slices.Sort(s.DaysTo)
	slices.Sort(s.Raised)
	slices.SortFunc(s.Stories, func(a, b *storyScore) int {
		switch {
		case a.Fraud == b.Fraud:
			return cmp.Compare(a.Story, b.Story)
		case a.Fraud:
			return -1
		}
		return 1
	})
	return s
}

func (s *companyScore) text(w io.Writer) {
	kind := "given"
	if s.Simulated {
		kind = "simulated"
	}
	_, _ = fmt.Fprintf(w, "%d %s compan(ies), %d people, %d of them fraudulent (base rate %.1f %%)\n", s.Companies, kind, s.People, s.Fraud, 100*s.BaseRate)
	_, _ = fmt.Fprintf(w, "cases      %d of %d frauds have an open case (%.0f %%)\n", s.Found+s.HiddenHit, s.Fraud, 100*float64(s.Found+s.HiddenHit)/float64(max(s.Fraud, 1)))
	_, _ = fmt.Fprintf(w, "recall     %.3f   %d of %d whose records show enough\n", s.Recall, s.Found, s.Fraud-s.Hidden)
	_, _ = fmt.Fprintf(w, "hard       %d of %d whose records show one or two signals only\n", s.HiddenHit, s.Hidden)
	_, _ = fmt.Fprintf(w, "shown      %d of %d as a case, a policy matter or worth watching; of those that are not hard %d of %d\n",
		s.Shown, s.Fraud, s.EasyShown, s.Fraud-s.Hidden)
	_, _ = fmt.Fprintf(w, "precision  %.3f   %d false case(s) among %d honest people\n", s.Precision, s.False, s.People-s.Fraud)
	_, _ = fmt.Fprintf(w, "indicators %d of %d that the truth names and some detector can raise were found (%d more have no detector yet)\n", s.MustFound, s.Must, s.NotYet)
	_, _ = fmt.Fprintf(w, "ties       %d of %d pairs of one scheme stand in one cluster, and %d pairs that nothing joins (%d of honest people)\n",
		s.Ties.Right, s.Ties.True, s.Ties.Wrong, s.Ties.Honest)
	_, _ = fmt.Fprintf(w, "different indicators raised: %d of %d that detectors declare\n", len(s.Raised), s.Declared)
	if n := len(s.DaysTo); n > 0 {
		_, _ = fmt.Fprintf(w, "days from first visible to open case: median %.1f, 90 %% within %.1f, longest %.1f\n", s.DaysTo[n/2], s.DaysTo[n*9/10], s.DaysTo[n-1])
	}
	_, _ = fmt.Fprintf(w, "Brier score %.4f\n\n%-28s %-6s %6s %6s %7s %8s\n", s.Brier, "story", "", "people", "cases", "policy", "highest")
	for _, x := range s.Stories {
		side := "honest"
		if x.Fraud {
			side = "fraud"
		}
		_, _ = fmt.Fprintf(w, "%-28s %-6s %6d %6d %7d %8.3f\n", x.Story, side, x.People, x.Cases, x.Policy, x.Worst)
	}
	for _, line := range append(slices.Clone(s.Cases), s.Missing...) {
		_, _ = fmt.Fprintln(w, "-", line)
	}
}
