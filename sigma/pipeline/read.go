package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
)

// item is a transformation with the conditions under which it applies.
type item struct {
	id    string
	path  string
	at    sigma.Position
	do    transformation
	rule  gate[ruleCondition]
	test  gate[testCondition]
	field gate[fieldCondition]
}

// transformation rewrites a run's rule or correlation.
type transformation interface {
	apply(r *run, it *item)
}

// gate joins conditions; none of them lets everything through.
type gate[C any] struct {
	list     []C
	any, not bool
}

func (g gate[C]) holds(one func(C) bool) bool {
	if len(g.list) == 0 {
		return true
	}
	all := !slices.ContainsFunc(g.list, func(c C) bool { return !one(c) })
	if g.any {
		all = slices.ContainsFunc(g.list, one)
	}
	return all != g.not
}

// form is an item as it is written; what is left over belongs to its transformation.
type form struct {
	ID        string      `yaml:"id"`
	Type      string      `yaml:"type"`
	Rule      []yaml.Node `yaml:"rule_conditions"`
	RuleOp    string      `yaml:"rule_cond_op"`
	RuleNot   bool        `yaml:"rule_cond_not"`
	Test      []yaml.Node `yaml:"detection_item_conditions"`
	TestOp    string      `yaml:"detection_item_cond_op"`
	TestNot   bool        `yaml:"detection_item_cond_not"`
	Field     []yaml.Node `yaml:"field_name_conditions"`
	FieldOp   string      `yaml:"field_name_cond_op"`
	FieldNot  bool        `yaml:"field_name_cond_not"`
	RuleExpr  string      `yaml:"rule_cond_expr"`
	TestExpr  string      `yaml:"detection_item_cond_expr"`
	FieldExpr string      `yaml:"field_name_cond_expr"`
}

// file is a pipeline as it is written.
type file struct {
	Name            string           `yaml:"name"`
	Priority        int              `yaml:"priority"`
	Vars            map[string]texts `yaml:"vars"`
	Transformations []yaml.Node      `yaml:"transformations"`
	Backends        []string         `yaml:"allowed_backends"`
	Postprocessing  yaml.Node        `yaml:"postprocessing"`
	Finalizers      yaml.Node        `yaml:"finalizers"`
}

// A pipeline may have so many bytes, and so many transformations with aliases written out.
const (
	maxFile  = 4 << 20
	maxItems = 10_000
)

// Parse reads a pipeline. It is nil when there was an error.
func Parse(path string, text []byte) (*Pipeline, []sigma.Problem) {
	r := &reader{path: path}
	var root yaml.Node
	var f file
	switch {
	case len(text) > maxFile:
		r.add(sigma.Position{}, sigma.Error, fmt.Sprintf("the file has more than %d bytes", maxFile), "")
	case r.note(yaml.Unmarshal(text, &root), nil):
	case len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode:
		r.add(sigma.Position{}, sigma.Error, "the file holds no pipeline", "write name: and transformations:")
	default:
		n := root.Content[0]
		r.known(n, "name", "priority", "vars", "transformations", "allowed_backends", "postprocessing", "finalizers")
		r.note(n.Decode(&f), n)
		r.idle("postprocessing", &f.Postprocessing)
		r.idle("finalizers", &f.Finalizers)
	}
	p := &Pipeline{Name: f.Name, Priority: f.Priority, path: path, vars: map[string][]string{}}
	for name, list := range f.Vars {
		p.vars[name] = list
	}
	p.items = r.items(f.Transformations)
	if sigma.HasErrors(r.problems) {
		return nil, r.problems
	}
	return p, r.problems
}

// reader gathers what is wrong in a pipeline.
type reader struct {
	path     string
	problems []sigma.Problem
	// depth and count are how deep and how many transformations are.
	depth, count int
}

func (r *reader) add(at sigma.Position, s sigma.Severity, text, advice string) {
	r.problems = append(r.problems, sigma.Problem{Path: r.path, At: at, Severity: s, Text: text, Advice: advice})
}

func (r *reader) fail(n *yaml.Node, text, advice string) { r.add(place(n), sigma.Error, text, advice) }

// note turns an error of the YAML reader into problems and tells whether there was one.
func (r *reader) note(err error, n *yaml.Node) bool {
	if err == nil {
		return false
	}
	for line := range strings.Lines(strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: "), "unmarshal errors:\n")) {
		text, at := strings.TrimSpace(line), sigma.Position{}
		if n != nil {
			at = place(n)
		}
		if number, rest, ok := strings.Cut(strings.TrimPrefix(text, "line "), ": "); ok {
			if l, err := strconv.Atoi(number); err == nil {
				at, text = sigma.Position{Line: l, Column: 1}, rest
			}
		}
		r.add(at, sigma.Error, text, "")
	}
	return true
}

