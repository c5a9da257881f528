package pipeline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bonafide/sigma"
)

// naming gives a field its new names; nil leaves it alone.
type naming interface {
	names(field string) []string
}

// rename puts a naming to work: on tests, on what a test refers to, on the fields that a
// rule shows, and on what a correlation groups by, counts and gives aliases to.
func rename(r *run, it *item, n naming) {
	names := func(field string) []string {
		if field == "" || !it.allows(field) {
			return []string{field}
		}
		if list := n.names(field); list != nil {
			return list
		}
		return []string{field}
	}
	r.tests(it, func(t *sigma.Test) sigma.Expr { return renamed(t, names) })
	all := func(list []string) []string {
		var out []string
		for _, f := range list {
			for _, name := range names(f) {
				if !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
		}
		return out
	}
	r.meta.Fields = all(r.meta.Fields)
	c := r.correlation
	if c == nil {
		return
	}
	aliased := func(list []string) []string {
		var out []string
		for _, f := range list {
			if _, ok := c.Aliases[f]; ok {
				out = append(out, f)
				continue
			}
			out = append(out, all([]string{f})...)
		}
		return out
	}
	c.GroupBy, c.Fields = aliased(c.GroupBy), aliased(c.Fields)
	aliases := make(map[string]map[string]string, len(c.Aliases))
	for _, alias := range slices.Sorted(maps.Keys(c.Aliases)) {
		aliases[alias] = map[string]string{}
		for rule, field := range c.Aliases[alias] {
			list := names(field)
			if len(list) > 1 {
				r.fail(sigma.Position{}, fmt.Sprintf("the alias %q stands for %q, which the pipeline gives several names", alias, field), "map the field to one name for this correlation")
			}
			aliases[alias][rule] = list[0]
		}
	}
	if c.Aliases != nil {
		c.Aliases = aliases
	}
}

// renamed gives a test under its new names: one of them is enough.
func renamed(t *sigma.Test, names func(string) []string) sigma.Expr {
	values := []sigma.Value{t.Value}
	if ref, ok := t.Value.(sigma.FieldRef); ok {
		values = nil
		for _, name := range names(ref.Field) {
			ref.Field = name
			values = append(values, ref)
		}
	}
	var list []sigma.Expr
	for _, field := range names(t.Field) {
		for _, v := range values {
			list = append(list, &sigma.Test{Field: field, Value: v, At: t.At})
		}
	}
	return or(list)
}

type fieldMapping struct {
	Mapping map[string]texts `yaml:"mapping"`
}

func (m *fieldMapping) apply(r *run, it *item)      { rename(r, it, m) }
func (m *fieldMapping) names(field string) []string { return m.Mapping[field] }

type fieldPrefix struct {
	Prefix string `yaml:"prefix"`
}

func (m *fieldPrefix) apply(r *run, it *item)      { rename(r, it, m) }
func (m *fieldPrefix) names(field string) []string { return []string{m.Prefix + field} }

type fieldSuffix struct {
	Suffix string `yaml:"suffix"`
}

func (m *fieldSuffix) apply(r *run, it *item)      { rename(r, it, m) }
func (m *fieldSuffix) names(field string) []string { return []string{field + m.Suffix} }

type prefixMapping struct {
	Mapping map[string]texts `yaml:"mapping"`
}

func (m *prefixMapping) apply(r *run, it *item) { rename(r, it, m) }

// names replaces the longest prefix that fits.
func (m *prefixMapping) names(field string) []string {
	prefixes := slices.SortedFunc(maps.Keys(m.Mapping), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(field, p); ok {
			var list []string
			for _, to := range m.Mapping[p] {
				list = append(list, to+rest)
			}
			return list
		}
	}
	return nil
}
