package mapping_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide/model"
	"bonafide/normalize"
	"bonafide/normalize/mapping"
	"bonafide/normalize/normalizetest"
)

const example = `
format: test/log
summary: A log for tests.
match: [{has: [kind, "at|when"], is: {kind: [login*, "x"]}, lacks: [class_uid], confidence: 0.97}]
each: items
id: {join: [id, "@.n"], with: "-"}
time: [at, {from: when, do: ["after:t="]}]
action: kind
class: authentication
activity: logon
outcome: {from: ["@.ok", ok], success: ["true"], failure: ["false"], else: unknown}
rules:
  - {when: {kind: login_out}, activity: logoff}
  - {when: {kind: "login_*", "@.n": "2"}, class: account_change, activity: mfa_enable, fields: {user.name: =fixed}}
  - {when: {kind: x}, unread: x is for later}
fields:
  actor.user.name: [who.name, {from: who.email, do: ["before:@", upper]}]
  src_endpoint.ip: ["addresses[kind=public].ip", {from: raw, do: [host]}]
  device.mac: {from: macs}
  privileges: {from: "roles[*].name", do: [lower]}
  is_mfa: {from: strong, map: {yes!: "true"}, else: "false"}
  bonafide.duration_s: {from: minutes, do: ["scale:60"], unless: {minutes: "0"}}
  risk_level: {from: inner.level}
  bonafide.note: {join: [a, "b|c"], with: "/"}
  bonafide.meeting.topic: ^.topic
`

func run(t *testing.T, text string, o mapping.Options, records ...model.Record) (*normalizetest.Sink, model.Input) {
	t.Helper()
	list, err := mapping.Parse("m.yaml", []byte(text), o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		records[i].Origin = model.Origin{Path: "f", Line: int64(i + 1)}
	}
	s, in := normalizetest.Run(t, list[0], records)
	return s, in[0]
}

func object(text string) model.Record {
	return model.Record{Syntax: model.SyntaxJSON, Raw: []byte(text), Envelope: []byte(`{"topic":"T"}`)}
}

func TestFields(t *testing.T) {
	s, in := run(t, example, mapping.Options{},
		object(`{"kind":"login_in","at":"2026-01-02T03:04:05+01:00","id":"i","ok":true,"who":{"email":"ann@example.com"},"addresses":[{"kind":"private","ip":"10.0.0.1"},{"kind":"public","ip":"192.0.2.1:443"}],
			"macs":["AA-BB-CC-00-11-22","00:00:00:00:00:00"],"roles":[{"name":"A"},{"name":"B"}],"strong":"yes!","minutes":2,"inner":"{\"level\":\"high\"}","a":1,"c":"z"}`),
		object(`{"kind":"login_out","when":"t=1767326645","raw":"192.0.2.7:80","who":{"name":"-"},"minutes":0,"ok":false}`),
		object(`{"kind":"login_in","at":1767326645000,"id":"j","items":[{"n":1,"ok":"true"},{"n":2,"ok":"false"}]}`),
		object(`{"kind":"x","at":1767326645}`), object(`{"kind":"login_in","at":"soon"}`), object(`{"kind":"other","at":1}`))
	var got []string
	for _, e := range s.Events {
		fields := e["fields"].(map[string]any)                                                                                           //nolint:forcetypeassert // made by the sink
		got = append(got, strings.Join([]string{e["id"].(string), e["time"].(string), e["class"].(string), e["outcome"].(string)}, " ")) //nolint:forcetypeassert // as above
		delete(fields, "bonafide.meeting.topic")
		e["fields"] = fields
	}
	want := []string{
		"i 2026-01-02T02:04:05Z authentication Success", "", "j-1 2026-01-02T04:04:05Z authentication Success", "j-2#1 2026-01-02T04:04:05Z account_change Failure",
	}
	got[1] = "" // a hash
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	first := map[string]any{
		"actor.user.name": "ANN", "src_endpoint.ip": "192.0.2.1", "device.mac": "aa:bb:cc:00:11:22", "privileges": []string{"a", "b"}, "is_mfa": "true",
		"bonafide.duration_s": "120", "risk_level": "high", "bonafide.note": "1/z",
	}
	if d := cmp.Diff(first, s.Events[0]["fields"]); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if d := cmp.Diff(map[string]any{"src_endpoint.ip": "192.0.2.7"}, s.Events[1]["fields"]); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if s.Events[1]["activity"] != 2 {
		t.Error("the first rule was not taken")
	}
	if in.Events != 4 || in.Unread != 2 || in.Rejected != 1 {
		t.Errorf("counts: %+v", in)
	}
}

