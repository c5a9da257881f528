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
	Place model.Place    `json:"place"`
	Time  time.Time      `json:"time"`
	Cite  model.Evidence `json:"cite"`
	// First is the device's first check-in near the delivery.
	First time.Time `json:"first"`
	Seen  bool      `json:"seen"`
	Done  bool      `json:"done"`
}

// shipped notes a delivery.
func (d *location) shipped(s *state, e *model.Event) {
	for _, at := range e.Facts.Sightings {
		if at.Basis != model.ByDelivery || !at.Place.Known {
			continue
		}
		when := e.When(model.DeliveredAt)
		if when.IsZero() {
			return
		}
		if s.Deliver == nil {
			s.Deliver = map[string]*delivery{}
		}
		serial := strings.Clone(e.Text(model.AssetSerial))
		if have := s.Deliver[serial]; have == nil || have.Time.Before(when) {
			s.Deliver[serial] = &delivery{Place: at.Place, Time: when, Cite: e.Evidence()}
		}
		return
	}
}

// arrive compares a new device's first days with its delivery: ONB-05 when it checks in
// far away, ONB-11 when it wakes up where it was delivered while the person signs in from
// elsewhere within the hour.
func (d *location) arrive(c *detect.Context, s *state, claims *model.Claims, e *model.Event, at model.Sighting) {
	for serial, del := range s.Deliver {
		since := e.Time.Sub(del.Time)
		if del.Done || since < 0 || since > time.Duration(d.FirstHours*float64(time.Hour))+14*24*time.Hour {
			continue
		}
		own := strings.EqualFold(e.Text(model.DeviceSerial), serial)
		km := del.Place.ApartKm(at.Place)
		if _, away := claims.Travelling(e.Time); away {
			continue
		}
		switch {
		case own && !del.Seen && km < 100:
			del.Seen, del.First = true, e.Time
		case own && !del.Seen:
			del.Seen, del.Done = true, true
			if since.Hours() <= d.FirstHours+96 {
				d.reshipped(c, claims, e, at, del, km)
			}
		case !own && del.Seen && e.Time.Sub(del.First) < time.Hour && km > 500:
			del.Done = true
			f := model.Finding{
				Indicator: "ONB-11", Subject: claims.ID, At: e.Time, About: serial,
				Reason: fmt.Sprintf("the new laptop %s first checked in at %s, where it was delivered; %s later the person signed in from %s, %.0f km away",
					serial, del.Place, e.Time.Sub(del.First).Round(time.Minute), at.Place, km),
			}
			f.Cite(del.Cite, e.Evidence())
			c.Find(f)
		}
	}
}

func (d *location) reshipped(c *detect.Context, claims *model.Claims, e *model.Event, at model.Sighting, del *delivery, km float64) {
	f := model.Finding{
		Indicator: "ONB-05", Subject: claims.ID, At: e.Time, About: e.Text(model.DeviceSerial),
		Reason: fmt.Sprintf("the laptop was delivered at %s on %s and first checked in at %s (%s) on %s, %.0f km away",
			del.Place, del.Time.Format(time.DateOnly), at.Place, at.Basis, e.Time.Format(time.DateOnly), km),
	}
	f.Cite(del.Cite, e.Evidence())
	c.Find(f)
}

// zoneRun is how long the device's clock has been set for another zone.
type zoneRun struct {
	Days detect.Days `json:"days"`
	Name string      `json:"name"`
}

// clock reports NET-20: for days on end the issued device's clock runs hours off the
// claimed zone. Only the offset is compared, never which zone it is.
func (d *location) clock(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	name := e.Text(model.DeviceTimeZone)
	if name == "" || claims.Zone == nil || e.Owner != claims.ID {
		return
	}
	set := d.zone(name)
	if set == nil {
		return
	}
	_, own := e.Time.In(set).Zone()
	_, claimed := e.Time.In(claims.Zone).Zone()
	off := time.Duration(own-claimed) * time.Second
	if _, away := claims.Travelling(e.Time); away {
		return
	}
	if off.Abs() < 2*time.Hour || name == "UTC" || name == "Etc/UTC" {
		s.Zone = zoneRun{}
		return
	}
	if s.Zone.Name != name {
		s.Zone = zoneRun{Name: strings.Clone(name)}
	}
	if !s.Zone.Days.Add(e.Time) || s.Zone.Days.Count < d.ZoneDays || (s.Zone.Days.Count != d.ZoneDays && !detect.Milestone(s.Zone.Days.Count)) {
		return
	}
	f := model.Finding{
		Indicator: "NET-20", Subject: claims.ID, At: e.Time, About: name,
		Reason: fmt.Sprintf("the issued device's clock is set %+.1f h off the claimed zone %s", off.Hours(), claims.Zone) + " " + s.Zone.Days.String(),
	}
	f.Cite(e.Evidence(), claims.Evidence(model.ClaimTimeZone))
	c.Find(f)
}

