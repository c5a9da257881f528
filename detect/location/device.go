package location

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// delivery is a device on its way, and where it was handed over.
type delivery struct {
	Serial string         `json:"serial"`
	Place  model.Place    `json:"place"`
	Time   time.Time      `json:"time"`
	Cite   model.Evidence `json:"cite"`
	// First is the device's first check-in near the delivery.
	First time.Time `json:"first,omitzero"`
	Done  bool      `json:"done,omitempty"`
}

// mostDeliveries bounds the deliveries kept of one subject.
const mostDeliveries = 6

// shipped notes a delivery.
func (d *location) shipped(s *state, e *model.Event) {
	when, serial := e.When(model.DeliveredAt), strings.ToUpper(e.Text(model.AssetSerial))
	if when.IsZero() || serial == "" {
		return
	}
	i := slices.IndexFunc(e.Facts.Sightings, func(at model.Sighting) bool { return at.Basis == model.ByDelivery && at.Place.Known })
	if i < 0 {
		return
	}
	known := slices.IndexFunc(s.Deliver, func(x delivery) bool { return x.Serial == serial })
	if known >= 0 && !s.Deliver[known].Time.Before(when) {
		return
	}
	if known < 0 && len(s.Deliver) >= mostDeliveries {
		known = 0
	}
	if known >= 0 {
		s.Deliver = slices.Delete(s.Deliver, known, known+1)
	}
	s.Deliver = append(s.Deliver, delivery{
		Serial: strings.Clone(serial), Place: detect.KeepPlace(e.Facts.Sightings[i].Place), Time: when, Cite: e.Evidence(),
	})
}

// arrive compares a new device's first days with its delivery: ONB-05 when it checks in
// far away, ONB-11 when it wakes up where it was delivered while the person signs in from
// elsewhere within the hour.
func (d *location) arrive(c *detect.Context, s *state, claims *model.Claims, e *model.Event, at model.Sighting) {
	for i := range s.Deliver {
		del := &s.Deliver[i]
		since := e.Time.Sub(del.Time)
		if del.Done || since < 0 {
			continue
		}
		if since > 17*oneDay {
			del.Done = true
			continue
		}
		if _, away := claims.Travelling(e.Time); away {
			continue
		}
		own := strings.EqualFold(e.Text(model.DeviceSerial), del.Serial)
		km := del.Place.ApartKm(at.Place)
		switch {
		case own && del.First.IsZero() && km < 100:
			del.First = e.Time
		case own && del.First.IsZero():
			del.Done = true
			d.reshipped(c, claims, e, at, del)
		case !own && !del.First.IsZero() && e.Time.Sub(del.First) >= time.Hour:
			del.Done = true
		case !own && !del.First.IsZero() && km > 500 && (e.Class == ocsf.Authentication || e.Class == ocsf.MeetingParticipation):
			del.Done = true
			f := model.Finding{
				Indicator: "ONB-11", Subject: claims.ID, About: del.Serial,
				Reason: fmt.Sprintf("the new laptop %s first checked in at %s, where it was delivered; %s later the person signed in from %s, %.0f km away",
					del.Serial, del.Place, e.Time.Sub(del.First).Round(time.Minute), at.Place, km),
			}
			f.Cite(del.Cite)
			c.Report(e, f)
		}
	}
}

// reshipped reports ONB-05, unless the device woke up at a declared place: a parcel may go
// to a relative or to the office first.
func (d *location) reshipped(c *detect.Context, claims *model.Claims, e *model.Event, at model.Sighting, del *delivery) {
	if e.Time.Sub(del.Time).Hours() > d.FirstHours {
		return
	}
	for _, own := range []model.Place{claims.Home, claims.Work} {
		if own.Known && own.ApartKm(at.Place) < d.FarKm {
			return
		}
	}
	if _, office := c.InOffice(e); office {
		return
	}
	f := model.Finding{
		Indicator: "ONB-05", Subject: claims.ID, About: del.Serial,
		Reason: fmt.Sprintf("the laptop was delivered at %s on %s and first checked in at %s (%s) on %s, %.0f km away",
			del.Place, del.Time.Format(time.DateOnly), at.Place, at.Basis, e.Time.Format(time.DateOnly), del.Place.ApartKm(at.Place)),
	}
	f.Cite(del.Cite)
	c.Report(e, f)
}

// zoneRun is how long the device's clock has been set for another zone.
type zoneRun struct {
	Days detect.Days `json:"days"`
}

// clock reports NET-20: for days on end the issued device's clock runs hours off the
// claimed zone. Only the offset is compared, never which zone it is; a clock on world time
// is an engineer's habit.
func (d *location) clock(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	name := e.Text(model.DeviceTimeZone)
	if name == "" || claims.Zone == nil || e.Owner != claims.ID {
		return
	}
	set := d.zone(name)
	if set == nil {
		return
	}
	if _, away := claims.Travelling(e.Time); away {
		return
	}
	_, own := e.Time.In(set).Zone()
	_, claimed := e.Time.In(claims.Zone).Zone()
	off := time.Duration(own-claimed) * time.Second
	if off.Abs() < 2*time.Hour || worldTime(name) {
		s.Zone = zoneRun{}
		return
	}
	if !s.Zone.Days.Add(e.Time) || !detect.Reached(s.Zone.Days.Count, d.ZoneDays) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "NET-20", Subject: claims.ID,
		Reason: fmt.Sprintf("the issued device's clock is set %+.1f h off the claimed zone %s %s", off.Hours(), claims.Zone, s.Zone.Days),
	}, claims.Evidence(model.ClaimTimeZone))
}

