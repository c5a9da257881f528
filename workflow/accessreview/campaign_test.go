package accessreview_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/internal/hint"
	"bonafide/model"
	"bonafide/workflow/accessreview"
)

// begun is a campaign over some grants that stand out.
func begun(t testing.TB, fallback model.SubjectID, grants ...accessreview.Held) ([]byte, *accessreview.Campaign) {
	t.Helper()
	in := accessreview.Input{AsOf: asOf, People: company(), Grants: grants}
	items := accessreview.Assign(accessreview.Propose(in, rights(t), accessreview.Defaults()), in.People, fallback, asOf)
	text, err := accessreview.Begin(accessreview.Start{Name: "test", AsOf: asOf, Deadline: asOf.AddDate(0, 0, 14), Fallback: fallback}, items, "ceo", asOf)
	if err != nil {
		t.Fatal(err)
	}
	return text, open(t, text)
}

func open(t testing.TB, text []byte) *accessreview.Campaign {
	t.Helper()
	c, err := accessreview.Open(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// decide adds a decision to the text.
func decide(t testing.TB, text []byte, d accessreview.Decision, by model.SubjectID, at time.Time) []byte {
	t.Helper()
	c := open(t, text)
	e, err := c.Decide(d, by, at)
	if err != nil {
		t.Fatal(err)
	}
	more, err := c.Extend([]accessreview.Entry{e})
	if err != nil {
		t.Fatal(err)
	}
	return append(bytes.Clone(text), more...)
}

func TestAssign(t *testing.T) {
	bot := grant("", "ci", "role", "builder")
	bot.Holder = model.Holder{UID: "bot", Type: "service"}
	owned := grant("", "ci", "role", "publisher")
	owned.Holder, owned.Owner = model.Holder{UID: "bot2", Type: "service"}, "eng3"
	for _, tc := range []struct {
		name     string
		grant    accessreview.Held
		fallback model.SubjectID
		want     model.SubjectID
	}{
		{"manager", grant("eng0", "a", "b", "c"), "law", "cto"},
		{"nobody_above", grant("ceo", "a", "b", "c"), "law", "law"},
		{"never_oneself", grant("ceo", "a", "b", "c"), "ceo", ""},
		{"bot_of_nobody", bot, "law", "law"},
		{"bot_with_owner", owned, "law", "eng3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, c := begun(t, tc.fallback, tc.grant)
			if d := cmp.Diff(tc.want, c.Items[0].Reviewer); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDecideRefuses(t *testing.T) {
	text, c := begun(t, "law", grant("eng0", "aws", "policy", "PowerUserAccess"))
	_ = text
	id, past := c.Items[0].ID, asOf.AddDate(0, 0, -1)
	for name, tc := range map[string]struct {
		d  accessreview.Decision
		by model.SubjectID
	}{
		"oneself":       {accessreview.Decision{Item: id, Action: accessreview.Keep, Reason: "needed for the work"}, "eng0"},
		"in_other_case": {accessreview.Decision{Item: id, Action: accessreview.Keep, Reason: "needed for the work"}, " ENG0 "},
		"nobody":        {accessreview.Decision{Item: id, Action: accessreview.Keep, Reason: "needed for the work"}, ""},
		"no_reason":     {accessreview.Decision{Item: id, Action: accessreview.Keep, Reason: " ok "}, "cto"},
		"no_decision":   {accessreview.Decision{Item: id, Action: "kepe", Reason: "needed for the work"}, "cto"},
		"no_item":       {accessreview.Decision{Item: "ffff", Action: accessreview.Keep, Reason: "needed for the work"}, "cto"},
		"past_limit":    {accessreview.Decision{Item: id, Action: accessreview.Limit, Reason: "needed for the work", Until: &past}, "cto"},
		"keep_until":    {accessreview.Decision{Item: id, Action: accessreview.Keep, Reason: "needed for the work", Until: &past}, "cto"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := c.Decide(tc.d, tc.by, asOf); err == nil || hint.Of(err) == "" {
				t.Errorf("want an error with a hint, got %v", err)
			}
		})
	}
}

// TestReconcile follows a revocation: still there, done, came back.
func TestReconcile(t *testing.T) {
	held := grant("eng0", "aws", "policy", "PowerUserAccess")
	other := grant("eng1", "aws", "policy", "ReadOnlyAccess")
	text, c := begun(t, "law", held, other)
	id := ""
	for _, item := range c.Items {
		if item.Person == "eng0" {
			id = item.ID
		}
	}
	text = decide(t, text, accessreview.Decision{Item: id, Action: accessreview.Revoke, Reason: "not part of the role"}, "cto", asOf)
	for day, tc := range []struct {
		grants []accessreview.Held
		want   accessreview.State
	}{
		{[]accessreview.Held{held, other}, accessreview.StillThere},
		{[]accessreview.Held{grant("eng1", "okta", "group", "all")}, accessreview.NotSeen},
		{[]accessreview.Held{other}, accessreview.Done},
		{[]accessreview.Held{held, other}, accessreview.CameBack},
		{[]accessreview.Held{other}, accessreview.Done},
	} {
		c := open(t, text)
		checks := c.Reconcile(tc.grants, asOf.AddDate(0, 0, day+1))
		if len(checks) != 1 || checks[0].State != tc.want {
			t.Fatalf("step %d: want %s, got %+v", day, tc.want, checks)
		}
		more, err := c.Extend([]accessreview.Entry{{At: asOf, Check: &checks[0]}})
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, more...)
	}
}

// TestReconcileKnowsWhatItCannotTell tells an export from before the decision from one after
// it, and a grant that is gone from one whose list was perhaps not exported.
func TestReconcileKnowsWhatItCannotTell(t *testing.T) {
	held, of := grant("eng0", "okta", "group", "vault-admins"), grant("eng1", "okta", "group", "vault-admins")
	text, c := begun(t, "law", held)
	text = decide(t, text, accessreview.Decision{Item: c.Items[0].ID, Action: accessreview.Revoke, Reason: "not part of the role"}, "cto", asOf)
	for _, tc := range []struct {
		name   string
		grants []accessreview.Held
		asOf   time.Time
		want   accessreview.State
		unsure bool
	}{
		{"before_still_held", []accessreview.Held{held}, asOf.AddDate(0, 0, -1), accessreview.NotSeen, false},
		{"before_not_given_yet", []accessreview.Held{of}, asOf.AddDate(0, 0, -1), accessreview.NotSeen, false},
		{"gone_and_others_hold_it", []accessreview.Held{of}, asOf.AddDate(0, 0, 7), accessreview.Done, false},
		{"gone_and_nobody_holds_it", []accessreview.Held{grant("eng1", "okta", "group", "all")}, asOf.AddDate(0, 0, 7), accessreview.Done, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := open(t, text).Reconcile(tc.grants, tc.asOf)
			if len(got) != 1 || got[0].State != tc.want || strings.Contains(got[0].Text, "make sure that it was exported") != tc.unsure {
				t.Errorf("want %s, unsure %t, got %+v", tc.want, tc.unsure, got)
			}
		})
	}
}

// TestFileWithoutItsItems refuses a file that was cut before its last item, whose chain holds,
// and one made by another program whose decisions say too little.
func TestFileWithoutItsItems(t *testing.T) {
	text, c := begun(t, "law", grant("eng0", "aws", "policy", "PowerUserAccess"), grant("eng1", "aws", "policy", "Billing"))
	lines := strings.SplitAfter(string(text), "\n")
	if _, err := accessreview.Open([]byte(strings.Join(lines[:2], ""))); err == nil || !strings.Contains(err.Error(), "began with 2 items and its file has 1") {
		t.Errorf("a missing item: got %v", err)
	}
	for name, d := range map[string]accessreview.Decision{
		"limit_without_end": {Item: c.Items[0].ID, Action: accessreview.Limit, Reason: "needed for the work"},
		"item_of_no_review": {Item: "ffffffffffff", Action: accessreview.Keep, Reason: "needed for the work"},
	} {
		more, err := c.Extend([]accessreview.Entry{{At: asOf, By: "cto", Decision: &d}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := accessreview.Open(append(bytes.Clone(text), more...)); !errors.Is(err, accessreview.ErrChanged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestLimitsEnd tells a time limit that runs from one that has ended.
func TestLimitsEnd(t *testing.T) {
	held := grant("eng0", "aws", "policy", "PowerUserAccess")
	text, c := begun(t, "law", held)
	until := asOf.AddDate(0, 0, 30)
	text = decide(t, text, accessreview.Decision{Item: c.Items[0].ID, Action: accessreview.Limit, Reason: "hands over until then", Until: &until}, "cto", asOf)
	for days, want := range map[int]accessreview.State{10: accessreview.Running, 31: accessreview.Overdue} {
		if got := open(t, text).Reconcile([]accessreview.Held{held}, asOf.AddDate(0, 0, days)); got[0].State != want {
			t.Errorf("day %d: want %s, got %s", days, want, got[0].State)
		}
	}
	if p := open(t, text).Progress(asOf.AddDate(0, 0, 31)); len(p.Ended) != 1 {
		t.Errorf("want one ended limit, got %v", p.Ended)
	}
}

// TestChangedLineIsTold changes, removes and swaps every line.
func TestChangedLineIsTold(t *testing.T) {
	text, c := begun(t, "law", grant("eng0", "aws", "policy", "PowerUserAccess"), grant("eng1", "aws", "policy", "Billing"))
	text = decide(t, text, accessreview.Decision{Item: c.Items[0].ID, Action: accessreview.Keep, Reason: "needed for the work"}, "cto", asOf)
	lines := strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	check := func(name string, changed []string, line int) {
		t.Helper()
		_, err := accessreview.Open([]byte(strings.Join(changed, "")))
		if !errors.Is(err, accessreview.ErrChanged) || !strings.Contains(err.Error(), fmt.Sprintf("line %d:", line)) {
			t.Errorf("%s of line %d: got %v", name, line, err)
		}
	}
	for i := range lines {
		for _, change := range [][2]string{{"2026", "2027"}, {`"seq":`, `"x":1,"seq":`}} {
			changed := append([]string{}, lines...)
			changed[i] = strings.Replace(changed[i], change[0], change[1], 1)
			check("a change", changed, i+1)
		}
		if i < len(lines)-1 {
			check("the loss", append(append([]string{}, lines[:i]...), lines[i+1:]...), i+1)
		}
	}
	if _, err := accessreview.Open(text[:len(text)-5]); err == nil || !strings.Contains(err.Error(), "breaks off") {
		t.Errorf("a torn last line: got %v", err)
	}
	if c := open(t, []byte(strings.Join(lines[:len(lines)-1], ""))); c.HadHead(open(t, text).Head) {
		t.Error("a missing last line must show against the noted hash")
	}
}

// TestFlags tells of habits, and not of somebody who decides carefully.
func TestFlags(t *testing.T) {
	var grants []accessreview.Held
	for i := range 25 {
		grants = append(grants, grant("eng0", "aws", "policy", fmt.Sprintf("IAMFullAccess-IAMAdmin-%d", i)))
	}
	text, c := begun(t, "law", grants...)
	for name, tc := range map[string]struct {
		gap    time.Duration
		reason func(int) string
		by     model.SubjectID
		want   string
	}{
		"all_at_once": {time.Second, func(int) string { return "looks fine to me" }, "cto", "batch,same_reason,all_kept"},
		"not_theirs":  {10 * time.Minute, func(i int) string { return fmt.Sprintf("needed for project %d", i) }, "law", "not_the_reviewer,all_kept"},
		"carefully":   {10 * time.Minute, func(i int) string { return fmt.Sprintf("needed for project %d", i) }, "cto", ""},
		"too_late":    {15 * 24 * time.Hour, func(i int) string { return fmt.Sprintf("needed for project %d", i) }, "cto", "late"},
	} {
		t.Run(name, func(t *testing.T) {
			text := bytes.Clone(text)
			for i, item := range c.Items {
				d := accessreview.Decision{Item: item.ID, Action: accessreview.Keep, Reason: tc.reason(i)}
				if name == "carefully" && i%3 == 0 || name == "too_late" {
					d.Action = accessreview.Revoke
				}
				text = decide(t, text, d, tc.by, asOf.Add(time.Duration(i+1)*tc.gap))
			}
			var kinds []string
			for _, f := range open(t, text).Flags() {
				if len(kinds) == 0 || kinds[len(kinds)-1] != f.Kind {
					kinds = append(kinds, f.Kind)
				}
			}
			if d := cmp.Diff(tc.want, strings.Join(kinds, ",")); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestTriggers opens a review of those alone whose assessment has changed for the worse.
func TestTriggers(t *testing.T) {
	subject := func(id string, p float64, open bool) model.SubjectAssessment {
		return model.SubjectAssessment{ID: model.SubjectID(id), Probability: p, OpenCase: open}
	}
	before := &model.Assessment{Subjects: []model.SubjectAssessment{subject("risen", 0.1, false), subject("same", 0.5, false), subject("known", 0.95, true), subject("fallen", 0.9, false), subject("case", 0.85, false)}}
	now := &model.Assessment{Subjects: []model.SubjectAssessment{subject("risen", 0.4, false), subject("same", 0.55, false), subject("known", 0.96, true), subject("fallen", 0.1, false), subject("case", 0.92, true), subject("new", 0.6, false)}}
	var got []string
	for _, tr := range accessreview.Triggers(now, before, 0.2) {
		got = append(got, string(tr.Person))
	}
	if d := cmp.Diff([]string{"risen", "case"}, got); d != "" {
		t.Error(d)
	}
	if got := accessreview.Triggers(now, nil, 0.2); len(got) != 2 {
		t.Errorf("without an earlier assessment open cases count: %v", got)
	}
}

// FuzzOpen reads any text without falling over, and what it accepts it can extend.
func FuzzOpen(f *testing.F) {
	text, _ := begun(f, "law", grant("eng0", "aws", "policy", "PowerUserAccess"))
	f.Add(text)
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := accessreview.Open(text)
		if err != nil {
			return
		}
		more, err := c.Extend([]accessreview.Entry{{At: asOf, Check: &accessreview.Check{Item: "x"}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := accessreview.Open(append(bytes.Clone(text), more...)); err != nil {
			t.Fatal(err)
		}
	})
}

// TestLeaverIsNotDone keeps a grant in sight whose holder no people file names any more, and
// one whose owner was found only later.
func TestLeaverIsNotDone(t *testing.T) {
	leaver := grant("eng0", "aws", "policy", "PowerUserAccess")
	nobodys := grant("", "aws", "policy", "PowerUserAccess")
	nobodys.Holder = leaver.Holder
	for _, tc := range []struct {
		name          string
		before, later accessreview.Held
	}{{"left_the_people_file", leaver, nobodys}, {"owner_found_later", nobodys, leaver}} {
		t.Run(tc.name, func(t *testing.T) {
			text, c := begun(t, "law", tc.before)
			text = decide(t, text, accessreview.Decision{Item: c.Items[0].ID, Action: accessreview.Revoke, Reason: "left the company"}, "cto", asOf)
			if got := open(t, text).Reconcile([]accessreview.Held{tc.later}, asOf.AddDate(0, 0, 7)); got[0].State != accessreview.StillThere {
				t.Errorf("want still there, got %s", got[0].State)
			}
		})
	}
}

// TestAssignQuietly keeps a micro-review from the manager, and from the holder.
func TestAssignQuietly(t *testing.T) {
	in := accessreview.Input{AsOf: asOf, People: company(), Grants: []accessreview.Held{grant("eng0", "a", "b", "c"), grant("law", "a", "b", "c")}}
	for _, item := range accessreview.AssignQuietly(accessreview.Propose(in, rights(t), accessreview.Defaults()), "law") {
		if want := map[model.SubjectID]model.SubjectID{"eng0": "law", "law": ""}[item.Person]; item.Reviewer != want {
			t.Errorf("%s: want reviewer %q, got %q", item.Person, want, item.Reviewer)
		}
	}
}
