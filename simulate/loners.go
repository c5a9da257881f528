package simulate

import (
	"time"

	"bonafide/simulate/internal/place"
)

// loneStories are schemes of one person, from loud to almost silent.
func loneStories() []story {
	return []story{
		{name: "breach_on_arrival", fraud: true, hypothesis: "fabricated", people: 1, play: breachOnArrival},
		{name: "extortion", fraud: true, hypothesis: "fabricated", people: 1, play: extortion},
		{name: "rented_identity", fraud: true, hypothesis: "proxy", people: 1, play: rentedIdentity},
		{name: "activated_abroad", fraud: true, hypothesis: "proxy", people: 1, play: activatedAbroad},
		{name: "foreign_tenant", fraud: true, hypothesis: "proxy", people: 1, play: foreignTenant},
		{name: "moving_exit", fraud: true, hypothesis: "fabricated", people: 1, play: movingExit},
		{name: "unmanaged_device", fraud: true, hypothesis: "proxy", people: 1, play: unmanagedDevice},
		{name: "round_the_clock", fraud: true, hypothesis: "proxy", people: 1, play: roundTheClock},
		{name: "night_shift", fraud: true, hypothesis: "proxy", people: 1, play: nightShift},
		{name: "slow_keys", fraud: true, hypothesis: "proxy", people: 1, play: slowKeysOnly},
		{name: "long_call", fraud: true, hypothesis: "proxy", people: 1, play: longCall},
	}
}

// breachOnArrival: the laptop goes to a keeper's house, and within an hour of first use its history is changed and its
// protection is off; a single-board computer stands beside it.
func breachOnArrival(s *scene) {
	p := s.people[0]
	room := s.room(pick(s.r, s.atlas.FarmTowns()))
	s.settleIn(p, room.city)
	s.recruit(p, 5, 45, "windows")
	room.around = append(room.around, neighbour{macAddr(s.r, "b8:27:eb"), "raspberrypi", 77})
	if chance(s.r, 0.8) {
		s.redirect(p, room, pick(s.r, []string{"residential", "cmra", "freight_forwarder"}))
	}
	s.keptAt(p, room)
	at := p.start.Add(within(s.r, 26*time.Hour, 28*time.Hour))
	s.disarm(p, at)
	s.wipe(p, at.Add(11*time.Minute))
	if chance(s.r, 0.6) {
		s.lookAround(p, at.Add(-5*time.Minute))
	}
	s.sight(p, "NET-23", at.AddDate(0, 0, 7))
	s.asked(p, at.Add(time.Hour), "video_call", "declined", "camera does not work")
}

// extortion: delivery changed, two remote tools, an account moved twice, dismissal, and use of the access afterwards.
func extortion(s *scene) {
	p := s.people[0]
	room := s.room(pick(s.r, s.atlas.FarmTowns()))
	s.settleIn(p, room.city)
	s.recruit(p, -60, 2, "windows")
	p.employment, p.vendor = "contractor", "Northgate Staffing"
	s.redirect(p, room, pick(s.r, []string{"residential", "cmra"}))
	s.keptAt(p, room)
	at := s.after(p, 1)
	s.chromePin(p, at)
	s.remoteTool(p, remoteTools()[0], at.Add(3*time.Hour))
	s.sight(p, "EDR-02", at.Add(3*time.Hour))
	s.astrill(p, 0.7, s.seen(p), chance(s.r, 0.4))
	s.moveMoney(p, 2, p.name.Full(), "", pick(s.r, []string{"payout_platform", "neobank"}))
	if s.r.IntN(2) == 0 {
		s.unknownTo(p)
	}
	p.end = s.midnightOf(s.to.AddDate(0, 0, -between(s.r, 5, 9))).Add(17 * time.Hour)
	p.status = "terminated"
	s.pack(p, p.end.Add(-28*time.Hour))
	late := p.end.Add(within(s.r, 20*time.Hour, 60*time.Hour))
	v := oktaVisit{p: p, lap: p.laptop, from: p.detours[0].exits[0], session: "idx" + token(s.r, base62, 22)}
	s.add(p, late, oktaLane, v.event(s.r, late, "user.session.start", "User login to Okta"))
	s.sight(p, "EXT-02", late)
}

