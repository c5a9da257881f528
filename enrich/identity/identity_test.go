package identity_test

import (
	"testing"
	"time"

	"bonafide/enrich/identity"
	"bonafide/model"
	"bonafide/model/ocsf"
)

var day = time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)

func person(id, email string, more func(*model.Claims)) *model.Claims {
	c := &model.Claims{ID: model.SubjectID(id), Kind: model.Worker, Emails: []string{email}}
	if more != nil {
		more(c)
	}
	return c
}

func record(format string, class ocsf.Class, line int64, fields map[model.Field]string) *model.Event {
	e := &model.Event{Format: format, Class: class, Time: day, Origin: model.Origin{Path: "log", Line: line}}
	for f := model.NoField + 1; int(f) < model.FieldCount; f++ {
		e.Add(f, fields[f])
	}
	return e
}

func resolve(people []*model.Claims, learn ...*model.Event) *identity.Resolver {
	g := identity.NewGraph([]string{"example.com"})
	for _, p := range people {
		g.Claim(p)
	}
	l := identity.NewLearner()
	for _, e := range learn {
		l.Learn(e)
	}
	g.Merge(l)
	return g.Resolve()
}

func TestSubject(t *testing.T) {
	people := []*model.Claims{
		person("w-1", "ana@example.com", func(c *model.Claims) { c.Accounts = []string{"github:anadev"}; c.Devices = []string{"SN1"} }),
		person("w-2", "bo@example.com", func(c *model.Claims) { c.Devices = []string{"SN2"} }),
	}
	learn := []*model.Event{
		record("okta/system_log", ocsf.Authentication, 1, map[model.Field]string{model.ActorUID: "00u1", model.ActorEmail: "Ana@Example.com"}),
		record("okta/system_log", ocsf.Authentication, 2, map[model.Field]string{model.ActorUID: "00shared", model.ActorEmail: "ana@example.com"}),
		record("okta/system_log", ocsf.Authentication, 3, map[model.Field]string{model.ActorUID: "00shared", model.ActorEmail: "bo@example.com"}),
		record("osquery/results", ocsf.DeviceInventory, 4, map[model.Field]string{model.DeviceSerial: "sn1", model.DeviceHostname: "LT-1.corp.example.com"}),
		record("osquery/results", ocsf.DeviceInventory, 5, map[model.Field]string{model.DeviceSerial: "SN1", model.DeviceHostname: "macbook"}),
		record("osquery/results", ocsf.DeviceInventory, 6, map[model.Field]string{model.DeviceSerial: "SN2", model.DeviceHostname: "macbook"}),
	}
	tests := []struct {
		name                  string
		event                 *model.Event
		subject, owner, aimed model.SubjectID
	}{
		{"by_account_seen_with_email", record("okta/system_log", ocsf.Authentication, 9, map[model.Field]string{model.ActorUID: "00u1"}), "w-1", "", ""},
		{"by_claimed_account", record("github/audit", ocsf.APIActivity, 9, map[model.Field]string{model.ActorUID: "anadev"}), "w-1", "", ""},
		{"account_of_two_people_is_nobodys", record("okta/system_log", ocsf.Authentication, 9, map[model.Field]string{model.ActorUID: "00shared"}), "", "", ""},
		{"email_counts_when_the_account_is_nobodys", record("okta/system_log", ocsf.Authentication, 9, map[model.Field]string{model.ActorUID: "00shared", model.ActorEmail: "bo@example.com"}), "w-2", "", ""},
		{"host_name_seen_with_serial", record("windows/sysmon", ocsf.ProcessActivity, 9, map[model.Field]string{model.DeviceHostname: "lt-1", model.ActorName: `NT AUTHORITY\SYSTEM`}), "w-1", "w-1", ""},
		{"host_name_of_two_laptops_is_nobodys", record("windows/sysmon", ocsf.ProcessActivity, 9, map[model.Field]string{model.DeviceHostname: "MacBook"}), "", "", ""},
		{"windows_name_is_local_part", record("windows/sysmon", ocsf.ProcessActivity, 9, map[model.Field]string{model.DeviceHostname: "lt-1", model.ActorName: `ACME\bo`}), "", "w-1", ""},
		{"stranger_on_a_laptop_is_not_its_owner", record("windows/sysmon", ocsf.ProcessActivity, 9, map[model.Field]string{model.DeviceHostname: "lt-1", model.ActorName: `LT-1\eve`}), "", "w-1", ""},
		{"admin_acts_on_somebody", record("okta/system_log", ocsf.AccountChange, 9, map[model.Field]string{model.ActorUID: "00u1", model.UserEmail: "bo@example.com"}), "w-1", "", "w-2"},
		{"record_that_names_only_the_user", record("vpn/sessions", ocsf.TunnelActivity, 9, map[model.Field]string{model.UserEmail: "bo@example.com"}), "w-2", "", ""},
	}
	r := resolve(people, learn...)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r.Enrich(tt.event)
			if e := tt.event; e.Subject != tt.subject || e.Owner != tt.owner || e.Target != tt.aimed {
				t.Errorf("subject %q owner %q target %q, want %q %q %q", e.Subject, e.Owner, e.Target, tt.subject, tt.owner, tt.aimed)
			}
		})
	}
	known := record("windows/sysmon", ocsf.ProcessActivity, 3, map[model.Field]string{model.DeviceHostname: "lt-1", model.ActorName: `ACME\bo`, model.ActorUID: "S-1-5-21-1"})
	r = resolve(people, append(learn, known)...)
	r.Enrich(known)
	if known.Subject != "w-2" {
		t.Errorf("the user name bo belongs to %q, want w-2, whose address begins with it", known.Subject)
	}
}

