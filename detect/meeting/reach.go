package meeting

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// ReachSettings tune the detector of round trips.
type ReachSettings struct {
	WindowDays int     `yaml:"window_days" unit:"days" doc:"Days of which the quickest round trip of each is kept."`
	LeastDays  int     `yaml:"least_days" unit:"days" doc:"Days with a round trip before they are judged; the quickest of all is left out, because a clock may be wrong once."`
	MarginKm   float64 `yaml:"margin_km" unit:"km" doc:"How far a site may be from where its name says, and an address from where a feed puts it."`
	NearKm     float64 `yaml:"near_km" unit:"km" doc:"A bound of at most this says that somebody is not far away (CTR-03)."`
	SlowMs     float64 `yaml:"slow_ms" unit:"ms" doc:"No round trip under this, and none near what the distance takes, in all the days is too slow for a line that is merely bad (NET-27)."`
}

// ReachDefaults are settings that fit most companies.
func ReachDefaults() ReachSettings {
	return ReachSettings{WindowDays: 21, LeastDays: 5, MarginKm: 300, NearKm: 800, SlowMs: 200}
}

// lines are the round trips of a person, by site.
type lines struct {
	Sites []site `json:"sites,omitempty"` // the newest last
}

// site is a place with a known position to which round trips were measured.
type site struct {
	Name string  `json:"name"`
	Days []quick `json:"days,omitempty"` // the newest last
	// What was told of it.
	TooQuick bool `json:"too_quick,omitempty"`
	TooSlow  bool `json:"too_slow,omitempty"`
	Near     bool `json:"near,omitempty"`
	Address  bool `json:"address,omitempty"`
}

// quick is the quickest round trip of a day, in tenths of a millisecond, and how far from the
// site a feed put the address it was measured with, in km; -1 where none did.
type quick struct {
	Day  int            `json:"d"`
	Ms10 int            `json:"t"`
	Feed int            `json:"f"`
	Cite model.Evidence `json:"c"`
}

// mostSites bounds the sites kept of one person.
const mostSites = 3

// kmPerMs is how far light in glass gets there and back in a millisecond.
const kmPerMs = 100

