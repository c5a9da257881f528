// Package linkage keeps who is tied to whom by what they share, as a graph that grows with
// the findings: a finding that names other people is a tie, ties that hold join two people,
// and people joined are one cluster. Start with New and Take.
//
// It is kept, not rebuilt: a new tie joins two groups, and only where a tie is withdrawn or
// turns out to be what everybody shares is the one group it stood in looked at anew. What
// comes out depends on the findings alone, not on the order they came in. Households and
// hubs (an office nobody declared, an agency's telephone) tie nobody: they are shown beside
// what does. It judges nobody; weights of findings are for score to give.
package linkage

import (
	"cmp"
	"math"
	"slices"
	"time"

	"bonafide/model"
)

// World is what the graph asks about people.
type World interface {
	// Claims are the claims of a subject, nil for an unknown one.
	Claims(id model.SubjectID) *model.Claims
}

// Common tells what is left of the weight of a thing that so many of so many people share:
// 1 for what is rare.
type Common func(holders, population int) float64

// joins is how strongly two people must be tied to be of one cluster, 0 to 1: one thing that
// strangers do not share by chance, or two of which each could be chance.
const joins = 0.5

// damped is what must be left of a thing's weight for it to tie anybody; below that it is a
// hub, and several hubs together are no more than one.
const damped = 0.7

// strength is how well a kind of thing tells that two people are not strangers, 0 to 1, if
// both share it and nothing explains it. Expert default: what is fixed to a place or a
// machine counts more than what is given out by others.
func strength(kind string) float64 {
	switch kind {
	case "pay_account", "monitor_serial", "disk", "usb_serial", "remote_id", "stealer_machine":
		return 0.95
	case "mfa_factor", "device", "gateway_mac", "bssid":
		return 0.9
	case "ship_address", "neighbour_mac":
		return 0.8
	case "phone", "email", "mac", "remote_tenant":
		return 0.75
	case "egress_ip":
		return 0.65
	case "pc_name", "examiner", "rule":
		return 0.5
	}
	return 0.4 // what no one has weighed yet ties nobody alone
}

// thing is what people share.
type thing struct{ kind, value string }

// pair are two people, the smaller id first.
type pair [2]model.SubjectID

func pairOf(a, b model.SubjectID) pair { return pair{min(a, b), max(a, b)} }

// tie is what one finding says.
type tie struct {
	finding  model.Finding
	thing    thing
	pairs    []pair
	from, to time.Time
}

// holding is what is kept of a thing.
type holding struct {
	ties       map[model.FindingID]*tie
	people     map[model.SubjectID]int // ties that name them
	population int
}

// Graph is who is tied to whom. It is for one goroutine. Its zero value is of no use.
type Graph struct {
	world  World
	common Common
	ties   map[model.FindingID]*tie
	things map[thing]*holding
	pairs  map[pair]map[thing]int // ties that say so
	joined map[model.SubjectID]map[model.SubjectID]bool
	groups map[model.SubjectID]*group
}

// group are people who are joined, directly or through others.
type group struct{ members []model.SubjectID }

// New makes an empty graph.
func New(w World, c Common) *Graph {
	return &Graph{
		world: w, common: c, ties: map[model.FindingID]*tie{}, things: map[thing]*holding{}, pairs: map[pair]map[thing]int{},
		joined: map[model.SubjectID]map[model.SubjectID]bool{}, groups: map[model.SubjectID]*group{},
	}
}

// Take takes in a finding, in place of what was said under its id before.
func (g *Graph) Take(f model.Finding) {
	old := g.ties[f.ID]
	if old == nil && (f.Shared == nil || len(f.Shared.Subjects) < 2) {
		return
	}
	touched := map[pair]bool{}
	if old != nil {
		g.withdraw(old, touched)
	}
	if f.Shared != nil && len(f.Shared.Subjects) >= 2 {
		g.add(f, touched)
	}
	for _, p := range slices.SortedFunc(keys(touched), comparePairs) {
		g.settle(p)
	}
}

func comparePairs(a, b pair) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }

