package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

// transformations are the kinds that can be done here.
func transformations() map[string]func() transformation {
	return map[string]func() transformation{
		"field_name_mapping":        func() transformation { return &fieldMapping{} },
		"field_name_prefix":         func() transformation { return &fieldPrefix{} },
		"field_name_suffix":         func() transformation { return &fieldSuffix{} },
		"field_name_prefix_mapping": func() transformation { return &prefixMapping{} },
		"drop_detection_item":       func() transformation { return &dropTest{} },
		"add_condition":             func() transformation { return &addCondition{} },
		"change_logsource":          func() transformation { return &changeSource{} },
		"replace_string":            func() transformation { return &replaceString{} },
		"map_string":                func() transformation { return &mapString{} },
		"set_value":                 func() transformation { return &setValue{} },
		"convert_type":              func() transformation { return &convertType{} },
		"value_placeholders":        func() transformation { return &placeholders{} },
		"wildcard_placeholders":     func() transformation { return &placeholders{wildcard: true} },
		"rule_failure":              func() transformation { return &ruleFailure{} },
		"detection_item_failure":    func() transformation { return &testFailure{} },
		"set_custom_attribute":      func() transformation { return &setCustom{} },
		"set_state":                 func() transformation { return &setState{} },
		"nest":                      func() transformation { return &nest{} },
	}
}

// dropTest leaves tests out.
type dropTest struct{}

func (*dropTest) apply(r *run, it *item) {
	r.tests(it, func(t *sigma.Test) sigma.Expr {
		if it.allows(t.Field) {
			return nil
		}
		return t
	})
}

// addCondition asks for more than the rule does.
type addCondition struct {
	Conditions yaml.Node `yaml:"conditions"`
	Name       string    `yaml:"name"`
	Template   bool      `yaml:"template"`
	Negated    bool      `yaml:"negated"`
	expr       sigma.Expr
}

func (m *addCondition) complete(r *reader, n *yaml.Node) {
	if m.Conditions.Kind != yaml.MappingNode {
		r.fail(n, "add_condition needs conditions", "write conditions: and below it field: value")
		return
	}
	e, problems := rulefile.ReadSearch(r.path, &m.Conditions)
	m.expr = e
	r.problems = append(r.problems, problems...)
}

func (m *addCondition) apply(r *run, _ *item) {
	if r.rule == nil {
		return
	}
	d := &r.rule.Detection
	name := m.Name
	for i := 1; name == "" || slices.ContainsFunc(d.Searches, func(s sigma.Search) bool { return s.Name == name }); i++ {
		name = "_added_" + strconv.Itoa(i)
	}
	e := m.expr
	if m.Template {
		e = rewrite(e, func(t *sigma.Test) sigma.Expr { return filled(t, r.rule.LogSource) })
	}
	ref := sigma.Expr(sigma.Ref{Name: name, At: r.meta.At})
	text := name
	if m.Negated {
		ref, text = &sigma.Not{Of: ref}, "not "+name
	}
	conditions := slices.Clone(d.Conditions)
	for i, c := range conditions {
		conditions[i] = sigma.Condition{Text: fmt.Sprintf("%s and (%s)", text, c.Text), Expr: &sigma.And{Of: []sigma.Expr{ref, c.Expr}}, At: c.At}
	}
	searches := append(slices.Clone(d.Searches), sigma.Search{Name: name, Expr: e, At: r.meta.At})
	r.rule.Detection = sigma.Detection{Searches: searches, Conditions: conditions}
}

// filled puts the parts of a log source in the place of $category, $product and $service.
func filled(t *sigma.Test, s sigma.LogSource) sigma.Expr {
	v, ok := t.Value.(sigma.Text)
	if !ok {
		return t
	}
	words := strings.NewReplacer("${category}", s.Category, "$category", s.Category, "${product}", s.Product, "$product", s.Product, "${service}", s.Service, "$service", s.Service)
	var p sigma.Pattern
	for _, piece := range v.Pattern {
		if piece.Kind == sigma.Literal {
			piece.Text = words.Replace(piece.Text)
		}
		p = p.With(piece)
	}
	v.Pattern = p
	return &sigma.Test{Field: t.Field, Value: v, At: t.At}
}

// changeSource makes a rule one for another log source.
type changeSource struct {
	Category string `yaml:"category"`
	Product  string `yaml:"product"`
	Service  string `yaml:"service"`
}

func (m *changeSource) apply(r *run, _ *item) {
	if r.rule != nil {
		r.rule.LogSource = sigma.LogSource{Category: m.Category, Product: m.Product, Service: m.Service, Definition: r.rule.LogSource.Definition}
	}
}

// ruleFailure refuses a rule.
type ruleFailure struct {
	Message string `yaml:"message"`
}

func (m *ruleFailure) apply(r *run, _ *item) {
	r.fail(sigma.Position{}, m.Message, "the pipeline does not take such rules")
}

// testFailure refuses a rule that has such a test.
type testFailure struct {
	Message string `yaml:"message"`
}

func (m *testFailure) apply(r *run, it *item) {
	r.tests(it, func(t *sigma.Test) sigma.Expr {
		if it.allows(t.Field) && !r.failed {
			r.fail(t.At, m.Message, fmt.Sprintf("the pipeline does not take rules with this use of the field %q", t.Field))
		}
		return t
	})
}

// setCustom notes something in the rule.
type setCustom struct {
	Attribute string `yaml:"attribute"`
	Value     any    `yaml:"value"`
}

func (m *setCustom) apply(r *run, _ *item) {
	custom := maps.Clone(r.meta.Custom)
	if custom == nil {
		custom = map[string]any{}
	}
	custom[m.Attribute] = m.Value
	r.meta.Custom = custom
}

// setState notes something for the conditions of later items.
type setState struct {
	Key   string `yaml:"key"`
	Value string `yaml:"val"`
}

func (m *setState) apply(r *run, _ *item) { r.state[m.Key] = m.Value }

// nest is a list of items under common conditions.
type nest struct {
	Items []yaml.Node `yaml:"items"`
	items []*item
}

func (m *nest) complete(r *reader, n *yaml.Node) {
	if r.depth++; r.depth > maxNest {
		r.fail(n, fmt.Sprintf("transformations are nested more than %d deep", maxNest), "write them one after the other")
		return
	}
	m.items = r.items(m.Items)
	r.depth--
}

func (m *nest) apply(r *run, _ *item) { r.all(m.items) }

// maxNest is how deep lists may stand in lists; aliases can make them endless.
const maxNest = 8
