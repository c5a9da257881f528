package correlate

import (
	"fmt"
	"strings"

	"bonafide/sigma"
)

// reference is what a correlation names: a rule, or a correlation by index in
// Config.Correlations; the other one is -1.
type reference struct {
	name              string
	rule, correlation int
}

// order resolves what correlations refer to and gives the correlations in an order in
// which each stands behind those that it counts.
func (e *Engine) order() (order []int, refs [][]reference, err error) {
	for _, c := range e.cfg.Correlations {
		list := make([]reference, 0, len(c.Rules))
		for _, name := range c.Rules {
			ref, err := e.refer(c, name)
			if err != nil {
				return nil, nil, err
			}
			list = append(list, ref)
		}
		refs = append(refs, list)
	}
	const (
		fresh = iota
		open
		done
	)
	marks := make([]int, len(refs))
	var path []string
	var visit func(i int) error
	visit = func(i int) error {
		c := e.cfg.Correlations[i]
		path = append(path, string(c.Key()))
		defer func() { path = path[:len(path)-1] }()
		switch marks[i] {
		case open:
			return fmt.Errorf("correlate: correlations refer to each other in a circle: %s; take one reference out", strings.Join(path, " -> "))
		case done:
			return nil
		}
		marks[i] = open
		for _, ref := range refs[i] {
			if ref.correlation >= 0 {
				if err := visit(ref.correlation); err != nil {
					return err
				}
			}
		}
		marks[i] = done
		order = append(order, i)
		return nil
	}
	for i := range refs {
		if err := visit(i); err != nil {
			return nil, nil, err
		}
	}
	return order, refs, nil
}

// refer finds the one rule or correlation of an id or a name.
func (e *Engine) refer(c *sigma.Correlation, name string) (reference, error) {
	ref := reference{name, -1, -1}
	found := 0
	for i, r := range e.cfg.Rules {
		if r.Is(name) {
			ref.rule, found = i, found+1
		}
	}
	for i, other := range e.cfg.Correlations {
		if other.Is(name) {
			ref.correlation, found = i, found+1
		}
	}
	switch {
	case found == 0:
		return ref, fmt.Errorf("correlate: %s refers to %q, and no rule has that id or name; load that rule as well, or correct the reference", c.Key(), name)
	case found > 1:
		return ref, fmt.Errorf("correlate: %s refers to %q, and %d rules have that id or name; refer to one of them by its id", c.Key(), name, found)
	}
	return ref, nil
}
