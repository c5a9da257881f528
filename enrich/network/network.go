// Package network is the enricher that says whose network a source address belongs to:
// operator, kind (home, mobile, hosting, VPN, the company's own …) and, where a feed
// tells it, the place. Start with New.
//
// It reads feeds when it is made and asks nobody afterwards. It judges nothing: a VPN is a
// fact here. Which of several answers holds: the company's own exits, then private
// ranges, then the feeds the company brought (the most specific prefix, then the more
// telling kind), then whichever of the built-in lists, the databases and the record's own
// words tells more.
package network

import (
	"errors"
	"io/fs"
	"net/netip"
	"strconv"

	"bonafide/internal/gazetteer"
	"bonafide/model"
	"bonafide/plugin"
)

// Config is what the enricher works with.
type Config struct {
	// Company owns exits; nil owns none.
	Company *model.Company
	// Gazetteer places countries and cities that feeds name.
	Gazetteer *gazetteer.Gazetteer
	// Content is the embedded content, with networks/.
	Content fs.FS
	// Feeds are the company's own databases and lists.
	Feeds []Feed
}

// Enricher fills Facts.Network and Facts.Corporate, and adds the place of the address to
// Facts.Sightings. One goroutine at a time.
type Enricher struct {
	company   *model.Company
	gazetteer *gazetteer.Gazetteer
	operators *operators
	builtin   *builtin
	registry  *registries
	feeds     []*feed
	problems  []Problem

	answers map[netip.Addr]answer
	words   map[wordKey]model.Network
}

// answer is what is known of an address whatever the record says.
type answer struct {
	network   model.Network
	listed    bool // a feed of the company's own says the kind
	corporate bool
	place     model.Place
}

type wordKey struct {
	org, isp, asn string
	proxy         bool
}

// cacheSize bounds the memory of answers: as many as a large company has addresses in a
// day; when it is full it starts anew.
const cacheSize = 1 << 15

// New reads the feeds and the built-in tables. A feed that cannot be read is a Problem,
// not an error.
func New(c Config) (*Enricher, error) {
	if c.Gazetteer == nil || c.Content == nil {
		return nil, errors.New("enrich/network: gazetteer and content must be given")
	}
	ops, err := readOperators(c.Content)
	if err != nil {
		return nil, err
	}
	own, err := readBuiltin(c.Content)
	if err != nil {
		return nil, err
	}
	registry, err := readRegistries(c.Content)
	if err != nil {
		return nil, err
	}
	n := &Enricher{
		company: c.Company, gazetteer: c.Gazetteer, operators: ops, builtin: own, registry: registry,
		answers: map[netip.Addr]answer{}, words: map[wordKey]model.Network{},
	}
	if n.company == nil {
		n.company = &model.Company{}
	}
	for _, f := range c.Feeds {
		read, problems := openFeed(f, n)
		n.problems = append(n.problems, problems...)
		if read != nil {
			n.feeds = append(n.feeds, read)
		}
	}
	return n, nil
}

// Declare says what the enricher is.
func (n *Enricher) Declare() plugin.Declaration {
	return plugin.Declaration{
		Name: "network", Kind: plugin.Enricher, Version: 1,
		Summary: "Says whose network a source address belongs to and what kind of network it is.",
		Needs:   []string{"source addresses in the records", "better with an address database of the company's own (feeds)"},
	}
}

// Problems tells what of the feeds could not be read or is out of date.
func (n *Enricher) Problems() []Problem { return n.problems }

// Enrich adds the network of the source address. A source without an address but with
// an operator's name is told by that.
func (n *Enricher) Enrich(e *model.Event) {
	addr := e.IP(model.SrcIP)
	if !addr.IsValid() && e.Has(model.TunnelIP) {
		addr = e.IP(model.TunnelIP)
	}
	var found answer
	if addr.IsValid() {
		found = n.lookUp(addr)
	}
	e.Facts.Corporate = found.corporate
	if found.corporate || found.network.Kind == model.PrivateNet || found.network.Kind == model.CarrierNATNet && !e.Has(model.SrcOrg) {
		e.Facts.Network = found.network
		return
	}
	if found.place == (model.Place{}) && addr.IsValid() && !saysWhere(e) {
		found.place.Region = n.registry.region(addr)
	}
	if found.place != (model.Place{}) {
		e.Facts.Sightings = append(e.Facts.Sightings, model.Sighting{Place: found.place, Basis: model.ByNetwork})
	}
	if x, ok := n.builtin.exit(addr, e.Time); ok {
		found.network = complete(x, found.network)
	}
	if !found.listed {
		found.network = prefer(found.network, n.said(e))
	}
	e.Facts.Network = found.network
}

