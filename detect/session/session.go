// Package session looks at how sessions are held: one session on two systems (NET-11), a
// push approved far from the sign-in (NET-14), a rush through all applications (NET-15),
// systems that alternate by the hour (NET-19), an unmanaged computer while the issued one
// is idle (NET-10).
//
// False positives: SASE gateways that flap between exits, people with a private computer
// where policy allows it, phones (which are left out), a curious first day.
package session

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
	Applications   int `yaml:"applications" doc:"Different applications opened within a minute that are a rush (NET-15)."`
	UnmanagedDays  int `yaml:"unmanaged_days" unit:"days" doc:"Days with an unmanaged computer before it is reported (NET-10)."`
	AlternatingDay int `yaml:"alternating_days" unit:"days" doc:"Days on which systems alternate within two hours before it is reported (NET-19)."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings { return Settings{Applications: 10, UnmanagedDays: 3, AlternatingDay: 3} }

// state is what is kept per subject.
type state struct {
	Sessions    []open      `json:"sessions,omitempty"` // the newest last
	Replays     int         `json:"replays"`
	Apps        []opened    `json:"apps,omitempty"`
	Unmanaged   detect.Days `json:"unmanaged"`
	Systems     []opened    `json:"systems,omitempty"` // when each system was last used
	Alternating detect.Days `json:"alternating"`
	SignIn      signIn      `json:"sign_in"`
	Push        detect.Days `json:"push"`
}

// open is a session and what it was first seen with.
type open struct {
	ID       string         `json:"id"`
	System   string         `json:"system"`
	Device   string         `json:"device"`
	Operator string         `json:"operator"`
	Started  time.Time      `json:"started"`
	Cite     model.Evidence `json:"cite"`
	Told     bool           `json:"told"`
}

// opened is a name and when it was last seen.
type opened struct {
	Name string    `json:"name"`
	Last time.Time `json:"last"`
}

type signIn struct {
	Time  time.Time      `json:"time"`
	Place model.Place    `json:"place"`
	IP    string         `json:"ip"`
	Cite  model.Evidence `json:"cite"`
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &session{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "session", Kind: plugin.Detector, Version: 1,
			Summary:        "One session on two systems, pushes approved elsewhere, alternating systems, unmanaged computers.",
			Needs:          []string{"identity provider sign-ins"},
			Indicators:     []string{"NET-10", "NET-11", "NET-14", "NET-15", "NET-19"},
			FalsePositives: "Flapping SASE exits, allowed private computers, phones on mobile networks, curious newcomers.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.Authentication, ocsf.WebResourceActivity, ocsf.APIActivity, ocsf.AuthorizeSession, ocsf.ApplicationLife},
		Observe: d.observe,
	}
}

type session struct{ Settings }

func (d *session) observe(c *detect.Context, s *state, e *model.Event) {
	if e.Outcome == model.Failure {
		return
	}
	system := System(e)
	d.replay(c, s, e, system)
	d.push(c, s, e)
	d.rush(c, s, e)
	d.alternate(c, s, e, system)
	d.unmanaged(c, s, e, system)
}

// System is the family of the operating system an event came from: "windows", "macos",
// "linux", "chromeos", "ios", "android", or "" when the record does not say.
func System(e *model.Event) string {
	text := strings.ToLower(cmp.Or(e.Text(model.DeviceOS), e.Text(model.UserAgent)))
	for _, family := range [...][2]string{
		{"iphone", "ios"},
		{"ipad", "ios"},
		{"ios", "ios"},
		{"android", "android"},
		{"windows", "windows"},
		{"mac", "macos"},
		{"darwin", "macos"},
		{"os x", "macos"},
		{"cros", "chromeos"},
		{"chrome os", "chromeos"},
		{"linux", "linux"},
		{"ubuntu", "linux"},
	} {
		if strings.Contains(text, family[0]) {
			return family[1]
		}
	}
	return ""
}

func desktop(system string) bool {
	return system == "windows" || system == "macos" || system == "linux"
}

// replay reports NET-11: a session that was begun on one computer goes on upon another, in
// another network. Phones are left out: they approve what was begun on the computer.
func (d *session) replay(c *detect.Context, s *state, e *model.Event, system string) {
	id := e.Text(model.SessionUID)
	if id == "" || id == "unknown" || !desktop(system) || e.Facts.Corporate || e.Has(model.Factor) {
		return
	}
	i := slices.IndexFunc(s.Sessions, func(o open) bool { return o.ID == id })
	if i < 0 {
		if len(s.Sessions) >= 8 {
			s.Sessions = slices.Delete(s.Sessions, 0, 1)
		}
		s.Sessions = append(s.Sessions, open{
			ID: strings.Clone(id), System: system, Device: strings.Clone(e.Text(model.DeviceFingerprint)),
			Operator: strings.Clone(network(e)), Started: e.Time, Cite: e.Evidence(),
		})
		return
	}
	o := &s.Sessions[i]
	elsewhere := network(e) != "" && o.Operator != "" && network(e) != o.Operator
	device := e.Text(model.DeviceFingerprint)
	other := o.System != system || (device != "" && o.Device != "" && device != o.Device)
	if o.Told || !other || !elsewhere {
		return
	}
	o.Told = true
	s.Replays++
	if !detect.Milestone(s.Replays) {
		return
	}
	f := model.Finding{
		Indicator: "NET-11", Subject: e.Subject, At: e.Time,
		Reason: fmt.Sprintf("%d session(s) begun on one computer go on upon another; last: begun %s on %s via %s, %s later on %s via %s",
			s.Replays, o.Started.Format(detect.Stamp), o.System, o.Operator, e.Time.Sub(o.Started).Round(time.Minute), system, network(e)),
	}
	f.Cite(o.Cite, e.Evidence())
	c.Find(f)
}

func network(e *model.Event) string {
	return cmp.Or(e.Facts.Network.Operator, e.Text(model.SrcOrg), e.Text(model.SrcISP))
}

// push reports NET-14: the second factor was approved far from where the sign-in came
// from, within minutes, on three days or more.
func (d *session) push(c *detect.Context, s *state, e *model.Event) {
	at, ok := detect.PreciseSighting(e)
	kind := e.Facts.Network.Kind
	if !ok || e.Facts.Corporate || kind.Anonymising() || kind == model.HostingNet || kind == model.RelayNet || kind == model.MobileNet {
		return // hidden on either side, or a carrier that exits at home while its customer roams
	}
	factor := strings.ToLower(e.Text(model.Factor))
	if !strings.Contains(factor, "push") {
		if e.Class == ocsf.Authentication && e.Activity == ocsf.Logon {
			s.SignIn = signIn{e.Time, at.Place, strings.Clone(e.Text(model.SrcIP)), e.Evidence()}
		}
		return
	}
	in := s.SignIn
	km := in.Place.ApartKm(at.Place)
	if in.Time.IsZero() || e.Time.Sub(in.Time) > 3*time.Minute || km < 800 || in.IP == e.Text(model.SrcIP) {
		return
	}
	if !s.Push.Add(e.Time) || s.Push.Count < 3 || (s.Push.Count != 3 && !detect.Milestone(s.Push.Count)) {
		return
	}
	f := model.Finding{
		Indicator: "NET-14", Subject: e.Subject, At: e.Time,
		Reason: fmt.Sprintf("pushes are approved far from the sign-in %s; last: sign-in at %s, approval at %s, %.0f km apart",
			s.Push, in.Place, at.Place, km),
	}
	f.Cite(in.Cite, e.Evidence())
	c.Find(f)
}

// rush reports NET-15.
func (d *session) rush(c *detect.Context, s *state, e *model.Event) {
	app := cmp.Or(e.Text(model.AppUID), e.Text(model.AppName))
	if app == "" {
		return
	}
	s.Apps = touch(s.Apps, app, e.Time, time.Minute)
	if len(s.Apps) < d.Applications {
		return
	}
	f := model.Finding{
		Indicator: "NET-15", Subject: e.Subject, At: e.Time, About: e.Time.Format(time.DateOnly),
		Reason: fmt.Sprintf("%d applications opened within a minute", len(s.Apps)),
	}
	f.Cite(e.Evidence())
	c.Find(f)
	s.Apps = nil
}

// touch notes a name and forgets those not seen within the window.
func touch(list []opened, name string, now time.Time, window time.Duration) []opened {
	list = slices.DeleteFunc(list, func(o opened) bool { return o.Name == name || now.Sub(o.Last) > window })
	return append(list, opened{strings.Clone(name), now})
}

// alternate reports NET-19: two desktop systems used in turns, day after day.
func (d *session) alternate(c *detect.Context, s *state, e *model.Event, system string) {
	if !desktop(system) {
		return
	}
	s.Systems = touch(s.Systems, system, e.Time, 2*time.Hour)
	if len(s.Systems) < 2 || !s.Alternating.Add(e.Time) || s.Alternating.Count < d.AlternatingDay {
		return
	}
	if s.Alternating.Count != d.AlternatingDay && !detect.Milestone(s.Alternating.Count) {
		return
	}
	f := model.Finding{
		Indicator: "NET-19", Subject: e.Subject, At: e.Time,
		Reason: fmt.Sprintf("%s and %s take turns within two hours %s", s.Systems[0].Name, s.Systems[1].Name, s.Alternating),
	}
	f.Cite(e.Evidence())
	c.Find(f)
}

// unmanaged reports NET-10 for people who were issued a device; phones do not count.
func (d *session) unmanaged(c *detect.Context, s *state, e *model.Event, system string) {
	managed, known := e.Flag(model.DeviceManaged)
	claims := c.Claims(e.Subject)
	if !known || managed || claims == nil || len(claims.Devices) == 0 || !desktop(system) {
		return
	}
	if !s.Unmanaged.Add(e.Time) || s.Unmanaged.Count < d.UnmanagedDays {
		return
	}
	if s.Unmanaged.Count != d.UnmanagedDays && !detect.Milestone(s.Unmanaged.Count) {
		return
	}
	f := model.Finding{
		Indicator: "NET-10", Subject: e.Subject, At: e.Time,
		Reason: fmt.Sprintf("works from an unmanaged %s computer %s although a device was issued", system, s.Unmanaged),
	}
	f.Cite(e.Evidence(), claims.Evidence(model.ClaimDeviceSerial))
	c.Find(f)
}
