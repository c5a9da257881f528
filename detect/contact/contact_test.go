package contact_test

import (
	"strings"
	"testing"

	"bonafide/detect/contact"
	dt "bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func gives(who model.SubjectID, day int, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.UserInventory, who, dt.Day(day), changes...)
}

func TestContact(t *testing.T) {
	t.Parallel()
	people := func() []*model.Claims {
		return []*model.Claims{dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston())}
	}
	w := dt.People(people()...)
	referred := people()
	referred[1].ReferredBy = "ann"
	couple := people()
	couple[1].HomeKey = couple[0].HomeKey
	agency := people()
	agency[0].Vendor, agency[1].Vendor = "Staffing Ltd", "staffing ltd"
	homeless := people()
	homeless[1].HomeKey = ""
	reborn := people()
	reborn[0].End, reborn[1].Start = dt.Day(-20), dt.Day(-5)
	long := people()
	long[0].End, long[1].Start = dt.Day(-200), dt.Day(-5)
	hired := dt.People(people()...)
	hired.People["bob"].Kind, hired.Names["bob"] = model.Candidate, hired.Names["ann"]
	applicant := dt.People(people()...)
	applicant.People["bob"].Kind = model.Candidate
	phone, mail, account := dt.With(model.UserPhone, "+15550100199"), dt.With(model.UserEmail, "Shared@mail.example"), dt.With(model.PayAccount, "hmac:1")
	both := func(changes ...func(*model.Event)) []model.Event {
		return []model.Event{gives("ann", 0, changes...), gives("bob", 1, changes...)}
	}
	dt.Table(
		t, contact.New(struct{}{}),
		dt.Case{Name: "one_number", World: w, Events: both(phone), Want: []string{"ann APP-17", "bob APP-17"}, Reasons: map[string]string{"ann APP-17": "same telephone number as bob, who declares another address: +15550100199"}},
		dt.Case{Name: "home_not_on_file", World: dt.People(homeless...), Events: both(phone), Want: []string{"ann APP-17", "bob APP-17"}, Reasons: map[string]string{"ann APP-17": "as bob, and no common home is on file"}},
		dt.Case{Name: "one_mailbox", World: w, Events: []model.Event{gives("ann", 0, mail), gives("bob", 1, dt.With(model.UserEmail, "shared@mail.example"))}, Want: []string{"ann APP-01", "bob APP-01"}},
		dt.Case{Name: "one_account", World: w, Events: both(account), Want: []string{"ann PAY-02", "bob PAY-02"}, Reasons: map[string]string{"ann PAY-02": "(reference withheld"[1:]}},
		dt.Case{Name: "referral", World: dt.People(referred...), Events: both(phone), Want: []string{"ann APP-17", "ann BEH-05", "bob APP-17", "bob BEH-05"}},
		dt.Case{Name: "couple_at_one_address", World: dt.People(couple...), Events: both(phone, mail, account)},
		dt.Case{Name: "agency", World: dt.People(agency...), Events: both(phone, mail)},
		dt.Case{Name: "agency_does_not_explain_a_pay_account", World: dt.People(agency...), Events: both(account), Want: []string{"ann PAY-02", "bob PAY-02"}},
		dt.Case{
			Name: "somebody_new_with_a_leavers_number", World: dt.People(reborn...), Events: both(phone), Want: []string{"ann APP-17", "bob APP-17", "bob EXT-06"},
			Reasons: map[string]string{"bob EXT-06": "started within weeks of ann's last day, and gives the same telephone number"},
		},
		dt.Case{Name: "a_number_given_out_anew", World: dt.People(long...), Events: both(phone), Want: []string{"ann APP-17", "bob APP-17"}},
		dt.Case{Name: "candidate_who_was_hired", World: hired, Events: both(phone, mail)},
		dt.Case{Name: "candidate_with_a_colleagues_number", World: applicant, Events: both(phone), Want: []string{"ann APP-17", "bob APP-17"}},
		dt.Case{Name: "placeholder_number", World: w, Events: both(dt.With(model.UserPhone, "0000000000"), dt.With(model.UserEmail, "n/a"))},
	)
	for _, f := range dt.Find(t, w, contact.New(struct{}{}), both(account)...) {
		if strings.Contains(f.Reason, "hmac:1") || f.Shared.Value == "hmac:1" {
			t.Errorf("the reference of a pay account stands in a finding: %+v", f)
		}
	}
}
