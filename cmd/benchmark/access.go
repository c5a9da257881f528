package main

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"bonafide/content"
	"bonafide/internal/privilege"
	"bonafide/model"
	"bonafide/workflow/accessreview"
)

func newAccess(print func(report, error) error) *cobra.Command {
	var people, each int
	var seed uint64
	c := &cobra.Command{
		Use:   "access",
		Short: "Plant what an access review should find into simulated companies, and count what is found",
		Long: `A company is made up: departments of several titles, teams with managers, what each of them
holds, project access that a few of a team share, rights of single people in rare roles, and
leave, titles that were never filled in, circles that two or three of a department belong to, and
deputies who hold another department's right and use it. Into it are planted outliers (a privileged right of another department's), pairs that one
person should not hold, and rights that movers kept and no longer use. All of it is simulated; how
often companies really have such things these figures do not say. A deputy who is flagged counts as
wrongly flagged, though nothing in the records tells a deputy from an outlier.

Beside it stands the plain rule: a right that fewer than 10 % of the department hold.`,
		RunE: func(*cobra.Command, []string) error { return print(accessBench(people, each, seed)) },
	}
	c.Flags().IntVar(&people, "people", 10_000, "how many people")
	c.Flags().IntVar(&each, "grants", 50, "about how many grants each")
	c.Flags().Uint64Var(&seed, "seed", 1, "the company's seed")
	return c
}

// accessReport is what was planted and what was found.
type accessReport struct {
	Simulated bool            `json:"simulated"`
	People    int             `json:"people"`
	Grants    int             `json:"grants"`
	Seconds   float64         `json:"seconds"`
	Kinds     []accessFigures `json:"kinds"`
}

// accessFigures are those of one kind of planted grants.
type accessFigures struct {
	Kind     string `json:"kind"`
	Planted  int    `json:"planted"`
	Found    int    `json:"found"`
	Flagged  int    `json:"flagged"` // of all grants
	Baseline struct {
		Found   int `json:"found"`
		Flagged int `json:"flagged"`
	} `json:"baseline"`
}

func (f accessFigures) row(found, flagged int) string {
	recall, precision := 0.0, 0.0
	if f.Planted > 0 {
		recall = float64(found) / float64(f.Planted)
	}
	if flagged > 0 {
		precision = float64(found) / float64(flagged)
	}
	return fmt.Sprintf("%6d flagged, precision %5.1f %%, recall %5.1f %%", flagged, precision*100, recall*100)
}

func (r *accessReport) text(w io.Writer) {
	_, _ = fmt.Fprintf(w, "Access reviews, simulated: %d people, %d grants, proposals in %.1f s on one core\n", r.People, r.Grants, r.Seconds)
	for _, k := range r.Kinds {
		_, _ = fmt.Fprintf(w, "%s (%d planted)\n  review               %s\n", k.Kind, k.Planted, k.row(k.Found, k.Flagged))
		_, _ = fmt.Fprintf(w, "  under 10 %% of peers  %s\n", k.row(k.Baseline.Found, k.Baseline.Flagged))
	}
}

// accessCompany is a company with the truth of it.
type accessCompany struct {
	r      *rand.Rand
	at     time.Time
	people []accessreview.Person
	grants []accessreview.Held
	held   map[string]bool
	truth  map[string]string // what was planted, by person and entitlement
	away   map[model.SubjectID]bool
}

const (
	titlesEach = 4
	deptSize   = 60
	teamSize   = 9
)

func newAccessCompany(people, each int, seed uint64) *accessCompany {
	c := &accessCompany{
		r: rand.New(rand.NewPCG(seed, seed)), at: time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC), held: map[string]bool{}, truth: map[string]string{},
		away: map[model.SubjectID]bool{},
	}
	for i := range people {
		d, team := i/deptSize, i/teamSize
		id := model.SubjectID(fmt.Sprintf("w%d", i))
		title := fmt.Sprintf("Title %d", i%titlesEach)
		if i%deptSize == 7 {
			title = fmt.Sprintf("Only one of %d", d) // a role of one person
		}
		if c.r.IntN(20) == 0 {
			title = "" // never filled in
		}
		kind := "employee"
		if c.r.IntN(8) == 0 {
			kind = "contractor"
		}
		c.away[id] = c.r.IntN(40) == 0
		c.people = append(c.people, accessreview.Person{
			ID: id, Title: title, Department: fmt.Sprintf("Department %d", d), Type: kind,
			Manager: model.SubjectID(fmt.Sprintf("w%d", max(team*teamSize-1, 0))), Start: c.at.AddDate(-1-c.r.IntN(6), 0, 0),
		})
	}
	for i := range c.people {
		c.usual(i, each)
	}
	c.plant()
	return c
}

// usual gives somebody what the company, the department, the title, the team and projects
// give, not always all of it.
func (c *accessCompany) usual(i, each int) {
	p := &c.people[i]
	d, title, team := i/deptSize, i%titlesEach, i/teamSize
	for n := range each {
		name, chance := "", 0.95
		switch share := float64(n) / float64(each); {
		case share < 0.3:
			name = fmt.Sprintf("everybody-%d", n)
		case share < 0.6:
			name = fmt.Sprintf("department-%d-%d", d, n)
			chance = 0.9
		case share < 0.8 && p.Title != fmt.Sprintf("Title %d", title):
			continue
		case share < 0.8:
			name = fmt.Sprintf("title-%d-%d-%d", d, title, n)
			chance = 0.9
		case share < 0.9:
			name = fmt.Sprintf("team-%d-%d", team, n)
			chance = 0.85
		default: // projects that some of a department share
			name = fmt.Sprintf("project-%d-%d", d, c.r.IntN(8))
		}
		if c.r.Float64() < chance {
			c.give(i, "company", "group", name, "")
		}
	}
	if c.r.IntN(8) == 0 { // a circle that few belong to
		c.give(i, "company", "group", fmt.Sprintf("circle-%d-%d", d, c.r.IntN(3)), "")
	}
	if departments := len(c.people) / deptSize; c.r.IntN(50) == 0 && departments > 1 { // a deputy
		c.give(i, "company", "group", fmt.Sprintf("vault-admins-%d", (d+1+c.r.IntN(departments-1))%departments), "")
	}
	if title == 0 { // on call, and the department's own privileged right
		c.give(i, "company", "group", fmt.Sprintf("prod-oncall-%d", d), "")
		c.give(i, "company", "group", fmt.Sprintf("vault-admins-%d", d), "")
	}
	if p.Title != fmt.Sprintf("Title %d", title) { // what goes with the only one in a role
		c.give(i, "company", "role", fmt.Sprintf("release manager %d", d), "")
	}
}

