package simulate

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// allStories is the catalogue, schemes first.
func allStories() []story {
	return slices.Concat(farmStories(), loneStories(), homeStories(), workStories(), askedStories())
}

// cast gives the wanted stories to people who have none, never to managers.
func (c *company) cast() {
	r := stream(c.cfg.Seed, forCasting)
	var free []*person
	for _, i := range r.Perm(len(c.people)) {
		p := c.people[i]
		if p.manager != nil {
			free = append(free, p)
		}
	}
	for n, st := range c.programme() {
		if len(free) < st.people {
			continue
		}
		members := free[:st.people]
		free = free[st.people:]
		s := &scene{company: c, story: st, people: members, r: stream(c.cfg.Seed, forStory, uint64(n)), witnesses: map[string][]*person{}}
		if st.people > 1 {
			s.cluster = fmt.Sprintf("c-%d", n+1)
		}
		for _, p := range members {
			p.story = st
			p.truth.Fraud, p.truth.Hypothesis, p.truth.Story, p.truth.Cluster = st.fraud, st.hypothesis, st.name, s.cluster
		}
		st.play(s)
	}
}

// programme is the list of castings: every wanted story as often as the company is large.
func (c *company) programme() []*story {
	all := allStories()
	var list []*story
	schemes := 0
	for i := range all {
		st := &all[i]
		if c.cfg.Stories != nil && !slices.Contains(c.cfg.Stories, st.name) || c.cfg.Stories == nil && st.asked {
			continue
		}
		times := 1
		switch {
		case st.fraud:
			times = max(1, c.cfg.People/1500)
		case c.cfg.Stories == nil:
			times = int(math.Round(st.share * float64(c.cfg.People)))
		}
		for range times {
			list = append(list, st)
			if st.fraud {
				schemes += st.people
			}
		}
	}
	if c.cfg.Stories == nil && schemes*6 > c.cfg.People {
		list = c.fewer(list)
	}
	return list
}

// fewer keeps as many schemes as a small company can hold: a sixth of its people.
func (c *company) fewer(list []*story) []*story {
	r := stream(c.cfg.Seed, forCasting, 1)
	room := c.cfg.People / 6
	keep := make(map[int]bool)
	for _, i := range r.Perm(len(list)) {
		if st := list[i]; st.fraud && st.people <= room {
			room -= st.people
			keep[i] = true
		}
	}
	var out []*story
	for i, st := range list {
		if !st.fraud || keep[i] {
			out = append(out, st)
		}
	}
	return out
}

// prepare adds what everybody leaves in the logs whatever their story: enrolment of the laptop and of the telephone
// for those who start within the period, and interviews. It also settles how much else is written.
func (c *company) prepare() {
	for _, p := range c.people {
		if p.start.Before(c.from) {
			continue
		}
		r := stream(c.cfg.Seed, forStory, uint64(p.n), 1)
		if p.interviewed.IsZero() {
			c.interview(p, r)
		}
		at := p.start.Add(within(r, 14*time.Hour, 15*time.Hour))
		phone := &laptop{oktaDevice: "guo" + token(r, base62, 17), vendor: "APPLE", model: "iPhone15,4", os: "ios", osVersion: "26.0.1", dtHash: p.laptop.dtHash}
		if p.sharedPush == nil {
			c.enrol(p, phone, p.telephone, at, "iPhone", "IOS")
		}
		line := p.home.outside(0)
		c.enrol(p, p.laptop, line, at.Add(4*time.Minute), p.laptop.hostname, oktaPlatform(p.laptop.os))
		c.registered(p, p.laptop, line, at.Add(6*time.Minute))
		c.verified(p, at.Add(8*time.Minute), "SUCCESS")
	}
	c.setVolume()
}

// verified writes how Okta's identity proofing of p ended.
func (c *company) verified(p *person, at time.Time, result string) {
	r := stream(c.cfg.Seed, forStory, uint64(p.n), uint64(at.Unix()), 3)
	v := oktaVisit{p: p, lap: p.laptop, from: p.home.outside(0), session: "idx" + token(r, base62, 22)}
	e := v.event(r, at, "user.identity_verification", "Verify user identity")
	e.Outcome.Result = result
	if result != "SUCCESS" {
		reason := "The identity could not be verified"
		e.Outcome.Reason = &reason
	}
	p.moments = append(p.moments, moment{at, oktaLane, e})
}

// setVolume chooses the factor on optional records that makes about as many as Config.Events asks for.
func (c *company) setVolume() {
	if c.cfg.Events == 0 {
		return
	}
	const perLaptop, fixed, optional = 27.0, 3.8, 12.5 // records: at first sight of a laptop, and for each day worked
	days := 0.66 * float64(c.cfg.Days) * float64(c.cfg.People)
	rest := float64(c.cfg.Events) - perLaptop*float64(c.cfg.People) - fixed*days
	c.volume = min(20, max(0.02, rest/(optional*days)))
}
