package factor_test

import (
	"testing"

	"bonafide/detect/detecttest"
	"bonafide/detect/factor"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func enrols(who model.SubjectID, device string, more ...func(*model.Event)) model.Event {
	changes := append([]func(*model.Event){detecttest.Did("device.user.add"), detecttest.With(model.DeviceUID, device)}, more...)
	return detecttest.Event(ocsf.AccountChange, who, detecttest.Monday(), changes...)
}

func TestShared(t *testing.T) {
	t.Parallel()
	a, b := detecttest.Person("ann", detecttest.Austin()), detecttest.Person("bo", detecttest.Dallas())
	strangers := detecttest.People(a, b)
	wife, husband := detecttest.Person("ann", detecttest.Austin()), detecttest.Person("bo", detecttest.Austin())
	husband.HomeKey = wife.HomeKey
	detecttest.Table(
		t, factor.NewShared(struct{}{}),
		detecttest.Case{Name: "one_phone_for_two", World: strangers, Events: []model.Event{enrols("ann", "guo1"), enrols("bo", "guo1")}, Want: []string{"ann ONB-13", "bo ONB-13"}},
		detecttest.Case{
			Name: "one_number_for_two", World: strangers, Want: []string{"ann ONB-13", "bo ONB-13"},
			Events: []model.Event{enrols("ann", "guo1", detecttest.With(model.UserPhone, "+15125550123")), enrols("bo", "guo2", detecttest.With(model.UserPhone, "+15125550123"))},
		},
		detecttest.Case{Name: "couple_with_one_tablet", World: detecttest.People(wife, husband), Events: []model.Event{enrols("ann", "guo1"), enrols("bo", "guo1")}},
		detecttest.Case{Name: "enrolment_that_failed", World: strangers, Events: []model.Event{enrols("ann", "guo1"), enrols("bo", "guo1", detecttest.Failed)}},
		detecttest.Case{Name: "new_phone", World: strangers, Events: []model.Event{enrols("ann", "guo1"), enrols("ann", "guo2"), enrols("bo", "guo3")}},
		detecttest.Case{
			Name: "signing_in_on_a_shared_computer_is_no_enrolment", World: strangers,
			Events: []model.Event{enrols("ann", "guo1", detecttest.Did("user.session.start")), enrols("bo", "guo1", detecttest.Did("user.session.start"))},
		},
	)
}

func TestEnrolment(t *testing.T) {
	t.Parallel()
	w := detecttest.People(detecttest.Person("ann", detecttest.Austin()))
	w.Firm.HostnamePattern = `(?i)^acme-[a-z0-9]+$`
	named := func(name string, more ...func(*model.Event)) model.Event {
		return enrols("ann", "guo1", append([]func(*model.Event){detecttest.With(model.DeviceName, name)}, more...)...)
	}
	detecttest.Table(
		t, factor.New(struct{}{}),
		detecttest.Case{Name: "computer_with_a_foreign_name", World: w, Events: []model.Event{named("DESKTOP-9XK21")}, Want: []string{"ann ONB-14"}},
		detecttest.Case{
			Name: "identity_proof_denied", World: w, Want: []string{"ann ONB-15"},
			Events: []model.Event{detecttest.Event(ocsf.Authentication, "ann", detecttest.Monday(), detecttest.Did("user.identity_verification"), detecttest.Failed)},
		},
		detecttest.Case{Name: "company_laptop", World: w, Events: []model.Event{named("ACME-7F31")}},
		detecttest.Case{Name: "private_phone", World: w, Events: []model.Event{named("Ann's iPhone"), named("Pixel 9", detecttest.With(model.DeviceOS, "ANDROID"))}},
		detecttest.Case{
			Name: "identity_proof_passed", World: w,
			Events: []model.Event{detecttest.Event(ocsf.Authentication, "ann", detecttest.Monday(), detecttest.Did("user.identity_verification"))},
		},
	)
}
