package behaviour_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"bonafide/detect/behaviour"
	dt "bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// engineer works in the one department of these tests.
func engineer(id model.SubjectID) *model.Claims {
	p := dt.Person(id, dt.Austin())
	p.Department = "Engineering"
	return p
}

// took makes one event for each of n different resources, a minute apart, of a day.
func took(who model.SubjectID, day, from, n int, kind string, activity ocsf.Activity) []model.Event {
	var list []model.Event
	for i := range n {
		e := dt.Event(
			ocsf.FileHosting, who, dt.Day(day).Add(time.Duration(i)*time.Minute), dt.As(activity),
			dt.With(model.ResourceUID, fmt.Sprintf("%s-%d", kind, from+i)), dt.With(model.ResourceType, kind),
		)
		e.ID = model.EventID(fmt.Sprintf("%s-%s-%d-%d", who, kind, day, i))
		list = append(list, e)
	}
	return list
}

func clones(who model.SubjectID, day, from, n int) []model.Event {
	return took(who, day, from, n, "repository", 2)
}

// usual is what people do on n days: one or two repositories, three documents.
func usual(n int, people ...model.SubjectID) []model.Event {
	var list []model.Event
	for day := range n {
		for i, who := range people {
			list = append(list, clones(who, day, (day+i)%5, 1+day%2)...)
			list = append(list, took(who, day, (day+i)%40, 3, "document", 2)...)
		}
	}
	return list
}

// later moves events by some hours.
func later(events []model.Event, hours int) []model.Event {
	for i := range events {
		events[i].Time = events[i].Time.Add(time.Duration(hours) * time.Hour)
	}
	return events
}

// sorted puts the parts of a story into the order of their time.
func sorted(parts ...[]model.Event) []model.Event {
	all := slices.Concat(parts...)
	slices.SortStableFunc(all, func(a, b model.Event) int { return a.Time.Compare(b.Time) })
	return all
}

func TestBehaviour(t *testing.T) {
	t.Parallel()
	dt.Table(t, behaviour.New(behaviour.Defaults()), slices.Concat(anomalies(), twins(), chains())...)
}

func team() []model.SubjectID { return []model.SubjectID{"ann", "ben", "eve", "joe", "kim"} }

// people are ann, as changed, and her team.
func people(change func(ann *model.Claims)) *dt.World {
	ann := engineer("ann")
	change(ann)
	return dt.People(ann, engineer("ben"), engineer("eve"), engineer("joe"), engineer("kim"))
}

// copies are n files that ann writes to a drive of a kind on a day.
func copies(day, n int, drive string) []model.Event {
	var list []model.Event
	for i := range n {
		e := dt.Event(ocsf.FileActivity, "ann", dt.Day(day).Add(time.Duration(i)*time.Minute), dt.As(1),
			dt.With(model.FilePath, fmt.Sprintf(`E:\backup\%d.docx`, i)), dt.With(model.FileDrive, drive))
		e.ID = model.EventID(fmt.Sprintf("copy-%d-%d", day, i))
		list = append(list, e)
	}
	return list
}

// weekly are the backups of somebody whose work is saved to a drive each week, a little
// more each time.
func weekly(days int) []model.Event {
	var list []model.Event
	for day := 0; day < days; day += 7 {
		list = append(list, copies(day, 18+day/7, "Removable")...)
	}
	return append(list, copies(days, 29, "Removable")...)
}

func asTheyAre(*model.Claims) {}

func starts(ann *model.Claims) { ann.Start = dt.Day(20) }

