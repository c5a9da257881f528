package pipeline

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

// maxForms is how many patterns placeholders and mappings may make of one.
const maxForms = 10_000

// revalue gives every test that the item is about other values: one of them is enough, and
// none of them fits nothing. nil from change leaves the value alone.
func revalue(r *run, it *item, change func(sigma.Value) []sigma.Value) {
	r.tests(it, func(t *sigma.Test) sigma.Expr {
		if !it.allows(t.Field) {
			return t
		}
		values := change(t.Value)
		if values == nil {
			return t
		}
		if len(values) == 0 {
			return &sigma.Or{}
		}
		var list []sigma.Expr
		for _, v := range values {
			list = append(list, &sigma.Test{Field: t.Field, Value: v, At: t.At})
		}
		return or(list)
	})
}

// replaceString rewrites texts by a regular expression.
type replaceString struct {
	Regex            string `yaml:"regex"`
	Replacement      string `yaml:"replacement"`
	SkipSpecial      bool   `yaml:"skip_special"`
	InterpretSpecial bool   `yaml:"interpret_special"`
	re               *regexp.Regexp
	to               string
}

var backReference = regexp.MustCompile(`\\(?:g<(\w+)>|(\d))`)

func (m *replaceString) complete(r *reader, n *yaml.Node) {
	m.re = r.regexp(n, m.Regex)
	m.to = backReference.ReplaceAllString(strings.ReplaceAll(m.Replacement, "$", "$$"), "$${$1$2}")
	m.to = strings.ReplaceAll(m.to, `\\`, `\`)
}

// apply works on the text as a rule writes it, or with skip_special on what stands between
// wildcards.
func (m *replaceString) apply(r *run, it *item) {
	revalue(r, it, func(v sigma.Value) []sigma.Value {
		text, ok := v.(sigma.Text)
		if !ok {
			return nil
		}
		p := text.Pattern
		if !m.SkipSpecial && !p.Has(sigma.Dash) && !p.Has(sigma.Placeholder) {
			text.Pattern = sigma.ReadPattern(m.re.ReplaceAllString(p.String(), m.to))
			return []sigma.Value{text}
		}
		text.Pattern = nil
		for _, piece := range p {
			if piece.Kind != sigma.Literal {
				text.Pattern = text.Pattern.With(piece)
				continue
			}
			piece.Text = m.re.ReplaceAllString(piece.Text, m.to)
			if m.InterpretSpecial {
				for _, x := range sigma.ReadPattern(piece.Text) {
					text.Pattern = text.Pattern.With(x)
				}
				continue
			}
			text.Pattern = text.Pattern.With(piece)
		}
		return []sigma.Value{text}
	})
}

// mapString replaces whole texts by others.
type mapString struct {
	Mapping map[string]texts `yaml:"mapping"`
}

func (m *mapString) apply(r *run, it *item) {
	revalue(r, it, func(v sigma.Value) []sigma.Value {
		text, ok := v.(sigma.Text)
		if !ok {
			return nil
		}
		var list []sigma.Value
		for _, to := range m.Mapping[text.Pattern.String()] {
			list = append(list, sigma.Text{Pattern: sigma.ReadPattern(to), Cased: text.Cased})
		}
		return list
	})
}

// setValue puts one value in the place of all.
type setValue struct {
	Value     yaml.Node `yaml:"value"`
	ForceType string    `yaml:"force_type"`
	value     sigma.Value
}

func (m *setValue) complete(r *reader, n *yaml.Node) {
	v, problems := rulefile.ReadScalar(r.path, &m.Value)
	r.problems = append(r.problems, problems...)
	m.value = v
	if m.ForceType != "" {
		if m.value = converted(v, m.ForceType); m.value == nil {
			r.fail(n, fmt.Sprintf("the value cannot be made a %q", m.ForceType), "force_type may be str or num")
		}
	}
}

func (m *setValue) apply(r *run, it *item) {
	revalue(r, it, func(sigma.Value) []sigma.Value { return []sigma.Value{m.value} })
}

// convertType makes texts of numbers or numbers of texts.
type convertType struct {
	Target string `yaml:"target_type"`
}

func (m *convertType) complete(r *reader, n *yaml.Node) {
	if m.Target != "str" && m.Target != "num" {
		r.fail(n, fmt.Sprintf("the type %q is unknown", m.Target), "it may be str or num")
	}
}

func (m *convertType) apply(r *run, it *item) {
	revalue(r, it, func(v sigma.Value) []sigma.Value {
		if c := converted(v, m.Target); c != nil {
			return []sigma.Value{c}
		}
		return nil
	})
}

// converted is a value as another type, nil when it cannot be.
func converted(v sigma.Value, to string) sigma.Value {
	switch v := v.(type) {
	case sigma.Number:
		switch to {
		case "str":
			return sigma.Text{Pattern: sigma.Pattern{{Kind: sigma.Literal, Text: v.Digits}}}
		case "num":
			return v
		}
	case sigma.Text:
		plain, ok := v.Pattern.Plain()
		if to == "str" {
			return v
		}
		if f, err := strconv.ParseFloat(plain, 64); ok && err == nil && to == "num" {
			return sigma.Number{Value: f, Digits: plain}
		}
	}
	return nil
}

// placeholders fills what expand left open: with the variables of the pipeline, or as the
// last resort with anything.
type placeholders struct {
	Include  texts `yaml:"include"`
	Exclude  texts `yaml:"exclude"`
	wildcard bool  `yaml:"-"`
}

func (m *placeholders) apply(r *run, it *item) {
	revalue(r, it, func(v sigma.Value) []sigma.Value {
		text, ok := v.(sigma.Text)
		if !ok || !text.Pattern.Has(sigma.Placeholder) {
			return nil
		}
		list := []sigma.Value{} // an empty list of values fits nothing
		for _, p := range m.fill(r, text.Pattern) {
			list = append(list, sigma.Text{Pattern: p, Cased: text.Cased})
		}
		return list
	})
}

// fill gives every pattern that the placeholders can become.
func (m *placeholders) fill(r *run, p sigma.Pattern) []sigma.Pattern {
	forms := []sigma.Pattern{nil}
	for _, piece := range p {
		fillings := []sigma.Pattern{{piece}}
		if piece.Kind == sigma.Placeholder && m.means(piece.Text) {
			if fillings = m.fillings(r, piece.Text); fillings == nil {
				return []sigma.Pattern{p}
			}
		}
		var next []sigma.Pattern
		for _, form := range forms {
			for _, filling := range fillings {
				out := slices.Clone(form)
				for _, x := range filling {
					out = out.With(x)
				}
				next = append(next, out)
			}
		}
		if forms = next; len(forms) > maxForms {
			r.fail(sigma.Position{}, fmt.Sprintf("placeholders make more than %d values of one", maxForms), "give them fewer values, or write the rule with one placeholder a value")
			return []sigma.Pattern{p}
		}
	}
	return forms
}

func (m *placeholders) means(name string) bool {
	return (len(m.Include) == 0 || slices.Contains(m.Include, name)) && !slices.Contains(m.Exclude, name)
}

func (m *placeholders) fillings(r *run, name string) []sigma.Pattern {
	if m.wildcard {
		return []sigma.Pattern{{{Kind: sigma.Any}}}
	}
	values := r.vars[name]
	if values == nil {
		r.fail(sigma.Position{}, fmt.Sprintf("the placeholder %q has no values", name), "give them under vars: in a pipeline; [] is none, and fits nothing")
		return nil
	}
	list := make([]sigma.Pattern, len(values))
	for i, v := range values {
		list[i] = sigma.ReadPattern(v)
	}
	return list
}
