package detect

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bonafide/model"
)

// Stamp is how reasons write a time.
const Stamp = "2006-01-02 15:04 MST"

// Milestone tells whether a count is worth another report: 1, 2, 4, 8 …
func Milestone(n int) bool { return n > 0 && n&(n-1) == 0 }

// Days counts different days (UTC). The zero Days is empty; it keeps the first and the
// last day and the number in between, which is all that reasons need.
type Days struct {
	Count int       `json:"count"`
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

// Add counts the day of t and tells whether it is a new one. Times come in order.
func (d *Days) Add(t time.Time) bool {
	day := t.UTC().Truncate(24 * time.Hour)
	if d.Count > 0 && !day.After(d.Last) {
		return false
	}
	if d.Count == 0 {
		d.First = day
	}
	d.Last = day
	d.Count++
	return true
}

// String is "2026-10-01" or "5 days from 2026-10-01 to 2026-10-09".
func (d Days) String() string {
	if d.Count == 1 {
		return "on " + d.First.Format(time.DateOnly)
	}
	return fmt.Sprintf("on %d days from %s to %s", d.Count, d.First.Format(time.DateOnly), d.Last.Format(time.DateOnly))
}

// Insert adds a value to a sorted set and tells whether it was new. At most limit values
// are kept (0: all); past that nothing is new.
func Insert(set []string, v string, limit int) ([]string, bool) {
	i, found := slices.BinarySearch(set, v)
	if found || v == "" || (limit > 0 && len(set) >= limit) {
		return set, false
	}
	return slices.Insert(set, i, strings.Clone(v)), true
}

// NewHire tells whether t lies within the given days after the subject's start.
func NewHire(c *model.Claims, t time.Time, days int) bool {
	return c != nil && !c.Start.IsZero() && !t.Before(c.Start.AddDate(0, 0, -7)) && t.Before(c.Start.AddDate(0, 0, days))
}

// PreciseKm is how exactly a place must be known to say anything of a person's city.
const PreciseKm = 300

// PreciseSighting is the most telling place of an event that is known well enough to
// tell cities apart: a country alone is none.
func PreciseSighting(e *model.Event) (model.Sighting, bool) {
	for _, at := range e.Facts.Sightings {
		if at.Place.Known && at.Place.Radius <= PreciseKm {
			return at, true
		}
	}
	return model.Sighting{}, false
}
