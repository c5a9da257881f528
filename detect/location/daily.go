package location

import (
	"fmt"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
)

// day is one day on which the subject was seen.
type day struct {
	Date int  `json:"d"`           // days since 1970, UTC
	Home bool `json:"h,omitempty"` // seen at a declared place, once is enough
	Own  bool `json:"o,omitempty"` // by the device's own location, which then alone counts
	// Away is the farthest the subject was seen from every declared place.
	Away *away `json:"a,omitempty"`
}

// away is where somebody was seen that is none of their places.
type away struct {
	Km      float64        `json:"km"`
	At      string         `json:"at"`
	Nearest string         `json:"nearest"` // declared place
	Cite    model.Evidence `json:"cite"`
}

const oneDay = 24 * time.Hour

func dateOf(t time.Time) int { return int(t.Unix() / int64(oneDay/time.Second)) }

func date(d int) string {
	return time.Unix(int64(d)*int64(oneDay/time.Second), 0).UTC().Format(time.DateOnly)
}

// daily keeps one line per day. Days that are over are judged when the next one begins
// (NET-06); the device's own location confirms the declared home (CTR-01).
func (d *location) daily(c *detect.Context, s *state, claims *model.Claims, e *model.Event, at model.Sighting) {
	km, nearest, ok := c.Elsewhere(claims, e.Time, at.Place)
	if !ok {
		return
	}
	if _, travelling := claims.Travelling(e.Time); travelling {
		return // says nothing of where the person usually is
	}
	today := dateOf(e.Time)
	if n := len(s.Days); n == 0 || s.Days[n-1].Date < today {
		d.systematic(c, s, claims)
		first := 0
		for first < n && today-s.Days[first].Date > d.WindowDays {
			first++
		}
		s.Days = append(s.Days[:0], s.Days[first:]...)
		s.Days = append(s.Days, day{Date: today})
	}
	last := &s.Days[len(s.Days)-1]
	if own := at.Basis == model.ByDevice && e.Owner == claims.ID; own && !last.Own {
		*last = day{Date: last.Date, Own: true}
	} else if last.Own && !own {
		return
	}
	far := d.FarKm
	if last.Own {
		far = d.FarDeviceKm
	}
	switch {
	case km < far:
		last.Home, last.Away = true, nil
		d.confirmed(c, s, claims, e, at)
	case !last.Home && (last.Away == nil || km > last.Away.Km):
		last.Away = &away{Km: km, At: at.Place.String(), Nearest: nearest.String(), Cite: e.Evidence()}
	}
}

// systematic reports NET-06 by the days that are over: first when being elsewhere is the
// rule, and again when there are twice as many such days.
func (d *location) systematic(c *detect.Context, s *state, claims *model.Claims) {
	apart := 0
	byPlace := map[string]int{}
	var most *away
	for i := range s.Days {
		a := s.Days[i].Away
		if a == nil {
			continue
		}
		apart++
		byPlace[a.At]++
		if most == nil || byPlace[a.At] > byPlace[most.At] {
			most = a
		}
	}
	if most == nil || len(s.Days) < d.ObservedDays || float64(apart) < d.Share*float64(len(s.Days)) {
		return
	}
	if s.Elsewhere > 0 && apart < 2*s.Elsewhere {
		return
	}
	s.Elsewhere = apart
	first, last := s.Days[0].Date, s.Days[len(s.Days)-1].Date
	f := model.Finding{
		Indicator: "NET-06", Subject: claims.ID, At: time.Unix(int64(last)*int64(oneDay/time.Second), 0).UTC(),
		Reason: fmt.Sprintf("seen elsewhere on %d of %d days (%s to %s), mostly at %s, %.0f km from %s, the nearest declared place",
			apart, len(s.Days), date(first), date(last), most.At, most.Km, most.Nearest),
	}
	for i := range s.Days {
		if a := s.Days[i].Away; a != nil {
			f.Cite(a.Cite)
		}
	}
	c.Find(f)
}

