package gazetteer_test

import (
	"testing"
	"time"

	"bonafide/content"
	"bonafide/internal/gazetteer"
	"bonafide/model"
)

func open(t testing.TB) *gazetteer.Gazetteer {
	t.Helper()
	g, err := gazetteer.New(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestPlace(t *testing.T) {
	t.Parallel()
	g := open(t)
	tests := map[string]struct {
		city, region, country string
		want                  string
		known                 bool
	}{
		"state_name":            {"Austin", "Texas", "United States", "Austin, Texas, US", true},
		"state_code":            {"austin", "TX", "US", "Austin, Texas, US", true},
		"no_country":            {"Austin", "TX", "", "Austin, Texas, US", true},
		"alias":                 {"NYC", "", "USA", "New York, New York, US", true},
		"saint":                 {"Saint Louis", "MO", "US", "St. Louis, Missouri, US", true},
		"diacritics":            {"Sao Paulo", "", "Brazil", "São Paulo, São Paulo, BR", true},
		"german":                {"München", "Bayern", "Deutschland", "Munich, Bavaria, DE", true},
		"old_name":              {"Bangalore", "Karnataka", "India", "Bengaluru, Karnataka, IN", true},
		"border_city":           {"Dandong", "Liaoning", "China", "Dandong, Liaoning, CN", true},
		"north":                 {"Pyongyang", "", "Korea, Democratic People's Republic of", "Pyongyang, KP", true},
		"unknown_city":          {"Nowhereville", "Ohio", "US", "Nowhereville, Ohio, US", true},
		"unknown_country":       {"Atlantis", "", "Atlantis", "Atlantis, Atlantis", false},
		"two_springfields":      {"Springfield", "", "US", "Springfield, US", true}, // the country's centre, not a guess
		"capital_among_many":    {"London", "", "", "London, England, GB", true},
		"wrong_state":           {"Austin", "OH", "US", "Austin, Ohio, US", true},
		"portland_by_state":     {"Portland", "ME", "US", "Portland, Maine, US", true},
		"big_namesake_is_meant": {"Houston", "", "US", "Houston, Texas, US", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := g.Place(tt.city, tt.region, tt.country)
			if got.String() != tt.want || got.Known != tt.known {
				t.Errorf("Place = %q known %v, want %q known %v", got, got.Known, tt.want, tt.known)
			}
		})
	}
}

func TestZone(t *testing.T) {
	t.Parallel()
	g := open(t)
	tests := map[string]struct {
		place model.Place
		want  string
	}{
		"city":             {g.Place("El Paso", "TX", "US"), "America/Denver"},
		"unlisted_in_one":  {g.Place("Nowhereville", "Ohio", "US"), "America/New_York"},
		"point":            {model.Place{Lat: 43.1, Long: 131.9, Known: true}, "Asia/Vladivostok"},
		"one_zone_country": {g.Place("", "", "Vietnam"), "Asia/Ho_Chi_Minh"},
		"vague":            {g.Place("", "", "US"), ""},
		"split_state":      {g.Place("Nowhereville", "TX", "US"), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := g.Zone(tt.place)
			if (got == nil) != (tt.want == "") || got != nil && got.String() != tt.want {
				t.Errorf("Zone(%v) = %v, want %q", tt.place, got, tt.want)
			}
		})
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	g := open(t)
	p, km, ok := g.Nearest(40.12, 124.38)
	if !ok || km > 5 || p.City != "Dandong" && p.City != "Sinuiju" {
		t.Errorf("Nearest = %v, %.1f km, %v", p, km, ok)
	}
	if p, _, ok := g.Nearest(30, -150); ok {
		t.Errorf("Nearest in the ocean = %v", p)
	}
}

func TestPlaceOfAddress(t *testing.T) {
	t.Parallel()
	g := open(t)
	tests := map[string]struct{ text, want string }{
		"us":             {"123 Main St Apt 4, Austin, TX 78701", "Austin, Texas, US"},
		"us_country":     {"123 Main St, Austin, TX 78701, USA", "Austin, Texas, US"},
		"us_zip4":        {"PO Box 9, Nashville TN 37201-1234", "Nashville, Tennessee, US"},
		"us_no_commas":   {"500 W 2nd Street Austin Texas 78701", "Austin, Texas, US"},
		"us_two_words":   {"1 Elm, Albany, New York 12207", "Albany, New York, US"},
		"us_small":       {"7 Oak Rd, Litchfield Park, AZ 85340", "Litchfield Park, Arizona, US"},
		"us_unlisted":    {"7 Oak Rd, Tinyville, IA 50001", "Tinyville, Iowa, US"},
		"us_lines":       {"Jane Roe\n9 Pine Ave\nSeattle, WA 98101", "Seattle, Washington, US"},
		"us_no_zip":      {"12 Hill Rd, Fort Worth, TX", "Fort Worth, Texas, US"},
		"california":     {"1 A St, Los Angeles, CA 90001", "Los Angeles, California, US"},
		"indiana":        {"1 A St, Gary, IN", "Gary, Indiana, US"},
		"canada":         {"10 King St W, Toronto, ON M5H 1A1, Canada", "Toronto, Ontario, CA"},
		"canada_code":    {"10 King St W, Toronto ON M5H1A1", "Toronto, Ontario, CA"},
		"uk":             {"10 High Street, Manchester M1 1AE", "Manchester, England, GB"},
		"uk_line":        {"10 High Street, London, SW1A 1AA, United Kingdom", "London, England, GB"},
		"germany":        {"Hauptstr. 5, 80331 München, Germany", "Munich, Bavaria, DE"},
		"germany_letter": {"Hauptstr. 5, D-10115 Berlin, Deutschland", "Berlin, Berlin, DE"},
		"france":         {"5 rue de la Paix, 75002 Paris, France", "Paris, Île-de-France, FR"},
		"india":          {"12 MG Road, Bengaluru, Karnataka 560001, India", "Bengaluru, Karnataka, IN"},
		"india_dash":     {"Flat 3, Sector 5, Hyderabad - 500001", "Hyderabad, Telangana, IN"},
		"australia":      {"1 George St, Sydney NSW 2000", "Sydney, New South Wales, AU"},
		"netherlands":    {"Damrak 1, 1012 LG Amsterdam, Netherlands", "Amsterdam, North Holland, NL"},
		"poland":         {"ul. Prosta 1, 00-001 Warszawa, Poland", "Warsaw, Mazovia, PL"},
		"country_only":   {"Somewhere, Vietnam", "VN"},
		"nothing":        {"call me later", ""},
		"empty":          {"", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := g.PlaceOfAddress(tt.text)
			if got.String() != tt.want || ok != (tt.want != "") {
				t.Errorf("PlaceOfAddress(%q) = %q, %v; want %q", tt.text, got, ok, tt.want)
			}
		})
	}
}