// saysWhere tells whether the record gives a place for the address by itself.
func saysWhere(e *model.Event) bool {
	return e.Has(model.SrcCountry) || e.Has(model.SrcCity) || e.Has(model.SrcRegion) || e.Has(model.SrcLat) ||
		e.Has(model.DeviceLat) || e.Has(model.DeviceCountry) || e.Has(model.DeviceCity)
}

func (n *Enricher) lookUp(addr netip.Addr) answer {
	if a, ok := n.answers[addr]; ok {
		return a
	}
	a := n.find(addr)
	if len(n.answers) >= cacheSize {
		clear(n.answers)
	}
	n.answers[addr] = a
	return a
}

func (n *Enricher) find(addr netip.Addr) answer {
	if n.company.Owns(addr) {
		return n.own()
	}
	if kind, operator := special(addr); kind != model.UnknownNet {
		return answer{network: model.Network{Kind: kind, Operator: operator, Feed: "address registry"}}
	}
	var a answer
	var best hit
	for _, f := range n.feeds {
		h, ok := f.lookUp(addr)
		if !ok {
			continue
		}
		if h.place.Known && (!a.place.Known || h.place.Radius < a.place.Radius) {
			a.place = h.place
		}
		if f.list() && h.network.Kind != model.UnknownNet {
			if !a.listed || h.beats(best) {
				best = h
			}
			a.listed = true
			continue
		}
		a.network = prefer(a.network, h.network)
	}
	if a.listed {
		a.network = complete(best.network, a.network)
		return a
	}
	a.network = prefer(a.network, n.builtin.lookUp(addr))
	return a
}

// own is the answer for the company's exits. It names no place: whoever is on the
// company's VPN comes out of an office too.
func (n *Enricher) own() answer {
	return answer{corporate: true, network: model.Network{Kind: model.CorporateNet, Operator: n.company.Name, Feed: "company settings"}}
}

// said is what the record's own words tell of the network.
func (n *Enricher) said(e *model.Event) model.Network {
	proxy, _ := e.Flag(model.SrcProxy)
	key := wordKey{e.Text(model.SrcOrg), e.Text(model.SrcISP), e.Text(model.SrcASN), proxy}
	if key == (wordKey{}) {
		return model.Network{}
	}
	if w, ok := n.words[key]; ok {
		return w
	}
	if len(n.words) >= cacheSize {
		clear(n.words)
	}
	w := n.read(key)
	n.words[key] = w
	return w
}

func (n *Enricher) read(key wordKey) model.Network {
	asn := parseASN(key.asn)
	w := n.operators.network(asn, key.org, key.isp)
	if w.Operator == "" {
		w.Operator = firstText(key.isp, key.org)
	}
	w.ASN, w.Feed = asn, "the record's own words"
	if key.proxy {
		w.Kind = proxied(w.Kind)
	}
	return w
}

// proxied is the kind of a network whose address the vendor calls a proxy. Hosters' are
// VPN exits as a rule, homes' are residential proxies; security gateways stay what they
// are.
func proxied(k model.NetworkKind) model.NetworkKind {
	switch k {
	case model.UnknownNet, model.ResidentialNet, model.MobileNet:
		return model.ProxyNet
	case model.HostingNet:
		return model.VPNNet
	}
	return k
}

func parseASN(text string) uint32 {
	if len(text) > 2 && (text[:2] == "AS" || text[:2] == "as") {
		text = text[2:]
	}
	asn, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0
	}
	return uint32(asn)
}

// telling orders the kinds by how much they say of the person behind the address.
func telling(k model.NetworkKind) int {
	switch k {
	case model.UnknownNet:
		return 0
	case model.ResidentialNet, model.BusinessNet:
		return 1
	case model.MobileNet, model.EducationNet, model.CarrierNATNet:
		return 2
	case model.SatelliteNet:
		return 3
	case model.HostingNet:
		return 4
	case model.RelayNet:
		return 5
	case model.ProxyNet:
		return 6
	case model.VPNNet:
		return 7
	case model.TorNet:
		return 8
	}
	return 9
}

// prefer is the more telling of two networks, completed by the other's facts where they
// speak of the same thing.
func prefer(a, b model.Network) model.Network {
	if telling(b.Kind) > telling(a.Kind) {
		a, b = b, a
	}
	return complete(a, b)
}

// complete fills what the first network leaves open. A VPN that sits in a hoster's range
// keeps its own operator, which may be unknown.
func complete(a, b model.Network) model.Network {
	if a.ASN == 0 {
		a.ASN = b.ASN
	}
	if a.Operator == "" && (a.Kind == b.Kind || !a.Kind.Anonymising() || a.Feed == "") {
		a.Operator = b.Operator
	}
	if a.Feed == "" {
		a.Feed, a.AsOf = b.Feed, b.AsOf
	}
	return a
}

func firstText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
