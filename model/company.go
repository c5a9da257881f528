package model

import (
	"net/netip"
	"strings"
	"time"
)

// Company is what the company says about itself in bonafide.yaml: what is approved,
// what is its own, and what is shared for a good reason. The zero Company has approved
// nothing and owns nothing.
type Company struct {
	Name    string
	Domains []string
	Zone    *time.Location // for times without an offset; UTC when not set
	Offices []Office
	// Egress are the company's own exits: shared VPN gateways, SASE ranges.
	Egress          []netip.Prefix
	RemoteAccess    []ApprovedTool
	VPNOperators    []string
	SharedAddresses []SharedAddress
	// HostnamePattern is the regular expression corporate host names follow, "" for none.
	HostnamePattern string
}

// Office is a place of the company's own.
type Office struct {
	Place  Place
	Egress []netip.Prefix
	SSIDs  []string
}

// ApprovedTool is a remote-access tool that may be used, everywhere or on one tenant
// only, always or for a while.
type ApprovedTool struct {
	Tool     string // catalogue id or name, any case
	Tenant   string // "" allows every tenant
	From, To time.Time
}

// Covers tells whether the approval holds for a tool (by id or name) and a tenant at t.
// A tenant that cannot be compared with the approved one is covered: what the record does
// not show cannot contradict.
func (a ApprovedTool) Covers(id, name, tenant string, t time.Time) bool {
	return a.Names(id, name) && (a.Tenant == "" || !Comparable(a.Tenant, tenant) || sameFold(a.Tenant, tenant)) && a.Holds(t)
}

// Comparable tells whether two ways of naming a tenant can contradict each other. A host
// name says nothing against an installation's number, nor against a host that many
// tenants share.
func Comparable(approved, tenant string) bool {
	host := strings.ToLower(tenant)
	if tenant == "" || strings.Contains(approved, ".") != strings.Contains(tenant, ".") {
		return false
	}
	label, _, _ := strings.Cut(host, ".")
	relay := strings.HasPrefix(label, "instance-") && strings.HasSuffix(label, "-relay")
	return !relay && !strings.HasSuffix(strings.ToLower(approved), "."+host)
}

// Names tells whether the approval is about the tool with this id or name.
func (a ApprovedTool) Names(id, name string) bool {
	return sameFold(a.Tool, id) || sameFold(a.Tool, name)
}

// Holds tells whether the approval is in force at t.
func (a ApprovedTool) Holds(t time.Time) bool {
	return (a.From.IsZero() || !t.Before(a.From)) && (a.To.IsZero() || t.Before(a.To.Add(24*time.Hour)))
}

// SharedAddress is an address that several people share for a reason that is known:
// a staffing agency, a co-living house.
type SharedAddress struct {
	Address string
	Key     string // the address in a form in which equal addresses are equal
	Reason  string
}

// Owns tells whether the address is one of the company's own exits, by office or by VPN.
func (c *Company) Owns(a netip.Addr) bool {
	if !a.IsValid() {
		return false
	}
	for _, p := range c.Egress {
		if p.Contains(a) {
			return true
		}
	}
	_, ok := c.OfficeAt(a)
	return ok
}

// OfficeAt finds the office whose exit the address is.
func (c *Company) OfficeAt(a netip.Addr) (Office, bool) {
	for _, o := range c.Offices {
		for _, p := range o.Egress {
			if p.Contains(a) {
				return o, true
			}
		}
	}
	return Office{}, false
}

// SharesKnowingly gives the reason why several people may share the address with the
// given key.
func (c *Company) SharesKnowingly(key string) (string, bool) {
	for _, s := range c.SharedAddresses {
		if s.Key == key {
			return s.Reason, true
		}
	}
	return "", false
}
