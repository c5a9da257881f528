package meeting_test

import (
	"fmt"
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/meeting"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func call(at time.Time, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.MeetingParticipation, "ann", at, append([]func(*model.Event){dt.With(model.MeetingUID, fmt.Sprint(at.YearDay()))}, changes...)...)
}

// calls are one a day, each of its own meeting.
func calls(n int, changes ...func(*model.Event)) []model.Event {
	var events []model.Event
	for i := range n {
		events = append(events, call(dt.Day(i), changes...))
	}
	return events
}

func camera(id string, kind model.ToolKind) func(*model.Event) {
	return dt.Shows(id, kind, model.Camera, id+" camera")
}

func line(ms, centre string, kind model.NetworkKind) func(*model.Event) {
	return func(e *model.Event) {
		dt.From("198.51.100.7", kind, "Some Net")(e)
		e.Add(model.Latency, ms)
		e.Add(model.DataCentre, centre)
	}
}

func TestMeeting(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()))
	approved := dt.People(dt.Person("ann", dt.Austin()))
	approved.Firm.VPNOperators, approved.Firm.HostnamePattern = []string{"Good VPN"}, "^(ACME|WIN)-"
	couple := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Austin()))
	couple.People["bob"].HomeKey = couple.People["ann"].HomeKey
	australian := dt.People(dt.Person("ann", dt.Town("Perth", "", "AU", -31.9, 115.9)))
	left := call(dt.Monday().Add(time.Hour), camera("obs", model.VirtualCamera), dt.As(2))
	left.Set(model.MeetingUID, fmt.Sprint(dt.Monday().YearDay()))
	vpn := func(operator string) func(*model.Event) { return dt.From("203.0.113.9", model.VPNNet, operator) }
	far := func(e *model.Event) {
		dt.From("198.51.100.7", model.ResidentialNet, "Some Net")(e)
		dt.At(dt.Boston(), model.ByMeeting)(e)
	}
	dt.Table(
		t, meeting.New(meeting.Defaults()),
		dt.Case{
			Name: "virtual_camera", World: w, Events: []model.Event{call(dt.Monday(), camera("obs", model.VirtualCamera)), left}, Want: []string{"ann INT-06"},
			Reasons: map[string]string{"ann INT-06": "took part in 1 call through Obs, a virtual camera"},
		},
		dt.Case{Name: "voice_changer", World: w, Events: calls(5, camera("voicemod", model.VoiceChanger)), Want: []string{"ann INT-07"}, Reasons: map[string]string{"ann INT-07": "in 4 calls through Voicemod"}},
		dt.Case{Name: "streamer_who_uses_a_phone_camera", World: w, Events: calls(9, camera("camo", model.PhoneCamera), camera("krisp", model.NoiseFilter))},
		dt.Case{Name: "hidden_calls", World: w, Events: calls(3, vpn("Some VPN")), Want: []string{"ann INT-08"}, Reasons: map[string]string{"ann INT-08": "on 2 days from 2026-03-02 to 2026-03-03, last through Some VPN (vpn)"}},
		dt.Case{Name: "vpn_user_with_approved_operator", World: approved, Events: calls(9, vpn("Good VPN"))},
		dt.Case{Name: "far_calls", World: w, Events: calls(3, far), Want: []string{"ann INT-08"}, Reasons: map[string]string{"ann INT-08": "last from Boston, Massachusetts, US, 2696 km"}},
		dt.Case{Name: "private_relay_and_phone", World: w, Events: dt.Join(
			calls(4, dt.From("203.0.113.1", model.RelayNet, "Relay"), dt.At(dt.Boston(), model.ByMeeting)),
			calls(4, dt.From("203.0.113.2", model.MobileNet, "Cell"), dt.At(dt.Boston(), model.ByMeeting)),
		)},
		dt.Case{
			Name: "slow_from_next_door", World: w, Events: calls(6, line("241", "United States (US West)", model.ResidentialNet)), Want: []string{"ann INT-09"},
			Reasons: map[string]string{"ann INT-09": "4 calls in a row with round trips of at least 241 ms to United States (US West), 23"},
		},
		dt.Case{
			Name: "quicker_than_light", World: w, Events: calls(6, line("31", "Singapore", model.ResidentialNet)), Want: []string{"ann INT-09"},
			Reasons: map[string]string{"ann INT-09": "too quick for light"},
		},
		dt.Case{Name: "bad_line_with_good_moments", World: w, Events: dt.Join(
			calls(3, line("400", "US West", model.ResidentialNet)), []model.Event{call(dt.Day(3), line("60", "US West", model.ResidentialNet))},
			[]model.Event{call(dt.Day(4), line("500", "US West", model.ResidentialNet))},
		)},
		dt.Case{Name: "satellite_line", World: w, Events: calls(9, line("620", "US West", model.SatelliteNet))},
		dt.Case{Name: "company_pinned_to_another_continent", World: australian, Events: calls(9, line("260", "US West", model.ResidentialNet))},
		dt.Case{
			Name: "virtual_machine", World: w, Events: calls(1, dt.Has("vm.qemu", model.VirtualMachine, true, model.DeviceModel, "QEMU")), Want: []string{"ann INT-12"},
		},
		dt.Case{
			Name: "cloud_desktop_by_name", World: w, Events: calls(2, dt.With(model.DeviceHostname, "WIN-3K4LM9QPX2B")), Want: []string{"ann INT-12"},
			Reasons: map[string]string{"ann INT-12": `took part in 2 calls from a machine with a name that servers and cloud desktops are given: "WIN-3K4LM9QPX2B"`},
		},
		dt.Case{Name: "company_desktops_are_virtual", World: approved, Events: calls(2, dt.With(model.DeviceHostname, "WIN-3K4LM9QPX2B"), dt.Has("vm.qemu", model.VirtualMachine, true, model.DeviceModel, "QEMU"))},
		dt.Case{Name: "developer_with_a_hypervisor", World: w, Events: calls(4, dt.With(model.DeviceHostname, "DESKTOP-4K2L9QX"), dt.Has("vm.vmware-mac", model.VirtualMachine, false, model.DeviceMAC, "00:50:56:aa:bb:cc"))},
		dt.Case{
			Name: "foreign_name", World: w, Events: calls(3, dt.With(model.ActorFullName, "Mallory Smith")), Want: []string{"ann INT-13"},
			Reasons: map[string]string{"ann INT-13": `joined 2 calls under a name that has nothing of their own, last "Mallory Smith"`},
		},
		dt.Case{Name: "nickname_and_things", World: w, Events: dt.Join(calls(5, dt.With(model.ActorFullName, "Annie")), calls(5, dt.With(model.ActorFullName, "John's iPhone")), calls(5, dt.With(model.ActorFullName, "+1 555 0100")))},
		dt.Case{Name: "spouses_account_once", World: w, Events: calls(1, dt.With(model.ActorFullName, "Mallory Smith"))},
		dt.Case{
			Name: "day_long_calls", World: w, Want: []string{"ann EDR-09"}, Events: calls(3, dt.With(model.Seconds, "32400"), dt.With(model.ScreenShared, "true")),
			Reasons: map[string]string{"ann EDR-09": "2 calls with the screen shared of more than 8 h, last of 9h0m"},
		},
		dt.Case{Name: "on_call_bridge", World: w, Events: calls(9, dt.With(model.Seconds, "32400"), dt.With(model.ScreenShared, "false"))},
		dt.Case{Name: "as_another_worker", World: w, Events: calls(3, dt.To("bob")), Want: []string{"ann BEH-07"}, Reasons: map[string]string{"ann BEH-07": "joined a call as bob"}},
		dt.Case{Name: "couple_mixes_up_accounts", World: couple, Events: calls(3, dt.To("bob"))},
	)
}

