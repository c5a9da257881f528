package model

import (
	"math"
	"strings"
)

// Place is somewhere on Earth. Lat and Long are degrees (WGS 84); Radius says how far off
// the point may be, in kilometres. Known is false for a place that only has words.
type Place struct {
	City, Region, Country string // Country is an ISO 3166-1 alpha-2 code where known
	Lat, Long             float64
	Radius                float64
	Known                 bool
}

// String is "City, Region, Country" as far as known.
func (p Place) String() string {
	parts := make([]string, 0, 3)
	for _, s := range []string{p.City, p.Region, p.Country} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// DistanceKm is the great-circle distance between two known places, in kilometres
// (haversine, Earth radius 6371 km).
func (p Place) DistanceKm(q Place) float64 {
	const earth = 6371.0
	rad := math.Pi / 180
	dLat, dLong := (q.Lat-p.Lat)*rad, (q.Long-p.Long)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(p.Lat*rad)*math.Cos(q.Lat*rad)*math.Pow(math.Sin(dLong/2), 2)
	return 2 * earth * math.Asin(math.Min(1, math.Sqrt(h)))
}

// ApartKm is how far two places are apart at least, given how exactly each is known;
// 0 when they may be one place, and when either is not known. Records whose coordinates
// contradict the town that they name are believed the town.
func (p Place) ApartKm(q Place) float64 {
	if !p.Known || !q.Known || p.sameTown(q) {
		return 0
	}
	return math.Max(0, p.DistanceKm(q)-p.Radius-q.Radius)
}

func (p Place) sameTown(q Place) bool {
	return p.City != "" && p.Country != "" && strings.EqualFold(p.City, q.City) && strings.EqualFold(p.Region, q.Region) && strings.EqualFold(p.Country, q.Country)
}

// Basis says what a place was observed by, from the most to the least telling.
type Basis uint8

// The bases of an observation.
const (
	NoBasis       Basis = iota
	ByDevice            // the device's own location service
	ByWiFi              // access points around it
	ByMDM               // the management server's last check-in
	ByNetwork           // the address it spoke from, by our own feeds
	BySource            // the place the vendor's record gives for that address
	ByMeeting           // the place the meeting service gives
	ByDelivery          // where a parcel was handed over
	ByDeclaration       // what the person said
)

// String is the basis in words.
func (b Basis) String() string {
	words := [...]string{
		"", "device location", "Wi-Fi", "device management", "network address", "sign-in record", "meeting record",
		"delivery", "declaration",
	}
	if int(b) < len(words) {
		return words[b]
	}
	return ""
}

// Sighting is a place an event puts somebody at, and on what basis.
type Sighting struct {
	Place Place
	Basis Basis
}
