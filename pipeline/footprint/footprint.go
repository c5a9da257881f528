// Package footprint keeps where every subject was seen, for the reader of an assessment:
// places, by what, through what sort of network, on how many days. It judges nothing.
package footprint

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bonafide/detect"
	"bonafide/model"
)

// most is how many places are kept of one subject.
const most = 24

// Footprint gathers places. It is for one goroutine.
type Footprint struct {
	subjects map[model.SubjectID][]*place
}

type place struct {
	key  key
	at   model.Place
	days detect.Days
	from time.Time
	to   time.Time
}

type key struct {
	city, region, country string
	basis                 model.Basis
	network               model.NetworkKind
}

// New makes an empty footprint.
func New() *Footprint { return &Footprint{map[model.SubjectID][]*place{}} }

// Observe takes in where an enriched event puts its subject.
func (f *Footprint) Observe(e *model.Event) {
	id := cmp.Or(e.Subject, e.Owner)
	at, ok := e.Facts.Sighting()
	if id == "" || !ok || !at.Place.Known {
		return
	}
	k := key{at.Place.City, at.Place.Region, at.Place.Country, at.Basis, e.Facts.Network.Kind}
	list := f.subjects[id]
	for _, p := range list {
		if p.key == k {
			p.days.Add(e.Time)
			p.to = e.Time
			return
		}
	}
	if len(list) >= most {
		return
	}
	k.city, k.region, k.country = strings.Clone(k.city), strings.Clone(k.region), strings.Clone(k.country)
	at.Place.City, at.Place.Region, at.Place.Country = k.city, k.region, k.country
	p := &place{key: k, at: at.Place, from: e.Time, to: e.Time}
	p.days.Add(e.Time)
	f.subjects[id] = append(list, p)
}

// Places are what a subject declared, then where it was seen, the most frequent first.
func (f *Footprint) Places(c *model.Claims) []model.PlaceSeen {
	var out []model.PlaceSeen
	for _, p := range []model.Place{c.Home, c.Work} {
		seen := model.PlaceSeen{Place: p.String(), Lat: p.Lat, Long: p.Long, Basis: model.ByDeclaration.String()}
		if p.Known && (len(out) == 0 || out[0] != seen) {
			out = append(out, seen)
		}
	}
	list := slices.Clone(f.subjects[c.ID])
	slices.SortStableFunc(list, func(a, b *place) int {
		return cmp.Or(cmp.Compare(b.days.Count, a.days.Count), a.from.Compare(b.from))
	})
	for _, p := range list {
		out = append(out, model.PlaceSeen{
			Place: p.at.String(), Lat: p.at.Lat, Long: p.at.Long, Basis: p.key.basis.String(), Network: p.key.network,
			Days: p.days.Count, First: &p.from, Last: &p.to,
		})
	}
	return out
}
