package pipeline_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/sigma"
	"bonafide/sigma/pipeline"
	"bonafide/sigma/rulefile"
)

const written = `title: t
id: 929a690e-bef0-4204-a928-ef5e620d6fcc
level: high
tags: [attack.t1033]
logsource: {product: windows, category: process_creation}
fields: [a, z]
detection:
    s: {a: [x, 'y*'], b|fieldref: a}
    w: ['keyword']
    f: {c: 5, d: null}
    condition: s and w and not f
`

// untouched is how the rule looks that no transformation was for.
const untouched = `windows/process_creation/
s: ((a=x or a=y*) and b=@a)
w: =*keyword*
f: (c=#5 and d=null)
(s and w and not f)
`

func TestApply(t *testing.T) {
	for name, c := range map[string]struct {
		item string
		// from and to are what changes in the untouched rule; without from, to is all.
		from, to string
		problem  string
	}{
		"mapping":                 {item: "{type: field_name_mapping, mapping: {c: x.c}}", from: "c=#5", to: "x.c=#5"},
		"mapping_to_several":      {item: "{type: field_name_mapping, mapping: {c: [x, y]}}", from: "c=#5", to: "(x=#5 or y=#5)"},
		"mapping_of_a_reference":  {item: "{type: field_name_mapping, mapping: {a: z}}", from: "((a=x or a=y*) and b=@a)", to: "((z=x or z=y*) and b=@z)"},
		"mapping_of_both":         {item: "{type: field_name_mapping, mapping: {a: [y, z], b: q}, field_name_conditions: [{type: include_fields, fields: [a, b]}]}", from: "((a=x or a=y*) and b=@a)", to: "(((y=x or z=x) or (y=y* or z=y*)) and (q=@y or q=@z))"},
		"prefix":                  {item: "{type: field_name_prefix, prefix: w., field_name_conditions: [{type: exclude_fields, fields: [a, b, c]}]}", from: "d=null", to: "w.d=null"},
		"suffix":                  {item: "{type: field_name_suffix, suffix: .keyword, field_name_conditions: [{type: include_fields, mode: re, fields: ['[cd]$']}]}", from: "(c=#5 and d=null)", to: "(c.keyword=#5 and d.keyword=null)"},
		"prefix_mapping":          {item: "{type: field_name_prefix_mapping, mapping: {'': '', d: [e., f.]}}", from: "d=null", to: "(e.=null or f.=null)"},
		"drop":                    {item: "{type: drop_detection_item, field_name_conditions: [{type: include_fields, fields: [c]}]}", from: "(c=#5 and d=null)", to: "d=null"},
		"drop_search":             {item: "{type: drop_detection_item, field_name_conditions: [{type: include_fields, fields: [c, d]}]}", to: "windows/process_creation/\ns: ((a=x or a=y*) and b=@a)\nw: =*keyword*\n(s and w)\n"},
		"drop_everything":         {item: "{type: drop_detection_item}", to: "refused", problem: "the pipeline leaves nothing of the rule"},
		"drop_null":               {item: "{type: drop_detection_item, detection_item_conditions: [{type: is_null}]}", from: "(c=#5 and d=null)", to: "c=#5"},
		"drop_wildcards":          {item: "{type: drop_detection_item, detection_item_conditions: [{type: contains_wildcard}], field_name_conditions: [{type: include_fields, fields: a}]}", from: "(a=x or a=y*)", to: "a=x"},
		"drop_value":              {item: "{type: drop_detection_item, detection_item_conditions: [{type: match_value, value: 5}]}", from: "(c=#5 and d=null)", to: "d=null"},
		"add_condition":           {item: "{type: add_condition, conditions: {e|contains: 1, g: [2, 3]}}", from: "(s and w and not f)", to: "(_added_1 and (s and w and not f))"},
		"add_condition_negated":   {item: "{type: add_condition, name: f, negated: true, template: true, conditions: {e: '$product-${category}-$service'}}", from: "(s and w and not f)", to: "(not _added_1 and (s and w and not f))"},
		"change_logsource":        {item: "{type: change_logsource, product: linux, service: x}", from: "windows/process_creation/", to: "linux//x"},
		"replace_string":          {item: `{type: replace_string, regex: '^([xy])\*?$', replacement: '<\1$>*'}`, from: "(a=x or a=y*)", to: "(a=<x$>* or a=<y$>*)"},
		"replace_pieces":          {item: `{type: replace_string, regex: '^y', replacement: 'z*', skip_special: true}`, from: "a=y*", to: `a=z\**`},
		"replace_and_interpret":   {item: `{type: replace_string, regex: '^y', replacement: 'z?', skip_special: true, interpret_special: true}`, from: "a=y*", to: "a=z?*"},
		"map_string":              {item: "{type: map_string, mapping: {x: [1, 'z*']}}", from: "(a=x or a=y*)", to: "((a=1 or a=z*) or a=y*)"},
		"set_value":               {item: "{type: set_value, value: 7, force_type: str, field_name_conditions: [{type: include_fields, fields: [c]}]}", from: "c=#5", to: "c=7"},
		"convert_type":            {item: "{type: convert_type, target_type: str}", from: "c=#5", to: "c=5"},
		"refuse":                  {item: "{type: rule_failure, message: no such rules}", to: "refused", problem: "no such rules"},
		"refuse_test":             {item: "{type: detection_item_failure, message: no stars, detection_item_conditions: [{type: match_string, pattern: 'y\\*'}]}", to: "refused", problem: "no stars"},
		"nest":                    {item: "{type: nest, rule_conditions: [{type: contains_field, field: c}], items: [{type: set_state, key: k, val: v}, {type: change_logsource, service: n, rule_conditions: [{type: processing_state, key: k, val: v}]}]}", from: "windows/process_creation/", to: "//n"},
		"condition_or":            {item: "{type: change_logsource, service: n, rule_cond_op: or, rule_conditions: [{type: tag, tag: x}, {type: is_sigma_rule}]}", from: "windows/process_creation/", to: "//n"},
		"condition_and":           {item: "{type: change_logsource, service: n, rule_conditions: [{type: tag, tag: x}, {type: is_sigma_rule}]}", from: "-", to: "-"},
		"condition_not":           {item: "{type: change_logsource, service: n, rule_cond_not: true, rule_conditions: [{type: is_sigma_correlation_rule}]}", from: "windows/process_creation/", to: "//n"},
		"condition_logsource":     {item: "{type: change_logsource, service: n, rule_conditions: [{type: logsource, product: linux}]}", from: "-", to: "-"},
		"condition_item":          {item: "{type: change_logsource, service: n, rule_conditions: [{type: contains_detection_item, field: a, value: X}, {type: contains_detection_item, field: c, value: 5}]}", from: "windows/process_creation/", to: "//n"},
		"condition_level":         {item: "{type: change_logsource, service: n, rule_conditions: [{type: rule_attribute, attribute: level, op: gte, value: medium}]}", from: "windows/process_creation/", to: "//n"},
		"condition_level_too_low": {item: "{type: change_logsource, service: n, rule_conditions: [{type: rule_attribute, attribute: level, op: gt, value: high}]}", from: "-", to: "-"},
		"condition_attribute_in":  {item: "{type: change_logsource, service: n, rule_conditions: [{type: rule_attribute, attribute: title, op: in, value: [s, t]}]}", from: "windows/process_creation/", to: "//n"},
	} {
		t.Run(name, func(t *testing.T) {
			r := one(t, written)
			got, problems := parse(t, "name: p\ntransformations:\n  - "+c.item+"\n").Apply(r)
			want := c.to
			if c.from != "" {
				want = strings.Replace(untouched, c.from, c.to, 1)
			}
			s := show(got)
			for _, line := range strings.SplitAfter(s, "\n") {
				if strings.HasPrefix(line, "_added_1: ") {
					s = strings.Replace(s, line, "", 1)
				}
			}
			if d := cmp.Diff(want, s); d != "" {
				t.Error(d)
			}
			if c.problem != "" && (len(problems) != 1 || problems[0].Text != c.problem || problems[0].Path != "rule.yml") || c.problem == "" && len(problems) > 0 {
				t.Errorf("the problems are %v", problems)
			}
			if show(r) != untouched {
				t.Error("the rule was changed in place")
			}
		})
	}
}

