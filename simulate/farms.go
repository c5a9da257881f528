package simulate

import (
	"fmt"
	"strings"
	"time"

	"bonafide/simulate/internal/naming"
)

// farmStories are schemes that join several people through a place or a thing.
func farmStories() []story {
	return []story{
		{name: "laptop_farm", fraud: true, hypothesis: "proxy", people: 6, play: laptopFarm},
		{name: "nevada_pair", fraud: true, hypothesis: "fabricated", people: 2, play: nevadaPair},
		{name: "shell_company_kvm", fraud: true, hypothesis: "proxy", people: 2, play: shellCompany},
		{name: "kvm_farm", fraud: true, hypothesis: "proxy", people: 3, play: kvmFarm},
		{name: "interview_proxy", fraud: true, hypothesis: "fabricated", people: 2, play: interviewProxy},
		{name: "shared_authenticator", fraud: true, hypothesis: "proxy", people: 2, play: sharedAuthenticator},
		{name: "persona_cell", fraud: true, hypothesis: "fabricated", people: 3, play: personaCell},
		{name: "shared_payee", fraud: true, hypothesis: "proxy", people: 2, play: sharedPayee},
	}
}

// stranger is the name of somebody outside the company.
func (s *scene) stranger(p *person, n uint64) string {
	return naming.Draw(stream(s.cfg.Seed, forName, uint64(p.n), 100+n), s.cfg.NameOrigin).Full()
}

// laptopFarm: six laptops redirected to one house, worked from there by remote tools; two travel on abroad.
func laptopFarm(s *scene) {
	town := pick(s.r, s.atlas.FarmTowns())
	room := s.room(town)
	keeper := s.stranger(s.people[0], 1)
	far := pick(s.r, s.atlas.Far())
	var here []*person
	for i, p := range s.people {
		s.settleIn(p, town)
		s.recruit(p, -90, 40, "windows")
		s.redirect(p, room, "residential")
		s.sight(p, "ONB-03", p.parcel.shippedAt.AddDate(0, 0, 1))
		if chance(s.r, 0.6) {
			s.signedBy(p, keeper)
		}
		s.keptAt(p, room)
		at := s.after(p, between(s.r, 1, 4))
		s.remoteTools(p, between(s.r, 1, 2), at)
		if i >= 4 && p.start.After(s.from) {
			s.movedOn(p, far)
		} else {
			here = append(here, p)
		}
		if chance(s.r, 0.4) {
			s.jiggle(p, s.after(p, 2))
		}
		if chance(s.r, 0.35) {
			s.astrill(p, 0.6, s.seen(p), false)
		}
	}
	s.shippedFirst()
	s.together(here)
}

// shippedFirst corrects when a shared delivery address can be seen: with the second parcel, for those before it.
func (s *scene) shippedFirst() {
	var times []time.Time
	for _, p := range s.people {
		if p.parcel != nil {
			times = append(times, p.parcel.shippedAt)
		}
	}
	second := secondOf(times)
	for _, p := range s.people {
		for i := range p.truth.Observable {
			if o := &p.truth.Observable[i]; o.Indicator == "ONB-03" && p.parcel != nil {
				o.At = p.parcel.shippedAt
				if o.At.Before(second) {
					o.At = second
				}
			}
		}
	}
}

func secondOf(times []time.Time) time.Time {
	var first, second time.Time
	for _, t := range times {
		switch {
		case first.IsZero() || t.Before(first):
			first, second = t, first
		case second.IsZero() || t.Before(second):
			second = t
		}
	}
	return second
}

// nevadaPair: one does well and refers a second; both laptops stand in one house in another state.
func nevadaPair(s *scene) {
	room := s.room(pick(s.r, s.atlas.FarmTowns()))
	a, b := s.people[0], s.people[1]
	s.settleIn(a, room.city)
	s.settleIn(b, room.city)
	s.recruit(a, -100, -50, pick(s.r, []string{"windows", "darwin"}))
	s.recruit(b, -20, 30, "windows")
	b.referredBy = a
	for _, p := range s.people {
		s.keptAt(p, room)
		s.remoteTool(p, remoteTools()[0], s.after(p, between(s.r, 1, 9)))
		s.astrill(p, 0.5+0.4*s.r.Float64(), s.seen(p), chance(s.r, 0.3))
		if chance(s.r, 0.5) {
			s.internetPhone(p)
		}
	}
	s.together(s.people)
	s.sight(b, "BEH-05", s.seen(b).AddDate(0, 0, 4))
	if chance(s.r, 0.6) {
		s.unknownTo(b)
	}
	s.traces(s.people)
	for range 2 {
		at := s.after(b, between(s.r, 5, 20))
		s.asked(b, at, "in_person_id", "no_show", "travelling")
	}
	s.sight(b, "ONB-07", s.after(b, 21))
}

