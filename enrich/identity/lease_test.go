package identity_test

import (
	"testing"
	"time"

	"bonafide/model"
	"bonafide/model/ocsf"
)

// TestLeases names whom records of the network are about by the lease of the address.
func TestLeases(t *testing.T) {
	people := []*model.Claims{
		person("w-1", "ana@example.com", func(c *model.Claims) { c.Devices = []string{"SN1"} }),
		person("w-2", "bo@example.com", func(c *model.Claims) { c.Devices = []string{"SN2"} }),
	}
	inventory := []*model.Event{
		record("fleet/host", ocsf.DeviceInventory, 1, map[model.Field]string{model.DeviceSerial: "SN1", model.DeviceHostname: "lt-1"}),
		record("fleet/host", ocsf.DeviceInventory, 2, map[model.Field]string{model.DeviceSerial: "SN2", model.DeviceHostname: "lt-2"}),
	}
	dhcp := func(hours int, host, address string, activity ocsf.Activity, seconds string) *model.Event {
		e := record("dhcp/kea", ocsf.DHCPActivity, 10, map[model.Field]string{model.DeviceHostname: host, model.DeviceIP: address, model.Seconds: seconds})
		e.Time, e.Activity = day.Add(time.Duration(hours)*time.Hour), activity
		return e
	}
	vpn := func(hours int, who, address string, activity ocsf.Activity) *model.Event {
		e := record("vpn/csv", ocsf.TunnelActivity, 20, map[model.Field]string{model.ActorEmail: who, model.TunnelIP: address})
		e.Time, e.Activity = day.Add(time.Duration(hours)*time.Hour), activity
		return e
	}
	in := func(path string, e *model.Event) *model.Event {
		e.Origin.Path = path
		return e
	}
	lookUp := func(hours int, address string) *model.Event {
		e := record("zeek/log", ocsf.DNSActivity, 30, map[model.Field]string{model.SrcIP: address, model.DstHostname: "www.example.com"})
		e.Time = day.Add(time.Duration(hours) * time.Hour)
		return e
	}
	const request, ack, release, other = 3, 5, 7, 99
	const a = "192.0.2.7"
	tests := []struct {
		name   string
		leases []*model.Event
		event  *model.Event
		want   model.SubjectID
	}{
		{"during_the_lease", []*model.Event{dhcp(0, "LT-1", a, ack, "3600")}, lookUp(1, a), "w-1"},
		{"before_the_lease", []*model.Event{dhcp(2, "LT-1", a, ack, "3600")}, lookUp(1, a), ""},
		{"after_the_lease", []*model.Event{dhcp(0, "LT-1", a, ack, "3600")}, lookUp(2, a), ""},
		{"lease_without_an_end", []*model.Event{dhcp(0, "LT-1", a, ack, "")}, lookUp(24*7, a), "w-1"},
		{"lease_without_an_end_long_ago", []*model.Event{dhcp(0, "LT-1", a, ack, "")}, lookUp(24*9, a), ""},
		{"given_back", []*model.Event{dhcp(0, "LT-1", a, ack, ""), dhcp(1, "LT-1", a, release, "")}, lookUp(2, a), ""},
		{"handed_on", []*model.Event{dhcp(0, "LT-1", a, ack, ""), dhcp(1, "LT-1", a, release, ""), dhcp(2, "LT-2", a, ack, "")}, lookUp(3, a), "w-2"},
		{"handed_on_after_it_ran_out", []*model.Event{dhcp(0, "LT-1", a, ack, "3600"), dhcp(2, "LT-2", a, ack, "3600")}, lookUp(2, a), "w-2"},
		{"two_networks_that_say_how_long", []*model.Event{dhcp(0, "LT-1", a, ack, "36000"), dhcp(1, "LT-2", a, ack, "36000")}, lookUp(2, a), ""},
		{"two_networks_told_by_renewals", []*model.Event{dhcp(0, "LT-1", a, ack, ""), dhcp(1, "LT-2", a, ack, ""), dhcp(4, "LT-1", a, ack, "")}, lookUp(2, a), ""},
		{"somebody_else_only_asked", []*model.Event{dhcp(0, "LT-1", a, ack, ""), dhcp(1, "LT-2", a, request, "")}, lookUp(2, a), "w-1"},
		{"a_name_was_registered", []*model.Event{dhcp(0, "LT-1", a, ack, ""), dhcp(1, "LT-2", a, other, "")}, lookUp(2, a), "w-1"},
		{"handed_on_and_back", []*model.Event{dhcp(0, "LT-1", a, ack, ""), dhcp(1, "LT-1", a, release, ""), dhcp(2, "LT-2", a, ack, ""), dhcp(9, "LT-2", a, release, ""), dhcp(10, "LT-1", a, ack, "")}, lookUp(3, a), "w-2"},
		{"renewed_for_days", []*model.Event{dhcp(0, "LT-1", a, ack, "36000"), dhcp(5, "LT-1", a, ack, "36000"), dhcp(10, "LT-1", a, ack, "36000"), dhcp(15, "LT-1", a, ack, "36000")}, lookUp(24, a), "w-1"},
		{"given_back_and_handed_on_in_one_second", []*model.Event{dhcp(0, "LT-1", a, ack, ""), dhcp(1, "LT-1", a, release, ""), dhcp(1, "LT-2", a, ack, "")}, lookUp(2, a), "w-2"},
		{"handed_on_and_given_back_in_one_second", []*model.Event{dhcp(0, "LT-2", a, ack, ""), dhcp(1, "LT-1", a, ack, ""), dhcp(1, "LT-2", a, release, "")}, lookUp(2, a), "w-1"},
		{"two_files_of_one_second", []*model.Event{dhcp(1, "LT-1", a, ack, ""), in("second.log", dhcp(1, "LT-2", a, ack, ""))}, lookUp(2, a), ""},
		{"another_address", []*model.Event{dhcp(0, "LT-1", a, ack, "")}, lookUp(1, "192.0.2.8"), ""},
		{"strangers_computer", []*model.Event{dhcp(0, "guest-phone", a, ack, "")}, lookUp(1, a), ""},
		{"order_of_reading", []*model.Event{dhcp(2, "LT-2", a, ack, ""), dhcp(1, "LT-1", a, release, ""), dhcp(0, "LT-1", a, ack, "")}, lookUp(3, a), "w-2"},
		{"vpn", []*model.Event{vpn(0, "bo@example.com", a, ocsf.Connected)}, lookUp(3, a), "w-2"},
		{"vpn_ended", []*model.Event{vpn(0, "bo@example.com", a, ocsf.Connected), vpn(2, "bo@example.com", a, ocsf.Disconnected)}, lookUp(3, a), ""},
		{"vpn_forgotten", []*model.Event{vpn(0, "bo@example.com", a, ocsf.Connected)}, lookUp(25, a), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := *tt.event
			resolve(people, append(inventory, tt.leases...)...).Enrich(&e)
			if e.Subject != tt.want || e.Owner != tt.want {
				t.Errorf("subject %q, owner %q, want %q", e.Subject, e.Owner, tt.want)
			}
		})
	}
	t.Run("a_name_comes_first", func(t *testing.T) {
		e := *lookUp(1, a)
		e.Add(model.DeviceHostname, "LT-2")
		resolve(people, append(inventory, dhcp(0, "LT-1", a, ack, ""))...).Enrich(&e)
		if e.Subject != "w-2" {
			t.Errorf("subject %q", e.Subject)
		}
	})
	t.Run("a_sign_in_is_nobodys_by_address", func(t *testing.T) {
		e := *lookUp(1, a)
		e.Class = ocsf.Authentication
		resolve(people, append(inventory, dhcp(0, "LT-1", a, ack, ""))...).Enrich(&e)
		if e.Subject != "" {
			t.Errorf("subject %q", e.Subject)
		}
	})
}
