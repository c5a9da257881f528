// Package anonymiser finds hidden addresses behind corporate sessions: named VPN operators
// (NET-01, NET-02), residential proxies (NET-03), data centres (NET-04), a new device
// behind a proxy (NET-13), a client on the laptop (NET-16) or, telling, none (NET-17),
// resolvers inside a tunnel (NET-18) and published exits (NET-24).
//
// Approved operators, the company's own exits and private relays (which keep the region)
// are left out. Hiding an address is common and legal; except for published exits and a
// few operators these are weak on their own. False positives: privacy-minded people, cloud
// desktops, travellers on hotel networks.
package anonymiser

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	Days        int      `yaml:"days" unit:"days" doc:"Days with a consumer VPN or a data centre before it is reported; a single one is chance."`
	Operators   []string `yaml:"scheme_operators" doc:"VPN operators that published cases of the scheme name again and again; one use is reported as NET-01."`
	Networks    int      `yaml:"networks" doc:"Different household networks within a week that nobody has who works from one place (NET-03)."`
	SilentDays  int      `yaml:"silent_days" unit:"days" doc:"Days of such exits with software inventory but no client on the laptop, before the router is suspected (NET-17)."`
	PublishedID string   `yaml:"published_feed" doc:"How the names of feeds begin that list published exits of the scheme (NET-24)."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{Days: 2, Operators: []string{"Astrill"}, Networks: 5, SilentDays: 4, PublishedID: "published exits"}
}

// state is what is kept per subject.
type state struct {
	Operators map[string]*use `json:"operators,omitempty"` // by kind and operator
	Week      []network       `json:"week,omitempty"`
	Client    bool            `json:"client"`    // a VPN client was seen on the laptop
	Inventory detect.Days     `json:"inventory"` // days on which its software was visible
	Told      map[string]bool `json:"told,omitempty"`
}

// use is how an operator was used.
type use struct {
	Days  detect.Days    `json:"days"`
	Count int            `json:"count"`
	Cite  model.Evidence `json:"cite"`
}

type network struct {
	Name string    `json:"name"`
	Last time.Time `json:"last"`
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &anonymiser{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "anonymiser", Kind: plugin.Detector, Version: 1,
			Summary:        "Corporate sessions from VPNs, proxies, data centres and published exits, and VPN clients on laptops.",
			Needs:          []string{"sign-in records with addresses", "address feed (a default is built in)"},
			Indicators:     []string{"NET-01", "NET-02", "NET-03", "NET-04", "NET-13", "NET-16", "NET-17", "NET-18", "NET-24"},
			FalsePositives: "Privacy-minded people, travellers, cloud desktops, operators the company forgot to approve.",
			Settings:       s,
		},
		Observe: d.observe,
	}
}

type anonymiser struct{ Settings }

func (d *anonymiser) observe(c *detect.Context, s *state, e *model.Event) {
	d.client(c, s, e)
	if !e.Has(model.SrcIP) || e.Facts.Corporate || !session(e) {
		return
	}
	n := e.Facts.Network
	if strings.HasPrefix(n.Feed, d.PublishedID) {
		d.report(c, s, e, "NET-24", n, 1, "a published exit of the scheme")
	}
	switch {
	case n.Kind.Anonymising() && d.approved(c, n.Operator):
	case n.Kind == model.VPNNet && d.named(n.Operator):
		d.report(c, s, e, "NET-01", n, 1, "the VPN that published cases name")
		d.router(c, s, e, n)
	case n.Kind == model.VPNNet || n.Kind == model.TorNet:
		d.report(c, s, e, "NET-02", n, d.Days, "a consumer VPN or anonymity network")
	case n.Kind == model.ProxyNet:
		d.report(c, s, e, "NET-03", n, 1, "a residential or mobile proxy")
	case n.Kind == model.HostingNet && !e.Has(model.ActorApp):
		d.report(c, s, e, "NET-04", n, d.Days, "a data centre")
	case n.Kind == model.ResidentialNet:
		d.hopping(c, s, e, n)
	}
	d.newDevice(c, s, e, n)
}

// session tells whether the event is the person at work, not a device reporting in.
func session(e *model.Event) bool {
	switch e.Class {
	case ocsf.Authentication, ocsf.MeetingParticipation, ocsf.TunnelActivity, ocsf.WebResourceActivity, ocsf.APIActivity,
		ocsf.AccountChange, ocsf.UserAccess, ocsf.AuthorizeSession:
		return true
	}
	return false
}

func (d *anonymiser) named(operator string) bool {
	for _, name := range d.Operators {
		if operator != "" && strings.Contains(strings.ToLower(operator), strings.ToLower(name)) {
			return true
		}
	}
	return false
}

func (d *anonymiser) approved(c *detect.Context, operator string) bool {
	for _, name := range c.Company().VPNOperators {
		if operator != "" && strings.EqualFold(name, operator) {
			return true
		}
	}
	return false
}

// report counts the use of an operator and reports it from the given number of days on.
func (d *anonymiser) report(c *detect.Context, s *state, e *model.Event, id model.IndicatorID, n model.Network, days int, what string) {
	key := string(id) + " " + n.Operator
	if s.Operators == nil {
		s.Operators = map[string]*use{}
	}
	u := s.Operators[key]
	if u == nil {
		if len(s.Operators) >= 32 {
			return
		}
		u = &use{Cite: e.Evidence()}
		s.Operators[strings.Clone(key)] = u
	}
	u.Count++
	newDay := u.Days.Add(e.Time)
	if u.Days.Count < days || !(newDay && (u.Days.Count == days || detect.Milestone(u.Days.Count))) {
		return
	}
	f := model.Finding{
		Indicator: id, Subject: e.Subject, At: e.Time, About: n.Operator,
		Reason: fmt.Sprintf("%d sessions through %s %s: %s%s", u.Count, name(n), u.Days, what, source(n)),
	}
	f.Cite(u.Cite, e.Evidence())
	c.Find(f)
}

func name(n model.Network) string {
	if n.Operator == "" {
		return "an unnamed operator"
	}
	return n.Operator
}

func source(n model.Network) string {
	switch {
	case n.Feed == "":
		return ""
	case n.AsOf == "":
		return " (by " + n.Feed + ")"
	}
	return " (by " + n.Feed + " of " + n.AsOf + ")"
}

// hopping reports NET-03 for somebody who changes household networks all the time.
func (d *anonymiser) hopping(c *detect.Context, s *state, e *model.Event, n model.Network) {
	if n.Operator == "" {
		return
	}
	kept := s.Week[:0]
	known := false
	for _, w := range s.Week {
		if w.Name == n.Operator {
			w.Last, known = e.Time, true
		}
		if e.Time.Sub(w.Last) <= 7*24*time.Hour {
			kept = append(kept, w)
		}
	}
	s.Week = kept
	if known || len(s.Week) > 16 {
		return
	}
	s.Week = append(s.Week, network{strings.Clone(n.Operator), e.Time})
	if claims := c.Claims(e.Subject); len(s.Week) < d.Networks || claims == nil || travelling(claims, e.Time) {
		return
	}
	names := make([]string, 0, len(s.Week))
	for _, w := range s.Week {
		names = append(names, w.Name)
	}
	f := model.Finding{
		Indicator: "NET-03", Subject: e.Subject, At: e.Time, About: "many networks",
		Reason: fmt.Sprintf("%d household networks within a week: %s", len(names), strings.Join(names, ", ")),
	}
	f.Cite(e.Evidence())
	c.Find(f)
}

func travelling(claims *model.Claims, t time.Time) bool {
	_, yes := claims.Travelling(t)
	return yes
}

// newDevice reports NET-13: the service itself calls device and place new, behind a proxy.
func (d *anonymiser) newDevice(c *detect.Context, s *state, e *model.Event, n model.Network) {
	device, _ := e.Flag(model.NewDevice)
	place, _ := e.Flag(model.NewPlace)
	proxy, _ := e.Flag(model.SrcProxy)
	if !device || !place || !(proxy || n.Kind.Anonymising()) || e.Outcome != model.Success || d.approved(c, n.Operator) {
		return
	}
	day := e.Time.Format(time.DateOnly)
	if !tell(s, "NET-13 "+day) {
		return
	}
	f := model.Finding{
		Indicator: "NET-13", Subject: e.Subject, At: e.Time, About: day,
		Reason: fmt.Sprintf("signed in from a device and a place that are new for the account, through %s", name(n)),
	}
	f.Cite(e.Evidence())
	c.Find(f)
}

// tell notes that something was reported and tells whether it is new; it forgets nothing
// but keeps at most 64 notes.
func tell(s *state, what string) bool {
	if s.Told[what] || len(s.Told) >= 64 {
		return false
	}
	if s.Told == nil {
		s.Told = map[string]bool{}
	}
	s.Told[strings.Clone(what)] = true
	return true
}

// client looks for VPN software on the laptop (NET-16) and resolvers inside a tunnel
// (NET-18).
func (d *anonymiser) client(c *detect.Context, s *state, e *model.Event) {
	switch e.Class {
	case ocsf.ProcessActivity, ocsf.ProcessQuery, ocsf.SoftwareInventory:
		s.Inventory.Add(e.Time)
	}
	for _, t := range e.Facts.Tools {
		if t.Kind != model.VPNClient || t.Field == model.UserAgent || d.approved(c, t.Name) {
			continue
		}
		s.Client = true
		if !d.named(t.Name) || !tell(s, "NET-16 "+t.ID) {
			continue
		}
		f := model.Finding{
			Indicator: "NET-16", Subject: e.Subject, At: e.Time, About: t.ID,
			Reason: fmt.Sprintf("%s on the laptop: %s is %q", t.Name, t.Field, t.Value),
		}
		f.Cite(e.Evidence())
		c.Find(f)
	}
	for v := range e.All(model.DNSServer) {
		if a, err := netip.ParseAddr(v); err == nil && tunnelled(a) && tell(s, "NET-18 "+v) {
			f := model.Finding{
				Indicator: "NET-18", Subject: e.Subject, At: e.Time, About: v,
				Reason: fmt.Sprintf("the laptop resolves names at %s, an address that only tunnel clients use", v),
			}
			f.Cite(e.Evidence())
			c.Find(f)
		}
	}
}

// tunnelled tells whether a resolver's address is in 198.18.0.0/15, which clients of
// this kind hand out (threat catalogue NET-16, NET-18; RFC 2544 keeps it off the Internet).
func tunnelled(a netip.Addr) bool {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{198, 18, 0, 0}), 15).Contains(a)
}

// router reports NET-17: days of such exits, software visible, and no client among it.
func (d *anonymiser) router(c *detect.Context, s *state, e *model.Event, n model.Network) {
	u := s.Operators["NET-01 "+n.Operator]
	if s.Client || u == nil || u.Days.Count < d.SilentDays || s.Inventory.Count < d.SilentDays || !tell(s, "NET-17") {
		return
	}
	f := model.Finding{
		Indicator: "NET-17", Subject: e.Subject, At: e.Time, About: n.Operator,
		Reason: fmt.Sprintf("sessions through %s %s, yet no VPN client among the laptop's software: the tunnel is in the router, around the whole network",
			name(n), u.Days),
	}
	f.Cite(u.Cite, e.Evidence())
	c.Find(f)
}
