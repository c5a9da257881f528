package simulate

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"bonafide/simulate/internal/naming"
	"bonafide/simulate/internal/place"
)

// company is everything that is true before a single record is written.
type company struct {
	cfg       Config
	atlas     *place.Atlas
	from      time.Time // start of the period
	to        time.Time
	name      string
	prefix    string // of the names of its laptops
	domain    string
	tenant    string // its own ScreenConnect tenant
	entra     string // directory tenant
	google    string // customer id
	offices   []*site
	gateways  []egress // shared exits of the corporate VPN
	people    []*person
	teams     [][]*person
	taken     map[netip.Addr]bool
	emails    map[string]bool
	shared    []sharedAddress
	helpTool  program // what the help desk uses
	tables    tables
	collected []collected // files copied from machines
	volume    float64     // factor on the natural amount of optional records
}

// collected is a file that was copied from a machine, below a folder with the machine's name.
type collected struct {
	path, text string
}

type sharedAddress struct {
	address, reason string
}

// found makes the company and hires its people; nobody has a story yet.
func found(cfg Config) (*company, error) {
	atlas, err := place.New()
	if err != nil {
		return nil, err
	}
	r := stream(cfg.Seed, forCompany)
	c := &company{
		cfg: cfg, atlas: atlas, to: cfg.End, from: cfg.End.AddDate(0, 0, -cfg.Days),
		taken: map[netip.Addr]bool{}, emails: map[string]bool{}, volume: 1,
		name:   pick(r, []string{"Acme Robotics", "Acme Freight", "Acme Health", "Acme Payments", "Acme Grid"}),
		prefix: pick(r, []string{"ACME", "ACM-LT", "AC-NB", "ACMEWS"}),
		domain: "acme.example", entra: uuid(r), google: "C0" + token(r, letters, 7),
	}
	c.tenant = "acme" + token(r, digits, 2) + ".screenconnect.com"
	c.helpTool = screenConnect(c.tenant, hexText(r, 8))
	c.openOffices(r)
	for n := range cfg.People {
		c.people = append(c.people, c.hire(n))
	}
	c.organise(stream(cfg.Seed, forCompany, 1))
	return c, nil
}

func (c *company) openOffices(r *rand.Rand) {
	markets := c.atlas.Markets()
	line := pick(r, c.atlas.Operators(place.Business))
	for _, i := range r.Perm(len(markets))[:between(r, 2, 4)] {
		s := c.newSite(markets[i], r)
		s.ssid, s.office = "acme-corp", true
		s.line = c.address(line, markets[i], r)
		s.prefix = fmt.Sprintf("10.%d.%d.", between(r, 10, 90), between(r, 0, 30))
		s.around = []neighbour{{macAddr(r, "00:1b:a9"), "printer-2f", 31}, {macAddr(r, "00:04:f2"), "conf-phone", 40}}
		c.offices = append(c.offices, s)
	}
	edge := c.atlas.Operators(place.Gateway)[0]
	for range 2 {
		c.gateways = append(c.gateways, c.address(edge, c.offices[0].city, r))
	}
}

// hire makes one plain worker. Everything but the name comes from streams that the name does not touch.
func (c *company) hire(n int) *person {
	r := stream(c.cfg.Seed, forPerson, uint64(n))
	p := &person{
		n: n, id: fmt.Sprintf("E%05d", 10001+n), status: "active", employment: "full_time",
		oktaID: "00u" + token(r, base62, 17), zoomID: token(r, base62, 22),
		days: map[int]bool{},
	}
	if chance(r, 0.6) {
		p.entraID = uuid(r)
	} else {
		p.googleID = "1" + token(r, digits, 20)
	}
	c.christen(p)
	p.claim = pick(r, c.atlas.Markets())
	p.title, p.department = c.role(r)
	p.start = c.startDate(r)
	if chance(r, 0.07) {
		p.employment, p.vendor = "contractor", pick(r, []string{"Northgate Staffing", "Brightline Consulting", "Talentworks Group"})
	}
	p.home = c.newHome(p.claim, r)
	p.address, p.shipTo = p.home.address, p.home.address
	p.phone = fmt.Sprintf("+%s %s %s", dialCode(p.claim.Code), p.claim.AreaCode, token(r, digits, 7))
	p.payRef = "hmac:" + hexText(r, 12)
	p.telephone = c.address(c.atlas.MobileOperator(p.claim, r), p.claim, r)
	p.hours = hours{start: 8 + r.Float64()*2, length: 8 + r.Float64(), zone: p.claim.Zone, spread: 0.4}
	p.vpnShare = pick(r, []float64{0, 0.2, 0.5, 0.8})
	p.tunnel = chance(r, 0.15)
	c.placeInOffice(p, r)
	c.takeLeave(p, r)
	c.issue(p, "")
	p.computer = c.ownComputer(stream(c.cfg.Seed, forLaptop, uint64(n), 1))
	p.voip = chance(r, 0.03)
	p.truth = Subject{ID: p.id, Hypothesis: "genuine", Story: "plain"}
	return p
}

