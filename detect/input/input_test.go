package input_test

import (
	"fmt"
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/input"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func day(who model.SubjectID, n int, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.DeviceConfigState, who, dt.Day(n), append([]func(*model.Event){dt.Owned(who)}, changes...)...)
}

func days(who model.SubjectID, n int, changes ...func(*model.Event)) []model.Event {
	return dt.Daily(day(who, 0, changes...), n)
}

func touches(own, other string) func(*model.Event) {
	return func(e *model.Event) {
		e.Add(model.InternalInput, own)
		e.Add(model.ExternalInput, other)
	}
}

func moves(hours, period, keys, clicks string) func(*model.Event) {
	return func(e *model.Event) {
		e.Add(model.MoveHours, hours)
		e.Add(model.MovePeriod, period)
		e.Add(model.Moves, "5000")
		e.Add(model.Keys, keys)
		e.Add(model.Clicks, clicks)
	}
}

// unlock is one a day, some minutes after the first.
func unlock(who model.SubjectID, n int, minutes func(day int) int, by, works string) []model.Event {
	var events []model.Event
	for i := range n {
		e := day(who, i, dt.With(model.Typist, by), dt.With(model.SessionTypist, works))
		e.Time = e.Time.Add(time.Duration(minutes(i)) * time.Minute)
		e.ID += model.EventID(fmt.Sprint(by, i))
		events = append(events, e)
	}
	return events
}

func round(i int) int { return i % 4 * 7 }

func atAllHours(i int) int { return i % 5 * 170 }

func TestInput(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()))
	granted := dt.People(dt.Person("ann", dt.Austin()))
	granted.People["ann"].Accommodations = []string{"assistive_input"}
	dt.Table(
		t, input.New(input.Defaults()),
		dt.Case{
			Name: "never_touched", World: w, Events: days("ann", 20, touches("0", "9000")), Want: []string{"ann EDR-18"},
			Reasons: map[string]string{"ann EDR-18": "never touched"},
		},
		dt.Case{Name: "touched_once", World: w, Events: dt.Join(days("ann", 9, touches("0", "9000")), []model.Event{day("ann", 9, touches("14", "9000"))}, days("ann", 30, touches("0", "9000"))[10:])},
		dt.Case{Name: "docked", World: w, Events: days("ann", 30, touches("0", "9000"), dt.With(model.Docked, "true"))},
		dt.Case{Name: "on_leave", World: w, Events: days("ann", 30, touches("0", "0"))},
		dt.Case{Name: "assistive_keyboard", World: granted, Events: dt.Join(days("ann", 30, touches("0", "9000")), unlock("ann", 20, round, "carer", "ann"))},
		dt.Case{
			Name: "clockwork", World: w, Events: days("ann", 5, moves("6.5", "240", "0", "0")), Want: []string{"ann EDR-23"},
			Reasons: map[string]string{"ann EDR-23": "the pointer moved every 240 s"},
		},
		dt.Case{Name: "presenter", World: w, Events: days("ann", 9, moves("4", "30", "12", "40"))},
		dt.Case{Name: "a_long_film", World: w, Events: days("ann", 2, moves("4", "60", "0", "0"))},
		dt.Case{
			Name: "other_hands", World: w, Events: unlock("ann", 6, round, "r1", "r2"), Want: []string{"ann FAC-02"},
			Reasons: map[string]string{"ann FAC-02": "unlocked by other hands than worked on it on 5 days"},
		},
		dt.Case{Name: "own_hands", World: w, Events: unlock("ann", 20, round, "r1", "r1")},
		dt.Case{Name: "a_password_typed_by_habit", World: w, Events: unlock("ann", 20, atAllHours, "r1", "r2")},
		dt.Case{Name: "a_bad_hand_for_a_week", World: w, Events: dt.Join(unlock("ann", 12, round, "r1", "r1"), later(unlock("ann", 5, round, "r3", "r1"), 12))},
	)
}

func later(events []model.Event, n int) []model.Event {
	for i := range events {
		events[i].Time = events[i].Time.AddDate(0, 0, n)
	}
	return events
}

func TestHands(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()))
	couple := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Austin()))
	couple.People["bob"].HomeKey = couple.People["ann"].HomeKey
	granted := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()))
	granted.People["ann"].Accommodations = []string{"assistive_input"}
	both := func(n int) []model.Event {
		return dt.Join(unlock("ann", n, round, "r1", "r2"), unlock("bob", n, round, "r1", "r3"))
	}
	dt.Table(
		t, input.NewHands(input.Defaults()),
		dt.Case{
			Name: "one_keeper", World: w, Events: both(7), Want: []string{"ann FAC-02", "bob FAC-02"},
			Reasons: map[string]string{"ann FAC-02": "unlock that of bob too, who declares another address"},
		},
		dt.Case{Name: "help_desk_sets_laptops_up", World: w, Events: both(2)},
		dt.Case{Name: "couple", World: couple, Events: both(20)},
		dt.Case{Name: "a_carer_who_works_here", World: granted, Events: both(20)},
		dt.Case{Name: "rhythms_of_their_own", World: w, Events: dt.Join(unlock("ann", 9, round, "r1", "r1"), unlock("bob", 9, round, "r1", "r1"))},
	)
}
