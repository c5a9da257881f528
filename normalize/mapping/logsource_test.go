package mapping_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/normalize/mapping"
)

const sources = `
format: test/edr
summary: A log for tests.
match: [{has: [kind]}]
logsource:
  - {product: windows, category: process_creation, class: process_activity, activity: launch, system: windows, fields: &own {Image: process.file.path}}
  - {category: dns, class: dns_activity, roots: [inner], fields: {<<: *own, Image: process.name, query: dst_endpoint.hostname}}
time: at
action: kind
class: process_activity
activity: launch
fields: {process.file.path: path}
`

func TestLogSources(t *testing.T) {
	list, err := mapping.Parse("m.yaml", []byte(sources), mapping.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []mapping.LogSource{
		{
			Product: "windows", Category: "process_creation", Class: ocsf.ProcessActivity, Activity: ocsf.Launch, System: "windows",
			Fields: []mapping.NamedField{{Name: "Image", Field: model.ProcessPath}},
		},
		{
			Category: "dns", Class: ocsf.DNSActivity, Roots: []string{"inner"},
			Fields: []mapping.NamedField{{Name: "Image", Field: model.ProcessName}, {Name: "query", Field: model.DstHostname}},
		},
	}
	if d := cmp.Diff(want, list[0].Describe().LogSources); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestWrongLogSources(t *testing.T) {
	for wrong, told := range map[string]string{
		"{roots: [x]}":                                      "says nothing",
		"{product: x, system: amiga}":                       "no family of systems",
		"{product: x, class: process_activty}":              `did you mean "process_activity"?`,
		"{product: x, activity: lunch}":                     `did you mean "launch"?`,
		"{product: x, fields: {Image: process.file.pth}}":   `did you mean "process.file.path"?`,
		"{product: x, produkt: y}":                          `did you mean "product"?`,
		"[{product: x}, {category: y, system: [mac, win]}]": "a single value is expected here",
	} {
		text := strings.Replace(example, "\ntime: ", "\nlogsource: "+wrong+"\ntime: ", 1)
		if _, err := mapping.Parse("m.yaml", []byte(text), mapping.Options{}); err == nil || !strings.Contains(err.Error(), told) {
			t.Errorf("%s: %v", wrong, err)
		}
	}
	table := "format: test/table\nsummary: A table.\nlogsource: {product: x}\ncolumns: {names: [a, b], required: [a]}\ntime: a\naction: b\nclass: process_activity\n"
	if _, err := mapping.Parse("m.yaml", []byte(table), mapping.Options{}); err == nil || !strings.Contains(err.Error(), "which column holds it") {
		t.Errorf("a table without fields for rules: %v", err)
	}
}

// TestCellAndParts reads JSON in a cell of a table, and makes events of the parts of every
// element of a list.
func TestCellAndParts(t *testing.T) {
	const table = `
format: test/table
summary: A table with JSON.
columns: {names: [day, data], required: [day, data]}
each: data
time: ["@.at", day]
action: =row
class: process_activity
fields: {process.name: "@.name", process.cmd_line: {from: "@.args[*]", do: ["join: "]}, bonafide.duration_s: {join: ["@.end", "@.begin"], with: "-", do: [difference]}}
`
	s, in := run(t, table, mapping.Options{}, model.Record{
		Syntax: model.SyntaxTable, Raw: []byte("x"), Header: []string{"day", "data"},
		Row: []string{"2026-11-16", `{"name":"sh","args":["-c","a b"],"begin":2,"end":7.5}`},
	})
	want := map[string]any{"process.name": "sh", "process.cmd_line": "-c a b", "bonafide.duration_s": "5.5"}
	if len(s.Events) != 1 || cmp.Diff(want, s.Events[0]["fields"]) != "" {
		t.Errorf("%v\n%+v", s.Events, in)
	}
	const parts = `
format: test/parts
summary: Two sides of each call.
match: [{has: [calls]}]
each: calls
time: at
action: =call
class: process_activity
parts:
  - {when: {"@.from": "*"}, fields: {process.name: "@.from"}}
  - {when: {"@.to": "*"}, fields: {process.name: "@.to"}}
`
	s, _ = run(t, parts, mapping.Options{}, object(`{"at":"2026-11-16","calls":[{"from":"a","to":"b"},{"to":"c"}]}`))
	var got []string
	for _, e := range s.Events {
		got = append(got, e["fields"].(map[string]any)["process.name"].(string)) //nolint:forcetypeassert // a test
	}
	if d := cmp.Diff([]string{"a", "b", "c"}, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