// zone finds a time zone by name, nil for a name that is none, as abbreviations are. Zones
// are kept, because reading one takes longer than everything else here.
func (d *location) zone(name string) *time.Location {
	if known, ok := d.zones.Load(name); ok {
		return known.(*time.Location) //nolint:forcetypeassert // only zones are stored
	}
	set, err := time.LoadLocation(name)
	if err != nil {
		set = nil
	}
	d.zones.Store(strings.Clone(name), set)
	return set
}

// anchor is the access point the device stays at, and the exits it is seen
// with in the meantime.
type anchor struct {
	Point string        `json:"point"`
	Exits []model.Place `json:"exits,omitempty"`
	Told  int           `json:"told"`
}

// anchored reports NET-25: the device stays on one access point while the person's exit
// wanders from city to city.
func (d *location) anchored(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	a := &s.Anchor
	if point := e.Text(model.BSSID); point != "" && point != a.Point && e.Owner == claims.ID {
		*a = anchor{Point: strings.Clone(point)}
	}
	kind := e.Facts.Network.Kind
	if a.Point == "" || e.Subject != claims.ID || !(kind.Anonymising() || kind == model.HostingNet) {
		return
	}
	for _, at := range e.Facts.Sightings {
		if (at.Basis != model.ByNetwork && at.Basis != model.BySource) || !at.Place.Known {
			continue
		}
		if slices.ContainsFunc(a.Exits, func(p model.Place) bool { return p.DistanceKm(at.Place) < 300 }) || len(a.Exits) >= 12 {
			return
		}
		a.Exits = append(a.Exits, at.Place)
		break
	}
	if len(a.Exits) < d.Exits || len(a.Exits) == a.Told {
		return
	}
	a.Told = len(a.Exits)
	cities := make([]string, 0, len(a.Exits))
	for _, p := range a.Exits {
		cities = append(cities, p.String())
	}
	f := model.Finding{
		Indicator: "NET-25", Subject: claims.ID, At: e.Time, About: a.Point,
		Reason: fmt.Sprintf("while the laptop stayed on access point %s, its sign-ins came from %d cities far apart: %s",
			a.Point, len(cities), strings.Join(cities, "; ")),
	}
	f.Cite(e.Evidence())
	c.Find(f)
}

// before is where an account was used before its person's first day.
type before struct {
	Days  detect.Days    `json:"days"`
	Place model.Place    `json:"place"`
	Cite  model.Evidence `json:"cite"`
	Done  bool           `json:"done"`
}

// baseline reports NET-09: the account was used far from the declared places on several
// days before the first day of work, and near them from then on.
func (d *location) baseline(c *detect.Context, s *state, claims *model.Claims, e *model.Event, at model.Sighting) {
	if claims.Start.IsZero() || s.Before.Done || e.Class != ocsf.Authentication {
		return
	}
	km, _, ok := elsewhere(c, claims, e, at.Place)
	if !ok {
		return
	}
	b := &s.Before
	if e.Time.Before(claims.Start.AddDate(0, 0, -2)) {
		if km > 1000 {
			b.Days.Add(e.Time)
			b.Place, b.Cite = at.Place, e.Evidence()
		}
		return
	}
	if km > d.FarKm {
		return
	}
	b.Done = true
	if b.Days.Count < 3 {
		return
	}
	f := model.Finding{
		Indicator: "NET-09", Subject: claims.ID, At: e.Time,
		Reason: fmt.Sprintf("before the first day (%s) the account was used from %s %s; from the first day on from %s",
			claims.Start.Format(time.DateOnly), b.Place, b.Days, at.Place),
	}
	f.Cite(b.Cite, e.Evidence(), claims.Evidence(model.ClaimStart))
	c.Find(f)
}
