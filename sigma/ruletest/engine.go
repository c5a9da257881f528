package ruletest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bonafide/sigma"
	"bonafide/sigma/correlate"
	"bonafide/sigma/plain"
)

// Engine evaluates the rules and correlations of one file.
type Engine interface {
	// Evaluate holds events, in the order of their times, against the rules, and tells
	// whether something was reported. Rules that only serve a correlation report nothing.
	Evaluate(c sigma.Collection, events []Event) (Verdict, error)
}

// Verdict is what an engine found.
type Verdict struct {
	Matched bool
	// Why explains it to a person, in several lines; it may be empty.
	Why string
}

// Plain is the engine that evaluates in the plainest way.
type Plain struct {
	// Layout says where an event keeps its fields; nil finds them under their own names.
	Layout func(*plain.Event) sigma.Layout
}

func (p Plain) layout(e *plain.Event) sigma.Layout {
	if p.Layout == nil {
		return sigma.Layout{}
	}
	return p.Layout(e)
}

// Evaluate is Engine's.
func (p Plain) Evaluate(c sigma.Collection, events []Event) (Verdict, error) {
	engine, err := correlate.New(correlate.Config{Correlations: c.Correlations, Rules: c.Rules})
	if err != nil {
		return Verdict{}, err
	}
	exprs := make([]sigma.Expr, len(c.Rules))
	for i, r := range c.Rules {
		exprs[i] = r.Detection.Expr()
	}
	var why strings.Builder
	verdict := Verdict{}
	for i, event := range events {
		decoded, err := plain.Decode(event.Raw)
		if err != nil {
			return verdict, fmt.Errorf("event %d: %w", i+1, err)
		}
		var matched []int
		layout := p.layout(decoded)
		for j := range c.Rules {
			if !plain.Match(exprs[j], decoded, layout) {
				continue
			}
			matched = append(matched, j)
			if !engine.Silent(j) {
				verdict.Matched = true
			}
		}
		fired := p.observe(engine, decoded, matched, event, i)
		verdict.Matched = verdict.Matched || slices.ContainsFunc(fired, func(f correlate.Firing) bool { return !f.Silent })
		p.explain(&why, c, decoded, i, len(events))
	}
	verdict.Why = why.String()
	return verdict, nil
}

func (p Plain) observe(engine *correlate.Engine, e *plain.Event, matched []int, event Event, i int) []correlate.Firing {
	if len(matched) == 0 {
		return nil
	}
	layout := p.layout(e)
	return engine.Observe(correlate.Event{Time: event.Time, ID: strconv.Itoa(i), Rules: matched, Field: func(name string) []string {
		var texts []string
		for _, h := range e.Values(layout, name).Values {
			if h.HasText() {
				texts = append(texts, h.Text)
			}
		}
		return texts
	}})
}

// explained is how many events of a test are explained: more would hide the point.
const explained = 3

func (p Plain) explain(b *strings.Builder, c sigma.Collection, e *plain.Event, i, all int) {
	switch {
	case i < explained:
		for _, r := range c.Rules {
			fmt.Fprintf(b, "event %d: %s", i+1, plain.Explain(r, e, p.layout(e)).Text())
		}
	case i == explained:
		fmt.Fprintf(b, "and %d more events\n", all-explained)
	}
}