func TestSharing(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()))
	couple := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Austin()))
	couple.People["bob"].HomeKey = couple.People["ann"].HomeKey
	leaver := dt.People(dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()))
	leaver.People["ann"].End = dt.Day(1)
	both := func(changes ...func(*model.Event)) []model.Event {
		return []model.Event{
			dt.Event(ocsf.MeetingParticipation, "ann", dt.Monday(), changes...), dt.Event(ocsf.MeetingParticipation, "bob", dt.Day(9), changes...),
		}
	}
	issued := both(dt.With(model.DiskUID, "S4EVNX0M123456"))
	issued[0].Owner, issued[1].Owner = "ann", "bob"
	dt.Table(
		t, meeting.NewSharing(struct{}{}),
		dt.Case{
			Name: "one_disk", World: w, Events: both(dt.With(model.DiskUID, "S4EVNX0M123456")), Want: []string{"ann INT-10", "bob INT-10"},
			Reasons: map[string]string{"ann INT-10": "from the same machine as bob: disk id S4EVNX0M123456"},
		},
		dt.Case{Name: "one_network_card", World: w, Events: both(dt.With(model.MACAddress, "3C-84-6A-11-22-33")), Want: []string{"ann INT-10", "bob INT-10"}},
		dt.Case{Name: "one_name", World: w, Events: both(dt.With(model.DeviceHostname, "superstar-pc")), Want: []string{"ann INT-11", "bob INT-11"}},
		dt.Case{Name: "couple", World: couple, Events: both(dt.With(model.DiskUID, "S4EVNX0M123456"), dt.With(model.DeviceHostname, "superstar-pc"))},
		dt.Case{Name: "laptop_handed_over", World: w, Events: issued},
		dt.Case{Name: "laptop_of_a_leaver", World: leaver, Events: both(dt.With(model.DiskUID, "S4EVNX0M123456"))},
		dt.Case{Name: "meeting_room_in_the_office", World: w, Events: both(dt.With(model.DiskUID, "S4EVNX0M123456"), dt.From("203.0.113.3", model.CorporateNet, ""))},
		dt.Case{Name: "names_and_numbers_of_many_machines", World: w, Events: both(
			dt.With(model.DeviceHostname, "MacBook-Pro-2.local"), dt.With(model.DiskUID, "0000_0000_0100"), dt.With(model.MACAddress, "0a:00:27:00:00:05"),
			dt.With(model.MACAddress, "02:50:41:00:00:01"), dt.With(model.MACAddress, "00:50:56:c0:00:08"),
		)},
	)
}
