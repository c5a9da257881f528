package html

import (
	"cmp"
	"fmt"
	"slices"

	"bonafide/model"
	"bonafide/report"
)

// clusterView is a group of people and what ties them, drawn as two columns with lines
// between and listed as a table.
type clusterView struct {
	ID, Title string
	Label     string // what the drawing shows, in words
	Height    int
	People    []node
	Things    []node
	Lines     []tie
	MoreNodes int // people that the drawing leaves out
	Rows      []tieRow
	MoreRows  int
}

type node struct {
	Y     int
	Label string
	Note  string
	Href  string
}

// tie is a line between somebody and a thing.
type tie struct{ Y1, Y2 int }

type tieRow struct {
	Kind, Value, Rarity string
	People              []personLink
	More                int
}

type personLink struct{ Href, ID, Name string }

// Limits of one cluster's drawing and table.
const (
	mostPeople = 40
	mostThings = 30
	mostTied   = 12 // people named in a row of the table
	mostValues = 40
	nodeRow    = 30
)

// things are shared things that the same people share.
type things struct {
	kind   string
	values []string
	people []model.SubjectID
	rarity float64
}

func (b *builder) clusters() []clusterView {
	var list []clusterView
	for i := range b.a.Clusters[:min(len(b.a.Clusters), mostClusters)] {
		list = append(list, b.cluster(&b.a.Clusters[i]))
	}
	return list
}

func (b *builder) cluster(c *model.Cluster) clusterView {
	groups := merge(c.Shared)
	v := clusterView{
		ID: c.ID, Title: report.Count(len(c.Subjects), "person", "people") + ", " + report.Count(len(c.Shared), "shared thing", "shared things"),
	}
	b.draw(&v, c, groups)
	for _, g := range groups {
		for _, value := range g.values {
			if len(v.Rows) == mostValues {
				v.MoreRows++
				continue
			}
			v.Rows = append(v.Rows, b.tieRow(g, value))
		}
	}
	return v
}

func (b *builder) tieRow(g *things, value string) tieRow {
	r := tieRow{Kind: report.KindOf(g.kind, 1), Value: report.Redact(value), Rarity: report.Percent(g.rarity)}
	for _, id := range g.people[:min(len(g.people), mostTied)] {
		r.People = append(r.People, b.link(id))
	}
	r.More = len(g.people) - len(r.People)
	return r
}

func (b *builder) link(id model.SubjectID) personLink {
	l := personLink{ID: string(id), Name: b.names[id]}
	if a := b.anchors[id]; a != "" {
		l.Href = "#" + a
	}
	return l
}

// merge puts together things of one kind that the same people share.
func merge(shared []model.SharedThing) []*things {
	var groups []*things
	for _, t := range shared {
		k := slices.IndexFunc(groups, func(g *things) bool { return g.kind == t.Kind && slices.Equal(g.people, t.Subjects) })
		if k < 0 {
			k = len(groups)
			groups = append(groups, &things{kind: t.Kind, people: t.Subjects, rarity: t.Rarity})
		}
		groups[k].values = append(groups[k].values, t.Value)
	}
	slices.SortStableFunc(groups, func(x, y *things) int {
		return cmp.Or(cmp.Compare(len(y.people), len(x.people)), cmp.Compare(len(y.values), len(x.values)), cmp.Compare(x.kind, y.kind))
	})
	return groups
}

