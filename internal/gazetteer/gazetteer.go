// Package gazetteer knows cities, regions and countries by name: where they are, which
// time zone they keep, which of them a line of an address names. Start with New; one
// Gazetteer serves the whole program and may be used by many goroutines.
//
// It reads its tables once, does no input or output afterwards, and never guesses between
// places of one name: what cannot be told apart is not known. Coordinates say where a
// place is; nothing here says anything about people.
package gazetteer

import (
	"fmt"
	"io/fs"
	"math"
	"slices"
	"sync"
	"time"

	"bonafide/model"
)

// cityRadius is how far, in kilometres, a city reaches around its point.
const cityRadius = 25

// Gazetteer looks places up. The zero Gazetteer knows none; build one with New.
type Gazetteer struct {
	countries []country
	regions   []region
	cities    []city
	zones     []string
	locations sync.Map // zone name -> *time.Location

	countryNamed map[string]int32   // folded name, alias or code
	regionNamed  map[string]int32   // "us\x00texas"; "\x00texas" where one country has it
	cityNamed    map[string][]int32 // "us\x00austin", most important first
	anywhere     map[string][]int32 // folded name, all countries
	cells        map[int32][]int32  // one-degree cells
}

type country struct {
	code, name string
	lat, long  float64
	radius     float64
	zone       int32 // the only zone of the country, -1 when it has several
}

type region struct {
	country    int32
	code, name string
	lat, long  float64
	radius     float64
	zone       int32
}

type city struct {
	country, region int32 // region is -1 where the table has none
	name            string
	lat, long       float64
	zone            int32
	capital         bool
}

// New reads the tables of content/places.
func New(fsys fs.FS) (*Gazetteer, error) {
	g := &Gazetteer{
		countryNamed: map[string]int32{},
		regionNamed:  map[string]int32{},
		cityNamed:    map[string][]int32{},
		anywhere:     map[string][]int32{},
		cells:        map[int32][]int32{},
	}
	l := loader{g: g, fsys: fsys, zoneOf: map[string]int32{}}
	for _, table := range []struct {
		name string
		row  func([]string) error
	}{
		{"places/countries.tsv", l.country},
		{"places/regions.tsv", l.region},
		{"places/cities.tsv", l.city},
	} {
		if err := l.read(table.name, table.row); err != nil {
			return nil, fmt.Errorf("gazetteer: %w", err)
		}
	}
	return g, nil
}

// Cities tells how many cities are known.
func (g *Gazetteer) Cities() int { return len(g.cities) }

// Place finds a place by its words, each of which may be missing. Countries may be
// written as codes or in common spellings, regions as names or postal abbreviations. An
// unknown city in a known region or country gives the centre of that, with a Radius that
// covers all of it. What is not found comes back as it was written, with Known false.
func (g *Gazetteer) Place(cityName, regionName, countryName string) model.Place {
	words := model.Place{City: cityName, Region: regionName, Country: countryName}
	var kb keyBuffer
	at := g.findCountry(&kb, countryName)
	if at < 0 && countryName != "" {
		return words
	}
	in := g.findRegion(&kb, at, regionName)
	if at < 0 && in >= 0 {
		at = g.regions[in].country
	}
	if c := g.findCity(&kb, cityName, in, at); c >= 0 {
		return g.cityPlace(c, regionName)
	}
	if in >= 0 {
		r := &g.regions[in]
		return model.Place{
			City: cityName, Region: r.name, Country: g.countries[r.country].code,
			Lat: r.lat, Long: r.long, Radius: r.radius, Known: true,
		}
	}
	if at < 0 {
		return words
	}
	n := &g.countries[at]
	return model.Place{
		City: cityName, Region: regionName, Country: n.code,
		Lat: n.lat, Long: n.long, Radius: n.radius, Known: true,
	}
}

// Country gives the ISO 3166-1 alpha-2 code of a country written in any common way.
func (g *Gazetteer) Country(words string) (code string, ok bool) {
	var kb keyBuffer
	if at := g.findCountry(&kb, words); at >= 0 {
		return g.countries[at].code, true
	}
	return "", false
}

// CountryName is the name of the country with the given code, "" for an unknown one.
func (g *Gazetteer) CountryName(code string) string {
	var kb keyBuffer
	if at := g.findCountry(&kb, code); at >= 0 {
		return g.countries[at].name
	}
	return ""
}

// Region gives the name of a country's region written as a name or an abbreviation.
func (g *Gazetteer) Region(words, countryName string) (name string, ok bool) {
	var kb keyBuffer
	if in := g.findRegion(&kb, g.findCountry(&kb, countryName), words); in >= 0 {
		return g.regions[in].name, true
	}
	return "", false
}

