// Package config reads bonafide.yaml, the company's settings. Start with Read. Every key
// is optional, an unknown key is an error with its line, and the defaults are those of
// the parts themselves.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"regexp"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// FileName is the settings' usual name in a workspace folder.
const FileName = "bonafide.yaml"

// Settings is the file as written. Places are words here; app looks them up. Each key says
// in its doc tag what it is for: the reference page and the JSON Schema are made of them.
type Settings struct {
	Company         Company                      `yaml:"company" doc:"Who the company is."`
	Offices         []Office                     `yaml:"offices" doc:"Places of the company's own: nobody who works there is elsewhere, and what is shared there ties nobody."`
	CorporateEgress []Prefix                     `yaml:"corporate_egress" doc:"Addresses that the company's traffic leaves from (VPN exits, SASE ranges). Sessions from them say nothing of where somebody is."`
	RemoteAccess    []Tool                       `yaml:"approved_remote_access" doc:"Remote-access tools that IT uses, each with its tenant where it has one."`
	VPN             []Operator                   `yaml:"approved_vpn" doc:"VPN operators that people may use for work."`
	SharedAddresses []SharedAddress              `yaml:"shared_addresses" doc:"Postal or internet addresses that several people may share."`
	Travel          []Travel                     `yaml:"declared_travel" doc:"Stays elsewhere that people announced. Besides what a people file says."`
	Accommodations  []Accommodation              `yaml:"accommodations" doc:"What somebody need not do. Never scored; the checks in question are not proposed to them."`
	Columns         map[string]map[string]string `yaml:"columns" doc:"What the columns of plain files are called in this company: by kind of file, then by column."`
	Mappings        []string                     `yaml:"mappings" doc:"Mapping files of the company's own, for formats that Bonafide does not know. Paths start from this file's folder."`
	Feeds           []Feed                       `yaml:"feeds" doc:"Files of facts on internet addresses, beside the built-in tables. Paths start from this file's folder."`
	Rules           Rules                        `yaml:"rules" doc:"Sigma rules, beside and in place of those that come with Bonafide; docs/guides/rules.md tells how one is written."`
	AccessReviews   AccessReviews                `yaml:"access_reviews" doc:"How access reviews (bonafide review) judge grants; docs/operations/access-reviews.md tells how one is done."`
	Thresholds      Thresholds                   `yaml:"thresholds" doc:"From where on a person should look."`
	// Detectors holds the settings of detectors by name; each checks its own.
	Detectors map[string]yaml.Node `yaml:"detectors" doc:"Settings of detectors, by the detector's name."`

	file string    // for messages
	root yaml.Node // for the lines in messages
	text string
}

// Company names the company.
type Company struct {
	Name            string   `yaml:"name" doc:"The name that stands above reports." example:"Example Ltd"`
	Domains         []string `yaml:"domains" doc:"Domains of the company's mail. An address below them names a colleague; others are private." example:"[example.com]"`
	TimeZone        Zone     `yaml:"time_zone" doc:"For dates and for times without an offset, and for people who declare no zone; UTC when not given." example:"America/Chicago"`
	HostnamePattern string   `yaml:"hostname_pattern" doc:"A regular expression that names of issued computers match; others that are enrolled are reported (ONB-14)." example:"'^(LT|MB)-[0-9]+$'"`
}

// Office is a place of the company's own.
type Office struct {
	City    string   `yaml:"city" doc:"The city." example:"Austin"`
	Region  string   `yaml:"region" doc:"State or province, where the city's name is not enough." example:"TX"`
	Country string   `yaml:"country" doc:"Two letters or the name." example:"US"`
	Address string   `yaml:"address" doc:"The postal address; parcels to it are in order." example:"100 Congress Ave, Austin, TX 78701"`
	Egress  []Prefix `yaml:"egress" doc:"Internet addresses of the office." example:"[192.0.2.1/32]"`
	SSID    Words    `yaml:"ssid" doc:"Names of the office's wireless networks, one or a list." example:"Example-Corp"`
}

// Tool is an approved remote-access tool.
type Tool struct {
	Tool   string `yaml:"tool" doc:"The product's name as in the tool catalogue." example:"ScreenConnect"`
	Tenant string `yaml:"tenant" doc:"The company's own instance or account. Without it every instance is approved." example:"example.screenconnect.com"`
	From   Day    `yaml:"from" doc:"The first day of the approval; without it, always." example:"2026-11-09"`
	To     Day    `yaml:"to" doc:"The day on which it ends; without it, never." example:"2026-11-16"`
}

