package network

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"

	"bonafide/model"
)

// listReader reads lists of prefixes in whatever form they come.
type listReader struct {
	feed     *feed
	config   Feed
	enricher *Enricher
	label    string
	known    map[hit]int32
	problems []Problem
	bad      int
}

// maxProblems is how many bad lines of one list are reported one by one.
const maxProblems = 20

func (l *listReader) read(b []byte) []Problem {
	head := bytes.TrimLeft(b, " \t\r\n\ufeff")
	switch {
	case len(head) > 0 && (head[0] == '{' || head[0] == '['):
		l.json(head)
	case isDelegated(head):
		l.delegated(b)
	case isTable(head):
		l.table(b)
	default:
		l.text(b)
	}
	if l.bad > maxProblems {
		l.problems = append(l.problems, Problem{Path: l.config.Path, Err: fmt.Errorf("%d more lines could not be read", l.bad-maxProblems)})
	}
	return l.problems
}

func (l *listReader) problem(line int64, err error) {
	if l.bad++; l.bad <= maxProblems {
		l.problems = append(l.problems, Problem{Path: l.config.Path, Line: line, Err: err, Hint: "expected an address or a prefix such as 192.0.2.0/24"})
	}
}

// text reads one prefix, address or range a line; words after a blank or # are comments.
func (l *listReader) text(b []byte) {
	n := int64(0)
	for line := range strings.Lines(string(b)) {
		n++
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, ";") || strings.HasPrefix(line, "//") {
			continue
		}
		fields, ok := rangeRow(line)
		if !ok && !strings.Contains(line, " - ") {
			line = strings.Fields(line)[0]
		}
		if !ok {
			fields = map[string]string{"network": line}
		}
		if err := l.add(fields); err != nil {
			l.problem(n, err)
		}
	}
}

// rangeRow reads a row of first address, last address and country without a header, the
// addresses perhaps as plain numbers: the form of Tor's geoip files, which Debian packages.
func rangeRow(line string) (map[string]string, bool) {
	f := strings.Split(line, ",")
	if len(f) < 3 || len(f[2]) != 2 {
		return nil, false
	}
	first, last := address(f[0]), address(f[1])
	if first == "" || last == "" {
		return nil, false
	}
	fields := map[string]string{"first": first, "last": last}
	if f[2] != "??" {
		fields["country"] = f[2]
	}
	return fields, true
}

// address is an address as it is, or made of a plain number; "" for anything else.
func address(s string) string {
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}).String()
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return a.String()
	}
	return ""
}

// table reads comma, semicolon or tab separated columns with a header.
func (l *listReader) table(b []byte) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	first, _, _ := bytes.Cut(b, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(first), -1, true
	header, err := r.Read()
	if err != nil {
		l.problem(1, err)
		return
	}
	for i := range header {
		header[i] = column(header[i])
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			l.problem(int64(line), err)
			return
		}
		fields := make(map[string]string, len(row))
		for i, v := range row {
			if i < len(header) && v != "" {
				fields[header[i]] = v
			}
		}
		if err := l.add(fields); err != nil {
			l.problem(int64(line), err)
		}
	}
}

// json reads an array or lines of objects or strings, or an object around such an array.
func (l *listReader) json(b []byte) {
	d := json.NewDecoder(bytes.NewReader(b))
	for n := int64(1); ; n++ {
		var v any
		if err := d.Decode(&v); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			l.problem(n, err)
			return
		}
		l.value(n, v)
	}
}

func (l *listReader) value(n int64, v any) {
	switch v := v.(type) {
	case string:
		if err := l.add(map[string]string{"network": v}); err != nil {
			l.problem(n, err)
		}
	case []any:
		for _, x := range v {
			l.value(n, x)
		}
	case map[string]any:
		fields, lists := map[string]string{}, []any{}
		for k, x := range v {
			switch x := x.(type) {
			case string:
				fields[column(k)] = x
			case float64:
				fields[column(k)] = strconv.FormatFloat(x, 'f', -1, 64)
			case []any:
				if k == "list" || k == "prefixes" || k == "ipv6_prefixes" || k == "values" || k == "networks" {
					lists = append(lists, x)
				}
			}
		}
		if fields["network"] != "" || fields["first"] != "" {
			if err := l.add(fields); err != nil {
				l.problem(n, err)
			}
			return
		}
		for _, x := range lists {
			l.value(n, x)
		}
	}
}

