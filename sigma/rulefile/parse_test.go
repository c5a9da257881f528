package rulefile_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

const whole = `title: Somebody asks who they are
id: 929a690e-bef0-4204-a928-ef5e620d6fcc
name: who
status: test
description: d
license: CC0-1.0
author: A, B
date: 2024-01-02
modified: 2024/03/04
references: https://example.com/
tags:
    - attack.discovery
    - attack.t1033
related:
    - id: 08fbc97d-0a2f-491c-ae21-8ffcfd3174e9
      type: derived
logsource:
    category: process_creation
    product: windows
    definition: anything
detection:
    selection:
        Image|endswith: '\whoami.exe'
    condition: selection
fields: [User]
falsepositives: [Administrators]
level: medium
taxonomy: sigma
scope: [server]
owner: {team: blue, since: 2020, share: 0.5, on: true, none: null, list: [1]}
`

func TestMetadata(t *testing.T) {
	got, problems := rulefile.Parse("dir/who.yml", []byte(whole))
	if len(got.Rules) != 1 {
		t.Fatal(problems)
	}
	want := sigma.Rule{
		Meta: sigma.Meta{
			ID: "929a690e-bef0-4204-a928-ef5e620d6fcc", Name: "who", Title: "Somebody asks who they are",
			Status: "test", Description: "d", License: "CC0-1.0", Author: "A, B", Date: "2024-01-02", Modified: "2024-03-04",
			References: []string{"https://example.com/"}, Tags: []string{"attack.discovery", "attack.t1033"},
			Related: []sigma.Related{{ID: "08fbc97d-0a2f-491c-ae21-8ffcfd3174e9", Type: "derived"}},
			Fields:  []string{"User"}, FalsePositives: []string{"Administrators"}, Level: "medium", Taxonomy: "sigma", Scope: []string{"server"},
			Custom: map[string]any{"owner": map[string]any{"team": "blue", "since": 2020, "share": 0.5, "on": true, "none": nil, "list": []any{1}}},
			Path:   "dir/who.yml", At: sigma.Position{Line: 1, Column: 1},
		},
		LogSource: sigma.LogSource{Category: "process_creation", Product: "windows", Definition: "anything"},
	}
	if d := cmp.Diff(want, *got.Rules[0], cmpopts.IgnoreFields(sigma.Rule{}, "Detection")); d != "" {
		t.Error(d)
	}
	if len(problems) != 1 || problems[0].Error() != `dir/who.yml:9:11: the modified "2024/03/04" is written with slashes` {
		t.Errorf("the problems are %v", problems)
	}
	if problems[0].Rule != got.Rules[0].Key() {
		t.Errorf("the problem is of rule %q", problems[0].Rule)
	}
}

func TestDocumentsThatAreWrong(t *testing.T) {
	for name, c := range map[string]struct {
		from, to, want, advice string
		severity               sigma.Severity
	}{
		"no_title":          {"title: Somebody asks who they are\n", "", "title is missing", "", sigma.Error},
		"no_logsource":      {"logsource:", "other:", "logsource is missing", "", sigma.Error},
		"no_detection":      {"detection:", "other:", "detection is missing", "", sigma.Error},
		"no_condition":      {"    condition: selection\n", "", "condition is missing", "", sigma.Error},
		"no_search":         {"    selection:\n        Image|endswith: '\\whoami.exe'\n", "", "detection has no search", "", sigma.Error},
		"empty_logsource":   {"    category: process_creation\n    product: windows\n", "", "the log source has no category", "", sigma.Error},
		"upper_case_source": {"product: windows", "product: Windows", "not in the form", "lower case", sigma.Warning},
		"source_slip":       {"product: windows", "produkt: windows", `"produkt" is not a key`, `"product"`, sigma.Warning},
		"status":            {"status: test", "status: testing", `the status "testing"`, `"test"`, sigma.Warning},
		"level":             {"level: medium", "level: severe", `the level "severe"`, "informational, low", sigma.Warning},
		"id":                {"929a690e-", "x-", "is no UUID", "uuidgen", sigma.Warning},
		"date":              {"2024-01-02", "2024-13-02", "is no day", "YYYY-MM-DD", sigma.Warning},
		"tag":               {"attack.t1033", "T1033", `the tag "T1033"`, "lower case", sigma.Warning},
		"slip":              {"falsepositives:", "falsepositive:", `"falsepositive" is not a key`, `"falsepositives"`, sigma.Warning},
		"timeframe":         {"    condition:", "    timeframe: 5m\n    condition:", "timeframe has no effect", "correlation", sigma.Warning},
		"action":            {"name: who", "action: global", "action is an old form", "", sigma.Error},
		"duplicate":         {"name: who", "status: stable", `the key "status" stands twice`, "", sigma.Error},
		"title_no_text":     {"title: Somebody asks who they are", "title: [a]", "title has to be a text", "", sigma.Error},
		"long_title":        {"Somebody", strings.Repeat("x", 300), "256 are allowed", "", sigma.Warning},
		"bad_syntax":        {"name: who", "name: 'who", "this is no YAML", "quotes", sigma.Error},
		"tab":               {"name: who", "\tname: who", "this is no YAML", "tabs", sigma.Error},
		"no_map":            {whole, "- a\n", "the document is no map", "", sigma.Error},
		"empty":             {whole, "# nothing\n", "the file holds no rule", "", sigma.Warning},
		"deep":              {"share: 0.5", "deep: " + strings.Repeat("[", 99) + strings.Repeat("]", 99), "nested more than", "", sigma.Error},
		"many_searches":     {"    condition: selection\n", many(1001), "1000 are the limit", "", sigma.Error},
		"too_large":         {"name: who", "name: " + strings.Repeat("x", 1<<20), "are the limit", "split", sigma.Error},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := rulefile.Parse("x.yml", []byte(strings.Replace(whole, c.from, c.to, 1)))
			for _, p := range problems {
				if strings.Contains(p.Text, c.want) && strings.Contains(p.Advice, c.advice) && p.Severity == c.severity {
					if c.severity == sigma.Error && len(got.Rules) > 0 {
						t.Error("it became a rule all the same")
					}
					return
				}
			}
			t.Errorf("no problem fits %q (%q): %v", c.want, c.advice, problems)
		})
	}
}

