package correlate

import (
	"cmp"
	"slices"
)

// queue holds events back, the first one in front: a heap by time, id and rules.
type queue struct{ list []held }

// held is an event with the texts that correlations may ask for.
type held struct {
	occurrence
	texts map[string][]string
	// arrived tells equal ones apart.
	arrived uint64
}

// keep makes an event that outlives Observe.
func (e *Engine) keep(ev Event, at int64, sources []int) held {
	texts := map[string][]string{}
	for _, rule := range sources {
		for _, field := range e.needs[rule] {
			if _, ok := texts[field]; !ok {
				texts[field] = slices.Clone(ev.Field(field))
			}
		}
	}
	return newHeld(occurrence{at: at, id: valid(ev.ID), sources: slices.Clone(sources)}, texts, e.arrived)
}

func newHeld(o occurrence, texts map[string][]string, arrived uint64) held {
	o.field = func(name string) []string { return texts[name] }
	return held{o, texts, arrived}
}

// wanted are the rules that a correlation counts.
func (e *Engine) wanted(rules []int) []int {
	wanted := e.work.wanted[:0]
	for _, r := range rules {
		if r < len(e.cfg.Rules) && len(e.by[r]) > 0 {
			wanted = append(wanted, r)
		}
	}
	e.work.wanted = wanted
	return wanted
}

func (a *held) before(b *held) bool {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id), slices.Compare(a.sources, b.sources), cmp.Compare(a.arrived, b.arrived)) < 0
}

func (q *queue) push(h held) {
	q.list = append(q.list, h)
	for i := len(q.list) - 1; i > 0; {
		up := (i - 1) / 2
		if !q.list[i].before(&q.list[up]) {
			break
		}
		q.list[i], q.list[up] = q.list[up], q.list[i]
		i = up
	}
}

func (q *queue) pop() occurrence {
	first, n := q.list[0], len(q.list)-1
	q.list[0], q.list[n] = q.list[n], held{}
	q.list = q.list[:n]
	for i := 0; ; {
		low := i
		for _, down := range []int{2*i + 1, 2*i + 2} {
			if down < n && q.list[down].before(&q.list[low]) {
				low = down
			}
		}
		if low == i {
			break
		}
		q.list[i], q.list[low] = q.list[low], q.list[i]
		i = low
	}
	return first.occurrence
}
