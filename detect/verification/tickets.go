package verification

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

// TicketSettings tune the detector of tickets.
type TicketSettings struct {
	Insists int `yaml:"insists" doc:"So many requests to work on another computer than the issued one are insistence (ONB-06); one is a question."`
	Drifts  int `yaml:"drifts" doc:"So many times the start must be moved after the laptop was sent (ONB-16)."`
}

// TicketDefaults are settings that fit most companies.
func TicketDefaults() TicketSettings { return TicketSettings{Insists: 2, Drifts: 3} }

// tickets is what is kept per subject.
type tickets struct {
	Own     int            `json:"own,omitempty"`
	OwnCite model.Evidence `json:"own_cite,omitzero"`
	Open    bool           `json:"open,omitempty"` // ONB-17 was told
	Sent    time.Time      `json:"sent,omitzero"`  // when a laptop was first sent
	Moved   detect.Days    `json:"moved,omitzero"`
	Held    bool           `json:"held,omitempty"` // EXT-08 was told
}

// NewTickets makes the detector of what people ask for around their laptop: to work on
// another (ONB-06), one without protection (ONB-17), a start that is moved again and again
// after the laptop was sent (ONB-16), and after the last day to keep or wipe it (EXT-08).
//
// False positives: people whose aids run on their own computer (an accommodation
// "own_device" or "assistive_input" leaves them out), developers who need rights, illness
// before the start, laptops lost in the post.
func NewTickets(s TicketSettings) detect.Detector {
	d := &ticketed{s}
	return &detect.Keyed[tickets]{
		Declaration: plugin.Declaration{
			Name: "tickets", Kind: plugin.Detector, Version: 1,
			Summary:        "What people ask for around their start, their laptop and its return.",
			Needs:          []string{"tickets file"},
			Indicators:     []string{"ONB-06", "ONB-16", "ONB-17", "EXT-08"},
			FalsePositives: "Aids that run on the own computer, developers who need rights, illness before the start, laptops lost in the post.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.IdentityVerification, ocsf.AssetShipment},
		Observe: d.observe,
	}
}

type ticketed struct{ TicketSettings }

func (d *ticketed) observe(c *detect.Context, s *tickets, e *model.Event) {
	claims := c.Claims(e.Subject)
	if claims == nil {
		return
	}
	if e.Class == ocsf.AssetShipment {
		if sent := e.When(model.ShippedAt); !sent.IsZero() && (s.Sent.IsZero() || sent.Before(s.Sent)) {
			s.Sent = sent
		}
		return
	}
	if e.Text(model.CheckName) != "ticket" {
		return
	}
	kind, text := e.Text(model.ResourceType), strings.ToLower(e.Text(model.Note))
	aided := claims.Accommodated("own_device") || claims.Accommodated("assistive_input")
	switch {
	case !claims.End.IsZero() && e.Time.After(claims.End):
		d.withheld(c, s, claims, e, kind, text)
	case aided:
	case own(kind, text):
		d.insists(c, s, e)
	case len(wishes(text)) >= 2 && !s.Open:
		s.Open = true
		d.find(c, e, "ONB-17", fmt.Sprintf("asked for a laptop with %s: %q", strings.Join(wishes(text), " and "), detect.Short(e.Text(model.Note))))
	case moved(kind, text):
		d.drift(c, s, claims, e)
	}
}

func (d *ticketed) find(c *detect.Context, e *model.Event, id model.IndicatorID, reason string, more ...model.Evidence) {
	c.Report(e, model.Finding{Indicator: id, Subject: e.Subject, Reason: reason}, more...)
}

// own tells whether somebody asks to work on another computer than the issued one.
func own(kind, text string) bool {
	return kind == "own_device" || kind == "byod" ||
		detect.AnyIn(text, "my own laptop", "my own computer", "my own machine", "my personal laptop", "my personal computer", "instead of the company laptop",
			"instead of the issued laptop", "bring my own device", "use my own device", "virtual desktop instead", "vdi instead")
}

// insists reports ONB-06.
func (d *ticketed) insists(c *detect.Context, s *tickets, e *model.Event) {
	if s.Own++; s.Own == 1 {
		s.OwnCite = e.Evidence()
	}
	if detect.Reached(s.Own, d.Insists) {
		d.find(c, e, "ONB-06", fmt.Sprintf("asked %d times to work on a computer of their own instead of the issued one", s.Own), s.OwnCite)
	}
}

// wishes are what a text asks for that takes a laptop's protection away.
func wishes(text string) []string {
	var list []string
	for _, w := range []struct {
		what  string
		words []string
	}{
		{"administrator rights", []string{"local admin", "admin rights", "administrator rights", "administrator access", "sudo rights"}},
		{"no security agent", []string{"without edr", "no edr", "without antivirus", "no antivirus", "without the security agent", "without crowdstrike", "without defender", "disable defender", "without mdm", "no mdm"}},
		{"open ports", []string{"usb enabled", "usb allowed", "usb ports enabled", "unlock usb", "enable usb", "hdmi allowed", "hdmi enabled", "enable hdmi"}},
	} {
		if detect.AnyIn(text, w.words...) {
			list = append(list, w.what)
		}
	}
	return list
}

func moved(kind, text string) bool {
	return kind == "start_moved" || detect.AnyIn(text, "postpone my start", "move my start date", "delay my start", "push my start date", "start date moved")
}

// drift reports ONB-16: the start is moved again and again once the laptop is there.
func (d *ticketed) drift(c *detect.Context, s *tickets, claims *model.Claims, e *model.Event) {
	sent := s.Sent
	if sent.IsZero() {
		sent = claims.ShippedAt
	}
	if sent.IsZero() || e.Time.Before(sent) || !s.Moved.Add(e.Time) || !detect.Reached(s.Moved.Count, d.Drifts) {
		return
	}
	d.find(c, e, "ONB-16", fmt.Sprintf("the start was moved %s, after the laptop was sent on %s", s.Moved, sent.Format(time.DateOnly)))
}

// withheld reports EXT-08: after the last day the laptop is kept back, or comes back wiped.
func (d *ticketed) withheld(c *detect.Context, s *tickets, claims *model.Claims, e *model.Event, kind, text string) {
	status := e.Text(model.CheckResult)
	about := kind == "return" || detect.AnyIn(text, "laptop", "computer", "device", "equipment")
	kept := detect.AnyIn(text, "refuses to return", "refused to return", "will not return", "won't return", "keeps the laptop", "until paid", "unless paid", "ransom") || kind == "return" && detect.AnyIn(status, "refused", "withheld")
	wiped := detect.AnyIn(text, "wiped", "reimaged", "re-imaged", "disk erased", "factory reset", "drive removed", "disk removed") || kind == "return" && detect.AnyIn(status, "wiped", "reimaged")
	if s.Held || !about || !kept && !wiped {
		return
	}
	s.Held = true
	what := "was kept back"
	if wiped {
		what = "came back wiped"
	}
	d.find(c, e, "EXT-08", fmt.Sprintf("after the last day the laptop %s: %q", what, detect.Short(cmp.Or(e.Text(model.Note), status))), claims.Evidence(model.ClaimEnd))
}
