package simulate

import (
	"time"

	"bonafide/simulate/internal/place"
)

// homeStories are honest people whose home, travel or line looks odd.
func homeStories() []story {
	honest := func(name string, people int, share float64, play func(*scene)) story {
		return story{name: name, hypothesis: "genuine", people: people, share: share, play: play}
	}
	return []story{
		honest("declared_traveller", 1, 0.03, declaredTraveller),
		{name: "undeclared_holiday", hypothesis: "undisclosed_location", people: 1, share: 0.024, play: undeclaredHoliday},
		{name: "nomad", hypothesis: "undisclosed_location", people: 1, share: 0.008, play: nomad},
		honest("family_leave_abroad", 1, 0.008, familyLeave),
		honest("mover", 1, 0.024, mover),
		honest("consumer_vpn", 1, 0.04, consumerVPN),
		honest("mobile_hotspot", 1, 0.02, mobileHotspot),
		honest("private_relay", 1, 0.024, privateRelay),
		honest("couple", 2, 0.006, couple),
		honest("housemates", 3, 0.004, housemates),
		honest("co_living", 4, 0.002, coLiving),
		honest("business_flyer", 1, 0.012, businessFlyer),
		honest("wrong_geolocation", 1, 0.016, wrongGeolocation),
		honest("shared_carrier_address", 2, 0.008, sharedCarrierAddress),
		honest("homelab", 1, 0.012, homelab),
	}
}

// tripDays picks when a trip within the period begins and how long it lasts.
func (s *scene) tripDays(short, long int) (from, to time.Time) {
	days := min(between(s.r, short, long), s.cfg.Days/3)
	from = s.from.AddDate(0, 0, between(s.r, 4, s.cfg.Days-days-3)).Add(3 * time.Hour)
	return from, from.AddDate(0, 0, days)
}

// away puts p somewhere else for a while, on a hotel's or a friend's line.
func (s *scene) away(p *person, city *place.City, from, to time.Time) {
	there := s.newHome(city, s.r)
	there.leaseDay = 0
	there.ssid = pick(s.r, []string{"Hotel_Guest", "airport-free", "apartamento_wifi", "FamilyNet", "cowork"})
	p.stays = append(p.stays, stay{from, to, there})
}

func (s *scene) declare(p *person, from, to time.Time, city *place.City, purpose string) {
	p.travels = append(p.travels, travel{from, to, city, purpose})
}

func declaredTraveller(s *scene) {
	p := s.people[0]
	city := pick(s.r, s.atlas.Holidays())
	from, to := s.tripDays(5, 20)
	s.away(p, city, from, to)
	s.declare(p, from, to, city, pick(s.r, []string{"business", "workation", "family"}))
}

func undeclaredHoliday(s *scene) {
	p := s.people[0]
	from, to := s.tripDays(6, 24)
	s.away(p, pick(s.r, s.atlas.Holidays()), from, to)
	p.hours.spread = 1.2
	p.truth.sight("NET-08", from)
}

// nomad works from one country after the other and says nothing.
func nomad(s *scene) {
	p := s.people[0]
	p.office = nil
	at := s.from.AddDate(0, 0, between(s.r, 1, 8))
	for _, i := range s.r.Perm(len(s.atlas.Holidays()))[:3] {
		next := at.AddDate(0, 0, between(s.r, 15, 30))
		s.away(p, s.atlas.Holidays()[i], at, next)
		at = next
	}
}

// familyLeave is abroad for long, declared, and behind the company's own VPN.
func familyLeave(s *scene) {
	p := s.people[0]
	city := pick(s.r, append(s.atlas.Holidays(), s.atlas.Far()...))
	from, to := s.tripDays(20, 45)
	s.away(p, city, from, to)
	s.declare(p, from, to, city, "family")
	p.vpnShare, p.tunnel = 1, true
}

// mover lives elsewhere from a day on; the personnel file learns of it weeks later or not within the period.
func mover(s *scene) {
	p := s.people[0]
	p.office = nil
	next := s.newHome(s.elsewhere(p.claim, s.r), s.r)
	from := s.from.AddDate(0, 0, between(s.r, 10, s.cfg.Days-5))
	p.stays = append(p.stays, stay{from, s.to.AddDate(1, 0, 0), next})
	if chance(s.r, 0.6) {
		p.address = next.address
		p.claim = next.city
	}
}

