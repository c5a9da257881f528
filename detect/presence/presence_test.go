package presence_test

import (
	"testing"
	"time"

	"bonafide/detect/detecttest"
	"bonafide/detect/presence"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func used(at time.Time, more ...func(*model.Event)) model.Event {
	return detecttest.Event(ocsf.Authentication, "ann", at, more...)
}

func TestPresence(t *testing.T) {
	t.Parallel()
	w := detecttest.People(detecttest.Person("ann", detecttest.Austin()))
	leaver := detecttest.Person("ann", detecttest.Austin())
	leaver.End = detecttest.Day(0).Truncate(24 * time.Hour)
	gone := detecttest.People(leaver)
	hours := func(n int, step time.Duration) []model.Event {
		return detecttest.Series(used(detecttest.Monday()), n, step)
	}
	shifts := func(days int) []model.Event { // two shifts with a short night between
		var events []model.Event
		for d := range days {
			for _, h := range []int{0, 2, 4, 9, 11, 13, 15} {
				events = append(events, used(detecttest.Day(d).Add(time.Duration(h)*time.Hour)))
			}
		}
		return events
	}
	detecttest.Table(
		t, presence.New(presence.Defaults()),
		detecttest.Case{
			Name: "used_after_the_last_day", World: gone, Events: []model.Event{used(detecttest.Day(3)), used(detecttest.Day(4))},
			Want: []string{"ann EXT-02"}, Reasons: map[string]string{"ann EXT-02": "2 times after the last day"},
		},
		detecttest.Case{Name: "nobody_sleeps", World: w, Events: hours(60, 3*time.Hour), Want: []string{"ann BEH-02"}},
		detecttest.Case{Name: "last_day_ends_in_the_west", World: gone, Events: []model.Event{used(detecttest.Day(0).Add(14 * time.Hour))}},
		detecttest.Case{Name: "sign_in_refused_after_the_last_day", World: gone, Events: []model.Event{used(detecttest.Day(3), detecttest.Failed)}},
		detecttest.Case{
			Name: "session_expires_after_the_last_day", World: gone,
			Events: []model.Event{used(detecttest.Day(3), detecttest.Did("user.session.end")), used(detecttest.Day(3), detecttest.As(ocsf.Logoff))},
		},
		detecttest.Case{Name: "carer_with_a_split_day_and_six_hours_of_sleep", World: w, Events: shifts(10)},
		detecttest.Case{Name: "night_owl", World: w, Events: detecttest.Daily(used(detecttest.Monday().Add(12*time.Hour)), 20)},
		detecttest.Case{
			Name: "mail_client_that_renews_its_token_all_night", World: w,
			Events: detecttest.Series(used(detecttest.Monday(), detecttest.Did("app.oauth2.token.grant.refresh_token")), 200, time.Hour),
		},
	)
}
