package presence_test

import (
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/presence"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func signs(at time.Time, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.Authentication, "ann", at, changes...)
}

// works is activity at hours of the day (UTC; Austin is six hours behind) on n days.
func works(n int, hours ...int) []model.Event {
	var events []model.Event
	midnight := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for day := range n {
		for _, h := range hours {
			events = append(events, signs(midnight.AddDate(0, 0, day).Add(time.Duration(h)*time.Hour)))
		}
	}
	return events
}

func TestPresence(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	gone := dt.Person("ann", dt.Austin())
	gone.End = dt.Day(-3)
	left := dt.People(gone)
	back := dt.Person("ann", dt.Austin())
	back.End, back.Start = dt.Day(-400), dt.Day(-20)
	browser := dt.With(model.UserAgent, "Mozilla/5.0")
	nightly := dt.Event(ocsf.APIActivity, "ann", dt.Monday(), dt.With(model.UserAgent, "python-requests/2.31"))
	dt.Table(
		t, presence.New(presence.Defaults()),
		dt.Case{Name: "after_the_last_day", World: left, Events: []model.Event{signs(dt.Monday(), dt.Did("user.session.start")), signs(dt.Day(1), dt.Did("user.session.start"))}, Want: []string{"ann EXT-02"}, Reasons: map[string]string{"ann EXT-02": "used 2 times after the last day (2026-02-27), last on 2026-03-03 15:00 UTC: user.session.start"}},
		dt.Case{Name: "leaver", World: left, Events: []model.Event{
			signs(dt.Day(-3).Add(8 * time.Hour)), signs(dt.Day(2), dt.Failed), signs(dt.Day(2), dt.Did("user.session.end")), dt.Event(ocsf.MeetingParticipation, "ann", dt.Day(3)),
		}},
		dt.Case{Name: "rehired", World: dt.People(back), Events: works(5, 15, 18)},
		dt.Case{Name: "around_the_clock", World: w, Events: works(8, 0, 4, 8, 12, 16, 20), Want: []string{"ann BEH-02"}, Reasons: map[string]string{"ann BEH-02": "active for 5 days (since 2026-01-05) without a pause of 5 h, 31 events"}},
		dt.Case{Name: "jobs_at_night", World: w, Events: dt.Join(works(8, 16, 20), dt.Series(nightly, 200, time.Hour))},
		dt.Case{Name: "tokens_renew_themselves", World: w, Events: dt.Series(signs(dt.Monday(), dt.Did("NonInteractiveUserSignInLogs")), 200, time.Hour)},
		dt.Case{Name: "browser_around_the_clock", World: w, Events: dt.Series(dt.Event(ocsf.WebResourceActivity, "ann", dt.Monday(), browser), 200, time.Hour), Want: []string{"ann BEH-02"}},
		dt.Case{Name: "night_owl", World: w, Events: works(40, 20, 22, 0, 2, 4)},
		dt.Case{Name: "carer_with_a_split_day", World: w, Events: works(40, 13, 15, 17, 0, 2, 3)},
	)
}
