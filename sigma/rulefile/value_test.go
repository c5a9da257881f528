package rulefile_test

import (
	"strings"
	"testing"

	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

// rule writes a whole rule around a detection of one search.
func rule(search string) []byte {
	return []byte("title: t\nlogsource: {category: c}\ndetection:\n  condition: s\n  s:\n" + indent(search))
}

func indent(s string) string { return "    " + strings.ReplaceAll(s, "\n", "\n    ") + "\n" }

func TestValues(t *testing.T) {
	for name, c := range map[string]struct{ search, want string }{
		"text":                  {`f: a`, `f "a"`},
		"text_with_wildcards":   {`f: 'a*b?c'`, `f "a"*"b"?"c"`},
		"escapes":               {`f: 'C:\Win\\*\*\\\*\?\x'`, `f "C:\\Win\\"*"*\\*?\\x"`},
		"number":                {`f: 4624`, `f = 4624 (4624)`},
		"number_in_quotes":      {`f: '4624'`, `f "4624"`},
		"hexadecimal":           {`f: 0x10`, `f = 16 (0x10)`},
		"fraction":              {`f: 1.50`, `f = 1.5 (1.50)`},
		"infinity_is_a_text":    {`f: .inf`, `f ".inf"`},
		"truth":                 {`f: True`, `f "true"`},
		"yes_is_a_text":         {`f: yes`, `f "yes"`},
		"day_is_a_text":         {`f: 2024-01-02`, `f "2024-01-02"`},
		"null":                  {`f: null`, `f null`},
		"nothing_is_null":       {`f:`, `f null`},
		"empty":                 {`f: ''`, `f ""`},
		"list":                  {`f: [a, 1, null]`, `(f "a" or f = 1 (1) or f null)`},
		"list_of_one":           {`f: [a]`, `f "a"`},
		"all":                   {`f|all: [a, b]`, `(f "a" and f "b")`},
		"map":                   {"f: a\ng: b", `(f "a" and g "b")`},
		"list_of_maps":          {"- f: a\n  g: b\n- h: c", `((f "a" and g "b") or h "c")`},
		"maps_and_keywords":     {"- f: a\n- b", `(f "a" or  *"b"*)`},
		"keyword":               {`a*b`, ` *"a"*"b"*`},
		"keywords":              {`[a, 5, true]`, `( *"a"* or  *"5"* or  *"true"*)`},
		"keywords_all":          {`'|all': [a, b]`, `( *"a"* and  *"b"*)`},
		"keyword_re":            {`'|re': 'a+'`, ` ~ a+`},
		"keyword_startswith":    {`'|startswith': a`, ` "a"*`},
		"contains":              {`f|contains: a`, `f *"a"*`},
		"contains_number":       {`f|contains: 0x5`, `f *"0x5"*`},
		"contains_wildcard":     {`f|contains: '*a'`, `f *"a"*`},
		"startswith":            {`f|startswith: a`, `f "a"*`},
		"endswith":              {`f|endswith: a`, `f *"a"`},
		"contains_all":          {`f|contains|all: [a, b]`, `(f *"a"* and f *"b"*)`},
		"cased_anywhere":        {`f|cased|contains: A`, `f cased *"A"*`},
		"exact":                 {`f|contains|exact: 'a*\\'`, `f *"a*\\\\"*`},
		"neq":                   {`f|neq: [a, 1]`, `not (f "a" or f = 1 (1))`},
		"neq_contains":          {`f|contains|neq: a`, `not f *"a"*`},
		"re":                    {`f|re: 'a.b'`, `f ~ a.b`},
		"re_flags":              {`f|re|i|m|s: 'a'`, `f ~ (?ims)a`},
		"re_contains":           {`f|re|contains: 'a'`, `f ~ a`},
		"re_number":             {`f|re: 12`, `f ~ 12`},
		"re_of_perl":            {`f|re: 'a\h[\h]\Z'`, `f ~ a[\t ][\t ]\n?\z`},
		"re_bracket_in_class":   {`f|re: '[]\h]\h[^]\h]'`, `f ~ []\t ][\t ][^]\t ]`},
		"re_name_in_class":      {`f|re: '[[:alpha:]\h][[\h]'`, `f ~ [[:alpha:]\t ][[\t ]`},
		"cidr":                  {`f|cidr: 10.0.0.0/8`, `f in 10.0.0.0/8`},
		"cidr_v6":               {`f|cidr: 'fe80::/10'`, `f in fe80::/10`},
		"cidr_mapped":           {`f|cidr: '::ffff:10.0.0.0/104'`, `f in 10.0.0.0/8`},
		"cidr_address":          {`f|cidr: 10.0.0.1`, `f in 10.0.0.1/32`},
		"order":                 {`f|gte: 5`, `f gte 5`},
		"order_in_quotes":       {`f|lt: '5.5'`, `f lt 5.5`},
		"exists":                {`f|exists: false`, `f exists false`},
		"fieldref":              {`f|fieldref: g`, `f field g how 0 cased false`},
		"fieldref_endswith":     {`f|fieldref|endswith|cased: g`, `f field g how 2 cased true`},
		"fieldref_neq_before":   {`f|neq|fieldref: g`, `not f field g how 0 cased false`},
		"hour":                  {`f|hour: 5`, `f hour eq 5`},
		"hour_gte":              {`f|hour|gte: 20`, `f hour gte 20`},
		"week_list":             {`f|week: [1, 2]`, `(f week eq 1 or f week eq 2)`},
		"base64":                {`f|base64: foo`, `f "Zm9v"`},
		"base64_contains":       {`f|base64|contains: foo`, `f *"Zm9v"*`},
		"base64offset":          {`f|base64offset|contains: foobar`, `(f *"Zm9vYmFy"* or f *"Zvb2Jhc"* or f *"mb29iYX"*)`},
		"wide_base64":           {`f|wide|base64: cm`, `f "YwBtAA=="`},
		"utf16be_base64":        {`f|utf16be|base64: cm`, `f "AGMAbQ=="`},
		"utf16_base64":          {`f|utf16|base64: cm`, `f "//5jAG0A"`},
		"wide":                  {`f|wide: ab`, `f "a\x00b\x00"`},
		"windash":               {`f|windash|contains: ' -a-b /c x/y - -*'`, `f *" "<dash>"a-b "<dash>"c x/y - -"*`},
		"windash_behind":        {`f|contains|windash: '/é'`, `f *<dash>"é"*`},
		"windash_wildcard":      {`f|windash: 'x*-y'`, `f "x"*<dash>"y"`},
		"expand":                {`f|expand: '%A.b-c%x\%d%'`, `f <A.b-c>"x%d%"`},
		"expand_contains":       {`f|contains|expand: '%a% %b%'`, `f *<a>" "<b>*`},
		"percent_without_it":    {`f: '%a%'`, `f "%a%"`},
		"alias":                 {"f: &x [a, b]\ng: *x", `((f "a" or f "b") and (g "a" or g "b"))`},
		"field_with_spaces":     {`a b.c: x`, `a b.c "x"`},
		"tagged":                {`f: !!str 5`, `f "5"`},
		"folded_text":           {"f: >-\n  a\n  b", `f "a b"`},
		"number_beyond_64_bits": {`f: 99999999999999999999`, `f = 1e+20 (99999999999999999999)`},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := rulefile.Parse("x.yml", rule(c.search))
			if sigma.HasErrors(problems) {
				t.Fatal(problems)
			}
			if e := show(got.Rules[0].Detection.Searches[0].Expr); e != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.search, e, c.want)
			}
		})
	}
}

