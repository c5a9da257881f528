package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/content"
	"bonafide/detect/rule"
	"bonafide/model"
	"bonafide/normalize"
	normalizers "bonafide/normalize/catalog"
	"bonafide/sigma"
	"bonafide/sigma/rulefile"
	"bonafide/source"
	sources "bonafide/source/catalog"
)

func newVerdicts(print func(report, error) error) *cobra.Command {
	var (
		data []string
		all  bool
	)
	c := &cobra.Command{
		Use:   "verdicts",
		Short: "Hold labelled vendor events against the rules, and say what is not covered",
		Long: "Reads single events with the verdict that the upstream rule they belong to is expected to give: JSON lines with rule,\n" +
			"test, expected and event, as the tests of panther-labs/panther-analysis. Every event is recognised, normalised and\n" +
			"held against the rules that come with Bonafide. cmd/benchmark/verdicts.yaml says which of them give the verdict of\n" +
			"which upstream rule, and why the other upstream rules are not covered. It fails when a covered event is wrong.",
		RunE: func(c *cobra.Command, _ []string) error {
			if len(data) == 0 {
				return errors.New("name the labelled events with --data")
			}
			r, err := verdicts(c.Context(), data)
			if err == nil {
				r.all = all
			}
			if err := print(r, err); err != nil {
				return err
			}
			return r.failed()
		},
	}
	c.Flags().StringSliceVar(&data, "data", nil, "files or folders with labelled events; records without a label are only held against the rules")
	c.Flags().BoolVar(&all, "all", false, "list every match outside the covered families as well")
	return c
}

// verdictReport is what became of the labelled events.
type verdictReport struct {
	Records   int            `json:"records"`  // that were read, labelled or not
	Families  []family       `json:"families"` // upstream rules that are covered
	Reasons   []reasonCount  `json:"reasons"`  // why others are not
	Unlisted  []string       `json:"unlisted"` // upstream rules that the table does not have
	Matches   map[string]int `json:"matches"`  // outside the covered families, by rule
	Elsewhere []string       `json:"elsewhere"`
	all       bool
}

// family is a covered upstream rule.
type family struct {
	Rule     string   `json:"rule"`
	Ours     []string `json:"ours"`
	Events   int      `json:"events"`
	Expected int      `json:"expected"` // to match
	Right    int      `json:"right"`
	Untimed  int      `json:"untimed"` // events without a time, which were given one
	Wrong    []string `json:"wrong,omitempty"`
}

// reasonCount is a reason why upstream rules are not covered.
type reasonCount struct {
	Reason string `json:"reason"`
	Rules  int    `json:"rules"`
	Events int    `json:"events"`
}

// labelled is a record of the set.
type labelled struct {
	Rule     string          `json:"rule"`
	Test     string          `json:"test"`
	Expected bool            `json:"expected"`
	Event    json.RawMessage `json:"event"`
}

// judge holds records against the rules.
type judge struct {
	runner   *normalize.Runner
	matcher  *rule.Matcher
	set      *rule.Set
	table    *verdictTable
	families map[string]*family
	reasons  map[string]*reasonCount
	listed   map[string]bool // upstream rules that were seen, by reason
	unlisted map[string]bool
	report   *verdictReport

	record *model.Record // in hand
	events int           // that it gave
	found  []string      // rules that match it
}

// verdicts reads everything and judges it.
func verdicts(ctx context.Context, paths []string) (*verdictReport, error) {
	table, err := readVerdictTable()
	if err != nil {
		return nil, err
	}
	set, err := normalizers.New(normalizers.Options{})
	if err != nil {
		return nil, err
	}
	rules, problems := rule.New(rule.Config{Rules: loudRules(), Sources: app.LogSources(set.Normalizers)})
	for _, p := range problems {
		if p.Severity == sigma.Error {
			return nil, p
		}
	}
	var unread atomic.Int64
	j := &judge{
		set: rules, matcher: rules.Matcher(&unread), table: table, families: map[string]*family{}, reasons: map[string]*reasonCount{},
		listed: map[string]bool{}, unlisted: map[string]bool{}, report: &verdictReport{Matches: map[string]int{}},
	}
	if j.runner, err = set.Runner(j, nil); err != nil {
		return nil, err
	}
	reader, err := source.NewReader(source.Config{Sources: sources.All()})
	if err != nil {
		return nil, err
	}
	if err := reader.Read(ctx, paths, j); err != nil {
		return nil, err
	}
	if n := unread.Load(); n > 0 {
		return nil, fmt.Errorf("%d events could not be held against the rules", n)
	}
	return j.done(), nil
}