func (c *accessCompany) give(i int, system, kind, name, planted string) {
	id := c.people[i].ID
	k := string(id) + " " + name
	if c.held[k] {
		return
	}
	c.held[k] = true
	used := c.at.AddDate(0, 0, -c.r.IntN(60))
	switch {
	case c.away[id]:
		used = c.at.AddDate(0, 0, -100-c.r.IntN(80)) // on leave
	case planted == "leftover", planted == "" && c.r.IntN(50) == 0:
		used = c.at.AddDate(0, 0, -120-c.r.IntN(300))
	}
	c.grants = append(c.grants, accessreview.Held{Person: id, Grant: model.Grant{
		System: system, Kind: kind, Name: name, UID: name, Holder: model.Holder{UID: string(id), Type: "user"}, Since: c.at.AddDate(-1, 0, 0), LastUsed: used,
		Tracked: true, Origin: model.Origin{Path: "simulated", Line: int64(len(c.grants) + 1)},
	}})
	if planted != "" {
		c.truth[k] = planted
	}
}

// plant puts in what a review should find: one person in a hundred for each kind.
func (c *accessCompany) plant() {
	n := len(c.people)
	departments := (n + deptSize - 1) / deptSize
	for range max(n/100, 5) {
		i := c.r.IntN(n)
		other := (i/deptSize + 1 + c.r.IntN(max(departments-1, 1))) % departments
		c.give(i, "company", "group", fmt.Sprintf("vault-admins-%d", other), "outlier")
		i = c.r.IntN(n)
		c.give(i, "company", "role", "payment creator", "toxic")
		c.give(i, "company", "role", "payment approver", "toxic")
		i = c.r.IntN(n)
		if c.away[c.people[i].ID] {
			continue
		}
		from := (i/deptSize + 1 + c.r.IntN(max(departments-1, 1))) % departments
		for k := range 4 {
			c.give(i, "company", "group", fmt.Sprintf("department-%d-%d", from, 15+k), "leftover")
		}
	}
}

// accessBench proposes for a company and counts.
func accessBench(people, each int, seed uint64) (*accessReport, error) {
	rights, err := privilege.Load(content.FS())
	if err != nil {
		return nil, err
	}
	c := newAccessCompany(people, each, seed)
	began := time.Now()
	list := accessreview.Propose(accessreview.Input{AsOf: c.at, People: c.people, Grants: c.grants}, rights, accessreview.Defaults())
	r := &accessReport{Simulated: true, People: people, Grants: len(c.grants), Seconds: time.Since(began).Seconds()}
	rare := c.rare()
	for _, kind := range []string{"outlier", "leftover", "toxic"} {
		r.Kinds = append(r.Kinds, c.count(kind, []string{kind}, list, rare))
	}
	r.Kinds = append(r.Kinds, c.count("any of them", []string{"outlier", "leftover", "toxic"}, list, rare))
	return r, nil
}

// count holds proposals against what was planted. A planted outlier may be told as a leftover
// and the other way round: both are a right of somewhere else.
func (c *accessCompany) count(name string, kinds []string, list []accessreview.Proposal, rare map[string]bool) accessFigures {
	f := accessFigures{Kind: name}
	is := func(k string) bool { return slices.Contains(kinds, c.truth[k]) }
	for _, p := range list {
		k := string(p.Person) + " " + p.Name
		told := false
		for _, kind := range kinds {
			switch kind {
			case "toxic":
				told = told || p.Has("toxic")
			default:
				told = told || p.Has("outlier") || p.Has("leftover")
			}
		}
		switch {
		case told && c.truth[k] != "" && !is(k):
			// found as another kind; counted there
		case told:
			f.Flagged++
			if is(k) {
				f.Found++
			}
		}
		if is(k) {
			f.Planted++
		}
		if rare[k] && (c.truth[k] == "" || is(k)) {
			f.Baseline.Flagged++
			if is(k) {
				f.Baseline.Found++
			}
		}
	}
	return f
}

// rare is the plain rule: what fewer than 10 % of a department hold.
func (c *accessCompany) rare() map[string]bool {
	size, with := map[string]int{}, map[[2]string]int{}
	of := make(map[model.SubjectID]string, len(c.people))
	for i := range c.people {
		of[c.people[i].ID] = c.people[i].Department
		size[c.people[i].Department]++
	}
	for i := range c.grants {
		with[[2]string{of[c.grants[i].Person], c.grants[i].Name}]++
	}
	rare := map[string]bool{}
	for i := range c.grants {
		g := &c.grants[i]
		d := of[g.Person]
		if float64(with[[2]string{d, g.Name}]) < 0.1*float64(cmp.Or(size[d], 1)) {
			rare[string(g.Person)+" "+g.Name] = true
		}
	}
	return rare
}
