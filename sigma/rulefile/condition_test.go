package rulefile_test

import (
	"strings"
	"testing"

	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

// conditional writes a rule with four searches around a condition.
func conditional(condition string) []byte {
	return []byte("title: t\nlogsource: {category: c}\ndetection:\n  a: {f: 1}\n  b_1: {f: 2}\n  b_2: {f: 3}\n  _c: {f: 4}\n  condition: " + condition + "\n")
}

func TestConditions(t *testing.T) {
	for name, c := range map[string]struct{ condition, want string }{
		"one":                {"a", "a"},
		"or_binds_least":     {"a or b_1 and not b_2", "(a or (b_1 and not b_2))"},
		"and_before_or":      {"a and b_1 or b_2", "((a and b_1) or b_2)"},
		"parentheses":        {"(a or b_1) and (not (b_2))", "((a or b_1) and not b_2)"},
		"not_not":            {"not not a", "not not a"},
		"any_case":           {"a AND Not b_1 Or b_2", "((a and not b_1) or b_2)"},
		"one_of":             {"1 of b_*", "(b_1 or b_2)"},
		"any_of":             {"any of b_*", "(b_1 or b_2)"},
		"all_of":             {"all of b_*", "(b_1 and b_2)"},
		"pattern_in_front":   {"1 of *_1", "b_1"},
		"pattern_in_between": {"all of b*1", "b_1"},
		"pattern_of_all":     {"1 of *", "(a or b_1 or b_2 or _c)"},
		"of_a_name":          {"1 of a", "a"},
		"them":               {"1 of them", "(a or b_1 or b_2)"},
		"all_of_them":        {"All of THEM", "(a and b_1 and b_2)"},
		"underscore":         {"a and not _c", "(a and not _c)"},
		"not_one_of":         {"a and not 1 of b_*", "(a and not (b_1 or b_2))"},
		"list":               {"[a, b_1]", "a | b_1"},
		"many_lines":         {"|\n    a\n    and b_1", "(a and b_1)"},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := rulefile.Parse("x.yml", conditional(c.condition))
			if sigma.HasErrors(problems) {
				t.Fatal(problems)
			}
			var list []string
			for _, x := range got.Rules[0].Detection.Conditions {
				list = append(list, show(x.Expr))
			}
			if s := strings.Join(list, " | "); s != c.want {
				t.Errorf("it is %s, want %s", s, c.want)
			}
		})
	}
}

func TestConditionsThatAreWrong(t *testing.T) {
	for name, c := range map[string]struct {
		condition, want, advice string
		column                  int
	}{
		"unknown":          {"a and b_3", `the search "b_3", which is not there`, `"b_1"`, 20},
		"unknown_quoted":   {"'a and zzzzzz'", `the search "zzzzzz"`, "a, b_1, b_2, _c", 21},
		"unknown_folded":   {">-\n    zzzzzz", `the search "zzzzzz"`, "", 14},
		"pattern_unknown":  {"1 of x_*", `no search is named like "x_*"`, "", 19},
		"pattern_alone":    {"b_*", `the pattern "b_*" needs a quantity`, "1 of b_*", 14},
		"two_of":           {"2 of b_*", `"2" is no quantity`, "correlation", 14},
		"nothing_of":       {"1 of", "has to follow of", "", 14},
		"open":             {"(a", "a parenthesis is not closed", "", 15},
		"closed":           {"a)", `")" is unexpected`, "", 15},
		"empty":            {"''", "a condition has to be a text", "", 14},
		"no_text":          {"{a: b}", "a condition has to be a text", "", 14},
		"empty_list":       {"[]", "the condition is empty", "", 14},
		"ends":             {"a and", "the condition ends", "", 16},
		"begins":           {"or a", `"or" stands where`, "", 14},
		"no_operator":      {"a b_1", `"b_1" is unexpected`, "and, or", 16},
		"count":            {"a | count() > 5", "an old form", "correlation", 16},
		"count_by_pattern": {"1 of them | count() by f > 5", "an old form", "correlation", 24},
		"near":             {"near a and b_1", "an old form", "correlation", 14},
		"too_deep":         {strings.Repeat("(", 100) + "a" + strings.Repeat(")", 100), "nested more than 64 deep", "", 78},
		"too_many":         {strings.Repeat("1 of * or ", 3000) + "a", "more than 10000 times", "", 25021},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := rulefile.Parse("x.yml", conditional(c.condition))
			if len(got.Rules) != 0 || len(problems) == 0 {
				t.Fatalf("it became a rule: %v", problems)
			}
			p := problems[0]
			if !strings.Contains(p.Text, c.want) || !strings.Contains(p.Advice, c.advice) {
				t.Errorf("the problem is %q (%q)", p.Text, p.Advice)
			}
			if p.At.Line != 8 || p.At.Column != c.column {
				t.Errorf("it stands at %v, want column %d", p.At, c.column)
			}
		})
	}
}
