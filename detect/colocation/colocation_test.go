package colocation_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"bonafide/detect/colocation"
	dt "bonafide/detect/detecttest"
	"bonafide/model"
	"bonafide/model/ocsf"
)

const flat = "198.51.100.7"

func works(who model.SubjectID, from, days int, changes ...func(*model.Event)) []model.Event {
	return dt.Daily(dt.Event(ocsf.Authentication, who, dt.Day(from), append([]func(*model.Event){dt.From(flat, model.ResidentialNet, "Some Net")}, changes...)...), days)
}

func laptop(who model.SubjectID, from, days int, changes ...func(*model.Event)) []model.Event {
	return dt.Daily(dt.Event(ocsf.NeighbourQuery, who, dt.Day(from).Add(time.Hour), append([]func(*model.Event){dt.Owned(who)}, changes...)...), days)
}

func people() []*model.Claims {
	return []*model.Claims{dt.Person("ann", dt.Austin()), dt.Person("bob", dt.Boston()), dt.Person("cho", dt.London())}
}

func display(serial string) func(*model.Event) {
	return func(e *model.Event) {
		e.Add(model.PeripheralClass, "display")
		e.Add(model.PeripheralVendorID, "DEL")
		e.Add(model.PeripheralSerial, serial)
	}
}

func TestColocation(t *testing.T) {
	t.Parallel()
	strangers := dt.People(people()...)
	referred := people()
	referred[1].ReferredBy = "ann"
	couple := people()
	couple[1].HomeKey, couple[1].Home = couple[0].HomeKey, couple[0].Home
	near := people()
	near[1].Home = dt.Austin()
	coLiving := people()
	coLiving[1].Home = dt.Austin()
	shared := dt.People(coLiving...)
	shared.Firm.SharedAddresses = []model.SharedAddress{{Key: coLiving[0].HomeKey, Reason: "co-living"}}
	trip := people()
	for _, p := range trip {
		p.Travel = []model.Travel{{From: dt.Day(-1), To: dt.Day(30), Place: dt.London()}}
	}
	dt.Table(
		t, colocation.New(colocation.Defaults()),
		dt.Case{
			Name: "two_behind_one_address", World: strangers, Events: dt.Join(works("ann", 0, 4), works("bob", 1, 4)),
			Want:    []string{"ann NET-07", "bob NET-07"},
			Reasons: map[string]string{"ann NET-07": "works from the address 198.51.100.7 on 4 days from 2026-03-02 to 2026-03-05, as does bob, who declares another address"},
		},
		dt.Case{
			Name: "one_network_of_the_sixth_version", World: strangers, Want: []string{"ann NET-07", "bob NET-07"},
			Events: dt.Join(
				dt.Daily(dt.Event(ocsf.Authentication, "ann", dt.Day(0), dt.From("2001:db8:1:2::aa", model.ResidentialNet, "")), 4),
				dt.Daily(dt.Event(ocsf.Authentication, "bob", dt.Day(0), dt.From("2001:db8:1:2:ff::bb", model.ResidentialNet, "")), 4),
			),
		},
		dt.Case{
			Name: "one_referred_the_other", World: dt.People(referred...), Events: dt.Join(works("ann", 0, 4), works("bob", 0, 4)),
			Want: []string{"ann BEH-05", "ann NET-07", "bob BEH-05", "bob NET-07"},
		},
		dt.Case{
			Name: "farm_on_one_access_point", World: strangers,
			Events: dt.Join(
				laptop("ann", 0, 9, dt.With(model.BSSID, "3C:84:6A:11:22:33")), laptop("bob", 0, 9, dt.With(model.BSSID, "3c-84-6a-11-22-33")),
				laptop("cho", 0, 9, dt.With(model.BSSID, "3c:84:6a:11:22:33")),
			),
			Want:    []string{"ann FAC-01", "ann NET-22", "bob FAC-01", "bob NET-22", "cho FAC-01", "cho NET-22"},
			Reasons: map[string]string{"bob FAC-01": "3 people of 3 declared homes", "bob NET-22": "as that of ann, cho, who declare other addresses"},
		},
		dt.Case{
			Name: "off_site_week_is_no_farm", World: strangers,
			Events: dt.Join(works("ann", 0, 5), works("bob", 0, 5), works("cho", 0, 5)),
			Want:   []string{"ann NET-07", "bob NET-07", "cho NET-07"},
		},
		dt.Case{
			Name: "a_couple_and_a_stranger_are_no_farm", World: dt.People(couple...),
			Events:  dt.Join(works("ann", 0, 12), works("bob", 0, 12), works("cho", 0, 12)),
			Want:    []string{"ann NET-07", "bob NET-07", "cho NET-07"},
			Reasons: map[string]string{"ann NET-07": "as does cho, who", "cho NET-07": "as does ann, bob, who"},
		},
		dt.Case{
			Name: "one_monitor_on_two_laptops", World: strangers,
			Events: dt.Join(laptop("ann", 0, 1, display("CN0XYZ123")), laptop("bob", 2, 1, display("CN0XYZ123"))),
			Want:   []string{"ann EDR-16", "bob EDR-16"},
		},
		dt.Case{
			Name: "second_hand_monitor", World: strangers,
			Events: dt.Join(laptop("ann", 0, 5, display("CN0XYZ123")), laptop("bob", 15, 5, display("CN0XYZ123"))),
		},
		dt.Case{Name: "blank_serial", World: strangers, Events: dt.Join(laptop("ann", 0, 5, display("0x01010101")), laptop("bob", 0, 5, display("0x01010101")))},
		dt.Case{Name: "couple_at_one_address", World: dt.People(couple...), Events: dt.Join(works("ann", 0, 20), works("bob", 0, 20), laptop("ann", 0, 5, display("CN0XYZ123")), laptop("bob", 0, 5, display("CN0XYZ123")))},
		dt.Case{Name: "carrier_address_of_neighbours", World: dt.People(near...), Events: dt.Join(works("ann", 0, 20), works("bob", 0, 20))},
		dt.Case{Name: "co_living", World: shared, Events: dt.Join(works("ann", 0, 20), works("bob", 0, 20), laptop("ann", 0, 9, dt.With(model.BSSID, "3c:84:6a:11:22:33")), laptop("bob", 0, 9, dt.With(model.BSSID, "3c:84:6a:11:22:33")))},
		dt.Case{Name: "declared_off_site", World: dt.People(trip...), Events: dt.Join(works("ann", 0, 20), works("bob", 0, 20))},
		dt.Case{Name: "a_visit", World: strangers, Events: dt.Join(works("ann", 0, 20), works("bob", 3, 2))},
		dt.Case{Name: "a_flat_let_anew", World: strangers, Events: dt.Join(works("ann", 0, 5), works("bob", 14, 5))},
		dt.Case{Name: "vpn_exit", World: strangers, Events: dt.Join(vpn("ann"), vpn("bob"), vpn("cho"))},
		dt.Case{Name: "vpn_exit_that_not_every_record_knows", World: strangers, Events: dt.Join(vpn("ann"), unnamed("ann"), unnamed("bob"), unnamed("cho"))},
		dt.Case{Name: "failed_sign_ins", World: strangers, Events: dt.Join(works("ann", 0, 9), works("bob", 0, 9, dt.Failed))},
		dt.Case{
			Name: "addresses_that_stand_on_many_machines", World: strangers,
			Events: dt.Join(placeholders("ann"), placeholders("bob"), placeholders("cho")),
		},
		officeDesk(), crowd(), deskInOneOfTwoCities(),
		dt.Case{
			Name: "one_remote_hand_beside_two", World: strangers, Events: dt.Join(laptop("ann", 0, 5, beside), laptop("bob", 0, 5, beside)),
			Want:    []string{"ann NET-26", "bob NET-26"},
			Reasons: map[string]string{"bob NET-26": "(dc:a6:32:01:02:03) stands on the network of the laptop and on that of ann"},
		},
		dt.Case{
			Name: "open_to_the_internet", World: strangers, Events: dt.Join(works("ann", 0, 9), []model.Event{scan(5, "3389", "")}), Want: []string{"ann NET-21"},
			Reasons: map[string]string{"ann NET-21": "a scan on 2026-03-07 found a remote desktop (port 3389) open to the Internet"},
		},
		dt.Case{
			Name: "scanned_before_they_came", World: strangers, Events: dt.Join(works("ann", 4, 9), []model.Event{scan(1, "443", "JetKVM")}), Want: []string{"ann NET-21"},
		},
		dt.Case{Name: "scanned_when_another_had_the_address", World: strangers, Events: dt.Join(works("ann", 20, 9), []model.Event{scan(0, "3389", "")})},
		dt.Case{Name: "a_page_of_ones_own", World: strangers, Events: dt.Join(works("ann", 0, 9), []model.Event{scan(5, "443", "nginx"), scan(5, "22", "OpenSSH")})},
		dt.Case{Name: "a_visit_at_an_open_address", World: strangers, Events: dt.Join(works("ann", 0, 2), []model.Event{scan(5, "3389", "")})},
		successor("somebody_new_in_the_same_place", 12, []string{"cho EXT-06"}),
		successor("somebody_who_started_long_after", 90, nil),
		successor("somebody_who_was_here_before", -200, nil),
	)
}

