package pay_test

import (
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/pay"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func changes(day int, action string, more ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.PaymentChange, "ann", dt.Day(day), append([]func(*model.Event){dt.Did(action)}, more...)...)
}

func account(ref string) func(*model.Event) { return dt.With(model.PayAccount, ref) }

func TestPay(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	starter := dt.Person("ann", dt.Austin())
	starter.Start = dt.Day(-10)
	novice := dt.People(starter)
	approved := dt.People(dt.Person("ann", dt.Austin()))
	approved.Firm.VPNOperators = []string{"Good VPN"}
	paid := func(payee string, registered time.Time) model.Event {
		return changes(0, "vendor_payment", dt.With(model.PayHolder, payee), dt.With(model.PayeeSince, registered.Format(time.RFC3339)))
	}
	dt.Table(
		t, pay.New(pay.Defaults()),
		dt.Case{Name: "early", World: novice, Events: []model.Event{changes(0, "direct_deposit", account("a"))}, Want: []string{"ann PAY-01"}, Reasons: map[string]string{"ann PAY-01": "10 days after the start"}},
		dt.Case{Name: "often", World: w, Events: []model.Event{changes(0, "bank_account", account("a")), changes(30, "bank_account", account("b"))}, Want: []string{"ann PAY-01"}, Reasons: map[string]string{"ann PAY-01": "changed 2 times within 6 months"}},
		dt.Case{Name: "from_a_hidden_address", World: w, Events: []model.Event{changes(0, "bank_account", account("a"), dt.From("203.0.113.9", model.VPNNet, ""))}, Want: []string{"ann PAY-01"}, Reasons: map[string]string{"ann PAY-01": "changed, through a hidden address"}},
		dt.Case{Name: "somebody_elses_account", World: w, Events: []model.Event{changes(0, "bank_account", account("a"), dt.With(model.PayHolder, "mallory"))}, Want: []string{"ann PAY-03"}},
		dt.Case{Name: "payout_platform", World: w, Events: []model.Event{changes(0, "bank_account", account("a"), dt.With(model.Institution, "payout_platform"))}, Want: []string{"ann PAY-04"}, Reasons: map[string]string{"ann PAY-04": "a payout platform"}},
		dt.Case{Name: "young_company", World: w, Events: []model.Event{paid("Quiet Harbor LLC", dt.Day(-40))}, Want: []string{"ann PAY-08"}, Reasons: map[string]string{"ann PAY-08": "registered on 2026-01-21, 40 days before the payment"}},
		dt.Case{Name: "company_of_their_own", World: w, Events: []model.Event{paid("ann", dt.Day(-40)), paid("Old Agency", dt.Day(-4000))}},
		dt.Case{Name: "newcomer_enters_the_account", World: novice, Events: []model.Event{changes(0, "direct_deposit_initial_setup", account("a"))}},
		dt.Case{Name: "other_changes", World: novice, Events: []model.Event{changes(0, "tax_withholding"), changes(1, "home_address")}},
		dt.Case{Name: "bank_switch_in_three_records", World: w, Events: []model.Event{changes(0, "bank_account", account("a")), changes(1, "bank_account", account("a")), changes(3, "bank_account", account("a"))}},
		dt.Case{Name: "own_account_over_an_approved_vpn", World: approved, Events: []model.Event{changes(0, "bank_account", account("a"), dt.With(model.PayHolder, "ann"), dt.From("203.0.113.9", model.VPNNet, "Good VPN"))}},
	)
}
