package pay_test

import (
	"testing"

	"bonafide/detect/detecttest"
	"bonafide/detect/pay"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func change(day int, more ...func(*model.Event)) model.Event {
	return detecttest.Event(ocsf.PaymentChange, "ann", detecttest.Day(day), append([]func(*model.Event){detecttest.Did("direct_deposit")}, more...)...)
}

func paid(payee, registered string) model.Event {
	return detecttest.Event(ocsf.PaymentChange, "ann", detecttest.Day(60), detecttest.Did("vendor_payment"),
		detecttest.With(model.PayHolder, payee), detecttest.With(model.PayeeSince, registered))
}

func TestPay(t *testing.T) {
	t.Parallel()
	w := detecttest.People(detecttest.Person("ann", detecttest.Austin()))
	starter := detecttest.Person("ann", detecttest.Austin())
	starter.Start = detecttest.Monday()
	fresh := detecttest.People(starter)
	detecttest.Table(
		t, pay.New(pay.Defaults()),
		detecttest.Case{
			Name: "changed_soon_after_the_start", World: fresh, Events: []model.Event{change(20)}, Want: []string{"ann PAY-01"},
			Reasons: map[string]string{"ann PAY-01": "20 days after the start"},
		},
		detecttest.Case{
			Name: "changed_twice_in_half_a_year", World: w, Events: []model.Event{change(1), change(90)}, Want: []string{"ann PAY-01"},
			Reasons: map[string]string{"ann PAY-01": "2 times within 6 months"},
		},
		detecttest.Case{
			Name: "changed_through_a_vpn", World: w, Want: []string{"ann PAY-01"},
			Events: []model.Event{change(1, detecttest.From("203.0.113.9", model.VPNNet, "Some VPN"))},
		},
		detecttest.Case{
			Name: "somebody_elses_account", World: w, Want: []string{"ann PAY-03"},
			Events: []model.Event{change(1, detecttest.With(model.PayHolder, "bo"))},
		},
		detecttest.Case{
			Name: "payout_platform", World: w, Want: []string{"ann PAY-04"},
			Events: []model.Event{change(1, detecttest.With(model.Institution, "payout_platform"))},
		},
		detecttest.Case{
			Name: "young_company_in_the_persons_place", World: w, Want: []string{"ann PAY-08"},
			Events: []model.Event{paid("Hollow Works LLC", "2026-01-15T00:00:00Z")},
		},
		detecttest.Case{Name: "switches_banks_once", World: w, Events: []model.Event{change(1, detecttest.With(model.PayHolder, "ann"))}},
		detecttest.Case{Name: "switches_banks_again_next_year", World: w, Events: []model.Event{change(1), change(300)}},
		detecttest.Case{Name: "agency_of_many_years", World: w, Events: []model.Event{paid("Agency Inc", "2015-01-01T00:00:00Z")}},
		detecttest.Case{Name: "company_that_bears_their_name", World: w, Events: []model.Event{paid("ann", "2026-01-15T00:00:00Z")}},
	)
}
