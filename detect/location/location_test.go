package location_test

import (
	"net/netip"
	"testing"
	"time"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/location"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func signIn(at time.Time, p model.Place, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.Authentication, "ann", at, append([]func(*model.Event){
		dt.From("198.51.100.7", model.ResidentialNet, "Some Net"), dt.At(p, model.BySource),
	}, changes...)...)
}

func laptop(at time.Time, p model.Place, basis model.Basis, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.DeviceInventory, "ann", at, append([]func(*model.Event){
		dt.Owned("ann"), dt.With(model.DeviceSerial, "SN-1"), dt.At(p, basis),
	}, changes...)...)
}

func vpn(at time.Time, p model.Place, operator string) model.Event {
	return dt.Event(ocsf.Authentication, "ann", at, dt.From("203.0.113.5", model.VPNNet, operator), dt.At(p, model.BySource),
		dt.Owned("ann"))
}

func wifi(at time.Time, bssid string, changes ...func(*model.Event)) model.Event {
	return dt.Event(ocsf.NeighbourQuery, "ann", at, append([]func(*model.Event){dt.Owned("ann"), dt.With(model.BSSID, bssid)}, changes...)...)
}

func clock(at time.Time, zone string) model.Event {
	return dt.Event(ocsf.DeviceConfigState, "ann", at, dt.Owned("ann"), dt.With(model.DeviceTimeZone, zone))
}

func delivered(p model.Place) model.Event {
	return dt.Event(ocsf.AssetShipment, "ann", dt.Monday(), dt.With(model.AssetSerial, "SN-1"),
		dt.With(model.DeliveredAt, dt.Monday().Format(time.RFC3339)), dt.At(p, model.ByDelivery))
}

func ann() *model.Claims { return dt.Person("ann", dt.Austin()) }

func office() *dt.World {
	w := dt.People(ann())
	w.Firm.Offices = []model.Office{{Place: dt.Boston(), Egress: []netip.Prefix{netip.MustParsePrefix("203.0.113.0/28")}, SSIDs: []string{"Corp"}}}
	return w
}

func TestMismatch(t *testing.T) {
	t.Parallel()
	w := dt.People(ann())
	moved := ann()
	moved.Travel = []model.Travel{{From: dt.Day(-1), To: dt.Day(30), Place: dt.London()}}
	nowhere := ann()
	nowhere.Home, nowhere.Work = model.Place{}, model.Place{}
	cases := []dt.Case{
		{
			Name: "elsewhere_day_after_day", World: w, Events: dt.Daily(signIn(dt.Monday(), dt.Boston()), 12), Want: []string{"ann NET-06"},
			Reasons: map[string]string{"ann NET-06": "seen elsewhere on 8 of 8 days (2026-03-02 to 2026-03-09), mostly at Boston, Massachusetts, US, 2696 km from Austin"},
		},
		{
			Name: "the_reason_tells_of_the_place_with_most_days", World: w,
			Events:  dt.Join(dt.Daily(signIn(dt.Monday(), dt.Boston()), 7), dt.Daily(signIn(dt.Day(7), dt.Dallas()), 2)),
			Want:    []string{"ann NET-06"},
			Reasons: map[string]string{"ann NET-06": "mostly at Boston, Massachusetts, US, 26"},
		},
		{
			Name: "abroad", World: w, Events: dt.Daily(signIn(dt.Monday(), dt.London()), 3), Want: []string{"ann NET-08"},
			Reasons: map[string]string{"ann NET-08": "on 2 days from 2026-03-02 to 2026-03-03"},
		},
		{
			Name: "abroad_by_country_alone", World: w, Want: []string{"ann NET-08"},
			Events: dt.Daily(signIn(dt.Monday(), model.Place{Country: "KR", Lat: 36, Long: 128, Radius: 400, Known: true}), 2),
		},
		{Name: "a_stop_over_twice_a_year", World: w, Events: []model.Event{signIn(dt.Monday(), dt.London()), signIn(dt.Day(150), dt.London())}},
		{Name: "declared_traveller", World: dt.People(moved), Events: dt.Daily(signIn(dt.Monday(), dt.London()), 25)},
		{
			Name: "declared_traveller_changes_planes", World: dt.People(moved),
			Events: []model.Event{signIn(dt.Monday(), dt.Seoul()), signIn(dt.Day(30), dt.Seoul())},
		},
		{Name: "nothing_declared", World: dt.People(nowhere), Events: dt.Daily(signIn(dt.Monday(), dt.Boston()), 20)},
		{
			Name: "mobile_hotspot_whose_gateway_is_far", World: w,
			Events: dt.Daily(dt.Event(ocsf.Authentication, "ann", dt.Monday(), dt.From("203.0.113.5", model.MobileNet, "Cell"), dt.At(dt.Boston(), model.BySource)), 20),
		},
		{Name: "vpn_user", World: w, Events: dt.Daily(vpn(dt.Monday(), dt.London(), "Some VPN"), 20)},
		{
			Name: "evenings_at_home", World: w,
			Events: dt.Join(dt.Daily(signIn(dt.Monday(), dt.Boston()), 20), dt.Daily(signIn(dt.Monday().Add(5*time.Hour), dt.Austin()), 20)),
		},
		{
			Name: "somebody_tried_the_password", World: w,
			Events: dt.Daily(signIn(dt.Monday(), dt.Seoul(), dt.Failed), 20),
		},
		{
			Name: "device_at_home_and_address_placed_wrongly", World: w, Want: []string{"ann CTR-01"},
			Events: dt.Join(
				dt.Daily(laptop(dt.Monday(), dt.Austin(), model.ByDevice), 12), dt.Daily(signIn(dt.Monday().Add(time.Hour), dt.Boston()), 12),
			),
		},
		{Name: "business_trip_to_the_office", World: office(), Events: dt.Daily(signIn(dt.Monday(), dt.Boston()), 20)},
	}
	rest := append(deviceCases(), counterCases()...)
	dt.Table(t, location.New(location.Defaults()), append(cases, rest...)...)
}

