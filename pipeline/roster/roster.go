// Package roster gathers the claims of all subjects and reads them into types. It is the
// world that detectors ask about claims. Start with New, Add every claim, then Close.
package roster

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"bonafide/internal/postal"
	"bonafide/model"
)

// Gazetteer finds places by their words.
type Gazetteer interface {
	// Place finds a city; a place that is not Known when nothing fits.
	Place(city, region, country string) model.Place
	// PlaceOfAddress finds the city a postal address names.
	PlaceOfAddress(address string) (model.Place, bool)
}

// Problem is a claim that could not be used.
type Problem struct {
	Origin model.Origin
	Err    error
	Hint   string
}

// Roster holds all subjects. Add is for one goroutine; after Close it is read-only and
// safe for concurrent use. It implements detect.World.
type Roster struct {
	company   *model.Company
	gazetteer Gazetteer
	claims    map[model.SubjectID][]model.Claim
	subjects  map[model.SubjectID]*model.Subject
	names     map[model.SubjectID][]string // name parts, folded
	travel    map[model.SubjectID][]model.Travel
	granted   map[model.SubjectID][]string
	zones     map[string]*time.Location // each is read once
	workers   int
}

// New makes an empty roster.
func New(company *model.Company, g Gazetteer) *Roster {
	return &Roster{
		company: company, gazetteer: g,
		claims:   map[model.SubjectID][]model.Claim{},
		subjects: map[model.SubjectID]*model.Subject{},
		names:    map[model.SubjectID][]string{},
		travel:   map[model.SubjectID][]model.Travel{},
		granted:  map[model.SubjectID][]string{},
		zones:    map[string]*time.Location{},
	}
}

// Add takes in a claim.
func (r *Roster) Add(c model.Claim) { r.claims[c.Subject] = append(r.claims[c.Subject], c) }

// Travels notes declared travel.
func (r *Roster) Travels(id model.SubjectID, t model.Travel) { r.travel[id] = append(r.travel[id], t) }

// Accommodate notes an accommodation.
func (r *Roster) Accommodate(id model.SubjectID, what string) {
	r.granted[id] = append(r.granted[id], what)
}

// Close reads all claims into subjects and tells which could not be used.
func (r *Roster) Close() []Problem {
	var problems []Problem
	for _, id := range slices.Sorted(maps.Keys(r.claims)) {
		list := r.claims[id]
		slices.SortStableFunc(list, func(a, b model.Claim) int {
			return cmp.Or(cmp.Compare(a.Origin.Path, b.Origin.Path), cmp.Compare(a.Origin.Line, b.Origin.Line))
		})
		s, found := r.read(id, list)
		problems = append(problems, found...)
		r.subjects[id] = s
		r.names[id] = nameParts(s.Name)
		if s.Kind == model.Worker {
			r.workers++
		}
	}
	r.claims = nil
	for _, id := range r.unknown() {
		problems = append(problems, Problem{
			Err:  fmt.Errorf("the settings name %q, whom no people file has", id),
			Hint: "check the id under declared_travel or accommodations",
		})
	}
	return problems
}