// Operator is an approved VPN operator.
type Operator struct {
	Operator string `yaml:"operator" doc:"The operator's name as the network catalogue has it." example:"Mullvad"`
}

// SharedAddress is an address that may be shared.
type SharedAddress struct {
	Address string `yaml:"address" doc:"The address, postal or internet." example:"1 Agency Way, Dallas, TX 75201"`
	Reason  string `yaml:"reason" doc:"Why sharing it is in order." example:"staffing agency"`
}

// Travel is a declared stay elsewhere.
type Travel struct {
	Person  string `yaml:"person" doc:"The id in the people file." example:"E1"`
	From    Day    `yaml:"from" doc:"The first day." example:"2026-10-26"`
	To      Day    `yaml:"to" doc:"The last day." example:"2026-11-01"`
	City    string `yaml:"city" doc:"The city." example:"Lisbon"`
	Region  string `yaml:"region" doc:"State or province, where the city's name is not enough."`
	Country string `yaml:"country" doc:"Two letters or the name." example:"PT"`
	Purpose string `yaml:"purpose" doc:"For the reader." example:"business"`
}

// Accommodation is never scored; it switches checks to their alternatives.
type Accommodation struct {
	Person string `yaml:"person" doc:"The id in the people file." example:"E1"`
	What   string `yaml:"what" doc:"What is granted; checks that ask for it are not proposed." example:"camera_off"`
}

// Feed is a file of facts on addresses. Kind "ip" is the one there is.
type Feed struct {
	Kind     string `yaml:"kind" doc:"The one kind there is: ip." example:"ip"`
	Path     string `yaml:"path" doc:"A MaxMind database (.mmdb, of any maker) or a list as CSV, JSON or text, or a registry's delegated statistics; told by content." example:"feeds/exits.csv"`
	Operator string `yaml:"operator" doc:"Who runs the networks of a list that does not say." example:"Mullvad"`
	Network  string `yaml:"network" doc:"The kind of the networks of a list that does not say: vpn, hosting, proxy, tor, relay, mobile, residential, business, education, satellite or corporate." example:"vpn"`
	AsOf     Day    `yaml:"as_of" doc:"The date of the list; a database states its own." example:"2026-11-01"`
	TTLDays  int    `yaml:"ttl_days" unit:"days" doc:"The age at which the feed is reported as out of date; 0 for never. 180 is usual for exits." example:"180"`
}

// Rules say which Sigma rules records are held against.
type Rules struct {
	Paths        []string         `yaml:"paths" doc:"Files (.yml, .yaml) and folders with rules, correlations and filters of the company's own. Paths start from this file's folder. One with the id of a rule that comes with Bonafide takes its place; filters may name those, too." example:"[rules]"`
	Pipelines    []string         `yaml:"pipelines" doc:"Processing pipelines, as pySigma reads them, for the company's own rules, in the order of their priorities." example:"[rules/ours.pipeline]"`
	Placeholders map[string]Words `yaml:"placeholders" doc:"Values of placeholders in rules (expand), by name." example:"{admins: [adm-1, adm-2]}"`
	Disable      []string         `yaml:"disable" doc:"Ids of rules that are not to run." example:"[5d6e2d1a-0c1b-4f0e-9a55-7c1c2f0d8b11]"`
}

// Thresholds say from where on a person should look; 0 keeps the default.
type Thresholds struct {
	OpenCase float64 `yaml:"open_case" doc:"The probability of proxy or fabricated at which a case opens, given two kinds of evidence or one conclusive fact; 0.90 when not given." example:"0.90"`
	Misuse   float64 `yaml:"misuse" doc:"The probability of misuse of access at which a case opens; 0.90 when not given." example:"0.90"`
}

// Read reads settings. The name is for messages; what is wrong is of type Error, or several
// of them joined.
func Read(name string, r io.Reader) (*Settings, error) {
	text, err := io.ReadAll(io.LimitReader(r, 16<<20))
	if err != nil {
		return nil, fmt.Errorf("settings: read %s: %w", name, err)
	}
	s := &Settings{file: name, text: string(text)}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(s); err != nil && !errors.Is(err, io.EOF) {
		return nil, translate(name, err)
	}
	if err := yaml.Unmarshal(text, &s.root); err != nil {
		return nil, translate(name, err)
	}
	return s, s.check()
}

