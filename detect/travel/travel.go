// Package travel finds people who seem to be in two places at once (NET-05) or in many
// countries within a day (NET-12).
//
// Places hidden on purpose prove nothing: addresses of VPNs, proxies, relays, data centres
// and the company itself are left out. Mobile carriers place their customers at a gateway,
// so those places are taken as rough. One address that two services place differently is
// one place. False positives: two people at one address of whom one is on a phone whose
// carrier exits far away; sign-ins by automation under the person's name.
package travel

import (
	"fmt"
	"math"
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
	DistanceKm  float64       `yaml:"distance_km" unit:"km" doc:"Nearer places are not compared, because addresses are often placed that far off."`
	MobileKm    float64       `yaml:"mobile_radius_km" unit:"km" doc:"How far off the place of a mobile carrier's address may be."`
	Countries   int           `yaml:"countries" doc:"In so many countries within the window is too many."`
	CountriesIn time.Duration `yaml:"countries_window" doc:"The window for counting countries."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{SpeedKmh: 900, DistanceKm: 500, MobileKm: 400, Countries: 3, CountriesIn: 24 * time.Hour}
}

// state is what is kept per subject.
type state struct {
	Last    visit   `json:"last"`
	Journey int     `json:"journey"` // impossible journeys so far
	Visits  []visit `json:"visits"`  // one per country, the newest last
}

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
			FalsePositives: "Wrongly placed addresses, mobile carriers that exit far away, automation under a person's name.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.Authentication, ocsf.MeetingParticipation, ocsf.TunnelActivity, ocsf.DeviceConfigState, ocsf.WebResourceActivity, ocsf.APIActivity},
		Observe: d.observe,
	}
}

type travel struct{ Settings }

func (d *travel) observe(c *detect.Context, s *state, e *model.Event) {
	if e.Outcome == model.Failure || e.Subject == "" || e.Has(model.Factor) {
		return // a factor is approved on the phone, whose carrier may exit anywhere
	}
	now, ok := d.visit(e)
	if !ok {
		return
	}
	d.journey(c, s, e.Subject, now)
	d.countries(c, s, e.Subject, now)
	s.Last = now
}

// visit is where the event puts the subject, if it can be relied on.
func (d *travel) visit(e *model.Event) (visit, bool) {
	at, ok := detect.PreciseSighting(e)
	if !ok || e.Facts.Corporate {
		return visit{}, false
	}
	n := e.Facts.Network
	if at.Basis != model.ByDevice && at.Basis != model.ByWiFi {
		switch n.Kind {
		case model.VPNNet, model.ProxyNet, model.TorNet, model.RelayNet, model.HostingNet, model.CorporateNet, model.PrivateNet, model.SatelliteNet:
			return visit{}, false
		case model.MobileNet, model.CarrierNATNet:
			at.Place.Radius = math.Max(at.Place.Radius, d.MobileKm)
		}
	}
	ip := strings.Clone(e.Text(model.SrcIP))
	return visit{e.Time, at.Place, ip, at.Basis, strings.Clone(n.Operator), e.Evidence()}, true
}

// journey compares with the last visit.
func (d *travel) journey(c *detect.Context, s *state, subject model.SubjectID, now visit) {
	last := s.Last
	if last.Time.IsZero() || (last.IP != "" && last.IP == now.IP) {
		return
	}
	km := last.Place.ApartKm(now.Place)
	hours := now.Time.Sub(last.Time).Hours()
	if km < d.DistanceKm || (hours > 0 && km/hours <= d.SpeedKmh) {
		return
	}
	s.Journey++
	if !detect.Milestone(s.Journey) {
		return
	}
	f := model.Finding{
		Indicator: "NET-05", Subject: subject, At: now.Time,
		Reason: fmt.Sprintf("%s at %s (%s%s), then %s at %s (%s%s): at least %.0f km in %s%s",
			last.Place, last.Time.Format(detect.Stamp), last.Basis, via(last), now.Place, now.Time.Format(detect.Stamp), now.Basis, via(now),
			km, span(now.Time.Sub(last.Time)), times(s.Journey)),
	}
	f.Cite(last.Cite, now.Cite)
	c.Find(f)
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
	return d.Round(time.Minute).String()
}

func times(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf("; %d such journeys so far", n)
}

// countries counts the countries of the last day.
func (d *travel) countries(c *detect.Context, s *state, subject model.SubjectID, now visit) {
	if now.Place.Country == "" {
		return
	}
	s.Visits = slices.DeleteFunc(s.Visits, func(v visit) bool {
		return v.Place.Country == now.Place.Country || now.Time.Sub(v.Time) > d.CountriesIn
	})
	s.Visits = append(s.Visits, now)
	if len(s.Visits) < d.Countries {
		return
	}
	names := make([]string, 0, len(s.Visits))
	f := model.Finding{Indicator: "NET-12", Subject: subject, At: now.Time, About: now.Time.Format("2006-01")}
	for _, v := range s.Visits {
		names = append(names, v.Place.String())
		f.Cite(v.Cite)
	}
	f.Reason = fmt.Sprintf("active from %d countries within %s: %s", len(s.Visits), d.CountriesIn, strings.Join(names, "; "))
	c.Find(f)
}
