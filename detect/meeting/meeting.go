// Package meeting reads what video-call services log about those who took part: virtual
// cameras and voice changers (INT-06, INT-07), hidden or far addresses (INT-08, INT-09),
// virtual machines (INT-12), a name that is not theirs (INT-13), calls that last the whole
// day (EDR-09), somebody joining under another person's account (BEH-07).
//
// Calls are counted, not records: coming and going is one call. False positives: streamers,
// phone cameras and noise filters (which weigh nothing here), a spouse's account, on-call
// bridges.
package meeting

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
	LongHours float64 `yaml:"long_hours" unit:"h" doc:"A screen shared for longer than this is remote control, not a meeting (EDR-09)."`
	LongCalls int     `yaml:"long_calls" doc:"So many long calls are reported."`
	FarKm     float64 `yaml:"far_km" unit:"km" doc:"Calls from farther away than this from every declared place are counted (INT-08)."`
	FarCalls  int     `yaml:"far_calls" doc:"Days with far or hidden calls that are reported."`
	SlowMs    float64 `yaml:"slow_ms" unit:"ms" doc:"Round trips over this, and far over what the distance to the data centre takes, are too slow for the claimed place (INT-09)."`
	SlowCalls int     `yaml:"slow_calls" doc:"So many calls in a row must be too slow, or too quick, for the claimed place; a bad line has good moments, distance has none."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{LongHours: 8, LongCalls: 2, FarKm: 500, FarCalls: 2, SlowMs: 200, SlowCalls: 4}
}

// state is what is kept per subject.
type state struct {
	Tools   []tally     `json:"tools,omitempty"` // INT-06, INT-07 and INT-12, by device
	Names   []tally     `json:"names,omitempty"` // INT-13
	Others  detect.Set  `json:"others,omitempty"`
	Far     detect.Days `json:"far,omitzero"`
	Hidden  detect.Days `json:"hidden,omitzero"`
	Long    tally       `json:"long,omitzero"`
	Trips   trips       `json:"trips,omitzero"`
	Strange int         `json:"strange,omitempty"` // calls under names that are not theirs
}

// most bounds the devices and names kept of one subject.
const most = 16

// tally counts the calls in which something showed.
type tally struct {
	What  string    `json:"what,omitempty"`
	Calls int       `json:"calls"`
	Last  string    `json:"last,omitempty"` // call
	At    time.Time `json:"at,omitzero"`
}

// add counts a call and tells whether it is a new one: a meeting's records, or those of
// half a day where the meeting has no id.
func (t *tally) add(e *model.Event) bool {
	call := e.Text(model.MeetingUID)
	if t.Calls > 0 && call == t.Last && e.Time.Sub(t.At) < 12*time.Hour {
		return false
	}
	t.Last, t.At = strings.Clone(call), e.Time
	t.Calls++
	return true
}

// count counts a call for a thing in a list, which is kept bounded; nil when it is none.
func count(list *[]tally, what string, e *model.Event) *tally {
	i := slices.IndexFunc(*list, func(t tally) bool { return t.What == what })
	if i < 0 {
		if len(*list) >= most {
			return nil
		}
		i = len(*list)
		*list = append(*list, tally{What: strings.Clone(what)})
	}
	if !(*list)[i].add(e) {
		return nil
	}
	return &(*list)[i]
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
	if claims == nil || e.Outcome == model.Failure {
		return
	}
	d.devices(c, s, e)
	d.machine(c, s, e)
	d.address(c, s, claims, e)
	d.names(c, s, e)
	d.long(c, s, e)
}

func (d *meeting) find(c *detect.Context, e *model.Event, id model.IndicatorID, about, reason string) {
	c.Report(e, model.Finding{Indicator: id, Subject: e.Subject, About: about, Reason: reason})
}

// devices reports INT-06 and INT-07.
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
		if n := count(&s.Tools, string(id)+" "+t.ID, e); n != nil && detect.Milestone(n.Calls) {
			d.find(c, e, id, t.ID, fmt.Sprintf("took part in %s through %s, %s (%q)", detect.Count(n.Calls, "call"), t.Name, what, t.Value))
		}
	}
}

// machine reports INT-12: the machine is a virtual one by what it says of itself, or bears
// the name that clouds and servers give. Company machines may be virtual desktops, and
// the network card of a hypervisor also stands in the laptop of a developer who has one.
func (d *meeting) machine(c *detect.Context, s *state, e *model.Event) {
	if c.Corporate(e) {
		return
	}
	about, reason := "", ""
	for _, m := range e.Facts.Hardware {
		if m.Kind == model.VirtualMachine && m.Exact {
			about, reason = m.ID, fmt.Sprintf("a virtual machine: %s (%s is %q)", m.Name, m.Field, m.Value)
			break
		}
	}
	if pc := e.Text(model.DeviceHostname); about == "" && hosted(pc) {
		about, reason = "name", fmt.Sprintf("a machine with a name that servers and cloud desktops are given: %q", pc)
	}
	if about == "" {
		return
	}
	if n := count(&s.Tools, "INT-12 "+about, e); n != nil && detect.Milestone(n.Calls) {
		d.find(c, e, "INT-12", about, fmt.Sprintf("took part in %s from %s", detect.Count(n.Calls, "call"), reason))
	}
}

// hosted tells whether a PC name is one that Windows Server, Amazon, Azure or Google give to
// machines in a data centre, unless somebody chooses another.
func hosted(pc string) bool {
	name := strings.ToUpper(pc)
	rest := func(prefix string) (string, bool) { return strings.CutPrefix(name, prefix) }
	if r, ok := rest("WIN-"); ok {
		return len(r) == 11 && plain(r)
	}
	if r, ok := rest("EC2AMAZ-"); ok {
		return len(r) == 7 && plain(r)
	}
	if r, ok := rest("WSAMZN-"); ok {
		return len(r) == 8 && plain(r)
	}
	if r, ok := rest("IP-"); ok {
		return len(strings.Split(strings.SplitN(r, ".", 2)[0], "-")) == 4 && strings.Trim(strings.SplitN(r, ".", 2)[0], "0123456789-") == ""
	}
	return false
}

func plain(s string) bool {
	return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// address reports INT-08: calls from hidden addresses, or from far away.
func (d *meeting) address(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	n := e.Facts.Network
	if e.Facts.Corporate || c.Approved(n.Operator) {
		return
	}
	if n.Kind.Anonymising() || n.Kind == model.HostingNet {
		if s.Hidden.Add(e.Time) && detect.Reached(s.Hidden.Count, d.FarCalls) {
			d.find(c, e, "INT-08", "hidden", fmt.Sprintf("calls from hidden addresses %s, last through %s (%s)", s.Hidden, cmp.Or(n.Operator, "an unnamed operator"), n.Kind))
		}
		return
	}
	d.roundTrip(c, s, claims, e)
	at, ok := detect.Credible(e)
	if _, away := claims.Travelling(e.Time); !ok || away {
		return
	}
	km, _, known := c.Elsewhere(claims, e.Time, at.Place)
	if !known || km < d.FarKm || !s.Far.Add(e.Time) || !detect.Reached(s.Far.Count, d.FarCalls) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "INT-08", Subject: e.Subject, About: "far", Cause: "place",
		Reason: fmt.Sprintf("calls from far away %s, last from %s, %.0f km from the nearest declared place", s.Far, at.Place, km),
	})
}

// names reports INT-13, a display name without any part of the person's own, and BEH-07,
// a name or address that is another worker's.
func (d *meeting) names(c *detect.Context, s *state, e *model.Event) {
	if e.Target != "" && e.Target != e.Subject && !c.Household(e.Subject, e.Target) && s.Others.First(string(e.Target), most) {
		d.find(c, e, "BEH-07", string(e.Target), fmt.Sprintf("joined a call as %s, another worker", e.Target))
	}
	shown := cmp.Or(e.Text(model.ActorFullName), e.Text(model.UserFullName))
	if !personal(shown) {
		return
	}
	if same, known := c.SameName(e.Subject, shown); !known || same {
		return
	}
	if n := count(&s.Names, shown, e); n == nil {
		return
	}
	s.Strange++
	if s.Strange < 2 || !detect.Milestone(s.Strange) {
		return
	}
	d.find(c, e, "INT-13", "", fmt.Sprintf("joined %s under a name that has nothing of their own, last %q", detect.Count(s.Strange, "call"), shown))
}

// personal tells whether a display name is a person's full name: two words at least, since
// one may be a nickname, and not a thing's: "iPhone", "Conference Room 2", a number.
func personal(shown string) bool {
	words := strings.FieldsFunc(strings.ToLower(shown), func(r rune) bool {
		return r == ' ' || r == '.' || r == ',' || r == '-' || r == '_' || r == '(' || r == ')'
	})
	long := 0
	for _, w := range words {
		switch w {
		case "iphone", "ipad", "android", "galaxy", "pixel", "laptop", "macbook", "phone", "guest", "zoom", "user", "call", "host", "notetaker", "bot", "ai",
			"room", "conference", "meeting", "team", "office", "desk", "support", "helpdesk", "recorder", "panel":
			return false
		}
		if len([]rune(w)) >= 2 && strings.Trim(w, "0123456789+*@'’") != "" {
			long++
		}
	}
	return long >= 2
}

// long reports EDR-09.
func (d *meeting) long(c *detect.Context, s *state, e *model.Event) {
	seconds, ok := e.Number(model.Seconds)
	if end := e.When(model.EndTime); !ok && !end.IsZero() {
		seconds = end.Sub(e.Time).Seconds()
	}
	shared, known := e.Flag(model.ScreenShared)
	if seconds < d.LongHours*3600 || seconds > 7*24*3600 || (known && !shared) || !s.Long.add(e) || !detect.Reached(s.Long.Calls, d.LongCalls) {
		return
	}
	what := "calls"
	if shared {
		what = "calls with the screen shared"
	}
	d.find(c, e, "EDR-09", "", fmt.Sprintf("%d %s of more than %.0f h, last of %s", s.Long.Calls, what, d.LongHours,
		strings.TrimSuffix(time.Duration(seconds*float64(time.Second)).Round(time.Minute).String(), "0s")))
}
