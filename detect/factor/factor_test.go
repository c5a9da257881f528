package factor_test

import (
	"fmt"
	"testing"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/factor"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func enrols(who model.SubjectID, day int, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.AccountChange, who, dt.Day(day), append([]func(*model.Event){dt.Did("user.mfa.factor.activate")}, changes...)...)
}

func TestShared(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()), dt.Person("admin", dt.Austin()))
	couple := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Austin()))
	couple.People["bob"].HomeKey = couple.People["ann"].HomeKey
	leaver := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()))
	leaver.People["ann"].End = dt.Day(1)
	factorID, device := dt.With(model.FactorUID, "opf-1234"), dt.With(model.DeviceUID, "guo-1")
	want := []string{"ann ONB-13", "bob ONB-13"}
	dt.Table(
		t, factor.NewShared(struct{}{}),
		dt.Case{
			Name: "one_authenticator", World: w, Events: []model.Event{enrols("ann", 0, factorID), enrols("bob", 3, factorID), enrols("bob", 4, factorID)}, Want: want,
			Reasons: map[string]string{"ann ONB-13": "the second factor opf-1234 is that of bob too, who declares another address"},
		},
		dt.Case{Name: "one_number_written_in_two_ways", World: w, Want: want, Events: []model.Event{
			enrols("ann", 0, dt.With(model.UserPhone, "+1 555 010 0199")), enrols("bob", 3, dt.With(model.UserPhone, "15550100199")),
		}},
		dt.Case{Name: "enrolled_by_an_administrator", World: w, Want: want, Events: []model.Event{enrols("admin", 0, device, dt.To("ann")), enrols("admin", 3, device, dt.To("bob"))}},
		dt.Case{Name: "couple_with_a_tablet", World: couple, Events: []model.Event{enrols("ann", 0, device), enrols("bob", 3, device)}},
		dt.Case{Name: "laptop_handed_over", World: w, Events: []model.Event{enrols("ann", 0, device, dt.Owned("ann")), enrols("bob", 3, device, dt.Owned("bob"))}},
		dt.Case{Name: "device_of_a_leaver", World: leaver, Events: []model.Event{enrols("ann", 0, device), enrols("bob", 9, device)}},
		dt.Case{Name: "refused", World: w, Events: []model.Event{enrols("ann", 0, factorID), enrols("bob", 3, factorID, dt.Failed)}},
		dt.Case{Name: "taken_away_by_the_help_desk", World: w, Events: []model.Event{enrols("ann", 0, factorID), enrols("bob", 3, factorID, dt.Did("user.mfa.factor.deactivate"))}},
		dt.Case{Name: "signed_in_from_somebody_elses_device", World: w, Events: []model.Event{enrols("ann", 0, device), enrols("bob", 3, device, dt.Did("user.session.start"))}},
	)
}

func TestEnrolment(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()), dt.Person("admin", dt.Austin()))
	w.Firm.HostnamePattern = "^ACME-"
	bind := func(name string, changes ...func(*model.Event)) model.Event {
		return enrols("ann", 0, append([]func(*model.Event){dt.Did("device.enrollment.create"), dt.With(model.DeviceName, name)}, changes...)...)
	}
	dt.Table(
		t, factor.New(struct{}{}),
		dt.Case{Name: "foreign_name", World: w, Events: []model.Event{bind("DESKTOP-4K2")}, Want: []string{"ann ONB-14"}, Reasons: map[string]string{"ann ONB-14": `called "DESKTOP-4K2"`}},
		dt.Case{Name: "help_desk_enrols_for_her", World: w, Events: []model.Event{dt.Event(ocsf.EntityManagement, "admin", dt.Monday(), dt.To("ann"), dt.Did("device.user.add"), dt.With(model.DeviceName, "DESKTOP-4K2"))}, Want: []string{"ann ONB-14"}},
		dt.Case{
			Name: "proof_denied", World: w, Want: []string{"ann ONB-15"}, Events: dt.Daily(enrols("ann", 0, dt.Did("user.identity_verification"), dt.Failed), 3),
			Reasons: map[string]string{"ann ONB-15": "denied on 2 days"},
		},
		dt.Case{Name: "new_laptop", World: w, Events: []model.Event{bind("ACME-0042")}},
		dt.Case{Name: "private_phones", World: w, Events: []model.Event{bind("Ann's iPhone"), bind("SM-S921B", dt.With(model.DeviceOS, "ANDROID"))}},
		dt.Case{Name: "proof_passed", World: w, Events: []model.Event{enrols("ann", 0, dt.Did("user.identity_verification"))}},
		dt.Case{Name: "no_pattern", World: dt.People(dt.Person("ann", dt.Austin())), Events: []model.Event{bind("DESKTOP-4K2")}},
	)
}

func TestSharedByACrowdSaysHowMany(t *testing.T) {
	t.Parallel()
	w := dt.People()
	var events []model.Event
	for i := range 100 {
		p := dt.Person(model.SubjectID(fmt.Sprintf("p%03d", i)), dt.Austin())
		w.People[p.ID] = p
		events = append(events, enrols(p.ID, i, dt.With(model.FactorUID, "opf-1234")))
	}
	found := dt.Find(t, w, factor.NewShared(struct{}{}), events...)
	if len(found) != 64 {
		t.Errorf("%d findings; the state is bounded to 64 people", len(found))
	}
	for _, f := range found {
		if f.Shared.Holders < 32 || f.Shared.Population != 100 {
			t.Errorf("%s: held by %d of %d", f.Subject, f.Shared.Holders, f.Shared.Population)
		}
	}
}
