package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"bonafide/internal/hint"
	"bonafide/sigma"
	"bonafide/sigma/plain"
	"bonafide/sigma/ruletest"
)

func newRule(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "rule",
		Short: "Check, test, explain and time detection rules",
		Long: `Rule works on detection rules in the Sigma format, with correlations and filters: those
that come with Bonafide (builtin) and those of your own. Nothing is changed.

Exit codes: 0 all is fine; 1 a rule is wrong or a test failed; 2 wrong use.`,
		Example: `  bonafide rule lint ./rules
  bonafide rule test builtin
  bonafide rule explain ./rules/okta/proxy/rule.yaml okta.jsonl --line 3
  bonafide rule bench ./rules okta.jsonl`,
		Args: unknownCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newRuleLint(s), newRuleTest(s), newRuleExplain(s), newRuleBench(s))
	return c
}

// rulePaths makes sure that a command gets paths that are there.
func rulePaths(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return hint.With(fmt.Errorf("%s needs a folder or files with rules", c.Name()), "try: "+c.CommandPath()+" builtin")
	}
	for _, arg := range args {
		name, ok := withinBuiltin(arg)
		if ok {
			continue
		}
		if name != "" {
			return hint.With(fmt.Errorf("no rules that come with Bonafide lie in %q", arg), missingBuiltin(name))
		}
		if err := exist([]string{arg}); err != nil {
			return err
		}
	}
	return nil
}

// ruleFormat makes sure that an output format is one of two.
func ruleFormat(format string) error {
	if format == "text" || format == "json" {
		return nil
	}
	return hint.With(fmt.Errorf("there is no format %q", format), "use text or json")
}

