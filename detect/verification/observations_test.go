package verification_test

import (
	"testing"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/verification"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func note(day int, kind string) model.Event {
	return dt.Event(ocsf.IdentityVerification, "ann", dt.Day(day), dt.With(model.CheckName, "observation"), dt.With(model.ResourceType, kind), dt.With(model.CheckSource, "the manager"))
}

// notes is one kind noted on so many days.
func notes(kind string, days int) []model.Event {
	var list []model.Event
	for day := range days {
		list = append(list, note(3*day, kind))
	}
	return list
}

func TestObservations(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	with := func(what string) *dt.World {
		p := dt.Person("ann", dt.Austin())
		p.Accommodations = []string{what}
		return dt.People(p)
	}
	one := func(kind string) []model.Event { return notes(kind, 1) }
	dt.Table(
		t, verification.NewObservations(struct{}{}),
		dt.Case{
			Name: "never_on_video", World: w, Events: notes("call_declined", 4), Want: []string{"ann BEH-04"},
			Reasons: map[string]string{"ann BEH-04": "declined calls with video on 4 days"},
		},
		dt.Case{Name: "voice", World: w, Events: notes("voice_unreachable", 4), Want: []string{"ann BEH-19"}},
		dt.Case{Name: "never_comes_by", World: w, Events: notes("visit_declined", 3), Want: []string{"ann BEH-23"}},
		dt.Case{Name: "no_key", World: w, Events: notes("key_refused", 2), Want: []string{"ann EDR-31"}},
		dt.Case{Name: "frozen_account", World: w, Events: one("account_letter"), Want: []string{"ann PAY-10"}, Reasons: map[string]string{"ann PAY-10": "as the manager noted"}},
		dt.Case{Name: "advances", World: w, Events: notes("advance_requested", 3), Want: []string{"ann PAY-11"}},
		dt.Case{Name: "no_benefits", World: w, Events: one("benefits_declined"), Want: []string{"ann PAY-12"}},
		dt.Case{Name: "extortion", World: w, Events: one("extortion"), Want: []string{"ann EXT-03"}},
		dt.Case{Name: "leak", World: w, Events: one("code_found_outside"), Want: []string{"ann EXT-04"}},
		dt.Case{Name: "threat", World: w, Events: one("threat"), Want: []string{"ann EXT-05"}},
		dt.Case{Name: "carer_with_bad_weeks", World: w, Events: dt.Join(notes("call_declined", 3), []model.Event{note(10, "call_taken")}, []model.Event{note(14, "call_declined"), note(18, "call_declined")})},
		dt.Case{Name: "camera_off_by_agreement", World: with("camera_off"), Events: notes("call_declined", 8)},
		dt.Case{Name: "deaf_colleague", World: with("no_calls"), Events: notes("voice_unreachable", 8)},
		dt.Case{Name: "wheelchair", World: with("mobility"), Events: notes("visit_declined", 5)},
		dt.Case{Name: "assistive_input", World: with("assistive_input"), Events: notes("key_refused", 3)},
		dt.Case{Name: "hardship", World: w, Events: notes("advance_requested", 2)},
		dt.Case{Name: "lost_key", World: w, Events: []model.Event{note(0, "key_refused"), note(3, "key_taken"), note(40, "key_refused")}},
		dt.Case{Name: "unknown_kind", World: w, Events: notes("late_for_lunch", 9)},
	)
}