func TestAddedConditions(t *testing.T) {
	p := parse(t, "transformations: [{type: add_condition, template: true, conditions: {e|contains: '$product-$service', g: [2, 3]}}]")
	got, _ := p.Apply(one(t, written))
	if e := expr(got.Detection.Searches[3].Expr); e != "(e=*windows-* and (g=#2 or g=#3))" {
		t.Errorf("it adds %s", e)
	}
}

func TestPlaceholders(t *testing.T) {
	const rule = "title: t\nlogsource: {product: p}\ndetection: {s: {f|contains|expand: '%a%-%b%'}, condition: s}\n"
	for name, c := range map[string]struct{ items, want, problem string }{
		"values":    {"{type: value_placeholders}", "(f=*1-x* or f=*1-y** or f=*2-x* or f=*2-y**)", ""},
		"include":   {"{type: value_placeholders, include: [a]}", "(f=*1-%b%* or f=*2-%b%*)", ""},
		"wildcards": {"{type: wildcard_placeholders, exclude: [a]}", "f=*%a%-*", ""},
		"both":      {"{type: value_placeholders, exclude: b}, {type: wildcard_placeholders}", "(f=*1-* or f=*2-*)", ""},
		"refused":   {"{type: value_placeholders, include: c}, {type: rule_failure, message: m}", "", "m"},
	} {
		t.Run(name, func(t *testing.T) {
			p := parse(t, "vars: {a: [1, 2], b: [x, 'y*']}\ntransformations: ["+c.items+"]")
			got, problems := p.Apply(one(t, rule))
			if c.problem != "" {
				if got != nil || len(problems) != 1 || problems[0].Text != c.problem {
					t.Errorf("the problems are %v", problems)
				}
				return
			}
			want := strings.ReplaceAll(c.want, "**", "*")
			if e := expr(got.Detection.Searches[0].Expr); e != want {
				t.Errorf("it became %s, want %s", e, want)
			}
		})
	}
	if got, problems := parse(t, "transformations: [{type: value_placeholders}]").Apply(one(t, rule)); got != nil || problems[0].Text != `the placeholder "a" has no values` {
		t.Errorf("without values the problems are %v", problems)
	}
}

