package match_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"bonafide/sigma"
	"bonafide/sigma/match"
	"bonafide/sigma/plain"
	"bonafide/sigma/rulefile"
)

// kinds are rules of every kind of value, modifier and condition, one search a line.
const kinds = `
title: kinds
logsource: {product: p}
detection:
  whole: {a: [one, 'Ünïted', '', 'K']}
  wild: {a: ['o?e', '*two*', 't\*o', '*three', 'fo*ur', '?']}
  number: {n: [1, -0, 1.5, 4624, 1e3]}
  truth: {b: [true, false]}
  nothing: {c: null}
  ends: {d|startswith: [abc, '\\srv\'], d|endswith: ['.exe', ß]}
  within: {d|contains: [xy, needle, 'hay*stack', 漢]}
  every: {d|contains|all: [needle, hay]}
  cased: {a|cased: One, d|contains|cased: Needle}
  regexp: {e|re: ['^a+b?$', '(?:foo|bar)\d{2,}', '\.exe$'], f|re|i: '^(https?)://\w+'}
  lines: {f|re|s|m: 'a.b$'}
  net: {ip|cidr: [10.0.0.0/8, '2001:db8::/32']}
  order: {n|gt: 10, n|lte: 20.5}
  there: {x.y|exists: true, z|exists: false}
  other: {a|fieldref: d}
  others: {d|fieldref|endswith: a}
  time: {t|hour|gte: 20, t|week: 1}
  coded: {g|base64offset|contains: secret}
  wide: {g|utf16le|base64offset|contains: hi}
  dashes: {h|windash|contains: ' -enc '}
  path: {x.y.z: deep, Data.v: aliased}
  words: [needle, 'k*y', 42]
  pattern: {'|re': 'w[o0]rd'}
  condition:
%s`

// eachKind gives a rule for every search above, and some of several.
func eachKind(t testing.TB) []*sigma.Rule {
	t.Helper()
	searches := []string{
		"whole", "wild", "number", "truth", "nothing", "ends", "within", "every", "cased", "regexp", "lines", "net", "order", "there",
		"other", "others", "time", "coded", "wide", "dashes", "path", "words", "pattern", "not (wild or within)", "1 of c*", "all of t*", "whole and not words",
		"(words or nothing) and (within or order or not truth)",
	}
	var rules []*sigma.Rule
	for _, s := range searches {
		text := kinds[:len(kinds)-len("%s")] + "    - " + s + "\n"
		c, problems := rulefile.Parse("kinds.yml", []byte(text))
		if len(c.Rules) != 1 {
			t.Fatal(s, problems)
		}
		rules = append(rules, c.Rules...)
	}
	return rules
}

// kindsLayout has roots and aliases.
func kindsLayout() sigma.Layout {
	return sigma.Layout{Roots: []string{"Event.Data", "x"}, Aliases: map[string][]string{"Data.v": {"Event.v", "v w"}, "a": {"Event.a"}}}
}

// kindsEvents are events that these rules match, and odd ones.
func kindsEvents() []string {
	return []string{
		`{"a":"one","d":"abc needle hay.exe","n":1.0,"b":true}`,
		`{"a":["ONE",null,["t*o",{"q":"Two"}]],"c":{},"d":"\\\\srv\\x\u1e9e"}`,
		`{"a":"\u004Fne","a":"One","d":"Needle","d":"xy","c":null}`,
		`{"e":"aab","f":["HTTP://x","A\n\na\nb\nc"],"ip":["10.1.2.3","::ffff:10.0.0.1","2001:db8::1%eth0"],"n":"15"}`,
		`{"Event":{"Data":{"a":"Ünïted","d":"haySTACK漢"},"v":"aliased","a":""},"x":{"y":{"z":"deep"},"y.z":"deep"},"x.y":1}`,
		`{"t":"2024-12-30T21:00:00Z","g":["xc2VjcmV0","aABpAA=="],"b":true,"x.y":null,"d":"x, y","a":"X, Y","h":"cmd \u2013ENC x"}`,
		`{"any":["k--y",42,{"deep":{"er":"w0rd"}}],"n":4624}`,
		"{ \"a\" :\t\"K\" , \"n\":-0.0e0 ,\r\n\"b\":false}",
		"{\"a\":\"\u212a\",\"d\":\"\u017f.exe\xff\xfe\",\"e\":\"\\ud83d\\ude00\\ud800\"}",
		`{}`, `{"a":{}}`, `{"":""}`, `{"a":[[[[]]]]}`, `{"a.b":{"c.d":1}}`,
		`{"n":1e999,"n":-1E-999,"n":123456789012345678901234567890}`,
		``, `null`, `[]`, `{`, `{"a"`, `{"a":}`, `{"a":1,}`, `{"a":01}`, `{"a":"\x"}`, `{"a":"` + "\x01" + `"}`, `{"a":1}{"b":2}`, `{"a":tru}`, "\ufeff{}",
	}
}

// FuzzMatch holds any bytes against rules of every kind. What the plain evaluation reads
// gets the same verdicts; of what it does not read Match may accept some, because it checks
// what no rule asks for by its structure only.
func FuzzMatch(f *testing.F) {
	rules, layout := eachKind(f), kindsLayout()
	for _, e := range kindsEvents() {
		f.Add([]byte(e))
	}
	m, err := match.Compile(match.Config{Rules: rules, Layout: layout})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) { sameOnAny(t, m.Session(), rules, layout, raw) })
}