func TestTablesAreSound(t *testing.T) {
	t.Parallel()
	g := open(t)
	if g.Cities() < 10000 {
		t.Errorf("%d cities, want at least 10000", g.Cities())
	}
	for _, code := range []string{"US", "GB", "IN", "CN", "KP", "KR", "RU", "UA", "PH", "NG", "BR"} {
		if p := g.Place("", "", code); !p.Known || p.Radius <= 0 {
			t.Errorf("country %q: %v", code, p)
		}
	}
	for _, zone := range g.ZoneNames() {
		if _, err := time.LoadLocation(zone); err != nil {
			t.Errorf("zone %q: %v", zone, err)
		}
	}
}

func TestLookUpsDoNotAllocate(t *testing.T) {
	g := open(t)
	if n := testing.AllocsPerRun(100, func() { g.Place("Austin", "Texas", "United States") }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func FuzzPlaceOfAddress(f *testing.F) {
	g := open(f)
	f.Add("123 Main St Apt 4, Austin, TX 78701")
	f.Add(", ,CA")
	f.Fuzz(func(t *testing.T, text string) {
		if p, ok := g.PlaceOfAddress(text); ok != p.Known {
			t.Errorf("ok %v for %v", ok, p)
		}
	})
}

func BenchmarkPlace(b *testing.B) {
	g := open(b)
	b.ReportAllocs()
	for b.Loop() {
		g.Place("Austin", "Texas", "United States")
	}
}
