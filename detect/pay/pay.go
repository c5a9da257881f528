// Package pay looks at how people are paid: bank details changed early or often (PAY-01),
// an account in somebody else's name (PAY-03), payout platforms (PAY-04), wages in crypto
// currency (PAY-05), a young company in the person's place (PAY-08), tax forms that come back
// or do not bear the name on file (PAY-09), a home address that keeps changing (PAY-14).
//
// A newcomer's first entry is no change, and a change that is requested, approved and in
// force is one. A form that comes back soon after a move was sent to the old home. False
// positives: people who switch banks, joint accounts, contractors with a company of their own,
// payout platforms where banks are slow, companies that pay in crypto currency (a setting),
// married names, people between homes.
package pay

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
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
	EarlyDays   int  `yaml:"early_days" unit:"days" doc:"A change so soon after the start is early (PAY-01)."`
	OftenMonths int  `yaml:"often_months" unit:"months" doc:"Two changes within this time are many (PAY-01)."`
	YoungDays   int  `yaml:"young_days" unit:"days" doc:"A payee company registered so shortly before a payment is young (PAY-08)."`
	MoveDays    int  `yaml:"move_days" unit:"days" doc:"A tax form that comes back so soon after a change of address went to the old home (PAY-09)."`
	Homes       int  `yaml:"homes" doc:"So many changes of the home address within a year are many (PAY-14)."`
	Crypto      bool `yaml:"pays_in_crypto" doc:"The company offers wages in crypto currency, so asking for them means nothing (PAY-05)."`
}

// Defaults are settings that fit most companies.
func Defaults() Settings {
	return Settings{EarlyDays: 90, OftenMonths: 6, YoungDays: 365, MoveDays: 90, Homes: 4}
}

// state is what is kept per subject.
type state struct {
	Changes []time.Time `json:"changes,omitempty"`
	Moves   []time.Time `json:"moves,omitempty"`
	Account string      `json:"account,omitempty"` // a mark of the last account, not its reference
	Told    detect.Set  `json:"told,omitempty"`
}

// mostChanges bounds the changes kept of one subject.
const mostChanges = 16

