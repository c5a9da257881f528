package location

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
)

// day is one day on which the subject was seen.
type day struct {
	Date time.Time      `json:"date"`
	Home bool           `json:"home"` // seen at a declared place, once is enough
	Own  bool           `json:"own"`  // by the device's own location, which then alone counts
	Km   float64        `json:"km"`   // else the farthest away
	At   model.Place    `json:"at"`
	By   model.Basis    `json:"by"`
	Cite model.Evidence `json:"cite"`
}

// daily keeps one line per day and reports when being elsewhere is the rule (NET-06), or
// when the device's own location confirms the declared home (CTR-01).
func (d *location) daily(c *detect.Context, s *state, claims *model.Claims, e *model.Event, at model.Sighting) {
	km, nearest, ok := elsewhere(c, claims, e, at.Place)
	if !ok {
		return
	}
	if _, away := claims.Travelling(e.Time); away {
		return // says nothing of where the person usually is
	}
	today := e.Time.Truncate(24 * time.Hour)
	if n := len(s.Days); n == 0 || s.Days[n-1].Date.Before(today) {
		s.Days = slices.DeleteFunc(s.Days, func(x day) bool { return today.Sub(x.Date) > time.Duration(d.WindowDays)*24*time.Hour })
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
		last.Home = true
		if at.Basis == model.ByDevice && claims.Home.ApartKm(at.Place) < 50 && claims.Home.Known && e.Owner == claims.ID {
			d.confirmed(c, s, claims, e)
		}
	case km > last.Km:
		last.Km, last.At, last.By, last.Cite = km, at.Place, at.Basis, e.Evidence()
	}
	d.systematic(c, s, claims, nearest)
}

// systematic reports NET-06.
func (d *location) systematic(c *detect.Context, s *state, claims *model.Claims, nearest model.Place) {
	away, byPlace, far := 0, map[string]int{}, 0.0
	for _, x := range s.Days {
		if !x.Home && x.Km > 0 {
			away++
			byPlace[x.At.String()]++
			far = x.Km
		}
	}
	if len(s.Days) < d.ObservedDays || float64(away) < d.Share*float64(len(s.Days)) {
		return
	}
	last := s.Days[len(s.Days)-1]
	f := model.Finding{
		Indicator: "NET-06", Subject: claims.ID, At: last.Date,
		Reason: fmt.Sprintf("seen elsewhere on %d of %d days (%s to %s): at %s, %.0f km from %s, the nearest declared place",
			away, len(s.Days), s.Days[0].Date.Format(time.DateOnly), last.Date.Format(time.DateOnly), mostly(byPlace), far, nearest),
	}
	for _, x := range s.Days {
		if !x.Home {
			f.Cite(x.Cite)
		}
	}
	f.Cite(claims.Evidence(model.ClaimWorkCity))
	c.Find(f)
}

// mostly names the place with the most days.
func mostly(byPlace map[string]int) string {
	best := ""
	for p, n := range byPlace {
		if n > byPlace[best] || (n == byPlace[best] && p < best) {
			best = p
		}
	}
	return best
}

// confirmed reports CTR-01 at milestones.
func (d *location) confirmed(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	if !s.Near.Add(e.Time) || s.Near.Count < 10 || (s.Near.Count != 10 && !detect.Milestone(s.Near.Count)) {
		return
	}
	f := model.Finding{
		Indicator: "CTR-01", Subject: claims.ID, At: e.Time,
		Reason: fmt.Sprintf("the issued device locates itself at the declared home %s", s.Near),
	}
	f.Cite(e.Evidence())
	c.Find(f)
}

// office reports CTR-02: the person's own device at one of the company's offices.
func (d *location) office(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	where, in := "an office", false
	if o, ok := c.Company().OfficeAt(e.IP(model.SrcIP)); ok {
		where, in = "the office at "+o.Place.String(), true
	}
	for _, o := range c.Company().Offices {
		in = in || slices.Contains(o.SSIDs, e.Text(model.SSID))
	}
	if !in || !s.Office.Add(e.Time) || s.Office.Count < 5 || (s.Office.Count != 5 && !detect.Milestone(s.Office.Count)) {
		return
	}
	f := model.Finding{
		Indicator: "CTR-02", Subject: claims.ID, At: e.Time,
		Reason: fmt.Sprintf("present in %s %s", where, s.Office),
	}
	f.Cite(e.Evidence())
	c.Find(f)
}

// country is an undeclared country the subject was seen in.
type country struct {
	Days detect.Days    `json:"days"`
	Cite model.Evidence `json:"cite"`
}

// abroad reports NET-08: seen in a country that is in no declaration.
func (d *location) abroad(c *detect.Context, s *state, claims *model.Claims, e *model.Event, at model.Sighting) {
	code := at.Place.Country
	if code == "" || at.Place.Radius > 500 && at.Basis != model.BySource || declared(c, claims, e, code) {
		return
	}
	if km, _, ok := elsewhere(c, claims, e, at.Place); !ok || km < d.FarKm {
		return // across the border from home
	}
	if s.Countries == nil {
		s.Countries = map[string]*country{}
	}
	seen := s.Countries[code]
	if seen == nil {
		seen = &country{Cite: e.Evidence()}
		s.Countries[strings.Clone(code)] = seen
	}
	if !seen.Days.Add(e.Time) || seen.Days.Count < d.CountryDays || (seen.Days.Count != d.CountryDays && !detect.Milestone(seen.Days.Count)) {
		return
	}
	f := model.Finding{
		Indicator: "NET-08", Subject: claims.ID, At: e.Time, About: code,
		Reason: fmt.Sprintf("seen at %s (%s) %s; no declared home, work place, office or travel is in that country",
			at.Place, at.Basis, seen.Days),
	}
	f.Cite(seen.Cite, e.Evidence(), claims.Evidence(model.ClaimWorkCountry))
	c.Find(f)
}

// declared tells whether a country stands in any declaration, or none names one.
func declared(c *detect.Context, claims *model.Claims, e *model.Event, code string) bool {
	if claims.Home.Country == "" && claims.Work.Country == "" {
		return true
	}
	if code == claims.Home.Country || code == claims.Work.Country {
		return true
	}
	for _, o := range c.Company().Offices {
		if o.Place.Country == code {
			return true
		}
	}
	t, away := claims.Travelling(e.Time)
	return away && (t.Place.Country == code || t.Place.Country == "")
}
