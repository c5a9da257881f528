package place_test

import (
	"testing"

	"bonafide/content"
	"bonafide/enrich"
	"bonafide/enrich/enrichtest"
	"bonafide/enrich/place"
	"bonafide/internal/gazetteer"
	"bonafide/model"
	"bonafide/model/ocsf"
)

func open(t testing.TB) *place.Enricher {
	t.Helper()
	g, err := gazetteer.New(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	n, err := place.New(place.Config{Gazetteer: g})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func with(class ocsf.Class, pairs ...any) func(*model.Event) {
	return func(e *model.Event) {
		e.Class = class
		for i := 0; i < len(pairs); i += 2 {
			e.Add(pairs[i].(model.Field), pairs[i+1].(string)) //nolint:forcetypeassert // tests name fields
		}
	}
}

func TestConformance(t *testing.T) {
	g, err := gazetteer.New(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	enrichtest.Run(t, func() enrich.Enricher {
		n, err := place.New(place.Config{Gazetteer: g})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}, with(ocsf.Authentication, model.SrcCity, "Austin", model.SrcRegion, "Texas", model.SrcCountry, "United States"))
}

func TestEnrich(t *testing.T) {
	t.Parallel()
	n := open(t)
	tests := map[string]struct {
		fill  func(*model.Event)
		place string
		basis model.Basis
		near  [2]float64
	}{
		"source_words": {
			with(ocsf.Authentication, model.SrcCity, "Austin", model.SrcRegion, "Texas", model.SrcCountry, "United States"),
			"Austin, Texas, US", model.BySource,
			[2]float64{30.27, -97.74},
		},
		"source_point": {
			with(ocsf.Authentication, model.SrcCity, "Round Rock", model.SrcRegion, "TX", model.SrcCountry, "US",
				model.SrcLat, "30.5", model.SrcLong, "-97.7"),
			"Round Rock, Texas, US", model.BySource,
			[2]float64{30.5, -97.7},
		},
		"device_first": {
			with(ocsf.Authentication, model.SrcCity, "Austin", model.SrcRegion, "Texas", model.SrcCountry, "US",
				model.DeviceLat, "43.12", model.DeviceLong, "131.89", model.DeviceAccuracy, "40"),
			"Vladivostok, Primorsky Krai, RU", model.ByDevice,
			[2]float64{43.12, 131.89},
		},
		"meeting": {
			with(ocsf.MeetingParticipation, model.MeetingUID, "1", model.SrcCity, "Dallas", model.SrcCountry, "US"),
			"Dallas, Texas, US", model.ByMeeting,
			[2]float64{32.78, -96.8},
		},
		"delivery": {
			with(ocsf.AssetShipment, model.DeliveryCity, "Nashville", model.DeliveryRegion, "TN", model.DeliveryCountry, "US"),
			"Nashville, Tennessee, US", model.ByDelivery,
			[2]float64{36.16, -86.78},
		},
		"inventory_words": {
			with(ocsf.DeviceInventory, model.DeviceCity, "Toronto", model.DeviceCountry, "Canada"),
			"Toronto, Ontario, CA", model.ByMDM,
			[2]float64{43.65, -79.38},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var e model.Event
			tt.fill(&e)
			n.Enrich(&e)
			got, ok := e.Facts.Sighting()
			if !ok || got.Place.String() != tt.place || got.Basis != tt.basis {
				t.Fatalf("sighting %v by %v, want %v by %v", got.Place, got.Basis, tt.place, tt.basis)
			}
			if d := got.Place.DistanceKm(model.Place{Lat: tt.near[0], Long: tt.near[1]}); d > 1 {
				t.Errorf("%.0f km off", d)
			}
		})
	}
}

func TestNoSightingFromNothing(t *testing.T) {
	t.Parallel()
	n := open(t)
	for name, fill := range map[string]func(*model.Event){
		"empty":       with(ocsf.Authentication),
		"null_island": with(ocsf.Authentication, model.SrcLat, "0", model.SrcLong, "0"),
		"nonsense":    with(ocsf.Authentication, model.SrcLat, "95", model.SrcLong, "x"),
		"on_the_way":  with(ocsf.AssetShipment, model.ShipTo, "1 Main St, Austin, TX 78701"),
	} {
		var e model.Event
		fill(&e)
		n.Enrich(&e)
		if len(e.Facts.Sightings) != 0 {
			t.Errorf("%s: %v", name, e.Facts.Sightings)
		}
	}
}

func TestOnlyCountryIsVague(t *testing.T) {
	t.Parallel()
	n := open(t)
	var e model.Event
	with(ocsf.Authentication, model.SrcCountry, "United States", model.SrcLat, "37.75", model.SrcLong, "-97.82")(&e)
	n.Enrich(&e)
	got, _ := e.Facts.Sighting()
	if got.Place.Radius < 2000 {
		t.Errorf("radius %.0f km for a country's point", got.Place.Radius)
	}
}