// NewReach makes the detector that holds round trips to places that are known, of calls and of
// VPN gateways, against the claimed place and against where a feed puts the address.
//
// A round trip bounds how far away somebody is, from above: light in glass takes 1 ms for 100
// km there and back. A small one to a known site says that they are not far from it: it speaks
// for them when their home is within the bound (CTR-03), against where a feed puts the
// address when that is not (CTR-04), and against the claimed place when that is not
// (NET-27). A large one says little, because lines wait, and only when no day has a quick
// one is it told (NET-27). Somebody behind a VPN, on a carrier's gateway, on a satellite's or on
// a journey is not judged. It says nothing of who works on the laptop.
func NewReach(s ReachSettings) detect.Detector {
	d := &reach{s}
	return &detect.Keyed[lines]{
		Declaration: plugin.Declaration{
			Name: "round-trips", Kind: plugin.Detector, Version: 1,
			Summary:        "How far somebody can be by the round trips to known sites, against where they say they are.",
			Needs:          []string{"call records with latency and data centre, or VPN sessions with latency and gateway", "declared addresses"},
			Indicators:     []string{"NET-27", "CTR-03", "CTR-04"},
			FalsePositives: "Gateways named after another place, clocks that are wrong, bad lines, relays that answer for the far end.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.MeetingParticipation, ocsf.TunnelActivity},
		Observe: d.observe,
	}
}

type reach struct{ ReachSettings }

func (d *reach) observe(c *detect.Context, s *lines, e *model.Event) {
	claims := c.Claims(e.Subject)
	ms, ok := e.Number(model.Latency)
	if claims == nil || !ok || ms <= 0.5 || ms > 10_000 || detect.Hidden(e) || detect.Roaming(e) {
		return
	}
	label := cmp.Or(e.Text(model.DataCentre), e.Text(model.TunnelGateway))
	at, known := centreOf(label)
	if _, away := claims.Travelling(e.Time); away || !known {
		return
	}
	x := s.site(label)
	if !d.note(x, e, ms, at) || len(x.Days) < d.LeastDays {
		return
	}
	d.judge(c, x, claims, e, at)
}

func (s *lines) site(label string) *site {
	i := slices.IndexFunc(s.Sites, func(x site) bool { return x.Name == label })
	if i < 0 {
		s.Sites = detect.Newest(s.Sites, site{Name: strings.Clone(label)}, mostSites)
		i = len(s.Sites) - 1
	}
	return &s.Sites[i]
}

// note keeps the quickest round trip of a day, and tells whether a day is over.
func (d *reach) note(x *site, e *model.Event, ms float64, at model.Place) bool {
	today := int(e.Time.Unix() / (24 * 60 * 60))
	q := quick{Day: today, Ms10: int(math.Ceil(ms * 10)), Feed: -1, Cite: e.Evidence()}
	for _, seen := range e.Facts.Sightings {
		if (seen.Basis == model.ByNetwork || seen.Basis == model.BySource) && seen.Place.Known && seen.Place.Radius <= detect.PreciseKm {
			q.Feed = int(max(0, seen.Place.DistanceKm(at)-seen.Place.Radius))
			break
		}
	}
	if n := len(x.Days); n > 0 && x.Days[n-1].Day == today {
		if last := &x.Days[n-1]; q.Ms10 < last.Ms10 {
			*last = q
		}
		return false
	}
	x.Days = slices.DeleteFunc(x.Days, func(o quick) bool { return today-o.Day > d.WindowDays })
	x.Days = append(x.Days, q)
	return true
}

// judge holds the days against the claims. The day that has just begun counts with what it
// showed first.
func (d *reach) judge(c *detect.Context, x *site, claims *model.Claims, e *model.Event, at model.Place) {
	sorted := slices.SortedFunc(slices.Values(x.Days), func(a, b quick) int { return cmp.Or(cmp.Compare(a.Ms10, b.Ms10), cmp.Compare(a.Day, b.Day)) })
	least := sorted[1] // the second quickest: one day's clock may be wrong
	ms := float64(least.Ms10) / 10
	bound := ms*kmPerMs + d.MarginKm
	near, far := math.Inf(1), 0.0
	for _, p := range []model.Place{claims.Home, claims.Work} {
		if p.Known {
			km := p.DistanceKm(at)
			near, far = min(near, max(0, km-p.Radius)), max(far, km+p.Radius)
		}
	}
	if math.IsInf(near, 1) {
		return
	}
	days := detect.Count(len(x.Days), "day")
	switch {
	case near > bound && !x.TooQuick:
		x.TooQuick = true
		d.find(c, e, "NET-27", x.Name, fmt.Sprintf("on %s round trips to %s took as little as %.1f ms, so they were within %.0f km of it; the claimed place is %.0f km away", days, x.Name, ms, bound, near), least.Cite)
	case near <= bound && bound <= d.NearKm && !x.Near:
		x.Near = true
		d.find(c, e, "CTR-03", x.Name, fmt.Sprintf("on %s round trips to %s took as little as %.1f ms, so they were within %.0f km of it, where the claimed place is", days, x.Name, ms, bound), least.Cite)
	case float64(sorted[0].Ms10)/10 > max(d.SlowMs, 80+3*far/kmPerMs) && len(x.Days) >= 2*d.LeastDays && !x.TooSlow:
		x.TooSlow = true
		d.find(c, e, "NET-27", x.Name, fmt.Sprintf("on %s no round trip to %s took less than %.0f ms, %.0f km from the claimed place: it may go a long way round", days, x.Name, float64(sorted[0].Ms10)/10, near), sorted[0].Cite)
	}
	if least.Feed >= 0 && float64(least.Feed) > bound && near <= bound && !x.Address {
		x.Address = true
		d.find(c, e, "CTR-04", x.Name, fmt.Sprintf("a feed puts the address %d km from %s, but a round trip of %.1f ms cannot come from there", least.Feed, x.Name, ms), least.Cite)
	}
}

func (d *reach) find(c *detect.Context, e *model.Event, id model.IndicatorID, about, reason string, more model.Evidence) {
	c.Report(e, model.Finding{Indicator: id, Subject: e.Subject, About: about, Reason: reason}, more)
}
