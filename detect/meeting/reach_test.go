package meeting_test

import (
	"fmt"
	"testing"

	dt "bonafide/detect/detecttest"
	"bonafide/detect/meeting"
	"bonafide/model"
	"bonafide/model/ocsf"
)

// trips are a round trip a day to a gateway, as the milliseconds say.
func trips(gateway string, kind model.NetworkKind, ms []float64, changes ...func(*model.Event)) []model.Event {
	var events []model.Event
	for i, t := range ms {
		e := dt.Event(ocsf.TunnelActivity, "ann", dt.Day(i), append([]func(*model.Event){
			dt.From("198.51.100.7", kind, "Some Net"), dt.With(model.TunnelGateway, gateway), dt.With(model.Latency, fmt.Sprint(t)),
		}, changes...)...)
		events = append(events, e)
	}
	return events
}

func same(n int, ms float64) []float64 {
	var list []float64
	for range n {
		list = append(list, ms)
	}
	return list
}

func TestReach(t *testing.T) {
	t.Parallel()
	w := dt.People(dt.Person("ann", dt.Austin()))
	traveller := dt.Person("ann", dt.Austin())
	traveller.Travel = []model.Travel{{From: dt.Day(-1), To: dt.Day(40), Place: dt.London()}}
	away := dt.People(traveller)
	home := model.ResidentialNet
	dt.Table(
		t, meeting.NewReach(meeting.ReachDefaults()),
		dt.Case{
			Name: "quicker_than_light_from_home", World: w, Events: trips("gw London 1", home, same(7, 12)), Want: []string{"ann NET-27"},
			Reasons: map[string]string{"ann NET-27": "took as little as 12.0 ms, so they were within 1500 km of it; the claimed place is 78"},
		},
		dt.Case{
			Name: "near_the_gateway", World: w, Events: trips("Dallas", home, []float64{9, 4.5, 30, 4.5, 6, 8}), Want: []string{"ann CTR-03"},
			Reasons: map[string]string{"ann CTR-03": "took as little as 4.5 ms, so they were within 750 km of it, where the claimed place is"},
		},
		dt.Case{
			Name: "address_that_a_feed_puts_abroad", World: w, Events: trips("Dallas", home, same(6, 4.5), dt.At(dt.Seoul(), model.ByNetwork)), Want: []string{"ann CTR-03", "ann CTR-04"},
			Reasons: map[string]string{"ann CTR-04": "a feed puts the address 1095"},
		},
		dt.Case{
			Name: "no_quick_day_in_weeks", World: w, Events: trips("Dallas", home, same(12, 260)), Want: []string{"ann NET-27"},
			Reasons: map[string]string{"ann NET-27": "on 10 days no round trip to Dallas took less than 260 ms"},
		},
		dt.Case{Name: "bad_line_with_one_good_day", World: w, Events: trips("Dallas", home, append(same(8, 260), append([]float64{40}, same(8, 300)...)...))},
		dt.Case{Name: "one_wrong_clock", World: w, Events: trips("gw London 1", home, append([]float64{12}, same(9, 115)...))},
		dt.Case{Name: "a_few_days", World: w, Events: trips("gw London 1", home, same(4, 12))},
		dt.Case{Name: "satellite_line", World: w, Events: trips("Dallas", model.SatelliteNet, same(20, 620))},
		dt.Case{Name: "vpn_user", World: w, Events: trips("gw London 1", model.VPNNet, same(20, 12))},
		dt.Case{Name: "mobile_hotspot", World: w, Events: trips("gw London 1", model.MobileNet, same(20, 12))},
		dt.Case{Name: "declared_traveller", World: away, Events: trips("gw London 1", home, same(20, 12))},
		dt.Case{Name: "gateway_of_no_place", World: w, Events: trips("vpn-gw-7", home, same(20, 12))},
	)
}
