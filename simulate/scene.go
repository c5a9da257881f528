package simulate

import (
	"fmt"
	"math/rand/v2"
	"time"

	"bonafide/simulate/internal/place"
	"bonafide/simulate/internal/shape"
)

// story is something that happens to one person or to several: an honest life or a scheme.
type story struct {
	name       string
	fraud      bool
	hypothesis string
	people     int     // how many it takes
	share      float64 // of all people, for honest ones; schemes are cast by count
	asked      bool    // cast only where Config.Stories names it
	play       func(*scene)
}

// scene is one casting of a story.
type scene struct {
	*company
	story   *story
	people  []*person
	r       *rand.Rand
	cluster string
	// witnesses are the people for whom one outsider has signed, by the outsider's telephone.
	witnesses map[string][]*person
}

// sight records that the files show an indicator for p, unless that would be after the period.
func (s *scene) sight(p *person, indicator string, at time.Time) {
	if at.Before(s.to) && !at.IsZero() {
		p.truth.sight(indicator, at)
	}
}

// seen is when the logs first tell of p.
func (s *scene) seen(p *person) time.Time {
	if p.start.After(s.from) {
		return p.start.Add(15 * time.Hour)
	}
	return s.from.Add(6 * time.Hour)
}

// after is a working hour some days after p is first seen.
func (s *scene) after(p *person, days int) time.Time {
	t := s.seen(p).AddDate(0, 0, days)
	return s.midnightOf(t.Truncate(24 * time.Hour)).Add(within(s.r, 15*time.Hour, 20*time.Hour))
}

// recruit makes p somebody hired from low to high days after the period began, with a laptop of the wanted system.
func (s *scene) recruit(p *person, low, high int, system string) {
	high = min(high, s.cfg.Days-10)
	p.start = s.midnightOf(s.from.AddDate(0, 0, between(s.r, min(low, high), high)))
	p.title, p.department = pick(s.r, []string{"Software Engineer", "Senior Software Engineer", "Data Engineer", "QA Engineer", "Frontend Developer", "Site Reliability Engineer"}), "Engineering"
	p.office, p.officeDays, p.days = nil, [7]bool{}, map[int]bool{}
	s.issue(p, system)
	p.laptop.agent = true
	p.vpnShare = max(p.vpnShare, 0.5)
	p.tunnel = false
}

// interview sets the call before the start, when the period covers it.
func (s *company) interview(p *person, r *rand.Rand) bool {
	at := s.midnightOf(p.start.AddDate(0, 0, -between(r, 12, 25))).Add(within(r, 16*time.Hour, 20*time.Hour))
	if at.Before(s.from) {
		return false
	}
	p.interviewed = at
	return true
}

// add puts a record into a log at a time, if the period covers it.
func (s *scene) add(p *person, at time.Time, lane laneID, record any) {
	p.moments = append(p.moments, moment{at, lane, record})
}

func (s *scene) windows(p *person, e *shape.Windows) {
	if p.laptop.os == "windows" && p.laptop.agent {
		s.add(p, e.Time, windowsLane, e)
	}
}

// run shows a command line in both host logs.
func (s *scene) run(p *person, at time.Time, image, args, parent string) {
	l := p.laptop
	command := quoted(image) + " " + args
	o := result(l, at, "process_events", "added")
	o.Columns = processEvent(l, at, image, args, s.r)
	if l.agent {
		s.add(p, at, osqueryLane, o)
	}
	if l.os == "windows" {
		s.windows(p, s.processCreated(p, l, at, s.r, image, command, parent))
	}
}

// tool installs a program and lets it run now and then; it reports whether an agent sees it.
func (s *scene) tool(p *person, t program, at time.Time) bool {
	l := p.laptop
	if !l.agent || !t.runsOn(l.os) {
		return false
	}
	l.install(at, t)
	if t.service != "" && l.os == "windows" {
		for _, e := range s.serviceInstalled(p, l, at.Add(25*time.Second), t.service, t.serviceImage) {
			s.windows(p, e)
		}
	}
	for i := range between(s.r, 3, 9) {
		day := at.AddDate(0, 0, i*between(s.r, 1, 6))
		s.run(p, day.Add(time.Minute), t.image(l.os), t.command, parentOf(l.os))
		for _, d := range t.domains {
			s.windows(p, s.dnsQuery(p, l, day.Add(70*time.Second), s.r, t.image(l.os), d))
		}
		if len(t.domains) > 0 {
			s.windows(p, s.connected(p, l, day.Add(71*time.Second), s.r, t.image(l.os), t.domains[0], 443))
		}
	}
	return true
}

