// Package ruletest runs the tests that stand beside rules: rule.test.yaml beside rule.yaml.
// A test says which events a rule has to match, and which honest twins of them it must
// leave alone; every rule needs one of the former and two of the latter. Start with Run.
// It never judges how good a rule is beyond its tests, and knows nothing of the product.
//
// The format is described in docs/guides/rules.md.
package ruletest

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

// The fewest tests of a rule: one that matches, and two honest twins that do not.
const (
	minMatches = 1
	minTwins   = 2
)

// Result is what became of one test, or what is wrong with a file of tests. A failed one is
// an error with a place and a hint.
type Result struct {
	// Path is the file of tests, or the rule's where there is none; At the place in it.
	Path string
	At   sigma.Position
	// Rule and Title are the rule's, as far as it could be read.
	Rule  sigma.RuleID
	Title string
	// Test is the test's name, "" when the result is about the whole file; Twin who the
	// honest twin is.
	Test, Twin string
	// Failure says what went wrong, "" when nothing did; Advice what to do about it, and
	// Detail why, in several lines. Both may be empty.
	Failure, Advice, Detail string
}

// Passed tells whether all is well.
func (r Result) Passed() bool { return r.Failure == "" }

// Error is the failure with its place, as compilers write it.
func (r Result) Error() string {
	text := r.Failure
	if r.Test != "" {
		text = fmt.Sprintf("test %q: %s", r.Test, text)
	}
	if r.At == (sigma.Position{}) {
		return r.Path + ": " + text
	}
	return fmt.Sprintf("%s:%d:%d: %s", r.Path, r.At.Line, r.At.Column, text)
}

// Hint is what to do about it.
func (r Result) Hint() string { return r.Advice }

// Run runs the tests of every rule file under a root, which is a folder or one rule file,
// in the order of their paths. A rule file stands for itself: what its correlations refer
// to has to be in it.
func Run(fsys fs.FS, root string, engine Engine) []Result {
	rules, tests, err := find(fsys, root)
	if err != nil {
		return []Result{{Path: root, Failure: "cannot be read: " + err.Error(), Advice: "check that it exists and that you may read it"}}
	}
	var list []Result
	for _, name := range rules {
		list = append(list, runFile(fsys, name, engine)...)
	}
	for _, name := range tests {
		if !slices.Contains(rules, ruleOf(name)) {
			list = append(list, Result{Path: name, Failure: "there is no rule beside these tests", Advice: "they belong to " + path.Base(ruleOf(name))})
		}
	}
	slices.SortStableFunc(list, func(a, b Result) int { return cmp.Compare(path.Dir(a.Path), path.Dir(b.Path)) })
	return list
}

// TestsOf is the path of the tests of a rule file.
func TestsOf(rule string) string {
	ext := path.Ext(rule)
	return strings.TrimSuffix(rule, ext) + ".test" + ext
}

func ruleOf(tests string) string {
	ext := path.Ext(tests)
	return strings.TrimSuffix(strings.TrimSuffix(tests, ext), ".test") + ext
}

func find(fsys fs.FS, root string) (rules, tests []string, err error) {
	root = path.Clean(cmp.Or(root, "."))
	err = fs.WalkDir(fsys, root, func(name string, e fs.DirEntry, err error) error {
		switch ext := path.Ext(name); {
		case err != nil:
			return err
		case e.IsDir() || ext != ".yaml" && ext != ".yml":
		case rulefile.IsRuleFile(name):
			rules = append(rules, name)
		default:
			tests = append(tests, name)
		}
		return nil
	})
	return rules, tests, err
}

// file is a rule file with its tests.
type file struct {
	rules  sigma.Collection
	rule   sigma.RuleID
	title  string
	suite  suite
	engine Engine
}

func runFile(fsys fs.FS, name string, engine Engine) []Result {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return []Result{{Path: name, Failure: "cannot be read: " + err.Error()}}
	}
	rules, problems := rulefile.Parse(name, text)
	problems = append(problems, rules.Check()...)
	problems = append(problems, rules.ApplyFilters()...)
	for _, p := range problems {
		if p.Severity == sigma.Error {
			return []Result{{Path: name, At: p.At, Rule: p.Rule, Failure: p.Text, Advice: p.Advice}}
		}
	}
	f := file{rules: rules, engine: engine}
	f.rule, f.title = main(rules)
	if f.rule == "" {
		return nil // a file of filters
	}
	tests := TestsOf(name)
	text, err = fs.ReadFile(fsys, tests)
	if err != nil {
		return []Result{{
			Path: name, At: sigma.Position{Line: 1, Column: 1}, Rule: f.rule, Title: f.title, Failure: "the rule has no tests",
			Advice: "write them into " + path.Base(tests) + " beside it: one that matches, and two honest twins that do not",
		}}
	}
	var wrong []Result
	f.suite, wrong = readSuite(tests, text, len(rules.Correlations) > 0)
	for i := range wrong {
		wrong[i].Rule, wrong[i].Title = f.rule, f.title
	}
	if len(wrong) > 0 {
		return wrong
	}
	return f.run()
}

// main is the document that stands for a file: the last correlation, or the last rule.
func main(c sigma.Collection) (sigma.RuleID, string) {
	if n := len(c.Correlations); n > 0 {
		return c.Correlations[n-1].Key(), c.Correlations[n-1].Title
	}
	if n := len(c.Rules); n > 0 {
		return c.Rules[n-1].Key(), c.Rules[n-1].Title
	}
	return "", ""
}

func (f *file) run() []Result {
	list := make([]Result, 0, len(f.suite.tests))
	for _, t := range f.suite.tests {
		r := Result{Path: f.suite.path, At: t.at, Rule: f.rule, Title: f.title, Test: t.name, Twin: t.twin}
		verdict, err := f.engine.Evaluate(f.rules, t.events)
		switch {
		case err != nil:
			r.Failure = err.Error()
		case t.match && !verdict.Matched:
			r.Failure, r.Detail = "the rule should match and does not", verdict.Why
			r.Advice = "loosen the rule, or mend the events; rule explain shows what each condition saw"
		case !t.match && verdict.Matched:
			r.Failure, r.Detail = "the rule matches "+t.twin+", who is honest", verdict.Why
			r.Advice = "tighten the rule so that it leaves this twin alone"
		}
		list = append(list, r)
	}
	return list
}
