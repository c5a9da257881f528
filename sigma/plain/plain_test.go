package plain

import (
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"bonafide/sigma"
)

func text(pattern string) sigma.Text { return sigma.Text{Pattern: sigma.ReadPattern(pattern)} }

func cased(pattern string) sigma.Text {
	return sigma.Text{Pattern: sigma.ReadPattern(pattern), Cased: true}
}

func literal(s string) sigma.Pattern { return sigma.Pattern{{Kind: sigma.Literal, Text: s}} }

func number(v float64, digits string) sigma.Number { return sigma.Number{Value: v, Digits: digits} }

func expression(s string) sigma.Regexp { return sigma.Regexp{Re: regexp.MustCompile(s)} }

func cidr(s string) sigma.CIDR { return sigma.CIDR{Prefix: netip.MustParsePrefix(s)} }

func TestMatchValue(t *testing.T) {
	for _, c := range []struct {
		name  string
		field string
		value sigma.Value
		yes   []string
		no    []string
	}{
		{
			"text", "f", text("Foo"),
			[]string{`{"f":"foo"}`, `{"f":"FOO"}`, `{"f":["x","foo"]}`, `{"f":[["foo"]]}`, `{"f":"x","f":"foo"}`, `{"f":"\u0046oo"}`},
			[]string{`{"f":"fo"}`, `{"f":"fooo"}`, `{}`, `{"f":null}`, `{"F":"foo"}`, `{"f":{"f":"foo"}}`, `{"f":[]}`},
		},
		{"cased_text", "f", cased("Foo"), []string{`{"f":"Foo"}`}, []string{`{"f":"foo"}`}},
		{
			"text_of_a_number", "f", text("4*"),
			[]string{`{"f":4624}`, `{"f":4.0}`, `{"f":"4"}`},
			[]string{`{"f":-4}`, `{"f":0.4e1}`},
		},
		{"text_of_a_boolean", "f", text("true"), []string{`{"f":true}`, `{"f":"True"}`}, []string{`{"f":false}`, `{"f":1}`}},
		{"text_of_null_is_none", "f", text("*"), []string{`{"f":""}`, `{"f":0}`}, []string{`{"f":null}`, `{"f":{}}`, `{"f":[{}]}`, `{}`}},
		{"empty_text", "f", text(""), []string{`{"f":""}`, `{"f":["",1]}`}, []string{`{"f":" "}`, `{"f":null}`, `{}`}},
		{
			"number", "f", number(4624, "4624"),
			[]string{`{"f":4624}`, `{"f":4624.0}`, `{"f":4.624e3}`, `{"f":"4624"}`, `{"f":[1,4624]}`},
			[]string{`{"f":"4624.0"}`, `{"f":" 4624"}`, `{"f":46240}`, `{"f":"04624"}`, `{"f":true}`, `{}`},
		},
		{"number_one_is_not_true", "f", number(1, "1"), []string{`{"f":1}`}, []string{`{"f":true}`}},
		{"negative_zero", "f", number(0, "0"), []string{`{"f":-0}`, `{"f":0.0}`, `{"f":"0"}`}, []string{`{"f":"-0"}`}},
		{"null", "f", sigma.Null{}, []string{`{}`, `{"f":null}`, `{"f":[null,null]}`, `{"f":[]}`, `{"F":1}`}, []string{`{"f":""}`, `{"f":0}`, `{"f":[null,1]}`, `{"f":{}}`, `{"f":null,"f":1}`}},
		{"exists", "f", sigma.Exists{Want: true}, []string{`{"f":null}`, `{"f":[]}`, `{"f":{}}`, `{"f":1}`}, []string{`{}`, `{"g":1}`}},
		{"exists_not", "f", sigma.Exists{}, []string{`{}`, `{"g":1}`}, []string{`{"f":null}`, `{"f":[]}`}},
		{
			"regexp", "f", expression(`b.d`),
			[]string{`{"f":"abcde"}`, `{"f":["x","bcd"]}`},
			[]string{`{"f":"BCD"}`, `{"f":"b\nd"}`, `{}`},
		},
		{"regexp_with_flags", "f", expression(`(?is)b.d`), []string{`{"f":"B\nD"}`}, []string{`{"f":"bd"}`}},
		{"regexp_on_a_number", "f", expression(`^4\d+$`), []string{`{"f":4624}`}, []string{`{"f":null}`}},
		{
			"cidr", "f", cidr("10.0.0.0/8"),
			[]string{`{"f":"10.1.2.3"}`, `{"f":"::ffff:10.1.2.3"}`},
			[]string{`{"f":"11.1.2.3"}`, `{"f":"10.1.2.3/32"}`, `{"f":"x"}`, `{"f":10}`},
		},
		{"cidr_v6", "f", cidr("2001:db8::/32"), []string{`{"f":"2001:DB8:1::1"}`, `{"f":"2001:db8::%1"}`}, []string{`{"f":"2001:db9::"}`, `{"f":"10.0.0.1"}`}},
		{
			"less", "f",
			sigma.Ordered{Op: sigma.Less, Value: 5},
			[]string{`{"f":4.9}`, `{"f":"4"}`, `{"f":-1e9}`},
			[]string{`{"f":5}`, `{"f":"four"}`, `{"f":""}`, `{"f":false}`, `{}`},
		},
		{"at_least", "f", sigma.Ordered{Op: sigma.GreaterOrEqual, Value: 5}, []string{`{"f":5}`, `{"f":"5.0"}`, `{"f":1e400}`}, []string{`{"f":4}`, `{"f":"5 "}`}},
		{
			"field_ref", "f",
			sigma.FieldRef{Field: "g"},
			[]string{`{"f":"A","g":"a"}`, `{"f":1,"g":"1"}`, `{"f":["x","y"],"g":["z","Y"]}`, `{"f":"","g":""}`},
			[]string{`{"f":"a","g":"b"}`, `{"f":"a"}`, `{"g":"a"}`, `{}`, `{"f":null,"g":null}`, `{"f":1.0,"g":1}`},
		},
		{"field_ref_cased", "f", sigma.FieldRef{Field: "g", Cased: true}, []string{`{"f":"a","g":"a"}`}, []string{`{"f":"A","g":"a"}`}},
		{"field_ref_prefix", "f", sigma.FieldRef{Field: "g", How: sigma.Prefix}, []string{`{"f":"abc","g":"AB"}`}, []string{`{"f":"abc","g":"bc"}`}},
		{"field_ref_suffix", "f", sigma.FieldRef{Field: "g", How: sigma.Suffix}, []string{`{"f":"abc","g":"BC"}`}, []string{`{"f":"abc","g":"ab"}`}},
		{"field_ref_within", "f", sigma.FieldRef{Field: "g", How: sigma.Within}, []string{`{"f":"abc","g":"B"}`, `{"f":"abc","g":""}`}, []string{`{"f":"b","g":"abc"}`}},
		{
			"time_part", "f",
			sigma.TimePart{Part: sigma.Hour, Op: sigma.GreaterOrEqual, Value: 20},
			[]string{`{"f":"2024-01-02T20:00:00Z"}`, `{"f":"2024-01-02 23:59"}`},
			[]string{`{"f":"2024-01-02T19:59:59Z"}`, `{"f":"2024-01-02"}`, `{"f":20}`},
		},
		{
			"keyword", "", text("*Mimikatz*"),
			[]string{`{"a":"run mimikatz now"}`, `{"a":{"b":["x","MIMIKATZ"]}}`},
			[]string{`{"mimikatz":"x"}`, `{"a":"mimi","b":"katz"}`, `{}`},
		},
		{"keyword_at_the_beginning", "", text("a*"), []string{`{"x":{"y":["b","abc"]}}`}, []string{`{"x":"bac"}`, `{"abc":"x"}`}},
		{"keyword_number", "", number(5, "5"), []string{`{"a":5.0}`, `{"a":[{"b":"5"}]}`}, []string{`{"a":"15"}`}},
		{"keyword_regexp", "", expression(`^a`), []string{`{"x":{"y":"abc"}}`}, []string{`{"x":"bac"}`}},
		{"placeholder", "f", sigma.Text{Pattern: sigma.Pattern{{Kind: sigma.Any}, {Kind: sigma.Placeholder, Text: "p"}}}, nil, []string{`{"f":"%p%"}`, `{"f":""}`}},
		{"dotted", "a.b.c", text("1"), []string{`{"a.b.c":1}`, `{"a":{"b.c":1}}`, `{"a.b":{"c":1}}`, `{"a":{"b":{"c":1}}}`, `{"a":[{"b":2},{"b":[{"c":1}]}]}`, `{"a":0,"a":{"b":{"c":1}}}`}, []string{`{"a":{"b":1}}`, `{"c":1}`, `{"a":{"b":{"C":1}}}`}},
		{"replacement_folded", "f", sigma.Text{Pattern: literal("\xff")}, []string{"{\"f\":\"\xc3\"}", `{"f":"\ud800"}`, `{"f":"\ufffd"}`}, []string{`{"f":""}`}},
		{"replacement_cased", "f", sigma.Text{Pattern: literal("\xff"), Cased: true}, []string{"{\"f\":\"\xc3\"}", `{"f":"\udc00"}`, `{"f":"\ufffd"}`}, []string{"{\"f\":\"\xc3\xc3\"}"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := &sigma.Test{Field: c.field, Value: c.value}
			for i, event := range append(append([]string{}, c.yes...), c.no...) {
				e, err := Decode([]byte(event))
				if err != nil {
					t.Fatal(err)
				}
				if want := i < len(c.yes); Match(x, e, sigma.Layout{}) != want {
					t.Errorf("Match(%s) = %v; want %v", event, !want, want)
				}
			}
		})
	}
}

