package sigmatest

import (
	"net/netip"
	"regexp/syntax"
	"strings"
	"unicode"

	"bonafide/sigma"
)

// fill makes a value of an event that a value of a rule would probably be content with.
func (g maker) fill(v sigma.Value) any {
	switch v := v.(type) {
	case sigma.Text:
		return g.spell(g.fillPattern(v.Pattern), v.Cased)
	case sigma.Number:
		return g.fillNumber(v.Digits)
	case sigma.Null:
		return nil
	case sigma.Regexp:
		return g.noise(3) + g.fillRegexp(v.Re.String()) + g.noise(3)
	case sigma.CIDR:
		return g.fillPrefix(v.Prefix)
	case sigma.Ordered:
		if g.one(4) {
			return pick(g.Rand, numberTexts)
		}
		return g.fillNumber(pick(g.Rand, pick(g.Rand, numbers)))
	case sigma.TimePart:
		return pick(g.Rand, times)
	}
	return g.word()
}

// word is a text of an event that nothing asks for.
func (g maker) word() string {
	switch g.IntN(8) {
	case 0:
		return pick(g.Rand, addrs)
	case 1:
		return pick(g.Rand, times)
	case 2:
		return pick(g.Rand, numberTexts)
	}
	return g.text()
}

// noise is nothing most of the time.
func (g maker) noise(n int) string {
	if g.one(n) {
		return g.chars(1 + g.IntN(6))
	}
	return ""
}

func (g maker) fillPattern(p sigma.Pattern) string {
	var b strings.Builder
	for _, piece := range p {
		switch piece.Kind {
		case sigma.Literal:
			b.WriteString(piece.Text)
		case sigma.Any:
			b.WriteString(g.fillAny())
		case sigma.One:
			b.WriteString(pick(g.Rand, []string{"a", "b", "\n", "é", "😀", "\u212a", "\xff", ""}))
		case sigma.Dash:
			b.WriteString(pick(g.Rand, []string{"-", "/", "–", "—", "―", "-", "‐", "--", ""}))
		case sigma.Placeholder:
			b.WriteString("%" + piece.Text + "%")
		}
	}
	return b.String()
}

// fillAny is what stands for a wildcard: mostly little, now and then some kilobytes.
func (g maker) fillAny() string {
	switch g.IntN(200) {
	case 0:
		return strings.Repeat(g.chars(1+g.IntN(30)), 1+g.IntN(60))
	case 1, 2, 3, 4:
		return strings.Repeat(g.text(), g.IntN(12))
	}
	if g.one(2) {
		return ""
	}
	return g.text()
}

// spell changes a text in ways that keep it equal, or in small ones that may not.
func (g maker) spell(s string, cased bool) string {
	if !cased && g.one(2) || g.one(8) {
		s = g.otherCase(s)
	}
	switch g.IntN(12) {
	case 0:
		cut := g.IntN(len(s) + 1)
		return s[cut:]
	case 1:
		cut := g.IntN(len(s) + 1)
		return s[:cut]
	case 2:
		cut := g.IntN(len(s) + 1)
		return s[:cut] + pick(g.Rand, atoms) + s[cut:]
	}
	return s
}

func (g maker) otherCase(s string) string {
	switch g.IntN(4) {
	case 0:
		return strings.ToUpper(s)
	case 1:
		return strings.ToLower(s)
	}
	return strings.Map(func(c rune) rune {
		if g.one(2) {
			return unicode.SimpleFold(c)
		}
		return c
	}, s)
}

// digits is a JSON number.
type digits string

func (g maker) fillNumber(want string) any {
	spelled := want
	for _, same := range numbers {
		for _, d := range same {
			if d == want {
				spelled = pick(g.Rand, same)
			}
		}
	}
	switch g.IntN(6) {
	case 0:
		return spelled
	case 1:
		return want
	}
	return digits(spelled)
}

func (g maker) fillPrefix(p netip.Prefix) string {
	if g.one(3) {
		return pick(g.Rand, addrs)
	}
	raw := p.Addr().AsSlice()
	for i := p.Bits(); i < len(raw)*8; i++ {
		if g.one(2) {
			raw[i/8] ^= 0x80 >> (i % 8)
		}
	}
	if g.one(8) {
		raw[0] ^= 1
	}
	a, _ := netip.AddrFromSlice(raw)
	if a.Is4() && g.one(4) {
		return netip.AddrFrom16(a.As16()).String()
	}
	return a.String()
}

func (g maker) fillRegexp(expression string) string {
	re, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return ""
	}
	var b strings.Builder
	g.sample(&b, re)
	return b.String()
}

// sample writes a text that an expression finds, but for anchors and boundaries.
func (g maker) sample(b *strings.Builder, re *syntax.Regexp) {
	times := 1
	switch re.Op {
	case syntax.OpLiteral:
		text := string(re.Rune)
		if re.Flags&syntax.FoldCase != 0 {
			text = g.otherCase(text)
		}
		b.WriteString(text)
	case syntax.OpCharClass:
		if n := len(re.Rune) / 2; n > 0 {
			lo, hi := re.Rune[2*g.IntN(n)], rune(0)
			for i := 0; i < len(re.Rune); i += 2 {
				if re.Rune[i] == lo {
					hi = min(re.Rune[i+1], lo+60)
				}
			}
			b.WriteRune(lo + rune(g.IntN(int(hi-lo)+1)))
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteString(pick(g.Rand, []string{"a", " ", "é", "\n", "😀"}))
	case syntax.OpAlternate:
		g.sample(b, pick(g.Rand, re.Sub))
		return
	case syntax.OpStar, syntax.OpQuest:
		times = g.IntN(3)
	case syntax.OpPlus:
		times = 1 + g.IntN(3)
	case syntax.OpRepeat:
		times = re.Min + g.IntN(3)
	}
	for range times {
		for _, sub := range re.Sub {
			g.sample(b, sub)
		}
	}
}
