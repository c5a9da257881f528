package accessreview_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/workflow/accessreview"
)

// event is something that somebody did, days before the review.
func event(who model.SubjectID, format string, class ocsf.Class, action string, ago int, f model.Field, value string) *model.Event {
	e := &model.Event{Format: format, Class: class, Action: action, Time: asOf.AddDate(0, 0, -ago), Subject: who, Outcome: model.Success, Origin: model.Origin{Path: "log", Line: int64(ago)}}
	e.Add(f, value)
	return e
}

// TestUsage tells what was not used from what nothing could show.
func TestUsage(t *testing.T) {
	sso := func(who string, ago int, app string) *model.Event {
		return event(model.SubjectID(who), "okta/system_log", ocsf.Authentication, "user.authentication.sso", ago, model.AppName, app)
	}
	push := func(who string, ago int, repo string) *model.Event {
		return event(model.SubjectID(who), "github/audit", ocsf.FileHosting, "git.push", ago, model.ResourceName, repo)
	}
	admin := func(who string, ago int, repo string) *model.Event {
		return event(model.SubjectID(who), "github/audit", ocsf.EntityManagement, "repo.create", ago, model.ResourceName, repo)
	}
	refused := sso("eng0", 5, "Books")
	refused.Outcome = model.Failure
	app, repo, role := [3]string{"okta", "app", "Books"}, [3]string{"github", "repository", "x/y"}, [3]string{"github", "team", "core"}
	for _, tc := range []struct {
		name   string
		what   [3]string
		events []*model.Event
		want   string // against / for, the kind of reason that speaks of use
	}{
		{"signed_in_last_week", app, []*model.Event{sso("eng1", 200, "Mail"), sso("eng0", 7, "Books")}, "/used"},
		{"signed_in_long_ago", app, []*model.Event{sso("eng1", 200, "Mail"), sso("eng0", 150, "Books"), sso("eng0", 3, "Mail")}, "unused/"},
		{"never_signed_in", app, []*model.Event{sso("eng1", 200, "Books"), sso("eng0", 3, "Mail")}, "unused/"},
		{"a_refused_sign_in_is_no_use", app, []*model.Event{sso("eng1", 200, "Books"), sso("eng0", 3, "Mail"), refused}, "unused/"},
		{"records_too_short", app, []*model.Event{sso("eng1", 30, "Books"), sso("eng0", 3, "Mail")}, "/no_usage_source"},
		{"no_records_of_the_system", app, []*model.Event{push("eng0", 200, "x/y")}, "/no_usage_source"},
		{"away_altogether", app, []*model.Event{sso("eng1", 200, "Books"), sso("eng0", 150, "Mail")}, "/absent"},
		{"away_while_others_note_things_about_them", app, []*model.Event{
			sso("eng1", 200, "Books"), sso("eng0", 150, "Mail"), event("eng0", "payroll/changes", ocsf.PaymentChange, "home_address", 20, model.Note, "moved"),
			event("eng0", "intel/stealer_logs", ocsf.IdentityVerification, "stolen_credential", 9, model.ResourceUID, "M-1"),
		}, "/absent"},
		{"pushed", repo, []*model.Event{push("eng1", 200, "x/z"), push("eng0", 9, "X/Y")}, "/used"},
		{"an_audit_log_without_git_events_shows_no_use", repo, []*model.Event{admin("eng1", 200, "x/z"), sso("eng0", 3, "Mail")}, "/no_usage_source"},
		{"active_in_the_system", role, []*model.Event{push("eng1", 200, "x/z"), push("eng0", 9, "x/y")}, "/used"},
		{"not_active_in_the_system", role, []*model.Event{push("eng1", 200, "x/z"), sso("eng0", 3, "Mail")}, "unused/"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			u := accessreview.NewUsage()
			for _, e := range tc.events {
				u.Observe(e)
			}
			g := grant("eng0", tc.what[0], tc.what[1], tc.what[2])
			g.LastUsed, g.Tracked = time.Time{}, false
			people := company()
			for i := range people {
				use, _ := u.LastSeen(people[i].ID)
				people[i].LastSeen = use.At
			}
			p := find(t, accessreview.Propose(accessreview.Input{AsOf: asOf, People: people, Grants: []accessreview.Held{g}, Usage: u}, rights(t), accessreview.Defaults()), &g)
			got := ""
			for _, r := range p.Against {
				if r.Kind == "unused" {
					got += r.Kind
				}
			}
			got += "/"
			for _, r := range p.For {
				switch r.Kind {
				case "used", "no_usage_source", "absent", "recent":
					got += r.Kind
				}
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestStages follows a new colleague from the first day on.
func TestStages(t *testing.T) {
	for _, tc := range []struct {
		name       string
		day        int
		verified   bool
		proofsKept bool
		what       string
		stage      bool
	}{
		{"first_day_with_production", 1, false, true, "prod-oncall", true},
		{"first_day_verified_with_production", 1, true, true, "prod-oncall", true},
		{"first_day_with_a_desk", 1, false, true, "wiki", false},
		{"day_40_verified_with_production", 40, true, true, "prod-oncall", false},
		{"day_40_never_verified", 40, false, true, "prod-oncall", true},
		{"day_40_where_nobody_keeps_proofs", 40, false, false, "prod-oncall", false},
		{"day_40_with_publishing", 40, true, true, "npm-publishers", true},
		{"day_100_with_publishing", 100, true, true, "npm-publishers", false},
		{"years_later_never_verified", 900, false, true, "prod-oncall", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			people := company()
			people[0].Start = asOf.AddDate(0, 0, -tc.day)
			if tc.verified {
				people[0].Verified = asOf.AddDate(0, 0, -tc.day)
			}
			if tc.proofsKept {
				people[1].Verified = asOf.AddDate(-1, 0, 0)
			}
			g := grant("eng0", "okta", "group", tc.what)
			p := find(t, accessreview.Propose(accessreview.Input{AsOf: asOf, People: people, Grants: []accessreview.Held{g}}, rights(t), accessreview.Defaults()), &g)
			if p.Has("stage") != tc.stage {
				t.Errorf("want ahead of a stage: %v, got %q", tc.stage, kinds(p.Against))
			}
		})
	}
}

// TestHelpDesk leaves alone a desk whose people all hold wide rights.
func TestHelpDesk(t *testing.T) {
	people := company()
	var grants []accessreview.Held
	for i := range people[:14] {
		people[i].Title, people[i].Department = "Help desk", "IT"
		grants = append(grants, grant(string(people[i].ID), "okta", "role", "Help Desk Administrator"), grant(string(people[i].ID), "entra", "role", "User Administrator"))
	}
	for _, p := range accessreview.Propose(accessreview.Input{AsOf: asOf, People: people, Grants: grants}, rights(t), accessreview.Defaults()) {
		if p.Proposed != accessreview.Keep {
			t.Errorf("%s %s: %s, %q", p.Person, p.Name, p.Proposed, kinds(p.Against))
		}
	}
}
