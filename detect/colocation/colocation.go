// Package colocation finds several people's devices in one place: behind one address or
// on one access point or gateway (NET-07, NET-22), many of them (FAC-01), one monitor or
// USB device on two laptops (EDR-16, EDR-35), one remote hand beside them (NET-26), referrals
// among such people (BEH-05), somebody new where somebody who left was (EXT-06), and what a
// scan found open where somebody works (NET-21).
//
// A thing is one place only when people with different declared addresses stay there for
// days, at the same time. Households (same declared address), offices, corporate exits,
// declared shared addresses, carrier gateways, VPN exits and places of travel are left out,
// and so are addresses that stand on many machines. An address of the sixth version counts by
// its network, because every laptop in a flat has one of its own. False positives: couples
// who have not told HR they live together, co-working rooms, dormitories, off-site weeks,
// home laboratories that are open on purpose.
package colocation

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
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
	FarmPeople  int     `yaml:"farm_people" doc:"So many unrelated households in one place are a farm (FAC-01)."`
	FarmDays    int     `yaml:"farm_days" unit:"days" doc:"From the first day to the last one that each of a farm's laptops was there; an off-site meeting of colleagues is over within the week."`
	SameHomeKm  float64 `yaml:"same_home_km" unit:"km" doc:"People whose declared homes are this near may share a carrier's address, so an address alone does not tie them."`
	ElsewhereKm float64 `yaml:"elsewhere_km" unit:"km" doc:"Farther than this from their homes, nearness of the homes explains nothing."`
	Crowd       int     `yaml:"crowd" doc:"More people than this behind one thing are a building or a carrier, not a flat; it is not looked at further."`
	ForgetDays  int     `yaml:"forget_days" unit:"days" doc:"A thing that nobody was seen with for so long is forgotten; most home addresses change some day."`
	OverlapDays int     `yaml:"overlap_days" unit:"days" doc:"People who were there one after the other, with a longer gap than this, were not there together: a second-hand monitor, a flat let anew."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{Days: 3, FarmPeople: 3, FarmDays: 7, SameHomeKm: 25, ElsewhereKm: 100, Crowd: 40, ForgetDays: 21, OverlapDays: 7}
}

// state is what is kept per shared thing.
type state struct {
	People map[model.SubjectID]*stay `json:"people,omitempty"`
	Last   int                       `json:"last,omitempty"`  // day somebody was seen
	Told   int                       `json:"told,omitempty"`  // people in the last report
	Farm   int                       `json:"farm,omitempty"`  // households in the last report of a farm
	Crowd  bool                      `json:"crowd,omitempty"` // an office, a VPN's exit, or too many to be a flat
	Spot   *spot                     `json:"spot,omitempty"`  // where it is, if an event said
	Open   *open                     `json:"open,omitempty"`  // what a scan found
}

// spot is a point in degrees.
type spot struct {
	Lat  float64 `json:"lat"`
	Long float64 `json:"long"`
}

// km is how far a place is from the spot.
func (s *spot) km(p model.Place) float64 {
	return p.DistanceKm(model.Place{Lat: s.Lat, Long: s.Long, Known: true})
}

// stay is when somebody was there, in days since 1970.
type stay struct {
	Count int            `json:"n"`
	First int            `json:"a"`
	Last  int            `json:"z"`
	Cite  model.Evidence `json:"cite"`
	Open  bool           `json:"o,omitempty"` // NET-21 was told
}

func dayOf(t time.Time) int { return int(t.Unix() / (24 * 60 * 60)) }

func (s *stay) days() detect.Days {
	day := func(n int) time.Time { return time.Unix(int64(n)*24*60*60, 0).UTC() }
	return detect.Days{Count: s.Count, First: day(s.First), Last: day(s.Last)}
}

// Kinds of things people share.
const (
	egress  = "egress_ip"
	bssid   = "bssid"
	gateway = "gateway_mac"
	monitor = "monitor_serial"
	// What is plugged into a laptop, and what stands beside it on the network.
	usb       = "usb_serial"
	neighbour = "neighbour_mac"
)

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &colocation{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "colocation", Kind: plugin.Detector, Version: 1,
			Summary:        "Devices of people with different addresses in one place, or on one monitor.",
			Needs:          []string{"sign-in records or device network state", "declared addresses"},
			Indicators:     []string{"NET-07", "NET-22", "FAC-01", "EDR-16", "NET-21", "NET-26", "BEH-05", "EXT-06"},
			FalsePositives: "Couples and flat-mates HR does not know of, co-working rooms, dormitories, hot-desk monitors.",
			Settings:       s,
		},
		On: []ocsf.Class{
			ocsf.Authentication, ocsf.NetworksQuery, ocsf.NeighbourQuery, ocsf.DeviceInventory, ocsf.DeviceConfigState,
			ocsf.PeripheralQuery, ocsf.PeripheralActivity, ocsf.MeetingParticipation, ocsf.TunnelActivity, ocsf.WebResourceActivity,
			ocsf.IdentityVerification,
		},
		Things:  things,
		Observe: d.observe,
		Stale:   func(s *state, now time.Time) bool { return dayOf(now)-s.Last > d.ForgetDays },
	}
}

type colocation struct{ Settings }

// things are what the event shows that others may share.
func things(e *model.Event, add func(kind, value string)) {
	if scanned(e) {
		if exit := exitOf(e); exit != "" {
			add(egress, exit)
		}
		return
	}
	if who(e) == "" {
		return
	}
	if e.Has(model.SrcIP) && !e.Facts.Corporate && e.Outcome != model.Failure {
		if exit := exitOf(e); exit != "" && (passage(e) || flat(e)) {
			add(egress, exit)
		}
	}
	if e.Owner == "" {
		return
	}
	if point, ok := detect.HardwareAddress(e.Text(model.BSSID)); ok && !detect.Survey(e) {
		add(bssid, point)
	}
	if mac, ok := detect.HardwareAddress(e.Text(model.GatewayMAC)); ok && !detect.Invented(mac) {
		add(gateway, mac)
	}
	if id := Monitor(e); id != "" {
		add(monitor, id)
	}
	neighbours(e, add)
}

// flat tells whether the network may be one that a flat has to itself.
func flat(e *model.Event) bool {
	switch e.Facts.Network.Kind {
	case model.ResidentialNet, model.UnknownNet, model.BusinessNet:
		return true
	}
	return false
}

// passage tells whether the address is one that strangers go through. Not every record says so
// of an address, and one that does is enough: all who use a VPN may have its exit.
func passage(e *model.Event) bool {
	kind := e.Facts.Network.Kind
	return kind.Anonymising() || kind == model.RelayNet || kind == model.HostingNet
}

// exitOf is the address a flat is seen by, "" for one that is not on the Internet.
func exitOf(e *model.Event) string {
	ip := e.IP(model.SrcIP)
	switch {
	case !ip.IsValid() || !ip.IsGlobalUnicast() || ip.IsPrivate():
		return ""
	case ip.Is4():
		return ip.String()
	}
	return netip.PrefixFrom(ip, 64).Masked().String()
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
	case "0x01010101", "16843009", "0x00000000", "none", "default", "unknown", "n/a", "0x88888800", "2290649088",
		"0000000000000", "demoset-1", "serial number", "123456789", "1234567890", "0123456789":
		return true
	}
	return strings.Trim(serial, serial[:1]) == ""
}

func (d *colocation) observe(c *detect.Context, s *state, e *model.Event) {
	id := who(e)
	claims := c.Claims(id)
	s.Last = dayOf(e.Time)
	if scanned(e) {
		d.scan(c, s, e)
		return
	}
	if claims == nil || s.Crowd {
		return
	}
	kind, value, _ := strings.Cut(string(c.Key), ":")
	if kind == egress && passage(e) {
		*s = state{Crowd: true, Last: s.Last}
		return
	}
	if s.Open != nil {
		d.exposed(c, s, e, value)
	}
	if _, away := claims.Travelling(e.Time); away && kind != monitor {
		return
	}
	if _, office := c.InOffice(e); office {
		*s = state{Crowd: true, Last: s.Last}
		return
	}
	if at, ok := detect.PreciseSighting(e); ok && s.Spot == nil {
		s.Spot = &spot{at.Place.Lat, at.Place.Long}
	}
	if !s.note(id, e) {
		return
	}
	if len(s.People) > d.Crowd {
		*s = state{Crowd: true, Last: s.Last}
		return
	}
	d.judge(c, s, kind, value, e)
	d.rebirth(c, s, id, kind, value, e)
}

// note counts the day for a person and tells whether it may change the judgement.
func (s *state) note(id model.SubjectID, e *model.Event) bool {
	today := dayOf(e.Time)
	here := s.People[id]
	if here == nil {
		if s.People == nil {
			s.People = map[model.SubjectID]*stay{}
		}
		s.People[model.SubjectID(strings.Clone(string(id)))] = &stay{Count: 1, First: today, Last: today, Cite: e.Evidence()}
		return true
	}
	if here.Last >= today {
		return false
	}
	here.Last = today
	here.Count++
	return len(s.People) > 1
}

// judge reports when people of different households stay in one place: when their number
// changes, and when it turns out that they stay for longer than a meeting.
func (d *colocation) judge(c *detect.Context, s *state, kind, value string, e *model.Event) {
	days := d.Days
	if kind == monitor {
		days = 1
	}
	var staying, settled []model.SubjectID
	for _, id := range slices.Sorted(maps.Keys(s.People)) {
		x := s.People[id]
		if x.Count >= days {
			staying = append(staying, id)
		}
		if x.Count >= days && x.Last-x.First >= d.FarmDays {
			settled = append(settled, id)
		}
	}
	strangers := d.strangers(c, s, staying, kind)
	if len(strangers) != s.Told {
		s.Told = len(strangers)
		for _, id := range slices.Sorted(maps.Keys(strangers)) {
			d.report(c, s, id, strangers[id], kind, value, e)
		}
	}
	if kind == monitor {
		return
	}
	farm := slices.Sorted(maps.Keys(d.strangers(c, s, settled, kind)))
	if homes := c.Households(farm); homes >= d.FarmPeople && homes != s.Farm {
		s.Farm = homes
		d.reportFarm(c, s, farm, homes, kind, value, e)
	}
}

// strangers gives, for each of the people, those of the others whom nothing explains. People
// without any are left out.
func (d *colocation) strangers(c *detect.Context, s *state, people []model.SubjectID, kind string) map[model.SubjectID][]model.SubjectID {
	out := map[model.SubjectID][]model.SubjectID{}
	for i, a := range people {
		for _, b := range people[i+1:] {
			if d.together(s.People[a], s.People[b]) && !d.related(c, s, c.Claims(a), c.Claims(b), kind) {
				out[a], out[b] = append(out[a], b), append(out[b], a)
			}
		}
	}
	return out
}

// together tells whether two people were there at about the same time.
func (d *colocation) together(a, b *stay) bool {
	return a.First-b.Last <= d.OverlapDays && b.First-a.Last <= d.OverlapDays
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
	apart := a.Home.Known && b.Home.Known && a.Home.DistanceKm(b.Home) > d.SameHomeKm
	for _, key := range []string{a.HomeKey, b.HomeKey} {
		if _, ok := c.Company().SharesKnowingly(key); ok && key != "" && !apart {
			return true
		}
	}
	if kind == monitor || kind == usb {
		return d.hotDesk(c, a, b)
	}
	near := a.Home.Known && b.Home.Known && !apart
	home := s.Spot == nil || s.Spot.km(a.Home) < d.ElsewhereKm
	return kind == egress && near && home
}

// hotDesk tells whether both people are said to work at one of the company's offices,
// where monitors are shared.
func (d *colocation) hotDesk(c *detect.Context, a, b *model.Claims) bool {
	for _, o := range c.Company().Offices {
		if at(o.Place, a.Work) && at(o.Place, b.Work) {
			return true
		}
	}
	return false
}

// at tells whether work is done at an office: near it, or in a city of its name where the
// settings leave open which of several is meant.
func at(office, work model.Place) bool {
	if office.City != "" && strings.EqualFold(office.City, work.City) && office.Country == work.Country {
		return true
	}
	return office.Known && work.Known && office.DistanceKm(work) < 60
}

// finding is about a place and the people in it.
func (d *colocation) finding(c *detect.Context, s *state, id model.SubjectID, people []model.SubjectID, kind, value string) model.Finding {
	f := model.Finding{
		Subject: id, About: kind + " " + value,
		Shared: &model.Shared{Kind: kind, Value: value, Holders: len(people), Population: c.Population(), Subjects: people},
	}
	f.Cite(s.People[id].Cite)
	for _, o := range people {
		f.Cite(s.People[o].Cite)
		if first := s.People[o].days().First; f.Shared.First.IsZero() || first.Before(f.Shared.First) {
			f.Shared.First = first
		}
	}
	return f
}

func (d *colocation) report(c *detect.Context, s *state, id model.SubjectID, others []model.SubjectID, kind, value string, e *model.Event) {
	everybody := slices.Sorted(slices.Values(append([]model.SubjectID{id}, others...)))
	f := d.finding(c, s, id, everybody, kind, value)
	names, homes := detect.Names(others), c.Homes(id, others)
	switch kind {
	case monitor:
		f.Indicator = "EDR-16"
		f.Reason = fmt.Sprintf("the laptop drives the same monitor (%s) as that of %s, %s", value, names, homes)
	case neighbour:
		f.Indicator = "NET-26"
		f.Reason = fmt.Sprintf("the same remote hand or small computer (%s) stands on the network of the laptop and on that of %s, %s", value, names, homes)
	case bssid, gateway:
		f.Indicator = "NET-22"
		f.Reason = fmt.Sprintf("the laptop stays on the same %s %s as that of %s, %s", word(kind), value, names, homes)
	default:
		f.Indicator = "NET-07"
		f.Reason = fmt.Sprintf("works from the address %s %s, as does %s, %s", value, s.People[id].days(), names, homes)
	}
	c.Report(e, f)
	for _, o := range others {
		if c.Claims(o).ReferredBy == id || c.Claims(id).ReferredBy == o {
			f.Indicator = "BEH-05"
			f.Reason = fmt.Sprintf("%s and %s are in one place (%s %s), and one referred the other", id, o, word(kind), value)
			c.Report(e, f)
			return
		}
	}
}

func (d *colocation) reportFarm(c *detect.Context, s *state, people []model.SubjectID, homes int, kind, value string, e *model.Event) {
	for _, id := range people {
		f := d.finding(c, s, id, people, kind, value)
		f.Indicator = "FAC-01"
		f.Reason = fmt.Sprintf("%d people of %d declared homes keep their laptops in one place (%s %s): %s",
			len(people), homes, word(kind), value, detect.Names(people))
		c.Report(e, f)
	}
}

func word(kind string) string {
	switch kind {
	case egress:
		return "address"
	case bssid:
		return "access point"
	case gateway:
		return "router"
	case neighbour:
		return "neighbour on the network"
	}
	return kind
}
