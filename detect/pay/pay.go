// Package pay looks at how people are paid: bank details changed early or often (PAY-01),
// an account in somebody else's name (PAY-03), payout platforms (PAY-04), a young company
// in the person's place (PAY-08).
//
// False positives: people who switch banks, joint accounts, contractors with a company of
// their own, payout platforms where banks are slow.
package pay

import (
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
	EarlyDays   int `yaml:"early_days" unit:"days" doc:"A change so soon after the start is early (PAY-01)."`
	OftenMonths int `yaml:"often_months" unit:"months" doc:"Two changes within this time are many (PAY-01)."`
	YoungDays   int `yaml:"young_days" unit:"days" doc:"A payee company registered so shortly before the first payment is young (PAY-08)."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings { return Settings{EarlyDays: 90, OftenMonths: 6, YoungDays: 365} }

// state is what is kept per subject.
type state struct {
	Changes []time.Time `json:"changes,omitempty"`
	Told    []string    `json:"told,omitempty"`
}

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &pay{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "pay", Kind: plugin.Detector, Version: 1,
			Summary:        "Bank details changed early or often, accounts and companies in the person's place.",
			Needs:          []string{"payroll_changes or vendor_payments file"},
			Indicators:     []string{"PAY-01", "PAY-03", "PAY-04", "PAY-08"},
			FalsePositives: "People who switch banks, joint accounts, contractors with their own company.",
			Settings:       s,
		},
		On:      []ocsf.Class{ocsf.PaymentChange},
		Observe: d.observe,
	}
}

type pay struct{ Settings }

func (d *pay) observe(c *detect.Context, s *state, e *model.Event) {
	claims := c.Claims(e.Subject)
	if claims == nil {
		return
	}
	if e.Action == "vendor_payment" {
		d.company(c, s, e)
		return
	}
	d.changed(c, s, claims, e)
	if holder := e.Text(model.PayHolder); holder != "" {
		if same, known := c.SameName(e.Subject, holder); known && !same {
			d.once(c, s, e, "PAY-03", fmt.Sprintf("wages go to an account in the name of %q", holder))
		}
	}
	kind := strings.ToLower(e.Text(model.Institution))
	if strings.Contains(kind, "payout") || strings.Contains(kind, "prepaid") || strings.Contains(kind, "virtual") {
		d.once(c, s, e, "PAY-04", "wages go to a "+strings.ReplaceAll(kind, "_", " "))
	}
}

// changed reports PAY-01.
func (d *pay) changed(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	s.Changes = append(s.Changes, e.Time)
	s.Changes = slices.DeleteFunc(s.Changes, func(t time.Time) bool { return t.Before(e.Time.AddDate(0, -d.OftenMonths, 0)) })
	f := model.Finding{Indicator: "PAY-01", Subject: e.Subject, At: e.Time}
	hidden := ""
	if e.Facts.Network.Kind.Anonymising() {
		hidden = ", through " + e.Facts.Network.Operator
	}
	switch since := e.Time.Sub(claims.Start); {
	case len(s.Changes) >= 2:
		f.Reason = fmt.Sprintf("bank details changed %d times within %d months%s", len(s.Changes), d.OftenMonths, hidden)
	case !claims.Start.IsZero() && since >= 0 && since < time.Duration(d.EarlyDays)*24*time.Hour:
		f.Reason = fmt.Sprintf("bank details changed %.0f days after the start%s", since.Hours()/24, hidden)
	case hidden != "":
		f.Reason = "bank details changed" + hidden
	default:
		return
	}
	f.Cite(e.Evidence())
	c.Find(f)
}

func (d *pay) once(c *detect.Context, s *state, e *model.Event, id model.IndicatorID, reason string) {
	if slices.Contains(s.Told, string(id)) {
		return
	}
	s.Told = append(s.Told, string(id))
	f := model.Finding{Indicator: id, Subject: e.Subject, At: e.Time, Reason: reason}
	f.Cite(e.Evidence())
	c.Find(f)
}

// company reports PAY-08.
func (d *pay) company(c *detect.Context, s *state, e *model.Event) {
	payee := e.Text(model.PayHolder)
	registered := e.When(model.PayeeSince)
	if payee == "" || registered.IsZero() {
		return
	}
	age := e.Time.Sub(registered)
	if age < 0 || age > time.Duration(d.YoungDays)*24*time.Hour {
		return
	}
	if same, known := c.SameName(e.Subject, payee); known && same {
		return // a company of their own that bears their name
	}
	d.once(c, s, e, "PAY-08", fmt.Sprintf("paid through %q, a company registered on %s, %.0f days before", payee, registered.Format(time.DateOnly), age.Hours()/24))
}