// sameOnAny compares verdicts on what may be no event.
func sameOnAny(t *testing.T, s *match.Session, rules []*sigma.Rule, layout sigma.Layout, raw []byte) {
	t.Helper()
	event, wrong := plain.Decode(raw)
	got, err := s.Match(raw, sigma.LogSource{Product: "p"})
	if wrong != nil {
		return
	}
	if err != nil {
		if nesting(raw) <= 500 { // deeper ones are refused, see TestHostile
			t.Fatalf("Match refuses an event: %v\n%q", err, raw)
		}
		return
	}
	at := 0
	for i, r := range rules {
		ours := at < len(got) && got[at] == i
		if ours {
			at++
		}
		if want := plain.Match(r.Detection.Expr(), event, layout); ours != want {
			t.Fatalf("rule %d matches: %v, by plain evaluation %v\nevent %q\n%s", i, ours, want, raw, plain.Explain(r, event, layout).Text())
		}
	}
	if at != len(got) {
		t.Fatalf("the verdict %v is not in order", got)
	}
}

// nesting is how deep brackets nest at most, those in strings included.
func nesting(raw []byte) int {
	depth, most := 0, 0
	for _, c := range raw {
		switch c {
		case '{', '[':
			depth++
			most = max(most, depth)
		case '}', ']':
			depth--
		}
	}
	return most
}

// TestKinds makes sure that the events above say something of the rules above.
func TestKinds(t *testing.T) {
	rules, layout := eachKind(t), kindsLayout()
	m, err := match.Compile(match.Config{Rules: rules, Layout: layout})
	if err != nil {
		t.Fatal(err)
	}
	s := m.Session()
	seen := make([]int, len(rules))
	for _, e := range kindsEvents() {
		sameOnAny(t, s, rules, layout, []byte(e))
		got, err := s.Match([]byte(e), sigma.LogSource{Product: "p"})
		if err != nil {
			continue
		}
		for _, i := range got {
			seen[i]++
		}
	}
	for i, n := range seen {
		if n == 0 {
			t.Errorf("no event matches rule %d", i)
		}
	}
}

// FuzzRule reads any text as rules and holds a few events against what it gives.
func FuzzRule(f *testing.F) {
	f.Add([]byte(kinds[:len(kinds)-len("%s")] + "    - 1 of them\n    - not wild and within\n"))
	f.Add([]byte("title: t\nlogsource: {product: p}\ndetection: {s: {f|re: '(a|b){1,9}$', g|windash|contains|all: [' -a', '/b']}, condition: s}"))
	f.Add([]byte("title: t\nlogsource: {product: p}\ndetection: {s: [x, '?', '*', '', {a: [1, null, '']}], condition: not s}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, _ := rulefile.Parse("x.yml", text)
		var rules []*sigma.Rule
		for _, r := range c.Rules {
			if !placeholder(r) {
				r.LogSource = sigma.LogSource{}
				rules = append(rules, r)
			}
		}
		if len(rules) == 0 {
			return
		}
		m, err := match.Compile(match.Config{Rules: rules, Layout: kindsLayout()})
		if err != nil {
			t.Fatal(err)
		}
		s := m.Session()
		for _, e := range kindsEvents() {
			sameOnAny(t, s, rules, kindsLayout(), []byte(e))
		}
	})
}

// TestFrequentLiterals has so many rules with the same few literals that these are looked
// for only when a candidate asks for them.
func TestFrequentLiterals(t *testing.T) {
	words := []string{".exe", `\windows\`, "system32", " -enc ", "powershell", `:\users\`, "temp", "~1"}
	r := rand.New(rand.NewPCG(7, 7))
	var text strings.Builder
	for i := range 300 {
		pick := func() string { return words[r.IntN(len(words))] }
		fmt.Fprintf(&text, "---\ntitle: rule %d\nlogsource: {product: p}\ndetection:\n  own: {d|contains: 'own%d '}\n"+
			"  one: {d|contains: ['%s', '%s']}\n  all: {d|contains|all: ['%s', '%s']}\n  off: {d|contains: '%s', e|contains: '%s'}\n  condition: %s\n",
			i, i%9, pick(), pick(), pick(), pick(), pick(), pick(), []string{"own and one", "own and all and not off", "all and one", "one and not off", "own or off"}[r.IntN(5)])
	}
	c, problems := rulefile.Parse("frequent.yml", []byte(text.String()))
	if len(c.Rules) != 300 {
		t.Fatal(problems)
	}
	m, err := match.Compile(match.Config{Rules: c.Rules})
	if err != nil {
		t.Fatal(err)
	}
	s := m.Session()
	for range 500 {
		line := func() string {
			out := ""
			for range r.IntN(5) {
				out += words[r.IntN(len(words))]
			}
			return out + fmt.Sprintf("own%d ", r.IntN(30))
		}
		raw, err := json.Marshal(map[string]any{"d": []string{line(), line()}[:1+r.IntN(2)], "e": line()})
		if err != nil {
			t.Fatal(err)
		}
		sameOnAny(t, s, c.Rules, sigma.Layout{}, raw)
	}
}
