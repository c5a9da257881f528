package model_test

import (
	"testing"

	"bonafide/model"
)

func TestApartKm(t *testing.T) {
	t.Parallel()
	denver := model.Place{City: "Denver", Region: "Colorado", Country: "US", Lat: 39.74, Long: -104.99, Radius: 20, Known: true}
	austin := model.Place{City: "Austin", Region: "Texas", Country: "US", Lat: 30.27, Long: -97.74, Radius: 20, Known: true}
	misplaced := austin
	misplaced.Lat, misplaced.Long = denver.Lat, denver.Long
	twin := austin
	twin.Region, twin.Lat, twin.Long = "Minnesota", 43.67, -92.97
	for name, c := range map[string]struct {
		p, q     model.Place
		from, to float64
	}{
		"two towns":                            {denver, austin, 1150, 1250},
		"coordinates that contradict the town": {austin, misplaced, 0, 0},
		"towns of one name in two states":      {austin, twin, 1400, 1600},
		"one that is not known":                {denver, model.Place{City: "Austin"}, 0, 0},
		"nearer than it is known":              {denver, model.Place{Lat: 39.9, Long: -105, Radius: 10, Known: true}, 0, 0},
	} {
		if km := c.p.ApartKm(c.q); km < c.from || km > c.to {
			t.Errorf("%s: %.0f km apart, want %.0f to %.0f", name, km, c.from, c.to)
		}
	}
}
