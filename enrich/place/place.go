// Package place is the enricher that says where an event puts somebody: it turns the
// words and coordinates of a record into sightings, the most telling first. Start with
// New.
//
// It knows geography only. It never says where somebody should be, and it draws nothing
// from names, languages or keyboards.
package place

import (
	"errors"
	"slices"

	"bonafide/internal/gazetteer"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
)

// Enricher fills Facts.Sightings.
type Enricher struct{ gazetteer *gazetteer.Gazetteer }

// Config is what the enricher works with.
type Config struct {
	Gazetteer *gazetteer.Gazetteer
}

// New checks the configuration.
func New(c Config) (*Enricher, error) {
	if c.Gazetteer == nil {
		return nil, errors.New("enrich/place: no gazetteer")
	}
	return &Enricher{c.Gazetteer}, nil
}

// Declare says what the enricher is.
func (n *Enricher) Declare() plugin.Declaration {
	return plugin.Declaration{
		Name: "place", Kind: plugin.Enricher, Version: 1,
		Summary: "Says where an event puts somebody, from device location, delivery, the record's own geography and address feeds.",
		Needs:   []string{"location words or coordinates in the records"},
	}
}

// Enrich adds the places of the event to those other enrichers found, in the order of
// their basis.
func (n *Enricher) Enrich(e *model.Event) {
	if p, ok := n.read(e, deviceFields); ok {
		n.add(e, p, deviceBasis(e))
	}
	if p, ok := n.read(e, sourceFields); ok {
		n.add(e, p, sourceBasis(e))
	}
	if p, ok := n.delivery(e); ok {
		n.add(e, p, model.ByDelivery)
	}
	if len(e.Facts.Sightings) > 1 {
		slices.SortStableFunc(e.Facts.Sightings, func(a, b model.Sighting) int { return int(a.Basis) - int(b.Basis) })
	}
}

func (n *Enricher) add(e *model.Event, p model.Place, basis model.Basis) {
	if p != (model.Place{}) {
		e.Facts.Sightings = append(e.Facts.Sightings, model.Sighting{Place: p, Basis: basis})
	}
}

// geoFields are the attributes that tell one place.
type geoFields struct{ lat, long, city, region, country, accuracy model.Field }

//nolint:gochecknoglobals // constant tables
var (
	deviceFields = geoFields{
		model.DeviceLat, model.DeviceLong, model.DeviceCity, model.DeviceRegion, model.DeviceCountry, model.DeviceAccuracy,
	}
	sourceFields = geoFields{
		model.SrcLat, model.SrcLong, model.SrcCity, model.SrcRegion, model.SrcCountry, model.NoField,
	}
	deliveryFields = geoFields{
		model.NoField, model.NoField, model.DeliveryCity, model.DeliveryRegion, model.DeliveryCountry, model.NoField,
	}
)

// sourceRadius is how far the point a vendor gives for an address may be off, in
// kilometres: published tests of address databases put most cities within that.
const sourceRadius = 50

func (n *Enricher) read(e *model.Event, f geoFields) (model.Place, bool) {
	city, region, country := e.Text(f.city), e.Text(f.region), e.Text(f.country)
	lat, long, pointed := point(e, f)
	if !pointed {
		if city == "" && region == "" && country == "" {
			return model.Place{}, false
		}
		return n.gazetteer.Place(city, region, country), true
	}
	radius := float64(sourceRadius)
	if f.accuracy != model.NoField {
		radius = accuracy(e, f.accuracy)
	}
	return n.pointed(lat, long, radius, model.Place{City: city, Region: region, Country: country}), true
}

// pointed names a point by the record's own words, or by the nearest town. A point that
// comes without a city stands for a region or country, and its words say how large.
func (n *Enricher) pointed(lat, long, radius float64, words model.Place) model.Place {
	named := n.gazetteer.Place(words.City, words.Region, words.Country)
	p := model.Place{
		City: words.City, Region: named.Region, Country: named.Country,
		Lat: lat, Long: long, Radius: radius, Known: true,
	}
	if words.City != "" {
		return p
	}
	if words.Country != "" && radius == sourceRadius {
		if named.Known {
			p.Radius = max(radius, named.Radius)
		}
		return p
	}
	if town, km, ok := n.gazetteer.Nearest(lat, long); ok && km < 60 {
		p.City, p.Region, p.Country = town.City, town.Region, town.Country
	}
	return p
}

func point(e *model.Event, f geoFields) (lat, long float64, ok bool) {
	if f.lat == model.NoField || !e.Has(f.lat) || !e.Has(f.long) {
		return 0, 0, false
	}
	lat, haveLat := e.Number(f.lat)
	long, haveLong := e.Number(f.long)
	valid := haveLat && haveLong && lat >= -90 && lat <= 90 && long >= -180 && long <= 180
	return lat, long, valid && (lat != 0 || long != 0)
}

// accuracy reads metres and gives kilometres; a device that does not say is taken to
// know its city.
func accuracy(e *model.Event, f model.Field) float64 {
	if m, ok := e.Number(f); ok && m >= 0 && m < 20_000_000 {
		return m / 1000
	}
	return 5
}

// deviceBasis: coordinates come from the device's own location service; an inventory
// that has words only has them from the management server.
func deviceBasis(e *model.Event) model.Basis {
	inventory := e.Class == ocsf.DeviceInventory || e.Class == ocsf.DeviceConfigState
	if inventory && !e.Has(model.DeviceLat) {
		return model.ByMDM
	}
	return model.ByDevice
}

func sourceBasis(e *model.Event) model.Basis {
	if e.Has(model.MeetingUID) {
		return model.ByMeeting
	}
	return model.BySource
}

// delivery is where a parcel was handed over, or where it was to go.
func (n *Enricher) delivery(e *model.Event) (model.Place, bool) {
	if p, ok := n.read(e, deliveryFields); ok {
		return p, true
	}
	if !e.Has(model.DeliveredAt) || !e.Has(model.ShipTo) {
		return model.Place{}, false
	}
	return n.gazetteer.PlaceOfAddress(e.Text(model.ShipTo))
}