func TestValuesThatAreWrong(t *testing.T) {
	for name, c := range map[string]struct{ search, want, advice string }{
		"unknown_modifier":       {`f|contain: a`, `the modifier "contain" is unknown`, `did you mean "contains"?`},
		"twice":                  {`f|contains|contains: a`, `the modifier "contains" stands twice`, "once"},
		"two_places":             {`f|startswith|endswith: a`, "a text can stand in one place only", "contains"},
		"flag_without_re":        {`f|i: a`, "i belongs behind re", "re|i"},
		"encode_too_late":        {`f|contains|base64: a`, "base64 has to stand before", "base64|contains"},
		"encode_wildcard":        {`f|base64: a*`, "base64 takes texts without wildcards", `\*`},
		"encode_too_short":       {`f|base64offset|contains: a`, "too short", "three"},
		"encoded_no_unicode":     {`f|utf16: a`, "cannot stand in an event", "base64"},
		"two_kinds":              {`f|re|cidr: a`, "cidr does not go with re", ""},
		"re_startswith":          {`f|re|startswith: a`, "startswith does not go with re", "^"},
		"order_of_text":          {`f|contains|gt: 5`, "contains does not go with gt", ""},
		"order_no_number":        {`f|gt: a`, `"a" is no number`, ""},
		"order_infinite":         {`f|gt: .inf`, `".inf" is no number`, ""},
		"cased_insensitive":      {`f|re|i|cased: a`, "exact and cased go with texts only", ""},
		"exists_no_truth":        {`f|exists: maybe`, "exists has to be true or false", ""},
		"exists_and_more":        {`f|exists|neq: true`, "exists stands alone", ""},
		"hour_no_number":         {`f|hour: noon`, `"noon" is no number`, ""},
		"hour_fraction":          {`f|hour: 1.5`, "1.5 is no hour", ""},
		"hour_after_midnight":    {`f|hour: 24`, "24 is no hour", "from 0 to 23"},
		"month_zero":             {`f|month|gt: 0`, "0 is no month", "from 1 to 12"},
		"field_missing":          {`'|gt': 5`, "gt needs a field", ""},
		"cidr_invalid":           {`f|cidr: 10.0.0.0/40`, "is no network", "10.0.0.0/8"},
		"fieldref_wildcard":      {`f|fieldref: 'a*'`, "is no name of a field", ""},
		"re_invalid":             {`f|re: '(a'`, "the regular expression is invalid: missing closing )", ""},
		"re_look_around":         {`f|re: 'a(?!b)'`, "the regular expression is invalid", "look-around"},
		"re_too_large":           {`f|re: '(abcdefghijk){1000}'`, "the regular expression is too large", ""},
		"re_repeats_too_often":   {`f|re: 'a{1001}'`, "the regular expression is invalid", "1000"},
		"null_keyword":           {`[null]`, "null is no text", ""},
		"null_contains":          {`f|contains: null`, "null is no text", "exists"},
		"empty_list":             {`f: []`, `the field "f" has no value`, "null"},
		"empty_search":           {`[]`, `the search "s" is empty`, ""},
		"empty_map":              {`{}`, "the map is empty", ""},
		"map_in_field":           {"f:\n  g: a", "a field cannot hold a map", "dots"},
		"list_in_list":           {`f: [[a]]`, "a value has to be a text", ""},
		"list_in_search":         {`- [a]`, "a search cannot hold a list in a list", ""},
		"duplicate_key":          {"f: a\nf: b", `the key "f" stands twice`, "list"},
		"merge_key":              {"<<: {a: b}\nf: a", "merge keys", ""},
		"foreign_tag":            {`f: !x a`, `the YAML tag "!x"`, ""},
		"binary":                 {`f: !!binary aGk=`, `the YAML tag "!!binary"`, ""},
		"key_that_is_a_list":     {"? [a]\n: b", "a key has to be a word", ""},
		"alias_to_itself":        {`f: &a [*a]`, "a value has to be a text", ""},
		"several_problems_first": {"f|x: a\ng|gt: b", `the modifier "x" is unknown`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := rulefile.Parse("x.yml", rule(c.search))
			if len(got.Rules) != 0 || !sigma.HasErrors(problems) {
				t.Fatalf("it became a rule: %v", problems)
			}
			p := problems[0]
			if !strings.Contains(p.Text, c.want) || !strings.Contains(p.Hint(), c.advice) {
				t.Errorf("the problem is %q (%q)", p.Text, p.Hint())
			}
			if p.At.Line < 1 || p.At.Column < 1 {
				t.Errorf("%q has no place", p.Text)
			}
		})
	}
}
