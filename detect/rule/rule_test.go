package rule_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/detect/detecttest"
	"bonafide/detect/rule"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

const rules = `title: Token made
id: token
logsource: {product: ours}
detection: {s: {do: token}, condition: s}
level: low
indicator: BEH-17
---
title: Says nothing alone
id: quiet
logsource: {product: ours}
detection: {s: {do: token}, condition: s}
level: informational
indicator: BEH-17
---
title: Of another log
id: elsewhere
logsource: {product: theirs}
detection: {s: {do: token}, condition: s}
level: low
indicator: BEH-17
---
title: Without an indicator
id: mute
logsource: {product: ours}
detection: {s: {do: token}, condition: s}
level: high
---
title: Left to a detector
id: left
logsource: {product: ours}
detection: {s: {do: token}, condition: s}
level: high
indicator: BEH-17
left_to: session
---
title: Clone
name: clone
logsource: {product: ours}
detection: {s: {do: clone}, condition: s}
level: informational
---
title: Reset
name: reset
logsource: {product: ours}
detection: {s: {do: reset}, condition: s}
level: medium
indicator: NET-13
---
title: Three repositories
id: three
correlation: {type: value_count, rules: [clone], group-by: [who], timespan: 1h, condition: {field: repo, gte: 3}}
level: medium
indicator: BEH-09
---
title: One device for two
id: two
correlation: {type: value_count, rules: [clone], group-by: [device], timespan: 1d, condition: {field: who, gte: 2}}
level: medium
indicator: ONB-13
---
title: Reset, then cloned
id: then
correlation:
  type: temporal_ordered
  rules: [reset, clone]
  group-by: [account]
  aliases: {account: {reset: of, clone: who}}
  timespan: 1h
level: high
indicator: NET-13
---
title: Of correlations
id: chain
correlation: {type: event_count, rules: [three], group-by: [who], timespan: 1d, condition: {gte: 2}}
level: high
indicator: BEH-09
---
title: Of everybody
id: everybody
correlation: {type: event_count, rules: [clone], timespan: 1d, condition: {gte: 2}}
level: high
indicator: BEH-09
`

func set(t *testing.T, text string) (*rule.Set, []sigma.Problem) {
	t.Helper()
	c, problems := rulefile.Parse("rules.yml", []byte(text))
	if sigma.HasErrors(problems) {
		t.Fatal(problems)
	}
	return rule.New(rule.Config{Rules: c, Sources: map[string][]rule.Source{"ours/log": {{LogSource: sigma.LogSource{Product: "ours"}}}}})
}

var start = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

// event holds a record against the rules and gives its event.
func event(t *testing.T, m *rule.Matcher, line int, at time.Duration, who model.SubjectID, record string) model.Event {
	t.Helper()
	e := model.Event{
		ID: model.EventID(fmt.Sprint("id-", line)), Format: "ours/log", Origin: model.Origin{Path: "log", Line: int64(line)},
		Class: ocsf.EntityManagement, Action: "done", Time: start.Add(at), Subject: who,
	}
	m.Match(&model.Record{Syntax: model.SyntaxJSON, Raw: []byte(record)}, &e)
	return e
}

func world() *detecttest.World {
	return &detecttest.World{People: map[model.SubjectID]*model.Claims{
		"E1": {ID: "E1", HomeKey: "a"}, "E2": {ID: "E2", HomeKey: "b"}, "E3": {ID: "E3", HomeKey: "b"}, "IT": {ID: "IT", HomeKey: "c"},
	}}
}

func clone(who, repo, device string) string {
	return fmt.Sprintf(`{"do":"clone","who":%q,"repo":%q,"device":%q}`, who, repo, device)
}