// delegated reads a registry's statistics: which country blocks were given to.
func (l *listReader) delegated(b []byte) {
	n := int64(0)
	for line := range strings.Lines(string(b)) {
		n++
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) < 7 || len(f[1]) != 2 || f[2] != "ipv4" && f[2] != "ipv6" {
			continue
		}
		fields := map[string]string{"country": f[1]}
		if f[2] == "ipv6" {
			fields["network"] = f[3] + "/" + f[4]
		} else if fields["first"] = f[3]; !lastOf(fields, f[4]) {
			l.problem(n, fmt.Errorf("%q addresses from %q", f[4], f[3]))
			continue
		}
		if err := l.add(fields); err != nil {
			l.problem(n, err)
		}
	}
}

func lastOf(fields map[string]string, count string) bool {
	n, err := strconv.ParseUint(count, 10, 32)
	first, bad := netip.ParseAddr(fields["first"])
	if err != nil || bad != nil || n == 0 || !first.Is4() {
		return false
	}
	b := first.As4()
	last := uint64(b[0])<<24 | uint64(b[1])<<16 | uint64(b[2])<<8 | uint64(b[3]) + n - 1
	if last > 1<<32-1 {
		return false
	}
	fields["last"] = netip.AddrFrom4([4]byte{byte(last >> 24), byte(last >> 16), byte(last >> 8), byte(last)}).String()
	return true
}

// add takes one row by the names of its columns.
func (l *listReader) add(f map[string]string) error {
	prefixes, err := prefixesOf(f)
	if err != nil {
		return err
	}
	h := l.hit(f)
	for _, p := range prefixes {
		h.bits = p.Bits()
		if p.Addr().Is4() {
			h.bits += 96
		}
		at, ok := l.known[h]
		if !ok {
			at = int32(len(l.feed.entries)) //nolint:gosec // lists are shorter
			l.known[h] = at
			l.feed.entries = append(l.feed.entries, h)
		}
		if old, taken := l.feed.table.Get(p); !taken || h.beats(l.feed.entries[old]) {
			l.feed.table.Insert(p, at)
		}
	}
	return nil
}

func (l *listReader) hit(f map[string]string) hit {
	n := model.Network{
		Kind: kindNamed(f["kind"]), Operator: f["operator"], ASN: parseASN(f["asn"]), Feed: l.label, AsOf: l.config.AsOf,
	}
	if n.Kind == model.UnknownNet {
		n.Kind = l.config.Network
	}
	if n.Operator == "" {
		n.Operator = l.config.Operator
	}
	if n.Kind == model.UnknownNet {
		n.Kind = l.enricher.operators.network(n.ASN, n.Operator).Kind
	}
	h := hit{network: n}
	if f["country"] == "" && f["lat"] == "" {
		return h
	}
	h.place = l.enricher.gazetteer.Place(f["city"], f["region"], f["country"])
	lat, errLat := strconv.ParseFloat(f["lat"], 64)
	long, errLong := strconv.ParseFloat(f["long"], 64)
	if errLat == nil && errLong == nil && f["city"] != "" {
		h.place.Lat, h.place.Long, h.place.Radius, h.place.Known = lat, long, databaseRadius, true
	}
	return h
}

// kindNamed reads the kind of a network in the words lists use.
func kindNamed(word string) model.NetworkKind {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "vpn", "vpn_exit", "anonymizer", "anonymiser", "anonymous_vpn":
		return model.VPNNet
	case "hosting", "datacenter", "dch", "data center", "cloud", "server":
		return model.HostingNet
	case "proxy", "residential_proxy", "public_proxy", "pub", "web", "res":
		return model.ProxyNet
	case "tor", "tor_exit":
		return model.TorNet
	case "relay", "icloud":
		return model.RelayNet
	case "mobile", "mob", "cellular":
		return model.MobileNet
	case "residential", "isp", "home", "consumer":
		return model.ResidentialNet
	case "business", "com", "org", "gov", "mil", "enterprise":
		return model.BusinessNet
	case "education", "edu", "lib":
		return model.EducationNet
	case "satellite":
		return model.SatelliteNet
	case "corporate", "own":
		return model.CorporateNet
	case "carrier_nat", "cgnat":
		return model.CarrierNATNet
	}
	return model.UnknownNet
}