// Zone is the time zone people keep at a place, nil when the place is too vague to say.
func (g *Gazetteer) Zone(p model.Place) *time.Location {
	zone := g.zoneOf(p)
	if zone < 0 {
		return nil
	}
	name := g.zones[zone]
	if l, ok := g.locations.Load(name); ok {
		return l.(*time.Location) //nolint:forcetypeassert // only locations are stored
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	g.locations.Store(name, l)
	return l
}

func (g *Gazetteer) zoneOf(p model.Place) int32 {
	var kb keyBuffer
	at := g.findCountry(&kb, p.Country)
	in := g.findRegion(&kb, at, p.Region)
	if c := g.findCity(&kb, p.City, in, at); c >= 0 {
		return g.cities[c].zone
	}
	if p.Known && p.Radius <= 100 {
		if c, km := g.nearest(p.Lat, p.Long, at); c >= 0 && km < 400 {
			return g.cities[c].zone
		}
	}
	if in >= 0 && g.regions[in].zone >= 0 {
		return g.regions[in].zone
	}
	if at >= 0 {
		return g.countries[at].zone
	}
	return -1
}

// Nearest is the known city nearest to a point and how far it is, in kilometres; ok is
// false when none is within some 500 km.
func (g *Gazetteer) Nearest(lat, long float64) (p model.Place, km float64, ok bool) {
	c, km := g.nearest(lat, long, -1)
	if c < 0 {
		return model.Place{}, 0, false
	}
	return g.cityPlace(c, ""), km, true
}

func (g *Gazetteer) nearest(lat, long float64, at int32) (best int32, km float64) {
	best, km = -1, math.MaxFloat64
	here := model.Place{Lat: lat, Long: long}
	row, col := cellOf(lat, long)
	for ring := range int32(6) {
		if best >= 0 && float64(ring-1)*cellKm(lat) > km {
			break
		}
		eachInRing(row, col, ring, func(cell int32) {
			for _, i := range g.cells[cell] {
				c := &g.cities[i]
				if at >= 0 && c.country != at {
					continue
				}
				if d := here.DistanceKm(model.Place{Lat: c.lat, Long: c.long}); d < km {
					best, km = i, d
				}
			}
		})
	}
	return best, km
}

func (g *Gazetteer) cityPlace(at int32, regionName string) model.Place {
	c := &g.cities[at]
	if c.region >= 0 {
		regionName = g.regions[c.region].name
	}
	return model.Place{
		City: c.name, Region: regionName, Country: g.countries[c.country].code,
		Lat: c.lat, Long: c.long, Radius: cityRadius, Known: true,
	}
}

func (g *Gazetteer) findCountry(kb *keyBuffer, words string) int32 {
	if words == "" {
		return -1
	}
	if at, ok := g.countryNamed[string(kb.fold("", words))]; ok {
		return at
	}
	return -1
}

func (g *Gazetteer) findRegion(kb *keyBuffer, at int32, words string) int32 {
	if words == "" {
		return -1
	}
	code := ""
	if at >= 0 {
		code = g.countries[at].code
	}
	if in, ok := g.regionNamed[string(kb.keyed(code, words))]; ok && in >= 0 {
		return in
	}
	return -1
}

func (g *Gazetteer) findCity(kb *keyBuffer, words string, in, at int32) int32 {
	if words == "" {
		return -1
	}
	if at < 0 {
		return g.onlyOne(g.anywhere[string(kb.fold("", words))])
	}
	found := g.cityNamed[string(kb.keyed(g.countries[at].code, words))]
	if in < 0 {
		return g.mostImportant(found)
	}
	for _, i := range found {
		if g.cities[i].region == in {
			return i
		}
	}
	for _, i := range found {
		if g.cities[i].region < 0 && g.within(i, in) {
			return i
		}
	}
	return -1
}

// within tells whether a city whose region the table does not give can lie in it.
func (g *Gazetteer) within(at, in int32) bool {
	c, r := &g.cities[at], &g.regions[in]
	return model.Place{Lat: c.lat, Long: c.long}.DistanceKm(model.Place{Lat: r.lat, Long: r.long}) <= r.radius*1.3
}

// mostImportant is the first of the list unless a namesake far away is as important: two
// Springfields without a state are not known.
func (g *Gazetteer) mostImportant(found []int32) int32 {
	if len(found) == 0 {
		return -1
	}
	first := &g.cities[found[0]]
	for _, i := range found[1:] {
		c := &g.cities[i]
		apart := model.Place{Lat: c.lat, Long: c.long}.DistanceKm(model.Place{Lat: first.lat, Long: first.long})
		if apart > 100 && !first.capital && first.region >= 0 && c.region >= 0 && !g.outranks(found[0], i) {
			return -1
		}
	}
	return found[0]
}

// outranks: the tables list a country's cities by importance; a thousand lines between
// two namesakes settle which one is meant.
func (g *Gazetteer) outranks(a, b int32) bool { return b-a >= 150 }

func (g *Gazetteer) onlyOne(found []int32) int32 {
	best := int32(-1)
	for _, i := range found {
		if g.cities[i].capital {
			return i
		}
		if best >= 0 && g.cities[best].country != g.cities[i].country {
			return -1
		}
		if best < 0 {
			best = i
		}
	}
	return g.mostImportant(found)
}

func cellOf(lat, long float64) (row, col int32) {
	if math.IsNaN(lat) || math.IsNaN(long) {
		return 0, 0
	}
	lat, long = max(-90, min(90, lat)), max(-180, min(180, long))
	return int32(math.Floor(lat)) + 90, int32(math.Floor(long)) + 180
}

func cellKm(lat float64) float64 { return 111 * math.Max(0.2, math.Cos(lat*math.Pi/180)) }

func cellKey(row, col int32) int32 { return row*360 + (col%360+360)%360 }

func eachInRing(row, col, ring int32, visit func(int32)) {
	for r := row - ring; r <= row+ring; r++ {
		if r < 0 || r > 180 {
			continue
		}
		for c := col - ring; c <= col+ring; c++ {
			if r == row-ring || r == row+ring || c == col-ring || c == col+ring {
				visit(cellKey(r, c))
			}
		}
	}
}

// ZoneNames lists the time zones that the tables name.
func (g *Gazetteer) ZoneNames() []string { return slices.Clone(g.zones) }
