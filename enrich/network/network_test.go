package network_test

import (
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"bonafide/content"
	"bonafide/enrich"
	"bonafide/enrich/enrichtest"
	"bonafide/enrich/network"
	"bonafide/internal/gazetteer"
	"bonafide/model"
)

func config(t testing.TB) network.Config {
	t.Helper()
	g, err := gazetteer.New(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	return network.Config{Gazetteer: g, Content: content.FS()}
}

func open(t testing.TB, c network.Config) *network.Enricher {
	t.Helper()
	n, err := network.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func event(pairs ...any) *model.Event {
	e := &model.Event{Time: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)}
	for i := 0; i < len(pairs); i += 2 {
		e.Add(pairs[i].(model.Field), pairs[i+1].(string)) //nolint:forcetypeassert // tests name fields
	}
	return e
}

func file(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestConformance(t *testing.T) {
	c := config(t)
	enrichtest.Run(t, func() enrich.Enricher { return open(t, c) },
		func(e *model.Event) { e.Add(model.SrcIP, "10.1.2.3") },
		func(e *model.Event) { e.Add(model.SrcIP, "198.51.100.4"); e.Add(model.SrcOrg, "Astrill Systems Corp") })
}

func TestRecordWords(t *testing.T) {
	t.Parallel()
	n := open(t, config(t))
	tests := map[string]struct {
		org, isp, asn, proxy string
		kind                 model.NetworkKind
		operator             string
	}{
		"comcast":              {"Comcast Cable Communications, LLC", "", "7922", "", model.ResidentialNet, "Comcast"},
		"astrill_in_a_hoster":  {"Astrill Systems Corp", "QuadraNet, Inc", "8100", "", model.VPNNet, "Astrill"},
		"mullvad":              {"Mullvad VPN AB", "", "", "", model.VPNNet, "Mullvad"},
		"hoster":               {"DigitalOcean, LLC", "", "14061", "", model.HostingNet, "DigitalOcean"},
		"hoster_called_proxy":  {"DigitalOcean, LLC", "", "14061", "true", model.VPNNet, "DigitalOcean"},
		"home_called_proxy":    {"Comcast Cable", "", "7922", "true", model.ProxyNet, "Comcast"},
		"gateway_called_proxy": {"Zscaler, Inc.", "", "22616", "true", model.BusinessNet, "Zscaler"},
		"mobile":               {"T-Mobile USA, Inc.", "", "21928", "", model.MobileNet, "T-Mobile US"},
		"verizon_wireless":     {"Verizon Wireless", "", "6167", "", model.MobileNet, "Verizon Wireless"},
		"verizon_fios":         {"Verizon Fios", "", "701", "", model.ResidentialNet, "Verizon Fios"},
		"google_fiber":         {"Google Fiber Inc.", "", "16591", "", model.ResidentialNet, "Google Fiber"},
		"starlink":             {"SpaceX Starlink", "", "14593", "", model.SatelliteNet, "Starlink"},
		"university":           {"University of Somewhere", "", "", "", model.EducationNet, "University of Somewhere"},
		"unknown_vpn":          {"Quick VPN Service Ltd", "", "", "", model.VPNNet, "Quick VPN Service Ltd"},
		"unknown_hoster":       {"Example Dedicated Servers", "", "", "", model.HostingNet, "Example Dedicated Servers"},
		"short_word_inside":    {"Caisse du Nord", "", "", "", model.UnknownNet, "Caisse du Nord"},
		"att":                  {"AT&T Internet Services", "", "7018", "", model.ResidentialNet, "AT&T"},
		"accents":              {"Telefónica Brasil S.A", "", "", "", model.ResidentialNet, "Vivo"},
		"by_number_only":       {"", "", "AS4134", "", model.ResidentialNet, "China Telecom"},
		"listed_hoster_number": {"Some Corp", "", "29802", "", model.HostingNet, "Hivelocity"},
	}
	for name, tt := range tests {
		e := event(model.SrcIP, "203.0.113.200", model.SrcOrg, tt.org, model.SrcISP, tt.isp, model.SrcASN, tt.asn, model.SrcProxy, tt.proxy)
		n.Enrich(e)
		if got := e.Facts.Network; got.Kind != tt.kind || got.Operator != tt.operator {
			t.Errorf("%s: %+v, want %q by %q", name, got, tt.kind, tt.operator)
		}
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.Company = &model.Company{
		Name:   "Example",
		Egress: []netip.Prefix{netip.MustParsePrefix("203.0.113.0/28")},
	}
	n := open(t, c)
	tests := map[string]struct {
		address   string
		kind      model.NetworkKind
		corporate bool
	}{
		"own":            {"203.0.113.5", model.CorporateNet, true},
		"not_own":        {"203.0.113.16", model.UnknownNet, false},
		"private":        {"192.168.1.9", model.PrivateNet, false},
		"carrier":        {"100.72.0.1", model.CarrierNATNet, false},
		"not_carrier":    {"100.128.0.1", model.UnknownNet, false},
		"fake_addresses": {"198.18.0.5", model.PrivateNet, false},
		"ula":            {"fd12:3456::1", model.PrivateNet, false},
		"mapped":         {"::ffff:10.0.0.1", model.PrivateNet, false},
		"cloud":          {"52.95.110.1", model.HostingNet, false},
	}
	for name, tt := range tests {
		e := event(model.SrcIP, tt.address)
		n.Enrich(e)
		if got := e.Facts; got.Network.Kind != tt.kind || got.Corporate != tt.corporate {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestPublishedExitsExpire(t *testing.T) {
	t.Parallel()
	n := open(t, config(t))
	e := event(model.SrcIP, "142.214.202.2")
	n.Enrich(e)
	if got := e.Facts.Network; got.Kind != model.VPNNet || got.Operator != "Astrill" || got.AsOf != "2026-03-17" {
		t.Errorf("in time: %+v", got)
	}
	e = event(model.SrcIP, "142.214.202.2")
	e.Time = time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)
	n.Enrich(e)
	if got := e.Facts.Network; got.Operator == "Astrill" {
		t.Errorf("years later: %+v", got)
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name, text string
		feed       network.Feed
		want       model.Network
		place      string
	}{
		"text": {
			"exits.txt", "# exits\n203.0.113.0/24 some words\n198.51.100.7\n",
			network.Feed{Network: model.VPNNet, Operator: "Mullvad", AsOf: "2026-05-01"},
			model.Network{Kind: model.VPNNet, Operator: "Mullvad", Feed: "exits.txt", AsOf: "2026-05-01"},
			"",
		},
		"csv": {
			"list.csv", "network,operator,type,asn,country\n203.0.113.0/25,Astrill,vpn,AS64500,DE\n",
			network.Feed{},
			model.Network{Kind: model.VPNNet, Operator: "Astrill", ASN: 64500, Feed: "list.csv"},
			"DE",
		},
		"more_specific": {
			"list.csv", "network,operator,type\n203.0.113.0/24,Astrill,vpn\n203.0.113.5/32,Home,residential\n",
			network.Feed{},
			model.Network{Kind: model.ResidentialNet, Operator: "Home", Feed: "list.csv"},
			"",
		},
		"range": {
			"r.csv", "start_ip;end_ip;provider;kind\n203.0.113.3;203.0.113.9;X;hosting\n",
			network.Feed{},
			model.Network{Kind: model.HostingNet, Operator: "X", Feed: "r.csv"},
			"",
		},
		"warning_list": {
			"list.json", `{"name":"n","list":["203.0.113.0/24"],"type":"cidr"}`,
			network.Feed{Network: model.HostingNet},
			model.Network{Kind: model.HostingNet, Feed: "list.json"},
			"",
		},
		"objects": {
			"list.json", `{"prefix":"203.0.113.0/24","provider":"NordVPN"}` + "\n" + `{"prefix":"198.51.100.0/24"}`,
			network.Feed{},
			model.Network{Kind: model.VPNNet, Operator: "NordVPN", Feed: "list.json"},
			"",
		},
		"ranges_by_number":  {"geoip", "# comment\n3405803776,3405804031,FR\n3405804032,3405804287,??\n", network.Feed{}, model.Network{}, "FR"},
		"ranges_by_address": {"geoip6", "203.0.113.0,203.0.113.255,DE\n2001:db8::,2001:db8::ffff,FR\n", network.Feed{}, model.Network{}, "DE"},
		"delegated": {
			"delegated-x", "2|ripencc|20260101|1|0|0|+0\nripencc|FR|ipv4|203.0.113.0|256|20100101|allocated\n",
			network.Feed{},
			model.Network{},
			"FR",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config(t)
			tt.feed.Path = file(t, tt.name, tt.text)
			c.Feeds = []network.Feed{tt.feed}
			n := open(t, c)
			if p := n.Problems(); len(p) != 0 {
				t.Fatal(p)
			}
			e := event(model.SrcIP, "203.0.113.5")
			n.Enrich(e)
			got := e.Facts.Network
			if tt.want == (model.Network{}) {
				got.Feed = ""
			}
			if got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
			s, _ := e.Facts.Sighting()
			if s.Place.Country != tt.place || tt.place != "" && s.Basis != model.ByNetwork {
				t.Errorf("sighting %+v, want %q", s, tt.place)
			}
		})
	}
}

func TestBrokenFeedsAreProblems(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.Feeds = []network.Feed{
		{Path: file(t, "empty.txt", "\n# nothing\n")},
		{Path: file(t, "bad.txt", "203.0.113.0/24\nnonsense\n")},
		{Path: filepath.Join(t.TempDir(), "absent.mmdb")},
		{Path: file(t, "cut.mmdb", "x\xab\xcd\xefMaxMind.com\xff\xff")},
		{Path: file(t, "date.txt", "203.0.113.0/24"), AsOf: "May"},
	}
	n := open(t, c)
	if got := len(n.Problems()); got != 5 {
		t.Errorf("%d problems, want 5: %v", got, n.Problems())
	}
}

func TestRegistryRegion(t *testing.T) {
	t.Parallel()
	n := open(t, config(t))
	for address, want := range map[string]string{
		"73.12.0.9": "North America", "58.20.1.1": "Asia and the Pacific", "177.5.5.5": "Latin America and the Caribbean",
		"2a01:1::1": "Europe, the Middle East and Central Asia", "45.1.1.1": "", "2001:db8::1": "",
	} {
		e := event(model.SrcIP, address)
		n.Enrich(e)
		s, ok := e.Facts.Sighting()
		if s.Place.Region != want || s.Place.Known || ok != (want != "") {
			t.Errorf("%s: %+v, want %q", address, s, want)
		}
	}
	e := event(model.SrcIP, "73.12.0.9", model.SrcCountry, "US")
	n.Enrich(e)
	if len(e.Facts.Sightings) != 0 {
		t.Errorf("the record's own country is hidden by %+v", e.Facts.Sightings)
	}
}

func TestStale(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.Feeds = []network.Feed{{Path: file(t, "x.txt", "203.0.113.0/24"), AsOf: "2026-01-01", TTLDays: 180}}
	n := open(t, c)
	if got := n.Stale(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)); len(got) != 0 {
		t.Errorf("fresh: %v", got)
	}
	if got := n.Stale(time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)); len(got) != 1 {
		t.Errorf("old: %v", got)
	}
}

func database(t *testing.T, kind string, rows map[string]mmdbtype.Map) string {
	t.Helper()
	w, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: kind, RecordSize: 24, IncludeReservedNetworks: true, BuildEpoch: 1_767_225_600})
	if err != nil {
		t.Fatal(err)
	}
	for prefix, row := range rows {
		_, network, err := net.ParseCIDR(prefix)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Insert(network, row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), kind+".mmdb")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := w.WriteTo(f); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDatabases(t *testing.T) {
	t.Parallel()
	c := config(t)
	text := func(s string) mmdbtype.Map { return mmdbtype.Map{"en": mmdbtype.String(s)} }
	c.Feeds = []network.Feed{
		{Path: database(t, "City", map[string]mmdbtype.Map{"203.0.113.0/24": {
			"city": mmdbtype.Map{"names": text("Austin")}, "country": mmdbtype.Map{"iso_code": mmdbtype.String("US")},
			"subdivisions": mmdbtype.Slice{mmdbtype.Map{"iso_code": mmdbtype.String("TX"), "names": text("Texas")}},
			"location":     mmdbtype.Map{"latitude": mmdbtype.Float64(30.3), "longitude": mmdbtype.Float64(-97.7), "accuracy_radius": mmdbtype.Uint16(20)},
		}})},
		{Path: database(t, "ASN", map[string]mmdbtype.Map{
			"203.0.113.0/24":  {"autonomous_system_number": mmdbtype.Uint32(7922), "autonomous_system_organization": mmdbtype.String("COMCAST-7922")},
			"198.51.100.0/24": {"autonomous_system_number": mmdbtype.Uint32(64501), "autonomous_system_organization": mmdbtype.String("Small Shop")},
		})},
		{Path: database(t, "Anonymous-IP", map[string]mmdbtype.Map{"198.51.100.0/24": {"is_anonymous": mmdbtype.Bool(true), "is_anonymous_vpn": mmdbtype.Bool(true)}})},
		{Path: database(t, "lite", map[string]mmdbtype.Map{"192.0.2.0/24": {
			"asn": mmdbtype.String("AS14061"), "as_name": mmdbtype.String("DigitalOcean, LLC"), "country_code": mmdbtype.String("NL"),
		}})},
	}
	n := open(t, c)
	if p := n.Problems(); len(p) != 0 {
		t.Fatal(p)
	}
	e := event(model.SrcIP, "203.0.113.9")
	n.Enrich(e)
	if got := e.Facts.Network; got.Kind != model.ResidentialNet || got.Operator != "Comcast" || got.ASN != 7922 || got.AsOf != "2026-01-01" {
		t.Errorf("home: %+v", got)
	}
	if s, _ := e.Facts.Sighting(); s.Place.String() != "Austin, Texas, US" || s.Place.Radius != 20 {
		t.Errorf("home: %+v", s)
	}
	e = event(model.SrcIP, "198.51.100.9")
	n.Enrich(e)
	if got := e.Facts.Network; got.Kind != model.VPNNet || got.ASN != 64501 {
		t.Errorf("vpn: %+v", got)
	}
	e = event(model.SrcIP, "192.0.2.9")
	n.Enrich(e)
	if got := e.Facts.Network; got.Kind != model.HostingNet || got.Operator != "DigitalOcean" || got.ASN != 14061 {
		t.Errorf("flat: %+v", got)
	}
	if s, _ := e.Facts.Sighting(); s.Place.Country != "NL" || s.Place.Radius < 100 {
		t.Errorf("flat: %+v", s)
	}
}

func BenchmarkEnrich(b *testing.B) {
	n := open(b, config(b))
	e := event(model.SrcIP, "203.0.113.9", model.SrcOrg, "Comcast Cable Communications", model.SrcASN, "7922")
	b.ReportAllocs()
	for b.Loop() {
		e.Facts = model.Facts{}
		n.Enrich(e)
	}
}

func BenchmarkNew(b *testing.B) {
	c := config(b)
	for b.Loop() {
		open(b, c)
	}
}
