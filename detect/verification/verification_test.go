package verification_test

import (
	"testing"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/verification"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func check(day int, name, result string, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.IdentityVerification, "ann", dt.Day(day), append([]func(*model.Event){
		dt.With(model.CheckName, name), dt.With(model.CheckResult, result), dt.With(model.ResourceName, "Example Ltd"),
	}, changes...)...)
}

func failed(day int, name, result string) model.Event { return check(day, name, result, dt.Failed) }

func keys(ms string) model.Event {
	return dt.Event(ocsf.DeviceConfigState, "ann", dt.Monday(), dt.Owned("ann"), dt.With(model.Latency, ms))
}

// framed are key presses of which a share comes in the beat of frames.
func framed(ms, frame, share string) model.Event {
	e := keys(ms)
	e.Add(model.FrameMs, frame)
	e.Add(model.FrameShare, share)
	return e
}

func TestVerification(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	helped := dt.Person("ann", dt.Austin())
	helped.Accommodations = []string{"camera_off", "in_person"}
	excused := dt.People(helped)
	one := func(name string, world *dt.World, want, words string, events ...model.Event) dt.Case {
		c := dt.Case{Name: name, World: world, Events: events}
		if want != "" {
			c.Want, c.Reasons = []string{"ann " + want}, map[string]string{"ann " + want: words}
		}
		return c
	}
	dt.Table(
		t, verification.New(verification.Defaults()),
		one("employer_does_not_know_them", w, "APP-07", "Example Ltd, asked through its own contact, does not know them: not_found", failed(0, "employment", "not_found")),
		one("school_does_not_know_them", w, "APP-08", "has no record", failed(0, "education", "no record")),
		one("papers_failed", w, "ONB-15", "the document check", failed(0, "document", "failed")),
		one("twice_not_in_person", w, "ONB-07", "asked 2 times: no_show", failed(0, "in_person_id", "no_show"), failed(2, "in_person_id", "no_show")),
		one("serial_not_read_out", w, "ONB-10", "not_confirmed", failed(0, "device_serial", "not_confirmed")),
		one("twice_no_camera", w, "INT-01", "2 times", failed(0, "video_call", "declined"), failed(2, "video_call", "declined")),
		one("other_job", w, "BEH-20", "also employed by Example Ltd (basis not stated) since an unknown day", check(0, "other_employment", "")),
		one("keys_come_from_afar", w, "EDR-24", "over 110 ms to reach the laptop on 5 days from 2026-03-02 to 2026-03-06, at worst 180 ms", dt.Daily(keys("180"), 7)...),
		one("keys_in_the_beat_of_a_picture", w, "EDR-24", "in the beat of a picture's frames (33.3 ms) on 5 days", dt.Daily(framed("70", "33.3", "0.93"), 7)...),
		one("keyboard_by_radio", w, "", "", dt.Daily(framed("14", "15", "0.97"), 20)...),
		one("slow_laptop_without_a_beat", w, "", "", dt.Daily(framed("70", "16.7", "0.3"), 20)...),
		one("nobody_answered", w, "", "", failed(0, "employment", "no_answer"), failed(1, "education", "pending"), failed(2, "document", "timed out")),
		one("once_ill", w, "", "", failed(0, "in_person_id", "no_show"), failed(1, "video_call", "declined")),
		one("accommodation", excused, "", "", failed(0, "video_call", "declined"), failed(1, "video_call", "declined"), failed(2, "in_person_id", "no_show"), failed(3, "in_person_id", "no_show")),
		one("all_well", w, "", "", check(0, "employment", "verified"), check(1, "document", "passed"), check(2, "other_employment", "approved")),
		one("bad_days_on_the_line", w, "", "", dt.Join(dt.Daily(keys("40"), 20), dt.Daily(keys("150"), 20)[10:12])...),
	)
}

func TestExaminer(t *testing.T) {
	t.Parallel()
	people := func() []*model.Claims {
		return []*model.Claims{dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston())}
	}
	couple := people()
	couple[1].HomeKey = couple[0].HomeKey
	form := func(who model.SubjectID, day int, kind, by string) model.Event {
		return dt.Event(ocsf.IdentityVerification, who, dt.Day(day), dt.With(model.CheckSource, kind), dt.With(model.CheckBy, by))
	}
	both := func(kind string) []model.Event {
		return []model.Event{form("ann", 0, kind, "J.  Doe"), form("bob", 9, kind, "j. doe")}
	}
	dt.Table(
		t, verification.NewExaminer(struct{}{}),
		dt.Case{Name: "one_representative", World: dt.People(people()...), Events: both("authorized_representative"), Want: []string{"ann ONB-08", "bob ONB-08"}, Reasons: map[string]string{"ann ONB-08": "who also vouched for bob"}},
		dt.Case{Name: "the_companys_own_office", World: dt.People(people()...), Events: both("employer")},
		dt.Case{Name: "couple", World: dt.People(couple...), Events: both("authorized_representative")},
	)
}

func TestLine(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	phone := func(n string) func(*model.Event) { return dt.With(model.UserPhone, n) }
	told := func(day int, n, kind string) model.Event {
		return dt.Event(ocsf.IdentityVerification, "", dt.Day(day), phone(n), dt.With(model.CheckResult, kind))
	}
	gives := dt.Event(ocsf.UserInventory, "ann", dt.Day(1), phone("+1 555 010 0199"))
	dt.Table(
		t, verification.NewLine(struct{}{}),
		dt.Case{Name: "told_before", World: w, Events: []model.Event{told(0, "15550100199", "voip"), gives}, Want: []string{"ann APP-16"}},
		dt.Case{Name: "told_after", World: w, Events: []model.Event{gives, told(2, "+15550100199", "nonFixedVoip"), told(3, "+15550100199", "nonFixedVoip")}, Want: []string{"ann APP-16"}, Reasons: map[string]string{"ann APP-16": "(nonfixedvoip)"}},
		dt.Case{Name: "mobile_telephone", World: w, Events: []model.Event{gives, told(2, "+15550100199", "mobile")}},
		dt.Case{Name: "somebody_elses_number", World: w, Events: []model.Event{gives, told(2, "+15550100111", "voip")}},
	)
}