// traces keeps the connection logs that were collected from machines with AnyDesk: one far end is in all of them.
func (s *scene) traces(people []*person) {
	operator := "1" + token(s.r, digits, 9)
	var last time.Time
	var with []*person
	for _, p := range people {
		if p.laptop.os != "windows" {
			continue
		}
		var text strings.Builder
		at := s.after(p, 12)
		for n := between(s.r, 3, 9); n > 0 && at.Before(s.to); n-- {
			fmt.Fprintf(&text, "Incoming    %s    Passwd    %s    %s\r\n", at.Format("2006-01-02, 15:04"), operator, operator)
			if at.After(last) {
				last = at
			}
			at = at.Add(within(s.r, 20*time.Hour, 70*time.Hour))
		}
		s.company.collected = append(s.company.collected, collected{p.laptop.hostname + "/ProgramData/AnyDesk/connection_trace.txt", text.String()})
		with = append(with, p)
	}
	for _, p := range with {
		if len(with) > 1 {
			s.sight(p, "EDR-05", last)
		}
	}
}

// shellCompany: remote hands on two laptops, and the pay goes to a company founded last month.
func shellCompany(s *scene) {
	kind := pick(s.r, remoteHands())
	room := s.room(pick(s.r, s.atlas.FarmTowns()), kind)
	payee := pick(s.r, []string{"Hollow Pine Tech LLC", "Quiet Harbor Labs LLC", "Blue Mesa Consulting LLC", "Third Shift Systems LLC"})
	account := "hmac:" + hexText(s.r, 12)
	for _, p := range s.people {
		s.settleIn(p, room.city)
		s.recruit(p, -70, 20, "windows")
		p.employment, p.vendor = "contractor", payee
		s.keptAt(p, room)
		s.hand(p, kind, s.after(p, 1))
		founded := p.start.AddDate(0, 0, -between(s.r, 10, 60))
		for at := p.start.AddDate(0, 0, 20); at.Before(s.to); at = at.AddDate(0, 0, 28) {
			s.tables.vendors = append(s.tables.vendors, row{at, []string{payee, p.id, account, date(founded), date(at), "software services"}})
			s.sight(p, "PAY-08", at)
		}
		if chance(s.r, 0.5) {
			s.slowKeys(p)
		}
	}
	if kind.fixed {
		s.sameMonitor(s.people)
	}
	s.together(s.people)
}

// sameMonitor says that laptops of people who live apart report one monitor's serial.
func (s *scene) sameMonitor(people []*person) {
	var times []time.Time
	for _, p := range people {
		times = append(times, s.after(p, 1))
	}
	second := secondOf(times)
	for i, p := range people {
		t := times[i]
		if t.Before(second) {
			t = second
		}
		s.sight(p, "EDR-16", t.AddDate(0, 0, 1))
	}
}

// kvmFarm: remote hands of one make on three laptops, and little else.
func kvmFarm(s *scene) {
	var fixed []remoteHand
	for _, h := range remoteHands() {
		if h.fixed {
			fixed = append(fixed, h)
		}
	}
	kind := pick(s.r, fixed)
	room := s.room(pick(s.r, s.atlas.FarmTowns()), kind)
	for _, p := range s.people {
		s.settleIn(p, room.city)
		s.recruit(p, -60, 25, "")
		s.keptAt(p, room)
		s.hand(p, kind, s.after(p, between(s.r, 0, 2)))
		if chance(s.r, 0.5) {
			s.redirect(p, room, "residential")
		}
		if chance(s.r, 0.4) {
			s.slowKeys(p)
		}
	}
	s.sameMonitor(s.people)
	s.together(s.people)
}

