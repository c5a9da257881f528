package pipeline

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

// ruleCondition asks about a whole rule or correlation.
type ruleCondition interface{ holds(r *run) bool }

// testCondition asks about one test of a rule.
type testCondition interface {
	fits(r *run, t *sigma.Test) bool
}

// fieldCondition asks about the name of a field.
type fieldCondition interface{ names(field string) bool }

// ruleConditions are the kinds of conditions over rules.
func ruleConditions() map[string]func() ruleCondition {
	return map[string]func() ruleCondition{
		"logsource":                  func() ruleCondition { return &onSource{} },
		"contains_detection_item":    func() ruleCondition { return &onItem{} },
		"contains_field":             func() ruleCondition { return &onField{} },
		"is_sigma_rule":              func() ruleCondition { return &onKind{} },
		"is_sigma_correlation_rule":  func() ruleCondition { return &onKind{correlation: true} },
		"tag":                        func() ruleCondition { return &onTag{} },
		"rule_attribute":             func() ruleCondition { return &onAttribute{} },
		"processing_item_applied":    func() ruleCondition { return &onApplied{} },
		"processing_state":           func() ruleCondition { return &onState{} },
		"contains_wildcard_in_field": func() ruleCondition { return &onWildcard{} },
	}
}

func testConditions() map[string]func() testCondition {
	return map[string]func() testCondition{
		"match_string":      func() testCondition { return &matchString{} },
		"match_value":       func() testCondition { return &matchValue{} },
		"contains_wildcard": func() testCondition { return &hasWildcard{} },
		"is_null":           func() testCondition { return &isNull{} },
	}
}

func fieldConditions() map[string]func() fieldCondition {
	return map[string]func() fieldCondition{
		"include_fields": func() fieldCondition { return &fieldList{} },
		"exclude_fields": func() fieldCondition { return &fieldList{exclude: true} },
	}
}

// keysOf are the keys of a struct that is read from YAML.
func keysOf(v any) []string {
	var list []string
	for t := reflect.TypeOf(v).Elem(); len(list) < t.NumField(); {
		key, _, _ := strings.Cut(t.Field(len(list)).Tag.Get("yaml"), ",")
		list = append(list, key)
	}
	return slices.DeleteFunc(list, func(s string) bool { return s == "" || s == "-" })
}

type onSource struct {
	Category string `yaml:"category"`
	Product  string `yaml:"product"`
	Service  string `yaml:"service"`
}

func (c *onSource) holds(r *run) bool {
	want := sigma.LogSource{Category: c.Category, Product: c.Product, Service: c.Service}
	list := r.sources
	if r.rule != nil {
		list = []sigma.LogSource{r.rule.LogSource}
	}
	return slices.ContainsFunc(list, want.Covers)
}

type onField struct {
	Field string `yaml:"field"`
}

func (c *onField) holds(r *run) bool {
	return r.some(func(t *sigma.Test) bool { return t.Field == c.Field })
}

type onItem struct {
	Field string    `yaml:"field"`
	Value yaml.Node `yaml:"value"`
}

func (c *onItem) holds(r *run) bool {
	want, _ := rulefile.ReadScalar("", &c.Value)
	return r.some(func(t *sigma.Test) bool { return t.Field == c.Field && same(t.Value, want) })
}

type onWildcard struct {
	Field string `yaml:"field"`
}

func (c *onWildcard) holds(r *run) bool {
	return r.some(func(t *sigma.Test) bool { return t.Field == c.Field && (&hasWildcard{}).fits(r, t) })
}

type onKind struct {
	correlation bool `yaml:"-"`
}

func (c *onKind) holds(r *run) bool { return c.correlation == (r.correlation != nil) }

type onTag struct {
	Tag string `yaml:"tag"`
}

func (c *onTag) holds(r *run) bool { return slices.Contains(r.meta.Tags, c.Tag) }

type onApplied struct {
	ID string `yaml:"processing_item_id"`
}

func (c *onApplied) holds(r *run) bool { return r.applied[c.ID] }

type onState struct {
	Key   string `yaml:"key"`
	Value string `yaml:"val"`
	Op    string `yaml:"op"`
}

func (c *onState) complete(r *reader, n *yaml.Node) { r.comparison(n, c.Op) }
func (c *onState) holds(r *run) bool {
	v, ok := r.state[c.Key]
	return ok && compare(c.Op, v, texts{c.Value}, nil)
}

type onAttribute struct {
	Attribute string `yaml:"attribute"`
	Value     texts  `yaml:"value"`
	Op        string `yaml:"op"`
}

func (c *onAttribute) complete(r *reader, n *yaml.Node) { r.comparison(n, c.Op) }

