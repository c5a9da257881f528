// Package pipeline rewrites rules for the events at hand: it renames fields, changes log
// sources and values, adds conditions and fills placeholders, as processing pipelines do.
// Start with Parse or Builtin, then Apply. It reads the YAML form of pySigma's pipelines and
// refuses what of it cannot be done here. Routes and Layouts say what known events are and
// where their fields stand. It never evaluates a rule and never changes one in place.
package pipeline

import (
	"cmp"
	"slices"

	"bonafide/sigma"
)

// Pipeline is an ordered list of transformations.
type Pipeline struct {
	Name string
	// Priority orders pipelines: lower ones go first.
	Priority int
	path     string
	vars     map[string][]string
	items    []*item
}

// Join makes one pipeline of several, in the order of their priorities. Variables of later
// ones win.
func Join(list ...*Pipeline) *Pipeline {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b *Pipeline) int { return cmp.Compare(a.Priority, b.Priority) })
	out := &Pipeline{vars: map[string][]string{}}
	for _, p := range sorted {
		if out.Name != "" {
			out.Name += ", "
		}
		out.Name += p.Name
		for name, values := range p.vars {
			out.vars[name] = values
		}
		out.items = append(out.items, p.items...)
	}
	return out
}

// Apply gives the rule as the pipeline rewrites it. The rule is nil when the pipeline
// refuses it or leaves nothing of it; a problem says so then.
func (p *Pipeline) Apply(r *sigma.Rule) (*sigma.Rule, []sigma.Problem) {
	out := *r
	run := p.start(&out.Meta)
	run.rule = &out
	run.sources = []sigma.LogSource{r.LogSource}
	run.all(p.items)
	if run.failed {
		return nil, run.problems
	}
	return &out, run.problems
}

// ApplyAll rewrites rules, correlations and filters. What the pipeline refuses is left out
// and is a problem.
func (p *Pipeline) ApplyAll(c sigma.Collection) (sigma.Collection, []sigma.Problem) {
	var out sigma.Collection
	var problems []sigma.Problem
	for _, r := range c.Rules {
		n, list := p.Apply(r)
		if problems = append(problems, list...); n != nil {
			out.Rules = append(out.Rules, n)
		}
	}
	for _, r := range c.Correlations {
		n := *r
		run := p.start(&n.Meta)
		run.correlation = &n
		run.sources = sources(&c, r, map[*sigma.Correlation]bool{})
		run.all(p.items)
		if problems = append(problems, run.problems...); !run.failed {
			out.Correlations = append(out.Correlations, &n)
		}
	}
	for _, f := range c.Filters {
		n, list := p.filter(f)
		if problems = append(problems, list...); n != nil {
			out.Filters = append(out.Filters, n)
		}
	}
	return out, problems
}

// filter rewrites a filter as if it were a rule.
func (p *Pipeline) filter(f *sigma.Filter) (*sigma.Filter, []sigma.Problem) {
	r, problems := p.Apply(&sigma.Rule{Meta: f.Meta, LogSource: f.LogSource, Detection: f.Detection})
	if r == nil {
		return nil, problems
	}
	out := *f
	out.Meta, out.LogSource, out.Detection = r.Meta, r.LogSource, r.Detection
	return &out, problems
}

// sources are the log sources of all rules below a correlation.
func sources(c *sigma.Collection, r *sigma.Correlation, seen map[*sigma.Correlation]bool) []sigma.LogSource {
	if seen[r] {
		return nil
	}
	seen[r] = true
	var list []sigma.LogSource
	for _, ref := range r.Rules {
		for _, x := range c.Rules {
			if x.Is(ref) {
				list = append(list, x.LogSource)
			}
		}
		for _, x := range c.Correlations {
			if x.Is(ref) {
				list = append(list, sources(c, x, seen)...)
			}
		}
	}
	return list
}

// run is one application to one rule or correlation.
type run struct {
	vars map[string][]string
	// rule or correlation is the copy that is rewritten; meta is its own part.
	rule        *sigma.Rule
	correlation *sigma.Correlation
	meta        *sigma.Meta
	sources     []sigma.LogSource
	state       map[string]string
	applied     map[string]bool
	problems    []sigma.Problem
	failed      bool
}

func (p *Pipeline) start(m *sigma.Meta) *run {
	return &run{vars: p.vars, meta: m, state: map[string]string{}, applied: map[string]bool{}}
}

func (r *run) all(items []*item) {
	for _, it := range items {
		if r.failed {
			return
		}
		if it.rule.holds(func(c ruleCondition) bool { return c.holds(r) }) {
			if it.id != "" {
				r.applied[it.id] = true
			}
			it.do.apply(r, it)
		}
	}
}

// fail refuses the rule.
func (r *run) fail(at sigma.Position, text, advice string) {
	r.failed = true
	r.problems = append(r.problems, sigma.Problem{Path: r.meta.Path, At: cmp.Or(at, r.meta.At), Rule: r.meta.Key(), Severity: sigma.Error, Text: text, Advice: advice})
}
