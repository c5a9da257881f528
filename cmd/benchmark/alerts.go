package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/model"
)

func newAlerts(print func(report, error) error) *cobra.Command {
	var data, truth string
	var seeds []uint
	var people, days int
	c := &cobra.Command{
		Use:   "alerts",
		Short: "Who is found, and how soon, when so many alerts a day may be raised",
		Long: "Every day each method names the people it doubts most and has not named before, as many as the\n" +
			"budget allows. Beside Bonafide: a plain threshold (the largest of a day's counts, each over the\n" +
			"99th percentile of all person-days) and an isolation forest (Liu, Ting and Zhou, 2008) over the\n" +
			"same counts. Both always use up their budget. A fraud named before the first record that shows\n" +
			"anything is not found.",
		RunE: func(c *cobra.Command, _ []string) error {
			a := newAlertReport()
			if data != "" {
				a.Simulated = false
				err := a.addFolder(c.Context(), data, cmp.Or(truth, truthOf(data)))
				return print(a.finish(), err)
			}
			for _, seed := range seeds {
				err := inCompany(c.Context(), uint64(seed), people, days, func(folder, truth string) error {
					return a.addFolder(c.Context(), folder, truth)
				})
				if err != nil {
					return err
				}
			}
			return print(a.finish(), nil)
		},
	}
	c.Flags().StringVar(&data, "data", "", "a workspace folder (default: simulate companies)")
	c.Flags().StringVar(&truth, "truth", "", "the truth file of --data (default: FOLDER-truth.json)")
	c.Flags().UintSliceVar(&seeds, "seeds", []uint{201}, "seeds of the simulated companies")
	c.Flags().IntVar(&people, "people", 1000, "people of a simulated company")
	c.Flags().IntVar(&days, "days", 90, "days of a simulated company")
	return c
}

// budgets are alerts per 1,000 people and day.
var budgets = [...]float64{1, 5, 10} //nolint:gochecknoglobals // a constant

// alertReport compares methods by whom they name and when.
type alertReport struct {
	Simulated bool     `json:"simulated"`
	Companies int      `json:"companies"`
	People    int      `json:"people"`
	Fraud     int      `json:"fraud"`
	BaseRate  float64  `json:"base_rate"`
	Open      int      `json:"frauds_with_open_case"`
	False     int      `json:"honest_with_open_case"`
	FalsePer  float64  `json:"false_cases_per_1000"`
	Lanes     []*alert `json:"lanes"`

	misuse float64 // from which probability of misuse on an alert is raised
}

// alert is what one method does with one budget.
type alert struct {
	Method    string    `json:"method"`
	Budget    float64   `json:"alerts_per_1000_a_day"`
	Raised    int       `json:"raised"`
	Found     int       `json:"frauds_named"`
	Recall    float64   `json:"recall"`
	Precision float64   `json:"precision"`
	Days      []float64 `json:"days_to_alert"`
}

const (
	ours      = "bonafide"
	threshold = "threshold"
	forest    = "isolation forest"
)

func newAlertReport() *alertReport {
	r := &alertReport{Simulated: true, misuse: worthAnAlert}
	for _, b := range budgets {
		for _, m := range []string{ours, threshold, forest} {
			r.Lanes = append(r.Lanes, &alert{Method: m, Budget: b})
		}
	}
	return r
}

// addFolder adds a workspace folder with a truth file.
func (r *alertReport) addFolder(ctx context.Context, folder, truthPath string) error {
	t, err := readTruth(truthPath)
	if err != nil {
		return err
	}
	return r.add(ctx, []string{folder}, t)
}

// add assesses what lies at the paths and counts whom each method would have named.
func (r *alertReport) add(ctx context.Context, paths []string, t truthFile) error {
	counts := newDayCounts()
	result, err := app.Assess(ctx, app.Options{Paths: paths, Seen: counts.observe})
	if err != nil {
		return err
	}
	counts.end()
	if len(counts.rows) == 0 {
		return fmt.Errorf("%s: no record is anybody's, so there is nobody to name", paths[0])
	}
	truths := map[model.SubjectID]truth{}
	for _, x := range t.Subjects {
		truths[x.ID] = x
	}
	scores := map[string][]dayScores{ours: doubts(result, counts, r.misuse), threshold: counts.thresholds(), forest: counts.forest()}
	r.Companies++
	people := 0
	for i := range result.Assessment.Subjects {
		s := &result.Assessment.Subjects[i]
		x, known := truths[s.ID]
		if !known || s.Kind != model.Worker {
			continue
		}
		people++
		switch {
		case x.Fraud && s.OpenCase:
			r.Open++
		case s.OpenCase:
			r.False++
		}
		if x.Fraud {
			r.Fraud++
		}
	}
	r.People += people
	for _, lane := range r.Lanes {
		lane.name(scores[lane.Method], truths, people)
	}
	return nil
}