func newRuleLint(s streams) *cobra.Command {
	var format string
	var strict bool
	c := &cobra.Command{
		Use:   "lint PATH...",
		Short: "Look whether rules are well-formed",
		Long: `Lint reads rules, correlations and filters and says what is wrong with them, with file,
line, column and what to do about it: errors, which make a rule unusable, and warnings,
for what is allowed and probably not meant.

A path is a file, a folder, or builtin for the rules that come with Bonafide (./builtin
is a folder of yours). What is named together is looked at together: a correlation may refer to a rule in another file.

Exit codes: 0 no errors; 1 errors; 2 wrong use.`,
		Example: `  bonafide rule lint ./rules
  bonafide rule lint ./rules ./more/rule.yaml --strict
  bonafide rule lint builtin --format json`,
		Args: rulePaths,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := ruleFormat(format); err != nil {
				return err
			}
			found, err := lintRules(args)
			if err != nil {
				return err
			}
			if err := found.write(s.out, format); err != nil {
				return err
			}
			if found.Errors > 0 || strict && found.Warnings > 0 {
				return exit(exitFound)
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	c.Flags().BoolVar(&strict, "strict", false, "exit 1 for warnings, too")
	return c
}

// ruleLint is what lint found, in the form in which it is written as JSON.
type ruleLint struct {
	Schema       string        `json:"schema"`
	Rules        int           `json:"rules"`
	Correlations int           `json:"correlations"`
	Filters      int           `json:"filters"`
	Errors       int           `json:"errors"`
	Warnings     int           `json:"warnings"`
	Problems     []ruleProblem `json:"problems"`
}

type ruleProblem struct {
	Path     string         `json:"path"`
	Line     int            `json:"line,omitempty"`
	Column   int            `json:"column,omitempty"`
	Rule     sigma.RuleID   `json:"rule,omitempty"`
	Severity sigma.Severity `json:"severity"`
	Text     string         `json:"text"`
	Hint     string         `json:"hint,omitempty"`
}

func lintRules(args []string) (*ruleLint, error) {
	var all sigma.Collection
	var problems []sigma.Problem
	for _, arg := range args {
		p := openRules(arg)
		c, wrong := p.load()
		if len(wrong) == 0 && len(c.Rules)+len(c.Correlations)+len(c.Filters) == 0 {
			return nil, noRules(arg)
		}
		all.Add(c)
		problems = append(problems, wrong...)
	}
	found := &ruleLint{
		Schema: "bonafide.rule_lint/v1", Rules: len(all.Rules), Correlations: len(all.Correlations), Filters: len(all.Filters),
		Problems: []ruleProblem{},
	}
	problems = append(problems, all.Check()...)
	problems = append(problems, all.ApplyFilters()...)
	for _, p := range problems {
		if p.Severity == sigma.Error {
			found.Errors++
		} else {
			found.Warnings++
		}
		found.Problems = append(found.Problems, ruleProblem{p.Path, p.At.Line, p.At.Column, p.Rule, p.Severity, p.Text, p.Advice})
	}
	return found, nil
}

func (l *ruleLint) write(w io.Writer, format string) error {
	if format == "json" {
		return writeJSON(w, l)
	}
	var failed error
	line := func(format string, args ...any) {
		_, err := fmt.Fprintf(w, format+"\n", args...)
		failed = errors.Join(failed, err)
	}
	for _, p := range l.Problems {
		at := sigma.Problem{Path: p.Path, At: sigma.Position{Line: p.Line, Column: p.Column}, Text: string(p.Severity) + ": " + p.Text}
		line("%s", at.Error())
		if p.Hint != "" {
			line("  hint: %s", p.Hint)
		}
	}
	line("%s, %s and %s: %s, %s", count(l.Rules, "rule"), count(l.Correlations, "correlation"), count(l.Filters, "filter"),
		count(l.Errors, "error"), count(l.Warnings, "warning"))
	return failed
}

func newRuleTest(s streams) *cobra.Command {
	var format, layout string
	var every bool
	c := &cobra.Command{
		Use:   "test PATH...",
		Short: "Run the tests that stand beside rules",
		Long: `Test runs rule.test.yaml beside rule.yaml: events that the rule has to match, and honest
twins that it must leave alone. Every rule needs one of the former and two of the latter.

A path is a file, a folder, or builtin for the rules that come with Bonafide. A rule file
stands for itself: what its correlations refer to has to be in it.

Exit codes: 0 all tests passed; 1 a test failed or is missing; 2 wrong use.`,
		Example: `  bonafide rule test ./rules
  bonafide rule test builtin/okta --all
  bonafide rule test builtin --format json`,
		Args: rulePaths,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := ruleFormat(format); err != nil {
				return err
			}
			if err := checkLayout(layout); err != nil {
				return err
			}
			found, err := testRules(args, layout)
			if err != nil {
				return err
			}
			if err := found.write(s.out, format, every); err != nil {
				return err
			}
			if found.Failed > 0 {
				return exit(exitFound)
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	c.Flags().StringVar(&layout, "layout", "", layoutUsage("by each event"))
	c.Flags().BoolVar(&every, "all", false, "text: list the tests that passed, too")
	return c
}

// ruleTests are the results of tests, in the form in which they are written as JSON.
type ruleTests struct {
	Schema  string     `json:"schema"`
	Rules   int        `json:"rules"`
	Tests   int        `json:"tests"`
	Failed  int        `json:"failed"`
	Results []testDone `json:"results"`
}

type testDone struct {
	Path    string       `json:"path"`
	Line    int          `json:"line,omitempty"`
	Column  int          `json:"column,omitempty"`
	Rule    sigma.RuleID `json:"rule,omitempty"`
	Title   string       `json:"title,omitempty"`
	Test    string       `json:"test,omitempty"`
	Twin    string       `json:"twin,omitempty"`
	Passed  bool         `json:"passed"`
	Failure string       `json:"failure,omitempty"`
	Hint    string       `json:"hint,omitempty"`
	Detail  string       `json:"detail,omitempty"`
	text    string       // the failure with its place
}

func testRules(args []string, layout string) (*ruleTests, error) {
	found := &ruleTests{Schema: "bonafide.rule_test/v1", Results: []testDone{}}
	rules := map[sigma.RuleID]bool{}
	for _, arg := range args {
		p := openRules(arg)
		results := ruletest.Run(p.fsys, p.root, ruletest.Plain{Layout: func(e *plain.Event) sigma.Layout { return layoutFor(layout, e) }})
		if len(results) == 0 {
			return nil, noRules(arg)
		}
		for _, r := range results {
			r.Path = p.shown(r.Path)
			rules[r.Rule] = true
			if r.Test != "" {
				found.Tests++
			}
			if !r.Passed() {
				found.Failed++
			}
			found.Results = append(found.Results, testDone{
				r.Path, r.At.Line, r.At.Column, r.Rule, r.Title, r.Test, r.Twin, r.Passed(), r.Failure, r.Advice, r.Detail, r.Error(),
			})
		}
	}
	delete(rules, "")
	found.Rules = len(rules)
	return found, nil
}

func (t *ruleTests) write(w io.Writer, format string, every bool) error {
	if format == "json" {
		return writeJSON(w, t)
	}
	var failed error
	line := func(format string, args ...any) {
		_, err := fmt.Fprintf(w, format+"\n", args...)
		failed = errors.Join(failed, err)
	}
	for _, r := range t.Results {
		switch {
		case r.Passed && every:
			line("ok     %s: %s", r.Title, r.Test)
		case !r.Passed:
			line("FAILED %s", r.text)
			if r.Hint != "" {
				line("  hint: %s", r.Hint)
			}
			if r.Detail != "" {
				line("%s", indent(r.Detail))
			}
		}
	}
	line("%s of %s: %d failed", count(t.Tests, "test"), count(t.Rules, "rule"), t.Failed)
	return failed
}

// count writes a number with its word.
func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
