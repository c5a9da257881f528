package match

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"bonafide/sigma"
)

// group are the rules that apply to events of the same log sources, and how to find the
// few that an event may match.
type group struct {
	rules []int32
	// always are rules that have no witness and are tried on every event.
	always []int32
	// waiting are the rules that tests wake: test t those of waiting[from[t]:from[t+1]].
	waiting, from []int32
	indexes       []fieldIndex
	// everywhere tells that a rule looks at every text of an event; keywords, if not nil, for
	// which events that can be of use.
	everywhere bool
	keywords   *keywords
}

// everything leads from every key to field 0.
func everything() *node {
	n := &node{}
	n.any = &keyEntry{fields: []int32{0}, child: n}
	return n
}

// route is a sigma.Route with its fields numbered and its values folded.
type route struct {
	fields []int32
	values [][]string
	has    []int32
	source sigma.LogSource
}

// routing are the routes that may apply to events of which the caller says the same, and
// what was found by them.
type routing struct {
	base   sigma.LogSource
	routes []route
	// fields are those whose values the routes look at, presence those that have to be there.
	fields, presence []int32
	groups           map[string]*group
}

// routingOf gives the routes that may apply when the caller says base.
func (s *Session) routingOf(base sigma.LogSource) *routing {
	if s.routing != nil && s.routing.base == base {
		return s.routing
	}
	r, ok := s.routings[base]
	if !ok {
		r = &routing{base: base, groups: map[string]*group{}}
		for _, x := range s.m.routes {
			if base.Covers(x.source) {
				r.routes = append(r.routes, x)
				r.fields = append(r.fields, x.fields...)
				r.presence = append(r.presence, x.has...)
			}
		}
		slices.Sort(r.fields)
		slices.Sort(r.presence)
		r.fields, r.presence = slices.Compact(r.fields), slices.Compact(r.presence)
		s.routings[base] = r
	}
	s.routing = r
	return r
}

// groupOf gives the group of the event at hand. What it finds is kept by the values of the
// routing fields, as long as those are few.
func (s *Session) groupOf(base sigma.LogSource) *group {
	base.Definition = ""
	r := s.routingOf(base)
	s.key = s.key[:0]
	for _, f := range r.fields {
		s.key = append(s.key, 1)
		s.any(f, func(v *value) bool {
			if v.hasText() {
				s.key = append(append(s.key, 2), s.fold(v)...)
			}
			return false
		})
	}
	for _, f := range r.presence {
		if s.has(f) {
			s.key = append(s.key, 1)
		} else {
			s.key = append(s.key, 0)
		}
	}
	if g, ok := r.groups[string(s.key)]; ok {
		return g
	}
	g := s.m.group(s.sources(r))
	if len(s.key) <= 256 && len(r.groups) < 4096 {
		r.groups[string(s.key)] = g
	}
	return g
}

// sources are the log sources of the event at hand.
func (s *Session) sources(r *routing) []sigma.LogSource {
	list := []sigma.LogSource{r.base}
	for i := range r.routes {
		if x := &r.routes[i]; s.follows(x) && !slices.Contains(list, x.source) {
			list = append(list, x.source)
		}
	}
	return list
}

func (s *Session) follows(r *route) bool {
	for i, f := range r.fields {
		if !s.any(f, func(v *value) bool { return v.hasText() && slices.Contains(r.values[i], string(s.fold(v))) }) {
			return false
		}
	}
	return !slices.ContainsFunc(r.has, func(f int32) bool { return !s.has(f) })
}

// group gives the group of some log sources and makes it the first time.
func (m *Matcher) group(sources []sigma.LogSource) *group {
	var key strings.Builder
	for _, s := range sources {
		fmt.Fprintf(&key, "%q", []string{s.Category, s.Product, s.Service})
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if g, ok := m.groups[key.String()]; ok {
		return g
	}
	var rules []int32
	for i, r := range m.rules {
		if m.anySource || slices.ContainsFunc(sources, r.LogSource.Covers) {
			rules = append(rules, int32(i)) //nolint:gosec // a place in a list
		}
	}
	g := m.assemble(rules)
	m.groups[key.String()] = g
	return g
}

// builder compiles rules.
type builder struct {
	tests tests
	m     *Matcher
}

func newBuilder(c Config) *builder {
	return &builder{
		tests: tests{number: map[testKey]int32{}, fields: fieldNumbers{"": 0}},
		m:     &Matcher{rules: c.Rules, anySource: c.AnySource, groups: map[string]*group{}},
	}
}

func (b *builder) rules(rules []*sigma.Rule) error {
	var problems []error
	exprs := make([]sigma.Expr, len(rules))
	for i, r := range rules {
		exprs[i] = r.Detection.Expr()
		if name := placeholder(exprs[i]); name != "" {
			problems = append(problems, sigma.Problem{
				Path: r.Path, At: r.At, Rule: r.Key(), Severity: sigma.Error,
				Text:   fmt.Sprintf("the placeholder %%%s%% has no value", name),
				Advice: "give it one, or none, in a processing pipeline (vars and value_placeholders)",
			})
			continue
		}
		b.tests.addAll(exprs[i])
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	b.m.counts = b.tests.settle()
	c := compiler{tests: &b.tests}
	for _, x := range exprs {
		c.compile(x)
	}
	b.m.programs = c.programs
	return nil
}

// placeholder gives the name of a placeholder in an expression, "" when it has none.
func placeholder(x sigma.Expr) string {
	var list []sigma.Expr
	switch x := x.(type) {
	case *sigma.And:
		list = x.Of
	case *sigma.Or:
		list = x.Of
	case *sigma.Not:
		list = []sigma.Expr{x.Of}
	case *sigma.Test:
		if v, ok := x.Value.(sigma.Text); ok {
			for _, p := range v.Pattern {
				if p.Kind == sigma.Placeholder {
					return p.Text
				}
			}
		}
	}
	for _, e := range list {
		if name := placeholder(e); name != "" {
			return name
		}
	}
	return ""
}

func (b *builder) route(routes []sigma.Route) {
	for _, r := range routes {
		out := route{source: r.Source}
		for field, values := range r.When {
			n := b.tests.fields.number(field)
			out.fields = append(out.fields, n)
			folded := make([]string, len(values))
			for i, v := range values {
				folded[i] = sigma.Fold(v)
			}
			out.values = append(out.values, folded)
		}
		for _, field := range r.Has {
			out.has = append(out.has, b.tests.fields.number(field))
		}
		b.m.routes = append(b.m.routes, out)
	}
}

// maxDots is at how many dots of a path each way of splitting is tried; ten objects deep
// there are a thousand ways.
const maxDots = 8

func (b *builder) matcher(l sigma.Layout) *Matcher {
	var root paths
	for name, n := range b.tests.fields {
		if n == 0 {
			continue
		}
		for _, p := range l.Paths(name) {
			root.add(p, n, maxDots)
		}
	}
	m := b.m
	m.tests, m.names, m.fields, m.root = b.tests.list, b.tests.fields, len(b.tests.fields), root.tree()
	m.everything = everything()
	return m
}
