package rulefile

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
)

//nolint:gochecknoglobals // tables of the specification
var (
	correlationTypes = []string{
		string(sigma.EventCount), string(sigma.ValueCount), string(sigma.Temporal), string(sigma.TemporalOrdered),
		string(sigma.ValueSum), string(sigma.ValueAvg), string(sigma.ValuePercentile), string(sigma.ValueMedian),
	}
	correlationKeys = []string{"type", "rules", "group-by", "timespan", "condition", "aliases", "generate"}
	comparisons     = []string{"gt", "gte", "lt", "lte", "eq", "neq"}
)

// correlation reads a document that relates matches of others.
func (d *document) correlation(n *yaml.Node, top []pair) *sigma.Correlation {
	c := &sigma.Correlation{}
	c.Meta = d.meta(n, top, "correlation", "generate")
	var body pair
	for _, p := range top {
		switch p.name {
		case "correlation":
			body = p
		case "generate":
			c.Generate = d.truth(p.value, p.name)
		}
	}
	if body.value.Kind != yaml.MappingNode {
		d.fail(body.value, "write type:, rules: and so on below it", "correlation has to be a map")
		return c
	}
	list := d.pairs(body.value)
	for _, p := range list {
		d.relation(c, p)
	}
	d.require(body.key, list, "type", "timespan")
	if !sigma.HasErrors(d.problems) {
		d.bounds(c, body, list)
	}
	return c
}

// relation reads one key of a correlation; the condition has to wait for the others.
func (d *document) relation(c *sigma.Correlation, p pair) {
	switch p.name {
	case "type":
		word := d.text(p)
		if c.Type = sigma.CorrelationType(word); !slices.Contains(correlationTypes, word) {
			d.fail(p.value, sigma.Meant(word, correlationTypes, ""), "%q is no type of correlation", word)
		}
	case "rules":
		c.Rules = d.texts(p)
	case "group-by":
		c.GroupBy = d.texts(p)
	case "timespan":
		c.Timespan = d.timespan(p)
	case "aliases":
		c.Aliases = d.aliases(p)
	case "generate":
		c.Generate = d.truth(p.value, p.name)
	case "condition":
	default:
		d.warn(p.key, sigma.Meant(p.name, correlationKeys, "leave it out"), "%q is not a key of a correlation", p.name)
	}
}

// timespan reads a number with a unit; months and years are those of an average calendar.
func (d *document) timespan(p pair) time.Duration {
	const hour = 3600
	text := d.text(p)
	seconds := 0
	if text != "" {
		seconds = map[string]int{"s": 1, "m": 60, "h": hour, "d": 24 * hour, "w": 7 * 24 * hour, "M": 2_629_746, "y": 31_556_952}[text[len(text)-1:]]
	}
	if seconds == 0 {
		d.fail(p.value, "write a number and s, m, h or d, e.g. 90m", "the timespan %q has no unit", text)
		return 0
	}
	unit := text[len(text)-1:]
	count, err := strconv.ParseUint(text[:len(text)-1], 10, 31)
	if err != nil || count == 0 || count > uint64(100*31_556_952/seconds) {
		d.fail(p.value, "write a number and s, m, h or d, e.g. 90m", "%q is no timespan above zero and below a hundred years", text)
		return 0
	}
	if strings.Contains("wMy", unit) {
		d.warn(p.value, "write it in days", "the unit %s is no part of the specification", unit)
	}
	return time.Duration(count) * time.Duration(seconds) * time.Second
}

func (d *document) aliases(p pair) map[string]map[string]string {
	if p.value.Kind != yaml.MappingNode {
		d.fail(p.value, "write alias: and below it rule: field", "aliases has to be a map")
		return nil
	}
	all := map[string]map[string]string{}
	for _, alias := range d.pairs(p.value) {
		if alias.value.Kind != yaml.MappingNode {
			d.fail(alias.value, "write rule: field below it", "the alias %q has to be a map", alias.name)
			continue
		}
		fields := map[string]string{}
		for _, q := range d.pairs(alias.value) {
			fields[q.name] = d.text(q)
		}
		all[alias.name] = fields
	}
	return all
}

// bounds reads the condition and checks what the type asks for.
func (d *document) bounds(c *sigma.Correlation, body pair, list []pair) {
	temporal := c.Type == sigma.Temporal || c.Type == sigma.TemporalOrdered
	i := slices.IndexFunc(list, func(p pair) bool { return p.name == "condition" })
	switch {
	case i < 0 && !temporal:
		d.fail(body.key, "write e.g. condition: with gte: 10 below it", "a correlation of type %s needs a condition", c.Type)
	case i >= 0 && list[i].value.Kind == yaml.MappingNode:
		d.criteria(c, list[i])
	case i >= 0 && temporal && list[i].value.Tag == "!!str":
		d.extended(c, list[i])
	case i >= 0 && list[i].value.Tag == "!!str":
		d.fail(list[i].value, "write e.g. gte: 10 below condition:", "only temporal types have a condition over rules")
	case i >= 0:
		d.fail(list[i].value, "write e.g. gte: 10 below condition:", "the condition has to be a map")
	}
	if len(c.Rules) == 0 {
		d.fail(body.key, "name the rules by id or name", "the correlation names no rules")
	}
	if c.Expr == nil && i < 0 {
		asked := c.Rules // a rule that stands twice in an order is two steps
		if c.Type == sigma.Temporal {
			asked = slices.Compact(slices.Sorted(slices.Values(c.Rules)))
		}
		c.Bounds = []sigma.Bound{{Op: sigma.GreaterOrEqual, Value: float64(len(asked))}}
	}
	d.aliased(c, body)
}

