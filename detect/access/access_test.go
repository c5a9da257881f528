package access_test

import (
	"fmt"
	"testing"

	"bonafide/detect/access"
	dt "bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// holds is an entitlement as pipeline introduces it.
func holds(who model.SubjectID, day int, name string, can ...string) model.Event {
	return dt.Event(ocsf.UserInventory, who, dt.Day(day), dt.Did("holds"), func(e *model.Event) {
		e.Format = "people/grants"
		e.ID += model.EventID(name)
		e.Add(model.Privilege, name)
		for _, a := range can {
			e.Add(model.ResourceType, a)
		}
	})
}

func asks(who model.SubjectID, day int, name string, can ...string) model.Event {
	e := holds(who, day, name, can...)
	e.Action = "asked for"
	return e
}

// team is a department of engineers, and the events that introduce them.
func team(n int, change func(map[model.SubjectID]*model.Claims)) (*dt.World, []model.Event) {
	var people []*model.Claims
	var events []model.Event
	for i := range n {
		id := model.SubjectID(fmt.Sprintf("p%d", i))
		c := dt.Person(id, dt.Austin())
		c.Department, c.Title = "Engineering", "Engineer"
		people = append(people, c)
		events = append(events, dt.Event(ocsf.UserInventory, id, dt.Monday(), dt.Did("claims")))
	}
	w := dt.People(people...)
	if change != nil {
		change(w.People)
	}
	return w, events
}

func spread(who model.SubjectID) []model.Event {
	return []model.Event{
		holds(who, 1, "okta Super Administrator", "identity_admin"), holds(who, 2, "npm-publishers", "publish"), holds(who, 3, "vault-admins", "secrets"),
	}
}

func TestSpread(t *testing.T) {
	t.Parallel()
	plain, introduced := team(8, nil)
	small, few := team(4, nil)
	alone, alones := team(8, func(p map[model.SubjectID]*model.Claims) { p["p0"].Title = "Platform lead" })
	strangers, unknown := team(8, func(p map[model.SubjectID]*model.Claims) {
		for _, c := range p {
			c.Department = ""
		}
	})
	gone, left := team(8, func(p map[model.SubjectID]*model.Claims) { p["p0"].End = dt.Day(-3) })
	with := func(base []model.Event, more ...model.Event) []model.Event {
		return append(append([]model.Event{}, base...), more...)
	}
	var everybody []model.Event
	for i := range 8 {
		everybody = append(everybody, spread(model.SubjectID(fmt.Sprintf("p%d", i)))...)
	}
	var half []model.Event
	for i := range 4 {
		half = append(half, spread(model.SubjectID(fmt.Sprintf("p%d", i)))...)
	}
	want := []string{"p0 BEH-08"}
	dt.Table(
		t, access.New(access.Defaults()),
		dt.Case{
			Name: "administrator_publisher_and_secrets", World: plain, Events: with(introduced, spread("p0")...), Want: want,
			Reasons: map[string]string{"p0 BEH-08": "holds 3 rights that open much and that few or none of 7 others of the same title and department hold: okta Super Administrator, npm-publishers, vault-admins"},
		},
		dt.Case{
			Name: "asked_for_and_refused", World: plain, Want: want, Reasons: map[string]string{"p0 BEH-08": "holds or asked for (2 only asked for)"},
			Events: with(introduced, holds("p0", 1, "prod", "production"), asks("p0", 2, "npm-publishers", "publish"), asks("p0", 3, "vault-admins", "secrets")),
		},
		dt.Case{Name: "ambitious_colleague_asks_once", World: plain, Events: with(introduced, asks("p0", 1, "prod", "production"))},
		dt.Case{Name: "one_task_in_many_repositories", World: plain, Events: with(introduced, holds("p0", 1, "github a", "code_admin"), holds("p0", 1, "github b", "code_admin"), holds("p0", 1, "github c", "code_admin"))},
		dt.Case{Name: "platform_team_all_holds_it", World: plain, Events: with(introduced, everybody...)},
		dt.Case{Name: "on_call_rota_of_half_the_team", World: plain, Events: with(introduced, half...)},
		dt.Case{Name: "too_few_peers", World: small, Events: with(few, spread("p0")...)},
		dt.Case{Name: "the_only_one_in_the_role", World: alone, Events: with(alones, spread("p0")...)},
		dt.Case{Name: "no_department_on_file", World: strangers, Events: with(unknown, spread("p0")...)},
		dt.Case{Name: "who_left_is_a_matter_of_the_review", World: gone, Events: with(left, spread("p0")...)},
	)
}
