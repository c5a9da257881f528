package simulate

import (
	"time"

	"bonafide/simulate/internal/place"
)

// workStories are honest people whose hours, tools, papers or machines look odd.
func workStories() []story {
	honest := func(name string, people int, share float64, play func(*scene)) story {
		return story{name: name, hypothesis: "genuine", people: people, share: share, play: play}
	}
	return []story{
		honest("night_owl", 1, 0.02, nightOwl),
		honest("carer", 1, 0.02, carer),
		honest("day_one_help", 1, 0.02, dayOneHelp),
		honest("maker_keyboard", 1, 0.012, makerKeyboard),
		honest("streamer", 1, 0.012, streamer),
		honest("recent_immigrant", 1, 0.024, recentImmigrant),
		honest("agency_contractor", 4, 0.002, agencyContractors),
		honest("camera_accommodation", 1, 0.008, cameraAccommodation),
		honest("dev_tunnel", 1, 0.02, devTunnel),
		honest("honest_jiggler", 1, 0.012, honestJiggler),
		{name: "over_employed", hypothesis: "multiple_jobs", people: 1, share: 0.012, play: overEmployed},
		honest("new_laptop", 1, 0.024, newLaptop),
		honest("shared_dock", 2, 0.004, sharedDock),
		honest("leaver", 1, 0.02, leaver),
		honest("new_phone", 1, 0.016, newPhone),
		honest("bank_switch", 1, 0.012, bankSwitch),
		honest("parcel_to_relative", 1, 0.008, parcelToRelative),
		honest("slow_satellite_line", 1, 0.008, satelliteLine),
		honest("referred_friend", 1, 0.02, referredFriend),
		honest("help_desk", 1, 0.008, helpDesk),
	}
}

func nightOwl(s *scene) {
	p := s.people[0]
	p.hours.start, p.hours.spread = 12.5+s.r.Float64()*2.5, 0.8
	p.office = nil
}

func carer(s *scene) {
	p := s.people[0]
	p.hours.start, p.hours.length, p.hours.pause = 7, 14, [2]float64{11.5, 17.5}
	p.hours.weekend = chance(s.r, 0.5)
}

// helpDesk reaches other people's machines with the company's own tool.
func helpDesk(s *scene) {
	p := s.people[0]
	p.title, p.department = "IT Support Specialist", "IT"
	for range between(s.r, 5, 14) {
		other := pick(s.r, s.company.people)
		if other.laptop.agent && other.laptop.os == "windows" && !other.truth.Fraud {
			s.tool(other, s.helpTool, s.after(other, between(s.r, 1, s.cfg.Days-3)))
		}
	}
}

// dayOneHelp: somebody who has just started is helped by the help desk.
func dayOneHelp(s *scene) {
	p := s.people[0]
	s.startAnew(p, "windows")
	s.tool(p, s.helpTool, p.start.Add(within(s.r, 15*time.Hour, 22*time.Hour)))
}

// startAnew makes p somebody who starts within the period.
func (s *scene) startAnew(p *person, system string) {
	p.start = s.midnightOf(s.from.AddDate(0, 0, between(s.r, 4, s.cfg.Days/2)))
	s.issue(p, system)
}

func makerKeyboard(s *scene) {
	p := s.people[0]
	d := pick(s.r, makerDevices())
	at := s.after(p, between(s.r, 0, 40))
	p.laptop.plug(at, d)
	s.windows(p, s.deviceRecognised(p, p.laptop, at, d))
}

// streamer uses an invented camera in calls, also at the interview.
func streamer(s *scene) {
	p := s.people[0]
	if chance(s.r, 0.5) {
		s.startAnew(p, "")
		p.computer.camera = "OBS Virtual Camera"
	}
	p.laptop.camera = "OBS Virtual Camera"
	s.tool(p, obsStudio(), s.after(p, 1))
}

// recentImmigrant: an internet telephone, an employer abroad that does not answer, a short history.
func recentImmigrant(s *scene) {
	p := s.people[0]
	s.startAnew(p, "")
	p.voip = true
	at := p.start.AddDate(0, 0, -9).Add(15 * time.Hour)
	s.tables.employment = append(s.tables.employment, row{at, []string{p.id, "Overseas Example GmbH", "no_answer", "employer_hr", stamp(at)}})
	if chance(s.r, 0.4) {
		s.tables.idChecks = append(s.tables.idChecks, row{at, []string{p.id, stamp(at), "passport", "pass", "unclear", "pass", "name written in two ways"}})
	}
}

// agencyContractors share the agency's address, telephone and payee.
func agencyContractors(s *scene) {
	home := s.newHome(s.people[0].claim, s.r)
	phone := s.people[0].phone
	founded := s.from.AddDate(-between(s.r, 6, 20), 0, 0)
	account := "hmac:" + hexText(s.r, 12)
	for _, p := range s.people {
		p.employment, p.vendor = "contractor", "Northgate Staffing"
		p.shipTo, p.phone = home.address, phone
		for at := s.from.AddDate(0, 0, 9); at.Before(s.to); at = at.AddDate(0, 0, 28) {
			s.tables.vendors = append(s.tables.vendors, row{at, []string{"Northgate Staffing", p.id, account, date(founded), date(at), "contract staff"}})
		}
	}
	s.company.shared = append(s.company.shared, sharedAddress{home.address, "staffing agency"})
}

func cameraAccommodation(s *scene) {
	p := s.people[0]
	p.cameraOff, p.accommodation = true, "camera_off"
}

