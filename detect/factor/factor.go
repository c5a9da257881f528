// Package factor looks at second factors and enrolled devices: one phone or authenticator
// for several people (ONB-13), enrolled computers whose names are not the company's
// (ONB-14), a failed identity proof (ONB-15).
//
// False positives: employees of one household who share a tablet, kiosks, private phones
// (left out of ONB-14), time-outs in the proofing service.
package factor

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// shared is what is kept per factor.
type shared struct {
	People map[model.SubjectID]model.Evidence `json:"people,omitempty"`
}

// NewShared makes the detector of one factor for several people.
func NewShared(struct{}) detect.Detector {
	return &detect.Keyed[shared]{
		Declaration: plugin.Declaration{
			Name: "factor-shared", Kind: plugin.Detector, Version: 1,
			Summary:        "One phone, authenticator or telephone number enrolled for several people.",
			Needs:          []string{"identity provider enrolment records"},
			Indicators:     []string{"ONB-13"},
			FalsePositives: "Couples with a shared tablet, kiosks, help-desk test devices.",
		},
		On: []ocsf.Class{ocsf.AccountChange, ocsf.Authentication, ocsf.DeviceInventory, ocsf.EntityManagement},
		Things: func(e *model.Event, add func(kind, value string)) {
			if person(e) == "" || e.Outcome == model.Failure {
				return
			}
			if id := e.Text(model.FactorUID); id != "" {
				add("mfa_factor", id)
			}
			if phone := e.Text(model.UserPhone); len(phone) >= 8 {
				add("phone", phone)
			}
			if id := e.Text(model.DeviceUID); id != "" && enrolment(e) {
				add("device", id)
			}
		},
		Observe: observeShared,
	}
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
	return strings.Contains(action, "device.user.add") || strings.Contains(action, "device.enrollment.create") || strings.Contains(action, "registered owner") ||
		strings.Contains(action, "mfa.factor.activate") || strings.Contains(action, "register security info") || strings.Contains(action, "register device")
}

func observeShared(c *detect.Context, s *shared, e *model.Event) {
	id := person(e)
	if _, known := s.People[id]; known || len(s.People) >= 32 {
		return
	}
	if s.People == nil {
		s.People = map[model.SubjectID]model.Evidence{}
	}
	s.People[id] = e.Evidence()
	people := slices.Sorted(maps.Keys(s.People))
	if len(people) < 2 {
		return
	}
	kind, value, _ := strings.Cut(string(c.Key), ":")
	for _, id := range people {
		others := slices.DeleteFunc(slices.Clone(people), func(o model.SubjectID) bool {
			return o == id || household(c.Claims(o), c.Claims(id))
		})
		if len(others) == 0 {
			continue
		}
		f := model.Finding{
			Indicator: "ONB-13", Subject: id, At: e.Time, About: string(c.Key),
			Reason: fmt.Sprintf("the %s %s is enrolled for %s too", words(kind), value, others[0]),
			Shared: &model.Shared{Kind: kind, Value: value, Holders: len(people), Population: c.Population(), Subjects: people},
		}
		f.Cite(s.People[id], s.People[others[0]])
		c.Find(f)
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

func household(a, b *model.Claims) bool {
	return a != nil && b != nil && a.HomeKey != "" && a.HomeKey == b.HomeKey
}

// state is what is kept per subject.
type state struct {
	Told []string `json:"told,omitempty"`
}

// New makes the detector of odd enrolments and failed identity proofs. It fails on a
// host-name pattern that is no regular expression only when it is used, by not matching;
// settings check the pattern before.
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
		Observe: observe,
	}
}

func observe(c *detect.Context, s *state, e *model.Event) {
	failed := e.Outcome == model.Failure
	if strings.Contains(strings.ToLower(e.Action), "identity_verification") && failed {
		find(c, s, e, "ONB-15", string(e.ID), "the identity proof was denied: "+e.Action)
	}
	if failed || !enrolment(e) || c.Company().HostnamePattern == "" {
		return
	}
	name := e.Text(model.DeviceName)
	if name == "" {
		name = e.Text(model.DeviceHostname)
	}
	if name == "" || phone(e) {
		return
	}
	pattern, err := regexp.Compile(c.Company().HostnamePattern)
	if err == nil && !pattern.MatchString(name) {
		find(c, s, e, "ONB-14", name, fmt.Sprintf("enrolled a computer called %q, which is no name of the company's", name))
	}
}

// phone tells whether the device is a phone or tablet.
func phone(e *model.Event) bool {
	text := strings.ToLower(e.Text(model.DeviceOS) + " " + e.Text(model.DeviceType) + " " + e.Text(model.DeviceName))
	return strings.Contains(text, "ios") || strings.Contains(text, "android") || strings.Contains(text, "iphone") ||
		strings.Contains(text, "ipad") || strings.Contains(text, "mobile") || strings.Contains(text, "pixel") || strings.Contains(text, "galaxy")
}

func find(c *detect.Context, s *state, e *model.Event, id model.IndicatorID, about, reason string) {
	if slices.Contains(s.Told, about) || len(s.Told) >= 16 {
		return
	}
	s.Told = append(s.Told, strings.Clone(about))
	f := model.Finding{Indicator: id, Subject: e.Subject, At: e.Time, About: strings.Clone(about), Reason: reason}
	f.Cite(e.Evidence())
	c.Find(f)
}
