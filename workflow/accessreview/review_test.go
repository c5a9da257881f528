package accessreview_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/content"
	"bonafide/internal/privilege"
	"bonafide/model"
	"bonafide/workflow/accessreview"
)

var asOf = time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // a day

func rights(t testing.TB) *privilege.Catalogue {
	t.Helper()
	c, err := privilege.Load(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// company is a small company: eight engineers, eight in finance, one lawyer, their managers.
func company() []accessreview.Person {
	var people []accessreview.Person
	add := func(id, title, department, manager string) {
		people = append(people, accessreview.Person{
			ID: model.SubjectID(id), Title: title, Department: department, Manager: model.SubjectID(manager), Type: "employee",
			Start: asOf.AddDate(-3, 0, 0), LastSeen: asOf.AddDate(0, 0, -1),
		})
	}
	for i := range 8 {
		add(fmt.Sprintf("eng%d", i), "Engineer", "Engineering", "cto")
		add(fmt.Sprintf("fin%d", i), "Accountant", "Finance", "cfo")
	}
	add("cto", "Head of Engineering", "Engineering", "ceo")
	add("cfo", "Head of Finance", "Finance", "ceo")
	add("law", "Counsel", "Legal", "ceo")
	add("ceo", "Chief Executive", "Board", "")
	return people
}

// grant is one that was used last week.
func grant(person, system, kind, name string) accessreview.Held {
	return accessreview.Held{Person: model.SubjectID(person), Grant: model.Grant{
		System: system, Kind: kind, Name: name, UID: name, Holder: model.Holder{UID: person, Type: "user"},
		Since: asOf.AddDate(-2, 0, 0), LastUsed: asOf.AddDate(0, 0, -7), Tracked: true, Origin: model.Origin{Path: "x.csv", Line: 7},
	}}
}

// usual are what engineers and accountants hold.
func usual() []accessreview.Held {
	var list []accessreview.Held
	for i := range 8 {
		list = append(list, grant(fmt.Sprintf("eng%d", i), "ci", "role", "builder"), grant(fmt.Sprintf("fin%d", i), "books", "role", "bookkeeper"))
	}
	return list
}

// TestPropose holds single grants, and their honest twins, against the company.
func TestPropose(t *testing.T) {
	type change func(*accessreview.Held, []accessreview.Person)
	unused := func(g *accessreview.Held, _ []accessreview.Person) { g.LastUsed = asOf.AddDate(0, 0, -200) }
	for _, tc := range []struct {
		name    string
		grants  []accessreview.Held
		change  change
		people  func([]accessreview.Person) []accessreview.Person
		want    accessreview.Action
		against string
		support string
		alone   bool // the holder holds nothing else
	}{
		{name: "what_all_peers_hold", grants: []accessreview.Held{grant("eng0", "ci", "role", "builder")}, want: accessreview.Keep, support: "expected,used"},
		{name: "outlier_in_use_is_limited", grants: []accessreview.Held{grant("eng0", "aws", "policy", "PowerUserAccess")}, want: accessreview.Limit, against: "outlier", support: "used"},
		{name: "outlier_privileged_and_unused", grants: []accessreview.Held{grant("eng0", "aws", "policy", "PowerUserAccess")}, change: unused, want: accessreview.Revoke, against: "outlier,unused"},
		{name: "left_from_another_department", grants: []accessreview.Held{grant("eng0", "books", "role", "bookkeeper")}, change: unused, want: accessreview.Revoke, against: "leftover,unused"},
		{name: "mover_who_hands_over", grants: []accessreview.Held{grant("eng0", "books", "role", "bookkeeper")}, want: accessreview.Limit, against: "leftover", support: "used"},
		{name: "the_only_one_in_a_role", grants: []accessreview.Held{grant("law", "contracts", "role", "signer")}, want: accessreview.Keep, support: "no_peers,used"},
		{name: "ordinary_right_of_one", grants: []accessreview.Held{grant("eng0", "wiki", "role", "editor")}, want: accessreview.Keep, support: "ordinary,used"},
		{name: "no_title_on_file", grants: []accessreview.Held{grant("eng0", "books", "role", "bookkeeper")}, change: func(_ *accessreview.Held, p []accessreview.Person) {
			p[0].Title = ""
		}, want: accessreview.Keep, support: "ordinary,used"},
		{name: "deputy_in_the_only_role_of_its_title", grants: []accessreview.Held{grant("cto", "aws", "policy", "PowerUserAccess")}, want: accessreview.Keep, support: "no_peers,used"},
		{name: "on_call_administrators_share_it", grants: []accessreview.Held{
			grant("eng0", "aws", "policy", "AdministratorAccess"), grant("eng1", "aws", "policy", "AdministratorAccess"),
			grant("eng2", "aws", "policy", "AdministratorAccess"), grant("eng3", "aws", "policy", "AdministratorAccess"),
		}, want: accessreview.Limit, against: "toxic", support: "shared,used"}, // it gives both halves of SOD-04
		{name: "back_from_leave", grants: []accessreview.Held{grant("eng0", "aws", "policy", "PowerUserAccess")}, change: func(g *accessreview.Held, p []accessreview.Person) {
			g.LastUsed = asOf.AddDate(0, 0, -200)
			p[0].LastSeen = asOf.AddDate(0, 0, -200)
		}, want: accessreview.Limit, against: "outlier", support: "absent", alone: true},
		{name: "on_leave_with_what_the_role_holds", grants: []accessreview.Held{grant("eng0", "ci", "role", "builder")}, change: func(g *accessreview.Held, p []accessreview.Person) {
			g.LastUsed = asOf.AddDate(0, 0, -200)
			p[0].LastSeen = asOf.AddDate(0, 0, -200)
		}, want: accessreview.Keep, support: "expected,absent"},
		{name: "contractor_whose_right_ends_by_itself", grants: []accessreview.Held{grant("eng0", "aws", "policy", "PowerUserAccess")}, change: func(g *accessreview.Held, p []accessreview.Person) {
			p[0].Type = "contractor"
			g.Expires = asOf.AddDate(0, 0, 20)
		}, want: accessreview.Keep, against: "outlier", support: "used,expires"},
		{name: "who_left", grants: []accessreview.Held{grant("eng0", "ci", "role", "builder")}, change: func(_ *accessreview.Held, p []accessreview.Person) {
			p[0].End = asOf.AddDate(0, 0, -9)
		}, want: accessreview.Revoke, against: "leaver"},
		{name: "last_day_is_today", grants: []accessreview.Held{grant("eng0", "ci", "role", "builder")}, change: func(_ *accessreview.Held, p []accessreview.Person) {
			p[0].End = asOf
		}, want: accessreview.Keep, support: "expected,used"},
		{name: "bot_with_an_owner", grants: []accessreview.Held{grant("", "ci", "role", "builder")}, change: func(g *accessreview.Held, _ []accessreview.Person) {
			g.Holder = model.Holder{UID: "ship-bot", Type: "service"}
			g.Owner = "cto"
		}, want: accessreview.Keep, support: "owned,used"},
		{name: "bot_whose_owner_is_nobody", grants: []accessreview.Held{grant("", "ci", "role", "builder")}, change: func(g *accessreview.Held, _ []accessreview.Person) {
			g.Holder = model.Holder{UID: "ship-bot", Type: "service"}
			g.Owner = "ctoo"
		}, want: accessreview.Limit, against: "ownerless", support: "used"},
		{name: "bot_whose_owner_left", grants: []accessreview.Held{grant("", "ci", "role", "builder")}, change: func(g *accessreview.Held, p []accessreview.Person) {
			g.Holder = model.Holder{UID: "ship-bot", Type: "service"}
			g.Owner, p[0].End = "eng0", asOf.AddDate(0, 0, -9)
		}, want: accessreview.Limit, against: "ownerless", support: "used"},
		{name: "bot_of_nobody", grants: []accessreview.Held{grant("", "ci", "role", "builder")}, change: func(g *accessreview.Held, _ []accessreview.Person) {
			g.Holder = model.Holder{UID: "ship-bot", Type: "service"}
		}, want: accessreview.Limit, against: "ownerless", support: "used"},
		{name: "new_and_ahead_of_the_stage", grants: []accessreview.Held{grant("eng0", "ci", "role", "release manager")}, change: func(g *accessreview.Held, p []accessreview.Person) {
			p[0].Start, g.Since = asOf.AddDate(0, 0, -12), asOf.AddDate(0, 0, -10)
		}, want: accessreview.Limit, against: "stage,outlier", support: "used"},
		{name: "new_with_a_desk", grants: []accessreview.Held{grant("eng0", "ci", "role", "builder")}, change: func(g *accessreview.Held, p []accessreview.Person) {
			p[0].Start, g.Since, g.LastUsed = asOf.AddDate(0, 0, -3), asOf.AddDate(0, 0, -3), time.Time{}
		}, want: accessreview.Keep, support: "expected,recent"},
		{name: "nothing_could_show_use", grants: []accessreview.Held{grant("eng0", "ci", "role", "builder")}, change: func(g *accessreview.Held, _ []accessreview.Person) {
			g.Tracked, g.LastUsed = false, time.Time{}
		}, want: accessreview.Keep, support: "expected,no_usage_source"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			people := company()
			if tc.change != nil {
				tc.change(&tc.grants[0], people)
			}
			others := slices.DeleteFunc(usual(), func(h accessreview.Held) bool {
				return h.Person == tc.grants[0].Person && (tc.alone || h.Name == tc.grants[0].Name)
			})
			in := accessreview.Input{AsOf: asOf, People: people, Grants: append(others, tc.grants...), Usage: accessreview.NewUsage()}
			got := find(t, accessreview.Propose(in, rights(t), accessreview.Defaults()), &tc.grants[0])
			if d := cmp.Diff([]string{string(tc.want), tc.against, tc.support}, []string{string(got.Proposed), kinds(got.Against), kinds(got.For)}); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func find(t *testing.T, list []accessreview.Proposal, g *accessreview.Held) accessreview.Proposal {
	t.Helper()
	for _, p := range list {
		if p.Person == g.Person && p.Name == g.Name && p.Account == g.Holder.UID {
			return p
		}
	}
	t.Fatal("the grant has no proposal")
	return accessreview.Proposal{}
}

func kinds(list []accessreview.Reason) string {
	var words []string
	for _, r := range list {
		words = append(words, r.Kind)
	}
	return strings.Join(words, ",")
}

// TestToxic finds combinations through different systems, and none where two people share.
func TestToxic(t *testing.T) {
	held := func(both bool) []accessreview.Held {
		second := "fin0"
		if !both {
			second = "fin1"
		}
		return append(usual(), grant("fin0", "bank", "role", "payment creator"), grant(second, "treasury", "group", "payments-approvers"))
	}
	for _, both := range []bool{true, false} {
		in := accessreview.Input{AsOf: asOf, People: company(), Grants: held(both)}
		found := 0
		for _, p := range accessreview.Propose(in, rights(t), accessreview.Defaults()) {
			if p.Has("toxic") {
				found++
			}
		}
		if want := map[bool]int{true: 2, false: 0}[both]; found != want {
			t.Errorf("one person holds both: %v; want %d grants, got %d", both, want, found)
		}
	}
}

// TestPassedOn reads what a group holds as held by its members, and cites the group.
func TestPassedOn(t *testing.T) {
	group := grant("", "aws", "policy", "IAMFullAccess")
	group.Holder = model.Holder{UID: "admins", Name: "admins", Type: "group"}
	in := accessreview.Input{AsOf: asOf, People: company(), Grants: []accessreview.Held{grant("eng0", "aws", "group", "admins"), group}}
	list := accessreview.Propose(in, rights(t), accessreview.Defaults())
	if len(list) != 2 {
		t.Fatalf("want the group and its policy, got %d", len(list))
	}
	i := slices.IndexFunc(list, func(p accessreview.Proposal) bool { return p.Name == "IAMFullAccess" })
	if i < 0 || list[i].Person != "eng0" || list[i].Privilege != privilege.Admin || !slices.Equal(list[i].Via, []string{"admins"}) {
		t.Errorf("the policy is not passed on: %+v", list)
	}
}

// TestPassedOnOnce bounds what groups that hold one another pass on: each grant of a group is
// reached once, whatever the ways, and nothing through a membership that is not in force.
func TestPassedOnOnce(t *testing.T) {
	var list []accessreview.Held
	const groups = 12
	for i := range groups {
		for j := range groups {
			inner := grant("", "okta", "group", fmt.Sprint("g", j))
			inner.Holder = model.Holder{UID: fmt.Sprint("g", i), Type: "group"}
			list = append(list, inner)
		}
	}
	if got, want := len(accessreview.Expand(append(list, grant("eng0", "okta", "group", "g0")))), len(list)+1+groups*groups; got != want {
		t.Errorf("want %d grants, got %d", want, got)
	}
	asked := grant("eng0", "okta", "group", "g0")
	asked.Status = "requested"
	if got := len(accessreview.Expand(append(list, asked))); got != len(list)+1 {
		t.Errorf("a group that was asked for passes nothing on, got %d more", got-len(list)-1)
	}
}

// TestJudgesAccessNotOrigin gives the same proposals whatever people are called.
func TestJudgesAccessNotOrigin(t *testing.T) {
	grants := append(usual(), grant("eng0", "aws", "policy", "PowerUserAccess"), grant("eng1", "books", "role", "bookkeeper"))
	run := func(name string) []accessreview.Proposal {
		people := company()
		for i := range people {
			people[i].Name = name
		}
		return accessreview.Propose(accessreview.Input{AsOf: asOf, People: people, Grants: grants}, rights(t), accessreview.Defaults())
	}
	want := run("")
	for _, name := range []string{"Ann Ames", "Nguyễn Văn An", "محمد", "Олена", "김민준", "O'Neil-Sørensen"} {
		if d := cmp.Diff(want, run(name), cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".held" }, cmp.Ignore()), cmp.AllowUnexported(accessreview.Proposal{})); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
