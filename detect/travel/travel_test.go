package travel_test

import (
	"testing"
	"time"

	"bonafide/detect/detecttest"
	"bonafide/detect/travel"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func signIn(at time.Time, p model.Place, ip string, kind model.NetworkKind, operator string, more ...func(*model.Event)) model.Event {
	e := detecttest.Event(ocsf.Authentication, "ann", at, detecttest.From(ip, kind, operator), detecttest.At(p, model.BySource))
	for _, change := range more {
		change(&e)
	}
	return e
}

func TestTravel(t *testing.T) {
	t.Parallel()
	at := func(hours float64) time.Time {
		return detecttest.Monday().Add(time.Duration(hours * float64(time.Hour)))
	}
	home := func(hours float64) model.Event {
		return signIn(at(hours), detecttest.Austin(), "192.0.2.1", model.ResidentialNet, "Home Net")
	}
	away := func(hours float64, p model.Place) model.Event {
		return signIn(at(hours), p, "198.51.100.7", model.ResidentialNet, "Far Net")
	}
	w := detecttest.People(detecttest.Person("ann", detecttest.Austin()))
	declared := detecttest.Person("ann", detecttest.Austin())
	declared.Travel = []model.Travel{{From: detecttest.Monday(), To: detecttest.Day(5), Place: detecttest.Lagos()}}
	tour := []model.Event{home(0), away(9, detecttest.London()), away(16, detecttest.Lagos())}
	detecttest.Table(
		t, travel.New(travel.Defaults()),
		detecttest.Case{
			Name: "two_places_at_once", World: w, Events: []model.Event{home(0), away(1, detecttest.London())},
			Want:    []string{"ann NET-05"},
			Reasons: map[string]string{"ann NET-05": "Austin, Texas, US at 2026-03-02 15:00 UTC (sign-in record via Home Net), then London"},
		},
		detecttest.Case{Name: "three_countries_in_a_day", World: w, Events: tour, Want: []string{"ann NET-12"}, Reasons: map[string]string{"ann NET-12": "from 3 countries within 16h0m"}},
		detecttest.Case{Name: "declared_traveller_with_stops", World: detecttest.People(declared), Events: tour},
		detecttest.Case{Name: "a_flight", World: w, Events: []model.Event{home(0), away(11, detecttest.London())}},
		detecttest.Case{
			Name: "mobile_carrier_gateway", World: w,
			Events: []model.Event{home(0), signIn(at(0.1), detecttest.Boston(), "203.0.113.9", model.MobileNet, "Cell Net"), home(0.2)},
		},
		detecttest.Case{
			Name: "private_relay_and_vpn", World: w,
			Events: []model.Event{
				home(0), signIn(at(0.1), detecttest.Boston(), "203.0.113.9", model.RelayNet, "Relay"),
				signIn(at(0.2), detecttest.London(), "203.0.113.10", model.VPNNet, "Some VPN"), home(0.3),
				signIn(at(0.4), detecttest.London(), "203.0.113.11", model.UnknownNet, "", detecttest.With(model.SrcProxy, "true")),
			},
		},
		detecttest.Case{
			Name: "home_with_two_protocols_placed_apart", World: w,
			Events: []model.Event{home(0), signIn(at(0.1), detecttest.Boston(), "2001:db8::1", model.ResidentialNet, "Home Net"), home(0.2)},
		},
		detecttest.Case{
			Name: "one_address_placed_twice", World: w,
			Events: []model.Event{home(0), signIn(at(0.1), detecttest.Boston(), "192.0.2.1", model.ResidentialNet, "Other Words")},
		},
		detecttest.Case{
			Name: "somebody_guessed_the_password_from_afar", World: w,
			Events: []model.Event{home(0), signIn(at(0.1), detecttest.Seoul(), "203.0.113.9", model.ResidentialNet, "X", detecttest.Failed), home(0.2)},
		},
		detecttest.Case{
			Name: "laptop_left_at_home_renews_its_session", World: w,
			Events: []model.Event{
				away(0, detecttest.Boston()),
				signIn(at(0.5), detecttest.Austin(), "192.0.2.1", model.ResidentialNet, "Home Net", detecttest.Did("NonInteractiveUserSignInLogs")),
				away(1, detecttest.Boston()),
				signIn(at(1.5), detecttest.Austin(), "192.0.2.1", model.ResidentialNet, "Home Net", detecttest.As(ocsf.Logoff)),
			},
		},
		detecttest.Case{
			Name: "factor_approved_on_a_phone", World: w,
			Events: []model.Event{home(0), signIn(at(0.1), detecttest.Boston(), "203.0.113.9", model.ResidentialNet, "X", detecttest.With(model.Factor, "OKTA_VERIFY_PUSH"))},
		},
	)
}