func TestColumns(t *testing.T) {
	text := `
format: my/tool
summary: A tool of our own.
columns: {key: tool, names: [when, person, ip], required: [when, person], aliases: {person: [user name]}, ignore: [row]}
zone: company
time: when
action: =tool
class: authentication
fields: {actor.user.name: person, src_endpoint.ip: ip}
`
	zone := time.FixedZone("", -6*3600)
	header := []string{"Date", "User Name", "IP", "Row", "Colour", "Gender"}
	s, in := run(t, text, mapping.Options{Columns: map[string]map[string]string{"tool": {"when": "Date"}}, Zone: zone, Protected: protected()},
		model.Record{Syntax: model.SyntaxTable, Raw: []byte("1"), Header: header, Row: []string{"2026-01-02", "ann", "192.0.2.1", "1", "red", "x"}},
		object(`{"date":"2026-01-02 10:00","userName":"bob","ip":null}`))
	if len(s.Events) != 2 || s.Events[0]["time"] != "2026-01-02T06:00:00Z" || s.Events[1]["time"] != "2026-01-02T16:00:00Z" {
		t.Errorf("%v", s.Events)
	}
	if d := cmp.Diff([]string{"Colour", "Gender"}, in.Attributes); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func protected() *normalize.Protected {
	return normalize.NewProtected([]string{"age", "sex"}, []string{"gender", "nationality", "native language"})
}

// TestErrors checks that what is wrong is named with its place and a suggestion.
func TestErrors(t *testing.T) {
	tests := []struct{ name, change, to, want string }{
		{"unknown_key", "outcome:", "outcom:", `m.yaml:10:1: unknown key "outcom"; did you mean "outcome"?`},
		{"unknown_class", "class: authentication", "class: authentification", `m.yaml:8:8: unknown class "authentification"; did you mean "authentication"?`},
		{"unknown_field", "risk_level:", "risk_levle:", `m.yaml:22:3: unknown field "risk_levle"; did you mean "risk_level"?`},
		{"unknown_transform", "upper]", "uper]", `unknown transform "uper"; did you mean "upper"?`},
		{"unknown_activity", "activity: logoff", "activity: logof", `m.yaml:12:41: unknown activity "logof"; did you mean "logoff"?`},
		{"bad_path", "roles[*].name", "roles[*.name", `m.yaml:19:22: path "roles[*.name": a bracket is not closed`},
		{"bad_pattern", `"after:t="`, `"match:("`, `match: error parsing regexp`},
		{"twice", "  is_mfa:", "  risk_level:", `"risk_level" stands here twice`},
		{"no_time", "time: [at, {from: when, do: [\"after:t=\"]}]", "", `must say where their time is`},
		{"protected", "who.name", "person.nationality", `"person.nationality" is a protected attribute`},
		{"protected_filter", "addresses[kind=public].ip", "addresses[gender=x].ip", "is a protected attribute"},
		{"protected_condition", "{kind: login_out}", "{candidateAge: '30'}", `"candidateAge" is a protected attribute`},
		{"not_yaml", "format:", "format: [", "m.yaml: yaml:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.TrimPrefix(strings.Replace(example, tt.change, tt.to, 1), "\n")
			_, err := mapping.Parse("m.yaml", []byte(text), mapping.Options{Protected: protected()})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add(example)
	f.Add("format: a/b\nsummary: X.\ncolumns: {names: [a], required: [a]}\ntime: a\n")
	record := object(`{"kind":"login_in","at":1767326645,"a":[{"b":1}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		list, err := mapping.Parse("m.yaml", []byte(text), mapping.Options{Protected: protected()})
		if err != nil {
			return
		}
		for _, m := range list {
			normalizetest.Run(t, m, []model.Record{record, {Syntax: model.SyntaxTable, Header: []string{"a"}, Row: []string{"1"}}})
		}
	})
}