// TestNameAlone: records of a proxy or of Windows may show a person by nothing but the
// directory's user name.
func TestNameAlone(t *testing.T) {
	people := []*model.Claims{
		person("w-1", "ana@example.com", nil), person("w-2", "bo.lee@example.com", nil), person("w-3", "bo.lee@private.example.net", nil),
	}
	for name, want := range map[string]model.SubjectID{`CORP\bo.lee`: "w-2", `CORP\ana`: "w-1", `LT-9\ana`: "", `CORP\cy`: "", `CORP\admin`: ""} {
		e := record("windows/sysmon", ocsf.ProcessActivity, 1, map[model.Field]string{model.DeviceHostname: "lt-9", model.ActorName: name})
		r := resolve(people, e)
		if r.Enrich(e); e.Subject != want {
			t.Errorf("%s is %q, want %q", name, e.Subject, want)
		}
	}
}

// TestCandidateClaimsNothingOfAWorker: who was hired stands in the applicant system too, and
// anybody may put a worker's account into an application.
func TestCandidateClaimsNothingOfAWorker(t *testing.T) {
	account := func(c *model.Claims) { c.Accounts = []string{"github:anadev"} }
	worker, candidate := person("w-1", "ana@example.com", account), person("77", "ana@example.com", account)
	candidate.Kind = model.Candidate
	e := record("github/audit", ocsf.APIActivity, 1, map[model.Field]string{model.ActorUID: "anadev"})
	if resolve([]*model.Claims{worker, candidate}, e).Enrich(e); e.Subject != "w-1" {
		t.Errorf("the account is %q's, want the worker's", e.Subject)
	}
}

func TestDeviceChangesHands(t *testing.T) {
	handed := day.AddDate(0, -1, 0)
	r := resolve([]*model.Claims{
		person("w-1", "ana@example.com", func(c *model.Claims) { c.Devices, c.ShippedAt = []string{"SN1"}, day.AddDate(-1, 0, 0) }),
		person("w-2", "bo@example.com", func(c *model.Claims) { c.Devices, c.ShippedAt = []string{"SN1"}, handed }),
	})
	for at, want := range map[time.Time]model.SubjectID{day.AddDate(0, -6, 0): "w-1", day: "w-2"} {
		e := record("osquery/results", ocsf.DeviceInventory, 1, map[model.Field]string{model.DeviceSerial: "SN1"})
		e.Time = at
		if r.Enrich(e); e.Owner != want {
			t.Errorf("at %v the laptop belongs to %q, want %q", at, e.Owner, want)
		}
	}
}

func TestUnassignedSaysWhy(t *testing.T) {
	r := resolve([]*model.Claims{person("w-1", "shared@example.com", nil), person("w-2", "shared@example.com", nil)})
	r.Enrich(record("okta/system_log", ocsf.Authentication, 1, map[model.Field]string{model.ActorEmail: "shared@example.com"}))
	r.Enrich(record("okta/system_log", ocsf.Authentication, 2, map[model.Field]string{model.ActorEmail: "eve@example.com"}))
	got := r.Unassigned()
	want := []model.Unassigned{
		{Observable: "email:eve@example.com", Why: "no subject claims it, and no record ties it to one", Events: 1},
		{Observable: "email:shared@example.com", Why: "it leads to 2 people (w-1, w-2)", Events: 1},
	}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("unassigned is %+v, want %+v", got, want)
	}
}