// christen gives the name and the addresses made of it.
func (c *company) christen(p *person) {
	r := stream(c.cfg.Seed, forName, uint64(p.n))
	p.name = naming.Draw(r, c.cfg.NameOrigin)
	local := p.name.Local()
	for i := 2; c.emails[local]; i++ {
		local = fmt.Sprintf("%s%d", p.name.Local(), i)
	}
	c.emails[local] = true
	p.email = local + "@" + c.domain
	p.private = fmt.Sprintf("%s%d@%s", p.name.Short(), p.n+3, pick(r, []string{"example.com", "example.net", "example.org"}))
}

func (c *company) role(r *rand.Rand) (title, department string) {
	role := pick(r, [][2]string{
		{"Software Engineer", "Engineering"},
		{"Senior Software Engineer", "Engineering"},
		{"Site Reliability Engineer", "Engineering"},
		{"Data Engineer", "Engineering"},
		{"Frontend Developer", "Engineering"},
		{"QA Engineer", "Engineering"},
		{"Security Analyst", "IT"},
		{"IT Support Specialist", "IT"},
		{"Product Manager", "Product"},
		{"Product Designer", "Product"},
		{"Account Executive", "Sales"},
		{"Customer Success Manager", "Support"},
		{"Support Engineer", "Support"},
		{"Financial Analyst", "Finance"},
		{"Recruiter", "People"},
		{"Marketing Manager", "Marketing"},
	})
	return role[0], role[1]
}

// startDate is mostly long ago; about one person in eight starts within the period.
func (c *company) startDate(r *rand.Rand) time.Time {
	days := between(r, 40, 1800)
	if chance(r, 0.12) {
		return c.midnightOf(c.from.AddDate(0, 0, between(r, 6, c.cfg.Days*2/3)))
	}
	return c.midnightOf(c.from.AddDate(0, 0, -days))
}

// midnightOf moves a date to the next weekday.
func (c *company) midnightOf(t time.Time) time.Time {
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

func (c *company) placeInOffice(p *person, r *rand.Rand) {
	for _, o := range c.offices {
		if o.city != p.claim || !chance(r, 0.8) {
			continue
		}
		p.office = o
		for d := time.Monday; d <= time.Friday; d++ {
			p.officeDays[d] = chance(r, 0.5)
		}
	}
}

func (c *company) takeLeave(p *person, r *rand.Rand) {
	if !chance(r, 0.35) || c.cfg.Days < 30 {
		return
	}
	first := between(r, 5, c.cfg.Days-10)
	for d := range between(r, 2, 9) {
		p.days[first+d] = true
	}
}

// issue gives a person the company's laptop, of the wanted system if one is named.
func (c *company) issue(p *person, system string) {
	r := stream(c.cfg.Seed, forLaptop, uint64(p.n))
	p.laptop = c.newLaptop(system, r)
	p.laptop.zone = p.claim.Zone.String()
	p.laptop.from = p.start
}

// ownComputer is the machine that somebody has at home.
func (c *company) ownComputer(r *rand.Rand) *laptop {
	l := c.newLaptop("", r)
	l.managed, l.agent = false, false
	l.serial = ""
	switch l.os {
	case "windows":
		l.hostname = pick(r, []string{"DESKTOP-", "LAPTOP-"}) + token(r, letters, 7)
	case "darwin":
		l.hostname = pick(r, []string{"MacBook-Pro", "MacBook-Air", "iMac"}) + pick(r, []string{"", "-2", "-3"}) + ".local"
	default:
		l.hostname = pick(r, []string{"ubuntu", "fedora", "thinkpad", "xps"}) + "-" + token(r, digits, 2)
	}
	l.mac = macAddr(r, pick(r, []string{"7c:67:a2", "d8:bb:c1", "98:43:fa", "14:7d:da"}))
	if chance(r, 0.4) {
		l.camera = pick(r, []string{"HD Pro Webcam C920", "Logitech BRIO", "HD Webcam", "USB2.0 HD UVC WebCam"})
	}
	if chance(r, 0.3) {
		l.mic, l.speaker = "Headset (WH-1000XM4)", "Headphones (WH-1000XM4)"
	}
	return l
}

// organise makes teams of about eight under a manager.
func (c *company) organise(r *rand.Rand) {
	order := r.Perm(len(c.people))
	for len(order) > 0 {
		n := min(between(r, 6, 10), len(order))
		lead := c.people[order[0]]
		lead.start = c.midnightOf(c.from.AddDate(0, 0, -between(r, 200, 2000)))
		lead.laptop.from = lead.start
		c.issue(lead, "")
		lead.title = "Engineering Manager"
		var team []*person
		for _, i := range order[:n] {
			p := c.people[i]
			team = append(team, p)
			if p != lead {
				p.manager = lead
			}
			if p != lead && chance(r, 0.08) {
				p.referredBy = c.people[r.IntN(len(c.people))]
			}
		}
		c.teams = append(c.teams, team)
		order = order[n:]
	}
}

func dialCode(country string) string {
	switch country {
	case "US", "CA":
		return "1"
	case "GB":
		return "44"
	case "DE":
		return "49"
	case "FR":
		return "33"
	}
	return "48"
}
