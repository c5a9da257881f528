package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"time"

	"bonafide/workflow/persona"
)

// applicationScore is how generated applications were linked.
type applicationScore struct {
	linkScore
	Seconds     float64 `json:"seconds"`
	CPUSeconds  float64 `json:"cpu_seconds"`
	Peak        float64 `json:"peak_mib"`
	OneMore     float64 `json:"one_more_milliseconds"`
	FalseGroups int     `json:"false_clusters"`
	FalsePer    float64 `json:"false_clusters_per_10000"`
	Rings       int     `json:"rings"`
	RingsWhole  int     `json:"rings_in_one_cluster"`
	RingsPart   int     `json:"rings_found_in_part"`
}

// applicants makes applications: most people apply once, some again with another address or a
// typing error, households share a home and a phone, offices and libraries a device, templates
// a phrasing; and rings of personas with names of their own share, each with the next, two or three of
// device, account, phone, photo and phrasing.
type applicants struct {
	r       *rand.Rand
	records []persona.Record
	people  []string // who a record is: a person, or the ring behind it
	given   []string
	family  []string
	streets []string
}

const ringShare = 0.002 // of people are personas of a ring

func newApplicants(seed uint64, n int) *applicants {
	a := &applicants{r: rand.New(rand.NewPCG(seed, 3))}
	a.given, a.family, a.streets = a.words(3000, 2, 3), a.words(20000, 2, 4), a.words(4000, 2, 4)
	for len(a.records) < n {
		person := fmt.Sprintf("p%d", len(a.records))
		switch x := a.r.Float64(); {
		case x < ringShare/5:
			a.ring("ring " + person)
		case x < 0.02:
			a.household(person)
		default:
			a.apply(person, a.persona(), 1+a.again())
		}
	}
	return a
}

// words are invented: no name of anybody.
func (a *applicants) words(n, least, most int) []string {
	const consonants, vowels = "bcdfghjklmnprstvwz", "aeiou"
	list := make([]string, n)
	for i := range list {
		var b strings.Builder
		for range least + a.r.IntN(most-least+1) {
			b.WriteByte(consonants[a.r.IntN(len(consonants))])
			b.WriteByte(vowels[a.r.IntN(len(vowels))])
		}
		list[i] = b.String()
	}
	return list
}

// common picks the first ones far more often, as names are.
func (a *applicants) common(list []string) string {
	return list[int(math.Pow(a.r.Float64(), 2.5)*float64(len(list)))]
}

func (a *applicants) again() int {
	if a.r.Float64() < 0.08 {
		return 1 + a.r.IntN(2)
	}
	return 0
}

// The places of an application's values, in the order of persona.Applications.
const (
	givenName = iota
	familyName
	email
	emailName
	phone
	street
	postcode
	profile
	login
	device
	account
	photo
	document
	phrasing
	employer
	school
	valueCount
)

func (a *applicants) hash() string { return fmt.Sprintf("%016x", a.r.Uint64()) }

func (a *applicants) number(n int) string { return fmt.Sprint(a.r.IntN(n)) }

func (a *applicants) persona() []string {
	v := make([]string, valueCount)
	v[givenName], v[familyName] = a.common(a.given), a.common(a.family)
	v[emailName] = v[givenName] + v[familyName] + a.number(1000)
	v[email] = a.hash()
	v[phone] = fmt.Sprintf("%010d", a.r.IntN(1e10))
	v[street] = fmt.Sprintf("%d %s street", 1+a.r.IntN(400), a.common(a.streets))
	v[postcode] = fmt.Sprintf("%05d", a.r.IntN(40000))
	v[device], v[photo], v[document] = a.hash(), a.hash(), a.hash()
	if a.r.Float64() < 0.05 { // a library, an office, an agency
		v[device] = "shared" + a.number(200)
	}
	v[phrasing] = a.hash()
	if a.r.Float64() < 0.1 { // a template
		v[phrasing] = "template" + a.number(50)
	}
	if a.r.Float64() < 0.6 {
		v[profile] = a.hash()
	}
	if a.r.Float64() < 0.4 {
		v[login] = a.hash()
	}
	if a.r.Float64() < 0.1 { // staff
		v[account] = a.hash()
	}
	v[employer], v[school] = "company "+a.number(20000), "school "+a.number(2000)
	return v
}

