package app

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"

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
		c.Offices = append(c.Offices, model.Office{Place: office(o, g), Egress: prefixes(o.Egress), SSIDs: o.SSID})
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

// cityKm is how far off a place may be that was found by its city. What is found by its
// region or country alone is farther off.
const cityKm = 100

// office is where an office stands. One that is known by its country alone would make the
// whole country an office, so it has no place then.
func office(o config.Office, g *gazetteer.Gazetteer) model.Place {
	if p := g.Place(o.City, o.Region, o.Country); p.Known && p.Radius <= cityKm {
		return p
	}
	if p, ok := g.PlaceOfAddress(o.Address); ok && p.Radius <= cityKm {
		return p
	}
	return model.Place{City: o.City, Region: o.Region, Country: o.Country}
}

// strangePlaces tells of places in the settings that are in no list of cities.
func strangePlaces(s *config.Settings, g *gazetteer.Gazetteer) error {
	const tip = "write the nearest larger city, with region and country"
	var errs []error
	for i, o := range s.Offices {
		if p := office(o, g); !p.Known && (o.City != "" || o.Country != "") {
			errs = append(errs, s.Wrong([]string{"offices", strconv.Itoa(i)}, tip+", or the postal address", "the office in %q is in no list of cities, so nobody is held to be there", p.String()))
		}
	}
	for i, t := range s.Travel {
		if p := g.Place(t.City, t.Region, t.Country); t.City != "" && p.Radius > cityKm || !p.Known {
			errs = append(errs, s.Wrong([]string{"declared_travel", strconv.Itoa(i)}, tip, "the travel of %q goes to %q, which is in no list of cities", t.Person, p.String()))
		}
	}
	return errors.Join(errs...)
}

// parts are the errors that were joined.
func parts(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // what was joined last
		return many.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
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

// mailDomains are the domains of the company's mail: those of the settings or, where these
// name none, the one under which more than half of the people have their first address.
func mailDomains(c *model.Company, subjects []*model.Subject) []string {
	if len(c.Domains) > 0 {
		return c.Domains
	}
	const few = 3
	counts, people := map[string]int{}, 0
	for _, s := range subjects {
		if s.Claims.Kind == model.Worker && len(s.Claims.Emails) > 0 {
			people++
			_, domain, _ := strings.Cut(strings.ToLower(s.Claims.Emails[0]), "@")
			counts[domain]++
		}
	}
	for domain, n := range counts {
		if n >= few && 2*n > people {
			return []string{domain}
		}
	}
	return nil
}
