package contact_test

import (
	"testing"

	"bonafide/detect/contact"
	"bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func gives(who model.SubjectID, f model.Field, value string) model.Event {
	return detecttest.Event(ocsf.UserInventory, who, detecttest.Monday(), detecttest.With(f, value))
}

func both(f model.Field, value string) []model.Event {
	return []model.Event{gives("ann", f, value), gives("bo", f, value)}
}

func redirected(who model.SubjectID, action string) model.Event {
	return detecttest.Event(ocsf.PaymentChange, who, detecttest.Day(30), detecttest.Did(action), detecttest.With(model.PayAccount, "hmac:9"))
}

func TestContact(t *testing.T) {
	t.Parallel()
	two := func(change func(a, b *model.Claims)) *detecttest.World {
		a, b := detecttest.Person("ann", detecttest.Austin()), detecttest.Person("bo", detecttest.Dallas())
		if change != nil {
			change(a, b)
		}
		return detecttest.People(a, b)
	}
	strangers := two(nil)
	couple := two(func(a, b *model.Claims) { b.HomeKey = a.HomeKey })
	agency := two(func(a, b *model.Claims) { a.Vendor, b.Vendor = "Agency Inc", "agency inc" })
	referred := two(func(_, b *model.Claims) { b.ReferredBy = "ann" })
	detecttest.Table(
		t, contact.New(struct{}{}),
		detecttest.Case{Name: "one_private_address", World: strangers, Events: both(model.UserEmail, "x@example.org"), Want: []string{"ann APP-01", "bo APP-01"}},
		detecttest.Case{Name: "one_number", World: strangers, Events: both(model.UserPhone, "+15125550123"), Want: []string{"ann APP-17", "bo APP-17"}},
		detecttest.Case{
			Name: "one_pay_account", World: strangers, Events: both(model.PayAccount, "hmac:1"), Want: []string{"ann PAY-02", "bo PAY-02"},
			Reasons: map[string]string{"ann PAY-02": "reference withheld"},
		},
		detecttest.Case{
			Name: "one_referred_the_other", World: referred, Events: both(model.UserPhone, "+15125550123"),
			Want: []string{"ann APP-17", "ann BEH-05", "bo APP-17", "bo BEH-05"},
		},
		detecttest.Case{
			Name: "wages_redirected_to_one_account", World: strangers, Want: []string{"ann PAY-02", "bo PAY-02"},
			Events: []model.Event{redirected("ann", "direct_deposit"), redirected("bo", "direct_deposit")},
		},
		detecttest.Case{Name: "one_vendor_is_paid_for_two", World: strangers, Events: []model.Event{redirected("ann", "vendor_payment"), redirected("bo", "vendor_payment")}},
		detecttest.Case{Name: "couple_with_one_account_and_number", World: couple, Events: append(both(model.PayAccount, "hmac:1"), both(model.UserPhone, "+15125550123")...)},
		detecttest.Case{Name: "agency_number", World: agency, Events: both(model.UserPhone, "+15125550123")},
		detecttest.Case{Name: "friends_with_numbers_of_their_own", World: referred, Events: []model.Event{gives("ann", model.UserPhone, "+15125550123"), gives("bo", model.UserPhone, "+15125550124")}},
		detecttest.Case{Name: "placeholder_number", World: strangers, Events: both(model.UserPhone, "000000")},
	)
}
