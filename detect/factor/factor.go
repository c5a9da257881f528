// Package factor looks at second factors and enrolled devices: one phone or authenticator
// for several people (ONB-13), enrolled computers whose names are not the company's
// (ONB-14), a failed identity proof (ONB-15).
//
// What an administrator enrols is held against the one it is for. False positives: employees
// of one household who share a tablet (left out where their address is one), kiosks, private
// phones (left out of ONB-14), time-outs in the proofing service.
package factor

import (
	"fmt"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// NewShared makes the detector of one factor for several people.
func NewShared(struct{}) detect.Detector {
	return &detect.Keyed[detect.Holders]{
		Declaration: plugin.Declaration{
			Name: "factor-shared", Kind: plugin.Detector, Version: 1,
			Summary:        "One phone, authenticator or telephone number enrolled for several people.",
			Needs:          []string{"identity provider enrolment records"},
			Indicators:     []string{"ONB-13"},
			FalsePositives: "Couples with a shared tablet, kiosks, help-desk test devices.",
		},
		On:      []ocsf.Class{ocsf.AccountChange, ocsf.Authentication, ocsf.DeviceInventory, ocsf.EntityManagement},
		Things:  things,
		Observe: observeShared,
	}
}

func things(e *model.Event, add func(kind, value string)) {
	if person(e) == "" || e.Outcome == model.Failure || removal(e) {
		return
	}
	if id := e.Text(model.FactorUID); len(id) >= 6 {
		add("mfa_factor", id)
	}
	if phone := digits(e.Text(model.UserPhone)); len(phone) >= 8 {
		add("phone", phone)
	}
	if id := e.Text(model.DeviceUID); id != "" && enrolment(e) {
		add("device", id)
	}
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// person is whose factor it is: the one it is enrolled for.
func person(e *model.Event) model.SubjectID {
	if e.Target != "" {
		return e.Target
	}
	return e.Subject
}

// enrolment tells whether a device is being bound to an account.
func enrolment(e *model.Event) bool {
	action := strings.ToLower(e.Action)
	return detect.AnyIn(action,
		"device.user.add", "device.enrollment.create", "registered owner", "mfa.factor.activate", "register security info",
		"registered security info", "register device",
	)
}

// removal tells whether a factor is being taken away.
func removal(e *model.Event) bool {
	action := strings.ToLower(e.Action)
	return detect.AnyIn(action, "deactivate", "remove", "delete", "reset_all")
}

func observeShared(c *detect.Context, h *detect.Holders, e *model.Event) {
	added := person(e)
	if !h.Add(e, added) || len(h.People) < 2 {
		return
	}
	kind, value, _ := strings.Cut(string(c.Key), ":")
	for _, id := range h.Renew(added) {
		others := h.Strangers(c, id, func(a, b model.SubjectID) bool { return h.HandedOver(c, a, b) })
		if len(others) == 0 {
			continue
		}
		f := model.Finding{
			Indicator: "ONB-13", Subject: id, About: string(c.Key),
			Reason: fmt.Sprintf("the %s %s is that of %s too, %s", words(kind), value, detect.Names(others), c.Homes(id, others)),
			Shared: h.Shared(c, kind, value, append(others, id)...),
		}
		f.Cite(h.People[id].Cite, h.People[others[0]].Cite)
		c.Report(e, f)
	}
}

func words(kind string) string {
	switch kind {
	case "mfa_factor":
		return "second factor"
	case "phone":
		return "telephone number"
	}
	return "device"
}

// state is what is kept per subject.
type state struct {
	Hosts  detect.Set  `json:"hosts,omitempty"` // reported names
	Denied detect.Days `json:"denied,omitzero"`
}

// mostHosts bounds the names reported of one subject.
const mostHosts = 8

// New makes the detector of odd enrolments and failed identity proofs.
func New(struct{}) detect.Detector {
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "enrolment", Kind: plugin.Detector, Version: 1,
			Summary:        "Enrolled computers with foreign names, failed identity proofs.",
			Needs:          []string{"identity provider enrolment records", "company.hostname_pattern for ONB-14"},
			Indicators:     []string{"ONB-14", "ONB-15"},
			FalsePositives: "Private phones, freshly imaged laptops, time-outs in the proofing service.",
		},
		On:      []ocsf.Class{ocsf.AccountChange, ocsf.Authentication, ocsf.DeviceInventory, ocsf.EntityManagement, ocsf.IdentityVerification},
		Of:      person,
		Observe: observe,
	}
}

func observe(c *detect.Context, s *state, e *model.Event) {
	failed := e.Outcome == model.Failure
	if failed && strings.Contains(strings.ToLower(e.Action), "identity_verification") {
		if s.Denied.Add(e.Time) && detect.Milestone(s.Denied.Count) {
			c.Report(e, model.Finding{
				Indicator: "ONB-15", Subject: person(e), About: "denied",
				Reason: fmt.Sprintf("the identity proof was denied %s (%s)", s.Denied, e.Action),
			})
		}
		return
	}
	name := e.Text(model.DeviceName)
	if name == "" {
		name = e.Text(model.DeviceHostname)
	}
	if failed || name == "" || c.Company().HostnamePattern == "" || !enrolment(e) || phone(e) {
		return
	}
	if c.Corporate(e) || !s.Hosts.First(name, mostHosts) {
		return
	}
	c.Report(e, model.Finding{
		Indicator: "ONB-14", Subject: person(e), About: name,
		Reason: fmt.Sprintf("enrolled a computer called %q, which is no name of the company's", name),
	})
}

// phone tells whether the device is a phone or tablet.
func phone(e *model.Event) bool {
	if system := detect.System(e); system == "ios" || system == "android" {
		return true
	}
	text := strings.ToLower(e.Text(model.DeviceType) + " " + e.Text(model.DeviceName) + " " + e.Text(model.DeviceModel))
	return detect.AnyIn(text, "iphone", "ipad", "mobile", "phone", "pixel", "galaxy", "tablet", "watch")
}