func TestMatchExpr(t *testing.T) {
	yes, no := &sigma.Test{Field: "f", Value: text("1")}, &sigma.Test{Field: "f", Value: text("2")}
	e, err := Decode([]byte(`{"f":1}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		x    sigma.Expr
		want bool
	}{
		"and_of_none":  {&sigma.And{}, true},
		"or_of_none":   {&sigma.Or{}, false},
		"and":          {&sigma.And{Of: []sigma.Expr{yes, yes}}, true},
		"and_one_no":   {&sigma.And{Of: []sigma.Expr{yes, no}}, false},
		"or":           {&sigma.Or{Of: []sigma.Expr{no, yes}}, true},
		"or_all_no":    {&sigma.Or{Of: []sigma.Expr{no, no}}, false},
		"not":          {&sigma.Not{Of: no}, true},
		"not_not":      {&sigma.Not{Of: &sigma.Not{Of: no}}, false},
		"not_absent":   {&sigma.Not{Of: &sigma.Test{Field: "g", Value: text("1")}}, true},
		"unresolved":   {sigma.Ref{Name: "x"}, false},
		"not_of_field": {&sigma.Not{Of: yes}, false},
	} {
		if got := Match(c.x, e, sigma.Layout{}); got != c.want {
			t.Errorf("%s: got %v; want %v", name, got, c.want)
		}
	}
}

func TestLayout(t *testing.T) {
	l := sigma.Layout{Roots: []string{"Event.Data"}, Aliases: map[string][]string{"Provider": {"Event.System.Provider.Name"}}}
	for event, want := range map[string]string{
		`{"Provider":"a"}`:                                       "a",
		`{"Event":{"Data":{"Provider":"b"}}}`:                    "b",
		`{"Event":{"System":{"Provider":{"Name":"c"}}}}`:         "c",
		`{"Event.Data":{"Provider":"b"},"Provider":"a"}`:         "a b",
		`{"Event":{"Data":[{"Provider":"b"},{"Provider":"d"}]}}`: "b d",
		`{"Event":{"Provider":"x"}}`:                             "",
	} {
		e, err := Decode([]byte(event))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range e.Values(l, "Provider").Values {
			got = append(got, h.Text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q; want %q", event, got, want)
		}
	}
}

func TestDecodeTakesOneObject(t *testing.T) {
	for _, raw := range []string{``, ` `, `[]`, `null`, `"x"`, `1`, `{`, `{}{}`, `{} x`, `{"a":1,}`, `{"a":01}`, `{a:1}`, "{\"a\":\"\n\"}", `{"a":"\x"}`, `[{}]`} {
		if _, err := Decode([]byte(raw)); err == nil {
			t.Errorf("Decode(%q) took it", raw)
		}
	}
	for _, raw := range []string{`{}`, " {\n} ", `{"":""}`} {
		if _, err := Decode([]byte(raw)); err != nil {
			t.Errorf("Decode(%q): %v", raw, err)
		}
	}
}
