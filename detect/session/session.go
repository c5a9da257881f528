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
	Replays     int         `json:"replays,omitempty"`
	Apps        []opened    `json:"apps,omitempty"`
	Rushes      detect.Days `json:"rushes,omitzero"`
	Issued      detect.Set  `json:"issued,omitempty"` // systems of the issued devices
	Laptop      model.Place `json:"laptop,omitzero"`  // where the issued one last located itself
	LaptopAt    time.Time   `json:"laptop_at,omitzero"`
	Unmanaged   detect.Days `json:"unmanaged,omitzero"`
	Turns       []opened    `json:"turns,omitempty"` // the last systems, each with its last use
	Alternating detect.Days `json:"alternating,omitzero"`
	SignIn      moment      `json:"sign_in,omitzero"`
	Approval    moment      `json:"approval,omitzero"`
	Push        detect.Days `json:"push,omitzero"`
}

// mostSessions bounds the sessions kept of one subject, mostIssued the systems.
const (
	mostSessions = 4
	mostIssued   = 4
)

// open is a session and what it was first seen with.
type open struct {
	ID       string         `json:"id"`
	System   string         `json:"system"`
	Device   string         `json:"device,omitempty"`
	Operator string         `json:"operator,omitempty"`
	Started  time.Time      `json:"started"`
	Cite     model.Evidence `json:"cite"`
	Told     bool           `json:"told,omitempty"`
}

// opened is a name and when it was last seen.
type opened struct {
	Name string    `json:"name"`
	Last time.Time `json:"last"`
}

// moment is a sign-in or an approval, and where it came from.
type moment struct {
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
		On:      []ocsf.Class{ocsf.Authentication, ocsf.WebResourceActivity, ocsf.APIActivity, ocsf.AuthorizeSession, ocsf.DeviceInventory, ocsf.DeviceConfigState},
		Observe: d.observe,
	}
}

type session struct{ Settings }

func (d *session) observe(c *detect.Context, s *state, e *model.Event) {
	if e.Outcome == model.Failure {
		return
	}
	system := detect.System(e)
	if managed, _ := e.Flag(model.DeviceManaged); e.Subject == e.Owner && detect.Desktop(system) || managed {
		s.Issued.First(system, mostIssued)
	}
	if at, ok := detect.PreciseSighting(e); ok && e.Subject == e.Owner && at.Basis == model.ByDevice {
		s.Laptop, s.LaptopAt = detect.KeepSpot(at.Place), e.Time
	}
	if e.Class == ocsf.DeviceInventory || e.Class == ocsf.DeviceConfigState {
		return
	}
	d.push(c, s, e)
	if detect.Background(e) {
		return
	}
	d.replay(c, s, e, system)
	d.rush(c, s, e)
	d.alternate(c, s, e, system)
	d.unmanaged(c, s, e, system)
}

// replay reports NET-11: a session that was begun on one computer goes on upon another, in
// another network. Phones are left out: they approve what was begun on the computer.
func (d *session) replay(c *detect.Context, s *state, e *model.Event, system string) {
	id := e.Text(model.SessionUID)
	if id == "" || id == "unknown" || !detect.Desktop(system) || e.Facts.Corporate || e.Has(model.Factor) || c.Approved(e.Facts.Network.Operator) {
		return
	}
	i := slices.IndexFunc(s.Sessions, func(o open) bool { return o.ID == id })
	if i < 0 {
		s.Sessions = detect.Newest(s.Sessions, open{
			ID: strings.Clone(id), System: system, Device: strings.Clone(e.Text(model.DeviceFingerprint)),
			Operator: strings.Clone(network(e)), Started: e.Time, Cite: e.Evidence(),
		}, mostSessions)
		return
	}
	o := &s.Sessions[i]
	elsewhere := network(e) != "" && o.Operator != "" && network(e) != o.Operator
	if o.Told || !elsewhere || o.System == system && !otherDevice(o.Device, e.Text(model.DeviceFingerprint)) {
		return
	}
	o.Told = true
	s.Replays++
	if !detect.Milestone(s.Replays) {
		return
	}
	f := model.Finding{
		Indicator: "NET-11", Subject: e.Subject,
		Reason: fmt.Sprintf("%s begun on one computer and continued on another; last: begun %s on %s via %s, %s later on %s via %s",
			detect.Count(s.Replays, "session"), o.Started.Format(detect.Stamp), o.System, o.Operator, e.Time.Sub(o.Started).Round(time.Minute), system, network(e)),
	}
	f.Cite(o.Cite)
	c.Report(e, f)
}

// otherDevice tells whether two fingerprints are of two devices. Services write several
// kinds of them into one attribute; only those of one length are of one kind.
func otherDevice(a, b string) bool { return a != "" && len(a) == len(b) && a != b }

func network(e *model.Event) string {
	return cmp.Or(e.Facts.Network.Operator, e.Text(model.SrcOrg), e.Text(model.SrcISP))
}

// Bounds of a push that belongs to a sign-in: pushWindow apart in time, and farther than
// pushKm apart, for addresses are often placed that far off; on pushDays days.
const (
	pushWindow = 3 * time.Minute
	pushKm     = 500
	pushDays   = 3
)

