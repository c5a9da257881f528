// Package overlap finds what one person cannot do at a time: sit in two calls (BEH-28), work
// at two computers in two networks (BEH-29), at the issued laptop and at another
// computer (EDR-32), act at the even intervals of a machine (BEH-30).
//
// Once is nothing; each is told after several days of it. False positives: calls left open
// while the next begins (of which minutes, and whole days, do not count), a private computer
// on a telephone's line beside the issued one, pages that load themselves again.
package overlap

import (
	"cmp"
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
	CallMinutes float64 `yaml:"call_minutes" unit:"min" doc:"How long two calls must run side by side (BEH-28)."`
	CallDays    int     `yaml:"call_days" unit:"days" doc:"On so many days before it is reported."`
	HostMinutes float64 `yaml:"host_minutes" unit:"min" doc:"Within how long two computers in two networks must be used there and back again (BEH-29)."`
	HostDays    int     `yaml:"host_days" unit:"days" doc:"On so many days before it is reported."`
	EvenEvents  int     `yaml:"even_events" doc:"So many actions in a row at one interval are a machine's (BEH-30)."`
	EvenDays    int     `yaml:"even_days" unit:"days" doc:"On so many days before it is reported."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{CallMinutes: 20, CallDays: 4, HostMinutes: 10, HostDays: 3, EvenEvents: 40, EvenDays: 3}
}

// state is what is kept per subject.
type state struct {
	Calls []call      `json:"calls,omitempty"` // the newest last
	Clash detect.Days `json:"clash,omitzero"`
	Turns []turn      `json:"turns,omitempty"` // computers in use, the newest last
	Both  detect.Days `json:"both,omitzero"`
	Even  even        `json:"even,omitzero"`
	Own   beside      `json:"own,omitzero"`
}

// beside is the issued laptop in use, and another computer since.
type beside struct {
	Last  time.Time   `json:"last,omitzero"` // use of the laptop
	Other string      `json:"other,omitempty"`
	Days  detect.Days `json:"days,omitzero"`
}

// call is a call that somebody was in.
type call struct {
	ID   string         `json:"id"`
	To   time.Time      `json:"to"`
	Cite model.Evidence `json:"cite"`
}

// turn is when a computer was used last, and from which network.
type turn struct {
	By      string    `json:"by"` // which system knows it, and by what
	Host    string    `json:"host"`
	Network string    `json:"network"`
	Last    time.Time `json:"last"`
}

// even is a run of actions with one interval, in seconds.
type even struct {
	Last int64       `json:"last,omitempty"`
	Gap  int64       `json:"gap,omitempty"`
	Run  int         `json:"run,omitempty"`
	Days detect.Days `json:"days,omitzero"`
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &overlap{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "overlap", Kind: plugin.Detector, Version: 1,
			Summary:        "Two calls at once, two computers at once, actions at the even intervals of a machine.",
			Needs:          []string{"call records with their length, or sign-in and browser records with devices"},
			Indicators:     []string{"BEH-28", "BEH-29", "BEH-30", "EDR-32"},
			FalsePositives: "Calls left open day after day, a private computer on another line beside the issued one, pages that load themselves again.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.Authentication, ocsf.MeetingParticipation, ocsf.WebResourceActivity, ocsf.APIActivity},
		Observe: d.observe,
	}
}

type overlap struct{ Settings }

func (d *overlap) observe(c *detect.Context, s *state, e *model.Event) {
	if e.Outcome == model.Failure || detect.Background(e) || !detect.ByHand(e) {
		return
	}
	if e.Class == ocsf.MeetingParticipation {
		d.calls(c, s, e)
		return
	}
	d.hosts(c, s, e)
	d.second(c, s, e)
	d.clockwork(c, s, e)
}

// longest is for how long somebody sits in a call; what is longer was left open.
const longest = 4 * time.Hour

// calls reports BEH-28: two calls ran side by side, day after day.
func (d *overlap) calls(c *detect.Context, s *state, e *model.Event) {
	id, to := e.Text(model.MeetingUID), e.When(model.EndTime)
	if seconds, ok := e.Number(model.Seconds); ok && to.IsZero() {
		to = e.Time.Add(time.Duration(seconds * float64(time.Second)))
	}
	if length := to.Sub(e.Time); id == "" || length <= 0 || length > longest {
		return
	}
	s.Calls = slices.DeleteFunc(s.Calls, func(o call) bool { return !o.To.After(e.Time) })
	for _, o := range s.Calls {
		both := min(o.To.Sub(e.Time), to.Sub(e.Time))
		if o.ID == id || both.Minutes() < d.CallMinutes || !s.Clash.Add(e.Time) || !detect.Reached(s.Clash.Count, d.CallDays) {
			continue
		}
		f := model.Finding{
			Indicator: "BEH-28", Subject: e.Subject,
			Reason: fmt.Sprintf("in two calls at once %s, last for %.0f minutes", s.Clash, both.Minutes()),
		}
		f.Cite(o.Cite)
		c.Report(e, f)
	}
	const most = 3
	s.Calls = detect.Newest(s.Calls, call{strings.Clone(id), to, e.Evidence()}, most)
}

// hosts reports BEH-29: one computer, another in another network, and the first again, within
// minutes. Who was issued two computers is left out, and so are networks that hide a place,
// the company's own, and those of carriers, through which a computer falls back.
func (d *overlap) hosts(c *detect.Context, s *state, e *model.Event) {
	by, host := computer(e)
	network := e.Facts.Network.Operator
	claims := c.Claims(e.Subject)
	if host == "" || network == "" || claims == nil || len(claims.Devices) > 1 || !detect.Desktop(detect.System(e)) || e.Facts.Corporate ||
		detect.Hidden(e) || detect.Roaming(e) || c.Approved(network) {
		return
	}
	n := len(s.Turns)
	if n > 0 && s.Turns[n-1].Host == host && s.Turns[n-1].By == by {
		s.Turns[n-1].Last, s.Turns[n-1].Network = e.Time, strings.Clone(network)
		return
	}
	s.Turns = detect.Newest(s.Turns, turn{by, strings.Clone(host), strings.Clone(network), e.Time}, 3)
	if len(s.Turns) < 3 {
		return
	}
	first, other := s.Turns[0], s.Turns[1]
	if first.By != by || other.By != by || first.Host != host || first.Network != network || other.Network == network || e.Time.Sub(first.Last).Minutes() > d.HostMinutes ||
		!s.Both.Add(e.Time) || !detect.Reached(s.Both.Count, d.HostDays) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "BEH-29", Subject: e.Subject,
		Reason: fmt.Sprintf("two computers in two networks (%s, %s) are used in turns within %.0f minutes %s",
			min(network, other.Network), max(network, other.Network), d.HostMinutes, s.Both),
	})
}

// second reports EDR-32: the issued laptop, a computer that is not the company's, and the
// laptop again, within minutes. A telephone is no computer.
func (d *overlap) second(c *detect.Context, s *state, e *model.Event) {
	b := &s.Own
	if e.Owner == e.Subject {
		soon := e.Time.Sub(b.Last).Minutes() <= d.HostMinutes
		other := b.Other
		b.Last, b.Other = e.Time, ""
		if other != "" && soon && b.Days.Add(e.Time) && detect.Reached(b.Days.Count, d.HostDays) {
			c.Report(e, model.Finding{
				Indicator: "EDR-32", Subject: e.Subject,
				Reason: fmt.Sprintf("the issued laptop and another computer (%s), which is not the company's, were used in turns within %.0f minutes %s",
					other, d.HostMinutes, b.Days),
			})
		}
		return
	}
	_, host := computer(e)
	if e.Owner != "" || b.Last.IsZero() || host == "" || !detect.Desktop(detect.System(e)) {
		return
	}
	managed, told := e.Flag(model.DeviceManaged)
	named := cmp.Or(e.Text(model.DeviceHostname), e.Text(model.DeviceName)) != "" && c.Company().HostnamePattern != ""
	if told && !managed || !told && named && !c.Corporate(e) {
		b.Other = strings.Clone(host)
	}
}

// computer names the computer of an event. Systems have names of their own for the same one,
// so only names of one kind from one system tell two computers apart.
func computer(e *model.Event) (by, host string) {
	for _, f := range [...]model.Field{model.DeviceUID, model.DeviceSerial, model.DeviceHostname} {
		if host = e.Text(f); host != "" {
			return e.Format + " " + f.String(), host
		}
	}
	return "", ""
}

// Bounds of an interval in seconds: what comes sooner belongs to the action before, what
// comes later is no run. People are never even to slack seconds.
const (
	sooner = 20
	later  = 1800
	slack  = 2
)

// clockwork reports BEH-30: many actions in a row with the same time between them.
func (d *overlap) clockwork(c *detect.Context, s *state, e *model.Event) {
	v, t := &s.Even, e.Time.Unix()
	gap := t - v.Last
	if v.Last != 0 && gap < sooner {
		return
	}
	v.Last = t
	if off := gap - v.Gap; off < -slack || off > slack {
		v.Gap, v.Run = gap, 1
		if gap > later {
			v.Gap, v.Run = 0, 0
		}
		return
	}
	v.Run++
	if v.Run < d.EvenEvents || !v.Days.Add(e.Time) || !detect.Reached(v.Days.Count, d.EvenDays) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "BEH-30", Subject: e.Subject,
		Reason: fmt.Sprintf("%d actions in a row with %d seconds between them, to %d, and the like %s", v.Run, v.Gap, slack, v.Days),
	})
}
