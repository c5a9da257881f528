package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"bonafide/model"
	"bonafide/sigma"
	"bonafide/sigma/match"
	"bonafide/sigma/pipeline"
	"bonafide/sigma/plain"
	"bonafide/source"
	sources "bonafide/source/catalog"
)

func newSigmaCases(print func(report, error) error) *cobra.Command {
	var data, rules string
	c := &cobra.Command{
		Use:   "sigma-cases",
		Short: "Tell whether Sigma rules match the events that were recorded for them, as often as stated",
		Long: "Every event goes through all rules at once, read from JSON and from EVTX. Each verdict is compared\n" +
			"with that of the plain evaluation, rule by rule. The match_count of an info.yml is the least number of\n" +
			"matches (SigmaHQ's schema of regression data), 1 where it does not say; cases that match more often\n" +
			"are listed, and count only if the plain evaluation matches the same events. Any other: exit code 1.",
		Example: "  go run ./cmd/benchmark sigma-cases --data ../shared/data/sigma",
		RunE: func(c *cobra.Command, _ []string) error {
			r, err := runCases(c.Context(), data, rules)
			if err := print(r, err); err != nil {
				return err
			}
			return r.failure()
		},
	}
	c.Flags().StringVar(&data, "data", "", "the regression set: a zip file, a folder with regression.zip, or an unpacked one")
	c.Flags().StringVar(&rules, "rules", "", "the rules: a folder or a zip file (default: rules.zip beside the regression set)")
	_ = c.MarkFlagRequired("data")
	return c
}

// caseReport is the outcome of all cases.
type caseReport struct {
	Rules     int             `json:"rules"`
	Rejected  []sigma.Problem `json:"rejected,omitempty"`
	JSON      caseTotals      `json:"json"`
	EVTX      caseTotals      `json:"evtx"`
	Cases     []*sigmaCase    `json:"cases"`
	LeftOut   []string        `json:"left_out,omitempty"`
	Different []string        `json:"different_from_plain,omitempty"`
	Compared  int             `json:"compared_with_plain"`
}

// caseTotals count cases by one form of their events.
type caseTotals struct {
	Exact int `json:"exact"`
	// Matched are cases whose rule matches as often as stated, or more often.
	Matched int `json:"matched"`
	Events  int `json:"events"`
	Others  int `json:"other_matches"`
}

// sigmaCase is a rule with events and how many of them it has to match.
type sigmaCase struct {
	Folder string       `json:"folder"`
	Rule   sigma.RuleID `json:"rule"`
	Want   int          `json:"want"`
	JSON   caseFound    `json:"json"`
	EVTX   caseFound    `json:"evtx"`
}

// caseFound is what the rules say of the events in one form.
type caseFound struct {
	Events  int `json:"events"`
	Matches int `json:"matches"`
	Plain   int `json:"plain_matches"`
	// Others are the other rules that match, once an event.
	Others []string `json:"others,omitempty"`
	Wrong  []string `json:"wrong,omitempty"`
}

func (f *caseFound) exact(want int) bool { return f.matched(want) && f.Matches == want }

func (f *caseFound) matched(want int) bool {
	return len(f.Wrong) == 0 && f.Matches >= want && f.Matches == f.Plain
}

// failure tells what is not as it should be.
func (r *caseReport) failure() error {
	n := len(r.Cases)
	switch {
	case len(r.Different) > 0:
		return errors.New("verdicts differ from the plain evaluation")
	case r.JSON.Matched < n || r.EVTX.Matched < n:
		return errors.New("a rule does not match as often as stated")
	}
	return nil
}

// caseInfo is info.yml.
type caseInfo struct {
	Rules []struct {
		ID sigma.RuleID `yaml:"id"`
	} `yaml:"rule_metadata"`
	Tests []struct {
		Type  string `yaml:"type"`
		Path  string `yaml:"path"`
		Count *int   `yaml:"match_count"`
	} `yaml:"regression_tests_info"`
}

// caseRun holds events against the rules.
type caseRun struct {
	reader  *source.Reader
	session *match.Session
	rules   []*sigma.Rule
	exprs   []sigma.Expr
	layout  sigma.Layout
	report  *caseReport
}

