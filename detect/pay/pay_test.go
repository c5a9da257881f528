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

func form(day int, result string, outcome model.Outcome) model.Event {
	e := changes(day, "tax_form", dt.With(model.CheckName, "W-2 2025"), dt.With(model.CheckResult, result))
	e.Outcome = outcome
	return e
}

func TestPayInCrypto(t *testing.T) {
	t.Parallel()
	settings := pay.Defaults()
	settings.Crypto = true
	e := changes(0, "bank_account", account("a"), dt.With(model.Institution, "crypto_exchange"))
	if found := dt.Find(t, dt.People(dt.Person("ann", dt.Austin())), pay.New(settings), e); len(found) > 0 {
		t.Errorf("a company that pays so raises %v", found)
	}
}

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
		dt.Case{Name: "in_crypto_currency", World: w, Events: []model.Event{changes(0, "bank_account", account("a"), dt.With(model.Institution, "crypto_exchange"))}, Want: []string{"ann PAY-05"}},
		dt.Case{Name: "form_comes_back", World: w, Events: []model.Event{form(0, "returned", model.Failure)}, Want: []string{"ann PAY-09"}, Reasons: map[string]string{"ann PAY-09": "W-2 2025 came back as undeliverable"}},
		dt.Case{Name: "number_under_another_name", World: w, Events: []model.Event{form(0, "mismatch", model.Success)}, Want: []string{"ann PAY-09"}, Reasons: map[string]string{"ann PAY-09": "under another name"}},
		dt.Case{Name: "address_after_address", World: w, Events: []model.Event{changes(0, "home_address"), changes(40, "home_address"), changes(80, "home_address"), changes(130, "home_address")}, Want: []string{"ann PAY-14"}, Reasons: map[string]string{"ann PAY-14": "4 times within a year"}},
		dt.Case{Name: "moves_twice_in_six_records", World: w, Events: []model.Event{changes(0, "home_address"), changes(1, "home_address"), changes(2, "home_address"), changes(90, "home_address"), changes(91, "home_address"), changes(92, "home_address")}},
		dt.Case{Name: "nomad_over_years", World: w, Events: []model.Event{changes(0, "home_address"), changes(150, "home_address"), changes(300, "home_address"), changes(450, "home_address"), changes(600, "home_address")}},
		dt.Case{Name: "form_went_to_the_old_home", World: w, Events: []model.Event{changes(0, "home_address"), form(30, "returned", model.Failure)}},
		dt.Case{Name: "form_arrived", World: w, Events: []model.Event{form(0, "delivered", model.Success)}},
		dt.Case{Name: "company_of_their_own", World: w, Events: []model.Event{paid("ann", dt.Day(-40)), paid("Old Agency", dt.Day(-4000))}},
		dt.Case{Name: "newcomer_enters_the_account", World: novice, Events: []model.Event{changes(0, "direct_deposit_initial_setup", account("a"))}},
		dt.Case{Name: "other_changes", World: novice, Events: []model.Event{changes(0, "tax_withholding"), changes(1, "home_address")}},
		dt.Case{Name: "bank_switch_in_three_records", World: w, Events: []model.Event{changes(0, "bank_account", account("a")), changes(1, "bank_account", account("a")), changes(3, "bank_account", account("a"))}},
		dt.Case{Name: "own_account_over_an_approved_vpn", World: approved, Events: []model.Event{changes(0, "bank_account", account("a"), dt.With(model.PayHolder, "ann"), dt.From("203.0.113.9", model.VPNNet, "Good VPN"))}},
	)
}