// draw lays people and things out in two columns. The order within a column follows the
// middle of what each is tied to, back and forth a few times, so that few lines cross;
// it depends on nothing but the cluster.
func (b *builder) draw(v *clusterView, c *model.Cluster, groups []*things) {
	people := slices.Clone(c.Subjects)
	shown := groups[:min(len(groups), mostThings)]
	tied := make([][]int, len(shown)) // by thing: indexes into people
	at := map[model.SubjectID]int{}
	for i, id := range people {
		at[id] = i
	}
	back := make([][]int, len(people))
	for t, g := range shown {
		for _, id := range g.people {
			if i, ok := at[id]; ok {
				tied[t] = append(tied[t], i)
				back[i] = append(back[i], t)
			}
		}
	}
	left, right := order(back, tied)
	drawn := min(len(left), mostPeople)
	rows := max(drawn, len(right))
	v.Height = rows*nodeRow + 12
	v.MoreNodes = len(left) - drawn
	y := func(i, n int) int { return 6 + nodeRow/2 + i*nodeRow + (rows-n)*nodeRow/2 }
	leftY := make([]int, len(people))
	for place, i := range left[:drawn] {
		leftY[i] = y(place, drawn)
		l := b.link(people[i])
		v.People = append(v.People, node{leftY[i], report.Fit(report.Clean(l.ID+"  "+l.Name), 30), "", l.Href})
	}
	thingY := spread(right, tied, leftY, v.Height)
	for place, t := range right {
		ty := thingY[place]
		v.Things = append(v.Things, thingNode(shown[t], ty))
		for _, i := range tied[t] {
			if leftY[i] > 0 {
				v.Lines = append(v.Lines, tie{leftY[i], ty})
			}
		}
	}
	v.Label = fmt.Sprintf("%s, tied by lines to %s they share; the table below has the same",
		report.Count(drawn, "person", "people"), report.Count(len(shown), "group of things", "groups of things"))
}

// spread puts each thing in the middle of its people, in their order and without one
// covering another.
func spread(nodes []int, ties [][]int, peopleY []int, height int) []int {
	ys := make([]int, len(nodes))
	next := 6 + nodeRow/2
	for place, t := range nodes {
		sum, n := 0, 0
		for _, i := range ties[t] {
			if peopleY[i] > 0 {
				sum, n = sum+peopleY[i], n+1
			}
		}
		middle := sum / max(n, 1)
		ys[place] = max(middle, next)
		next = ys[place] + nodeRow
	}
	last := height - 6 - nodeRow/2
	for place := len(ys) - 1; place >= 0; place-- {
		ys[place] = min(ys[place], last)
		last = ys[place] - nodeRow
	}
	return ys
}

func thingNode(g *things, y int) node {
	if len(g.values) == 1 {
		return node{Y: y, Label: report.Fit(report.Clean(report.Redact(g.values[0])), 34), Note: report.KindOf(g.kind, 1)}
	}
	return node{Y: y, Label: report.Count(len(g.values), report.KindOf(g.kind, 1), report.KindOf(g.kind, 2)), Note: "shared by " + report.Count(len(g.people), "person", "people")}
}

// order sorts both columns by the middle of what each node is tied to.
func order(left, right [][]int) (leftOrder, rightOrder []int) {
	leftOrder, rightOrder = identity(len(left)), identity(len(right))
	for range 4 {
		settle(rightOrder, right, leftOrder)
		settle(leftOrder, left, rightOrder)
	}
	return leftOrder, rightOrder
}

func identity(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// settle sorts nodes by the middle of the places of those they are tied to.
func settle(nodes []int, ties [][]int, others []int) {
	place := make([]int, len(others))
	for p, i := range others {
		place[i] = p
	}
	middle := make([]float64, len(ties))
	for i, list := range ties {
		for _, o := range list {
			middle[i] += float64(place[o]) / float64(len(list))
		}
	}
	slices.SortStableFunc(nodes, func(a, b int) int { return cmp.Or(cmp.Compare(middle[a], middle[b]), cmp.Compare(a, b)) })
}

// Curve is the line's path between the columns.
func (t tie) Curve() string {
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", columnLeft, t.Y1, columnLeft+70, t.Y1, columnRight-70, t.Y2, columnRight, t.Y2)
}

// Where the columns of a cluster's drawing end and begin.
const (
	columnLeft  = 262
	columnRight = 420
)
