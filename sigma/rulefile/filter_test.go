package rulefile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

const filtered = `title: a
name: a
logsource: {category: c, product: p}
detection:
    s: {f: 1}
    _filter_1_s: {f: 2}
    condition: [s, _filter_1_s]
---
title: b
name: b
logsource: {category: d}
detection: {s: {f: 1}, condition: s}
---
title: corr
name: corr
correlation: {type: event_count, rules: [a], timespan: 1m, condition: {gte: 2}}
---
title: Ours
name: ours
logsource: {category: c}
`

func TestApplyFilters(t *testing.T) {
	for name, c := range map[string]struct {
		filter, want string
		problems     []string
	}{
		"describes": {
			"{rules: [a], s: {g: 5}, condition: s}",
			"((s and not __filter_1_s) or (_filter_1_s and not __filter_1_s)) / s", nil,
		},
		"excludes": {
			"{rules: a, s: {g: 5}, condition: not s}",
			"((s and not __filter_1_s) or (_filter_1_s and not __filter_1_s)) / s", nil,
		},
		"excludes_all": {
			"{rules: any, x: {g: 5}, y: {g: 6}, condition: not (x or not not y)}",
			"((s and not (_filter_1_x or not not _filter_1_y)) or (_filter_1_s and not (_filter_1_x or not not _filter_1_y))) / s", nil,
		},
		"mixed": {
			"{rules: all, x: {g: 5}, y: {g: 6}, condition: x and not y}",
			"((s and (_filter_1_x and not _filter_1_y)) or (_filter_1_s and (_filter_1_x and not _filter_1_y))) / s",
			[]string{"the condition asks for some searches and excludes others; it is joined to the rules as it stands"},
		},
		"two_conditions": {
			"{rules: [a], x: {g: 5}, y: {g: 6}, condition: [x, y]}",
			"((s and not (_filter_1_x or _filter_1_y)) or (_filter_1_s and not (_filter_1_x or _filter_1_y))) / s", nil,
		},
		"unknown_and_out_of_reach": {
			"{rules: [z, b, corr], s: {g: 5}, condition: s}",
			"(s or _filter_1_s) / s",
			[]string{
				`the filter names the rule "z", which is not there`,
				`the filter names the rule "b", which is about another log source`,
				`the filter names the correlation "corr"; filters are for rules only`,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := rulefile.Parse("x.yml", []byte(filtered+"filter: "+c.filter+"\n"))
			before := got.Rules[0]
			untouched := shown(before)
			problems = append(problems, got.ApplyFilters()...)
			var texts []string
			for _, p := range problems {
				texts = append(texts, p.Text)
			}
			if d := cmp.Diff(c.problems, texts); d != "" {
				t.Error(d)
			}
			if s := shown(got.Rules[0]) + " / " + shown(got.Rules[1]); s != c.want {
				t.Errorf("\n got %s\nwant %s", s, c.want)
			}
			if shown(before) != untouched || len(got.Filters) != 0 {
				t.Error("the rule was changed in place, or the filter is still there")
			}
			for _, r := range got.Rules {
				wellFormed(t, r.Detection.Expr())
			}
		})
	}
}

func shown(r *sigma.Rule) string {
	var list []string
	for _, c := range r.Detection.Conditions {
		list = append(list, show(c.Expr))
	}
	if len(list) == 1 {
		return list[0]
	}
	return "(" + strings.Join(list, " or ") + ")"
}

func TestFiltersThatAreWrong(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no_rules":     {"logsource: {category: c}\nfilter: {s: {f: 1}, condition: s}", "rules is missing"},
		"no_logsource": {"filter: {rules: any, s: {f: 1}, condition: s}", "logsource is missing"},
		"no_condition": {"logsource: {category: c}\nfilter: {rules: any, s: {f: 1}}", "condition is missing"},
		"no_map":       {"logsource: {category: c}\nfilter: s", "filter has to be a map"},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := rulefile.Parse("x.yml", []byte("title: t\n"+c.text+"\n"))
			if len(got.Filters) != 0 || len(problems) != 1 || problems[0].Text != c.want {
				t.Errorf("%d filters, problems %v", len(got.Filters), problems)
			}
		})
	}
}