// beside is a remote hand on the laptop's network.
func beside(e *model.Event) {
	dt.Has("pikvm.lan", model.IPKVM, true, model.NeighbourMAC, "dc:a6:32:01:02:03")(e)
}

// scan is what a scan found at the flat's address.
func scan(day int, port, service string) model.Event {
	return dt.Event(ocsf.IdentityVerification, "", dt.Day(day), dt.With(model.CheckName, "open_port"), dt.With(model.SrcIP, flat), dt.With(model.DstPort, port), dt.With(model.ResourceName, service))
}

// successor has ann leave, and cho work from her place after she started so many days later.
func successor(name string, start int, want []string) dt.Case {
	list := people()
	list[0].End = dt.Day(5)
	list[2].Start = dt.Day(5 + start)
	return dt.Case{
		Name: name, World: dt.People(list...), Want: want,
		Events: dt.Join(laptop("ann", 0, 5, dt.With(model.GatewayMAC, "3c:84:6a:11:22:30")), laptop("cho", 17, 5, dt.With(model.GatewayMAC, "3c:84:6a:11:22:30"))),
	}
}

// deskInOneOfTwoCities is a hot desk at an office of which the settings say the city alone:
// there are two of that name, and the one that was taken is the wrong one.
func deskInOneOfTwoCities() dt.Case {
	list := people()[:2]
	for _, p := range list {
		p.Work = dt.Town("Columbus", "Ohio", "US", 39.96, -83)
	}
	w := dt.People(list...)
	w.Firm.Offices = []model.Office{{Place: dt.Town("Columbus", "Georgia", "US", 32.46, -84.99)}}
	return dt.Case{
		Name: "desk_in_one_of_two_cities", World: w,
		Events: dt.Join(laptop("ann", 0, 5, display("CN0XYZ123")), laptop("bob", 1, 5, display("CN0XYZ123"))),
	}
}

