package rulefile_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

func TestCorrelations(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want sigma.Correlation
	}{
		"event_count": {
			"{type: event_count, rules: a, group-by: [u, v], timespan: 90m, condition: {gte: 10, lt: 20}, generate: true}",
			sigma.Correlation{
				Type: sigma.EventCount, Rules: []string{"a"}, GroupBy: []string{"u", "v"}, Timespan: 90 * time.Minute, Generate: true,
				Bounds: []sigma.Bound{{Op: sigma.GreaterOrEqual, Value: 10}, {Op: sigma.Less, Value: 20}},
			},
		},
		"value_count": {
			"{type: value_count, rules: [a], timespan: 1d, condition: {field: u, neq: 1}}",
			sigma.Correlation{Type: sigma.ValueCount, Rules: []string{"a"}, Timespan: 24 * time.Hour, Fields: []string{"u"}, Bounds: []sigma.Bound{{Op: sigma.NotEqual, Value: 1}}},
		},
		"value_percentile": {
			"{type: value_percentile, rules: [a], timespan: 1h, condition: {field: [u, v], gt: 1.5, percentile: 95}}",
			sigma.Correlation{Type: sigma.ValuePercentile, Rules: []string{"a"}, Timespan: time.Hour, Fields: []string{"u", "v"}, Percentile: 95, Bounds: []sigma.Bound{{Op: sigma.Greater, Value: 1.5}}},
		},
		"temporal_counts_its_rules": {
			"{type: temporal, rules: [a, b, a], timespan: 10s, group-by: x, aliases: {x: {a: f, b: g}}}",
			sigma.Correlation{
				Type: sigma.Temporal, Rules: []string{"a", "b", "a"}, Timespan: 10 * time.Second, GroupBy: []string{"x"},
				Aliases: map[string]map[string]string{"x": {"a": "f", "b": "g"}}, Bounds: []sigma.Bound{{Op: sigma.GreaterOrEqual, Value: 2}},
			},
		},
		"temporal_ordered_counts_its_steps": {
			"{type: temporal_ordered, rules: [a, a, b], timespan: 10s}",
			sigma.Correlation{
				Type: sigma.TemporalOrdered, Rules: []string{"a", "a", "b"}, Timespan: 10 * time.Second,
				Bounds: []sigma.Bound{{Op: sigma.GreaterOrEqual, Value: 3}},
			},
		},
		"extended": {
			"{type: temporal_ordered, timespan: 10s, condition: 'a and (b or not c)'}",
			sigma.Correlation{
				Type: sigma.TemporalOrdered, Rules: []string{"a", "b", "c"}, Timespan: 10 * time.Second,
				Expr: &sigma.And{Of: []sigma.Expr{
					sigma.Ref{Name: "a", At: sigma.Position{Line: 2, Column: 66}},
					&sigma.Or{Of: []sigma.Expr{sigma.Ref{Name: "b", At: sigma.Position{Line: 2, Column: 73}}, &sigma.Not{Of: sigma.Ref{Name: "c", At: sigma.Position{Line: 2, Column: 82}}}}},
				}},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := rulefile.Parse("", []byte("title: t\ncorrelation: "+c.text+"\n"))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			c.want.Meta = sigma.Meta{Title: "t", At: sigma.Position{Line: 1, Column: 1}}
			if d := cmp.Diff(&c.want, got.Correlations[0]); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestCorrelationsThatAreWrong(t *testing.T) {
	const good = "{type: value_count, rules: [a, b], timespan: 1m, condition: {field: f, gte: 2}, aliases: {x: {a: f}}, group-by: [x]}"
	for name, c := range map[string]struct {
		from, to, want string
		severity       sigma.Severity
	}{
		"type":           {"value_count", "values_count", `"values_count" is no type`, sigma.Error},
		"no_type":        {"type: value_count, ", "", "type is missing", sigma.Error},
		"no_rules":       {"rules: [a, b], ", "", "names no rules", sigma.Error},
		"no_timespan":    {"timespan: 1m, ", "", "timespan is missing", sigma.Error},
		"no_condition":   {"condition: {field: f, gte: 2}, ", "", "needs a condition", sigma.Error},
		"no_field":       {"field: f, ", "", "needs a field", sigma.Error},
		"no_bound":       {", gte: 2", "", "the condition has no bound", sigma.Error},
		"bound":          {"gte: 2", "gte: many", "gte has to be a number", sigma.Error},
		"contradiction":  {"gte: 2", "gte: 2, lt: 2", "no number fits all bounds", sigma.Warning},
		"criterion":      {"gte: 2", "ge: 2", `no key "ge"`, sigma.Error},
		"field_unused":   {"value_count", "event_count", "field has no effect", sigma.Warning},
		"percentile":     {"value_count", "value_percentile", "needs a percentile", sigma.Error},
		"percentile_101": {"value_count, rules: [a, b], timespan: 1m, condition: {", "value_percentile, rules: [a], timespan: 1m, condition: {percentile: 101, ", "between 0 and 100", sigma.Error},
		"text_condition": {"{field: f, gte: 2}", "a and b", "only temporal types", sigma.Error},
		"list_condition": {"{field: f, gte: 2}", "[a]", "the condition has to be a map", sigma.Error},
		"unit":           {"1m", "1q", "has no unit", sigma.Error},
		"zero":           {"1m", "0m", "is no timespan", sigma.Error},
		"huge":           {"1m", "99999999d", "is no timespan", sigma.Error},
		"month":          {"1m", "1M", "no part of the specification", sigma.Warning},
		"key":            {"group-by", "groupby", `"groupby" is not a key`, sigma.Warning},
		"alias_rule":     {"{a: f}", "{z: f}", `names the rule "z"`, sigma.Warning},
		"alias_unused":   {"group-by: [x]", "group-by: [y]", `the alias "x" is not used`, sigma.Warning},
		"alias_no_map":   {"{a: f}", "f", `the alias "x" has to be a map`, sigma.Error},
		"no_map":         {good, "a", "correlation has to be a map", sigma.Error},
		"generate":       {"type:", "generate: maybe, type:", "generate has to be true or false", sigma.Error},
		"unknown_rule":   {good, "{type: temporal, rules: [a], timespan: 1m, condition: a and b}", `the search "b"`, sigma.Error},
		"unused_rule":    {good, "{type: temporal, rules: [a, b], timespan: 1m, condition: a}", `does not use the rule "b"`, sigma.Warning},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := rulefile.Parse("x.yml", []byte("title: t\ncorrelation: "+strings.Replace(good, c.from, c.to, 1)+"\n"))
			if want := c.severity == sigma.Warning; want != (len(got.Correlations) == 1) {
				t.Errorf("there are %d correlations", len(got.Correlations))
			}
			for _, p := range problems {
				if strings.Contains(p.Text, c.want) && p.Severity == c.severity {
					return
				}
			}
			t.Errorf("no problem fits %q: %v", c.want, problems)
		})
	}
}

func TestCheck(t *testing.T) {
	const rules = "title: a\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\nname: a\nlogsource: {category: c}\ndetection: {s: {f: a}, condition: s}\n"
	relate := func(name, refs string) string {
		return "---\ntitle: " + name + "\nname: " + name + "\ncorrelation: {type: temporal, rules: [" + refs + "], timespan: 1m}\n"
	}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"sound":         {rules + relate("x", "a, 929a690e-bef0-4204-a928-ef5e620d6fcc") + relate("y", "x, a") + relate("z", "x, y"), nil},
		"unknown":       {rules + relate("x", "a, bb"), []string{`x.yml:7:1: the correlation refers to the rule "bb", which is not there`}},
		"itself":        {relate("x", "x"), []string{"x.yml:2:1: the correlation refers to itself: x > x"}},
		"circle":        {relate("x", "y") + relate("y", "z") + relate("z", "y"), []string{"x.yml:6:1: the correlation refers to itself: x > y > z > y"}},
		"name_twice":    {rules + relate("a", "929a690e-bef0-4204-a928-ef5e620d6fcc"), []string{`x.yml:7:1: the name "a" is also that of "a" (x.yml, line 1)`}},
		"id_twice":      {rules + "---\n" + strings.Replace(rules, "name: a\n", "", 1), []string{`x.yml:7:1: the id "929a690e-bef0-4204-a928-ef5e620d6fcc" is also that of "a" (x.yml, line 1)`}},
		"by_title_only": {relate("x", "t") + "---\ntitle: t\nlogsource: {category: c}\ndetection: {s: {f: a}, condition: s}\n", []string{`x.yml:2:1: the correlation refers to the rule "t", which is not there`}},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := rulefile.Parse("x.yml", []byte(c.text))
			if sigma.HasErrors(problems) {
				t.Fatal(problems)
			}
			var list []string
			for _, p := range got.Check() {
				list = append(list, p.Error())
			}
			if d := cmp.Diff(c.want, list); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestContradictions(t *testing.T) {
	for condition, never := range map[string]bool{
		"{gt: 2, lt: 3}": false, "{gte: 2, lte: 2}": false, "{gt: 2, lt: 2}": true, "{eq: 3, neq: 3}": true, "{gte: 5, lt: 2}": true,
		"{eq: 1, gte: 1}": false, "{neq: 1, neq: 2}": false, "{gt: 1, neq: 2}": false,
	} {
		_, problems := rulefile.Parse("x.yml", []byte("title: t\ncorrelation: {type: event_count, rules: [a], timespan: 1m, group-by: [u], condition: "+condition+"}\n"))
		told := slices.ContainsFunc(problems, func(p sigma.Problem) bool { return strings.Contains(p.Text, "no number fits") })
		if told != never {
			t.Errorf("%s: told %v, want %v", condition, told, never)
		}
	}
}

// TestOneKind: what is a rule and a correlation at once would count as one of them only.
func TestOneKind(t *testing.T) {
	for _, text := range []string{
		"title: t\nlogsource: {category: c}\ndetection: {s: {f: a}, condition: s}\ncorrelation: {type: temporal, rules: [a], timespan: 1m}\n",
		"title: t\nlogsource: {category: c}\nfilter: {rules: any, s: {f: a}, condition: s}\ndetection: {s: {f: a}, condition: s}\n",
	} {
		_, problems := rulefile.Parse("x.yml", []byte(text))
		if !slices.ContainsFunc(problems, func(p sigma.Problem) bool {
			return p.Severity == sigma.Error && strings.Contains(p.Text, "cannot have") && p.At.Line > 0
		}) {
			t.Errorf("no error for %q: %v", text, problems)
		}
	}
}