// apply files applications of one person, later ones with what changes over the years.
func (a *applicants) apply(person string, v []string, times int) {
	for n := range times {
		w := append([]string(nil), v...)
		if n > 0 {
			for _, f := range []int{email, phone, device, phrasing, document} {
				if a.r.Float64() < 0.5 {
					w[f] = a.persona()[f]
				}
			}
			if a.r.Float64() < 0.2 {
				w[givenName] = a.typo(w[givenName])
			}
			if a.r.Float64() < 0.3 {
				home := a.persona()
				w[street], w[postcode] = home[street], home[postcode]
			}
		}
		for f := range w {
			if f > familyName && a.r.Float64() < 0.05 {
				w[f] = ""
			}
		}
		a.records, a.people = append(a.records, persona.Record{ID: fmt.Sprint(len(a.records)), Values: w}), append(a.people, person)
	}
}

func (a *applicants) typo(s string) string {
	i := a.r.IntN(len(s))
	return s[:i] + string(rune('a'+a.r.IntN(26))) + s[min(len(s), i+a.r.IntN(2)):]
}

// household is two people of one home, often with one surname, one phone, one account or one computer.
func (a *applicants) household(person string) {
	one, two := a.persona(), a.persona()
	two[street], two[postcode] = one[street], one[postcode]
	if a.r.Float64() < 0.7 {
		two[familyName] = one[familyName]
	}
	switch a.r.IntN(4) {
	case 0:
		two[phone] = one[phone]
	case 1:
		two[device] = one[device]
	case 2:
		two[account] = one[account]
	}
	a.apply(person+" one", one, 1)
	a.apply(person+" two", two, 1)
}

func (a *applicants) ring(person string) {
	personas := make([][]string, 4+a.r.IntN(5))
	for i := range personas {
		personas[i] = a.persona()
		personas[i][account] = a.hash()
	}
	for i := 1; i < len(personas); i++ {
		shared := []int{device, account, phone, photo, phrasing}
		a.r.Shuffle(len(shared), func(x, y int) { shared[x], shared[y] = shared[y], shared[x] })
		for _, f := range shared[:2+a.r.IntN(2)] {
			personas[i][f] = personas[i-1][f]
		}
	}
	for _, v := range personas {
		a.apply(person, v, 1)
	}
}

// measureApplications links n generated applications and one more.
func measureApplications(seed uint64, n int) (*applicationScore, error) {
	a := newApplicants(seed, n)
	more := newApplicants(seed+1, 2000)
	runtime.GC()
	began := time.Now()
	cpu, _ := usage()
	result, err := persona.Resolve(persona.Applications(), a.records, persona.Defaults())
	if err != nil {
		return nil, err
	}
	used, peak := usage()
	s := &applicationScore{Seconds: time.Since(began).Seconds(), CPUSeconds: used - cpu, Peak: peak}
	s.linkScore = scoreClusters(a.people, result.Cluster)
	s.Name, s.Records, s.Compared = fmt.Sprintf("applications, seed %d", seed), len(a.records), result.Compared
	s.count(a, result.Cluster)
	index := result.Index()
	began = time.Now()
	for _, r := range more.records {
		if _, _, err := index.Add(r); err != nil {
			return nil, err
		}
	}
	s.OneMore = time.Since(began).Seconds() * 1000 / float64(len(more.records))
	return s, nil
}

// count counts clusters that hold more than one person, and rings.
func (s *applicationScore) count(a *applicants, cluster []int32) {
	people, clusters := map[int32]map[string]bool{}, map[string]map[int32]int{}
	for i, c := range cluster {
		if people[c] == nil {
			people[c] = map[string]bool{}
		}
		people[c][a.people[i]] = true
		if p := a.people[i]; strings.HasPrefix(p, "ring ") {
			if clusters[p] == nil {
				clusters[p] = map[int32]int{}
			}
			clusters[p][c]++
		}
	}
	for _, who := range people {
		if len(who) > 1 {
			s.FalseGroups++
		}
	}
	s.FalsePer = 10000 * float64(s.FalseGroups) / float64(len(a.records))
	for _, in := range clusters {
		s.Rings++
		whole, part := len(in) == 1, false
		for _, n := range in {
			part = part || n > 1
		}
		if whole {
			s.RingsWhole++
		}
		if part {
			s.RingsPart++
		}
	}
}
