package detect

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"bonafide/model"
)

// PreciseKm is how exactly a place must be known to say anything of a person's city.
const PreciseKm = 300

// PreciseSighting is the most telling place of an event that is known well enough to
// tell cities apart: a country alone is none.
func PreciseSighting(e *model.Event) (model.Sighting, bool) {
	for _, at := range e.Facts.Sightings {
		if at.Place.Known && at.Place.Radius <= PreciseKm {
			return at, true
		}
	}
	return model.Sighting{}, false
}

// Hidden tells whether the address an event came from says nothing of where its person
// is: VPNs, proxies and relays, data centres, the company's own exits, satellites.
func Hidden(e *model.Event) bool {
	if e.Facts.Corporate {
		return true
	}
	switch e.Facts.Network.Kind {
	case model.VPNNet, model.ProxyNet, model.TorNet, model.RelayNet, model.HostingNet, model.CorporateNet,
		model.PrivateNet, model.SatelliteNet:
		return true
	}
	proxy, _ := e.Flag(model.SrcProxy)
	return proxy
}

// Roaming tells whether the address belongs to a mobile carrier or to a gateway that many
// strangers share: its place is the gateway's, often several states away.
func Roaming(e *model.Event) bool {
	kind := e.Facts.Network.Kind
	return kind == model.MobileNet || kind == model.CarrierNATNet
}

// Credible is where an event puts its person, if it can be relied on: by the device's own
// location, else by an address that is neither hidden nor a carrier's gateway. A second
// factor is left out, because it is approved on the phone.
func Credible(e *model.Event) (model.Sighting, bool) {
	at, ok := PreciseSighting(e)
	if !ok || e.Has(model.Factor) {
		return model.Sighting{}, false
	}
	if at.Basis == model.ByDevice || at.Basis == model.ByWiFi {
		return at, true
	}
	return at, !Hidden(e) && !Roaming(e)
}

// Elsewhere is how far a place is from the nearest place the person may be at: home, work,
// any office, declared travel; 0 when travel was declared without a place that is known. ok
// is false when neither home nor work is known.
func (c *Context) Elsewhere(claims *model.Claims, t time.Time, at model.Place) (km float64, nearest model.Place, ok bool) {
	travel, travelling := claims.Travelling(t)
	if travelling && !travel.Place.Known {
		return 0, travel.Place, true
	}
	if !claims.Home.Known && !claims.Work.Known {
		return 0, model.Place{}, false
	}
	closer := func(p model.Place) {
		if !p.Known {
			return
		}
		if d := p.ApartKm(at); !ok || d < km {
			km, nearest, ok = d, p, true
		}
	}
	closer(claims.Home)
	closer(claims.Work)
	if travelling {
		closer(travel.Place)
	}
	for i := range c.Company().Offices {
		closer(c.Company().Offices[i].Place)
	}
	return km, nearest, ok
}

// InOffice finds the office an event happened in: the device is on the office's Wi-Fi, or
// behind an exit that is the office's alone. An exit that is a VPN gateway as well says
// nothing, because people at home come out of it too.
func (c *Context) InOffice(e *model.Event) (model.Office, bool) {
	company := c.Company()
	if ip := e.IP(model.SrcIP); ip.IsValid() && !slices.ContainsFunc(company.Egress, func(p netip.Prefix) bool { return p.Contains(ip) }) {
		if o, ok := company.OfficeAt(ip); ok {
			return o, true
		}
	}
	ssid := e.Text(model.SSID)
	if ssid == "" || Survey(e) {
		return model.Office{}, false
	}
	for _, o := range company.Offices {
		if slices.Contains(o.SSIDs, ssid) {
			return o, true
		}
	}
	return model.Office{}, false
}

// Survey tells whether an event lists an access point that the device merely hears.
func Survey(e *model.Event) bool { return e.Text(model.NeighbourRole) == "survey" }

// KeepPlace copies a place, so that keeping it keeps nothing of the event.
func KeepPlace(p model.Place) model.Place {
	p.City, p.Region, p.Country = strings.Clone(p.City), strings.Clone(p.Region), strings.Clone(p.Country)
	return p
}

// KeepSpot copies where a place is, without its words.
func KeepSpot(p model.Place) model.Place {
	return model.Place{Lat: p.Lat, Long: p.Long, Radius: p.Radius, Known: p.Known}
}
