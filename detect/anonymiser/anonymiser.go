// Package anonymiser finds hidden addresses behind corporate sessions: named VPN operators
// (NET-01, NET-02), residential proxies (NET-03), data centres (NET-04), a new device
// behind a proxy (NET-13), a client on the laptop (NET-16) or, telling, none (NET-17),
// resolvers inside a tunnel (NET-18) and published exits (NET-24).
//
// Approved operators, the company's own exits and private relays (which keep the region)
// are left out, and so is what was tried and failed: guesses at somebody's password come
// from such addresses all day. Hiding an address is common and legal; except for published exits and a
// few operators these are weak on their own. False positives: privacy-minded people, cloud
// desktops, travellers on hotel networks.
package anonymiser

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"

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
	Operators []use       `json:"operators,omitempty"`
	Week      []network   `json:"week,omitempty"`
	Client    bool        `json:"client,omitempty"`   // a VPN client was seen on the laptop
	Inventory detect.Days `json:"inventory,omitzero"` // days on which its software was visible
	Fresh     detect.Days `json:"fresh,omitzero"`     // days with a new device in a new place behind a proxy
	Clients   detect.Set  `json:"clients,omitempty"`  // reported ones
	Resolver  bool        `json:"resolver,omitempty"` // reported
	Router    bool        `json:"router,omitempty"`   // reported
}

// Bounds of the state: operators and networks kept of one subject, and reports of one kind.
const (
	mostOperators = 16
	mostNetworks  = 12
	mostReports   = 8
)

// use is how an operator was used.
type use struct {
	Indicator model.IndicatorID `json:"indicator"`
	Operator  string            `json:"operator"`
	Days      detect.Days       `json:"days"`
	Desk      detect.Days       `json:"desk,omitzero"` // days from a computer, not a phone
	Count     int               `json:"count"`
	Cite      model.Evidence    `json:"cite"`
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
		Of:      person,
		Observe: d.observe,
	}
}

type anonymiser struct{ Settings }

// person is whom an event is about: who held the session, or whose laptop it is.
func person(e *model.Event) model.SubjectID {
	if session(e) {
		return e.Subject
	}
	return e.Owner
}

func (d *anonymiser) observe(c *detect.Context, s *state, e *model.Event) {
	if e.Outcome == model.Failure {
		return // somebody else's guess at the password says nothing of the person
	}
	if !session(e) {
		d.laptop(c, s, e)
		return
	}
	if !e.Has(model.SrcIP) || e.Facts.Corporate {
		return
	}
	n := e.Facts.Network
	if strings.HasPrefix(n.Feed, d.PublishedID) {
		d.report(c, s, e, "NET-24", 1, "a published exit of the scheme")
	}
	if c.Approved(n.Operator) {
		return
	}
	switch {
	case n.Kind == model.VPNNet && d.named(n.Operator):
		d.report(c, s, e, "NET-01", 1, "the VPN that published cases name")
		d.router(c, s, e)
	case n.Kind == model.VPNNet || n.Kind == model.TorNet:
		d.report(c, s, e, "NET-02", d.Days, "a consumer VPN or anonymity network")
	case n.Kind == model.ProxyNet:
		d.report(c, s, e, "NET-03", d.Days, "a residential or mobile proxy")
	case n.Kind == model.HostingNet && !automated(e):
		d.report(c, s, e, "NET-04", d.Days, "a data centre")
	case n.Kind == model.ResidentialNet:
		d.hopping(c, s, e)
	}
	d.newDevice(c, s, e)
}

// session tells whether the event is the person at work, not a device reporting in.
func session(e *model.Event) bool {
	switch e.Class {
	case ocsf.Authentication, ocsf.MeetingParticipation, ocsf.TunnelActivity, ocsf.WebResourceActivity, ocsf.APIActivity,
		ocsf.AccountChange, ocsf.UserAccess, ocsf.AuthorizeSession, ocsf.PaymentChange:
		return true
	}
	return false
}

// automated tells whether a program may have done it under the person's name, from where
// programs run: only what needs a person counts against a data centre.
func automated(e *model.Event) bool {
	signIn := e.Class == ocsf.Authentication || e.Class == ocsf.MeetingParticipation || e.Class == ocsf.TunnelActivity
	return !signIn || detect.Background(e) || e.Has(model.ActorApp)
}

func (d *anonymiser) named(operator string) bool {
	for _, name := range d.Operators {
		if operator != "" && strings.Contains(strings.ToLower(operator), strings.ToLower(name)) {
			return true
		}
	}
	return false
}

// use is what is kept of an operator's use, nil when there are too many.
func (s *state) use(id model.IndicatorID, operator string, e *model.Event) *use {
	for i := range s.Operators {
		if u := &s.Operators[i]; u.Indicator == id && u.Operator == operator {
			return u
		}
	}
	if len(s.Operators) >= mostOperators {
		return nil
	}
	s.Operators = append(s.Operators, use{Indicator: id, Operator: strings.Clone(operator), Cite: e.Evidence()})
	return &s.Operators[len(s.Operators)-1]
}

