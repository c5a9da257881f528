package meeting

import (
	"fmt"
	"math"
	"strings"

	"bonafide/detect"
	"bonafide/model"
)

// trips are the round trips of the last calls that told one.
type trips struct {
	Slow  int     `json:"slow,omitempty"`  // calls in a row that were too slow
	Quick int     `json:"quick,omitempty"` // calls in a row that were quicker than light
	Least float64 `json:"least,omitempty"` // the quickest of the slow ones, ms
	Most  float64 `json:"most,omitempty"`  // the slowest of the quick ones, ms
	Last  tally   `json:"last,omitzero"`
}

// centre is a place where meeting services keep data centres, by a word of its label.
type centre struct {
	word      string
	lat, long float64
}

// centres are the places Zoom lists for data in transit; one label names one of them. A
// label that names only a country stands for where that country's centres are.
func centres() []centre {
	return []centre{
		{"virginia", 39, -77.5},
		{"us east", 39, -77.5},
		{"new york", 40.7, -74},
		{"new jersey", 40.7, -74.2},
		{"us west", 37.4, -121.9},
		{"san jose", 37.3, -121.9},
		{"california", 37.3, -121.9},
		{"denver", 39.7, -105},
		{"dallas", 32.8, -96.8},
		{"chicago", 41.9, -87.6},
		{"toronto", 43.7, -79.4},
		{"vancouver", 49.3, -123.1},
		{"canada", 43.7, -79.4},
		{"mexico", 20.6, -100.4},
		{"brazil", -23.5, -46.6},
		{"sao paulo", -23.5, -46.6},
		{"netherlands", 52.4, 4.9},
		{"amsterdam", 52.4, 4.9},
		{"germany", 50.1, 8.7},
		{"frankfurt", 50.1, 8.7},
		{"london", 51.5, -0.1},
		{"united kingdom", 51.5, -0.1},
		{"ireland", 53.3, -6.3},
		{"switzerland", 47.4, 8.5},
		{"israel", 32.1, 34.8},
		{"saudi", 26.4, 50.1},
		{"mumbai", 19.1, 72.9},
		{"hyderabad", 17.4, 78.5},
		{"india", 19.1, 72.9},
		{"singapore", 1.35, 103.8},
		{"hong kong", 22.3, 114.2},
		{"tokyo", 35.7, 139.7},
		{"osaka", 34.7, 135.5},
		{"japan", 35.7, 139.7},
		{"korea", 37.6, 127},
		{"sydney", -33.9, 151.2},
		{"melbourne", -37.8, 145},
		{"australia", -33.9, 151.2},
	}
}

// centreOf is where a data centre stands, by its label.
func centreOf(label string) (model.Place, bool) {
	label = strings.ToLower(label)
	for _, c := range centres() {
		if strings.Contains(label, c.word) {
			return model.Place{Lat: c.lat, Long: c.long, Known: true}, true
		}
	}
	return model.Place{}, false
}

// roundTrip reports INT-09: for several calls in a row the round trip to the data centre does
// not fit the claimed place. Light in fibre takes 1 ms there and back for 100 km, so a
// quicker one is not from there; real routes take up to three times that and some more for
// the home line, so a much slower one is from farther away, or over a satellite.
func (d *meeting) roundTrip(c *detect.Context, s *state, claims *model.Claims, e *model.Event) {
	ms, ok := e.Number(model.Latency)
	centre, known := centreOf(e.Text(model.DataCentre))
	if _, away := claims.Travelling(e.Time); !ok || !known || away || ms <= 0 || detect.Hidden(e) || detect.Roaming(e) {
		return
	}
	near, far := math.Inf(1), 0.0
	for _, p := range []model.Place{claims.Home, claims.Work} {
		if p.Known {
			km := p.DistanceKm(centre)
			near, far = min(near, max(0, km-p.Radius)), max(far, km+p.Radius)
		}
	}
	t := &s.Trips
	if far == 0 || !t.Last.add(e) {
		return
	}
	switch {
	case ms < 0.9*near/100:
		t.Quick++
		t.Slow, t.Most = 0, max(t.Most, ms)
	case ms > max(d.SlowMs, 80+3*far/100):
		t.Least = min(ms, t.Least)
		if t.Slow == 0 {
			t.Least = ms
		}
		t.Slow++
		t.Quick, t.Most = 0, 0
	default:
		*t = trips{Last: t.Last}
	}
	label := e.Text(model.DataCentre)
	switch {
	case detect.Reached(t.Quick, d.SlowCalls):
		d.find(c, e, "INT-09", "", fmt.Sprintf("%d calls in a row with round trips of at most %.0f ms to %s, %.0f km from the claimed place: too quick for light", t.Quick, t.Most, label, near))
	case detect.Reached(t.Slow, d.SlowCalls):
		d.find(c, e, "INT-09", "", fmt.Sprintf("%d calls in a row with round trips of at least %.0f ms to %s, %.0f km from the claimed place", t.Slow, t.Least, label, near))
	}
}
