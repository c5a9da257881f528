package anonymiser_test

import (
	"fmt"
	"testing"
	"time"

	"bonafide/detect/anonymiser"
	dt "bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func through(kind model.NetworkKind, operator string, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.Authentication, "ann", dt.Monday(), append([]func(*model.Event){
		dt.From("203.0.113.9", kind, operator), dt.With(model.UserAgent, "Mozilla/5.0 (Windows NT 10.0)"),
	}, changes...)...)
}

func inventory(changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.SoftwareInventory, "ann", dt.Monday().Add(time.Hour), append([]func(*model.Event){dt.Owned("ann")}, changes...)...)
}

func feed(name, date string) func(*model.Event) {
	return func(e *model.Event) { e.Facts.Network.Feed, e.Facts.Network.AsOf = name, date }
}

func homes(names ...string) []model.Event {
	var events []model.Event
	for i, n := range names {
		e := through(model.ResidentialNet, n)
		e.Time = dt.Day(i)
		events = append(events, e)
	}
	return events
}

func TestAnonymiser(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	approved := dt.People(dt.Person("ann", dt.Austin()))
	approved.Firm.VPNOperators = []string{"Good VPN"}
	fresh := func(e *model.Event) {
		e.Add(model.NewDevice, "true")
		e.Add(model.NewPlace, "true")
		e.Add(model.SrcProxy, "true")
	}
	astrill := through(model.VPNNet, "Astrill")
	dt.Table(
		t, anonymiser.New(anonymiser.Defaults()),
		dt.Case{
			Name: "named_operator", World: w, Events: dt.Daily(astrill, 3), Want: []string{"ann NET-01"},
			Reasons: map[string]string{"ann NET-01": "seen 2 times through Astrill on 2 days from 2026-03-02 to 2026-03-03: the VPN that published cases name"},
		},
		dt.Case{Name: "consumer_vpn", World: w, Events: dt.Daily(through(model.VPNNet, "Some VPN"), 3), Want: []string{"ann NET-02"}},
		dt.Case{Name: "onion_router", World: w, Events: dt.Daily(through(model.TorNet, ""), 2), Want: []string{"ann NET-02"}, Reasons: map[string]string{"ann NET-02": "through an unnamed operator"}},
		dt.Case{Name: "residential_proxy", World: w, Events: dt.Daily(through(model.ProxyNet, "Proxies"), 2), Want: []string{"ann NET-03"}},
		dt.Case{
			Name: "new_household_every_day", World: w, Events: homes("A Cable", "Beta", "Gamma", "Delta", "Epsilon"), Want: []string{"ann NET-03"},
			Reasons: map[string]string{"ann NET-03": "5 household networks within a week: cable, beta, gamma, delta, epsilon"},
		},
		dt.Case{Name: "data_centre", World: w, Events: dt.Daily(through(model.HostingNet, "Cloud"), 3), Want: []string{"ann NET-04"}},
		dt.Case{Name: "new_device_in_a_new_place", World: w, Events: dt.Daily(through(model.UnknownNet, "", fresh), 3), Want: []string{"ann NET-13"}, Reasons: map[string]string{"ann NET-13": "on 2 days"}},
		dt.Case{
			Name: "client_on_the_laptop", World: w, Events: dt.Daily(inventory(dt.Shows("astrill", model.VPNClient, model.SoftwareName, "Astrill")), 3), Want: []string{"ann NET-16"},
		},
		dt.Case{
			Name: "in_the_router", World: w, Events: dt.Join(dt.Daily(astrill, 6), dt.Daily(inventory(), 6)), Want: []string{"ann NET-01", "ann NET-17"},
			Reasons: map[string]string{"ann NET-17": "no VPN client among the laptop's software"},
		},
		dt.Case{
			Name: "the_phone_is_on_it_not_the_laptop", World: w, Want: []string{"ann NET-01"},
			Events: dt.Join(dt.Daily(dt.Event(ocsf.Authentication, "ann", dt.Monday(), dt.From("203.0.113.9", model.VPNNet, "Astrill"), dt.With(model.DeviceOS, "iOS 26")), 6), dt.Daily(inventory(), 6)),
		},
		dt.Case{Name: "resolver_in_a_tunnel", World: w, Events: []model.Event{inventory(dt.With(model.DNSServer, "198.19.255.254"))}, Want: []string{"ann NET-18"}},
		dt.Case{
			Name: "published_exit", World: w, Events: []model.Event{through(model.ResidentialNet, "X", feed("published exits of 2026", "2026-09-01"))}, Want: []string{"ann NET-24"},
			Reasons: map[string]string{"ann NET-24": "seen once through X on 2026-03-02: a published exit of the scheme (by published exits of 2026 of 2026-09-01)"},
		},
		dt.Case{Name: "vpn_user_with_approved_operator", World: approved, Events: dt.Join(dt.Daily(through(model.VPNNet, "good vpn", fresh), 9), dt.Daily(through(model.HostingNet, "Good VPN"), 9))},
		dt.Case{Name: "private_relay", World: w, Events: dt.Daily(through(model.RelayNet, "Relay", fresh), 9)},
		dt.Case{Name: "guesses_at_the_password", World: w, Events: dt.Join(
			dt.Daily(through(model.TorNet, "", dt.Failed), 9), dt.Daily(through(model.VPNNet, "Astrill", dt.Failed), 9), dt.Daily(through(model.HostingNet, "Cloud", dt.Failed), 9),
		)},
		dt.Case{Name: "one_evening_in_a_hotel", World: w, Events: []model.Event{through(model.VPNNet, "Some VPN")}},
		dt.Case{Name: "builds_run_in_the_cloud", World: w, Events: dt.Daily(dt.Event(ocsf.APIActivity, "ann", dt.Monday(), dt.From("203.0.113.9", model.HostingNet, "Cloud")), 9)},
		dt.Case{Name: "one_provider_under_many_names", World: w, Events: homes("Example Cable", "EXAMPLE-7922", "Example Communications Inc", "example", "Example Business", "EXAMPLE-US")},
		dt.Case{Name: "other_client_for_a_hobby", World: w, Events: dt.Daily(inventory(dt.Shows("mullvad", model.VPNClient, model.SoftwareName, "Mullvad")), 3)},
	)
}

func TestReportsOfOneKindDoNotUseUpTheRoomOfAnother(t *testing.T) {
	t.Parallel()
	var events []model.Event
	for i := range 400 {
		e := through(model.VPNNet, fmt.Sprintf("VPN %d", i), dt.With(model.NewDevice, "true"), dt.With(model.NewPlace, "true"))
		e.Time = dt.Day(i)
		events = append(events, e)
	}
	client := inventory(dt.Shows("astrill", model.VPNClient, model.SoftwareName, "Astrill"))
	client.Time = dt.Day(401)
	w := dt.People(dt.Person("ann", dt.Austin()))
	for _, f := range dt.Find(t, w, anonymiser.New(anonymiser.Defaults()), append(events, client)...) {
		if f.Indicator == "NET-16" {
			return
		}
	}
	t.Error("the client on the laptop was not found")
}
