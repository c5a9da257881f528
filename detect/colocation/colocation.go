// Package colocation finds several people's devices in one place: behind one address or
// on one access point or gateway (NET-07, NET-22), many of them (FAC-01), one monitor on
// two laptops (EDR-16).
//
// A thing is one place only when people with different declared addresses stay there for
// days. Households (same declared address), offices, corporate exits, declared shared
// addresses, carrier gateways, VPN exits and places of travel are left out. False
// positives: couples who have not told HR they live together, co-working rooms, dormitories.
package colocation

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	Days        int     `yaml:"days" unit:"days" doc:"Days on which each of the people must have been there; visits are shorter."`
	FarmPeople  int     `yaml:"farm_people" doc:"So many unrelated people in one place are a farm (FAC-01)."`
	SameHomeKm  float64 `yaml:"same_home_km" unit:"km" doc:"People whose declared homes are this near may share a carrier's address, so an address alone does not tie them."`
	ElsewhereKm float64 `yaml:"elsewhere_km" unit:"km" doc:"Farther than this from their homes, nearness of the homes explains nothing."`
	Crowd       int     `yaml:"crowd" doc:"More people than this behind one thing are a building or a carrier, not a flat; it is not looked at further."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{Days: 3, FarmPeople: 3, SameHomeKm: 25, ElsewhereKm: 100, Crowd: 40}
}

// state is what is kept per shared thing.
type state struct {
	People map[model.SubjectID]*stay `json:"people"`
	Told   int                       `json:"told"`
	Crowd  bool                      `json:"crowd"` // an office, or too many to be a flat
	Place  model.Place               `json:"place"` // where it is, if an event said
}

type stay struct {
	Days detect.Days    `json:"days"`
	Host string         `json:"host"`
	Cite model.Evidence `json:"cite"`
}

// Kinds of things people share.
const (
	egress  = "egress_ip"
	bssid   = "bssid"
	gateway = "gateway_mac"
	monitor = "monitor_serial"
)

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &colocation{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "colocation", Kind: plugin.Detector, Version: 1,
			Summary:        "Devices of people with different addresses in one place, or on one monitor.",
			Needs:          []string{"sign-in records or device network state", "declared addresses"},
			Indicators:     []string{"NET-07", "NET-22", "FAC-01", "EDR-16", "BEH-05"},
			FalsePositives: "Couples and flat-mates HR does not know of, co-working rooms, dormitories, hot-desk monitors.",
			Settings:       s,
		},
		On: []ocsf.Class{
			ocsf.Authentication, ocsf.NetworksQuery, ocsf.NeighbourQuery, ocsf.DeviceInventory, ocsf.DeviceConfigState,
			ocsf.PeripheralQuery, ocsf.PeripheralActivity, ocsf.MeetingParticipation, ocsf.TunnelActivity, ocsf.WebResourceActivity,
		},
		Things:  things,
		Observe: d.observe,
	}
}

type colocation struct{ Settings }

// things are what the event shows that others may share.
func things(e *model.Event, add func(kind, value string)) {
	if who(e) == "" {
		return
	}
	if e.Has(model.SrcIP) && !e.Facts.Corporate && e.Outcome != model.Failure {
		switch e.Facts.Network.Kind {
		case model.ResidentialNet, model.UnknownNet, model.BusinessNet:
			add(egress, e.Text(model.SrcIP))
		}
	}
	if e.Owner == "" {
		return
	}
	if point := e.Text(model.BSSID); point != "" && e.Text(model.NeighbourRole) != "survey" {
		add(bssid, strings.ToLower(point))
	}
	if mac := e.Text(model.GatewayMAC); mac != "" {
		add(gateway, strings.ToLower(mac))
	}
	if id := Monitor(e); id != "" {
		add(monitor, id)
	}
}

// who is the person the event puts in the place.
func who(e *model.Event) model.SubjectID { return cmp.Or(e.Owner, e.Subject) }

// Monitor is the identity of a display: maker, product and serial number. Serial numbers
// that makers leave blank or fill with the same digit identify nothing.
func Monitor(e *model.Event) string {
	if class := e.Text(model.PeripheralClass); class != "display" && class != "monitor" {
		return ""
	}
	serial := strings.TrimSpace(e.Text(model.PeripheralSerial))
	if placeholder(serial) {
		return ""
	}
	return strings.Join([]string{e.Text(model.PeripheralVendorID), e.Text(model.PeripheralProductID), serial}, "/")
}

func placeholder(serial string) bool {
	if len(serial) < 4 {
		return true
	}
	switch strings.ToLower(serial) {
	case "0x01010101", "16843009", "0x00000000", "none", "default", "unknown", "n/a", "0x88888800", "2290649088":
		return true
	}
	return strings.Trim(serial, serial[:1]) == ""
}

func (d *colocation) observe(c *detect.Context, s *state, e *model.Event) {
	id := who(e)
	claims := c.Claims(id)
	if claims == nil || s.Crowd {
		return
	}
	kind, value, _ := strings.Cut(string(c.Key), ":")
	if kind != monitor {
		if _, away := claims.Travelling(e.Time); away {
			return
		}
	}
	if d.office(c, e) {
		s.Crowd = true
		return
	}
	if s.People == nil {
		s.People = map[model.SubjectID]*stay{}
	}
	if at, ok := detect.PreciseSighting(e); ok && !s.Place.Known {
		s.Place = at.Place
	}
	here := s.People[id]
	if here == nil {
		here = &stay{Host: strings.Clone(cmp.Or(e.Text(model.DeviceHostname), e.Text(model.DeviceSerial))), Cite: e.Evidence()}
		s.People[id] = here
	}
	if !here.Days.Add(e.Time) {
		return
	}
	if len(s.People) > d.Crowd {
		s.Crowd, s.People = true, nil
		return
	}
	d.judge(c, s, kind, value, e.Time)
}

// office tells whether the device is in one of the company's own places.
func (d *colocation) office(c *detect.Context, e *model.Event) bool {
	if e.Facts.Corporate {
		return true
	}
	ssid := e.Text(model.SSID)
	for _, o := range c.Company().Offices {
		if ssid != "" && slices.Contains(o.SSIDs, ssid) {
			return true
		}
	}
	return false
}

// judge reports when people of different households stay in one place.
func (d *colocation) judge(c *detect.Context, s *state, kind, value string, now time.Time) {
	days := d.Days
	if kind == monitor {
		days = 1
	}
	var staying []model.SubjectID
	for _, id := range slices.Sorted(maps.Keys(s.People)) {
		if s.People[id].Days.Count >= days {
			staying = append(staying, id)
		}
	}
	unrelated := d.unrelated(c, s, staying, kind)
	if len(unrelated) < 2 || len(unrelated) == s.Told {
		return
	}
	s.Told = len(unrelated)
	for _, id := range unrelated {
		d.report(c, s, id, unrelated, kind, value, now)
	}
}

// unrelated are the people staying who have somebody there they do not live with.
func (d *colocation) unrelated(c *detect.Context, s *state, staying []model.SubjectID, kind string) []model.SubjectID {
	var out []model.SubjectID
	for _, a := range staying {
		for _, b := range staying {
			if a != b && !d.related(c, s, c.Claims(a), c.Claims(b), kind) {
				out = append(out, a)
				break
			}
		}
	}
	return out
}

// related tells whether two people may well be in one place: they declare one address,
// share one knowingly, or live so near each other that a carrier may give both one address.
func (d *colocation) related(c *detect.Context, s *state, a, b *model.Claims, kind string) bool {
	if a == nil || b == nil {
		return true
	}
	if a.HomeKey != "" && a.HomeKey == b.HomeKey {
		return true
	}
	for _, key := range []string{a.HomeKey, b.HomeKey} {
		if _, ok := c.Company().SharesKnowingly(key); ok && key != "" {
			return true
		}
	}
	if kind == monitor {
		return d.hotDesk(c, a, b)
	}
	near := a.Home.Known && b.Home.Known && a.Home.DistanceKm(b.Home) <= d.SameHomeKm
	home := !s.Place.Known || a.Home.DistanceKm(s.Place) < d.ElsewhereKm
	return kind == egress && near && home
}

// hotDesk tells whether both people are said to work at one of the company's offices,
// where monitors are shared.
func (d *colocation) hotDesk(c *detect.Context, a, b *model.Claims) bool {
	for _, o := range c.Company().Offices {
		if o.Place.Known && a.Work.Known && b.Work.Known && o.Place.DistanceKm(a.Work) < 60 && o.Place.DistanceKm(b.Work) < 60 {
			return true
		}
	}
	return false
}

func (d *colocation) report(c *detect.Context, s *state, id model.SubjectID, others []model.SubjectID, kind, value string, now time.Time) {
	f := model.Finding{
		Subject: id, At: now, About: kind + " " + value,
		Shared: &model.Shared{Kind: kind, Value: value, Holders: len(others), Population: c.Population(), Subjects: others},
	}
	names := make([]string, 0, len(others))
	for _, o := range others {
		if o != id {
			names = append(names, string(o))
			f.Cite(s.People[o].Cite)
		}
	}
	f.Evidence = append([]model.Evidence{s.People[id].Cite}, f.Evidence...)
	f.Evidence = f.Evidence[:min(len(f.Evidence), model.MaxEvidence)]
	switch kind {
	case monitor:
		f.Indicator = "EDR-16"
		f.Reason = fmt.Sprintf("the laptop drives the same monitor (serial %s) as that of %s, who declares another address", value, list(names))
	case bssid, gateway:
		f.Indicator = "NET-22"
		f.Reason = fmt.Sprintf("the laptop stays on the same %s %s as that of %s, who declares another address", word(kind), value, list(names))
	default:
		f.Indicator = "NET-07"
		f.Reason = fmt.Sprintf("works from the address %s %s, as does %s, who declares another address", value, s.People[id].Days, list(names))
	}
	c.Find(f)
	for _, o := range others {
		if c.Claims(o).ReferredBy == id || c.Claims(id).ReferredBy == o {
			referral := f
			referral.Indicator = "BEH-05"
			referral.Reason = fmt.Sprintf("%s and %s are in one place (%s %s), and one referred the other", id, o, word(kind), value)
			c.Find(referral)
			break
		}
	}
	if len(others) >= d.FarmPeople && kind != monitor {
		f.Indicator = "FAC-01"
		f.Reason = fmt.Sprintf("%d people with different declared addresses keep their laptops in one place (%s %s): %s",
			len(others), word(kind), value, list(names))
		c.Find(f)
	}
}

func word(kind string) string {
	return map[string]string{egress: "address", bssid: "access point", gateway: "router", monitor: "monitor"}[kind]
}

func list(names []string) string {
	const shown = 4
	if len(names) > shown {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
	}
	return strings.Join(names, ", ")
}