// loudRules are the rules that come with the program, with those that give no finding on
// their own: informational ones, and ones that leave what they see to a detector.
func loudRules() sigma.Collection {
	c, _ := rulefile.Load(content.FS(), "rules") // the tests of content read it
	for _, r := range c.Rules {
		if r.Custom["indicator"] != nil {
			r.Custom = maps.Clone(r.Custom)
			delete(r.Custom, "left_to")
			r.Level = cmp.Or(strings.ReplaceAll(r.Level, "informational", "low"), "low")
		}
	}
	c.Correlations = nil // one event is never several
	return c
}

// Record judges one record.
func (j *judge) Record(r *model.Record) error {
	j.report.Records++
	var l labelled
	if bytes.Contains(r.Raw, []byte(`"log_types"`)) {
		if err := json.Unmarshal(r.Raw, &l); err != nil {
			return fmt.Errorf("%s:%d: %w", r.Origin.Path, r.Origin.Line, err)
		}
		r = &model.Record{Origin: r.Origin, Syntax: r.Syntax, Raw: l.Event}
	}
	j.found = nil
	untimed, err := j.hold(r)
	if err != nil {
		return err
	}
	j.weigh(&l, untimed, r.Origin)
	return nil
}

// Problem is a record that could not be read.
func (j *judge) Problem(p source.Problem) {
	j.report.Elsewhere = append(j.report.Elsewhere, fmt.Sprintf("%s:%d: %v", p.Path, p.Line, p.Err))
}

// someTime is given to events without a time. Tests of single rules often have none, and
// without one nothing can be assessed.
const someTime = `{"p_event_time":"2026-11-20T09:00:00Z",`

// hold normalises a record and holds it against the rules. It tells whether the record had
// to be given a time.
func (j *judge) hold(r *model.Record) (untimed bool, err error) {
	j.events, j.record = 0, r
	if err := j.runner.Normalize(r); err != nil || j.events > 0 || r.Syntax != model.SyntaxJSON {
		return false, err
	}
	body := bytes.TrimLeft(bytes.TrimSpace(r.Raw), "{")
	timed := &model.Record{Origin: r.Origin, Syntax: r.Syntax, Raw: append([]byte(someTime), body...)}
	j.record = timed
	return true, j.runner.Normalize(timed)
}

// Event holds the record in hand against the rules, once, as an assessment does.
func (j *judge) Event(e *model.Event) error {
	j.events++
	if j.record == nil {
		return nil
	}
	j.matcher.Match(j.record, e)
	j.record = nil
	for _, place := range e.Matched.Rules {
		j.found = append(j.found, strings.TrimPrefix(path.Dir(j.set.Rule(place).Path), "rules/"))
	}
	return nil
}

// Claim takes a claim.
func (j *judge) Claim(model.Claim) error { return nil }

// weigh counts a verdict.
func (j *judge) weigh(l *labelled, untimed bool, at model.Origin) {
	ours, covered := j.table.Covered[l.Rule]
	if !covered {
		j.elsewhere(l, at)
		return
	}
	f := j.families[l.Rule]
	if f == nil {
		f = &family{Rule: l.Rule, Ours: ours}
		j.families[l.Rule] = f
	}
	matches := slices.ContainsFunc(j.found, func(name string) bool { return slices.Contains(ours, name) })
	f.Events++
	if l.Expected {
		f.Expected++
	}
	switch {
	case j.events == 0:
		f.Wrong = append(f.Wrong, fmt.Sprintf("line %d, %q: not read as an event of a known format", at.Line, l.Test))
	case matches == l.Expected:
		f.Right++
	case matches:
		f.Wrong = append(f.Wrong, fmt.Sprintf("line %d, %q: matches, and should not", at.Line, l.Test))
	default:
		f.Wrong = append(f.Wrong, fmt.Sprintf("line %d, %q: does not match, and should", at.Line, l.Test))
	}
	if untimed && j.events > 0 {
		f.Untimed++
	}
}