func anomalies() []dt.Case {
	return []dt.Case{
		{Name: "clones_everything", World: people(asTheyAre), Events: sorted(usual(30, team()...), clones("ann", 31, 1000, 60)), Want: []string{"ann BEH-09"}, Reasons: map[string]string{"ann BEH-09": "different repositories taken on 2026-04-02; on 26 earlier days mostly"}},
		{Name: "takes_all_documents", World: people(asTheyAre), Events: sorted(usual(30, team()...), took("ann", 31, 1000, 300, "document", 2)), Want: []string{"ann BEH-13"}},
		{Name: "opens_everything", World: people(asTheyAre), Events: sorted(usual(30, team()...), took("ann", 31, 1000, 900, "document", 14)), Want: []string{"ann BEH-13"}},
		{Name: "reads_every_secret", World: people(asTheyAre), Events: sorted(usual(30, team()...), readSecrets(31, 40)), Want: []string{"ann BEH-26"}},
		{Name: "sends_it_to_private_storage", World: people(asTheyAre), Events: sorted(usual(30, team()...), sent(31, 4000)), Want: []string{"ann BEH-11"}},
		{Name: "fills_a_stick", World: people(asTheyAre), Events: sorted(usual(30, team()...), copies(31, 120, "Removable")), Want: []string{"ann BEH-15"}, Reasons: map[string]string{"ann BEH-15": "different files copied to removable drives"}},
		{Name: "before_the_last_day", World: people(func(ann *model.Claims) { ann.End = dt.Day(42) }), Events: sorted(usual(30, team()...), clones("ann", 31, 1000, 60)), Want: []string{"ann BEH-09", "ann EXT-01"}},
		{Name: "on_the_first_day_against_peers", World: people(starts), Events: sorted(usual(30, "ben", "eve", "joe", "kim"), clones("ann", 21, 1000, 90)), Want: []string{"ann BEH-09"}, Reasons: map[string]string{"ann BEH-09": "few earlier days are known, the department's others mostly"}},
		{Name: "alone_on_the_first_day", World: dt.People(engineer("ann")), Events: clones("ann", 0, 0, 200), Want: []string{"ann BEH-09"}},
	}
}

// twins are honest people.
func twins() []dt.Case {
	platform := func(days int) []model.Event { // a build engineer takes thirty every day
		var list []model.Event
		for day := range days {
			list = append(list, clones("ann", day, 100, 28+day%5)...)
		}
		return list
	}
	return []dt.Case{
		{Name: "new_hire_sets_up", World: people(starts), Events: sorted(usual(30, "ben", "eve", "joe", "kim"), clones("ann", 21, 0, 12))},
		{Name: "build_engineer", World: people(asTheyAre), Events: sorted(usual(30, team()[1:]...), platform(40))},
		{Name: "migration_day", World: people(asTheyAre), Events: sorted(usual(30, team()...), clones("ann", 31, 1000, 60), clones("ben", 31, 1000, 58), clones("eve", 31, 1000, 61))},
		{Name: "migration_before_days_off", World: people(asTheyAre), Events: sorted(usual(30, team()...), clones("ann", 31, 1000, 60), clones("ben", 31, 1000, 58), clones("eve", 31, 1000, 61), clones("ben", 32, 0, 1), clones("eve", 32, 0, 1), clones("ben", 33, 0, 1), clones("eve", 33, 0, 1), clones("ann", 36, 0, 1))},
		{Name: "first_to_migrate", World: people(asTheyAre), Events: sorted(usual(30, team()...), later(clones("ann", 31, 1000, 30), 0), later(clones("ben", 31, 1000, 29), 3), later(clones("eve", 31, 1000, 31), 6), later(clones("ann", 32, 0, 1), 0))},
		{Name: "busy_day", World: people(asTheyAre), Events: sorted(usual(30, team()...), clones("ann", 31, 0, 10), took("ann", 31, 0, 40, "document", 2))},
		{Name: "one_repository_many_times", World: people(asTheyAre), Events: sorted(usual(30, team()...), dt.Series(clones("ann", 31, 1, 1)[0], 500, time.Minute))},
		{Name: "saves_on_the_own_disk", World: people(asTheyAre), Events: sorted(usual(30, team()...), copies(31, 120, "Fixed"))},
		{Name: "slides_for_a_talk", World: people(asTheyAre), Events: sorted(usual(30, team()...), copies(31, 12, "Removable"))},
		{Name: "backs_up_every_week", World: people(asTheyAre), Events: sorted(usual(60, team()...), weekly(60))},
		{Name: "holiday_pictures", World: people(asTheyAre), Events: sorted(usual(30, team()...), sent(31, 300))},
		{Name: "fetches_that_failed", World: people(asTheyAre), Events: func() []model.Event {
			list := clones("ann", 31, 1000, 60)
			for i := range list {
				list[i].Outcome = model.Failure
			}
			return sorted(usual(30, team()...), list)
		}()},
	}
}