// dayScores are the scores of one day, of those who have one.
type dayScores struct {
	end    time.Time
	scores []dayScore
}

type dayScore struct {
	id    model.SubjectID
	score float64
}

// name spends the budget of each day.
func (a *alert) name(days []dayScores, truths map[model.SubjectID]truth, people int) {
	named, chance := map[model.SubjectID]bool{}, map[model.SubjectID]bool{}
	room := 0.0
	for _, day := range days {
		room = min(room, 1) + a.Budget*float64(people)/1000 // what was left over yesterday is lost, but for fractions
		slices.SortFunc(day.scores, func(x, y dayScore) int {
			return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.id, y.id))
		})
		for _, s := range day.scores {
			if room < 1 {
				break
			}
			x, known := truths[s.id]
			if named[s.id] || !known {
				continue
			}
			// A fraud named before there was anything to see was named by chance: that is no
			// find, and they may be named once more.
			visible := x.Fraud && !day.end.Before(x.First)
			if chance[s.id] && !visible {
				continue
			}
			named[s.id], chance[s.id] = visible || !x.Fraud, !visible
			room--
			a.Raised++
			if visible {
				a.Found++
				a.Days = append(a.Days, day.end.Sub(x.First).Hours()/24)
			}
		}
	}
}

// doubts are Bonafide's own: the probability of fraud or of misuse, whichever is larger,
// as it stood at the end of each day on which something was found. Below what is worth
// watching, and below the given probability of misuse, it raises no alert.
func doubts(r *app.Result, c *dayCounts, misuse float64) []dayScores {
	own := map[model.SubjectID][]model.Finding{}
	for _, f := range r.Findings {
		own[f.Subject] = append(own[f.Subject], f)
	}
	for _, list := range own {
		slices.SortStableFunc(list, func(x, y model.Finding) int { return x.At.Compare(y.At) })
	}
	days := c.days()
	for i := range days {
		for id, list := range own {
			n, _ := slices.BinarySearchFunc(list, days[i].end, func(f model.Finding, end time.Time) int { return f.At.Compare(end) })
			claims := r.Roster.Claims(id)
			if n == 0 || claims == nil {
				continue
			}
			a, err := r.Scorer.Assess(claims, list[:n], days[i].end)
			if err == nil && (a.Probability >= worthAnAlert || a.Misuse >= misuse) {
				days[i].scores = append(days[i].scores, dayScore{id, max(a.Probability, a.Misuse)})
			}
		}
	}
	return days
}

// worthAnAlert is what the report calls worth watching.
const worthAnAlert = 0.2

func (r *alertReport) finish() *alertReport {
	r.BaseRate = float64(r.Fraud) / float64(max(r.People, 1))
	r.FalsePer = 1000 * float64(r.False) / float64(max(r.People-r.Fraud, 1))
	for _, a := range r.Lanes {
		a.Recall = float64(a.Found) / float64(max(r.Fraud, 1))
		a.Precision = float64(a.Found) / float64(max(a.Raised, 1))
		slices.Sort(a.Days)
	}
	return r
}

func (r *alertReport) text(w io.Writer) {
	kind := "given"
	if r.Simulated {
		kind = "simulated"
	}
	_, _ = fmt.Fprintf(w, "%d %s compan(ies), %d people, %d of them fraudulent (base rate %.1f %%)\n", r.Companies, kind, r.People, r.Fraud, 100*r.BaseRate)
	_, _ = fmt.Fprintf(w, "default setting: %d frauds with an open case, %d honest people with one (%.2f per 1,000)\n\n", r.Open, r.False, r.FalsePer)
	_, _ = fmt.Fprintf(w, "%-26s %-18s %7s %7s %7s %10s %12s\n", "alerts per 1,000 a day", "", "raised", "frauds", "recall", "precision", "median days")
	for _, a := range r.Lanes {
		days := "-"
		if n := len(a.Days); n > 0 {
			days = fmt.Sprintf("%.1f", a.Days[n/2])
		}
		_, _ = fmt.Fprintf(w, "%-26.0f %-18s %7d %7d %7.3f %10.3f %12s\n", a.Budget, a.Method, a.Raised, a.Found, a.Recall, a.Precision, days)
	}
}