// interviewProxy: two candidates are interviewed from the same machine behind an invented camera.
func interviewProxy(s *scene) {
	machine := s.ownComputer(s.r)
	var times []time.Time
	for _, p := range s.people {
		s.recruit(p, 30, 50, "")
		if !s.interview(p, s.r) {
			continue
		}
		own := *machine
		p.computer = &own
		p.computer.camera = pick(s.r, []string{"OBS Virtual Camera", "ManyCam Virtual Webcam", "SplitCam Video Driver", "Unity Video Capture"})
		s.sight(p, "INT-06", p.interviewed)
		p.computer.mic = pick(s.r, []string{"CABLE Output (VB-Audio Virtual Cable)", "Microphone (Voicemod Virtual Audio Device (WDM))", machine.mic})
		if p.computer.mic != machine.mic {
			s.sight(p, "INT-07", p.interviewed)
		}
		times = append(times, p.interviewed)
		if chance(s.r, 0.5) {
			e := s.exits(s.vpn(""), 1)[0]
			p.zoomIP = &e
			s.sight(p, "INT-08", p.interviewed)
		}
		if chance(s.r, 0.4) {
			s.unknownTo(p)
		}
	}
	second := secondOf(times)
	for _, p := range s.people {
		if !p.interviewed.IsZero() {
			s.sight(p, "INT-10", second)
		}
	}
}

// sharedAuthenticator: one telephone answers the prompts of two people.
func sharedAuthenticator(s *scene) {
	phone := &laptop{oktaDevice: "guo" + token(s.r, base62, 17), vendor: "SAMSUNG", model: "SM-S911B", os: "android", osVersion: "15", hostname: "Galaxy S23", dtHash: hexText(s.r, 32)}
	holder := pick(s.r, s.atlas.FarmTowns())
	line := s.address(s.atlas.MobileOperator(holder, s.r), holder, s.r)
	var times []time.Time
	for _, p := range s.people {
		s.recruit(p, 2, 45, "")
		p.sharedPush, p.pushFrom = phone, &line
		at := p.start.Add(16 * time.Hour)
		s.enrol(p, phone, line, at, "Galaxy S23", "ANDROID")
		times = append(times, at)
		s.sight(p, "NET-14", s.seen(p).AddDate(0, 0, 5))
		if chance(s.r, 0.4) {
			s.astrill(p, 0.4, s.seen(p), false)
		}
	}
	for _, p := range s.people {
		s.sight(p, "ONB-13", secondOf(times))
	}
}

// personaCell: three invented people share a telephone number and the browsers made for holding many accounts.
func personaCell(s *scene) {
	number, witness := s.people[0].phone, s.stranger(s.people[0], 3)
	for _, p := range s.people {
		s.recruit(p, -40, 35, "")
		p.phone = number
		s.internetPhone(p)
		s.sight(p, "APP-17", s.seen(p))
		at := s.after(p, between(s.r, 1, 12))
		if chance(s.r, 0.7) && s.tool(p, pick(s.r, accountBrowsers()), at) {
			s.sight(p, "EDR-26", at)
		}
		if chance(s.r, 0.5) {
			s.unknownTo(p)
		}
		if chance(s.r, 0.5) {
			s.astrill(p, 0.5, s.seen(p), false)
		}
		s.doubted(p)
		s.witnessed(p, witness, number)
	}
}

// doubted has the identity proofing of p fail before it succeeds.
func (s *scene) doubted(p *person) {
	if at := p.start.Add(within(s.r, 13*time.Hour, 14*time.Hour)); chance(s.r, 0.5) && at.After(s.from) {
		s.verified(p, at, "DENY")
		s.sight(p, "ONB-15", at)
	}
}

// witnessed has the right-to-work form of p signed by somebody whom p named.
func (s *scene) witnessed(p *person, witness, phone string) {
	if p.claim.Code != "US" {
		return
	}
	p.i9Done = true
	s.tables.i9 = append(s.tables.i9, row{p.start, []string{p.id, date(p.start), "authorized_representative", witness, "+1 702 5550143", "2210 Desert Inn Rd, Las Vegas, NV 89101, US"}})
	s.witnesses[phone] = append(s.witnesses[phone], p)
	if signed := s.witnesses[phone]; len(signed) >= 2 {
		for _, q := range signed {
			s.sight(q, "ONB-08", p.start.AddDate(0, 0, 1))
		}
	}
}

// sharedPayee: two people who live apart are paid into one account held by a third. Nothing else shows.
func sharedPayee(s *scene) {
	account, holder := "hmac:"+hexText(s.r, 12), s.stranger(s.people[0], 2)
	for _, p := range s.people {
		s.recruit(p, -200, -120, "")
		at := s.after(p, between(s.r, 3, 60))
		s.payChange(p, at, account, holder, "bank", p.home.outside(0), p.laptop.hostname)
		s.sight(p, "PAY-02", at)
		s.sight(p, "PAY-03", at)
	}
}