// TestPlaceholderOfNoValues makes sure that none is known means that none is left out.
func TestPlaceholderOfNoValues(t *testing.T) {
	const rule = "title: t\nlogsource: {product: p}\ndetection: {s: {g: 1}, known: {f|contains|expand: '%a%'}, condition: s and not known}\n"
	const later = "{type: value_placeholders}, {type: field_name_mapping, mapping: {g: h}}"
	for name, c := range map[string]struct{ vars, want string }{
		"none":       {"{a: []}", "p//\ns: h=#1\nknown: ()\n(s and not known)\n"},
		"some":       {"{a: [x]}", "p//\ns: h=#1\nknown: f=*x*\n(s and not known)\n"},
		"left_empty": {"{a: }", "refused"},
		"not_named":  {"{b: []}", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := parse(t, "vars: "+c.vars+"\ntransformations: ["+later+"]").Apply(one(t, rule))
			if show(got) != c.want {
				t.Errorf("it became %s, want %s (%v)", show(got), c.want, problems)
			}
		})
	}
}

func TestApplyAll(t *testing.T) {
	const text = written + `---
title: corr
name: corr
correlation:
    type: value_count
    rules: [929a690e-bef0-4204-a928-ef5e620d6fcc]
    group-by: [a, x, c]
    timespan: 1m
    condition: {field: c, gte: 2}
    aliases: {x: {929a690e-bef0-4204-a928-ef5e620d6fcc: c}}
---
title: filter
name: filter
logsource: {product: windows}
filter: {rules: any, s: {a: 1}, condition: s}
---
title: refused
logsource: {product: linux}
detection: {s: {f: a}, condition: s}
`
	c, problems := rulefile.Parse("x.yml", []byte(text))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p := parse(t, `
transformations:
  - {type: field_name_mapping, mapping: {a: [m, n], c: o}, rule_conditions: [{type: logsource, product: windows}]}
  - {type: rule_failure, message: no linux, rule_conditions: [{type: logsource, product: linux}]}
  - {type: set_custom_attribute, attribute: k, value: {v: 1}, rule_conditions: [{type: is_sigma_correlation_rule}]}
`)
	out, problems := p.ApplyAll(c)
	if len(problems) != 1 || problems[0].Text != "no linux" || len(out.Rules) != 1 {
		t.Errorf("%d rules, problems %v", len(out.Rules), problems)
	}
	if d := cmp.Diff([]string{"m", "n", "z"}, out.Rules[0].Fields); d != "" {
		t.Error(d)
	}
	got := out.Correlations[0]
	want := sigma.Correlation{
		GroupBy: []string{"m", "n", "x", "o"}, Fields: []string{"o"},
		Aliases: map[string]map[string]string{"x": {"929a690e-bef0-4204-a928-ef5e620d6fcc": "o"}},
	}
	if d := cmp.Diff(want, sigma.Correlation{GroupBy: got.GroupBy, Fields: got.Fields, Aliases: got.Aliases}); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]any{"k": map[string]any{"v": 1}}, got.Custom); d != "" {
		t.Error(d)
	}
	if e := expr(out.Filters[0].Detection.Searches[0].Expr); e != "(m=#1 or n=#1)" {
		t.Errorf("the filter became %s", e)
	}
	if d := cmp.Diff([]string{"a", "x", "c"}, c.Correlations[0].GroupBy); d != "" {
		t.Errorf("the correlation was changed in place: %s", d)
	}
}

