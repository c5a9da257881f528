package ruletest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"bonafide/sigma"
	"bonafide/sigma/ruletest"
)

const (
	rule = `title: A proxy
id: 00000000-0000-4000-8000-000000000001
logsource: {product: okta}
detection:
  selection: {proxy: true, outcome: success}
  condition: selection
`
	tests = `tests:
  - name: behind_a_proxy
    expect: match
    events: [{proxy: true, outcome: success}]
  - name: twin_without_one
    twin: traveller
    expect: none
    events: [{proxy: false, outcome: success}]
  - name: twin_that_fails
    twin: victim
    expect: none
    events: [{proxy: true, outcome: failure}]
`
	correlation = `title: Part
name: part
logsource: {product: okta}
detection:
  selection: {proxy: true}
  condition: selection
---
title: Three in a minute
id: 00000000-0000-4000-8000-000000000002
correlation:
  type: value_count
  rules: [part]
  group-by: [user]
  timespan: 1m
  condition: {field: app, gte: 3}
`
	correlationTests = `time: at
tests:
  - name: three
    expect: match
    repeat: 3
    every: 20s
    events: [{at: 2026-11-16T09:00:00Z, proxy: true, user: w17, app: 'app-{n}'}]
  - name: twin_slow
    twin: slow worker
    expect: none
    repeat: 9
    every: 31s
    events: [{at: '2026-11-16 09:00:00', proxy: true, user: w17, app: 'app-{n}'}]
  - name: twin_one_app
    twin: user of one application
    expect: none
    repeat: 9
    every: 1s
    events: [{at: 1794819600123, proxy: true, user: w17, app: app}]
`
)

func run(files map[string]string) []string {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	var list []string
	for _, r := range ruletest.Run(fsys, ".", ruletest.Plain{}) {
		if r.Passed() {
			list = append(list, "ok "+r.Test)
		} else {
			list = append(list, r.Error())
		}
	}
	return list
}

