package app

import (
	"net/netip"

	"bonafide/config"
	"bonafide/internal/gazetteer"
	"bonafide/internal/postal"
	"bonafide/model"
	"bonafide/pipeline/roster"
	"bonafide/score"
)

// company reads the settings into the company's word on itself.
func company(s *config.Settings, g *gazetteer.Gazetteer) *model.Company {
	c := &model.Company{
		Name: s.Company.Name, Domains: s.Company.Domains, Zone: s.Company.TimeZone.Location,
		Egress: prefixes(s.CorporateEgress), HostnamePattern: s.Company.HostnamePattern,
	}
	for _, o := range s.Offices {
		place := g.Place(o.City, o.Region, o.Country)
		if !place.Known && o.Address != "" {
			place, _ = g.PlaceOfAddress(o.Address)
		}
		c.Offices = append(c.Offices, model.Office{Place: place, Egress: prefixes(o.Egress), SSIDs: o.SSID})
	}
	for _, t := range s.RemoteAccess {
		c.RemoteAccess = append(c.RemoteAccess, model.ApprovedTool{Tool: t.Tool, Tenant: t.Tenant, From: t.From.Time, To: t.To.Time})
	}
	for _, v := range s.VPN {
		c.VPNOperators = append(c.VPNOperators, v.Operator)
	}
	for _, a := range s.SharedAddresses {
		c.SharedAddresses = append(c.SharedAddresses, model.SharedAddress{Address: a.Address, Key: postal.Key(a.Address), Reason: a.Reason})
	}
	for _, o := range s.Offices {
		if key := postal.Key(o.Address); key != "" {
			c.SharedAddresses = append(c.SharedAddresses, model.SharedAddress{Address: o.Address, Key: key, Reason: "office"})
		}
	}
	return c
}

func prefixes(list []config.Prefix) []netip.Prefix {
	out := make([]netip.Prefix, 0, len(list))
	for _, p := range list {
		out = append(out, p.Prefix)
	}
	return out
}

// addTravel tells the roster what the settings declare of people.
func addTravel(r *roster.Roster, s *config.Settings, g *gazetteer.Gazetteer) {
	for _, t := range s.Travel {
		r.Travels(model.SubjectID(t.Person), model.Travel{
			From: t.From.Time, To: t.To.Time, Place: g.Place(t.City, t.Region, t.Country), Purpose: t.Purpose,
		})
	}
	for _, a := range s.Accommodations {
		r.Accommodate(model.SubjectID(a.Person), a.What)
	}
}

func thresholds(s *config.Settings) score.Thresholds {
	t := score.DefaultThresholds()
	if s.Thresholds.OpenCase > 0 {
		t.OpenCase = s.Thresholds.OpenCase
	}
	if s.Thresholds.Misuse > 0 {
		t.Misuse = s.Thresholds.Misuse
	}
	return t
}