// TestNamesOfAnybody: what many computers or accounts are called ties nothing to anybody.
func TestNamesOfAnybody(t *testing.T) {
	people := []*model.Claims{
		person("w-1", "ana@example.com", func(c *model.Claims) {
			c.Devices, c.Emails = []string{"SN1"}, append(c.Emails, "admin@example.com")
		}),
		person("w-2", "bo@example.com", nil),
	}
	r := resolve(people,
		record("osquery/results", ocsf.DeviceInventory, 1, map[model.Field]string{model.DeviceSerial: "SN1", model.DeviceHostname: "MacBook-Pro-2.local"}),
		record("windows/event", ocsf.Authentication, 2, map[model.Field]string{model.ActorUID: "S-1-5-21-7-1001", model.ActorName: "admin", model.DeviceHostname: "LT-7"}),
	)
	vpn := record("vpn/sessions", ocsf.TunnelActivity, 3, map[model.Field]string{model.UserEmail: "bo@example.com", model.DeviceHostname: "MacBook-Pro-2"})
	if r.Enrich(vpn); vpn.Subject != "w-2" || vpn.Owner != "" {
		t.Errorf("bo's session is of %q, on the laptop of %q; want w-2 and nobody known", vpn.Subject, vpn.Owner)
	}
	local := record("windows/event", ocsf.ProcessActivity, 4, map[model.Field]string{model.ActorUID: "S-1-5-21-7-1001", model.ActorName: "admin"})
	if r.Enrich(local); local.Subject != "" {
		t.Errorf("what the account admin did is held to be done by %q", local.Subject)
	}
}

// TestLocalAccounts: an account of one machine is a person's only on their own machine.
func TestLocalAccounts(t *testing.T) {
	people := []*model.Claims{
		person("E1001", "david@example.com", func(c *model.Claims) { c.Devices = []string{"SN1"} }),
		person("E1002", "mary@example.com", func(c *model.Claims) { c.Devices = []string{"SN2"} }),
	}
	logon := func(line int64, host, name, sid string) *model.Event {
		return record("windows/event", ocsf.Authentication, line, map[model.Field]string{model.DeviceHostname: host, model.ActorName: name, model.ActorUID: sid})
	}
	learn := []*model.Event{
		record("osquery/result", ocsf.DeviceInventory, 1, map[model.Field]string{model.DeviceSerial: "SN1", model.DeviceHostname: "lt-david"}),
		record("osquery/result", ocsf.DeviceInventory, 2, map[model.Field]string{model.DeviceSerial: "SN2", model.DeviceHostname: "lt-mary"}),
		logon(3, "lt-mary", `LT-MARY\david`, "S-1-5-21-9-1001"), logon(4, "lt-david", `LT-DAVID\david`, "S-1-5-21-8-1001"),
		logon(5, "lt-mary", `ACME\david`, "S-1-5-21-7-1105"), logon(6, "lt-mary", `ACME\e1002`, "S-1-5-21-7-1106"), logon(7, "lt-mary", "david", ""),
	}
	r := resolve(people, learn...)
	tests := []struct {
		name  string
		event *model.Event
		want  model.SubjectID
	}{
		{"david_of_marys_laptop_is_anybody", logon(9, "lt-mary", `LT-MARY\david`, ""), ""},
		{"and_so_is_his_number", logon(9, "", "", "S-1-5-21-9-1001"), ""},
		{"a_bare_david_on_marys_laptop_too", logon(9, "lt-mary", "david", ""), ""},
		{"david_on_his_own_laptop", logon(9, "lt-david", `LT-DAVID\david`, ""), "E1001"},
		{"and_his_number_there", logon(9, "", "", "S-1-5-21-8-1001"), "E1001"},
		{"david_of_the_directory_on_marys_laptop", logon(9, "lt-mary", `ACME\david`, ""), "E1001"},
		{"an_id_as_user_name", logon(9, "lt-mary", `ACME\E1002`, ""), "E1002"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r.Enrich(tt.event); tt.event.Subject != tt.want {
				t.Errorf("subject %q, want %q", tt.event.Subject, tt.want)
			}
		})
	}
}

func TestLaptopBeforeItsOnlyClaimant(t *testing.T) {
	r := resolve([]*model.Claims{person("w-1", "ana@example.com", func(c *model.Claims) { c.Devices, c.ShippedAt = []string{"SN1"}, day })})
	for days, want := range map[int]model.SubjectID{-200: "", -3: "w-1", 90: "w-1"} {
		e := record("osquery/result", ocsf.DeviceInventory, 1, map[model.Field]string{model.DeviceSerial: "SN1"})
		e.Time = day.AddDate(0, 0, days)
		if r.Enrich(e); e.Owner != want {
			t.Errorf("%d days after its dispatch the laptop belongs to %q, want %q", days, e.Owner, want)
		}
	}
}

// TestStolenMailboxesAreNotListed: beside a person's mailbox stand strangers', who are none of
// the company's business.
func TestStolenMailboxesAreNotListed(t *testing.T) {
	r := resolve([]*model.Claims{person("w-1", "ana@example.com", nil)})
	for i, mailbox := range []string{"ana@example.com", "stranger@example.net"} {
		e := record("intel/stealer_logs", ocsf.IdentityVerification, int64(i), map[model.Field]string{model.UserEmail: mailbox, model.CheckName: "stolen_credential"})
		r.Enrich(e)
		if want := map[int]model.SubjectID{0: "w-1"}[i]; e.Subject != want {
			t.Errorf("%s is %q's, want %q", mailbox, e.Subject, want)
		}
	}
	if got := r.Unassigned(); len(got) != 0 {
		t.Errorf("listed: %+v", got)
	}
}
