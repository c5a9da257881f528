package main

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"bonafide/model"
	"bonafide/model/ocsf"
)

// dayCounts counts, for each person and day, what a security team without a model would
// count. Methods that Bonafide is compared with work on these.
type dayCounts struct {
	day    int
	people map[model.SubjectID]*personDay // of the day at hand
	known  map[model.SubjectID]map[string]bool
	rows   []row
	first  int
	last   int
}

// features are the counts of a person-day.
const (
	signIns = iota
	failures
	addresses
	newAddresses
	newDevices
	countries
	oddHours
	accountChanges
	grants
	downloads
	processes
	lookUps
	copies // to removable drives
	plugs
	mails
	pages
	featureCount
)

type features [featureCount]float64

type row struct {
	id       model.SubjectID
	day      int
	features features
}

type personDay struct {
	features
	addresses, countries map[string]bool
}

func newDayCounts() *dayCounts {
	return &dayCounts{people: map[model.SubjectID]*personDay{}, known: map[model.SubjectID]map[string]bool{}}
}

func (c *dayCounts) observe(e *model.Event) {
	id := e.Subject
	if id == "" {
		id = e.Owner
	}
	if id == "" {
		return
	}
	day := int(e.Time.Unix() / 86400)
	if day != c.day {
		c.end()
		if c.day = day; c.first == 0 {
			c.first = day
		}
		c.last = day
	}
	p := c.people[id]
	if p == nil {
		id = model.SubjectID(strings.Clone(string(id)))
		p = &personDay{addresses: map[string]bool{}, countries: map[string]bool{}}
		c.people[id] = p
	}
	c.count(p, id, e)
}

func (c *dayCounts) count(p *personDay, id model.SubjectID, e *model.Event) {
	switch e.Class {
	case ocsf.Authentication:
		p.features[signIns]++
		if e.Outcome == model.Failure {
			p.features[failures]++
		}
	case ocsf.AccountChange:
		p.features[accountChanges]++
	case ocsf.UserAccess, ocsf.GroupManagement:
		p.features[grants]++
	case ocsf.FileHosting:
		p.features[downloads]++
	case ocsf.ProcessActivity:
		p.features[processes]++
	case ocsf.DNSActivity:
		p.features[lookUps]++
	case ocsf.FileActivity:
		if e.Text(model.FileDrive) == "Removable" {
			p.features[copies]++
		}
	case ocsf.PeripheralActivity:
		p.features[plugs]++
	case ocsf.EmailActivity:
		p.features[mails]++
	case ocsf.HTTPActivity:
		p.features[pages]++
	}
	if h := e.Time.Hour(); h < 6 || h >= 22 {
		p.features[oddHours]++
	}
	if ip := e.Text(model.SrcIP); ip != "" && !p.addresses[ip] {
		p.addresses[strings.Clone(ip)] = true
		p.features[newAddresses] += c.fresh(id, "ip "+ip)
	}
	if place := e.Text(model.SrcCountry); place != "" {
		p.countries[strings.Clone(place)] = true
	}
	if device := e.Text(model.DeviceUID); device != "" {
		p.features[newDevices] += c.fresh(id, "device "+device)
	}
}

// fresh is 1 for what was never seen of a person before.
func (c *dayCounts) fresh(id model.SubjectID, what string) float64 {
	known := c.known[id]
	if known == nil {
		known = map[string]bool{}
		c.known[id] = known
	}
	if known[what] {
		return 0
	}
	known[what] = true
	return 1
}

// end closes the day at hand.
func (c *dayCounts) end() {
	for _, id := range slices.Sorted(maps.Keys(c.people)) {
		p := c.people[id]
		p.features[addresses], p.features[countries] = float64(len(p.addresses)), float64(len(p.countries))
		c.rows = append(c.rows, row{id, c.day, p.features})
	}
	clear(c.people)
}

// days are all days, with no scores yet.
func (c *dayCounts) days() []dayScores {
	list := make([]dayScores, 0, c.last-c.first+1)
	for day := c.first; day <= c.last; day++ {
		list = append(list, dayScores{end: time.Unix(int64(day+1)*86400, 0).UTC()})
	}
	return list
}

// scored puts a score of each row under its day.
func (c *dayCounts) scored(score func(features) float64) []dayScores {
	days := c.days()
	for _, r := range c.rows {
		d := &days[r.day-c.first]
		d.scores = append(d.scores, dayScore{r.id, score(r.features)})
	}
	return days
}

// thresholds scores a day by the largest of its counts, each as a multiple of its 99th
// percentile over all person-days.
func (c *dayCounts) thresholds() []dayScores {
	var limit features
	for f := range limit {
		values := make([]float64, len(c.rows))
		for i, r := range c.rows {
			values[i] = r.features[f]
		}
		slices.Sort(values)
		limit[f] = max(1, values[len(values)*99/100])
	}
	return c.scored(func(x features) float64 {
		most := 0.0
		for f := range x {
			most = max(most, x[f]/limit[f])
		}
		return most
	})
}

// forest scores a day by how soon random splits set it apart from others.
func (c *dayCounts) forest() []dayScores {
	const trees, sample = 100, 256
	r := rand.New(rand.NewPCG(1, 1))
	depth := int(math.Ceil(math.Log2(sample)))
	var roots []*isolation
	for range trees {
		rows := make([]features, sample)
		for i := range rows {
			rows[i] = c.rows[r.IntN(len(c.rows))].features
		}
		roots = append(roots, isolate(r, rows, depth))
	}
	return c.scored(func(x features) float64 {
		sum := 0.0
		for _, t := range roots {
			sum += t.path(x, 0)
		}
		return math.Exp2(-sum / trees / pathOf(sample))
	})
}

// isolation is a node of an isolation tree; a leaf has no children.
type isolation struct {
	feature     int
	at          float64
	left, right *isolation
	size        int
}

func isolate(r *rand.Rand, rows []features, depth int) *isolation {
	n := &isolation{size: len(rows)}
	if depth == 0 || len(rows) < 2 {
		return n
	}
	var differing []int
	for f := range featureCount {
		if slices.ContainsFunc(rows, func(x features) bool { return x[f] != rows[0][f] }) {
			differing = append(differing, f)
		}
	}
	if len(differing) == 0 {
		return n
	}
	n.feature = differing[r.IntN(len(differing))]
	low, high := math.Inf(1), math.Inf(-1)
	for _, x := range rows {
		low, high = min(low, x[n.feature]), max(high, x[n.feature])
	}
	n.at = low + r.Float64()*(high-low)
	var left, right []features
	for _, x := range rows {
		if x[n.feature] <= n.at {
			left = append(left, x)
		} else {
			right = append(right, x)
		}
	}
	n.left, n.right = isolate(r, left, depth-1), isolate(r, right, depth-1)
	return n
}

// path is how many splits lead to a row's leaf, and how many more its size stands for.
func (n *isolation) path(x features, depth float64) float64 {
	switch {
	case n.left == nil:
		return depth + pathOf(n.size)
	case x[n.feature] <= n.at:
		return n.left.path(x, depth+1)
	}
	return n.right.path(x, depth+1)
}

// pathOf is the mean path of an unsuccessful search in a binary tree of n.
func pathOf(n int) float64 {
	if n < 2 {
		return 0
	}
	m := float64(n - 1)
	return 2*(math.Log(m)+0.5772156649) - 2*m/float64(n)
}
