// Package contact finds what several people in the people file have in common: a private
// e-mail address (APP-01), a telephone number (APP-17), a pay account (PAY-02), referrals
// among people who share more than an employer (BEH-05), and somebody new who gives what
// somebody who just left gave (EXT-06). Machines from which credentials of several people
// were stolen are looked at beside (EDR-30).
//
// A candidate and a worker of one name are one person. People of one household, and numbers many share (a staffing agency's), weigh little or
// nothing. False positives: couples whose addresses on file differ, family numbers.
package contact

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// New makes the detector.
func New(struct{}) detect.Detector {
	return &detect.Keyed[detect.Holders]{
		Declaration: plugin.Declaration{
			Name: "contact", Kind: plugin.Detector, Version: 1,
			Summary:        "Telephone numbers, private addresses and pay accounts that several people give, and referrals among them.",
			Needs:          []string{"people file"},
			Indicators:     []string{"APP-01", "APP-17", "PAY-02", "BEH-05", "EXT-06"},
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
		if digits := strings.TrimLeft(phone, "+0"); len(digits) >= 7 && strings.Trim(digits, digits[:1]) != "" {
			add("phone", phone)
		}
	}
	for email := range e.All(model.UserEmail) {
		if strings.Contains(email, "@") {
			add("email", strings.ToLower(email))
		}
	}
	// A vendor's account is the vendor's, however many people it places.
	if ref := e.Text(model.PayAccount); ref != "" && e.Action != "vendor_payment" {
		add("pay_account", ref)
	}
}

func observe(c *detect.Context, h *detect.Holders, e *model.Event) {
	if !h.Add(e, e.Subject) || len(h.People) < 2 {
		return
	}
	kind, value, _ := strings.Cut(string(c.Key), ":")
	for _, id := range h.Renew(e.Subject) {
		others := h.Strangers(c, id, func(a, b model.SubjectID) bool { return agency(c, kind, a, b) || applied(c, a, b) })
		if len(others) > 0 {
			report(c, h, e, thing{kind, value}, id, others)
		}
	}
}

// thing is what people share.
type thing struct{ kind, value string }

// shown is the thing as others may read it: a pay account by a mark that only tells one from
// another.
func (t thing) shown() string {
	if t.kind != "pay_account" {
		return t.value
	}
	sum := sha256.Sum256([]byte(t.value))
	return "reference withheld, mark " + hex.EncodeToString(sum[:3])
}

// agency tells whether two people come through one staffing agency, whose number and
// office they may both give; a pay account they may not share.
func agency(c *detect.Context, kind string, a, b model.SubjectID) bool {
	one, other := c.Claims(a), c.Claims(b)
	return kind != "pay_account" && one.Vendor != "" && strings.EqualFold(one.Vendor, other.Vendor)
}

// applied tells whether two are the same person before and after they were hired, or in two
// applications: one of them is a candidate, and they have one name.
func applied(c *detect.Context, a, b model.SubjectID) bool {
	return (c.Claims(a).Kind == model.Candidate || c.Claims(b).Kind == model.Candidate) && c.OneName(a, b)
}

func report(c *detect.Context, h *detect.Holders, e *model.Event, t thing, id model.SubjectID, others []model.SubjectID) {
	indicator, word := model.IndicatorID("APP-01"), "e-mail address"
	switch t.kind {
	case "pay_account":
		indicator, word = "PAY-02", "pay account"
	case "phone":
		indicator, word = "APP-17", "telephone number"
	}
	f := model.Finding{
		Indicator: indicator, Subject: id, About: string(c.Key),
		Reason: fmt.Sprintf("gives the same %s as %s, %s: %s", word, detect.Names(others), c.Homes(id, others), t.shown()),
		Shared: h.Shared(c, t.kind, t.shown(), append(others, id)...),
	}
	f.Cite(h.People[id].Cite, h.People[others[0]].Cite)
	c.Report(e, f)
	for _, o := range others {
		if c.Reborn(id, o) {
			again := f
			again.Indicator, again.Evidence = "EXT-06", nil
			again.Reason = fmt.Sprintf("started within weeks of %s's last day, and gives the same %s: %s", o, word, t.shown())
			again.Cite(h.People[id].Cite, h.People[o].Cite)
			c.Report(e, again)
			break
		}
	}
	for _, o := range others {
		if c.Claims(o).ReferredBy == id || c.Claims(id).ReferredBy == o {
			f.Indicator = "BEH-05"
			f.Reason = fmt.Sprintf("one referred the other, and both give the same %s: %s and %s", word, id, o)
			c.Report(e, f)
			return
		}
	}
}
