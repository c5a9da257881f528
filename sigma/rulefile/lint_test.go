package rulefile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

func TestLint(t *testing.T) {
	for name, c := range map[string]struct {
		search string
		want   []string
	}{
		"quiet": {
			`f|contains|all: ['a*b', 'a?', '\*.x', 'select \*']
g|base64offset|contains: [IEX new, iex new]
h|re: ['a.*b', '^.*$x', 'a', 'x.y']
i|windash: [a, ' -b']
j|contains|cased: [a, A]`, []string{"the regular expression is a plain text"},
		},
		"single_all":         {`f|all: [a]`, []string{"all has no effect on a single value"}},
		"twice":              {`f: [a, b, A]`, []string{`the value "A" stands twice in the list`}},
		"number_and_text":    {`f: [1, '1', 2]`, nil},
		"contains_star":      {`f|contains: 'a*'`, []string{"contains looks there anyway"}},
		"startswith_star":    {`f|startswith: '*a'`, nil},
		"endswith_star":      {`f|endswith: '*a'`, []string{"endswith looks there anyway"}},
		"empty_contains":     {`f|contains: ''`, []string{"an empty text is in every text"}},
		"empty":              {`f: ''`, nil},
		"windash":            {`f|windash: [a-b, c]`, []string{"windash has no effect"}},
		"expand":             {`f|expand: '%a'`, []string{"expand has no effect"}},
		"plain_expression":   {`f|re: '\\a'`, []string{"the regular expression is a plain text"}},
		"expression_anyway":  {`f|re: ['.*a.b', 'ab?.*']`, []string{"re looks anywhere in the text anyway", "re looks anywhere in the text anyway"}},
		"contains_and_re":    {`f|re|contains: 'a+'`, []string{"contains has no effect on re"}},
		"dot":                {`f|re: 'x+example.com/'`, []string{`the dot in "example.com/" stands for any character`}},
		"star_of_a_path":     {`f: 'C:\Temp\*.exe'`, []string{"the star behind a backslash stands for itself"}},
		"no_field_name":      {`'': foo`, []string{"the key is empty, so its value is looked for in the whole event"}},
		"network_with_digit": {`f|cidr: 10.0.0.1/8`, []string{`the network "10.0.0.1/8" has digits behind its mask`}},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := rulefile.Parse("x.yml", rule(c.search))
			var got []string
			for _, p := range problems {
				if p.Severity != sigma.Warning {
					t.Error(p)
				}
				got = append(got, p.Text)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestLintOfWholeRules(t *testing.T) {
	text := strings.Replace(whole, "    condition:", "    unused: {f: a}\n    other|contains: {f: a}\n    condition:", 1)
	text = strings.Replace(text, "2024/03/04", "2020-01-01", 1)
	_, problems := rulefile.Parse("x.yml", []byte(text))
	var got []string
	for _, p := range problems {
		got = append(got, p.Error())
	}
	want := []string{
		"x.yml:1:1: it was modified (2020-01-01) before it was written (2024-01-02)",
		`x.yml:24:5: the search "unused" is in no condition`,
		`x.yml:25:5: the search "other|contains" is in no condition`,
		`x.yml:25:5: the bar in "other|contains" has no effect`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
