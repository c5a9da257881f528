package sigma

import (
	"fmt"
	"strings"
)

// Check looks at documents together: ids that stand twice, references that lead nowhere
// and correlations that refer to themselves.
func (c *Collection) Check() []Problem {
	k := &checker{by: map[string]*Meta{}, correlations: map[string]*Correlation{}, state: map[*Correlation]visit{}}
	for _, r := range c.Rules {
		k.enter(&r.Meta)
	}
	for _, r := range c.Correlations {
		k.enter(&r.Meta)
		for _, ref := range []string{r.ID, r.Name} {
			if ref != "" && k.by[ref] == &r.Meta {
				k.correlations[ref] = r
			}
		}
	}
	for _, f := range c.Filters {
		k.enter(&f.Meta)
	}
	for _, r := range c.Correlations {
		for _, ref := range r.Rules {
			if k.by[ref] == nil {
				k.fail(&r.Meta, Meant(ref, c.names(), "name it by its id or name, and load it as well"), "the correlation refers to the rule %q, which is not there", ref)
			}
		}
		k.follow(r, nil)
	}
	SortProblems(k.problems)
	return k.problems
}

type checker struct {
	by           map[string]*Meta
	correlations map[string]*Correlation
	state        map[*Correlation]visit
	problems     []Problem
}

type visit uint8

const (
	underway visit = iota + 1
	done
)

func (k *checker) fail(m *Meta, advice, format string, args ...any) {
	k.problems = append(k.problems, Problem{Path: m.Path, At: m.At, Rule: m.Key(), Severity: Error, Text: fmt.Sprintf(format, args...), Advice: advice})
}

// enter notes a document under its id and name.
func (k *checker) enter(m *Meta) {
	for i, ref := range []string{m.ID, m.Name} {
		if ref == "" || i == 1 && m.Name == m.ID {
			continue
		}
		kind := [2]string{"id", "name"}[i]
		if other := k.by[ref]; other != nil {
			k.fail(m, "every id and name stands once", "the %s %q is also that of %q (%s, line %d)", kind, ref, other.Title, other.Path, other.At.Line)
			continue
		}
		k.by[ref] = m
	}
}

// follow walks what a correlation refers to and stops at a circle.
func (k *checker) follow(c *Correlation, way []string) {
	switch k.state[c] {
	case done:
		return
	case underway:
		k.fail(&c.Meta, "let correlations refer to rules, or to correlations that do not lead back", "the correlation refers to itself: %s", strings.Join(append(way, string(c.Key())), " > "))
		return
	}
	k.state[c] = underway
	way = append(way[:len(way):len(way)], string(c.Key()))
	for _, ref := range c.Rules {
		if next := k.correlations[ref]; next != nil {
			k.follow(next, way)
		}
	}
	k.state[c] = done
}
