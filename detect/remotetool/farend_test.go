package remotetool_test

import (
	"testing"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/remotetool"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func TestFarEnd(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()))
	couple := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Austin()))
	couple.People["bob"].HomeKey = couple.People["ann"].HomeKey
	approved := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()))
	approved.Firm.RemoteAccess = []model.ApprovedTool{{Tool: "anydesk"}}
	leaver := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()))
	leaver.People["ann"].End = dt.Day(2)
	came := func(who model.SubjectID, from, days int, how string) []model.Event {
		return dt.Daily(dt.Event(ocsf.RDPActivity, "", dt.Day(from), dt.Owned(who), dt.Shows("anydesk", model.RemoteAccess, model.SoftwareName, "AnyDesk"),
			dt.With(model.RemotePeer, "anydesk 1234567890"), dt.With(model.LogonType, how)), days)
	}
	tenant := func(who model.SubjectID, name string) []model.Event {
		e := dt.Event(ocsf.ProcessActivity, who, dt.Monday(), dt.Owned(who), dt.Shows("rustdesk", model.RemoteAccess, model.ProcessCommand, "rustdesk --config host="+name))
		e.Facts.Tools[0].Tenant = name
		return dt.Daily(e, 4)
	}
	var support []model.Event
	everybody := dt.People()
	for i := range 20 {
		p := dt.Person(model.SubjectID(string(rune('a'+i%26))+string(rune('a'+i/26))), model.Place{Lat: float64(i), Known: true})
		everybody.People[p.ID], everybody.Names[p.ID] = p, string(p.ID)
		support = append(support, tenant(p.ID, "relay.help.example.com")...)
	}
	dt.Table(
		t, remotetool.NewFarEnd(remotetool.FarDefaults()),
		dt.Case{
			Name: "one_far_end_on_two_laptops", World: w, Events: dt.Join(came("ann", 0, 1, "passwd"), came("bob", 40, 1, "passwd")),
			Want:    []string{"ann EDR-05", "bob EDR-05"},
			Reasons: map[string]string{"ann EDR-05": "the far end anydesk 1234567890 is on the laptop of bob too, who declares another address"},
		},
		dt.Case{
			Name: "by_password_day_after_day", World: w, Events: came("ann", 0, 5, "passwd"), Want: []string{"ann EDR-34"},
			Reasons: map[string]string{"ann EDR-34": "came in by password on 4 days"},
		},
		dt.Case{
			Name: "one_account", World: w, Events: dt.Join(tenant("ann", "relay.example.net"), tenant("bob", "relay.example.net")),
			Want: []string{"ann EDR-05", "bob EDR-05"},
		},
		dt.Case{Name: "let_in_again_and_again", World: w, Events: dt.Join(came("ann", 0, 4, "user"), came("bob", 9, 4, "user")), Want: []string{"ann EDR-05", "bob EDR-05"}},
		dt.Case{Name: "supporter_of_two", World: w, Events: dt.Join(came("ann", 0, 1, "user"), came("bob", 40, 1, "user"))},
		dt.Case{Name: "supporter_let_in_twice", World: w, Events: came("ann", 0, 9, "user")},
		dt.Case{Name: "refused", World: w, Events: dt.Join(refused(came("ann", 0, 9, "passwd")), refused(came("bob", 0, 9, "passwd")))},
		dt.Case{Name: "relative_who_helps_a_couple", World: couple, Events: dt.Join(came("ann", 0, 1, "user"), came("bob", 4, 1, "user"))},
		dt.Case{Name: "approved_tool", World: approved, Events: dt.Join(came("ann", 0, 9, "passwd"), came("bob", 0, 9, "passwd"))},
		dt.Case{Name: "laptop_passed_on", World: leaver, Events: dt.Join(came("ann", 0, 1, "user"), came("bob", 20, 1, "user"))},
		dt.Case{Name: "own_accounts", World: w, Events: dt.Join(tenant("ann", "relay.example.net"), tenant("bob", "relay.example.org"))},
		dt.Case{Name: "help_desk_nobody_declared", World: everybody, Events: support},
	)
}

func refused(events []model.Event) []model.Event {
	for i := range events {
		events[i].Outcome = model.Failure
	}
	return events
}