// remoteTool installs an unapproved remote-access product and says what that shows.
func (s *scene) remoteTool(p *person, t program, at time.Time) {
	if !s.tool(p, t, at) {
		return
	}
	s.sight(p, "EDR-01", at)
	if at.Sub(p.start) < 30*24*time.Hour {
		s.sight(p, "EDR-04", at)
	}
	switch t.service {
	case "AnyDesk Service", "TeamViewer", "SplashtopRemoteService", "chromoting", "Parsec":
		if p.laptop.os == "windows" && !at.Before(s.from) {
			s.sight(p, "EDR-08", at)
		}
	}
}

// remoteTools installs n different products within days of each other.
func (s *scene) remoteTools(p *person, n int, at time.Time) {
	all := remoteTools()
	for i, k := range s.r.Perm(len(all))[:n] {
		t := at.Add(time.Duration(i) * 26 * time.Hour)
		s.remoteTool(p, all[k], t)
		if i > 0 && p.laptop.agent && all[k].runsOn(p.laptop.os) {
			s.sight(p, "EDR-02", t)
		}
	}
}

// hand plugs a remote keyboard, mouse and screen into p's laptop.
func (s *scene) hand(p *person, h remoteHand, at time.Time) {
	l := p.laptop
	l.plug(at, h.usb)
	l.show(at.Add(4*time.Second), h.display)
	s.windows(p, s.deviceRecognised(p, l, at, h.usb))
	if h.spoofed {
		s.sight(p, "EDR-17", at)
	} else {
		s.sight(p, "EDR-13", at)
	}
	if h.generic {
		s.sight(p, "EDR-14", at)
	}
	s.sight(p, "EDR-15", at)
	if h.headless {
		s.sight(p, "EDR-19", at)
	}
	if !h.localOnly {
		s.sight(p, "NET-23", at.AddDate(0, 0, 7))
	}
}

// room is a place with other people's laptops in it.
func (s *scene) room(city *place.City, hands ...remoteHand) *site {
	room := s.newHome(city, s.r)
	room.leaseDay = 0
	for _, h := range hands {
		if !h.localOnly {
			room.around = append(room.around, neighbour{macAddr(s.r, h.lan.prefix), h.lan.host, between(s.r, 20, 240)})
		}
	}
	return room
}

// settleIn moves the claims of p to a city of the same country as a room far from it, where the scheme would hire.
func (s *scene) settleIn(p *person, town *place.City) {
	if p.claim.Code == town.Code {
		return
	}
	var near []*place.City
	for _, m := range s.atlas.Markets() {
		if m.Code == town.Code && m.Km(town) > 150 {
			near = append(near, m)
		}
	}
	if len(near) == 0 {
		return
	}
	p.claim = pick(s.r, near)
	p.home = s.newHome(p.claim, s.r)
	p.address, p.shipTo = p.home.address, p.home.address
	p.phone = fmt.Sprintf("+%s %s %s", dialCode(p.claim.Code), p.claim.AreaCode, token(s.r, digits, 7))
	p.telephone = s.address(s.atlas.MobileOperator(p.claim, s.r), p.claim, s.r)
	p.hours.zone = p.claim.Zone
}

// keptAt says that p's laptop stands in a room and not at the address p has given.
func (s *scene) keptAt(p *person, room *site) {
	p.home = room
	p.alwaysOn = chance(s.r, 0.6)
	if room.city.Km(p.claim) > 150 {
		s.sight(p, "NET-06", s.seen(p).AddDate(0, 0, 16))
	}
}

// together says that the laptops of several people stand in one room.
func (s *scene) together(people []*person) {
	var second time.Time
	for i, p := range people {
		if t := s.seen(p); i == 1 || (i > 1 && t.Before(second)) {
			second = t
		}
	}
	for _, p := range people {
		t := second
		if s.seen(p).After(t) {
			t = s.seen(p)
		}
		s.sight(p, "NET-07", t.AddDate(0, 0, 4))
		if len(people) >= 3 {
			s.sight(p, "FAC-01", t.AddDate(0, 0, 4))
		}
	}
}

// exits are addresses of a consumer VPN. An operator without a product of that name stands for rented hosting.
func (s *scene) exits(op *place.Operator, n int) []egress {
	var list []egress
	for range n {
		list = append(list, s.address(op, pick(s.r, s.atlas.Markets()), s.r))
	}
	return list
}

// behind sends part of p's browsing through exits from a time on.
func (s *scene) behind(p *person, exits []egress, share float64, from time.Time) {
	p.detours = append(p.detours, detour{from: from, to: s.to.AddDate(1, 0, 0), exits: exits, share: share})
}

func (s *scene) vpn(product string) *place.Operator {
	for _, o := range s.atlas.Operators(place.VPN) {
		if o.Product == product {
			return o
		}
	}
	return s.atlas.Operators(place.VPN)[0]
}