// report counts the use of an operator and reports it from the given number of days on.
func (d *anonymiser) report(c *detect.Context, s *state, e *model.Event, id model.IndicatorID, days int, what string) {
	n := e.Facts.Network
	u := s.use(id, n.Operator, e)
	if u == nil {
		return
	}
	u.Count++
	if e.Owner == e.Subject || detect.Desktop(detect.System(e)) {
		u.Desk.Add(e.Time)
	}
	if !u.Days.Add(e.Time) || !detect.Reached(u.Days.Count, days) {
		return
	}
	f := model.Finding{
		Indicator: id, Subject: e.Subject, About: n.Operator,
		Reason: fmt.Sprintf("seen %s through %s %s: %s%s", times(u.Count), name(n), u.Days, what, source(n)),
	}
	f.Cite(u.Cite)
	c.Report(e, f)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return detect.Count(n, "time")
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

// provider is the name of a network's operator without what sources add to it: one
// provider is "Example Cable", "EXAMPLE-7922" and "Example Communications Inc".
func provider(operator string) string {
	words := strings.FieldsFunc(strings.ToLower(operator), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, w := range words {
		if w != "the" && len(w) > 1 {
			return w
		}
	}
	return ""
}

// hopping reports NET-03 for somebody who changes household networks all the time.
func (d *anonymiser) hopping(c *detect.Context, s *state, e *model.Event) {
	operator := provider(e.Facts.Network.Operator)
	if operator == "" {
		return
	}
	s.Week = slices.DeleteFunc(s.Week, func(w network) bool { return w.Name != operator && e.Time.Sub(w.Last) > 7*24*time.Hour })
	if i := slices.IndexFunc(s.Week, func(w network) bool { return w.Name == operator }); i >= 0 {
		s.Week[i].Last = e.Time
		return
	}
	if len(s.Week) >= mostNetworks {
		return
	}
	s.Week = append(s.Week, network{strings.Clone(operator), e.Time})
	claims := c.Claims(e.Subject)
	if len(s.Week) < d.Networks || claims == nil {
		return
	}
	if _, travelling := claims.Travelling(e.Time); travelling {
		return
	}
	names := make([]string, 0, len(s.Week))
	for _, w := range s.Week {
		names = append(names, w.Name)
	}
	c.Report(e, model.Finding{
		Indicator: "NET-03", Subject: e.Subject, About: "many networks",
		Reason: fmt.Sprintf("%d household networks within a week: %s", len(names), strings.Join(names, ", ")),
	})
}

// newDevice reports NET-13: the service itself calls device and place new, behind a proxy.
// A private relay is none, because it keeps the region.
func (d *anonymiser) newDevice(c *detect.Context, s *state, e *model.Event) {
	n := e.Facts.Network
	device, _ := e.Flag(model.NewDevice)
	place, _ := e.Flag(model.NewPlace)
	proxy, _ := e.Flag(model.SrcProxy)
	if !device || !place || e.Outcome != model.Success || n.Kind == model.RelayNet || !(proxy || n.Kind.Anonymising()) {
		return
	}
	if !s.Fresh.Add(e.Time) || !detect.Milestone(s.Fresh.Count) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "NET-13", Subject: e.Subject,
		Reason: fmt.Sprintf("signed in from a device and a place that are new for the account %s, last through %s", s.Fresh, name(n)),
	})
}

// laptop looks for VPN software on the laptop (NET-16) and resolvers inside a tunnel
// (NET-18).
func (d *anonymiser) laptop(c *detect.Context, s *state, e *model.Event) {
	switch e.Class {
	case ocsf.ProcessActivity, ocsf.ProcessQuery, ocsf.SoftwareInventory:
		s.Inventory.Add(e.Time)
	}
	for _, t := range e.Facts.Tools {
		if t.Kind != model.VPNClient || t.Field == model.UserAgent || c.Approved(t.Name) {
			continue
		}
		s.Client = true
		if d.named(t.Name) && s.Clients.First(t.ID, mostReports) {
			c.Report(e, model.Finding{
				Indicator: "NET-16", Subject: e.Owner, About: t.ID,
				Reason: fmt.Sprintf("%s on the laptop: %s is %q", t.Name, t.Field, detect.Short(t.Value)),
			})
		}
	}
	for v := range e.All(model.DNSServer) {
		if a, err := netip.ParseAddr(v); err == nil && tunnelled(a) && !s.Resolver {
			s.Resolver = true
			c.Report(e, model.Finding{
				Indicator: "NET-18", Subject: e.Owner,
				Reason: fmt.Sprintf("the laptop resolves names at %s, an address that only tunnel clients use", v),
			})
		}
	}
}

// tunnelled tells whether a resolver's address is in 198.18.0.0/15, which clients of
// this kind hand out (threat catalogue NET-16, NET-18; RFC 2544 keeps it off the Internet).
func tunnelled(a netip.Addr) bool {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{198, 18, 0, 0}), 15).Contains(a)
}

// router reports NET-17: days of such exits from a computer, software visible, and no
// client among it.
func (d *anonymiser) router(c *detect.Context, s *state, e *model.Event) {
	n := e.Facts.Network
	u := s.use("NET-01", n.Operator, e)
	if s.Router || s.Client || u == nil || u.Desk.Count < d.SilentDays || s.Inventory.Count < d.SilentDays {
		return
	}
	s.Router = true
	f := model.Finding{
		Indicator: "NET-17", Subject: e.Subject, About: n.Operator,
		Reason: fmt.Sprintf("sessions through %s %s, yet no VPN client among the laptop's software: the tunnel is in the router, around the whole network",
			name(n), u.Desk),
	}
	f.Cite(u.Cite)
	c.Report(e, f)
}
