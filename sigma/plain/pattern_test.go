package plain

import (
	"strings"
	"testing"
	"time"

	"bonafide/sigma"
)

func TestMatchPattern(t *testing.T) {
	for _, c := range []struct {
		pattern string
		yes, no []string
	}{
		{``, []string{""}, []string{"a"}},
		{`*`, []string{"", "a", "a\r\nb", "😀"}, nil},
		{`?`, []string{"a", "é", "😀", "\n", "\xff"}, []string{"", "ab", "e\u0301"}},
		{`a*`, []string{"a", "A", "abc"}, []string{"", "ba"}},
		{`*a`, []string{"a", "bA", "aa"}, []string{"", "ab"}},
		{`*a*`, []string{"a", "bab"}, []string{"", "b"}},
		{`a*b*c`, []string{"abc", "axbxc", "abbcc", "aBcC"}, []string{"acb", "ab", "bc"}},
		{`a?c`, []string{"abc", "a?c"}, []string{"ac", "abbc"}},
		{`??`, []string{"ab", "éé"}, []string{"a", "abc"}},
		{`*?`, []string{"a", "abc"}, []string{""}},
		{`?*?`, []string{"ab", "abc"}, []string{"a", ""}},
		{`*ab*ab`, []string{"abab", "xabyab", "ababab"}, []string{"ab", "aba"}},
		{`a\*b`, []string{"a*b"}, []string{"ab", "axb"}},
		{`a\?b`, []string{"a?b"}, []string{"axb"}},
		{`a\\*`, []string{`a\`, `a\x`}, []string{"a*", "a"}},
		{`a\\b`, []string{`a\b`}, []string{`a\\b`}},
		{`a\b`, []string{`a\b`}, []string{"ab"}},
		{`\\\\`, []string{`\\`}, []string{`\`, `\\\\`}},
		{`\\\*`, []string{`\*`}, []string{`\`, `\x`}},
		{`İ`, []string{"i", "I", "İ"}, []string{"ı", "i\u0307"}},
		{`k`, []string{"K", "\u212a"}, nil},
		{`s`, []string{"S"}, []string{"ſ"}},
		{`σ`, []string{"Σ"}, []string{"ς"}},
		{`ß`, []string{"ẞ"}, []string{"ss"}},
		{`ǆ`, []string{"Ǆ", "ǅ"}, nil},
	} {
		p := sigma.ReadPattern(c.pattern)
		for _, text := range c.yes {
			if !MatchPattern(p, text, false) {
				t.Errorf("%s does not fit %q", c.pattern, text)
			}
		}
		for _, text := range c.no {
			if MatchPattern(p, text, false) {
				t.Errorf("%s fits %q", c.pattern, text)
			}
		}
	}
}

func TestMatchPatternDash(t *testing.T) {
	p := sigma.Pattern{{Kind: sigma.Any}, {Kind: sigma.Literal, Text: " "}, {Kind: sigma.Dash}, {Kind: sigma.Literal, Text: "enc"}}
	for _, dash := range strings.Split(sigma.Dashes, "") {
		if !MatchPattern(p, "x "+dash+"ENC", false) || MatchPattern(p, "x "+dash+"ENC", true) {
			t.Errorf("the dash %q", dash)
		}
	}
	for _, text := range []string{"x enc", "x --enc", "x +enc", "x ‐enc"} {
		if MatchPattern(p, text, false) {
			t.Errorf("fits %q", text)
		}
	}
}

func TestMatchPatternDoesNotBlowUp(t *testing.T) {
	p := sigma.ReadPattern(strings.Repeat("a*", 200) + "b")
	start := time.Now()
	if MatchPattern(p, strings.Repeat("a", 5000), true) {
		t.Error("fits")
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}
