package rule

import (
	"fmt"
	"slices"
	"strconv"

	"bonafide/internal/hint"
	"bonafide/sigma"
	"bonafide/sigma/correlate"
	"bonafide/sigma/match"
	"bonafide/sigma/pipeline"
)

// builder compiles a set.
type builder struct {
	cfg      Config
	set      *Set
	problems []sigma.Problem
	chosen   []*sigma.Rule // in step with set.rules
	running  []*sigma.Correlation
}

func (b *builder) problem(m *sigma.Meta, severity sigma.Severity, advice, format string, args ...any) {
	b.problems = append(b.problems, sigma.Problem{Path: m.Path, At: m.At, Rule: m.Key(), Severity: severity, Text: fmt.Sprintf(format, args...), Advice: advice})
}

// choose picks the correlations that can run, and the rules that they count or that give
// findings themselves.
func (b *builder) choose() {
	silent, counted := b.silent(), map[*sigma.Rule]bool{}
	for _, c := range b.cfg.Rules.Correlations {
		if !b.finds(&c.Meta) || !b.runs(c) {
			continue
		}
		b.running = append(b.running, c)
		for _, r := range b.cfg.Rules.Rules {
			if slices.ContainsFunc(c.Rules, r.Is) {
				counted[r] = true
			}
		}
	}
	for _, r := range b.cfg.Rules.Rules {
		reports := !silent[r] && b.finds(&r.Meta)
		if !reports && !counted[r] {
			continue
		}
		if _, err := match.Compile(match.Config{Rules: []*sigma.Rule{r}}); err != nil {
			b.problem(&r.Meta, sigma.Error, "give the value below rules: placeholders: in bonafide.yaml", "%s cannot run: %v", named(&r.Meta), err)
			continue
		}
		b.chosen = append(b.chosen, r)
		b.set.rules = append(b.set.rules, rule{sigma: r, indicator: indicatorOf(&r.Meta), reports: reports})
	}
}

// finds tells whether a document gives findings.
func (b *builder) finds(m *sigma.Meta) bool {
	id := indicatorOf(m)
	if id == "" || m.Level == "informational" || m.Custom["left_to"] != nil { // a detector finds the same, and knows more
		return false
	}
	if b.cfg.Known != nil && !b.cfg.Known(id) {
		b.problem(m, sigma.Error, "docs/reference/indicators.md lists them", "%s names the indicator %q, which there is not", named(m), id)
		return false
	}
	return true
}

// silent are the rules that serve correlations only.
func (b *builder) silent() map[*sigma.Rule]bool {
	silent, loud := map[*sigma.Rule]bool{}, map[*sigma.Rule]bool{}
	for _, c := range b.cfg.Rules.Correlations {
		for _, r := range b.cfg.Rules.Rules {
			if slices.ContainsFunc(c.Rules, r.Is) {
				silent[r], loud[r] = true, loud[r] || c.Generate
			}
		}
	}
	for r := range loud {
		silent[r] = !loud[r]
	}
	return silent
}

// runs tells whether a correlation can run on people's records, and says why not.
func (b *builder) runs(c *sigma.Correlation) bool {
	for _, other := range b.cfg.Rules.Correlations {
		if slices.ContainsFunc(c.Rules, other.Is) {
			b.problem(&c.Meta, sigma.Warning, "let it count the rules themselves", "%s counts another correlation (%q), which an assessment does not run", named(&c.Meta), other.Key())
			return false
		}
	}
	if len(c.GroupBy) == 0 {
		b.problem(&c.Meta, sigma.Warning, "group by the account, the device or what else people share", "%s has no group-by: it counts over the whole company and says nothing of a person, so an assessment does not run it", named(&c.Meta))
		return false
	}
	return true
}

// correlate resolves the correlations and what they read.
func (b *builder) correlate() {
	for _, c := range b.running {
		single, err := correlate.NewSingle(c, b.chosen)
		if err != nil {
			b.problem(&c.Meta, sigma.Error, "bonafide rule lint tells more", "%s cannot run: %v", named(&c.Meta), err)
			continue
		}
		place := len(b.set.correlations)
		made := correlation{meta: c, indicator: indicatorOf(&c.Meta), single: single, kind: strconv.Itoa(place)}
		for _, r := range single.Rules() {
			counts := &b.set.rules[r]
			counts.counted = append(counts.counted, int32(place)) //nolint:gosec // few
			for _, field := range single.Fields(r) {
				if n := b.number(field); !slices.Contains(counts.reads, n) {
					counts.reads = append(counts.reads, n)
				}
			}
			slices.Sort(counts.reads)
		}
		if len(single.Rules()) == 1 && len(c.GroupBy) == 1 && c.Aliases[c.GroupBy[0]] == nil {
			made.alone, made.by = true, b.number(c.GroupBy[0])
		}
		b.set.correlations = append(b.set.correlations, made)
	}
}

func (b *builder) number(field string) int32 {
	n, ok := b.set.numbers[field]
	if !ok {
		n = int32(len(b.set.fields)) //nolint:gosec // few
		b.set.numbers[field] = n
		b.set.fields = append(b.set.fields, field)
	}
	return n
}

// lanes compiles, for each format, the rules that can be about its records.
func (b *builder) lanes() {
	for format, sources := range b.cfg.Sources {
		for i := range sources {
			if l := b.lane(format, sources[i]); l != nil {
				b.set.lanes[format] = append(b.set.lanes[format], l)
			}
		}
	}
}

// lane compiles the rules for one source of a format, nil when there are none.
func (b *builder) lane(format string, source Source) *lane {
	l := &lane{source: source}
	var rules []*sigma.Rule
	for i, r := range b.chosen {
		if meets(r.LogSource, source.LogSource) {
			l.rules = append(l.rules, int32(i)) //nolint:gosec // few
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return nil
	}
	var err error
	l.matcher, err = match.Compile(match.Config{Rules: rules, Layout: layout(source), Routes: routes(source.LogSource), Fields: b.set.fields})
	if err != nil { // each rule was compiled alone before
		b.problems = append(b.problems, sigma.Problem{Severity: sigma.Error, Text: fmt.Sprintf("rules for %s cannot run: %v", format, err), Advice: hint.Of(err)})
		return nil
	}
	return l
}

// meets tells whether a rule may be about records of a source, as far as both say.
func meets(rule, source sigma.LogSource) bool {
	part := func(a, b string) bool { return a == "" || b == "" || a == b }
	return part(rule.Product, source.Product) && part(rule.Service, source.Service) && part(rule.Category, source.Category)
}

// layout says where a source's records keep their fields. Windows events come in the shapes
// of many collectors.
func layout(s Source) sigma.Layout {
	out := sigma.Layout{Roots: slices.Clone(s.Roots), Aliases: map[string][]string{}}
	shapes := map[string][]string{"windows": {"windows-evtx", "winlogbeat"}, "osquery": {"osquery"}}[s.Product]
	known := pipeline.Layouts()
	for _, name := range shapes {
		out.Roots = append(out.Roots, known[name].Roots...)
		for field, paths := range known[name].Aliases {
			out.Aliases[field] = append(out.Aliases[field], paths...)
		}
	}
	return out
}

// routes are those that tell more of a source's records.
func routes(s sigma.LogSource) []sigma.Route {
	var list []sigma.Route
	for _, r := range pipeline.Routes() {
		if s.Covers(r.Source) && r.Source != s {
			list = append(list, r)
		}
	}
	return list
}