func TestFindings(t *testing.T) {
	t.Parallel()
	s, _ := set(t, rules)
	var unread atomic.Int64
	m := s.Matcher(&unread)
	at := func(minutes int) time.Duration { return time.Duration(minutes) * time.Minute }
	events := []model.Event{
		event(t, m, 1, at(0), "E1", `{"do":"token"}`),
		event(t, m, 2, at(1), "E1", `{"do":"token"}`), // the same day says nothing new
		event(t, m, 3, at(2), "stranger", `{"do":"token"}`),
		event(t, m, 4, at(3), "E1", clone("one", "a", "")),
		event(t, m, 5, at(4), "E1", clone("one", "b", "x")),
		event(t, m, 6, at(5), "E1", clone("one", "b", "y")),
		event(t, m, 7, at(6), "E1", clone("one", "c", "z")),
		event(t, m, 8, at(7), "E2", clone("two", "c", "z")), // one device
		event(t, m, 9, at(8), "E3", clone("three", "a", "home")),
		event(t, m, 10, at(9), "E2", clone("two", "a", "home")), // one household
		event(t, m, 11, at(10), "IT", `{"do":"reset","of":"two"}`),
		event(t, m, 12, at(11), "E2", clone("two", "a", "")),
		event(t, m, 13, at(1500), "E1", `{"do":"token"}`),
		event(t, m, 14, at(1501), "E1", `broken`),
	}
	if unread.Load() != 1 {
		t.Errorf("%d records could not be read", unread.Load())
	}
	var got []string
	for _, d := range s.Detectors() {
		detecttest.Run(t, world(), d, events)
		for _, f := range rule.Settle(detecttest.Find(t, world(), d, events...)) {
			var lines []string
			for _, e := range f.Evidence {
				lines = append(lines, fmt.Sprint(e.Line))
			}
			got = append(got, fmt.Sprintf("%s %s %s %s: %s", f.Subject, f.Indicator, f.Rule, strings.Join(lines, " "), f.Reason))
		}
	}
	want := []string{
		`E1 BEH-17 token 1 13: Token made ("done") on 2 days from 2026-11-16 to 2026-11-17`,
		`E1 BEH-09 three 4 5 6 7: Three repositories: 3 values of repo in 4 records from 2026-11-16 09:03 UTC to 2026-11-16 09:06 UTC`,
		`E1 ONB-13 two 7 8: One device for two: 2 values of who in 2 records from 2026-11-16 09:06 UTC to 2026-11-16 09:07 UTC, together with E2`,
		`E2 ONB-13 two 8 7: One device for two: 2 values of who in 2 records from 2026-11-16 09:06 UTC to 2026-11-16 09:07 UTC, together with E1`,
		`E2 NET-13 then 8 10 12 11: Reset, then cloned: 4 records from 2026-11-16 09:07 UTC to 2026-11-16 09:11 UTC`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatCannotRunIsTold(t *testing.T) {
	t.Parallel()
	s, problems := set(t, rules+`---
title: Asks for values
id: asks
logsource: {product: ours}
detection: {s: {do|expand: '%whom%'}, condition: s}
level: low
indicator: BEH-17
`)
	var told []string
	for _, p := range problems {
		told = append(told, string(p.Rule)+" "+string(p.Severity))
		if p.Advice == "" || p.Path != "rules.yml" || p.At.Line == 0 {
			t.Errorf("no place or no advice: %+v", p)
		}
	}
	if diff := cmp.Diff([]string{"chain warning", "everybody warning", "asks error"}, told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s.Len() != 5 {
		t.Errorf("%d rules and correlations run, want 5", s.Len())
	}
}

func TestWhatTheCompanyApprovedIsNoFinding(t *testing.T) {
	t.Parallel()
	s, _ := set(t, strings.ReplaceAll(rules, "BEH-17", "NET-02"))
	var unread atomic.Int64
	m := s.Matcher(&unread)
	w := world()
	w.Firm = model.Company{RemoteAccess: []model.ApprovedTool{{Tool: "anydesk"}}, VPNOperators: []string{"Mullvad"}}
	anydesk, other := model.ToolMatch{ID: "anydesk", Kind: model.RemoteAccess}, model.ToolMatch{ID: "rustdesk", Kind: model.RemoteAccess}
	for name, c := range map[string]struct {
		facts model.Facts
		want  int
	}{
		"nothing_known":  {model.Facts{}, 1},
		"approved_tool":  {model.Facts{Tools: []model.ToolMatch{anydesk}}, 0},
		"another_beside": {model.Facts{Tools: []model.ToolMatch{anydesk, other}}, 1},
		"own_exit":       {model.Facts{Corporate: true}, 0},
		"approved_vpn":   {model.Facts{Network: model.Network{Operator: "mullvad"}}, 0},
	} {
		e := event(t, m, 1, 0, "E1", `{"do":"token"}`)
		e.Facts = c.facts
		if got := detecttest.Find(t, w, s.Detectors()[0], e); len(got) != c.want {
			t.Errorf("%s: %d findings, want %d", name, len(got), c.want)
		}
	}
}

func TestSettle(t *testing.T) {
	t.Parallel()
	find := func(indicator model.IndicatorID, rule, about string, day int) model.Finding {
		f := model.Finding{
			Indicator: indicator, Subject: "E1", Rule: rule, About: about, At: start.AddDate(0, 0, day), Reason: "seen",
			Evidence: []model.Evidence{{Path: "log", Line: int64(day)}},
		}
		f.ID = f.Identify()
		return f
	}
	got := rule.Settle([]model.Finding{
		find("BEH-09", "three", "three b", 3), find("BEH-09", "three", "three a", 1), find("BEH-09", "other", "other", 2),
		find("NET-11", "session", "session", 1), find("NET-11", "", "detector", 2),
	})
	var lines []string
	for _, f := range got {
		lines = append(lines, fmt.Sprintf("%s %q %q %d", f.Indicator, f.Rule, f.Reason, len(f.Evidence)))
	}
	want := []string{
		`BEH-09 "three" "seen; and 1 more of the kind until 2026-11-19" 2`, `BEH-09 "other" "seen" 1`, `NET-11 "" "seen" 1`,
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSources gives records of one format by what they are, under the names that rules use.
func TestSources(t *testing.T) {
	t.Parallel()
	const text = `title: Shell
id: shell
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '\sh.exe', CommandLine|contains: '"quoted" text'}, condition: s}
level: low
indicator: EDR-11
---
title: Shell elsewhere
id: unix
logsource: {product: macos, category: process_creation}
detection: {s: {CommandLine|contains: quoted}, condition: s}
level: low
indicator: EDR-11
---
title: Its own field
id: own
logsource: {product: windows}
detection: {s: {kind: started}, condition: s}
level: low
indicator: EDR-11
`
	c, problems := rulefile.Parse("rules.yml", []byte(text))
	if sigma.HasErrors(problems) {
		t.Fatal(problems)
	}
	fields := []rule.Named{{Name: "Image", Field: model.ProcessPath}, {Name: "CommandLine", Field: model.ProcessCommand}}
	s, _ := rule.New(rule.Config{Rules: c, Sources: map[string][]rule.Source{"edr/log": {
		{LogSource: sigma.LogSource{Product: "windows", Category: "process_creation"}, Class: ocsf.ProcessActivity, Activity: ocsf.Launch, System: "windows", Fields: fields},
		{LogSource: sigma.LogSource{Product: "macos", Category: "process_creation"}, Class: ocsf.ProcessActivity, Activity: ocsf.Launch, System: "macos", Fields: fields},
		{LogSource: sigma.LogSource{Product: "windows"}, System: "windows"},
	}}})
	const command = "sh \"quoted\" text\n"
	tests := []struct {
		name     string
		class    ocsf.Class
		activity ocsf.Activity
		system   string
		record   model.Record
		want     []int32
	}{
		{"windows", ocsf.ProcessActivity, ocsf.Launch, "Windows 11", model.Record{Syntax: model.SyntaxJSON, Raw: []byte(` {"kind":"started"}`)}, []int32{0, 2}},
		{"empty_record", ocsf.ProcessActivity, ocsf.Launch, "Windows", model.Record{Syntax: model.SyntaxJSON, Raw: []byte(`{ }`)}, []int32{0}},
		{"macos", ocsf.ProcessActivity, ocsf.Launch, "macOS", model.Record{Syntax: model.SyntaxJSON, Raw: []byte(`{"kind":"started"}`)}, []int32{1}},
		{"ended", ocsf.ProcessActivity, ocsf.Terminate, "macOS", model.Record{Syntax: model.SyntaxJSON, Raw: []byte(`{"kind":"started"}`)}, nil},
		{"another_class", ocsf.NetworkActivity, ocsf.Launch, "macOS", model.Record{Syntax: model.SyntaxJSON, Raw: []byte(`{"kind":"started"}`)}, nil},
		{"unknown_system", ocsf.ProcessActivity, ocsf.Launch, "", model.Record{Syntax: model.SyntaxJSON, Raw: []byte(`{"kind":"started"}`)}, nil},
		{"table", ocsf.ProcessActivity, ocsf.Launch, "Windows", model.Record{Syntax: model.SyntaxTable, Raw: []byte("a,b"), Row: []string{"a", "b"}}, []int32{0}},
		{"json_in_a_table", ocsf.ProcessActivity, ocsf.Launch, "Windows", model.Record{Syntax: model.SyntaxTable, Raw: []byte("a"), Row: []string{"a", `{"kind":"started"}`}}, []int32{0, 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var unread atomic.Int64
			e := model.Event{Format: "edr/log", Class: tt.class, Activity: tt.activity, Time: start}
			e.Add(model.ProcessPath, `C:\bin\sh.exe`)
			e.Add(model.ProcessCommand, command)
			e.Add(model.DeviceOS, tt.system)
			s.Matcher(&unread).Match(&tt.record, &e)
			if d := cmp.Diff(tt.want, e.Matched.Rules); d != "" || unread.Load() != 0 {
				t.Errorf("-want +got (%d unread):\n%s", unread.Load(), d)
			}
		})
	}
}