func consumerVPN(s *scene) {
	p := s.people[0]
	op := s.vpn(pick(s.r, []string{"Mullvad", "Proton VPN", "NordVPN"}))
	exits := s.exits(op, between(s.r, 1, 3))
	if chance(s.r, 0.6) {
		for i := range exits {
			exits[i].geo = p.claim
		}
	}
	s.behind(p, exits, 0.15+0.6*s.r.Float64(), s.from)
}

func mobileHotspot(s *scene) {
	p := s.people[0]
	spot := s.hotspot(p.claim, s.r)
	for at := s.from.AddDate(0, 0, between(s.r, 1, 9)); at.Before(s.to); at = at.AddDate(0, 0, between(s.r, 4, 15)) {
		p.stays = append(p.stays, stay{at, at.AddDate(0, 0, between(s.r, 1, 3)), spot})
	}
}

func privateRelay(s *scene) {
	p := s.people[0]
	s.issue(p, "darwin")
	exits := s.exits(s.atlas.Operators(place.Relay)[0], 4)
	for i := range exits {
		exits[i].geo = p.claim
	}
	s.behind(p, exits, 0.8, s.from)
}

// couple: both work here, live at one address on one line, and may share an account.
func couple(s *scene) {
	a, b := s.people[0], s.people[1]
	s.liveTogether(a, b)
	if chance(s.r, 0.5) {
		b.payRef = a.payRef
	}
}

// liveTogether gives b the home of a, in the personnel file as well.
func (s *scene) liveTogether(a, b *person) {
	b.home, b.address, b.shipTo, b.claim = a.home, a.address, a.address, a.claim
	b.hours.zone, b.laptop.zone = a.hours.zone, a.laptop.zone
	b.office, b.officeDays = a.office, a.officeDays
	b.telephone = s.address(s.atlas.MobileOperator(b.claim, s.r), b.claim, s.r)
}

func housemates(s *scene) {
	for _, p := range s.people[1:] {
		s.liveTogether(s.people[0], p)
	}
}

// coLiving is a house the company knows of.
func coLiving(s *scene) {
	for _, p := range s.people[1:] {
		s.liveTogether(s.people[0], p)
	}
	s.company.shared = append(s.company.shared, sharedAddress{s.people[0].address, "co-living"})
}

func businessFlyer(s *scene) {
	p := s.people[0]
	for at := s.from.AddDate(0, 0, between(s.r, 2, 12)); at.AddDate(0, 0, 5).Before(s.to); at = at.AddDate(0, 0, between(s.r, 9, 20)) {
		city := pick(s.r, append(s.atlas.Markets(), s.atlas.Holidays()...))
		to := at.AddDate(0, 0, between(s.r, 2, 4))
		s.away(p, city, at, to)
		s.declare(p, at, to, city, "business")
	}
	p.laptop.zone = p.claim.Zone.String()
}

// wrongGeolocation has a line that every vendor places in another city.
func wrongGeolocation(s *scene) {
	p := s.people[0]
	wrong := p.claim
	for range 40 {
		c := pick(s.r, s.atlas.Markets())
		if km := c.Km(p.claim); c.Code == p.claim.Code && km > 100 && km < 1200 {
			wrong = c
			break
		}
	}
	p.home.line.geo = wrong
	p.home.leaseDay = 0
}

// sharedCarrierAddress: two strangers of one city share the carrier's address, and nothing of their homes.
func sharedCarrierAddress(s *scene) {
	a, b := s.people[0], s.people[1]
	b.claim = a.claim
	b.hours.zone, b.laptop.zone = a.claim.Zone, a.claim.Zone.String()
	b.home = s.newHome(a.claim, s.r)
	b.address, b.shipTo = b.home.address, b.home.address
	b.office, b.officeDays = a.office, a.officeDays
	line := s.address(s.atlas.MobileOperator(a.claim, s.r), a.claim, s.r)
	for _, p := range s.people {
		p.home.line, p.home.leaseDay = line, 0
	}
}

// homelab: small computers and a remote hand stand on the home network, for a machine that is not the company's.
func homelab(s *scene) {
	p := s.people[0]
	for _, t := range []thing{{"dc:a6:32", "pikvm"}, {"e4:5f:01", "raspberrypi"}, {"b8:27:eb", "pihole"}} {
		if chance(s.r, 0.7) {
			p.home.around = append(p.home.around, neighbour{macAddr(s.r, t.prefix), t.host, between(s.r, 20, 240)})
		}
	}
	p.alwaysOn = chance(s.r, 0.3)
}
