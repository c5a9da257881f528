package network

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/oschwald/maxminddb-golang/v2"

	"bonafide/model"
)

// databaseRadius is how far, in kilometres, a database's city may be off when it does not
// say.
const databaseRadius = 50

// database reads address databases in MaxMind's format, whoever makes them.
type database struct {
	reader   *maxminddb.Reader
	config   Feed
	enricher *Enricher
	label    string
	asOf     string
}

// row is what the usual schemas hold together: City, Country, ASN, ISP, Anonymous-IP,
// Connection-Type, Enterprise; and the flat ones of IPinfo.
type row struct {
	City struct {
		Names map[string]string `maxminddb:"names"`
	} `maxminddb:"city"`
	Country           isoCode `maxminddb:"country"`
	RegisteredCountry isoCode `maxminddb:"registered_country"`
	Subdivisions      []struct {
		ISOCode string            `maxminddb:"iso_code"`
		Names   map[string]string `maxminddb:"names"`
	} `maxminddb:"subdivisions"`
	Location struct {
		Latitude       *float64 `maxminddb:"latitude"`
		Longitude      *float64 `maxminddb:"longitude"`
		AccuracyRadius uint16   `maxminddb:"accuracy_radius"`
	} `maxminddb:"location"`
	Traits traits `maxminddb:"traits"`

	ASN    uint32 `maxminddb:"autonomous_system_number"`
	ASOrg  string `maxminddb:"autonomous_system_organization"`
	ISP    string `maxminddb:"isp"`
	Org    string `maxminddb:"organization"`
	Type   string `maxminddb:"connection_type"`
	Anon   bool   `maxminddb:"is_anonymous"`
	VPN    bool   `maxminddb:"is_anonymous_vpn"`
	Host   bool   `maxminddb:"is_hosting_provider"`
	Public bool   `maxminddb:"is_public_proxy"`
	Resi   bool   `maxminddb:"is_residential_proxy"`
	Tor    bool   `maxminddb:"is_tor_exit_node"`
}

type isoCode struct {
	ISOCode string `maxminddb:"iso_code"`
}

type traits struct {
	ASN      uint32 `maxminddb:"autonomous_system_number"`
	ASOrg    string `maxminddb:"autonomous_system_organization"`
	ISP      string `maxminddb:"isp"`
	Org      string `maxminddb:"organization"`
	UserType string `maxminddb:"user_type"`
	Type     string `maxminddb:"connection_type"`
	VPN      bool   `maxminddb:"is_anonymous_vpn"`
	Host     bool   `maxminddb:"is_hosting_provider"`
	Public   bool   `maxminddb:"is_public_proxy"`
	Resi     bool   `maxminddb:"is_residential_proxy"`
	Tor      bool   `maxminddb:"is_tor_exit_node"`
}

// flat is the schema of databases without nesting.
type flat struct {
	ASN         string `maxminddb:"asn"`
	ASName      string `maxminddb:"as_name"`
	Name        string `maxminddb:"name"`
	Country     string `maxminddb:"country"`
	CountryCode string `maxminddb:"country_code"`
	Region      string `maxminddb:"region"`
	City        string `maxminddb:"city"`
	Lat         string `maxminddb:"lat"`
	Long        string `maxminddb:"lng"`
	Type        string `maxminddb:"type"`
	VPN         string `maxminddb:"vpn"`
	Proxy       string `maxminddb:"proxy"`
	Tor         string `maxminddb:"tor"`
	Relay       string `maxminddb:"relay"`
	Hosting     string `maxminddb:"hosting"`
	Service     string `maxminddb:"service"`
}

func openDatabase(b []byte, c Feed, n *Enricher) (*database, error) {
	r, err := maxminddb.OpenBytes(b)
	if err != nil {
		return nil, fmt.Errorf("enrich/network: open database: %w", err)
	}
	d := &database{reader: r, config: c, enricher: n, label: filepath.Base(c.Path), asOf: c.AsOf}
	if r.Metadata.BuildEpoch > 0 {
		d.asOf = time.Unix(int64(r.Metadata.BuildEpoch), 0).UTC().Format(time.DateOnly) //nolint:gosec // a date
	}
	return d, nil
}