func TestSyntaxErrorsHaveAPlace(t *testing.T) {
	for name, c := range map[string]struct {
		text, advice string
		want         sigma.Position
	}{
		"unknown_anchor":  {"a: &y 1\nb: *y\n---\nc: [1, *x]\n", "&x", sigma.Position{Line: 4, Column: 8}},
		"control":         {"title: é\x01\n", "remove", sigma.Position{Line: 1, Column: 9}},
		"no_utf8":         {"title: t\nid: é\xff\n", "UTF-8", sigma.Position{Line: 2, Column: 6}},
		"what_yaml_tells": {"title: t\n\tid: a\n", "tabs", sigma.Position{Line: 2, Column: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := rulefile.Parse("x.yml", []byte(c.text))
			last := problems[len(problems)-1]
			if !strings.Contains(last.Text, "this is no YAML") || !strings.Contains(last.Advice, c.advice) {
				t.Errorf("the problem is %q (%q)", last.Text, last.Advice)
			}
			if d := cmp.Diff(c.want, last.At); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestAliasToItself writes a part that holds itself twice, which has 2^64 leaves.
func TestAliasToItself(t *testing.T) {
	_, problems := rulefile.Parse("x.yml", []byte(strings.Replace(whole, "owner:", "loop: &x [*x, *x]\nowner:", 1)))
	if !sigma.HasErrors(problems) || len(problems) > 5 {
		t.Errorf("there are %d problems, the first %v", len(problems), problems[0])
	}
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "    s%d: {f: 1}\n", i)
	}
	return b.String() + "    condition: 1 of them\n"
}

// TestAliasesThatMultiply writes what would be gigabytes without aliases.
func TestAliasesThatMultiply(t *testing.T) {
	texts := "x: &x '" + strings.Repeat("a", 500_000) + "'\n"
	lists := "l0: &l0 [" + strings.Repeat("a,", 99) + "a]\n"
	for i := range 8 {
		lists += fmt.Sprintf("l%d: &l%d [%s*l%d]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*l%d,", i), 99), i)
	}
	for name, text := range map[string]string{
		"long_texts": texts + "detection: {s: {f: [" + strings.Repeat("*x,", 10_000) + "*x]}, condition: s}",
		"conditions": texts + "detection: {s: {f: a}, condition: [" + strings.Repeat("*x,", 10_000) + "*x]}",
		"lists":      lists,
	} {
		t.Run(name, func(t *testing.T) {
			started := time.Now()
			_, problems := rulefile.Parse("x.yml", []byte("title: t\nlogsource: {category: c}\n"+text))
			if took := time.Since(started); took > 5*time.Second {
				t.Errorf("it took %s", took)
			}
			for _, p := range problems {
				if strings.Contains(p.Text, "when aliases are written out") {
					return
				}
			}
			t.Error("nobody noticed")
		})
	}
}

func TestLoad(t *testing.T) {
	named := func(title string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("title: " + title + "\nlogsource: {category: c}\ndetection: {s: {f: a}, condition: s}\n")}
	}
	two := append(append([]byte("---\n"), named("c").Data...), append([]byte("---\n"), named("d").Data...)...)
	fsys := fstest.MapFS{
		"b/b.yml": named("b"), "a/a.yaml": named("a"), "a/rule.test.yaml": named("no"), "a/a.md": named("no"),
		"c/two.yml": {Data: append(two, "---\n"...)}, "bad/bad.yml": {Data: []byte("title: [\n")}, "bad/worse.yml": {Data: []byte("title: x\n---\n{\n")},
	}
	titles := func(c sigma.Collection) (list []string) {
		for _, r := range c.Rules {
			list = append(list, r.Title)
		}
		return list
	}
	got, problems := rulefile.Load(fsys)
	if d := cmp.Diff([]string{"a", "b", "c", "d"}, titles(got)); d != "" {
		t.Error(d)
	}
	paths := map[string]bool{}
	for _, p := range problems {
		paths[p.Path] = true
	}
	if d := cmp.Diff(map[string]bool{"bad/bad.yml": true, "bad/worse.yml": true}, paths); d != "" {
		t.Error(d)
	}
	got, problems = rulefile.Load(fsys, "b", "a/", "b/b.yml", "nowhere")
	if d := cmp.Diff([]string{"a", "b"}, titles(got)); d != "" {
		t.Error(d)
	}
	if len(problems) != 1 || problems[0].Path != "nowhere" {
		t.Errorf("the problems are %v", problems)
	}
}

func TestLineOfASecondDocument(t *testing.T) {
	text := "title: a\nlogsource: {category: c}\ndetection: {s: {f: a}, condition: s}\n---\ntitle: b\nlogsource: {category: c}\ndetection: {s: {f: a}, condition: z}\n"
	got, problems := rulefile.Parse("x.yml", []byte(text))
	if len(got.Rules) != 1 || len(problems) != 1 || problems[0].At != (sigma.Position{Line: 7, Column: 35}) {
		t.Errorf("%d rules, problems %v", len(got.Rules), problems)
	}
}