// readSecrets and sent are ann's.
func readSecrets(day, n int) []model.Event {
	var list []model.Event
	for i := range n {
		e := dt.Event(ocsf.APIActivity, "ann", dt.Day(day).Add(time.Duration(i)*time.Minute), dt.With(model.ResourceUID, fmt.Sprint("s", i)), dt.With(model.ResourceType, "secret"))
		list = append(list, e)
	}
	return list
}

func sent(day, megabytes int) []model.Event {
	return []model.Event{dt.Event(
		ocsf.NetworkActivity, "ann", dt.Day(day), dt.With(model.BytesOut, fmt.Sprint(megabytes*1_000_000)),
		dt.Shows("dropbox", model.PersonalCloud, model.DstHostname, "www.dropbox.com"),
	)}
}

// TestTheftDoesNotBecomeUsual: what is taken day after day stays an anomaly for weeks.
func TestTheftDoesNotBecomeUsual(t *testing.T) {
	t.Parallel()
	w := dt.People(engineer("ann"), engineer("ben"), engineer("eve"))
	events := usual(30, "ann", "ben", "eve")
	for day := 31; day < 60; day++ {
		events = append(events, clones("ann", day, 1000, 60)...)
	}
	weeks := 0
	for _, f := range dt.Find(t, w, behaviour.New(behaviour.Defaults()), sorted(events)...) {
		if f.Indicator == "BEH-09" && f.Subject == "ann" {
			weeks++
		}
	}
	if weeks < 2 {
		t.Errorf("an anomaly in %d weeks, want 2 or more", weeks)
	}
}

func chains() []dt.Case {
	w := dt.People(engineer("ann"), engineer("ben"), engineer("eve"))
	at := func(hour int) time.Time { return dt.Day(31).Add(time.Duration(hour) * time.Hour) }
	packs := dt.Event(ocsf.ProcessActivity, "ann", at(2), dt.Shows("7zip", model.Archiver, model.ProcessName, "7z.exe"))
	sends := dt.Event(
		ocsf.NetworkActivity, "ann", at(3), dt.With(model.BytesOut, "90000000"),
		dt.Shows("dropbox", model.PersonalCloud, model.DstHostname, "www.dropbox.com"),
	)
	wipes := dt.Event(ocsf.EventLogActivity, "ann", at(4))
	waits := dt.Event(
		ocsf.NetworkActivity, "ann", at(3), dt.With(model.BytesOut, "20000"),
		dt.Shows("dropbox", model.PersonalCloud, model.DstHostname, "www.dropbox.com"),
	)
	much := clones("ann", 31, 1000, 20)
	var builds []model.Event // thirty every day
	for day := range 32 {
		builds = append(builds, clones("ann", day, 100, 30)...)
	}
	return []dt.Case{
		{Name: "collects_packs_sends", World: w, Events: sorted(much, []model.Event{packs, sends}), Want: []string{"ann BEH-27"}, Reasons: map[string]string{"ann BEH-27": "taken out"}},
		{Name: "packs_sends_wipes", World: w, Events: []model.Event{packs, sends, wipes}, Want: []string{"ann BEH-27"}},
		{Name: "build_engineer_packs_and_sends", World: w, Events: sorted(builds, []model.Event{packs, sends})},
		{Name: "packs_only", World: w, Events: sorted(much, []model.Event{packs})},
		{Name: "client_that_waits", World: w, Events: sorted(much, []model.Event{packs, waits})},
		{Name: "the_other_way_round", World: w, Events: []model.Event{wipes, dt.Event(ocsf.ProcessActivity, "ann", at(40), dt.Shows("7zip", model.Archiver, model.ProcessName, "7z.exe"))}},
		{Name: "a_week_in_between", World: w, Events: sorted(much, dt.Series(packs, 2, 7*24*time.Hour)[1:], dt.Series(sends, 2, 7*24*time.Hour)[1:])},
	}
}
