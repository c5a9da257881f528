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
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// FileName is the settings' usual name in a workspace folder.
const FileName = "bonafide.yaml"

// Settings is the file as written. Places are words here; app looks them up.
type Settings struct {
	Company         Company                      `yaml:"company"`
	Offices         []Office                     `yaml:"offices"`
	CorporateEgress []Prefix                     `yaml:"corporate_egress"`
	RemoteAccess    []Tool                       `yaml:"approved_remote_access"`
	VPN             []Operator                   `yaml:"approved_vpn"`
	SharedAddresses []SharedAddress              `yaml:"shared_addresses"`
	Travel          []Travel                     `yaml:"declared_travel"`
	Accommodations  []Accommodation              `yaml:"accommodations"`
	Columns         map[string]map[string]string `yaml:"columns"`
	Mappings        []string                     `yaml:"mappings"`
	Feeds           []Feed                       `yaml:"feeds"`
	Thresholds      Thresholds                   `yaml:"thresholds"`
	// Detectors holds the settings of detectors by name; each checks its own.
	Detectors map[string]yaml.Node `yaml:"detectors"`
}

// Company names the company.
type Company struct {
	Name            string   `yaml:"name"`
	Domains         []string `yaml:"domains"`
	TimeZone        Zone     `yaml:"time_zone"`
	HostnamePattern string   `yaml:"hostname_pattern"`
}

// Office is a place of the company's own.
type Office struct {
	City    string   `yaml:"city"`
	Region  string   `yaml:"region"`
	Country string   `yaml:"country"`
	Address string   `yaml:"address"`
	Egress  []Prefix `yaml:"egress"`
	SSID    Words    `yaml:"ssid"`
}

// Tool is an approved remote-access tool.
type Tool struct {
	Tool   string `yaml:"tool"`
	Tenant string `yaml:"tenant"`
	From   Day    `yaml:"from"`
	To     Day    `yaml:"to"`
}

// Operator is an approved VPN operator.
type Operator struct {
	Operator string `yaml:"operator"`
}

// SharedAddress is an address that may be shared.
type SharedAddress struct {
	Address string `yaml:"address"`
	Reason  string `yaml:"reason"`
}

// Travel is a declared stay elsewhere.
type Travel struct {
	Person  string `yaml:"person"`
	From    Day    `yaml:"from"`
	To      Day    `yaml:"to"`
	City    string `yaml:"city"`
	Region  string `yaml:"region"`
	Country string `yaml:"country"`
	Purpose string `yaml:"purpose"`
}

// Accommodation is never scored; it switches checks to their alternatives.
type Accommodation struct {
	Person string `yaml:"person"`
	What   string `yaml:"what"`
}

// Feed is a file of facts on addresses. Kind "ip" is the one there is.
type Feed struct {
	Kind     string `yaml:"kind"`
	Path     string `yaml:"path"`
	Operator string `yaml:"operator"`
	Network  string `yaml:"network"`
	AsOf     Day    `yaml:"as_of"`
	TTLDays  int    `yaml:"ttl_days"`
}

// Thresholds say from where on a person should look; 0 keeps the default.
type Thresholds struct {
	OpenCase float64 `yaml:"open_case"`
	Misuse   float64 `yaml:"misuse"`
}

// Read reads settings. The name is for error messages.
func Read(name string, r io.Reader) (*Settings, error) {
	text, err := io.ReadAll(io.LimitReader(r, 16<<20))
	if err != nil {
		return nil, fmt.Errorf("config: read %s: %w", name, err)
	}
	s := &Settings{}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(s); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("config: %s: %w", name, tidy(err))
	}
	return s, nil
}

// tidy takes Go's words out of the YAML library's messages.
func tidy(err error) error {
	text := err.Error()
	for from, to := range map[string]string{
		"yaml: unmarshal errors:\n  ": "", "yaml: ": "", "in type config.Settings": "in the settings",
		"in type config.": "in ", "cannot unmarshal": "cannot use",
	} {
		text = strings.ReplaceAll(text, from, to)
	}
	return errors.New(text)
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
		return fmt.Errorf("line %d: %q is no address range: write 192.0.2.0/24 or 192.0.2.1", n.Line, n.Value)
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
	return fmt.Errorf("line %d: %q is no date: write 2026-11-09", n.Line, n.Value)
}

// Zone is an IANA time zone.
type Zone struct{ *time.Location }

// UnmarshalYAML reads "America/Chicago".
func (z *Zone) UnmarshalYAML(n *yaml.Node) error {
	location, err := time.LoadLocation(n.Value)
	if err != nil || n.Value == "" {
		return fmt.Errorf("line %d: %q is no time zone: write America/Chicago", n.Line, n.Value)
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
		return fmt.Errorf("line %d: a list of words is expected", n.Line)
	}
	*w = list
	return nil
}