// lookUp never fails: what cannot be decoded is as good as absent.
func (d *database) lookUp(a netip.Addr) (hit, bool) {
	result := d.reader.Lookup(a)
	if result.Err() != nil || !result.Found() {
		return hit{}, false
	}
	var h hit
	var r row
	if err := result.Decode(&r); err == nil {
		h = d.nested(&r)
	}
	if h.network.Kind == model.UnknownNet && !h.place.Known && h.network.ASN == 0 {
		var f flat
		if err := result.Decode(&f); err == nil {
			h = d.flat(&f)
		}
	}
	if d.config.Network != model.UnknownNet {
		h.network.Kind = d.config.Network
	}
	if h.network.Operator == "" {
		h.network.Operator = d.config.Operator
	}
	if h.network.Kind != model.UnknownNet || h.network.Operator != "" || h.network.ASN != 0 {
		h.network.Feed, h.network.AsOf = d.label, d.asOf
	}
	h.bits = result.Prefix().Bits()
	return h, h.network != (model.Network{}) || h.place != (model.Place{})
}

func (d *database) nested(r *row) hit {
	t := &r.Traits
	asn, org := max(r.ASN, t.ASN), firstText(r.ASOrg, t.ASOrg)
	isp := firstText(r.ISP, t.ISP)
	n := d.enricher.operators.network(asn, isp, firstText(r.Org, t.Org), org)
	n.ASN = asn
	n.Operator = firstText(n.Operator, firstText(isp, org))
	n.Kind = flagged(n.Kind, r, firstText(r.Type, t.Type))
	if n.Kind == model.UnknownNet {
		n.Kind = kindNamed(userType(t.UserType))
	}
	h := hit{network: n}
	country := firstText(r.Country.ISOCode, r.RegisteredCountry.ISOCode)
	if country == "" {
		return h
	}
	region := ""
	if len(r.Subdivisions) > 0 {
		region = firstText(r.Subdivisions[0].Names["en"], r.Subdivisions[0].ISOCode)
	}
	city := r.City.Names["en"]
	h.place = d.enricher.gazetteer.Place(city, region, country)
	if city != "" && r.Location.Latitude != nil && r.Location.Longitude != nil {
		h.place = model.Place{
			City: city, Region: h.place.Region, Country: h.place.Country, Known: true,
			Lat: *r.Location.Latitude, Long: *r.Location.Longitude, Radius: float64(max(r.Location.AccuracyRadius, 1)),
		}
		if r.Location.AccuracyRadius == 0 {
			h.place.Radius = databaseRadius
		}
	}
	return h
}

func flagged(kind model.NetworkKind, r *row, connection string) model.NetworkKind {
	t := &r.Traits
	switch {
	case r.Tor || t.Tor:
		return model.TorNet
	case r.VPN || t.VPN:
		return model.VPNNet
	case r.Resi || t.Resi || r.Public || t.Public:
		return model.ProxyNet
	case r.Anon && telling(kind) < telling(model.ProxyNet):
		return model.ProxyNet
	case r.Host || t.Host:
		if telling(kind) < telling(model.HostingNet) {
			return model.HostingNet
		}
	case strings.EqualFold(connection, "Cellular") && telling(kind) < telling(model.MobileNet):
		return model.MobileNet
	case strings.EqualFold(connection, "Satellite") && telling(kind) < telling(model.SatelliteNet):
		return model.SatelliteNet
	}
	return kind
}

// userType is a user type of MaxMind's in the words of kindNamed.
func userType(word string) string {
	switch word {
	case "cellular":
		return "mobile"
	case "residential", "cafe":
		return "residential"
	case "hosting", "content_delivery_network":
		return "hosting"
	case "college", "school", "library":
		return "education"
	case "business", "government", "military":
		return "business"
	case "consumer_privacy_network":
		return "relay"
	}
	return ""
}

func (d *database) flat(f *flat) hit {
	asn := parseASN(f.ASN)
	n := d.enricher.operators.network(asn, f.Service, firstText(f.ASName, f.Name))
	n.ASN = asn
	n.Operator = firstText(f.Service, firstText(n.Operator, firstText(f.ASName, f.Name)))
	for _, flag := range []struct {
		set  string
		kind model.NetworkKind
	}{
		{f.Tor, model.TorNet}, {f.VPN, model.VPNNet}, {f.Proxy, model.ProxyNet}, {f.Relay, model.RelayNet}, {f.Hosting, model.HostingNet},
	} {
		if flag.set == "true" && telling(flag.kind) > telling(n.Kind) {
			n.Kind = flag.kind
		}
	}
	if n.Kind == model.UnknownNet {
		n.Kind = kindNamed(f.Type)
	}
	h := hit{network: n}
	if country := firstText(f.CountryCode, f.Country); country != "" {
		h.place = d.enricher.gazetteer.Place(f.City, f.Region, country)
		lat, errLat := strconv.ParseFloat(f.Lat, 64)
		long, errLong := strconv.ParseFloat(f.Long, 64)
		if f.City != "" && errLat == nil && errLong == nil {
			h.place.Lat, h.place.Long, h.place.Radius, h.place.Known = lat, long, databaseRadius, true
		}
	}
	return h
}