func deviceCases() []dt.Case {
	w := dt.People(ann())
	started := ann()
	started.Start = dt.Day(5)
	approved := dt.People(ann())
	approved.Firm.VPNOperators = []string{"Good VPN"}
	wander := func(operator string) []model.Event {
		var events []model.Event
		for i, p := range []model.Place{dt.Boston(), dt.Dallas(), dt.London()} {
			events = append(events, wifi(dt.Day(2*i), "3c:84:6a:11:22:33"), wifi(dt.Day(2*i).Add(time.Minute), "3c:84:6a:99:99:0"+string(rune('0'+i)), dt.With(model.NeighbourRole, "survey")),
				vpn(dt.Day(2*i).Add(time.Hour), p, operator))
		}
		return events
	}
	return []dt.Case{
		{
			Name: "activated_abroad", World: w, Want: []string{"ann ONB-05"},
			Events:  []model.Event{delivered(dt.Austin()), laptop(dt.Day(2), dt.London(), model.ByDevice)},
			Reasons: map[string]string{"ann ONB-05": "delivered at Austin, Texas, US on 2026-03-02 and first checked in at London, England, GB (device location) on 2026-03-04"},
		},
		{Name: "sent_to_a_relative_and_opened_at_home", World: w, Events: []model.Event{delivered(dt.Boston()), laptop(dt.Day(2), dt.Austin(), model.ByMDM)}},
		{
			Name: "laptop_here_person_there", World: w, Want: []string{"ann ONB-11"},
			Events:  []model.Event{delivered(dt.Austin()), laptop(dt.Day(1), dt.Austin(), model.ByDevice), signIn(dt.Day(1).Add(20*time.Minute), dt.Boston())},
			Reasons: map[string]string{"ann ONB-11": "SN-1 first checked in at Austin, Texas, US, where it was delivered; 20m0s later"},
		},
		{Name: "new_laptop", World: w, Events: []model.Event{delivered(dt.Austin()), laptop(dt.Day(1), dt.Austin(), model.ByMDM), signIn(dt.Day(1).Add(time.Minute), dt.Austin())}},
		{
			Name: "clock_set_for_elsewhere", World: w, Events: dt.Daily(clock(dt.Monday(), "Asia/Seoul"), 6), Want: []string{"ann NET-20"},
			Reasons: map[string]string{"ann NET-20": "clock is set +15.0 h off the claimed zone America/Chicago on 5 days"},
		},
		{Name: "clock_on_world_time", World: w, Events: dt.Daily(clock(dt.Monday(), "Etc/GMT"), 20)},
		{Name: "clock_while_it_prepares_the_laptop", World: dt.People(started), Events: dt.Daily(clock(dt.Day(-6), "Asia/Seoul"), 6)},
		{
			Name: "exits_wander", World: w, Events: wander("Some VPN"), Want: []string{"ann NET-25"},
			Reasons: map[string]string{"ann NET-25": "3 cities far apart: Boston, Massachusetts, US; Dallas, Texas, US; London"},
		},
		{Name: "exits_of_another_device_wander", World: w, Events: others(wander("Some VPN"))},
		{Name: "exits_of_an_approved_operator_wander", World: approved, Events: wander("Good VPN")},
		{
			Name: "account_lived_elsewhere", World: dt.People(started), Want: []string{"ann NET-09"},
			Events:  dt.Join(dt.Daily(signIn(dt.Day(-5), dt.Seoul()), 4), dt.Daily(signIn(dt.Day(6), dt.Austin()), 2)),
			Reasons: map[string]string{"ann NET-09": "from Seoul, KR on 4 days from 2026-02-25 to 2026-02-28; from the first day on from Austin"},
		},
	}
}

// others are the events as if sign-ins did not tell their device.
func others(events []model.Event) []model.Event {
	for i := range events {
		if events[i].Class == ocsf.Authentication {
			events[i].Owner = ""
		}
	}
	return events
}

func counterCases() []dt.Case {
	both := office()
	both.Firm.Egress = both.Firm.Offices[0].Egress
	inOffice := func(changes ...func(*model.Event)) []model.Event {
		return dt.Daily(dt.Event(ocsf.Authentication, "ann", dt.Monday(), append([]func(*model.Event){dt.From("203.0.113.3", model.CorporateNet, "")}, changes...)...), 9)
	}
	return []dt.Case{
		{
			Name: "in_the_office", World: office(), Events: inOffice(), Want: []string{"ann CTR-02"},
			Reasons: map[string]string{"ann CTR-02": "in the office at Boston, Massachusetts, US on 8 days"},
		},
		{Name: "on_the_vpn_that_comes_out_of_the_office", World: both, Events: inOffice()},
		{Name: "hears_the_office_network", World: office(), Events: dt.Daily(wifi(dt.Monday(), "3c:84:6a:11:22:33", dt.With(model.SSID, "Corp"), dt.With(model.NeighbourRole, "survey")), 9)},
		{Name: "on_the_office_network", World: office(), Want: []string{"ann CTR-02"}, Events: dt.Daily(wifi(dt.Monday(), "3c:84:6a:11:22:33", dt.With(model.SSID, "Corp")), 9)},
	}
}
