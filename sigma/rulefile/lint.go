package rulefile

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
	"bonafide/sigma/modifier"
)

// What follows is allowed in a rule and probably not meant; all of it are warnings. Each
// check was tried on the public rules and stays quiet where they are right.

// lint looks at a rule as a whole.
func (d *document) lint(r *sigma.Rule) {
	used := map[string]bool{}
	for _, c := range r.Detection.Conditions {
		refs(c.Expr, used)
	}
	for _, s := range r.Detection.Searches {
		if !used[s.Name] {
			d.add(s.At, sigma.Warning, fmt.Sprintf("the search %q is in no condition", s.Name), "name it in the condition, or leave it out")
		}
		if strings.Contains(s.Name, "|") {
			d.add(s.At, sigma.Warning, fmt.Sprintf("the bar in %q has no effect", s.Name), "modifiers stand behind fields, not behind the names of searches")
		}
	}
	if r.Date != "" && r.Modified != "" && r.Modified < r.Date {
		d.add(r.At, sigma.Warning, fmt.Sprintf("it was modified (%s) before it was written (%s)", r.Modified, r.Date), "")
	}
}

// lintList looks at the values of one field.
func (d *document) lintList(it *item, values []*yaml.Node) {
	if it.All && len(values) == 1 {
		d.warn(it.at, "leave all out, or add another value", "all has no effect on a single value")
	}
	if it.Kind == "re" && it.Affix == sigma.Within {
		d.warn(it.at, "leave it out; re looks anywhere in the text", "contains has no effect on re")
	}
	idle := func(s modifier.Name, has func(sigma.Pattern) bool) bool {
		return slices.Contains(it.Steps, s) && !slices.ContainsFunc(values, func(n *yaml.Node) bool { return has(sigma.ReadPattern(n.Value)) })
	}
	if idle("windash", hasDash) {
		d.warn(it.at, "leave it out; it is for a dash or slash that begins a word", "windash has no effect")
	}
	if idle("expand", hasPlaceholder) {
		d.warn(it.at, "write placeholders as %name%", "expand has no effect")
	}
	if len(values) < 2 {
		return
	}
	exact := it.Cased || it.Kind == "re" || slices.ContainsFunc(it.Steps, modifier.Name.Encodes)
	seen := make(map[string]bool, len(values))
	for _, n := range values {
		key := n.Tag + " " + n.Value
		if !exact {
			key = sigma.Fold(key)
		}
		if seen[key] {
			d.warn(n, "leave it out", "the value %q stands twice in the list", n.Value)
		}
		seen[key] = true
	}
}

// lintText looks at a text before the steps change it.
func (d *document) lintText(it *item, n *yaml.Node, p sigma.Pattern) {
	front := len(p) > 0 && p[0].Kind == sigma.Any && (it.Affix == sigma.Within || it.Affix == sigma.Suffix)
	back := len(p) > 0 && p[len(p)-1].Kind == sigma.Any && (it.Affix == sigma.Within || it.Affix == sigma.Prefix)
	switch {
	case len(p) == 0 && it.Affix != sigma.Whole, it.field == "" && len(p) == 0:
		d.warn(n, "leave it out, or use exists", "an empty text is in every text")
	case front || back:
		d.warn(n, "leave the star out", "%s looks there anyway", affixName(it.Affix))
	}
	if escapedStar.MatchString(n.Value) && !it.Exact {
		d.warn(n, `write \\* for a backslash and any characters`, `the star behind a backslash stands for itself`)
	}
}

// escapedStar is a star that ends a path in which the other backslashes stand for themselves.
var escapedStar = regexp.MustCompile(`\\[\pL\pN_. %-]+\\\*`)

func hasDash(p sigma.Pattern) bool { return modifier.Dashed(p).Has(sigma.Dash) }

func hasPlaceholder(p sigma.Pattern) bool { return modifier.Expanded(p).Has(sigma.Placeholder) }

func affixName(a sigma.Affix) string { return [...]string{"", "startswith", "endswith", "contains"}[a] }

// lintRegexp looks at an expression.
func (d *document) lintRegexp(n *yaml.Node, tree *syntax.Regexp) {
	if tree.Op == syntax.OpLiteral {
		word := "contains|cased"
		if tree.Flags&syntax.FoldCase != 0 {
			word = "contains"
		}
		d.warn(n, "use "+word+", which is faster", "the regular expression is a plain text")
		return
	}
	if tree.Op != syntax.OpConcat || len(tree.Sub) < 2 {
		return
	}
	for i := range tree.Sub[2:] {
		if looseDot(tree.Sub[i], tree.Sub[i+1], tree.Sub[i+2]) {
			d.warn(n, `write \.`, "the dot in %q stands for any character", string(tree.Sub[i].Rune)+"."+string(tree.Sub[i+2].Rune))
		}
	}
	if anything(tree.Sub[0]) || anything(tree.Sub[len(tree.Sub)-1]) {
		d.warn(n, "leave .* out at the beginning and the end", "re looks anywhere in the text anyway")
	}
}

// anything tells whether an expression is .* or .*?.
func anything(re *syntax.Regexp) bool {
	return re.Op == syntax.OpStar && (re.Sub[0].Op == syntax.OpAnyCharNotNL || re.Sub[0].Op == syntax.OpAnyChar)
}

// looseDot tells whether a dot stands in what looks like the name of a file or a host.
func looseDot(before, dot, after *syntax.Regexp) bool {
	if before.Op != syntax.OpLiteral || dot.Op != syntax.OpAnyCharNotNL || after.Op != syntax.OpLiteral {
		return false
	}
	return isWord(before.Rune[len(before.Rune)-1]) && nameEnd.MatchString(string(after.Rune))
}

var nameEnd = regexp.MustCompile(`(?i)^(?:com|net|org|exe|dll|ps1|bat|vbs|jsp|aspx?)(?:$|[^a-z0-9])`)

func isWord(c rune) bool { return c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) }
