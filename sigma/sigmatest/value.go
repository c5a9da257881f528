package sigmatest

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"bonafide/sigma"
)

//nolint:gochecknoglobals // tables
var (
	compares = []sigma.Compare{sigma.Equal, sigma.NotEqual, sigma.Less, sigma.LessOrEqual, sigma.Greater, sigma.GreaterOrEqual}
	parts    = []sigma.Part{sigma.Minute, sigma.Hour, sigma.Day, sigma.Week, sigma.Month, sigma.Year}
)

// value makes a value of any kind, a keyword's only of those that look at texts.
func (g maker) value(keyword bool) sigma.Value {
	kind := g.IntN(100)
	switch {
	case kind < 62:
		return sigma.Text{Pattern: g.keyword(keyword), Cased: g.one(6)}
	case kind < 70:
		return g.number()
	case kind < 76:
		return sigma.Regexp{Re: g.regexp()}
	case kind < 80:
		return sigma.CIDR{Prefix: netip.MustParsePrefix(pick(g.Rand, prefixes))}
	case keyword:
		return sigma.Text{Pattern: g.keyword(true)}
	case kind < 84:
		return sigma.Null{}
	case kind < 88:
		return sigma.Exists{Want: g.one(2)}
	case kind < 93:
		return sigma.Ordered{Op: pick(g.Rand, compares), Value: g.number().Value}
	case kind < 97:
		return sigma.FieldRef{Field: pick(g.Rand, fields), How: sigma.Affix(g.IntN(4)), Cased: g.one(3)}
	}
	return g.timePart()
}

func (g maker) number() sigma.Number {
	digits := pick(g.Rand, pick(g.Rand, numbers))
	v, _ := strconv.ParseFloat(digits, 64)
	return sigma.Number{Value: v, Digits: digits}
}

func (g maker) timePart() sigma.TimePart {
	v := sigma.TimePart{Part: pick(g.Rand, parts), Op: pick(g.Rand, compares)}
	var ok bool
	if v.Value, ok = v.Part.Of(pick(g.Rand, times)); !ok {
		v.Value = float64(g.IntN(60))
	}
	return v
}

// keyword makes a pattern, for a keyword one that mostly stands anywhere in a text.
func (g maker) keyword(keyword bool) sigma.Pattern {
	p := g.pattern()
	if keyword && !g.one(8) {
		return p.Affixed(sigma.Within)
	}
	return p
}

// pattern makes what value modifiers make: whole texts, affixes, wildcards in between.
func (g maker) pattern() sigma.Pattern {
	switch g.IntN(12) {
	case 0:
		return g.wild(1 + g.IntN(5))
	case 1:
		return g.wild(2).Affixed(sigma.Affix(g.IntN(4)))
	case 2:
		var p sigma.Pattern
		return p.With(g.literal()).With(sigma.Piece{Kind: sigma.Dash}).With(g.literal()).Affixed(sigma.Affix(g.IntN(4)))
	}
	var p sigma.Pattern
	return p.With(g.literal()).Affixed(sigma.Affix(g.IntN(4)))
}

func (g maker) wild(n int) sigma.Pattern {
	var p sigma.Pattern
	for range n {
		switch kind := g.IntN(40); {
		case kind < 14:
			p = p.With(sigma.Piece{Kind: sigma.Any})
		case kind < 20:
			p = p.With(sigma.Piece{Kind: sigma.One})
		case kind < 23:
			p = p.With(sigma.Piece{Kind: sigma.Dash})
		case kind < 24:
			p = p.With(sigma.Piece{Kind: sigma.Placeholder, Text: "name"})
		default:
			p = p.With(g.literal())
		}
	}
	return p
}

func (g maker) literal() sigma.Piece { return sigma.Piece{Kind: sigma.Literal, Text: g.text()} }

// text makes a text of up to some 40 bytes, now and then an empty one.
func (g maker) text() string {
	switch g.IntN(16) {
	case 0:
		return pick(g.Rand, ends) + g.chars(g.IntN(8))
	case 1:
		return g.chars(g.IntN(4)) + pick(g.Rand, ends)
	case 2:
		return g.chars(20 + g.IntN(20))
	case 3:
		return pick(g.Rand, ends)
	case 4:
		return pick(g.Rand, letters) + g.chars(g.IntN(3))
	case 5:
		if g.one(2) {
			return g.chars(g.IntN(3)) + pick(g.Rand, broken) + g.chars(g.IntN(2))
		}
		return ""
	}
	return g.chars(1 + g.IntN(4))
}

func (g maker) chars(n int) string {
	var b strings.Builder
	for b.Len() < n {
		switch kind := g.IntN(30); {
		case kind < 18:
			b.WriteByte("aabAB.\\ "[g.IntN(8)])
		case kind < 27:
			b.WriteString(pick(g.Rand, atoms))
		default:
			b.WriteString(pick(g.Rand, letters))
		}
	}
	return b.String()
}

// regexp makes an expression; most have a literal in them.
func (g maker) regexp() *regexp.Regexp {
	word := func() string { return regexp.QuoteMeta(strings.ToValidUTF8(g.chars(1+g.IntN(4)), "\ufffd")) }
	forms := []func() string{
		func() string { return word() },
		func() string { return "^" + word() },
		func() string { return word() + "$" },
		func() string { return "^" + word() + "$" },
		func() string { return word() + ".*" + word() },
		func() string { return word() + ".?" + word() },
		func() string { return "(?:" + word() + "|" + word() + ")" + word() },
		func() string { return word() + "[a-c]+" },
		func() string { return `\d{2,4}` },
		func() string { return `^[^a]+$` },
		func() string { return word() + `\s` + word() + `?` },
		func() string { return `(` + word() + `){1,2}\b` },
		func() string { return "" },
		func() string { return "[kſ]" + word() },
	}
	flags := []string{"", "", "", "(?i)", "(?i)", "(?s)", "(?m)", "(?ims)"}
	return regexp.MustCompile(pick(g.Rand, flags) + pick(g.Rand, forms)())
}