// rentedIdentity: a real person's name and papers, worked through Chrome Remote Desktop set up by script.
func rentedIdentity(s *scene) {
	p := s.people[0]
	s.recruit(p, 3, 40, "windows")
	at := p.start.Add(within(s.r, 17*time.Hour, 19*time.Hour))
	s.lookAround(p, at)
	s.chromePin(p, at.Add(25*time.Minute))
	if chance(s.r, 0.7) {
		t := at.Add(50 * time.Hour)
		s.remoteTool(p, remoteTools()[0], t)
		s.sight(p, "EDR-02", t)
	}
	if chance(s.r, 0.7) {
		s.astrill(p, 0.6, s.seen(p), false)
	}
	for _, name := range []string{"otp.ee", "authenticator.cc"} {
		t := at.Add(90 * time.Minute)
		s.windows(p, s.dnsQuery(p, p.laptop, t, s.r, `C:\Program Files\Google\Chrome\Application\chrome.exe`, name))
		s.sight(p, "ONB-12", t)
	}
}

// activatedAbroad: the laptop is delivered where it should be and wakes up in another country.
func activatedAbroad(s *scene) {
	p := s.people[0]
	s.recruit(p, 8, 40, "")
	k := &parcel{to: p.address, kind: "residential", signedBy: p.name.Full(), shippedAt: p.start.AddDate(0, 0, -5).Add(15 * time.Hour)}
	k.deliveredAt = p.start.Add(-20 * time.Hour)
	p.parcel = k
	away := pick(s.r, append(s.atlas.Far(), s.otherCountry(p)))
	s.movedOn(p, away)
	if chance(s.r, 0.5) {
		s.moveMoney(p, 1, p.name.Full(), "", "payout_platform")
	}
	if chance(s.r, 0.6) {
		p.laptop.zone = away.Zone.String()
		s.sight(p, "NET-20", s.seen(p).AddDate(0, 0, 10))
	}
}

// movedOn has p's laptop appear in another country at its first use and stay there.
func (s *scene) movedOn(p *person, away *place.City) {
	if p.parcel != nil {
		p.parcel.deliveredAt = p.start.Add(-20 * time.Hour)
		p.parcel.shippedAt = p.parcel.deliveredAt.Add(-40 * time.Hour)
		if !p.parcel.changedAt.IsZero() {
			p.parcel.changedAt = p.parcel.shippedAt.Add(-10 * time.Hour)
		}
		s.sight(p, "ONB-05", s.seen(p).AddDate(0, 0, 1))
	}
	p.home = s.newHome(away, s.r)
	s.sight(p, "NET-08", s.seen(p).AddDate(0, 0, 1))
	s.sight(p, "NET-06", s.seen(p).AddDate(0, 0, 16))
}

func (s *scene) otherCountry(p *person) *place.City {
	for {
		if c := pick(s.r, s.atlas.Markets()); c.Code != p.claim.Code {
			return c
		}
	}
}

// foreignTenant: the tool is the approved one, the tenant is not.
func foreignTenant(s *scene) {
	p := s.people[0]
	s.recruit(p, -120, 30, "windows")
	tenant := pick(s.r, []string{"harborline", "qnorth", "fieldops", "brtsupport"}) + token(s.r, digits, 2) + ".screenconnect.com"
	s.remoteTool(p, screenConnect(tenant, hexText(s.r, 8)), s.after(p, between(s.r, 2, 20)))
	if chance(s.r, 0.5) {
		s.slowKeys(p)
	}
}

// movingExit: the laptop never leaves its place while its sign-ins come from a new city every few days.
func movingExit(s *scene) {
	p := s.people[0]
	room := s.room(pick(s.r, s.atlas.FarmTowns()))
	s.settleIn(p, room.city)
	s.recruit(p, -150, 10, "")
	s.keptAt(p, room)
	op := pick(s.r, s.atlas.Operators(place.VPN))
	s.behind(p, s.exits(op, 8), 0.9, s.seen(p))
	s.sight(p, "NET-25", s.seen(p).AddDate(0, 0, 12))
	s.sight(p, "NET-02", s.seen(p).AddDate(0, 0, 2))
	if chance(s.r, 0.5) {
		s.asked(p, s.after(p, 20), "device_serial", "not_confirmed", "says the sticker is gone")
		s.sight(p, "ONB-10", s.after(p, 20))
	}
}

