package rulefile

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
	"bonafide/sigma/modifier"
)

// detection reads searches and conditions. The keys in reserved are no searches.
func (d *document) detection(p pair, reserved ...string) sigma.Detection {
	var out sigma.Detection
	if p.value.Kind != yaml.MappingNode {
		d.fail(p.value, "name searches and a condition below it", "%s has to be a map", p.name)
		return out
	}
	list := d.pairs(p.value)
	for _, q := range list {
		switch {
		case q.name == "timeframe":
			d.warn(q.key, "write a correlation with a timespan", "timeframe has no effect")
		case slices.Contains(reserved, q.name):
		default:
			out.Searches = append(out.Searches, sigma.Search{Name: q.name, Expr: d.search(q), At: place(q.key)})
		}
	}
	if len(list) > maxSearches {
		d.fail(p.key, "split the rule", "%s has %d searches; %d are the limit", p.name, len(list), maxSearches)
		return out
	}
	if len(out.Searches) == 0 {
		d.fail(p.key, "add one, e.g. selection:", "%s has no search", p.name)
		return out
	}
	d.require(p.key, list, "condition")
	for _, q := range list {
		if q.name == "condition" {
			out.Conditions = d.conditions(q, out.Searches)
		}
	}
	return out
}

// search reads what stands under a search's name: a map, a list of maps and keywords, or
// one keyword. It is nil when there was an error.
func (d *document) search(p pair) sigma.Expr {
	switch p.value.Kind {
	case yaml.MappingNode:
		return d.fields(p.value)
	case yaml.SequenceNode:
		var list []sigma.Expr
		for _, n := range d.items(p.value) {
			switch n.Kind {
			case yaml.MappingNode:
				list = append(list, d.fields(n))
			case yaml.ScalarNode:
				list = append(list, d.keyword(n))
			default:
				d.fail(n, "write its elements into the outer list", "a search cannot hold a list in a list")
				list = append(list, nil)
			}
		}
		if len(list) == 0 {
			d.fail(p.key, "name a field and a value, or leave it out", "the search %q is empty", p.name)
			return nil
		}
		return either(list)
	}
	return d.keyword(p.value)
}

// keyword is a text that is looked for in the whole event.
func (d *document) keyword(n *yaml.Node) sigma.Expr {
	return d.value(&item{at: n}, n)
}

// fields are the keys of a map, all of which have to fit.
func (d *document) fields(n *yaml.Node) sigma.Expr {
	list := d.pairs(n)
	if len(n.Content) == 0 {
		d.fail(n, "name a field and a value, or leave it out", "the map is empty")
	}
	if len(list) == 0 {
		return nil
	}
	all := make([]sigma.Expr, 0, len(list))
	for _, p := range list {
		all = append(all, d.field(p))
	}
	return both(all)
}

// item is a key of a search: a field and what its modifiers ask for.
type item struct {
	field string
	at    *yaml.Node
	modifier.Set
}

// item reads a key with its modifiers.
func (d *document) item(p pair) (*item, bool) {
	parts := strings.Split(p.name, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	set, problem := modifier.Read(parts[0], parts[1:])
	if problem != nil {
		d.fail(p.key, problem.Advice, "%s", problem.Text)
		return nil, false
	}
	return &item{field: parts[0], at: p.key, Set: set}, true
}

// field reads one key with its modifiers and values.
func (d *document) field(p pair) sigma.Expr {
	if p.name == "" {
		d.warn(p.key, "write the field's name, or the value as a keyword of a list", "the key is empty, so its value is looked for in the whole event")
	}
	it, ok := d.item(p)
	if !ok {
		return nil
	}
	if p.value.Kind == yaml.MappingNode {
		d.fail(p.value, "write fields with dots, e.g. outer.inner: value", "a field cannot hold a map")
		return nil
	}
	values := d.items(p.value)
	if len(values) == 0 {
		d.fail(p.value, "null asks for an absent field, '' for an empty one", "the field %q has no value", p.name)
		return nil
	}
	d.lintList(it, values)
	list := make([]sigma.Expr, 0, len(values))
	for _, n := range values {
		if n.Kind != yaml.ScalarNode {
			d.fail(n, "write its elements into the outer list", "a value has to be a text, a number, true, false or null")
			list = append(list, nil)
			continue
		}
		list = append(list, d.value(it, n))
	}
	var e sigma.Expr
	if it.All {
		e = both(list)
	} else {
		e = either(list)
	}
	if it.Neq && e != nil {
		return &sigma.Not{Of: e}
	}
	return e
}

// both joins expressions by and; nil among them, after an error, gives nil.
func both(list []sigma.Expr) sigma.Expr {
	switch {
	case slices.Contains(list, nil):
		return nil
	case len(list) == 1:
		return list[0]
	}
	return &sigma.And{Of: list}
}

// either joins expressions by or.
func either(list []sigma.Expr) sigma.Expr {
	switch {
	case slices.Contains(list, nil):
		return nil
	case len(list) == 1:
		return list[0]
	}
	return &sigma.Or{Of: list}
}