func runCases(ctx context.Context, data, rules string) (*caseReport, error) {
	data, rules = casePaths(data, rules)
	folder, done, err := ruleFolder(rules)
	if err != nil {
		return nil, err
	}
	defer done()
	run, err := newCaseRun(folder)
	if err != nil {
		return nil, err
	}
	if folder, done, err = ruleFolder(data); err != nil {
		return nil, err
	}
	defer done()
	err = filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.Name() != "info.yml" {
			return err
		}
		return run.info(ctx, folder, name)
	})
	if err != nil {
		return nil, err
	}
	if len(run.report.Cases) == 0 {
		return nil, fmt.Errorf("%s: no case (info.yml with regression_tests_info)", data)
	}
	run.report.total()
	return run.report, nil
}

// casePaths finds the regression set and the rules beside it.
func casePaths(data, rules string) (string, string) {
	beside := filepath.Dir(data)
	if zip := filepath.Join(data, "regression.zip"); exists(zip) {
		data, beside = zip, data
	}
	if rules == "" {
		rules = filepath.Join(beside, "rules.zip")
	}
	return data, rules
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func newCaseRun(folder string) (*caseRun, error) {
	reader, err := source.NewReader(source.Config{Sources: sources.All()})
	if err != nil {
		return nil, err
	}
	run := &caseRun{reader: reader, layout: pipeline.Layouts()["windows-evtx"], report: &caseReport{}}
	var problems []sigma.Problem
	run.rules, problems = publicRules(folder)
	for _, p := range problems {
		if p.Severity == sigma.Error {
			run.report.Rejected = append(run.report.Rejected, p)
		}
	}
	run.report.Rules = len(run.rules)
	for _, r := range run.rules {
		run.exprs = append(run.exprs, r.Detection.Expr())
	}
	m, err := match.Compile(match.Config{Rules: run.rules, Layout: run.layout, Routes: pipeline.Routes()})
	if err != nil {
		return nil, err
	}
	run.session = m.Session()
	return run, nil
}

// info runs the cases of an info.yml.
func (c *caseRun) info(ctx context.Context, root, name string) error {
	text, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		return err
	}
	var info caseInfo
	if err := yaml.Unmarshal(text, &info); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	dir := filepath.Dir(name)
	shown, _ := filepath.Rel(root, dir)
	shown = filepath.ToSlash(shown)
	if len(info.Tests) == 0 {
		c.leave(shown, "no test is named")
	}
	for _, t := range info.Tests {
		if t.Type != "evtx" {
			c.leave(shown, fmt.Sprintf("a test of type %q", t.Type))
			continue
		}
		want := 1
		if t.Count != nil {
			want = *t.Count
		}
		evtx := filepath.Join(dir, path.Base(t.Path))
		for _, r := range info.Rules {
			x := &sigmaCase{Folder: shown, Rule: r.ID, Want: want}
			if x.JSON, err = c.events(ctx, strings.TrimSuffix(evtx, ".evtx")+".json", r.ID); err == nil {
				x.EVTX, err = c.events(ctx, evtx, r.ID)
			}
			if err != nil {
				return err
			}
			c.report.Cases = append(c.report.Cases, x)
		}
	}
	return nil
}

func (c *caseRun) leave(shown, why string) {
	c.report.LeftOut = append(c.report.LeftOut, shown+": "+why)
}

// events holds a file's events against all rules.
func (c *caseRun) events(ctx context.Context, path string, rule sigma.RuleID) (caseFound, error) {
	s := &caseSink{caseRun: c, at: slices.IndexFunc(c.rules, func(r *sigma.Rule) bool { return r.ID == string(rule) })}
	if s.at < 0 {
		s.found.Wrong = append(s.found.Wrong, "the rule is not there")
	}
	err := c.reader.Read(ctx, []string{path}, s)
	return s.found, err
}

// caseSink takes the events of a file.
type caseSink struct {
	*caseRun
	at    int // of the rule
	found caseFound
}