func vpn(who model.SubjectID) []model.Event {
	return dt.Daily(dt.Event(ocsf.Authentication, who, dt.Monday(), dt.From("203.0.113.9", model.VPNNet, "Some VPN")), 20)
}

// unnamed are visits to pages through the same exit, in records that say nothing of the network.
func unnamed(who model.SubjectID) []model.Event {
	return dt.Daily(dt.Event(ocsf.WebResourceActivity, who, dt.Monday().Add(time.Hour), dt.From("203.0.113.9", model.UnknownNet, "")), 20)
}

// placeholders are what a laptop says that may not, or that is on a VPN.
func placeholders(who model.SubjectID) []model.Event {
	return dt.Join(
		laptop(who, 0, 9, dt.With(model.BSSID, "02:00:00:00:00:00")), laptop(who, 0, 9, dt.With(model.GatewayMAC, "02:50:41:00:00:01")),
		laptop(who, 0, 9, dt.With(model.GatewayMAC, "00:00:5e:00:01:01")), laptop(who, 0, 9, dt.With(model.BSSID, "00:00:00:00:00:00")),
		laptop(who, 0, 9, dt.With(model.BSSID, "3c:84:6a:11:22:33"), dt.With(model.NeighbourRole, "survey")),
	)
}

// officeDesk is a hot desk: its network, and a monitor that everybody uses.
func officeDesk() dt.Case {
	w := dt.People(people()...)
	w.Firm.Offices = []model.Office{{Place: dt.Boston(), Egress: []netip.Prefix{netip.MustParsePrefix("203.0.113.0/28")}, SSIDs: []string{"Corp"}}}
	desk := func(who model.SubjectID) []model.Event {
		return dt.Join(
			laptop(who, 0, 9, dt.With(model.BSSID, "3c:84:6a:11:22:33"), dt.With(model.SSID, "Corp")),
			laptop(who, 0, 9, dt.From("203.0.113.3", model.CorporateNet, ""), display("CN0XYZ123")),
		)
	}
	return dt.Case{Name: "office_hot_desk", World: w, Events: dt.Join(desk("ann"), desk("bob"), desk("cho"))}
}

// crowd is a building behind one address: more people than live in a flat.
func crowd() dt.Case {
	w := dt.People()
	var events []model.Event
	for i := range 60 {
		p := dt.Person(model.SubjectID(fmt.Sprintf("p%02d", i)), model.Place{Lat: float64(i), Long: float64(i), Known: true})
		w.People[p.ID], w.Names[p.ID] = p, string(p.ID)
		events = append(events, works(p.ID, 0, 2)...)
	}
	return dt.Case{Name: "a_building", World: w, Events: events}
}

func TestTheVPNDoesNotHideTheRouter(t *testing.T) {
	t.Parallel()
	w := dt.People(people()...)
	w.Firm.Egress = []netip.Prefix{netip.MustParsePrefix("203.0.113.0/28")}
	w.Firm.Offices = []model.Office{{Place: dt.Boston(), Egress: w.Firm.Egress}}
	var events []model.Event
	for _, who := range []model.SubjectID{"ann", "bob"} {
		events = append(events, laptop(who, 0, 5, dt.From("203.0.113.3", model.CorporateNet, ""), dt.With(model.GatewayMAC, "3c:84:6a:11:22:30"))...)
	}
	found := dt.Find(t, w, colocation.New(colocation.Defaults()), dt.Sorted(events)...)
	if len(found) != 2 || found[0].Indicator != "NET-22" {
		t.Errorf("two laptops on one router, behind the company's VPN: found %+v", found)
	}
}
