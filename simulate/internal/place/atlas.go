package place

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"time"
)

// Atlas is the table of cities and operators. It is read-only after New and safe for concurrent use.
type Atlas struct {
	cities    []City
	operators []Operator
	byRole    [4][]*City
	byKind    [7][]*Operator
}

// New builds the atlas. It fails only when the program carries no time-zone table.
func New() (*Atlas, error) {
	a := &Atlas{}
	served := map[string][]int{}
	for _, row := range operatorRows() {
		op := Operator{ASN: row.asn, Org: row.org, ISP: row.isp, Domain: row.domain, Kind: row.kind, Product: row.product}
		for _, text := range row.ranges {
			op.ranges = append(op.ranges, netip.MustParsePrefix(text))
		}
		for country := range strings.FieldsSeq(row.countries) {
			served[country] = append(served[country], len(a.operators))
		}
		a.operators = append(a.operators, op)
	}
	for i := range a.operators {
		a.byKind[a.operators[i].Kind] = append(a.byKind[a.operators[i].Kind], &a.operators[i])
	}
	return a, a.addCities(served)
}

func (a *Atlas) addCities(served map[string][]int) error {
	rows := cityRows()
	a.cities = make([]City, 0, len(rows))
	for _, row := range rows {
		zone, err := time.LoadLocation(row.zone)
		if err != nil {
			return fmt.Errorf("place: zone of %s: %w", row.name, err)
		}
		c := City{
			Name: row.name, Region: row.region, RegionCode: row.regionCode, Country: countryName(row.code), Code: row.code,
			Postal: row.postal, Lat: row.lat, Lon: row.lon, Zone: zone, AreaCode: row.area, DataCentre: row.centre,
		}
		for _, i := range served[row.code] {
			if a.operators[i].Kind == Mobile {
				c.mobile = append(c.mobile, i)
				continue
			}
			c.home = append(c.home, i)
		}
		a.cities = append(a.cities, c)
		a.byRole[row.role] = append(a.byRole[row.role], &a.cities[len(a.cities)-1])
	}
	return nil
}

// Markets are the cities where the company hires.
func (a *Atlas) Markets() []*City { return a.byRole[homeMarket] }

// Holidays are the cities people travel to.
func (a *Atlas) Holidays() []*City { return a.byRole[holiday] }

// Far are the cities from which somebody else's laptop is worked.
func (a *Atlas) Far() []*City { return a.byRole[far] }

// FarmTowns are cities where nobody is hired.
func (a *Atlas) FarmTowns() []*City { return a.byRole[farmTown] }

// City finds a city by name; it is nil when the atlas has none.
func (a *Atlas) City(name string) *City {
	for i := range a.cities {
		if a.cities[i].Name == name {
			return &a.cities[i]
		}
	}
	return nil
}

// Operators lists the operators of one kind.
func (a *Atlas) Operators(k Kind) []*Operator { return a.byKind[k] }

// HomeOperator picks a consumer line for a city; a city without one gets a mobile operator.
func (a *Atlas) HomeOperator(c *City, r *rand.Rand) *Operator {
	if len(c.home) == 0 {
		return a.MobileOperator(c, r)
	}
	return &a.operators[c.home[r.IntN(len(c.home))]]
}

// MobileOperator picks a carrier for a city; a country without one in the table gets a consumer line.
func (a *Atlas) MobileOperator(c *City, r *rand.Rand) *Operator {
	if len(c.mobile) == 0 {
		return a.HomeOperator(c, r)
	}
	return &a.operators[c.mobile[r.IntN(len(c.mobile))]]
}

// Addr draws an address the operator could have given out: never the first or last of a /24.
func (o *Operator) Addr(r *rand.Rand) netip.Addr {
	p := o.ranges[r.IntN(len(o.ranges))]
	base := p.Addr().As4()
	n := uint32(base[0])<<24 | uint32(base[1])<<16 | uint32(base[2])<<8 | uint32(base[3])
	n |= r.Uint32() & (1<<(32-p.Bits()) - 1)
	if p.Bits() <= 24 {
		n = n&^0xff | (1 + n%253)
	}
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}