// unmanagedDevice: the issued laptop idles where it was sent, and the work is done on a machine nobody knows.
func unmanagedDevice(s *scene) {
	p := s.people[0]
	s.recruit(p, -80, 20, "")
	if p.entraID == "" {
		p.entraID, p.googleID = uuid(s.r), ""
	}
	p.personalLaptop, p.alwaysOn = true, true
	away := pick(s.r, s.atlas.Far())
	if chance(s.r, 0.5) {
		s.behind(p, s.exits(pick(s.r, s.atlas.Operators(place.Hosting)), 3), 1, s.seen(p))
		s.sight(p, "NET-04", s.seen(p).AddDate(0, 0, 2))
	} else {
		e := s.consumerLine(away, s.r)
		s.behind(p, []egress{e}, 0.9, s.seen(p))
		s.sight(p, "NET-08", s.seen(p).AddDate(0, 0, 2))
	}
	s.sight(p, "NET-10", s.seen(p).AddDate(0, 0, 4))
}

// roundTheClock: several people keep one account in use day and night, with one session on two machines.
func roundTheClock(s *scene) {
	p := s.people[0]
	s.recruit(p, -70, 15, "")
	p.hours.weekend = true
	e := s.address(pick(s.r, s.atlas.Operators(place.Hosting)), pick(s.r, s.atlas.Markets()), s.r)
	if chance(s.r, 0.5) {
		e = s.consumerLine(s.otherCountry(p), s.r)
	}
	p.relief = &e
	s.sight(p, "BEH-02", s.seen(p).AddDate(0, 0, 11))
	s.sight(p, "NET-11", s.seen(p).AddDate(0, 0, 1))
}

// nightShift: everything fits but the hours.
func nightShift(s *scene) {
	p := s.people[0]
	s.recruit(p, -300, -40, "")
	away := pick(s.r, []*place.City{s.atlas.City("Vladivostok"), s.atlas.City("Shenyang"), s.atlas.City("Osaka"), s.atlas.City("Manila")})
	s.shift(p, away)
	if chance(s.r, 0.4) {
		p.laptop.zone = away.Zone.String()
		s.sight(p, "NET-20", s.seen(p).AddDate(0, 0, 10))
	}
}

// slowKeysOnly: the only thing wrong is how long keys take.
func slowKeysOnly(s *scene) {
	p := s.people[0]
	s.recruit(p, -400, -30, "")
	s.slowKeys(p)
	if chance(s.r, 0.5) {
		s.jiggle(p, s.after(p, between(s.r, 2, 30)))
	}
}

// longCall: the screen is shared all day with an outsider, by a call of the person with themselves.
func longCall(s *scene) {
	p := s.people[0]
	s.recruit(p, -60, 15, "")
	for day := range between(s.r, 6, 20) {
		at := s.midnightOf(s.after(p, day*2).Truncate(24 * time.Hour)).Add(14 * time.Hour)
		if !at.Before(s.to) {
			break
		}
		length := within(s.r, 8*time.Hour+20*time.Minute, 10*time.Hour)
		m := newMeeting(p, at, length, p.title+" personal room", s.r)
		own := s.participant(p, p.laptop, p.home, p.home.outside(0), at, length, s.r)
		own.ShareDesktop = true
		guest := s.participant(p, p.computer, p.home, s.exits(pick(s.r, s.atlas.Operators(place.Hosting)), 1)[0], at, length, s.r)
		guest.ID, guest.Email, guest.UserName, guest.Domain = "", "", "guest", ""
		m.Participants = append(m.Participants, own, guest)
		m.PageCount, m.PageSize, m.TotalRecords = 1, 300, 2
		m.Participants[0].Role = "host"
		s.add(p, at, zoomLane, m)
		s.sight(p, "EDR-09", at.Add(length))
	}
	if chance(s.r, 0.5) {
		s.internetPhone(p)
	}
}