func TestAliasOfSeveralNames(t *testing.T) {
	c, _ := rulefile.Parse("x.yml", []byte("title: c\ncorrelation: {type: temporal, rules: [r], timespan: 1m, group-by: [x], aliases: {x: {r: a}}}\n"))
	out, problems := parse(t, "transformations: [{type: field_name_mapping, mapping: {a: [b, c]}}]").ApplyAll(c)
	if len(out.Correlations) != 0 || len(problems) != 1 {
		t.Errorf("%d correlations, problems %v", len(out.Correlations), problems)
	}
}

func TestJoin(t *testing.T) {
	late := parse(t, "name: late\npriority: 20\nvars: {v: 2}\ntransformations: [{type: field_name_mapping, mapping: {b: c}}]")
	early := parse(t, "name: early\npriority: 10\nvars: {v: 1}\ntransformations: [{id: i, type: field_name_mapping, mapping: {a: b}}]")
	p := pipeline.Join(late, early)
	got, _ := p.Apply(one(t, "title: t\nlogsource: {product: p}\ndetection: {s: {a: x, d|expand: '%v%'}, condition: s}\n"))
	if e := expr(got.Detection.Searches[0].Expr); p.Name != "early, late" || e != "(c=x and d=%v%)" {
		t.Errorf("%s makes %s", p.Name, e)
	}
}

func TestPipelinesThatAreWrong(t *testing.T) {
	for name, c := range map[string]struct{ text, want, advice string }{
		"empty":              {"", "the file holds no pipeline", ""},
		"no_map":             {"- a", "the file holds no pipeline", ""},
		"syntax":             {"a: [", "did not find expected", ""},
		"key":                {"nam: x", `the key "nam" is unknown`, `"name"`},
		"type_of_a_key":      {"priority: high", "cannot unmarshal", ""},
		"transformation":     {"transformations: [{type: field_name_maping}]", `the transformation "field_name_maping" cannot be done here`, `"field_name_mapping"`},
		"backend":            {"transformations: [{type: query_expression_placeholders}]", "cannot be done here", "it may be"},
		"parameter":          {"transformations: [{type: field_name_mapping, maping: {a: b}}]", `the key "maping" is unknown`, `"mapping"`},
		"parameter_type":     {"transformations: [{type: field_name_mapping, mapping: a}]", "cannot unmarshal", ""},
		"no_transformation":  {"transformations: [a]", "a transformation has to be a map", ""},
		"condition":          {"transformations: [{type: drop_detection_item, rule_conditions: [{type: logsurce}]}]", `the condition "logsurce" cannot be asked here`, `"logsource"`},
		"condition_key":      {"transformations: [{type: drop_detection_item, rule_conditions: [{type: tag, tags: x}]}]", `the key "tags" is unknown`, `"tag"`},
		"operator":           {"transformations: [{type: drop_detection_item, rule_cond_op: xor}]", `cannot be joined by "xor"`, ""},
		"expression":         {"transformations: [{type: drop_detection_item, rule_cond_expr: a or b}]", "expressions over conditions", ""},
		"regexp":             {"transformations: [{type: replace_string, regex: '(', replacement: x}]", "the regular expression is invalid", ""},
		"mode":               {"transformations: [{type: drop_detection_item, field_name_conditions: [{type: include_fields, mode: glob}]}]", `the mode "glob" is unknown`, ""},
		"comparison":         {"transformations: [{type: drop_detection_item, rule_conditions: [{type: rule_attribute, attribute: level, op: above}]}]", `the comparison "above" is unknown`, ""},
		"condition_to_add":   {"transformations: [{type: add_condition, conditions: {a|b: c}}]", `the modifier "b" is unknown`, ""},
		"nothing_to_add":     {"transformations: [{type: add_condition}]", "add_condition needs conditions", ""},
		"value":              {"transformations: [{type: set_value, value: x, force_type: num}]", `cannot be made a "num"`, ""},
		"target_type":        {"transformations: [{type: convert_type, target_type: bool}]", `the type "bool" is unknown`, ""},
		"nested":             {"transformations: [{type: nest, items: [{type: x}]}]", `the transformation "x"`, ""},
		"nested_in_itself":   {"transformations: &a [{type: nest, items: *a}]", "nested more than 8 deep", ""},
		"too_many":           {"transformations: [&a {type: set_state}" + strings.Repeat(",*a", 10_000) + "]", "more than 10000 transformations", ""},
		"finalizers_warning": {"finalizers: [{type: concat}]\ntransformations: [{type: x}]", "finalizers has no effect", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, problems := pipeline.Parse("p.yml", []byte(c.text))
			if p != nil || len(problems) == 0 {
				t.Fatalf("it became a pipeline: %v", problems)
			}
			if !strings.Contains(problems[0].Text, c.want) || !strings.Contains(problems[0].Advice, c.advice) {
				t.Errorf("the problem is %q (%q)", problems[0].Text, problems[0].Advice)
			}
		})
	}
}