// Text is the file as it was read.
func (s *Settings) Text() string { return s.text }

// check finds what the types alone cannot tell.
func (s *Settings) check() error {
	var errs []error
	for key, p := range map[string]float64{"misuse": s.Thresholds.Misuse, "open_case": s.Thresholds.OpenCase} {
		if p < 0 || p >= 1 {
			errs = append(errs, s.Wrong([]string{"thresholds", key}, "write a number between 0 and 1, such as 0.90", "%v is no probability", p))
		}
	}
	for i, t := range s.Travel {
		if !t.From.IsZero() && !t.To.IsZero() && t.To.Before(t.From.Time) {
			errs = append(errs, s.Wrong([]string{"declared_travel", strconv.Itoa(i)}, "from is the first day, to the last", "the travel of %q ends before it begins", t.Person))
		}
	}
	for i, f := range s.Feeds {
		if f.Kind != "" && f.Kind != "ip" {
			errs = append(errs, s.Wrong([]string{"feeds", strconv.Itoa(i), "kind"}, "write kind: ip", "there are no feeds of the kind %q", f.Kind))
		}
	}
	if _, err := regexp.Compile(s.Company.HostnamePattern); err != nil {
		errs = append(errs, s.Wrong([]string{"company", "hostname_pattern"}, "write a pattern such as '^LT-[0-9]+$'", "hostname_pattern: %v", err))
	}
	return inOrder(append(errs, s.checkAccess()...))
}

// Prefix is an address range; a single address is a range of one.
type Prefix struct{ netip.Prefix }

// UnmarshalYAML reads "192.0.2.0/24" or "192.0.2.1".
func (p *Prefix) UnmarshalYAML(n *yaml.Node) error {
	if a, err := netip.ParseAddr(n.Value); err == nil {
		p.Prefix = netip.PrefixFrom(a, a.BitLen())
		return nil
	}
	prefix, err := netip.ParsePrefix(n.Value)
	if err != nil {
		return expected(n, "is no address range: write 192.0.2.0/24 or 192.0.2.1")
	}
	p.Prefix = prefix.Masked()
	return nil
}

// Day is a date, or a time. A date is that day's first moment in UTC.
type Day struct{ time.Time }

// UnmarshalYAML reads "2026-11-09" or an RFC 3339 time.
func (d *Day) UnmarshalYAML(n *yaml.Node) error {
	for _, layout := range []string{"2006-01-02", time.RFC3339} {
		if t, err := time.Parse(layout, n.Value); err == nil {
			d.Time = t.UTC()
			return nil
		}
	}
	return expected(n, "is no date: write 2026-11-09")
}

// Zone is an IANA time zone.
type Zone struct{ *time.Location }

// UnmarshalYAML reads "America/Chicago".
func (z *Zone) UnmarshalYAML(n *yaml.Node) error {
	location, err := time.LoadLocation(n.Value)
	if err != nil || n.Value == "" {
		return expected(n, "is no time zone: write America/Chicago")
	}
	z.Location = location
	return nil
}

// Words is a list that may be written as a single word.
type Words []string

// UnmarshalYAML reads a word or a list of words.
func (w *Words) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*w = Words{n.Value}
		return nil
	}
	var list []string
	if err := n.Decode(&list); err != nil {
		return expected(n, "is no list of words: write [one, two]")
	}
	*w = list
	return nil
}

// expected says what is wrong with a value, in a way that lets the rest be read.
func expected(n *yaml.Node, text string) error {
	return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %q %s", n.Line, n.Value, text)}}
}

// JSONSchema describes the values.
func (Prefix) JSONSchema() map[string]any {
	return map[string]any{"type": "string", "examples": []string{"192.0.2.0/24", "192.0.2.1"}}
}

// JSONSchema describes the values.
func (Day) JSONSchema() map[string]any {
	return map[string]any{"type": "string", "pattern": `^\d{4}-\d{2}-\d{2}(T.+)?$`, "examples": []string{"2026-11-09"}}
}

// JSONSchema describes the values.
func (Zone) JSONSchema() map[string]any {
	return map[string]any{"type": "string", "examples": []string{"America/Chicago"}}
}

// JSONSchema describes the values.
func (Words) JSONSchema() map[string]any {
	text := map[string]any{"type": "string"}
	return map[string]any{"anyOf": []any{text, map[string]any{"type": "array", "items": text}}}
}