func worldTime(name string) bool {
	switch strings.ToLower(name[strings.LastIndexByte(name, '/')+1:]) {
	case "utc", "gmt", "zulu", "universal", "uct", "greenwich", "gmt0", "gmt+0", "gmt-0":
		return true
	}
	return false
}

// zone finds a time zone by name, nil for a name that is none, as abbreviations are. Zones
// are kept, because reading one takes longer than everything else here; there are some
// six hundred, and names that are none are not kept.
func (d *location) zone(name string) *time.Location {
	if known, ok := d.zones.Load(name); ok {
		return known.(*time.Location) //nolint:forcetypeassert // only zones are stored
	}
	set, err := time.LoadLocation(name)
	if err != nil {
		set = nil
	}
	if d.cached.Add(1) < 1024 {
		d.zones.Store(strings.Clone(name), set)
	}
	return set
}

// anchor is the access point the device stays at, and the exits it is seen
// with in the meantime.
type anchor struct {
	Point string    `json:"point,omitempty"`
	Seen  time.Time `json:"seen,omitzero"`
	Exits []exit    `json:"exits,omitempty"`
	Told  int       `json:"told,omitempty"`
}

// exit is a city a hidden session came out of.
type exit struct {
	Place model.Place    `json:"place"`
	Last  time.Time      `json:"last"`
	Cite  model.Evidence `json:"cite"`
}

// Bounds of what is kept of an anchor: mostExits cities; the device must have been seen
// there within anchorDays.
const (
	mostExits  = 8
	anchorDays = 4
)

// anchored reports NET-25: the device stays on one access point while the exits of its
// sessions wander from city to city. An approved operator's exits may.
func (d *location) anchored(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	a := &s.Anchor
	if point, ok := detect.HardwareAddress(e.Text(model.BSSID)); ok && e.Owner == claims.ID && !detect.Survey(e) {
		if !samePoint(a.Point, point) {
			*a = anchor{Point: point}
		}
		a.Seen = e.Time
	}
	kind := e.Facts.Network.Kind
	if a.Point == "" || e.Time.Sub(a.Seen) > anchorDays*oneDay || !(kind.Anonymising() || kind == model.HostingNet) {
		return
	}
	if e.Owner != claims.ID || c.Approved(e.Facts.Network.Operator) || !d.exits(a, e) || len(a.Exits) < d.Exits || len(a.Exits) <= a.Told {
		return
	}
	a.Told = len(a.Exits)
	cities := make([]string, 0, len(a.Exits))
	f := model.Finding{Indicator: "NET-25", Subject: claims.ID}
	for _, x := range a.Exits {
		cities = append(cities, x.Place.String())
		f.Cite(x.Cite)
	}
	f.Reason = fmt.Sprintf("while the laptop stayed on access point %s, its sign-ins came from %d cities far apart: %s",
		a.Point, len(cities), strings.Join(cities, "; "))
	c.Report(e, f)
}

// samePoint tells whether two addresses are of one access point: its radios differ in the
// last digits only.
func samePoint(a, b string) bool {
	return len(a) == len(b) && len(a) > 3 && a[:len(a)-3] == b[:len(b)-3]
}

// exits notes the city of a hidden session and tells whether it is a new one. Cities not
// seen within the window are forgotten.
func (d *location) exits(a *anchor, e *model.Event) bool {
	i := slices.IndexFunc(e.Facts.Sightings, func(at model.Sighting) bool {
		return (at.Basis == model.ByNetwork || at.Basis == model.BySource) && at.Place.Known && at.Place.Radius <= detect.PreciseKm
	})
	if i < 0 {
		return false
	}
	at := e.Facts.Sightings[i].Place
	a.Exits = slices.DeleteFunc(a.Exits, func(x exit) bool { return e.Time.Sub(x.Last) > time.Duration(d.WindowDays)*oneDay })
	for i := range a.Exits {
		if a.Exits[i].Place.DistanceKm(at) < 300 {
			a.Exits[i].Last = e.Time
			return false
		}
	}
	if len(a.Exits) >= mostExits {
		return false
	}
	a.Exits = append(a.Exits, exit{Place: detect.KeepPlace(at), Last: e.Time, Cite: e.Evidence()})
	return true
}

// before is where an account was used before its person's first day.
type before struct {
	Days  detect.Days    `json:"days,omitzero"`
	Place model.Place    `json:"place,omitzero"`
	Cite  model.Evidence `json:"cite,omitzero"`
	Done  bool           `json:"done,omitempty"`
}

// baseline reports NET-09: the account was used far from the declared places on several
// days before the first day of work, and near them from then on.
func (d *location) baseline(c *detect.Context, s *state, claims *model.Claims, e *model.Event, at model.Sighting) {
	if claims.Start.IsZero() || s.Before.Done || e.Class != ocsf.Authentication {
		return
	}
	km, _, ok := c.Elsewhere(claims, e.Time, at.Place)
	if !ok {
		return
	}
	b := &s.Before
	if e.Time.Before(claims.Start.AddDate(0, 0, -2)) {
		if km > 1000 && b.Days.Add(e.Time) {
			b.Place, b.Cite = detect.KeepPlace(at.Place), e.Evidence()
		}
		return
	}
	if km > d.FarKm {
		return
	}
	days, from, cite := b.Days, b.Place, b.Cite
	*b = before{Done: true}
	if days.Count < 3 {
		return
	}
	f := model.Finding{
		Indicator: "NET-09", Subject: claims.ID,
		Reason: fmt.Sprintf("before the first day (%s) the account was used from %s %s; from the first day on from %s",
			claims.Start.Format(time.DateOnly), from, days, at.Place),
	}
	f.Cite(cite)
	c.Report(e, f, claims.Evidence(model.ClaimStart))
}