func keys[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// add notes what a finding says.
func (g *Graph) add(f model.Finding, touched map[pair]bool) {
	t := &tie{finding: f, thing: thing{f.Shared.Kind, f.Shared.Value}, from: f.Shared.First, to: f.Shared.Last}
	if t.from.IsZero() || f.At.Before(t.from) {
		t.from = f.At
	}
	if t.to.Before(t.from) {
		t.to = t.from
	}
	for _, o := range f.Shared.Subjects {
		if o != f.Subject {
			t.pairs = append(t.pairs, pairOf(f.Subject, o))
		}
	}
	h := g.things[t.thing]
	if h == nil {
		h = &holding{ties: map[model.FindingID]*tie{}, people: map[model.SubjectID]int{}}
		g.things[t.thing] = h
	}
	before := g.hub(t.thing)
	h.ties[f.ID], g.ties[f.ID] = t, t
	h.population = max(h.population, f.Shared.Population)
	for _, id := range f.Shared.Subjects {
		h.people[id]++
	}
	for _, p := range t.pairs {
		if g.pairs[p] == nil {
			g.pairs[p] = map[thing]int{}
		}
		g.pairs[p][t.thing]++
		touched[p] = true
	}
	g.turned(t.thing, before, touched)
}

// withdraw takes back what a finding said.
func (g *Graph) withdraw(t *tie, touched map[pair]bool) {
	before := g.hub(t.thing)
	h := g.things[t.thing]
	delete(h.ties, t.finding.ID)
	delete(g.ties, t.finding.ID)
	for _, id := range t.finding.Shared.Subjects {
		if h.people[id]--; h.people[id] == 0 {
			delete(h.people, id)
		}
	}
	for _, p := range t.pairs {
		if g.pairs[p][t.thing]--; g.pairs[p][t.thing] == 0 {
			delete(g.pairs[p], t.thing)
		}
		touched[p] = true
	}
	g.turned(t.thing, before, touched)
	if len(h.ties) == 0 {
		delete(g.things, t.thing)
	}
}

// turned touches everybody tied by a thing that became a hub, or is none any more.
func (g *Graph) turned(t thing, before bool, touched map[pair]bool) {
	if g.hub(t) == before {
		return
	}
	for _, x := range g.things[t].ties {
		for _, p := range x.pairs {
			touched[p] = true
		}
	}
}

// hub tells whether so many share a thing that it ties nobody.
func (g *Graph) hub(t thing) bool { return g.left(t) < damped }

// left is what is left of a thing's weight for how many share it.
func (g *Graph) left(t thing) float64 {
	h := g.things[t]
	if h == nil {
		return 1
	}
	return g.common(len(h.people), h.population)
}

// household tells whether two people declare one home.
func (g *Graph) household(p pair) bool {
	a, b := g.world.Claims(p[0]), g.world.Claims(p[1])
	return a != nil && b != nil && a.HomeKey != "" && a.HomeKey == b.HomeKey
}

// tied tells how strongly two people are tied.
func (g *Graph) tied(p pair) float64 {
	if g.household(p) {
		return 0
	}
	var weights []float64
	for t := range g.pairs[p] {
		if !g.hub(t) {
			weights = append(weights, strength(t.kind)*g.left(t))
		}
	}
	slices.Sort(weights)
	return together(weights)
}

// together is what ties come to: what is left to chance by each is multiplied.
func together(weights []float64) float64 {
	chance := 1.0
	for _, w := range weights {
		chance *= 1 - w
	}
	return math.Round((1-chance)*1e6) / 1e6
}

// settle joins two people or parts them.
func (g *Graph) settle(p pair) {
	if len(g.pairs[p]) == 0 {
		delete(g.pairs, p)
	}
	switch is, was := g.tied(p) >= joins, g.joined[p[0]][p[1]]; {
	case is && !was:
		g.join(p)
	case was && !is:
		g.part(p)
	}
}

// join makes two groups one, the smaller into the larger.
func (g *Graph) join(p pair) {
	for i, id := range p {
		if g.joined[id] == nil {
			g.joined[id] = map[model.SubjectID]bool{}
			g.groups[id] = &group{[]model.SubjectID{id}}
		}
		g.joined[id][p[1-i]] = true
	}
	a, b := g.groups[p[0]], g.groups[p[1]]
	if a == b {
		return
	}
	if len(a.members) < len(b.members) {
		a, b = b, a
	}
	a.members = append(a.members, b.members...)
	for _, id := range b.members {
		g.groups[id] = a
	}
}

// part takes a tie away and looks at what it held together, and at nothing else.
func (g *Graph) part(p pair) {
	delete(g.joined[p[0]], p[1])
	delete(g.joined[p[1]], p[0])
	for _, id := range p {
		if reached := g.reach(id); len(reached.members) > 1 {
			for _, m := range reached.members {
				g.groups[m] = reached
			}
			continue
		}
		delete(g.groups, id)
		delete(g.joined, id)
	}
}

// reach are all who are joined to somebody.
func (g *Graph) reach(id model.SubjectID) *group {
	seen := map[model.SubjectID]bool{id: true}
	list := []model.SubjectID{id}
	for i := 0; i < len(list); i++ {
		for o := range g.joined[list[i]] {
			if !seen[o] {
				seen[o] = true
				list = append(list, o)
			}
		}
	}
	return &group{list}
}
