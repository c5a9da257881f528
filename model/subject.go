package model

import (
	"slices"
	"time"
)

// SubjectID identifies a subject: the worker's id in the people file, the candidate's in
// the application system.
type SubjectID string

// SubjectKind tells a candidate from a worker.
type SubjectKind string

// The kinds of subjects.
const (
	Worker    SubjectKind = "worker"
	Candidate SubjectKind = "candidate"
)

// ClaimKind names what a claim is about. The words are the columns of the people file.
type ClaimKind string

// The claims a person or their employer makes about them.
const (
	ClaimName           ClaimKind = "name"
	ClaimEmail          ClaimKind = "email"
	ClaimOtherEmail     ClaimKind = "other_emails"
	ClaimPhone          ClaimKind = "phone"
	ClaimTitle          ClaimKind = "title"
	ClaimDepartment     ClaimKind = "department"
	ClaimManager        ClaimKind = "manager_id"
	ClaimEmploymentType ClaimKind = "employment_type"
	ClaimVendor         ClaimKind = "vendor"
	ClaimStatus         ClaimKind = "status"
	ClaimStart          ClaimKind = "start_date"
	ClaimEnd            ClaimKind = "end_date"
	ClaimWorkCity       ClaimKind = "work_city"
	ClaimWorkRegion     ClaimKind = "work_region"
	ClaimWorkCountry    ClaimKind = "work_country"
	ClaimTimeZone       ClaimKind = "time_zone"
	ClaimHomeAddress    ClaimKind = "home_address"
	ClaimShipAddress    ClaimKind = "ship_address"
	ClaimShippedAt      ClaimKind = "shipped_at"
	ClaimDeviceSerial   ClaimKind = "device_serials"
	ClaimReferredBy     ClaimKind = "referred_by"
	ClaimPayAccount     ClaimKind = "pay_account_ref"
	ClaimAccount        ClaimKind = "accounts" // "system:id"
	ClaimKindOfSubject  ClaimKind = "kind"     // worker or candidate
)

// ClaimKinds lists every kind, in the order of the people file.
func ClaimKinds() []ClaimKind {
	return []ClaimKind{
		ClaimName, ClaimEmail, ClaimOtherEmail, ClaimPhone, ClaimTitle, ClaimDepartment, ClaimManager,
		ClaimEmploymentType, ClaimVendor, ClaimStatus, ClaimStart, ClaimEnd, ClaimWorkCity, ClaimWorkRegion,
		ClaimWorkCountry, ClaimTimeZone, ClaimHomeAddress, ClaimShipAddress, ClaimShippedAt, ClaimDeviceSerial,
		ClaimReferredBy, ClaimPayAccount, ClaimAccount, ClaimKindOfSubject,
	}
}

// Claim is one thing that somebody says, or an employer has on file, about a subject.
// A list is several claims of one kind.
type Claim struct {
	Subject SubjectID
	Kind    ClaimKind
	Value   string
	Origin  Origin
}

// Subject is a worker or a candidate with what is claimed about them, read into types.
// Detectors see everything here but Name, which is for people to read: see Claims.
type Subject struct {
	Name string
	Claims
}

// Claims are a subject's claims without the name: what rules and detectors may see.
// Zero values stand for what was not claimed.
type Claims struct {
	ID             SubjectID
	Kind           SubjectKind
	Status         string
	Title          string
	Department     string
	EmploymentType string
	Vendor         string
	Manager        SubjectID
	ReferredBy     SubjectID
	Start, End     time.Time
	// Work is where the work is said to be done; Home the place of the home address.
	Work, Home Place
	// Zone is the claimed time zone, nil when none is claimed or known.
	Zone *time.Location
	// HomeAddress and ShipAddress are as written; the keys are the same addresses in a
	// form in which equal addresses are equal.
	HomeAddress, ShipAddress string
	HomeKey, ShipKey         string
	ShippedAt                time.Time
	Emails                   []string
	Phones                   []string // digits only, with a leading + where the country code is known
	Devices                  []string // serial numbers
	Accounts                 []string // "system:id"
	PayAccount               string   // a reference or hash, never the account itself
	// Travel is what was declared; CameraOff and the like are Accommodations.
	Travel         []Travel
	Accommodations []string
	// Origins cites where each kind of claim was read first.
	Origins map[ClaimKind]Origin
}

// Evidence cites the claim of the given kind, or the subject's first record.
func (c *Claims) Evidence(k ClaimKind) Evidence {
	o, ok := c.Origins[k]
	if !ok {
		o = c.Origins[ClaimName]
	}
	return Evidence{Path: o.Path, Line: o.Line}
}

// Employed tells whether the subject was employed at t: started, and not yet gone by
// more than a day (dates are whole days somewhere on Earth).
func (c *Claims) Employed(t time.Time) bool {
	return (c.Start.IsZero() || !t.Before(c.Start.Add(-36*time.Hour))) && !c.Left(t)
}

// Left tells whether t is clearly after the subject's last day: the end of that day in
// the westernmost time zone has passed.
func (c *Claims) Left(t time.Time) bool {
	return !c.End.IsZero() && t.After(c.End.Add(36*time.Hour))
}

// Accommodated tells whether an accommodation of the given word was granted.
func (c *Claims) Accommodated(what string) bool { return slices.Contains(c.Accommodations, what) }

// Travelling gives the declared travel that covers t, a day of grace on both sides.
func (c *Claims) Travelling(t time.Time) (Travel, bool) {
	const grace = 24 * time.Hour
	for _, tr := range c.Travel {
		if !t.Before(tr.From.Add(-grace)) && t.Before(tr.To.Add(24*time.Hour+grace)) {
			return tr, true
		}
	}
	return Travel{}, false
}

// Travel is a stay away from home that the person declared.
type Travel struct {
	From, To time.Time // whole days, both included
	Place    Place
	Purpose  string
}