func TestRun(t *testing.T) {
	t.Parallel()
	broken := func(old, text string) string {
		if !strings.Contains(tests, old) {
			t.Fatalf("%q is not in the tests", old)
		}
		return strings.Replace(tests, old, text, 1)
	}
	timed := func(old, text string) string { return strings.Replace(correlationTests, old, text, 1) }
	for _, c := range []struct {
		name        string
		rule, tests string
		want        []string
	}{
		{"all_is_well", rule, tests, []string{"ok behind_a_proxy", "ok twin_without_one", "ok twin_that_fails"}},
		{"correlation", correlation, correlationTests, []string{"ok three", "ok twin_slow", "ok twin_one_app"}},
		{"part_of_a_correlation_alone_is_no_match", correlation, timed("repeat: 3", "repeat: 2"), []string{
			`a/rule.test.yaml:3:5: test "three": the rule should match and does not`, "ok twin_slow", "ok twin_one_app",
		}},
		{"should_match", rule, broken("proxy: true", "proxy: false"), []string{
			`a/rule.test.yaml:2:5: test "behind_a_proxy": the rule should match and does not`, "ok twin_without_one", "ok twin_that_fails",
		}},
		{"matches_a_twin", rule, broken("proxy: false", `proxy: "TRUE"`), []string{
			"ok behind_a_proxy", `a/rule.test.yaml:5:5: test "twin_without_one": the rule matches traveller, who is honest`, "ok twin_that_fails",
		}},
		{"no_tests", rule, "", []string{"a/rule.yaml:1:1: the rule has no tests"}},
		{"no_match_expected", rule, broken("expect: match", "twin: nobody\n    expect: none"), []string{"a/rule.test.yaml:2:3: no test expects a match"}},
		{"one_twin", rule, tests[:strings.Index(tests, "  - name: twin_that_fails")], []string{"a/rule.test.yaml:2:3: 1 honest twins, and at least 2 are needed"}},
		{"twin_unnamed", rule, broken("    twin: victim\n", ""), []string{`a/rule.test.yaml:9:5: test "twin_that_fails": the test does not say who the honest twin is`}},
		{"twin_of_a_match", rule, broken("expect: match", "expect: match\n    twin: thief"), []string{`a/rule.test.yaml:4:11: test "behind_a_proxy": a test that expects a match has no honest twin`}},
		{"expects_something_else", rule, broken("expect: match", "expect: yes"), []string{`a/rule.test.yaml:2:5: test "behind_a_proxy": expect is match or none, not "yes"`}},
		{"name_in_words", rule, broken("behind_a_proxy", "behind a proxy"), []string{`a/rule.test.yaml:2:5: a test's name is written in snake_case, not "behind a proxy"`}},
		{"same_name_twice", rule, broken("twin_that_fails", "twin_without_one"), []string{`a/rule.test.yaml:9:5: test "twin_without_one": there are two tests of this name`}},
		{"unknown_key", rule, broken("expect: match", "expects: match\n    expect: match"), []string{`a/rule.test.yaml:3:5: test "behind_a_proxy": there is no key "expects" here`}},
		{"event_is_no_object", rule, broken("[{proxy: true, outcome: success}]", "[proxy]"), []string{`a/rule.test.yaml:4:14: test "behind_a_proxy": an event is an object`}},
		{"events_are_missing", rule, broken("    events: [{proxy: false, outcome: success}]\n", ""), []string{`a/rule.test.yaml:5:5: test "twin_without_one": there are no events`}},
		{"number_that_json_has_not", rule, broken("proxy: true", "proxy: 0x1F"), []string{`a/rule.test.yaml:4:22: test "behind_a_proxy": 0x1F is no number that JSON has; put it in quotes`}},
		{"anchor", rule, broken("proxy: true, outcome: success}]", "proxy: &a true, outcome: *a}]"), []string{`a/rule.test.yaml:4:40: test "behind_a_proxy": anchors and aliases do not go in an event; write the value out`}},
		{"no_yaml", rule, "tests: [", []string{"a/rule.test.yaml:1:1: is no YAML: line 1: did not find expected node content"}},
		{"empty", rule, " ", []string{"a/rule.test.yaml:1:1: holds no tests"}},
		{"time_not_named", correlation, timed("time: at\n", ""), []string{"a/rule.test.yaml:1:1: the rule is a correlation and the tests do not say which field is the time"}},
		{"time_not_there", correlation, timed("at: 2026", "on: 2026"), []string{`a/rule.test.yaml:7:14: test "three": the event has no time in "at"`}},
		{"repeat_too_often", correlation, timed("repeat: 3", "repeat: 30000"), []string{`a/rule.test.yaml:5:13: test "three": repeat is a number from 1 to 10000, not "30000"`}},
		{"every_is_no_duration", correlation, timed("every: 20s", "every: often"), []string{`a/rule.test.yaml:6:12: test "three": every is a duration such as 30s or 24h, not "often"`}},
		{"broken_rule", strings.Replace(rule, "condition: selection", "condition: selektion", 1), tests, []string{`a/rule.yaml:6:14: the condition names the search "selektion", which is not there`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"a/rule.yaml": c.rule}
			if c.tests != "" {
				files["a/rule.test.yaml"] = c.tests
			}
			if diff := cmp.Diff(c.want, run(files)); diff != "" {
				t.Errorf("results (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRunFindsFiles(t *testing.T) {
	t.Parallel()
	got := run(map[string]string{
		"a/one.yml": rule, "a/one.test.yml": tests, "b/rule.yaml": rule, "c/lost.test.yaml": tests, "c/notes.txt": "no rule",
	})
	want := []string{
		"ok behind_a_proxy", "ok twin_without_one", "ok twin_that_fails",
		"b/rule.yaml:1:1: the rule has no tests", "c/lost.test.yaml: there is no rule beside these tests",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	list := ruletest.Run(fstest.MapFS{}, "nowhere", ruletest.Plain{})
	if len(list) != 1 || list[0].Passed() || list[0].Hint() == "" {
		t.Errorf("a folder that is not there gives %v, want one failure with a hint", list)
	}
}

func TestDetailExplains(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		"rule.yaml":      {Data: []byte(rule)},
		"rule.test.yaml": {Data: []byte(strings.Replace(tests, "proxy: true", "proxy: 'no'", 1))},
	}
	r := ruletest.Run(fsys, "rule.yaml", ruletest.Plain{})[0]
	if want := "no  proxy fits 'true'; it holds 'no' (line 5)"; !strings.Contains(r.Detail, want) {
		t.Errorf("the detail lacks %q:\n%s", want, r.Detail)
	}
	if r.Rule != sigma.RuleID("00000000-0000-4000-8000-000000000001") || r.Title != "A proxy" {
		t.Errorf("the result is of %q, %q", r.Rule, r.Title)
	}
}

func FuzzRun(f *testing.F) {
	for _, text := range []string{tests, correlationTests, "tests: [{name: a, expect: none, twin: b, events: [{a: [1, {b: null}]}]}]", "- &a [*a]"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, of := range []string{rule, correlation} {
			fsys := fstest.MapFS{"rule.yaml": {Data: []byte(of)}, "rule.test.yaml": {Data: []byte(text)}}
			if len(ruletest.Run(fsys, ".", ruletest.Plain{})) == 0 {
				t.Error("no result at all")
			}
		}
	})
}

func ExampleRun() {
	fsys := fstest.MapFS{"rule.yaml": {Data: []byte(rule)}, "rule.test.yaml": {Data: []byte(tests)}}
	for _, r := range ruletest.Run(fsys, ".", ruletest.Plain{}) {
		fmt.Println(r.Test, r.Passed())
	}
	// Output:
	// behind_a_proxy true
	// twin_without_one true
	// twin_that_fails true
}
