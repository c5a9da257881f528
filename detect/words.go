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

// String is "on 2026-10-01" or "on 5 days from 2026-10-01 to 2026-10-09".
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
	if found || (limit > 0 && len(set) >= limit) {
		return set, false
	}
	return slices.Insert(set, i, strings.Clone(v)), true
}

// NewHire tells whether t lies within the given days after the subject's start.
func NewHire(c *model.Claims, t time.Time, days int) bool {
	return c != nil && !c.Start.IsZero() && !t.Before(c.Start.AddDate(0, 0, -7)) && t.Before(c.Start.AddDate(0, 0, days))
}

// Reached tells whether a count that starts to matter at from is worth a report: when it
// gets there, and at every milestone after.
func Reached(n, from int) bool { return n == from || n > from && Milestone(n) }

// Count is "1 day", "2 days": a number with a word that takes an s.
func Count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// Short cuts a long text, such as a command line, for a reason.
func Short(text string) string {
	const most = 120
	if len(text) <= most {
		return text
	}
	cut := []rune(text)
	if len(cut) <= most {
		return text
	}
	return string(cut[:most]) + "…"
}

// FirstIn gives the first of the words that stands in a text, "" when none does.
func FirstIn(text string, words ...string) string {
	for _, w := range words {
		if strings.Contains(text, w) {
			return w
		}
	}
	return ""
}

// AnyIn tells whether one of the words stands in a text.
func AnyIn(text string, words ...string) bool { return FirstIn(text, words...) != "" }

// Newest adds to a list, in place, and drops the oldest when the list holds limit already.
func Newest[T any](list []T, v T, limit int) []T {
	if len(list) >= limit {
		list = slices.Delete(list, 0, 1)
	}
	return append(list, v)
}

// Set is a small sorted set of texts that is kept in state.
type Set []string

// First adds a text and tells whether it is new. Past the limit nothing is new any more.
func (s *Set) First(text string, limit int) bool {
	set, added := Insert(*s, text, limit)
	*s = set
	return added
}

// Report finds f as of an event: it gives f the event's time and cites the event after
// what f cites already, and more after that. It copies what f is about.
func (c *Context) Report(e *model.Event, f model.Finding, more ...model.Evidence) {
	f.At = e.Time
	f.About = strings.Clone(f.About)
	f.Cite(e.Evidence())
	f.Cite(more...)
	if f.Shared != nil {
		shared := *f.Shared
		if shared.First.IsZero() {
			shared.First = e.Time
		}
		if e.Time.After(shared.Last) {
			shared.Last = e.Time
		}
		f.Shared = &shared
	}
	c.Find(f)
}