// holds compares levels and states by their rank and all else as text.
func (c *onAttribute) holds(r *run) bool {
	m := r.meta
	ranks := map[string][]string{
		"level":  {"informational", "low", "medium", "high", "critical"},
		"status": {"unsupported", "deprecated", "experimental", "test", "stable"},
	}
	all := map[string]string{
		"id": m.ID, "name": m.Name, "title": m.Title, "status": m.Status, "level": m.Level, "author": m.Author, "date": m.Date,
		"modified": m.Modified, "description": m.Description, "taxonomy": m.Taxonomy, "license": m.License,
	}
	v, ok := all[c.Attribute]
	if !ok {
		switch x := m.Custom[c.Attribute].(type) {
		case string:
			v, ok = x, true
		case bool:
			v, ok = strconv.FormatBool(x), true
		case int:
			v, ok = strconv.Itoa(x), true
		case float64:
			v, ok = strconv.FormatFloat(x, 'f', -1, 64), true
		}
	}
	return ok && v != "" && compare(c.Op, v, c.Value, ranks[c.Attribute])
}

func (r *reader) comparison(n *yaml.Node, op string) {
	if ops := []string{"", "eq", "ne", "lt", "lte", "gt", "gte", "in", "not_in"}; !slices.Contains(ops, op) {
		r.fail(n, "the comparison \""+op+"\" is unknown", sigma.Meant(op, ops[1:], ""))
	}
}

// compare holds a text against others: by rank, as numbers where both are, else as texts.
func compare(op, v string, others texts, ranks []string) bool {
	if len(others) == 0 {
		return false
	}
	order := func() int {
		if ranks != nil {
			return cmp.Compare(slices.Index(ranks, v), slices.Index(ranks, others[0]))
		}
		a, ok := sigma.ReadNumber(v)
		if b, both := sigma.ReadNumber(others[0]); ok && both {
			return cmp.Compare(a, b)
		}
		return cmp.Compare(v, others[0])
	}
	switch op {
	case "ne":
		return order() != 0
	case "lt":
		return order() < 0
	case "lte":
		return order() <= 0
	case "gt":
		return order() > 0
	case "gte":
		return order() >= 0
	case "in":
		return slices.Contains(others, v)
	case "not_in":
		return !slices.Contains(others, v)
	}
	return order() == 0
}

// matchString asks whether a text fits a regular expression. A list of values is one test
// each here, so all and any are the same.
type matchString struct {
	Pattern string `yaml:"pattern"`
	Cond    string `yaml:"cond"`
	Negate  bool   `yaml:"negate"`
	re      *regexp.Regexp
}

func (c *matchString) complete(r *reader, n *yaml.Node) { c.re = r.regexp(n, c.Pattern) }
func (c *matchString) fits(_ *run, t *sigma.Test) bool {
	v, ok := t.Value.(sigma.Text)
	return ok && c.re.MatchString(v.Pattern.String()) != c.Negate
}

type matchValue struct {
	Value yaml.Node `yaml:"value"`
	Cond  string    `yaml:"cond"`
}

func (c *matchValue) fits(_ *run, t *sigma.Test) bool {
	want, _ := rulefile.ReadScalar("", &c.Value)
	return same(t.Value, want)
}

type hasWildcard struct {
	Cond string `yaml:"cond"`
}

func (*hasWildcard) fits(_ *run, t *sigma.Test) bool {
	v, ok := t.Value.(sigma.Text)
	return ok && (v.Pattern.Has(sigma.Any) || v.Pattern.Has(sigma.One))
}

type isNull struct {
	Cond string `yaml:"cond"`
}

func (*isNull) fits(_ *run, t *sigma.Test) bool { return t.Value == sigma.Null{} }

// fieldList names fields, or expressions that their names fit as a whole.
type fieldList struct {
	Fields  texts  `yaml:"fields"`
	Mode    string `yaml:"mode"`
	exclude bool   `yaml:"-"`
	res     []*regexp.Regexp
}

func (c *fieldList) complete(r *reader, n *yaml.Node) {
	switch c.Mode {
	case "", "plain":
	case "re", "regex":
		for _, f := range c.Fields {
			if re := r.regexp(n, "^(?:"+f+")"); re != nil {
				c.res = append(c.res, re)
			}
		}
	default:
		r.fail(n, "the mode \""+c.Mode+"\" is unknown", "it may be plain or re")
	}
}

func (c *fieldList) names(field string) bool {
	found := field != "" && slices.Contains(c.Fields, field)
	if c.res != nil {
		found = field != "" && slices.ContainsFunc(c.res, func(re *regexp.Regexp) bool { return re.MatchString(field) })
	}
	return found != c.exclude
}

// regexp compiles an expression of a pipeline.
func (r *reader) regexp(n *yaml.Node, text string) *regexp.Regexp {
	re, err := regexp.Compile(text)
	if err != nil {
		r.fail(n, "the regular expression is invalid: "+strings.TrimPrefix(err.Error(), "error parsing regexp: "), "")
		return nil
	}
	return re
}

// same tells whether two values are equal; texts are compared without regard to case.
func same(a, b sigma.Value) bool {
	x, ok := a.(sigma.Text)
	y, both := b.(sigma.Text)
	if ok && both {
		return sigma.Fold(x.Pattern.String()) == sigma.Fold(y.Pattern.String())
	}
	n, ok := a.(sigma.Number)
	m, both := b.(sigma.Number)
	if ok && both {
		return n.Value == m.Value
	}
	return a == sigma.Null{} && b == sigma.Null{}
}
