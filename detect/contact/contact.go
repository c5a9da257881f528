// Package contact finds what several people in the people file have in common: a private
// e-mail address (APP-01), a telephone number (APP-17), a pay account (PAY-02), and referrals among people who
// share more than an employer (BEH-05).
//
// People of one household, and numbers many share (a staffing agency's), weigh little or
// nothing. False positives: couples whose addresses on file differ, family numbers.
package contact

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// state is what is kept per contact.
type state struct {
	People map[model.SubjectID]model.Evidence `json:"people,omitempty"`
}

// New makes the detector.
func New(struct{}) detect.Detector {
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "contact", Kind: plugin.Detector, Version: 1,
			Summary:        "Telephone numbers, private addresses and pay accounts that several people give, and referrals among them.",
			Needs:          []string{"people file"},
			Indicators:     []string{"APP-01", "APP-17", "PAY-02", "BEH-05"},
			FalsePositives: "Couples whose addresses on file differ, family numbers, undeclared agencies.",
		},
		On:      []ocsf.Class{ocsf.UserInventory, ocsf.PaymentChange},
		Things:  things,
		Observe: observe,
	}
}

func things(e *model.Event, add func(kind, value string)) {
	if e.Subject == "" {
		return
	}
	for phone := range e.All(model.UserPhone) {
		if len(strings.TrimLeft(phone, "+0")) >= 7 {
			add("phone", phone)
		}
	}
	for email := range e.All(model.UserEmail) {
		add("email", email)
	}
	// A vendor's account is the vendor's, however many people it places.
	if ref := e.Text(model.PayAccount); ref != "" && e.Action != "vendor_payment" {
		add("pay_account", ref)
	}
}

func observe(c *detect.Context, s *state, e *model.Event) {
	if s.People == nil {
		s.People = map[model.SubjectID]model.Evidence{}
	}
	if _, known := s.People[e.Subject]; known || len(s.People) >= 64 {
		return
	}
	s.People[e.Subject] = e.Evidence()
	people := slices.Sorted(maps.Keys(s.People))
	kind, value, _ := strings.Cut(string(c.Key), ":")
	for _, id := range people {
		others := slices.DeleteFunc(slices.Clone(people), func(o model.SubjectID) bool {
			return o == id || household(c, o, id) || agency(c, kind, o, id)
		})
		if len(others) == 0 {
			continue
		}
		report(c, s, e, kind, value, id, others)
	}
}

// household tells whether two people declare one home, or one they share knowingly.
func household(c *detect.Context, a, b model.SubjectID) bool {
	one, other := c.Claims(a), c.Claims(b)
	return one == nil || other == nil || (one.HomeKey != "" && one.HomeKey == other.HomeKey)
}

// agency tells whether two people come through one staffing agency, whose number and
// office they may both give; a pay account they may not share.
func agency(c *detect.Context, kind string, a, b model.SubjectID) bool {
	one, other := c.Claims(a), c.Claims(b)
	return kind != "pay_account" && one.Vendor != "" && strings.EqualFold(one.Vendor, other.Vendor)
}

func report(c *detect.Context, s *state, e *model.Event, kind, value string, id model.SubjectID, others []model.SubjectID) {
	shown := value
	indicator := model.IndicatorID("APP-01")
	switch kind {
	case "pay_account":
		indicator, shown = "PAY-02", "(reference withheld)"
	case "phone":
		indicator = "APP-17"
	}
	everyone := append([]model.SubjectID{id}, others...)
	slices.Sort(everyone)
	f := model.Finding{
		Indicator: indicator, Subject: id, At: e.Time, About: string(c.Key),
		Reason: fmt.Sprintf("gives the same %s as %s, who declares another home: %s", strings.ReplaceAll(kind, "_", " "), others[0], shown),
		Shared: &model.Shared{Kind: kind, Value: shown, Holders: len(everyone), Population: c.Population(), Subjects: everyone},
	}
	f.Cite(s.People[id], s.People[others[0]])
	c.Find(f)
	for _, o := range others {
		if c.Claims(o).ReferredBy == id || c.Claims(id).ReferredBy == o {
			f.Indicator = "BEH-05"
			f.Reason = fmt.Sprintf("one referred the other, and both give the same %s: %s and %s", strings.ReplaceAll(kind, "_", " "), id, o)
			c.Find(f)
			return
		}
	}
}