// elsewhere counts an event of a family that is not covered, or without a label.
func (j *judge) elsewhere(l *labelled, at model.Origin) {
	for _, name := range j.found {
		j.report.Matches[name]++
		j.report.Elsewhere = append(j.report.Elsewhere, fmt.Sprintf("%s:%d: %s: %s %q", path.Base(at.Path), at.Line, name, l.Rule, l.Test))
	}
	if l.Rule == "" {
		return
	}
	reason, known := j.table.reason[l.Rule]
	if !known {
		j.unlisted[l.Rule] = true
		return
	}
	r := j.reasons[reason]
	if r == nil {
		r = &reasonCount{Reason: reason}
		j.reasons[reason] = r
	}
	r.Events++
	if !j.listed[l.Rule] {
		j.listed[l.Rule] = true
		r.Rules++
	}
}

// done sorts what was counted.
func (j *judge) done() *verdictReport {
	r := j.report
	for _, f := range j.families {
		r.Families = append(r.Families, *f)
	}
	slices.SortFunc(r.Families, func(a, b family) int { return strings.Compare(a.Rule, b.Rule) })
	for _, c := range j.reasons {
		r.Reasons = append(r.Reasons, *c)
	}
	slices.SortFunc(r.Reasons, func(a, b reasonCount) int {
		return cmp.Or(cmp.Compare(b.Rules, a.Rules), strings.Compare(a.Reason, b.Reason))
	})
	r.Unlisted = slices.Sorted(maps.Keys(j.unlisted))
	return r
}

// failed is an error when a covered event is wrong, or an upstream rule stands nowhere.
func (r *verdictReport) failed() error {
	if r == nil {
		return nil
	}
	var errs []error
	if _, events, right := r.totals(); right < events {
		errs = append(errs, fmt.Errorf("%d of %d covered events have the wrong verdict", events-right, events))
	}
	if n := len(r.Unlisted); n > 0 {
		errs = append(errs, fmt.Errorf("%d upstream rules stand nowhere in cmd/benchmark/verdicts.yaml", n))
	}
	return errors.Join(errs...)
}

func (r *verdictReport) totals() (families, events, right int) {
	for _, f := range r.Families {
		events += f.Events
		right += f.Right
	}
	return len(r.Families), events, right
}

func (r *verdictReport) text(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%-52s %6s %8s %6s %8s  %s\n", "covered upstream rule", "events", "expected", "right", "untimed", "by")
	for _, f := range r.Families {
		_, _ = fmt.Fprintf(w, "%-52s %6d %8d %6d %8d  %s\n", f.Rule, f.Events, f.Expected, f.Right, f.Untimed, strings.Join(f.Ours, ", "))
		for _, wrong := range f.Wrong {
			_, _ = fmt.Fprintf(w, "  WRONG %s\n", wrong)
		}
	}
	families, events, right := r.totals()
	_, _ = fmt.Fprintf(w, "%d records read; %d families covered, %d of their %d events right\n\n", r.Records, families, right, events)
	_, _ = fmt.Fprintf(w, "%6s %6s  %s\n", "rules", "events", "not covered, because")
	for _, c := range r.Reasons {
		_, _ = fmt.Fprintf(w, "%6d %6d  %s\n", c.Rules, c.Events, c.Reason)
	}
	for _, name := range r.Unlisted {
		_, _ = fmt.Fprintf(w, "NOT LISTED %s\n", name)
	}
	_, _ = fmt.Fprintln(w, "\nmatches outside the covered families")
	for _, name := range slices.Sorted(maps.Keys(r.Matches)) {
		_, _ = fmt.Fprintf(w, "%6d  %s\n", r.Matches[name], name)
	}
	if r.all {
		for _, line := range r.Elsewhere {
			_, _ = fmt.Fprintln(w, "- "+line)
		}
	}
}