// devTunnel uses tunnels that the company allows.
func devTunnel(s *scene) {
	p := s.people[0]
	at := s.after(p, between(s.r, 1, 30))
	if chance(s.r, 0.5) {
		s.tool(p, tailscale(), at)
		return
	}
	image := map[string]string{
		"windows": `C:\Program Files\Microsoft VS Code\bin\code-tunnel.exe`,
		"darwin":  "/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code-tunnel", "linux": "/usr/share/code/bin/code-tunnel",
	}[p.laptop.os]
	for i := range between(s.r, 2, 8) {
		t := at.AddDate(0, 0, i*3)
		s.run(p, t, image, "tunnel --accept-server-license-terms --name dev", parentOf(p.laptop.os))
		s.windows(p, s.dnsQuery(p, p.laptop, t.Add(time.Second), s.r, image, "global.rel.tunnels.api.visualstudio.com"))
	}
}

func honestJiggler(s *scene) {
	s.jiggle(s.people[0], s.after(s.people[0], between(s.r, 1, 40)))
}

// overEmployed has another full-time job and does both from home.
func overEmployed(s *scene) {
	p := s.people[0]
	at := s.from.AddDate(0, 0, between(s.r, 5, s.cfg.Days-2)).Add(12 * time.Hour)
	s.tables.other = append(s.tables.other, row{at, []string{p.id, pick(s.r, formerEmployers()), "full_time", date(at.AddDate(0, -between(s.r, 4, 20), 0)), p.claim.RegionCode, date(at)}})
	p.office = nil
	if chance(s.r, 0.5) {
		s.jiggle(p, s.after(p, 3))
	}
}

// newLaptop is given a second machine in the middle of the period and hands in the first.
func newLaptop(s *scene) {
	p := s.people[0]
	p.earlier = p.laptop
	next := s.company.newLaptop("", s.r)
	next.zone = p.claim.Zone.String()
	next.from = s.after(p, between(s.r, 5, s.cfg.Days-5)).Truncate(24 * time.Hour)
	p.laptop = next
	at := next.from.Add(16 * time.Hour)
	s.enrol(p, next, p.home.outside(0), at, next.hostname, oktaPlatform(next.os))
	s.registered(p, next, p.home.outside(0), at.Add(time.Minute))
	p.parcel = &parcel{to: p.shipTo, kind: "residential", signedBy: p.name.Full(), shippedAt: next.from.AddDate(0, 0, -4).Add(15 * time.Hour), note: "replacement"}
}

// sharedDock: two who live together use one monitor and one dock in turn.
func sharedDock(s *scene) {
	a, b := s.people[0], s.people[1]
	s.liveTogether(a, b)
	m := plainMonitor(s.r)
	for _, p := range s.people {
		at := s.after(p, between(s.r, 0, 9))
		p.laptop.show(at, m)
		p.laptop.plug(at, usbDevice{"17ef", "a396", "Lenovo", "ThinkPad USB-C Dock Gen2", "1S40AY0090"})
	}
}

// leaver hands over and goes; reading much in the last weeks belongs to the handover.
func leaver(s *scene) {
	p := s.people[0]
	p.end = s.midnightOf(s.to.AddDate(0, 0, -between(s.r, 6, max(7, s.cfg.Days/2)))).Add(12 * time.Hour)
	p.status = "terminated"
	if p.googleID == "" {
		return
	}
	for i := range between(s.r, 20, 60) {
		at := p.end.Add(-time.Duration(i) * 3 * time.Hour)
		r := stream(s.cfg.Seed, forStory, uint64(p.n), uint64(i), 5)
		s.add(p, at, driveLane, s.activity(p, r, at, "drive", p.home.outside(0), "access", pick(r, []string{"view", "download"}), s.document(p, r)...))
	}
}

func newPhone(s *scene) {
	p := s.people[0]
	phone := &laptop{oktaDevice: "guo" + token(s.r, base62, 17), vendor: "APPLE", model: "iPhone17,1", os: "ios", osVersion: "26.0.1", dtHash: p.laptop.dtHash}
	s.enrol(p, phone, p.telephone, s.after(p, between(s.r, 3, s.cfg.Days-4)), "iPhone", "IOS")
}

func bankSwitch(s *scene) {
	p := s.people[0]
	s.payChange(p, s.from.AddDate(0, 0, between(s.r, 3, s.cfg.Days-3)).Add(17*time.Hour), "hmac:"+hexText(s.r, 12), p.name.Full(), pick(s.r, []string{"bank", "credit_union", "neobank"}), p.home.outside(0), p.laptop.hostname)
}

// parcelToRelative has the laptop sent to family while moving house.
func parcelToRelative(s *scene) {
	p := s.people[0]
	s.startAnew(p, "")
	other := s.newHome(p.claim, s.r)
	s.redirect(p, other, "residential")
	p.parcel.note = "moving, please deliver to my parents"
}

func satelliteLine(s *scene) {
	p := s.people[0]
	for _, op := range s.atlas.Operators(place.Mobile) {
		if op.ASN == 14593 && (p.claim.Code == "US" || p.claim.Code == "CA") {
			p.home.line = s.address(op, s.elsewhere(p.claim, s.r), s.r)
			p.home.leaseDay = 0
		}
	}
	p.keyDelay = between(s.r, 15, 40)
}

func referredFriend(s *scene) {
	s.people[0].referredBy = pick(s.r, s.company.people)
}
