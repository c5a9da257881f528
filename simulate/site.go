package simulate

import (
	"fmt"
	"math/rand/v2"
	"net/netip"

	"bonafide/simulate/internal/place"
)

// egress is an address on the internet as the outside sees it: geo is where vendors place it, which need not be true.
type egress struct {
	addr  netip.Addr
	geo   *place.City
	op    *place.Operator
	isp   string // what vendors name as provider, when not the operator's own name
	proxy bool
}

func (e egress) provider() string {
	if e.isp != "" {
		return e.isp
	}
	return e.op.ISP
}

// site is a place with a local network: a home, an office, a hotel, a room full of other people's laptops.
type site struct {
	city            *place.City
	lat, lon        float64
	address         string
	ssid, bssid     string
	gateway, prefix string // hardware address of the router, and "192.168.1."
	survey          []string
	around          []neighbour
	line            egress
	lease           egress // the address after the provider changed it, from day leaseDay
	leaseDay        int
	office          bool
	phone           bool // a telephone's hot spot
}

// neighbour is another thing on the local network.
type neighbour struct {
	mac, host string
	last      int // the last octet of its address
}

// outside is the site's public address on a day.
func (s *site) outside(day int) egress {
	if s.leaseDay > 0 && day >= s.leaseDay {
		return s.lease
	}
	return s.line
}

func (c *company) consumerLine(city *place.City, r *rand.Rand) egress {
	return c.address(c.atlas.HomeOperator(city, r), city, r)
}

// address draws an address that nobody else in the company has.
func (c *company) address(op *place.Operator, city *place.City, r *rand.Rand) egress {
	for {
		addr := op.Addr(r)
		if op.Kind == place.Home || op.Kind == place.Business {
			if c.taken[addr] {
				continue
			}
			c.taken[addr] = true
		}
		return egress{addr: addr, geo: city, op: op, proxy: op.Kind == place.VPN || op.Kind == place.Relay}
	}
}

// newHome builds a home in a city.
func (c *company) newHome(city *place.City, r *rand.Rand) *site {
	s := c.newSite(city, r)
	s.line = c.consumerLine(city, r)
	if chance(r, 0.25) {
		s.lease = c.address(s.line.op, city, r)
		s.leaseDay = between(r, 5, c.cfg.Days)
	}
	return s
}

func (c *company) newSite(city *place.City, r *rand.Rand) *site {
	s := &site{
		city: city, lat: city.Lat + r.NormFloat64()*0.05, lon: city.Lon + r.NormFloat64()*0.05,
		address: streetAddress(city, r),
		gateway: macAddr(r, pick(r, routerPrefixes())),
		prefix:  pick(r, []string{"192.168.0.", "192.168.1.", "192.168.1.", "10.0.0.", "192.168.178.", "192.168.86."}),
	}
	s.bssid = macAddr(r, pick(r, routerPrefixes()))
	s.ssid = pick(r, []string{"NETGEAR", "SpectrumSetup-", "ATT", "xfinity-", "Linksys", "TP-Link_", "FRITZ!Box ", "eero-", "BTHub-", "home-"}) + token(r, digits, 4)
	for range between(r, 3, 9) {
		s.survey = append(s.survey, macAddr(r, pick(r, routerPrefixes())))
	}
	for _, name := range homeThings() {
		if chance(r, 0.35) {
			s.around = append(s.around, neighbour{macAddr(r, name.prefix), name.host, between(r, 20, 240)})
		}
	}
	return s
}

// hotspot is a telephone that carries a laptop: its address jumps about the carrier's gateways.
func (c *company) hotspot(city *place.City, r *rand.Rand) *site {
	s := c.newSite(city, r)
	s.ssid, s.prefix, s.around, s.phone = "iPhone", "172.20.10.", nil, true
	s.line = c.address(c.atlas.MobileOperator(city, r), city, r)
	return s
}

func routerPrefixes() []string {
	return []string{"a0:63:91", "3c:37:86", "f8:bb:bf", "50:c7:bf", "e8:de:27", "38:10:d5", "20:e5:2a", "c0:56:27", "b0:be:76", "10:27:f5"}
}

type thing struct{ prefix, host string }

func homeThings() []thing {
	return []thing{
		{"00:17:88", "hue-bridge"},
		{"fc:65:de", "echo"},
		{"54:60:09", "chromecast"},
		{"00:1b:a9", "printer"},
		{"78:4f:43", "ipad"},
		{"f0:18:98", "macbook"},
		{"94:9f:3e", "sonos"},
		{"5c:aa:fd", "sonos"},
		{"d0:03:4b", "appletv"},
		{"70:2a:d5", "tv"},
	}
}

func streetAddress(city *place.City, r *rand.Rand) string {
	number := between(r, 3, 9800)
	street := pick(r, []string{
		"Cedar", "Maple", "Oak", "Elm", "Lakeview", "Hillcrest", "River", "Park", "Sunset", "Chestnut", "Willow", "Meadow",
		"Prospect", "Highland", "Franklin", "Jefferson", "Mill", "Spring", "Church", "Garden", "Orchard", "Station",
	})
	kind := pick(r, []string{"St", "Ave", "Rd", "Ln", "Dr", "Ct", "Way"})
	unit := ""
	if chance(r, 0.3) {
		unit = fmt.Sprintf(", Apt %d%s", between(r, 1, 28), pick(r, []string{"", "A", "B", "C"}))
	}
	return fmt.Sprintf("%d %s %s%s, %s, %s %s, %s", number, street, kind, unit, city.Name, city.RegionCode, city.Postal, city.Code)
}
