package hours_test

import (
	"math/rand/v2"
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/hours"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// rhythm is the hours of somebody's own clock in which they are active, with the share of
// days on which they are.
type rhythm struct {
	zone             string
	workday, weekend []float64
	share            float64
}

// office is an ordinary day.
func office(zone string) rhythm {
	return rhythm{zone: zone, workday: []float64{9, 10, 11, 13, 14, 15, 16, 17}, share: 0.7}
}

// lives gives the activity of n days.
func lives(n int, r rhythm, changes ...func(*model.Event)) []model.Event {
	l, err := time.LoadLocation(r.zone)
	if err != nil {
		panic(err)
	}
	var events []model.Event
	chance := rand.New(rand.NewPCG(3, 5))
	for d := range n {
		at := time.Date(2026, 1, 5+d, 0, 0, 0, 0, l)
		today := r.workday
		if at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
			today = r.weekend
		}
		for _, hour := range today {
			if chance.Float64() < r.share {
				minutes := time.Duration(60*hour) + time.Duration(chance.IntN(50))
				events = append(events, dt.Event(ocsf.Authentication, "ann", at.Add(minutes*time.Minute), changes...))
			}
		}
	}
	return events
}

// works is activity at these hours of every day, in UTC; Austin is six hours behind.
func works(n int, clock ...int) []model.Event {
	var events []model.Event
	for d := range n {
		for _, hour := range clock {
			events = append(events, dt.Event(ocsf.Authentication, "ann", time.Date(2026, 1, 5+d, hour, 0, 0, 0, time.UTC)))
		}
	}
	return events
}

func TestHours(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	away := dt.Person("ann", dt.Austin())
	away.Travel = []model.Travel{{From: dt.Day(-90), To: dt.Day(90), Place: dt.Seoul()}}
	still := dt.Person("ann", dt.Austin())
	still.Zone = nil
	night := rhythm{zone: "America/Chicago", workday: []float64{12, 13, 15, 17, 19, 21, 22, 23}, weekend: []float64{14, 22, 23}, share: 0.7}
	split := rhythm{zone: "America/Chicago", workday: []float64{7, 8, 9, 12, 13, 20, 21, 22}, weekend: []float64{21}, share: 0.7}
	evening := rhythm{zone: "America/Chicago", workday: []float64{14, 15, 16, 17, 18, 19, 20, 21, 22}, share: 0.7}
	early := rhythm{zone: "America/Chicago", workday: []float64{5, 6, 7, 8, 9, 10, 11, 12}, share: 0.7}
	part := rhythm{zone: "America/Chicago", workday: []float64{9, 10, 11}, share: 0.7}
	onCall := dt.Join(lives(80, office("America/Chicago")), lives(80, rhythm{zone: "America/Chicago", workday: []float64{1, 3, 4}, weekend: []float64{2, 4}, share: 0.2}))
	dt.Table(
		t, hours.New(hours.Defaults()),
		dt.Case{
			Name: "days_of_another_zone", World: w, Events: lives(120, office("Asia/Tokyo")), Want: []string{"ann BEH-01"},
			Reasons: map[string]string{"ann BEH-01": "days of activity fit UTC+9"},
		},
		dt.Case{
			Name: "claim_is_told_with_its_offset", World: w, Events: lives(120, office("Asia/Kolkata")), Want: []string{"ann BEH-01"},
			Reasons: map[string]string{"ann BEH-01": "the claim is America/Chicago, UTC-6"},
		},
		dt.Case{Name: "days_of_the_claimed_zone", World: w, Events: lives(120, office("America/Chicago"))},
		dt.Case{Name: "two_zones_farther", World: w, Events: lives(120, office("America/New_York"))},
		dt.Case{Name: "night_owl", World: w, Events: lives(150, night)},
		dt.Case{Name: "night_owl_by_the_clock", World: w, Events: works(40, 20, 22, 0, 2, 4)},
		dt.Case{Name: "carer_by_the_clock", World: w, Events: works(40, 13, 15, 17, 0, 2, 3)},
		dt.Case{Name: "another_part_of_the_worlds_day", World: w, Events: works(20, 0, 2, 4, 6, 8), Want: []string{"ann BEH-01"}},
		dt.Case{Name: "evening_person", World: w, Events: lives(150, evening)},
		dt.Case{Name: "early_bird", World: w, Events: lives(150, early)},
		dt.Case{Name: "carer_with_a_split_day", World: w, Events: lives(150, split)},
		dt.Case{Name: "part_timer", World: w, Events: lives(150, part)},
		dt.Case{Name: "nights_on_call", World: w, Events: onCall},
		dt.Case{Name: "declared_traveller", World: dt.People(away), Events: lives(80, office("Asia/Tokyo"))},
		dt.Case{Name: "no_zone_claimed", World: dt.People(still), Events: lives(80, office("Asia/Tokyo"))},
		dt.Case{Name: "a_fortnight_of_night_shifts", World: w, Events: works(14, 0, 2, 4, 6, 8)},
		dt.Case{Name: "declared_traveller_by_the_clock", World: dt.People(away), Events: works(40, 0, 2, 4, 6, 8)},
		dt.Case{Name: "automation_token", World: w, Events: dt.Join(
			lives(80, office("America/Chicago")),
			dt.Series(dt.Event(ocsf.APIActivity, "ann", dt.Day(-50), dt.With(model.UserAgent, "python-requests/2.31")), 800, time.Hour),
			dt.Series(dt.Event(ocsf.Authentication, "ann", dt.Day(-50), dt.Did("NonInteractiveUserSignInLogs")), 800, time.Hour),
		)},
		dt.Case{Name: "refused_sign_ins", World: w, Events: lives(80, office("Asia/Tokyo"), dt.Failed)},
	)
}