// New makes the detector.
func New(s Settings) detect.Detector {
	d := &pay{s}
	return &detect.Keyed[state]{
		Declaration: plugin.Declaration{
			Name: "pay", Kind: plugin.Detector, Version: 1,
			Summary:        "Bank details changed early or often, accounts and companies in the person's place.",
			Needs:          []string{"payroll_changes, vendor_payments or tax_forms file"},
			Indicators:     []string{"PAY-01", "PAY-03", "PAY-04", "PAY-05", "PAY-08", "PAY-09", "PAY-14"},
			FalsePositives: "People who switch banks, joint accounts, contractors with their own company, married names, people between homes.",
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
	switch e.Action {
	case "vendor_payment":
		d.company(c, s, e)
		return
	case "tax_form":
		d.form(c, s, e)
		return
	}
	d.moved(c, s, e)
	d.changed(c, s, claims, e)
	if holder := e.Text(model.PayHolder); holder != "" {
		if same, known := c.SameName(e.Subject, holder); known && !same {
			d.once(c, s, e, "PAY-03", fmt.Sprintf("wages go to an account in the name of %q", holder))
		}
	}
	kind := strings.ToLower(e.Text(model.Institution))
	if !d.Crypto && detect.AnyIn(kind+" "+strings.ToLower(e.Action), "crypto", "stablecoin", "usdt", "usdc", "bitcoin") {
		d.once(c, s, e, "PAY-05", "wages are to be paid in crypto currency")
	}
	if detect.AnyIn(kind, "payout", "prepaid", "virtual") {
		d.once(c, s, e, "PAY-04", "wages go to a "+strings.ReplaceAll(kind, "_", " "))
	}
}

// bank tells whether a change is one of where the wages go, and not the first entry of a
// newcomer's account.
func bank(e *model.Event) bool {
	action := strings.ToLower(e.Action)
	if detect.AnyIn(action, "initial", "first", "setup", "set up", "set_up", "added", "create", "new hire", "onboard") {
		return false
	}
	if e.Has(model.PayAccount) || e.Has(model.Institution) {
		return true
	}
	return detect.AnyIn(action, "account", "bank", "deposit", "iban", "routing", "payment", "payout", "wallet")
}

// changed reports PAY-01.
func (d *pay) changed(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	if !bank(e) || s.same(e) {
		return
	}
	from := e.Time.AddDate(0, -d.OftenMonths, 0)
	s.Changes = slices.DeleteFunc(s.Changes, func(t time.Time) bool { return t.Before(from) })
	s.Changes = detect.Newest(s.Changes, e.Time, mostChanges)
	hidden := ""
	if n := e.Facts.Network; n.Kind.Anonymising() && !c.Approved(n.Operator) {
		hidden = ", through " + cmp.Or(n.Operator, "a hidden address")
	}
	f := model.Finding{Indicator: "PAY-01", Subject: e.Subject}
	switch since := e.Time.Sub(claims.Start); {
	case len(s.Changes) >= 2:
		f.Reason = fmt.Sprintf("bank details changed %d times within %d months%s", len(s.Changes), d.OftenMonths, hidden)
	case !claims.Start.IsZero() && since >= 0 && since < time.Duration(d.EarlyDays)*24*time.Hour:
		f.Reason = fmt.Sprintf("bank details changed %s after the start%s", detect.Count(int(since.Hours()/24), "day"), hidden)
	case hidden != "":
		f.Reason = "bank details changed" + hidden
	default:
		return
	}
	c.Report(e, f)
}

// same tells whether the event is about the account of the last change once more: requested,
// approved and in force are three records of one change.
func (s *state) same(e *model.Event) bool {
	ref := e.Text(model.PayAccount)
	if ref == "" {
		return len(s.Changes) > 0 && e.Time.Sub(s.Changes[len(s.Changes)-1]) < 24*time.Hour
	}
	sum := sha256.Sum256([]byte(ref))
	mark := hex.EncodeToString(sum[:6])
	if mark == s.Account {
		return true
	}
	s.Account = mark
	return false
}

func (d *pay) once(c *detect.Context, s *state, e *model.Event, id model.IndicatorID, reason string) {
	if s.Told.First(string(id), mostChanges) {
		c.Report(e, model.Finding{Indicator: id, Subject: e.Subject, Reason: reason})
	}
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
	d.once(c, s, e, "PAY-08", fmt.Sprintf("paid through %q, a company registered on %s, %s before the payment",
		payee, registered.Format(time.DateOnly), detect.Count(int(age.Hours()/24), "day")))
}

// moved reports PAY-14.
func (d *pay) moved(c *detect.Context, s *state, e *model.Event) {
	if action := strings.ToLower(e.Action); !detect.AnyIn(action, "address") || detect.AnyIn(action, "mail_address", "email", "wallet", "initial", "new hire", "onboard") {
		return
	}
	if n := len(s.Moves); n > 0 && e.Time.Sub(s.Moves[n-1]) < 3*24*time.Hour {
		return // requested, approved and in force
	}
	from := e.Time.AddDate(-1, 0, 0)
	s.Moves = slices.DeleteFunc(s.Moves, func(t time.Time) bool { return t.Before(from) })
	s.Moves = detect.Newest(s.Moves, e.Time, mostChanges)
	if n := len(s.Moves); n >= d.Homes {
		d.once(c, s, e, "PAY-14", fmt.Sprintf("the home address was changed %d times within a year", n))
	}
}

// form reports PAY-09.
func (d *pay) form(c *detect.Context, s *state, e *model.Event) {
	name := cmp.Or(e.Text(model.CheckName), "a tax form")
	if e.Text(model.CheckResult) == "mismatch" {
		d.once(c, s, e, "PAY-09", name+": the tax authority knows the number under another name")
		return
	}
	move := time.Duration(d.MoveDays) * 24 * time.Hour
	recent := func(t time.Time) bool { return e.Time.Sub(t) < move }
	if e.Outcome == model.Failure && !slices.ContainsFunc(s.Moves, recent) {
		d.once(c, s, e, "PAY-09", name+" came back as undeliverable from the address on file")
	}
}