// Problem notes what cannot be read.
func (s *caseSink) Problem(p source.Problem) {
	if p.Kind != source.Notice {
		s.found.Wrong = append(s.found.Wrong, fmt.Sprintf("%s:%d: %v", p.Path, p.Line, p.Err))
	}
}

// Record holds an event against all rules, and against those of its log sources one by one.
func (s *caseSink) Record(r *model.Record) error {
	windows := sigma.LogSource{Product: "windows"}
	s.found.Events++
	event, err := plain.Decode(r.Raw)
	if err != nil {
		return err
	}
	applying, err := s.session.Applying(r.Raw, windows)
	if err != nil {
		return err
	}
	applying = slices.Clone(applying)
	matching, err := s.session.Match(r.Raw, windows)
	if err != nil {
		return err
	}
	for _, i := range applying {
		ours, want := slices.Contains(matching, i), plain.Match(s.exprs[i], event, s.layout)
		s.report.Compared++
		if ours != want {
			s.report.Different = append(s.report.Different, fmt.Sprintf("%s: %s: it matches: %v, by plain evaluation %v", r.Origin, s.rules[i].Path, ours, want))
		}
		switch {
		case i != s.at && ours:
			s.found.Others = append(s.found.Others, s.rules[i].Path)
		case i == s.at && ours:
			s.found.Matches++
		}
	}
	if s.at >= 0 && plain.Match(s.exprs[s.at], event, s.layout) {
		s.found.Plain++
	}
	return nil
}

// total counts the exact cases.
func (r *caseReport) total() {
	for _, c := range r.Cases {
		for _, x := range []struct {
			to   *caseTotals
			from *caseFound
		}{{&r.JSON, &c.JSON}, {&r.EVTX, &c.EVTX}} {
			x.to.Events += x.from.Events
			x.to.Others += len(x.from.Others)
			if x.from.matched(c.Want) {
				x.to.Matched++
			}
			if x.from.exact(c.Want) {
				x.to.Exact++
			}
		}
	}
}

func (r *caseReport) text(w io.Writer) {
	print := func(format string, a ...any) { _, _ = fmt.Fprintf(w, format+"\n", a...) }
	print("%d rules", r.Rules)
	for _, p := range r.Rejected {
		print("not loaded: %s", p.Error())
	}
	for _, x := range []struct {
		name string
		t    caseTotals
	}{{"JSON", r.JSON}, {"EVTX", r.EVTX}} {
		print("from %s: %d of %d cases match as stated, %d of them just as often, %d more often; %d events, %d matches of other rules",
			x.name, x.t.Matched, len(r.Cases), x.t.Exact, x.t.Matched-x.t.Exact, x.t.Events, x.t.Others)
	}
	print("%d verdicts compared with the plain evaluation: %d differ", r.Compared, len(r.Different))
	for _, d := range r.Different {
		print("differs: %s", d)
	}
	for _, c := range r.Cases {
		c.failures(print)
	}
	for _, l := range r.LeftOut {
		print("left out: %s", l)
	}
	print("matches of rules other than the case's own, from EVTX: %s cases", r.others())
}

// failures prints what does not match just as often as stated.
func (c *sigmaCase) failures(print func(string, ...any)) {
	for _, x := range []struct {
		name string
		f    *caseFound
	}{{"JSON", &c.JSON}, {"EVTX", &c.EVTX}} {
		if x.f.exact(c.Want) {
			continue
		}
		word := "not as stated"
		if x.f.matched(c.Want) {
			word = "more often"
		}
		print("%s, from %s: %s: at least %d of %d events should match and %d do, by plain evaluation %d",
			word, x.name, c.Folder, c.Want, x.f.Events, x.f.Matches, x.f.Plain)
		for _, wrong := range x.f.Wrong {
			print("  %s", wrong)
		}
	}
}

// others tells how many cases have how many matches of other rules.
func (r *caseReport) others() string {
	var by []int
	for _, c := range r.Cases {
		n := len(c.EVTX.Others)
		by = append(by, make([]int, max(0, n+1-len(by)))...)
		by[n]++
	}
	var list []string
	for n, cases := range by {
		if cases > 0 {
			list = append(list, fmt.Sprintf("%d in %d", n, cases))
		}
	}
	return strings.Join(list, ", ")
}