// push reports NET-14: the second factor was approved far from where the sign-in came
// from, within minutes before or after it, day after day. An approval over a carrier says
// nothing, because its gateway may stand anywhere; nor does a hidden address on either side.
func (d *session) push(c *detect.Context, s *state, e *model.Event) {
	at, ok := detect.PreciseSighting(e)
	satellite := e.Facts.Network.Kind == model.SatelliteNet // phone and laptop of one house would both be on it
	if !ok || detect.Hidden(e) && !satellite || detect.Roaming(e) || e.Class != ocsf.Authentication {
		return
	}
	factor := strings.ToLower(e.Text(model.Factor))
	pushed := detect.AnyIn(factor, "push", "notification")
	if !pushed && (e.Activity != ocsf.Logon || detect.Background(e)) {
		return
	}
	now := moment{e.Time, detect.KeepPlace(at.Place), strings.Clone(e.Text(model.SrcIP)), e.Evidence()}
	in, approval := s.SignIn, now
	if pushed {
		s.Approval = now
	} else {
		s.SignIn = now
		in, approval = now, s.Approval
	}
	if in.Time.IsZero() || approval.Time.IsZero() || in.IP == approval.IP || in.Time.Sub(approval.Time).Abs() > pushWindow {
		return
	}
	km := in.Place.ApartKm(approval.Place)
	if km < pushKm || !s.Push.Add(e.Time) || !detect.Reached(s.Push.Count, pushDays) {
		return
	}
	f := model.Finding{
		Indicator: "NET-14", Subject: e.Subject,
		Reason: fmt.Sprintf("pushes are approved far from the sign-in %s; last: sign-in at %s, approval at %s, %.0f km apart",
			s.Push, in.Place, approval.Place, km),
	}
	f.Cite(in.Cite, approval.Cite)
	c.Report(e, f)
}

// rush reports NET-15: many applications opened by hand at once.
func (d *session) rush(c *detect.Context, s *state, e *model.Event) {
	app := cmp.Or(e.Text(model.AppUID), e.Text(model.AppName))
	if app == "" || e.Class != ocsf.Authentication {
		return
	}
	s.Apps = slices.DeleteFunc(s.Apps, func(o opened) bool { return o.Name == app || e.Time.Sub(o.Last) > time.Minute })
	s.Apps = append(s.Apps, opened{strings.Clone(app), e.Time})
	n := len(s.Apps)
	if n < d.Applications {
		return
	}
	s.Apps = nil
	if !s.Rushes.Add(e.Time) || !detect.Milestone(s.Rushes.Count) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "NET-15", Subject: e.Subject,
		Reason: fmt.Sprintf("%d applications opened within a minute %s", n, s.Rushes),
	})
}

// alternate reports NET-19: two desktop systems used in turns within two hours, there and
// back again, day after day. A change of computers once a day is none. People who were
// issued two computers are left out, and so are tools of one system that run inside
// another, and a tablet's browser that calls itself a Mac's.
func (d *session) alternate(c *detect.Context, s *state, e *model.Event, system string) {
	claims := c.Claims(e.Subject)
	if claims == nil || len(claims.Devices) > 1 || !detect.Desktop(system) || e.Class != ocsf.Authentication || ambiguous(e, system) {
		return
	}
	n := len(s.Turns)
	if n > 0 && s.Turns[n-1].Name == system {
		s.Turns[n-1].Last = e.Time
		return
	}
	s.Turns = detect.Newest(s.Turns, opened{system, e.Time}, 3)
	if len(s.Turns) < 3 || s.Turns[0].Name != system || e.Time.Sub(s.Turns[0].Last) > 2*time.Hour || !s.Alternating.Add(e.Time) || !detect.Reached(s.Alternating.Count, d.AlternatingDay) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "NET-19", Subject: e.Subject,
		Reason: fmt.Sprintf("%s and %s take turns within two hours %s", min(s.Turns[1].Name, system), max(s.Turns[1].Name, system), s.Alternating),
	})
}

// ambiguous tells whether the system may be another than it says.
func ambiguous(e *model.Event, system string) bool {
	agent := strings.ToLower(e.Text(model.UserAgent))
	switch system {
	case "linux":
		return !strings.Contains(agent, "mozilla")
	case "macos":
		return e.Owner == "" && strings.Contains(agent, "safari") && !strings.Contains(agent, "chrome") && !strings.Contains(agent, "firefox")
	}
	return false
}

// unmanaged reports NET-10 for people who were issued a device; phones do not count. Many
// browsers tell nothing of their device, and services then call it unmanaged: they count
// only on another system than that of the issued one, or far from where that is.
func (d *session) unmanaged(c *detect.Context, s *state, e *model.Event, system string) {
	managed, known := e.Flag(model.DeviceManaged)
	claims := c.Claims(e.Subject)
	if !known || managed || claims == nil || len(claims.Devices) == 0 || !detect.Desktop(system) || e.Owner == e.Subject {
		return
	}
	if compliant, _ := e.Flag(model.DeviceCompliant); compliant || !named(e) && !s.otherSystem(system) && !s.farOff(e) {
		return
	}
	if !s.Unmanaged.Add(e.Time) || !detect.Reached(s.Unmanaged.Count, d.UnmanagedDays) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "NET-10", Subject: e.Subject,
		Reason: fmt.Sprintf("works from an unmanaged %s computer %s although a device was issued", system, s.Unmanaged),
	}, claims.Evidence(model.ClaimDeviceSerial))
}

// otherSystem tells whether no issued device has the system.
func (s *state) otherSystem(system string) bool {
	return len(s.Issued) > 0 && !slices.Contains(s.Issued, system)
}

// farOff tells whether the issued device located itself elsewhere on the same day.
func (s *state) farOff(e *model.Event) bool {
	at, ok := detect.Credible(e)
	return ok && e.Time.Sub(s.LaptopAt) <= 24*time.Hour && s.Laptop.ApartKm(at.Place) > pushKm
}

// named tells whether the event says which device it came from.
func named(e *model.Event) bool {
	return e.Has(model.DeviceUID) || e.Has(model.DeviceSerial) || e.Has(model.DeviceHostname) || e.Has(model.DeviceName) || e.Has(model.DeviceFingerprint)
}