// unknown are ids that the settings name and the people files do not.
func (r *Roster) unknown() []model.SubjectID {
	var ids []model.SubjectID
	for id := range r.travel {
		if r.subjects[id] == nil {
			ids = append(ids, id)
		}
	}
	for id := range r.granted {
		if r.subjects[id] == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// read turns one subject's claims, sorted by origin, into a subject. Of two rows with the
// same id in one file the first one counts.
func (r *Roster) read(id model.SubjectID, list []model.Claim) (*model.Subject, []Problem) {
	s := &model.Subject{Claims: model.Claims{
		ID: id, Kind: model.Worker, Origins: map[model.ClaimKind]model.Origin{},
		Travel: r.travel[id], Accommodations: r.granted[id],
	}}
	var problems []Problem
	first, told := map[string]int64{}, map[model.Origin]bool{}
	var work [3]string
	others := strangers(list)
	for _, c := range list {
		if others[c.Origin.Path] {
			if !told[c.Origin] {
				told[c.Origin] = true
				problems = append(problems, Problem{
					c.Origin, fmt.Errorf("the id %q is somebody else's in %s: neither the name nor an e-mail address is the same", id, list[0].Origin.Path),
					"give every person an id of their own, the same in all files; this row was left out",
				})
			}
			continue
		}
		line, seen := first[c.Origin.Path]
		if !seen {
			first[c.Origin.Path] = c.Origin.Line
		} else if line != c.Origin.Line {
			if !told[c.Origin] {
				told[c.Origin] = true
				problems = append(problems, Problem{
					c.Origin, fmt.Errorf("the id %q was used before, in line %d", id, line),
					"give every person an id of their own; the first row was used",
				})
			}
			continue
		}
		if err := r.take(s, c, &work); err != nil {
			problems = append(problems, Problem{c.Origin, err, "write dates as 2026-03-31 and zones as America/Chicago"})
			continue
		}
		if _, ok := s.Origins[c.Kind]; !ok {
			s.Origins[c.Kind] = c.Origin
		}
	}
	s.Work = r.gazetteer.Place(work[0], work[1], work[2])
	s.Home, _ = r.gazetteer.PlaceOfAddress(s.HomeAddress)
	s.HomeKey, s.ShipKey = postal.Key(s.HomeAddress), postal.Key(s.ShipAddress)
	return s, problems
}

// strangers are the files, of claims under one id and sorted by origin, that mean another
// person than the first file does: they give a name and an address, and none that it gives.
// Records of one must not be held against the other.
func strangers(list []model.Claim) map[string]bool {
	type known struct {
		names, emails []string
	}
	files := map[string]*known{}
	for _, c := range list {
		f := files[c.Origin.Path]
		if f == nil {
			f = &known{}
			files[c.Origin.Path] = f
		}
		switch c.Kind {
		case model.ClaimName:
			f.names = append(f.names, nameParts(c.Value)...)
		case model.ClaimEmail, model.ClaimOtherEmail:
			f.emails = append(f.emails, strings.ToLower(strings.TrimSpace(c.Value)))
		default:
		}
	}
	if len(files) < 2 {
		return nil
	}
	differ := func(a, b []string) bool {
		return len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(v string) bool { return slices.Contains(b, v) })
	}
	first, others := files[list[0].Origin.Path], map[string]bool{}
	for path, f := range files {
		if f != first && differ(first.names, f.names) && differ(first.emails, f.emails) {
			others[path] = true
		}
	}
	return others
}

// take reads one claim into the subject.
func (r *Roster) take(s *model.Subject, c model.Claim, work *[3]string) error {
	v := strings.TrimSpace(c.Value)
	set := func(to *string) {
		if *to == "" {
			*to = v
		}
	}
	switch c.Kind {
	case model.ClaimName:
		set(&s.Name)
	case model.ClaimEmail, model.ClaimOtherEmail:
		s.Emails = appendNew(s.Emails, strings.ToLower(v))
	case model.ClaimPhone:
		s.Phones = appendNew(s.Phones, digits(v))
	case model.ClaimTitle:
		set(&s.Title)
	case model.ClaimDepartment:
		set(&s.Department)
	case model.ClaimManager:
		s.Manager = model.SubjectID(v)
	case model.ClaimEmploymentType:
		set(&s.EmploymentType)
	case model.ClaimVendor:
		set(&s.Vendor)
	case model.ClaimStatus:
		set(&s.Status)
	case model.ClaimWorkCity:
		set(&work[0])
	case model.ClaimWorkRegion:
		set(&work[1])
	case model.ClaimWorkCountry:
		set(&work[2])
	case model.ClaimHomeAddress:
		set(&s.HomeAddress)
	case model.ClaimShipAddress:
		set(&s.ShipAddress)
	case model.ClaimDeviceSerial:
		s.Devices = appendNew(s.Devices, strings.ToUpper(v))
	case model.ClaimReferredBy:
		s.ReferredBy = model.SubjectID(v)
	case model.ClaimPayAccount:
		set(&s.PayAccount)
	case model.ClaimAccount:
		s.Accounts = appendNew(s.Accounts, v)
	case model.ClaimKindOfSubject:
		s.Kind = model.SubjectKind(strings.ToLower(v))
	default:
		return r.takeTime(s, c.Kind, v)
	}
	return nil
}

// takeTime reads the claims that are dates or zones.
func (r *Roster) takeTime(s *model.Subject, kind model.ClaimKind, v string) error {
	if kind == model.ClaimTimeZone {
		zone, ok := r.zones[v]
		if !ok {
			var err error
			if zone, err = time.LoadLocation(v); err != nil {
				return fmt.Errorf("%s: %q is no time zone", kind, v)
			}
			r.zones[v] = zone
		}
		s.Zone = zone
		return nil
	}
	t, err := r.date(v)
	if err != nil {
		return fmt.Errorf("%s: %q is no date", kind, v)
	}
	switch kind {
	case model.ClaimStart:
		s.Start = t
	case model.ClaimEnd:
		s.End = t
	case model.ClaimShippedAt:
		s.ShippedAt = t
	}
	return nil
}

// date reads an RFC 3339 time, or a date in the company's zone.
func (r *Roster) date(v string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
		return t.UTC(), nil
	}
	zone := r.company.Zone
	if zone == nil {
		zone = time.UTC
	}
	t, err := time.ParseInLocation("2006-01-02", v, zone)
	return t.UTC(), err
}

func appendNew(list []string, v string) []string {
	if v == "" || slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

// digits keeps a telephone number's digits and its leading plus.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if (r >= '0' && r <= '9') || r == '+' {
			return r
		}
		return -1
	}, s)
}

// nameParts are the parts of a name of two letters or more, folded: lower case, without
// diacritics.
func nameParts(name string) []string {
	fold := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	folded, _, err := transform.String(fold, strings.ToLower(name))
	if err != nil {
		folded = strings.ToLower(name)
	}
	parts := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	return slices.DeleteFunc(parts, func(p string) bool { return len(p) < 2 })
}

// Claims are the claims of a subject, nil for an unknown one.
func (r *Roster) Claims(id model.SubjectID) *model.Claims {
	if s := r.subjects[id]; s != nil {
		return &s.Claims
	}
	return nil
}

// SameName tells whether a name found in a record shares a part with the subject's own.
func (r *Roster) SameName(id model.SubjectID, found string) (same, known bool) {
	own, other := r.names[id], nameParts(found)
	if len(own) == 0 || len(other) == 0 {
		return false, false
	}
	for _, part := range other {
		if slices.Contains(own, part) {
			return true, true
		}
	}
	return false, true
}

// OneName tells whether two subjects bear one name: two parts of it or more, and all of the
// shorter one's.
func (r *Roster) OneName(a, b model.SubjectID) bool {
	short, long := r.names[a], r.names[b]
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) < 2 {
		return false
	}
	for _, part := range short {
		if !slices.Contains(long, part) {
			return false
		}
	}
	return true
}

// Company is what the company says of itself.
func (r *Roster) Company() *model.Company { return r.company }

// Population is how many workers there are.
func (r *Roster) Population() int { return r.workers }

// Subjects lists all subjects by id.
func (r *Roster) Subjects() []*model.Subject {
	list := make([]*model.Subject, 0, len(r.subjects))
	for _, id := range slices.Sorted(maps.Keys(r.subjects)) {
		list = append(list, r.subjects[id])
	}
	return list
}
