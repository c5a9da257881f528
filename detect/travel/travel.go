// Package travel finds people who seem to be in two places at once (NET-05) or in many
// countries within a day (NET-12).
//
// Only what a person does is compared, never what a laptop left at home does by itself, nor
// what was tried and failed. Places hidden on purpose prove nothing: addresses of VPNs,
// proxies, relays, data centres and the company itself are left out, and so are the gateways
// of mobile carriers. One address that two services place differently is one place, and so
// is one provider in one country, whose addresses are often placed wrongly. False positives:
// sign-ins by automation under the person's name, wrongly placed addresses of two providers.
package travel

import (
	"fmt"
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
	SpeedKmh    float64       `yaml:"speed_kmh" unit:"km/h" doc:"Faster than this is not a journey; airliners cruise at about 900."`
	DistanceKm  float64       `yaml:"distance_km" unit:"km" doc:"Nearer places are not compared, because addresses are often placed that far off and trains cross three countries in a day."`
	Countries   int           `yaml:"countries" doc:"In so many countries, far from each other, within the window is too many."`
	CountriesIn time.Duration `yaml:"countries_window" doc:"The window for counting countries."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{SpeedKmh: 900, DistanceKm: 500, Countries: 3, CountriesIn: 24 * time.Hour}
}

// state is what is kept per subject.
type state struct {
	Last     visit   `json:"last,omitzero"`
	Journeys int     `json:"journeys,omitempty"` // impossible ones so far
	Visits   []visit `json:"visits,omitempty"`   // one per country, the newest last
	// Tours counts the days with too many countries; Told is when the last one was told.
	Tours int       `json:"tours,omitempty"`
	Told  time.Time `json:"told,omitzero"`
}

// mostVisits bounds the countries kept of one window.
const mostVisits = 8

type visit struct {
	Time    time.Time      `json:"time"`
	Place   model.Place    `json:"place"`
	IP      string         `json:"ip"`
	Basis   model.Basis    `json:"basis"`
	Network string         `json:"network"`
	Cite    model.Evidence `json:"cite"`
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &travel{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "travel", Kind: plugin.Detector, Version: 1,
			Summary:        "Two sign-ins farther apart than anybody travels in the time between, or many countries in a day.",
			Needs:          []string{"sign-in records with places, or an address feed"},
			Indicators:     []string{"NET-05", "NET-12"},
			FalsePositives: "Wrongly placed addresses, automation under a person's name.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.Authentication, ocsf.MeetingParticipation, ocsf.TunnelActivity, ocsf.WebResourceActivity, ocsf.APIActivity},
		Observe: d.observe,
	}
}

type travel struct{ Settings }

func (d *travel) observe(c *detect.Context, s *state, e *model.Event) {
	if e.Outcome == model.Failure || detect.Background(e) {
		return
	}
	at, ok := detect.Credible(e)
	if !ok {
		return
	}
	now := visit{
		Time: e.Time, Place: detect.KeepPlace(at.Place), IP: strings.Clone(e.Text(model.SrcIP)), Basis: at.Basis,
		Network: strings.Clone(e.Facts.Network.Operator), Cite: e.Evidence(),
	}
	d.journey(c, s, e, now)
	d.countries(c, s, e, now)
	s.Last = now
}

// journey compares with the last visit.
func (d *travel) journey(c *detect.Context, s *state, e *model.Event, now visit) {
	last := s.Last
	if last.Time.IsZero() || misplaced(last, now) {
		return
	}
	km := last.Place.ApartKm(now.Place)
	hours := now.Time.Sub(last.Time).Hours()
	if km < d.DistanceKm || (hours > 0 && km/hours <= d.SpeedKmh) {
		return
	}
	s.Journeys++
	if !detect.Milestone(s.Journeys) {
		return
	}
	f := model.Finding{
		Indicator: "NET-05", Subject: e.Subject,
		Reason: fmt.Sprintf("%s at %s (%s%s), then %s at %s (%s%s): at least %.0f km in %s%s",
			last.Place, last.Time.Format(detect.Stamp), last.Basis, via(last), now.Place, now.Time.Format(detect.Stamp), now.Basis, via(now),
			km, span(now.Time.Sub(last.Time)), times(s.Journeys)),
	}
	f.Cite(last.Cite)
	c.Report(e, f)
}

// misplaced tells whether two visits may be one that an address database places twice: one
// address, or addresses of one provider in one country (a home has one of each protocol).
func misplaced(a, b visit) bool {
	if a.IP != "" && a.IP == b.IP {
		return true
	}
	located := func(v visit) bool { return v.Basis == model.ByDevice || v.Basis == model.ByWiFi }
	return a.Network != "" && a.Network == b.Network && a.Place.Country == b.Place.Country && !(located(a) && located(b))
}

func via(v visit) string {
	if v.Network == "" {
		return ""
	}
	return " via " + v.Network
}

func span(d time.Duration) string {
	if d < time.Minute {
		return "under a minute"
	}
	return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
}

func times(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf("; %d such journeys so far", n)
}

// countries counts the countries of the window. Somebody who declared the journey is let
// alone, and neighbouring countries are one.
func (d *travel) countries(c *detect.Context, s *state, e *model.Event, now visit) {
	if now.Place.Country == "" {
		return
	}
	s.Visits = slices.DeleteFunc(s.Visits, func(v visit) bool {
		return v.Place.Country == now.Place.Country || now.Time.Sub(v.Time) > d.CountriesIn
	})
	s.Visits = detect.Newest(s.Visits, now, mostVisits)
	far := d.apart(s.Visits)
	claims := c.Claims(e.Subject)
	if len(far) < d.Countries || claims == nil || now.Time.Sub(s.Told) < d.CountriesIn {
		return
	}
	if _, declared := claims.Travelling(e.Time); declared {
		return
	}
	s.Told = now.Time
	s.Tours++
	if !detect.Milestone(s.Tours) {
		return
	}
	names := make([]string, 0, len(far))
	f := model.Finding{Indicator: "NET-12", Subject: e.Subject}
	for _, v := range far {
		names = append(names, v.Place.String())
		f.Cite(v.Cite)
	}
	f.Reason = fmt.Sprintf("active from %d countries within %s: %s", len(far), span(now.Time.Sub(far[0].Time)), strings.Join(names, "; "))
	if s.Tours > 1 {
		f.Reason += fmt.Sprintf("; %d such days so far", s.Tours)
	}
	c.Report(e, f)
}

// apart are visits of which each is far from all others, the first ones first.
func (d *travel) apart(visits []visit) []visit {
	var far []visit
	for _, v := range visits {
		if !slices.ContainsFunc(far, func(o visit) bool { return o.Place.ApartKm(v.Place) < d.DistanceKm }) {
			far = append(far, v)
		}
	}
	return far
}