// confirmed reports CTR-01 at milestones: the issued device locates itself at the declared
// home, which must be known to a town for that.
func (d *location) confirmed(c *detect.Context, s *state, claims *model.Claims, e *model.Event, at model.Sighting) {
	const town = 50 // km
	home := claims.Home
	if at.Basis != model.ByDevice || e.Owner != claims.ID || !home.Known || home.Radius > town || home.ApartKm(at.Place) >= town {
		return
	}
	if !s.Near.Add(e.Time) || !detect.Reached(s.Near.Count, 10) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "CTR-01", Subject: claims.ID,
		Reason: fmt.Sprintf("the issued device locates itself at the declared home %s", s.Near),
	})
}

// office reports CTR-02: the person's own device at one of the company's offices.
func (d *location) office(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	if e.Owner != "" && e.Owner != claims.ID {
		return
	}
	o, in := c.InOffice(e)
	if !in || e.Owner == "" && e.Has(model.SSID) || !s.Office.Add(e.Time) || !detect.Reached(s.Office.Count, 5) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "CTR-02", Subject: claims.ID,
		Reason: fmt.Sprintf("present in the office at %s %s", o.Place, s.Office),
	})
}

// country is an undeclared country the subject was seen in.
type country struct {
	Code string         `json:"code"`
	Days detect.Days    `json:"days"`
	Cite model.Evidence `json:"cite"`
}

// mostCountries bounds the undeclared countries kept of one subject.
const mostCountries = 12

// forgetDays is after how many days without a sighting a country's count begins anew: two
// stop-overs in a year are no stay.
const forgetDays = 30

// abroad reports NET-08: seen in a country that is in no declaration. A country is known
// even where the town is not, and a carrier's gateway stands in the carrier's country.
func (d *location) abroad(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	at, ok := inCountry(e)
	if !ok || declared(c, claims, e.Time, at.Place.Country) {
		return
	}
	if km, _, ok := c.Elsewhere(claims, e.Time, at.Place); !ok || km < d.FarKm {
		return // across the border from home
	}
	seen := s.country(at.Place.Country, e)
	if seen == nil || !seen.Days.Add(e.Time) || !detect.Reached(seen.Days.Count, d.CountryDays) {
		return
	}
	f := model.Finding{
		Indicator: "NET-08", Subject: claims.ID, About: seen.Code,
		Reason: fmt.Sprintf("seen at %s (%s) %s; no declared home, work place, office or travel is in that country",
			at.Place, at.Basis, seen.Days),
	}
	f.Cite(seen.Cite)
	c.Report(e, f, claims.Evidence(model.ClaimWorkCountry))
}

// inCountry is the most telling place of an event that names a country.
func inCountry(e *model.Event) (model.Sighting, bool) {
	if e.Has(model.Factor) {
		return model.Sighting{}, false
	}
	for _, at := range e.Facts.Sightings {
		if at.Place.Country == "" || !at.Place.Known || at.Basis == model.ByDelivery {
			continue
		}
		if at.Basis == model.ByDevice || at.Basis == model.ByWiFi {
			return at, true
		}
		if detect.Roaming(e) {
			at.Place.Radius = max(at.Place.Radius, 400)
		}
		return at, !detect.Hidden(e)
	}
	return model.Sighting{}, false
}

// country is what is kept of a country, nil when too many are.
func (s *state) country(code string, e *model.Event) *country {
	for i := range s.Countries {
		if x := &s.Countries[i]; x.Code == code {
			if e.Time.Sub(x.Days.Last) > forgetDays*oneDay {
				*x = country{Code: x.Code, Cite: e.Evidence()}
			}
			return x
		}
	}
	if len(s.Countries) >= mostCountries {
		return nil
	}
	s.Countries = append(s.Countries, country{Code: strings.Clone(code), Cite: e.Evidence()})
	return &s.Countries[len(s.Countries)-1]
}

// declared tells whether a country stands in any declaration, or none names one. On the
// first and last days of declared travel any country may be on the way.
func declared(c *detect.Context, claims *model.Claims, t time.Time, code string) bool {
	if claims.Home.Country == "" && claims.Work.Country == "" {
		return true
	}
	if code == claims.Home.Country || code == claims.Work.Country {
		return true
	}
	for i := range c.Company().Offices {
		if c.Company().Offices[i].Place.Country == code {
			return true
		}
	}
	tr, travelling := claims.Travelling(t)
	if !travelling {
		return false
	}
	onTheWay := t.Before(tr.From.Add(2*oneDay)) || t.After(tr.To.Add(-oneDay))
	return onTheWay || tr.Place.Country == code || tr.Place.Country == ""
}