// column is our word for a column that lists name in many ways.
func column(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "network", "prefix", "cidr", "ip", "ip_prefix", "ipv4_prefix", "ipv6_prefix", "ipv4prefix", "ipv6prefix", "ip_address", "address", "ip_range", "range", "ip_cidr":
		return "network"
	case "start_ip", "range_start", "ip_from", "start", "first":
		return "first"
	case "end_ip", "range_end", "ip_to", "end", "last":
		return "last"
	case "operator", "provider", "vpn", "service", "as_name", "isp", "org", "organization", "autonomous_system_organization", "name":
		return "operator"
	case "kind", "type", "network_kind", "usage_type", "category", "proxy_type":
		return "kind"
	case "asn", "as_number", "autonomous_system_number", "as":
		return "asn"
	case "country", "country_code", "country_iso_code", "cc", "registered_country":
		return "country"
	case "region", "state", "region_name", "subdivision", "subdivision_1_name":
		return "region"
	case "city", "city_name":
		return "city"
	case "lat", "latitude":
		return "lat"
	case "long", "lng", "lon", "longitude":
		return "long"
	}
	return name
}

func isDelegated(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.Count(line, []byte("|")) >= 6
}

// isTable: the first line names a column we know and holds no address itself.
func isTable(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if len(line) > 0 && line[0] == '#' {
		return false
	}
	for _, name := range strings.Split(string(line), string(separator(line))) {
		if c := column(strings.Trim(name, "\"\r")); c == "network" || c == "first" {
			return true
		}
	}
	return false
}

func separator(line []byte) rune {
	for _, c := range []byte{'\t', ';', '|'} {
		if bytes.IndexByte(line, c) >= 0 {
			return rune(c)
		}
	}
	return ','
}

// prefixesOf reads a prefix, an address or a range.
func prefixesOf(f map[string]string) ([]netip.Prefix, error) {
	text := strings.TrimSpace(f["network"])
	first, last := f["first"], f["last"]
	if a, b, isRange := strings.Cut(text, "-"); isRange {
		first, last = a, b
	}
	if first != "" && last != "" {
		return rangePrefixes(strings.TrimSpace(first), strings.TrimSpace(last))
	}
	if p, err := netip.ParsePrefix(text); err == nil {
		return []netip.Prefix{p.Masked()}, nil
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		return nil, fmt.Errorf("%q is neither a prefix nor an address", text)
	}
	a = a.Unmap().WithZone("")
	return []netip.Prefix{netip.PrefixFrom(a, a.BitLen())}, nil
}

// rangePrefixes cuts a range into prefixes. Ranges of IPv6 are read by their first 64
// bits only where they are one prefix; others are refused.
func rangePrefixes(first, last string) ([]netip.Prefix, error) {
	a, errA := netip.ParseAddr(first)
	b, errB := netip.ParseAddr(last)
	if errA != nil || errB != nil || a.BitLen() != b.BitLen() || b.Less(a) {
		return nil, fmt.Errorf("%q to %q is no range of addresses", first, last)
	}
	if a.Is6() {
		return sixPrefix(a, b)
	}
	lo, hi := uint64(number4(a)), uint64(number4(b))
	var all []netip.Prefix
	for lo <= hi {
		size := min(bits.TrailingZeros64(lo|1<<32), bits.Len64(hi-lo+1)-1)
		all = append(all, netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(lo >> 24), byte(lo >> 16), byte(lo >> 8), byte(lo)}), 32-size))
		lo += 1 << size
	}
	return all, nil
}

func sixPrefix(a, b netip.Addr) ([]netip.Prefix, error) {
	for n := range 129 {
		p := netip.PrefixFrom(a, n).Masked()
		if p.Addr() == a && lastAddr(p) == b {
			return []netip.Prefix{p}, nil
		}
	}
	return nil, fmt.Errorf("%q to %q is not one prefix", a, b)
}

func lastAddr(p netip.Prefix) netip.Addr {
	b := p.Addr().As16()
	for i := p.Bits(); i < 128; i++ {
		b[i/8] |= 1 << (7 - i%8)
	}
	return netip.AddrFrom16(b)
}

func number4(a netip.Addr) uint32 {
	b := a.As4()
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}
