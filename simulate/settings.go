package simulate

import (
	"fmt"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

// settings is bonafide.yaml as a company writes it.
type settings struct {
	Company struct {
		Name     string   `yaml:"name"`
		Domains  []string `yaml:"domains"`
		TimeZone string   `yaml:"time_zone"`
	} `yaml:"company"`
	Offices        []officeSetting        `yaml:"offices"`
	Egress         []string               `yaml:"corporate_egress"`
	RemoteAccess   []toolSetting          `yaml:"approved_remote_access"`
	Addresses      []addressSetting       `yaml:"shared_addresses,omitempty"`
	Travel         []travelSetting        `yaml:"declared_travel,omitempty"`
	Accommodations []accommodationSetting `yaml:"accommodations,omitempty"`
}

type officeSetting struct {
	City    string   `yaml:"city"`
	Country string   `yaml:"country"`
	Egress  []string `yaml:"egress"`
	SSID    string   `yaml:"ssid"`
}

type toolSetting struct {
	Tool   string `yaml:"tool"`
	Tenant string `yaml:"tenant,omitempty"`
}

type addressSetting struct {
	Address string `yaml:"address"`
	Reason  string `yaml:"reason"`
}

type travelSetting struct {
	Person  string `yaml:"person"`
	From    string `yaml:"from"`
	To      string `yaml:"to"`
	City    string `yaml:"city"`
	Country string `yaml:"country"`
	Purpose string `yaml:"purpose"`
}

type accommodationSetting struct {
	Person string `yaml:"person"`
	What   string `yaml:"what"`
}

func (c *company) writeSettings(dir string) error {
	var s settings
	s.Company.Name, s.Company.Domains, s.Company.TimeZone = c.name, []string{c.domain}, c.offices[0].city.Zone.String()
	for _, o := range c.offices {
		s.Offices = append(s.Offices, officeSetting{o.city.Name, o.city.Code, []string{o.line.addr.String() + "/32"}, o.ssid})
	}
	for _, g := range c.gateways {
		s.Egress = append(s.Egress, g.addr.String()+"/32")
	}
	s.RemoteAccess = []toolSetting{{"ScreenConnect", c.tenant}, {Tool: "Tailscale"}, {Tool: "VS Code dev tunnel"}}
	for _, a := range c.shared {
		s.Addresses = append(s.Addresses, addressSetting{a.address, a.reason})
	}
	for _, p := range c.people {
		for _, t := range p.travels {
			s.Travel = append(s.Travel, travelSetting{p.id, date(t.from), date(t.to), t.city.Name, t.city.Code, t.purpose})
		}
		if p.accommodation != "" {
			s.Accommodations = append(s.Accommodations, accommodationSetting{p.id, p.accommodation})
		}
	}
	text, err := yaml.Marshal(s)
	if err != nil {
		return fmt.Errorf("simulate: encode the settings: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "bonafide.yaml"), text, 0o644); err != nil {
		return fmt.Errorf("simulate: write the settings: %w", err)
	}
	return nil
}