// criteria reads a condition that is a map.
func (d *document) criteria(c *sigma.Correlation, p pair) {
	percentile := false
	for _, q := range d.pairs(p.value) {
		switch {
		case slices.Contains(comparisons, q.name):
			if f, ok := d.figure(q); ok {
				c.Bounds = append(c.Bounds, sigma.Bound{Op: sigma.Compare(q.name), Value: f})
			}
		case q.name == "field":
			c.Fields = d.texts(q)
		case q.name == "percentile":
			var ok bool
			c.Percentile, ok = d.figure(q)
			if percentile = true; ok && (c.Percentile < 0 || c.Percentile > 100) {
				d.fail(q.value, "", "the percentile has to lie between 0 and 100")
			}
		default:
			d.fail(q.key, sigma.Meant(q.name, append([]string{"field", "percentile"}, comparisons...), "it may have gt, gte, lt, lte, eq, neq, field and percentile"), "a condition has no key %q", q.name)
		}
	}
	counts := c.Type == sigma.EventCount || c.Type == sigma.Temporal || c.Type == sigma.TemporalOrdered
	switch {
	case len(c.Bounds) == 0:
		d.fail(p.key, "write e.g. gte: 10", "the condition has no bound")
	case contradictory(c.Bounds):
		d.warn(p.key, "turn one of the bounds around", "no number fits all bounds, so that it never matches")
	case !counts && len(c.Fields) == 0:
		d.fail(p.key, "add field: with the field whose values count", "a correlation of type %s needs a field in its condition", c.Type)
	case counts && len(c.Fields) > 0:
		d.warn(p.key, "value_count counts the values of a field", "field has no effect on a correlation of type %s", c.Type)
	case c.Type == sigma.ValuePercentile && !percentile:
		d.fail(p.key, "add e.g. percentile: 95", "a correlation of type value_percentile needs a percentile")
	}
}

// contradictory tells whether no number is within all bounds: the places to look are the
// bounds themselves, what lies between two of them, and what lies beyond.
func contradictory(bounds []sigma.Bound) bool {
	fits := func(v float64) bool {
		return !slices.ContainsFunc(bounds, func(b sigma.Bound) bool { return !b.Holds(v) })
	}
	for _, a := range bounds {
		if fits(a.Value) || fits(a.Value-1) || fits(a.Value+1) {
			return false
		}
		for _, b := range bounds {
			if fits((a.Value + b.Value) / 2) {
				return false
			}
		}
	}
	return true
}

func (d *document) figure(p pair) (float64, bool) {
	f, ok := yamlNumber(p.value.Value)
	if !ok || p.value.Kind != yaml.ScalarNode {
		d.fail(p.value, "", "%s has to be a number", p.name)
	}
	return f, ok && !math.IsNaN(f)
}

// extended reads a condition over rules; without a list of rules it names them.
func (d *document) extended(c *sigma.Correlation, p pair) {
	listed := len(c.Rules) > 0
	if !listed {
		c.Rules = ruleNames(p.value.Value)
	}
	if c.Expr = d.condition(p.value, c.Rules); c.Expr == nil || !listed {
		return
	}
	used := refs(c.Expr, map[string]bool{})
	for _, r := range c.Rules {
		if !used[r] {
			d.warn(p.value, "name it in the condition or take it off the list", "the condition does not use the rule %q", r)
		}
	}
}

// ruleNames are the words of a condition that are neither operators nor parentheses.
func ruleNames(text string) []string {
	var list []string
	c := condition{}
	c.split(text)
	for _, w := range c.words {
		if !slices.Contains([]string{"and", "or", "not", "(", ")", "|"}, strings.ToLower(w.text)) && !slices.Contains(list, w.text) && len(list) < maxSearches {
			list = append(list, w.text)
		}
	}
	return list
}

// refs gathers the names in a tree.
func refs(e sigma.Expr, into map[string]bool) map[string]bool {
	switch e := e.(type) {
	case *sigma.And:
		for _, x := range e.Of {
			refs(x, into)
		}
	case *sigma.Or:
		for _, x := range e.Of {
			refs(x, into)
		}
	case *sigma.Not:
		refs(e.Of, into)
	case sigma.Ref:
		into[e.Name] = true
	}
	return into
}

// aliased warns of aliases that lead nowhere.
func (d *document) aliased(c *sigma.Correlation, body pair) {
	for _, alias := range slices.Sorted(maps.Keys(c.Aliases)) {
		for _, rule := range slices.Sorted(maps.Keys(c.Aliases[alias])) {
			if !slices.Contains(c.Rules, rule) {
				d.warn(body.key, sigma.Meant(rule, c.Rules, "use the words of rules:"), "the alias %q names the rule %q, which is not in rules", alias, rule)
			}
		}
		if !slices.Contains(c.GroupBy, alias) && !slices.Contains(c.Fields, alias) {
			d.warn(body.key, "name it in group-by", "the alias %q is not used", alias)
		}
	}
}
