package accessreview

import (
	"fmt"
	"strings"
	"time"

	"bonafide/internal/share"
)

// Peers are the numbers of a circle of people: how many hold an entitlement, and what share
// of such people holds it, with the ends of the interval that so few can tell.
type Peers struct {
	Circle string  `json:"circle"` // "Engineer in Platform", "department Finance" …
	With   int     `json:"with"`
	Of     int     `json:"of"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	// Lift is how much more often peers hold it than everybody does, at the low end.
	Lift float64 `json:"lift"`
}

// String is "3 of 12 others who are Engineer in Platform".
func (p Peers) String() string { return fmt.Sprintf("%d of %d others of %s", p.With, p.Of, p.Circle) }

// circles are the groups of people that share something said of them, and how many of
// each hold each entitlement.
type circles struct {
	index   map[string]int32
	names   []string
	sizes   []int
	of      [][]int32         // circles by person
	with    map[[2]int32]int  // by circle and entitlement
	holders []int             // of an entitlement, people only
	homes   map[int32][]int32 // by entitlement: circles of which most hold it
	people  int
	sole    []bool // by person: nobody else has the title in the department
	memo    map[[2]int][2]float64
}

func newCircles(people []Person, at time.Time) *circles {
	c := &circles{index: map[string]int32{}, of: make([][]int32, len(people)), with: map[[2]int32]int{}, memo: map[[2]int][2]float64{}}
	for i := range people {
		p := &people[i]
		if p.left(at) {
			continue
		}
		c.people++
		title, department := strings.TrimSpace(p.Title), strings.TrimSpace(p.Department)
		if title != "" && department != "" {
			c.join(i, title+" in "+department)
		}
		if title != "" {
			c.join(i, "the title "+title)
		}
		if department != "" {
			c.join(i, "department "+department)
		}
		if p.Type != "" && department != "" {
			c.join(i, p.Type+" in "+department)
		}
		if p.Manager != "" {
			c.join(i, "the team of "+string(p.Manager))
		}
	}
	c.sole = make([]bool, len(people))
	for i := range people {
		p := &people[i]
		title, department := strings.TrimSpace(p.Title), strings.TrimSpace(p.Department)
		id, ok := c.index[strings.ToLower(title+" in "+department)]
		c.sole[i] = title != "" && department != "" && ok && c.sizes[id] == 1
	}
	return c
}

func (c *circles) join(person int, name string) {
	folded := strings.ToLower(name)
	id, ok := c.index[folded]
	if !ok {
		id = int32(len(c.names)) //nolint:gosec // few
		c.index[folded] = id
		c.names, c.sizes = append(c.names, name), append(c.sizes, 0)
	}
	c.sizes[id]++
	c.of[person] = append(c.of[person], id)
}

// count takes in who holds what.
func (c *circles) count(list []holding, entitlements int) {
	c.holders = make([]int, entitlements)
	for i := range list {
		h := &list[i]
		if h.person < 0 || len(c.of[h.person]) == 0 {
			continue
		}
		c.holders[h.entitlement]++
		for _, id := range c.of[h.person] {
			c.with[[2]int32{id, h.entitlement}]++
		}
	}
}

// settle finds the circles that an entitlement is at home in: titles and departments.
func (c *circles) settle(minPeers int, low float64) {
	c.homes = map[int32][]int32{}
	for k, with := range c.with {
		name := c.names[k[0]]
		if c.sizes[k[0]] < minPeers || strings.HasPrefix(name, "the team of ") {
			continue
		}
		if l, _ := c.interval(with, c.sizes[k[0]]); l >= low {
			c.homes[k[1]] = append(c.homes[k[1]], k[0])
		}
	}
}

func (c *circles) interval(with, of int) (low, high float64) {
	k := [2]int{with, of}
	if v, ok := c.memo[k]; ok {
		return v[0], v[1]
	}
	low, high = share.Interval(with, of)
	c.memo[k] = [2]float64{low, high}
	return low, high
}

// around are a person's circles of at least minPeers others, without the person.
func (c *circles) around(h *holding, minPeers int) []Peers {
	var list []Peers
	for _, id := range c.of[h.person] {
		of := c.sizes[id] - 1
		if of < minPeers {
			continue
		}
		p := Peers{Circle: c.names[id], With: c.with[[2]int32{id, h.entitlement}] - 1, Of: of}
		p.Low, p.High = c.interval(p.With, p.Of)
		p.Lift = c.lift(p, h.entitlement)
		list = append(list, p)
	}
	return list
}

// lift is how much more often a circle holds an entitlement than everybody, at the low end.
func (c *circles) lift(p Peers, entitlement int32) float64 {
	if c.holders[entitlement] == 0 {
		return 0
	}
	return p.Low / (float64(c.holders[entitlement]) / float64(c.people))
}

// elsewhere is the circle that an entitlement is at home in and its holder is not part of:
// the smallest in which most hold it.
func (c *circles) elsewhere(h *holding) (Peers, bool) {
	best, found := Peers{}, false
	for _, id := range c.homes[h.entitlement] {
		p := Peers{Circle: c.names[id], With: c.with[[2]int32{id, h.entitlement}], Of: c.sizes[id]}
		p.Low, p.High = c.interval(p.With, p.Of)
		if !found || p.Low > best.Low || p.Low == best.Low && (p.Of < best.Of || p.Of == best.Of && p.Circle < best.Circle) {
			best, found = p, true
		}
	}
	if found {
		best.Lift = c.lift(best, h.entitlement)
	}
	return best, found
}

// inside tells whether a person is in a circle.
func (c *circles) inside(person int32, circle string) bool {
	for _, id := range c.of[person] {
		if c.names[id] == circle {
			return true
		}
	}
	return false
}