// idle warns of a part that is there and about queries.
func (r *reader) idle(name string, n *yaml.Node) {
	if n.Kind != 0 {
		r.add(place(n), sigma.Warning, name+" has no effect: no queries are made", "leave it out")
	}
}

// known refuses keys that a map does not have.
func (r *reader) known(n *yaml.Node, names ...string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; !slices.Contains(names, key.Value) {
			r.fail(key, fmt.Sprintf("the key %q is unknown", key.Value), sigma.Meant(key.Value, names, ""))
		}
	}
}

// items reads transformations.
func (r *reader) items(nodes []yaml.Node) []*item {
	var list []*item
	for i := range nodes {
		n := &nodes[i]
		if r.count++; r.count > maxItems {
			if r.count == maxItems+1 {
				r.fail(n, fmt.Sprintf("there are more than %d transformations", maxItems), "one mapping can hold many fields")
			}
			return nil
		}
		if n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		if n.Kind != yaml.MappingNode {
			r.fail(n, "a transformation has to be a map", "write - type: and what belongs to it")
			continue
		}
		if it := r.item(n); it != nil {
			list = append(list, it)
		}
	}
	return list
}

func (r *reader) item(n *yaml.Node) *item {
	var f form
	if r.note(n.Decode(&f), n) {
		return nil
	}
	if f.RuleExpr != "" || f.TestExpr != "" || f.FieldExpr != "" {
		r.fail(n, "expressions over conditions cannot be done here", "write a list with rule_cond_op and rule_cond_not, or several transformations")
		return nil
	}
	kinds := transformations()
	build, ok := kinds[f.Type]
	if !ok {
		names := slices.Sorted(maps.Keys(kinds))
		r.fail(n, fmt.Sprintf("the transformation %q cannot be done here", f.Type), sigma.Meant(f.Type, names, ""))
		return nil
	}
	it := &item{id: f.ID, path: r.path, at: place(n), do: build()}
	r.params(n, it.do, formKeys()...)
	if c, ok := it.do.(completed); ok {
		c.complete(r, n)
	}
	it.rule = gate[ruleCondition]{conditions(r, f.Rule, ruleConditions()), r.or(n, f.RuleOp), f.RuleNot}
	it.test = gate[testCondition]{conditions(r, f.Test, testConditions()), r.or(n, f.TestOp), f.TestNot}
	it.field = gate[fieldCondition]{conditions(r, f.Field, fieldConditions()), r.or(n, f.FieldOp), f.FieldNot}
	return it
}

// completed is what has to look at its parameters once they are read.
type completed interface {
	complete(r *reader, n *yaml.Node)
}

// or reads how conditions are joined.
func (r *reader) or(n *yaml.Node, op string) bool {
	if op != "" && op != "and" && op != "or" {
		r.fail(n, fmt.Sprintf("conditions cannot be joined by %q", op), "write and, or")
	}
	return op == "or"
}

// formKeys are the keys that every item may have.
func formKeys() []string {
	return []string{
		"id", "type", "rule_conditions", "rule_cond_op", "rule_cond_not", "detection_item_conditions", "detection_item_cond_op",
		"detection_item_cond_not", "field_name_conditions", "field_name_cond_op", "field_name_cond_not",
	}
}

// params reads the keys of a struct from a map; others than its own and the given ones are
// refused.
func (r *reader) params(n *yaml.Node, into any, also ...string) {
	r.known(n, append(keysOf(into), also...)...)
	r.note(n.Decode(into), n)
}

// conditions reads a list of conditions of one sort.
func conditions[C any](r *reader, nodes []yaml.Node, kinds map[string]func() C) []C {
	var list []C
	for i := range nodes {
		n := &nodes[i]
		if n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		var head struct {
			Type string `yaml:"type"`
		}
		if r.note(n.Decode(&head), n) {
			continue
		}
		build, ok := kinds[head.Type]
		if !ok {
			r.fail(n, fmt.Sprintf("the condition %q cannot be asked here", head.Type), sigma.Meant(head.Type, slices.Sorted(maps.Keys(kinds)), ""))
			continue
		}
		c := build()
		r.params(n, c, "type")
		if x, ok := any(c).(completed); ok {
			x.complete(r, n)
		}
		list = append(list, c)
	}
	return list
}

func place(n *yaml.Node) sigma.Position { return sigma.Position{Line: n.Line, Column: n.Column} }

// texts is a list of texts, or one alone.
type texts []string

// UnmarshalYAML reads a scalar as a list of one.
func (t *texts) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*t = texts{n.Value}
		return nil
	}
	var list []string
	if err := n.Decode(&list); err != nil {
		return err
	}
	*t = list
	return nil
}
