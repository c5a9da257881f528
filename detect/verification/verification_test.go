package verification_test

import (
	"testing"
	"time"

	"bonafide/detect/detecttest"
	"bonafide/detect/verification"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func check(name, result string, more ...func(*model.Event)) model.Event {
	changes := append([]func(*model.Event){detecttest.With(model.CheckName, name), detecttest.With(model.CheckResult, result)}, more...)
	return detecttest.Event(ocsf.IdentityVerification, "ann", detecttest.Monday(), changes...)
}

func keys(ms string, days int) []model.Event {
	return detecttest.Daily(detecttest.Event(ocsf.DeviceConfigState, "ann", detecttest.Monday(), detecttest.With(model.Latency, ms)), days)
}

func TestVerification(t *testing.T) {
	t.Parallel()
	w := detecttest.People(detecttest.Person("ann", detecttest.Austin()))
	granted := detecttest.Person("ann", detecttest.Austin())
	granted.Accommodations = []string{"camera_off"}
	failed := detecttest.Failed
	detecttest.Table(
		t, verification.New(verification.Defaults()),
		detecttest.Case{Name: "document_fails", World: w, Events: []model.Event{check("document", "fail", failed)}, Want: []string{"ann ONB-15"}},
		detecttest.Case{
			Name: "employer_does_not_know_them", World: w, Events: []model.Event{check("employment", "not_found", failed, detecttest.With(model.ResourceName, "Sample Systems"))},
			Want: []string{"ann APP-07"}, Reasons: map[string]string{"ann APP-07": "Sample Systems"},
		},
		detecttest.Case{Name: "school_does_not_know_them", World: w, Events: []model.Event{check("education", "not_found", failed)}, Want: []string{"ann APP-08"}},
		detecttest.Case{Name: "no_show_in_person", World: w, Events: []model.Event{check("in_person_id", "no_show", failed)}, Want: []string{"ann ONB-07"}},
		detecttest.Case{Name: "cannot_read_the_serial", World: w, Events: []model.Event{check("device_serial", "not_confirmed", failed)}, Want: []string{"ann ONB-10"}},
		detecttest.Case{Name: "refuses_the_camera", World: w, Events: []model.Event{check("video_call", "declined", failed)}, Want: []string{"ann INT-01"}},
		detecttest.Case{
			Name: "another_full_time_job", World: w, Want: []string{"ann BEH-20"},
			Events: []model.Event{check("other_employment", "tx", detecttest.With(model.ResourceName, "Placeholder Bank"))},
		},
		detecttest.Case{Name: "key_presses_from_afar", World: w, Events: keys("165", 6), Want: []string{"ann EDR-24"}},
		detecttest.Case{Name: "employer_does_not_answer", World: w, Events: []model.Event{check("employment", "no_answer")}},
		detecttest.Case{Name: "unclear_picture", World: w, Events: []model.Event{check("document", "unclear")}},
		detecttest.Case{Name: "accommodation_without_camera", World: detecttest.People(granted), Events: []model.Event{check("video_call", "declined", failed)}},
		detecttest.Case{Name: "shows_up", World: w, Events: []model.Event{check("in_person_id", "attended"), check("device_serial", "confirmed")}},
		detecttest.Case{Name: "slow_for_two_days", World: w, Events: append(keys("20", 40), keys("150", 2)...)},
	)
}

func TestExaminer(t *testing.T) {
	t.Parallel()
	w := detecttest.People(detecttest.Person("ann", detecttest.Austin()), detecttest.Person("bo", detecttest.Dallas()))
	form := func(who model.SubjectID, kind, phone string) model.Event {
		return detecttest.Event(ocsf.IdentityVerification, who, detecttest.Monday(), detecttest.With(model.CheckSource, kind), detecttest.With(model.CheckPhone, phone))
	}
	detecttest.Table(
		t, verification.NewExaminer(struct{}{}),
		detecttest.Case{
			Name: "one_representative_for_two", World: w, Want: []string{"ann ONB-08", "bo ONB-08"},
			Events: []model.Event{form("ann", "authorized_representative", "+1 512 555 0100"), form("bo", "authorized_representative", "15125550100")},
		},
		detecttest.Case{Name: "own_hr", World: w, Events: []model.Event{form("ann", "hr", "+1 512 555 0100"), form("bo", "hr", "+1 512 555 0100")}},
		detecttest.Case{Name: "a_notary", World: w, Events: []model.Event{form("ann", "notary", "+1 512 555 0100"), form("bo", "notary", "+1 512 555 0100")}},
	)
}

func TestLine(t *testing.T) {
	t.Parallel()
	w := detecttest.People(detecttest.Person("ann", detecttest.Austin()))
	claim := detecttest.Event(ocsf.UserInventory, "ann", detecttest.Monday(), detecttest.With(model.UserPhone, "+15125550123"))
	look := func(kind string, at time.Time) model.Event {
		return detecttest.Event(ocsf.IdentityVerification, "", at, detecttest.With(model.UserPhone, "+1 512 555 0123"), detecttest.With(model.CheckResult, kind))
	}
	detecttest.Table(
		t, verification.NewLine(struct{}{}),
		detecttest.Case{Name: "internet_telephony", World: w, Events: []model.Event{claim, look("voip", detecttest.Day(1))}, Want: []string{"ann APP-16"}},
		detecttest.Case{Name: "looked_up_before_the_start", World: w, Events: []model.Event{look("voip", detecttest.Day(-9)), claim}, Want: []string{"ann APP-16"}},
		detecttest.Case{Name: "mobile", World: w, Events: []model.Event{claim, look("mobile", detecttest.Day(1))}},
		detecttest.Case{Name: "somebody_elses_number", World: w, Events: []model.Event{look("voip", detecttest.Day(1))}},
	)
}
