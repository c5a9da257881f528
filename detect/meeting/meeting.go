// Package meeting reads what video-call services log about those who took part: virtual
// cameras and voice changers (INT-06, INT-07), hidden or far addresses (INT-08, INT-09),
// virtual machines (INT-12), a name that is not theirs (INT-13), calls that last the whole
// day (EDR-09), somebody joining under another person's account (BEH-07).
//
// False positives: streamers, phone cameras and noise filters (which weigh nothing here),
// a spouse's account, on-call bridges.
package meeting

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Settings tune the detector.
type Settings struct {
	LongHours float64 `yaml:"long_hours" unit:"h" doc:"A screen shared for longer than this is remote control, not a meeting (EDR-09)."`
	LongCalls int     `yaml:"long_calls" doc:"So many long calls are reported."`
	FarKm     float64 `yaml:"far_km" unit:"km" doc:"Calls from farther away than this from every declared place are counted (INT-08)."`
	FarCalls  int     `yaml:"far_calls" doc:"So many far or hidden calls are reported."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings { return Settings{LongHours: 8, LongCalls: 2, FarKm: 500, FarCalls: 2} }

// state is what is kept per subject.
type state struct {
	Told   map[string]int `json:"told,omitempty"`
	Far    detect.Days    `json:"far"`
	Hidden detect.Days    `json:"hidden"`
	Long   int            `json:"long"`
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &meeting{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "meeting", Kind: plugin.Detector, Version: 1,
			Summary:        "Virtual cameras, voice changers, hidden addresses, foreign names and day-long calls in meeting logs.",
			Needs:          []string{"Zoom participant records"},
			Indicators:     []string{"INT-06", "INT-07", "INT-08", "INT-09", "INT-12", "INT-13", "EDR-09", "BEH-07"},
			FalsePositives: "Streamers, people who join from a relative's account, on-call bridges, account regions pinned elsewhere.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.MeetingParticipation},
		Observe: d.observe,
	}
}

type meeting struct{ Settings }

func (d *meeting) observe(c *detect.Context, s *state, e *model.Event) {
	claims := c.Claims(e.Subject)
	if claims == nil {
		return
	}
	d.devices(c, s, e)
	d.address(c, s, claims, e)
	d.names(c, s, e)
	d.long(c, s, e)
}

// first counts an occurrence and tells whether it is a milestone.
func (s *state) first(what string) bool {
	if s.Told == nil {
		s.Told = map[string]int{}
	}
	if _, known := s.Told[what]; !known {
		if len(s.Told) >= 32 {
			return false
		}
		what = strings.Clone(what)
	}
	s.Told[what]++
	return detect.Milestone(s.Told[what])
}

func (d *meeting) find(c *detect.Context, e *model.Event, id model.IndicatorID, about, reason string) {
	f := model.Finding{Indicator: id, Subject: e.Subject, At: e.Time, About: about, Reason: reason}
	f.Cite(e.Evidence())
	c.Find(f)
}

// devices reports INT-06, INT-07 and INT-12.
func (d *meeting) devices(c *detect.Context, s *state, e *model.Event) {
	for _, t := range e.Facts.Tools {
		var id model.IndicatorID
		what := ""
		switch t.Kind {
		case model.VirtualCamera, model.FaceSwap:
			id, what = "INT-06", "a virtual camera"
		case model.VirtualAudio, model.VoiceChanger:
			id, what = "INT-07", "a virtual sound device"
		default:
			continue
		}
		if s.first(string(id) + t.ID) {
			d.find(c, e, id, t.ID, fmt.Sprintf("took part in %d call(s) through %s, %s (%q)", s.Told[string(id)+t.ID], t.Name, what, t.Value))
		}
	}
	for _, m := range e.Facts.Hardware {
		if m.Kind == model.VirtualMachine && s.first("INT-12"+m.ID) {
			d.find(c, e, "INT-12", m.ID, fmt.Sprintf("took part in a call from a virtual machine: %s (%s is %q)", m.Name, m.Field, m.Value))
		}
	}
}

// address reports INT-08 (hidden or far) and INT-09 (another continent's data centre and
// a latency to match).
func (d *meeting) address(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	if e.Facts.Corporate {
		return
	}
	n := e.Facts.Network
	if n.Kind.Anonymising() || n.Kind == model.HostingNet {
		if s.Hidden.Add(e.Time) && s.Hidden.Count >= d.FarCalls && (s.Hidden.Count == d.FarCalls || detect.Milestone(s.Hidden.Count)) {
			d.find(c, e, "INT-08", "hidden", fmt.Sprintf("calls through %s (%s) %s", cmp.Or(n.Operator, "an unnamed operator"), n.Kind, s.Hidden))
		}
		return
	}
	if ms, ok := e.Number(model.Latency); ok && ms > 300 && claims.Work.Known && s.first("INT-09") && s.Told["INT-09"] >= 4 {
		d.find(c, e, "INT-09", "", fmt.Sprintf("%d calls with round trips over 300 ms, last %.0f ms to %s", s.Told["INT-09"], ms, e.Text(model.DataCentre)))
	}
	at, ok := detect.PreciseSighting(e)
	if _, away := claims.Travelling(e.Time); !ok || away || n.Kind == model.RelayNet || n.Kind == model.MobileNet {
		return
	}
	km, known := nearest(claims, at.Place)
	if !known || km < d.FarKm || !s.Far.Add(e.Time) || s.Far.Count < d.FarCalls {
		return
	}
	if s.Far.Count == d.FarCalls || detect.Milestone(s.Far.Count) {
		f := model.Finding{
			Indicator: "INT-08", Subject: e.Subject, At: e.Time, About: "far", Cause: "place",
			Reason: fmt.Sprintf("calls from %s %s, %.0f km from the nearest declared place", at.Place, s.Far, km),
		}
		f.Cite(e.Evidence())
		c.Find(f)
	}
}

// nearest is the distance to the nearer of home and work.
func nearest(claims *model.Claims, p model.Place) (km float64, known bool) {
	for _, own := range []model.Place{claims.Home, claims.Work} {
		if !own.Known {
			continue
		}
		if d := own.ApartKm(p); !known || d < km {
			km, known = d, true
		}
	}
	return km, known
}

// names reports INT-13, a display name without any part of the person's own, and BEH-07,
// a name or address that is another worker's.
func (d *meeting) names(c *detect.Context, s *state, e *model.Event) {
	if e.Target != "" && e.Target != e.Subject && s.first("BEH-07 "+string(e.Target)) {
		d.find(c, e, "BEH-07", string(e.Target), fmt.Sprintf("joined a call as %s, another worker", e.Target))
	}
	shown := e.Text(model.ActorFullName)
	if shown == "" {
		shown = e.Text(model.UserFullName)
	}
	if shown == "" || device(shown) {
		return
	}
	if same, known := c.SameName(e.Subject, shown); known && !same && s.first("INT-13 "+shown) && s.Told["INT-13 "+shown] >= 2 {
		d.find(c, e, "INT-13", shown, fmt.Sprintf("joined %d calls under a name that has nothing of their own: %q", s.Told["INT-13 "+shown], shown))
	}
}

// device tells whether a display name is a thing's: "iPhone", "Conference Room 2", a number.
func device(shown string) bool {
	lower := strings.ToLower(shown)
	for _, word := range []string{"iphone", "ipad", "room", "android", "galaxy", "laptop", "guest", "zoom user", "call-in"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return strings.Trim(shown, "0123456789+*-() ") == ""
}

// long reports EDR-09.
func (d *meeting) long(c *detect.Context, s *state, e *model.Event) {
	seconds, ok := e.Number(model.Seconds)
	if !ok {
		if end := e.When(model.EndTime); !end.IsZero() {
			seconds = end.Sub(e.Time).Seconds()
		}
	}
	if shared, known := e.Flag(model.ScreenShared); seconds < d.LongHours*3600 || (known && !shared) {
		return
	}
	s.Long++
	if s.Long < d.LongCalls || (s.Long != d.LongCalls && !detect.Milestone(s.Long)) {
		return
	}
	d.find(c, e, "EDR-09", "", fmt.Sprintf("%d calls of more than %.0f h, last of %s", s.Long, d.LongHours,
		time.Duration(seconds*float64(time.Second)).Round(time.Minute)))
}
