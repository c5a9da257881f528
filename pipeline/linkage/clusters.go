package linkage

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"bonafide/model"
)

// Clusters are the groups of people who are joined, the largest first.
func (g *Graph) Clusters() []model.Cluster {
	done := map[*group]bool{}
	list := []model.Cluster{}
	for _, id := range slices.Sorted(maps.Keys(g.groups)) {
		if group := g.groups[id]; !done[group] {
			done[group] = true
			list = append(list, g.cluster(slices.Sorted(slices.Values(group.members))))
		}
	}
	slices.SortStableFunc(list, func(a, b model.Cluster) int {
		return cmp.Or(cmp.Compare(len(b.Subjects), len(a.Subjects)), cmp.Compare(a.Subjects[0], b.Subjects[0]))
	})
	return list
}

// cluster says what ties the members, which are sorted, and how they came together.
func (g *Graph) cluster(members []model.SubjectID) model.Cluster {
	c := model.Cluster{Subjects: members, Edges: g.edges(members), History: g.history(members)}
	for _, e := range c.Edges {
		c.Shared = append(c.Shared, model.SharedThing{Kind: e.Kind, Value: e.Value, Rarity: e.Rarity, Subjects: e.Subjects})
	}
	// The two who were joined first name the cluster: it keeps its id as others join it.
	first := c.History[0].Subjects
	sum := sha256.Sum256([]byte(strings.Join([]string{string(first[0]), string(first[1])}, "\x00")))
	c.ID = "c-" + hex.EncodeToString(sum[:4])
	return c
}

// edges are the things that tie members, those seen first first. Of what people outside
// share, too, only the members are named.
func (g *Graph) edges(members []model.SubjectID) []model.Edge {
	inside := map[model.SubjectID]bool{}
	for _, id := range members {
		inside[id] = true
	}
	found := map[thing][]pair{}
	for i, a := range members {
		for _, b := range members[i+1:] {
			p := pair{a, b}
			for t := range g.pairs[p] {
				found[t] = append(found[t], p)
			}
		}
	}
	list := make([]model.Edge, 0, len(found))
	for t, pairs := range found {
		list = append(list, g.edge(t, pairs, inside))
	}
	slices.SortFunc(list, func(a, b model.Edge) int {
		return cmp.Or(a.FirstSeen.Compare(b.FirstSeen), cmp.Compare(a.Kind, b.Kind), slices.Compare(a.Subjects, b.Subjects), cmp.Compare(a.Value, b.Value))
	})
	return list
}

// edge is what a thing says of members, who share it in pairs.
func (g *Graph) edge(t thing, pairs []pair, inside map[model.SubjectID]bool) model.Edge {
	h := g.things[t]
	e := model.Edge{
		Kind: t.kind, Value: t.value, Rarity: rarity(len(h.people), h.population),
		Weight: math.Round(1000*strength(t.kind)*g.left(t)) / 1000,
	}
	among := map[model.SubjectID]bool{}
	strangers := false
	for _, p := range pairs {
		among[p[0]], among[p[1]] = true, true
		strangers = strangers || !g.household(p)
	}
	e.Subjects = slices.Sorted(maps.Keys(among))
	switch {
	case !strangers:
		e.Damped = "they declare one home"
	case g.hub(t):
		e.Damped = fmt.Sprintf("%d of %d people share it", len(h.people), h.population)
	case e.Weight < joins:
		e.Damped = "it ties nobody without a second thing"
	}
	var first *tie
	for _, x := range h.ties {
		if !inside[x.finding.Subject] {
			continue
		}
		if first == nil || x.finding.Compare(&first.finding) < 0 {
			first = x
		}
		if e.FirstSeen.IsZero() || x.from.Before(e.FirstSeen) {
			e.FirstSeen = x.from
		}
		if x.to.After(e.LastSeen) {
			e.LastSeen = x.to
		}
		if !slices.Contains(e.Indicators, x.finding.Indicator) {
			e.Indicators = append(e.Indicators, x.finding.Indicator)
		}
	}
	slices.Sort(e.Indicators)
	e.Reason = string(first.finding.Subject) + ": " + first.finding.Reason
	e.Evidence = slices.Clone(first.finding.Evidence)
	return e
}

// rarity is 1 for what almost nobody shares.
func rarity(holders, population int) float64 {
	if population == 0 {
		return 1
	}
	return 1 - float64(holders)/float64(max(population, holders))
}

// since is when two people were tied strongly enough, and by what most.
type since struct {
	pair pair
	at   time.Time
	by   thing
}

// history is how the members came together: each step joins two groups, and together the
// steps join all, the earliest ties first. So it says of every member why they are in it.
func (g *Graph) history(members []model.SubjectID) []model.Joining {
	var all []since
	for i, a := range members {
		for _, b := range members[i+1:] {
			if g.joined[a][b] {
				all = append(all, g.since(pair{a, b}))
			}
		}
	}
	slices.SortFunc(all, func(a, b since) int { return cmp.Or(a.at.Compare(b.at), comparePairs(a.pair, b.pair)) })
	part := map[model.SubjectID]model.SubjectID{}
	var root func(id model.SubjectID) model.SubjectID
	root = func(id model.SubjectID) model.SubjectID {
		if up, ok := part[id]; ok {
			part[id] = root(up)
			return part[id]
		}
		return id
	}
	var list []model.Joining
	for _, s := range all {
		a, b := root(s.pair[0]), root(s.pair[1])
		if a == b {
			continue
		}
		part[max(a, b)] = min(a, b)
		list = append(list, model.Joining{At: s.at, Subjects: s.pair[:], Kind: s.by.kind, Value: s.by.value})
	}
	return list
}

// since tells when two people were tied strongly enough, and what did most of it.
func (g *Graph) since(p pair) since {
	type part struct {
		thing  thing
		from   time.Time
		weight float64
	}
	var parts []part
	for t := range g.pairs[p] {
		if g.hub(t) {
			continue
		}
		x := part{thing: t, weight: strength(t.kind) * g.left(t)}
		for _, tie := range g.things[t].ties {
			if slices.Contains(tie.pairs, p) && (x.from.IsZero() || tie.from.Before(x.from)) {
				x.from = tie.from
			}
		}
		parts = append(parts, x)
	}
	slices.SortFunc(parts, func(a, b part) int {
		return cmp.Or(a.from.Compare(b.from), cmp.Compare(b.weight, a.weight), cmp.Compare(a.thing.kind, b.thing.kind), cmp.Compare(a.thing.value, b.thing.value))
	})
	s := since{pair: p}
	var weights []float64
	most := 0.0
	for _, x := range parts {
		weights = append(weights, x.weight)
		if s.at = x.from; x.weight > most {
			most, s.by = x.weight, x.thing
		}
		if sorted := slices.Sorted(slices.Values(weights)); together(sorted) >= joins {
			break
		}
	}
	return s
}
