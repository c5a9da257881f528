package model

import (
	"iter"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bonafide/model/ocsf"
)

// EventID identifies an event within its format: the vendor's own id, or a hash of the
// record where the vendor gives none. The same record read twice has the same id.
type EventID string

// Outcome is OCSF's status_id: whether what was tried succeeded.
type Outcome uint8

// The outcomes of an event.
const (
	OutcomeUnknown Outcome = iota
	Success
	Failure
)

// String is the OCSF caption.
func (o Outcome) String() string { return [...]string{"Unknown", "Success", "Failure"}[o%3] }

// Event is a normalised record: an OCSF class with typed attributes. What the source
// said stays in the fields; what Bonafide derived stands in Facts. An event knows
// nothing of risk.
//
// The zero Event is empty and ready for use; Reset makes it so again.
type Event struct {
	ID       EventID
	Format   string // the format it was read from, e.g. "okta/system_log"
	Origin   Origin
	Class    ocsf.Class
	Activity ocsf.Activity
	Action   string // the vendor's own word for what happened
	Outcome  Outcome
	Time     time.Time // UTC

	// Subject is who acted and Target whom it was done to, as identity resolved them;
	// empty where nobody could be named. Owner is whose device it happened on.
	Subject, Target, Owner SubjectID
	Facts                  Facts
	// Matched is what rules said of the record.
	Matched Matched

	first  [fieldCount]uint8 // one more than the field's first place in values
	values []fieldValue
}

type fieldValue struct {
	field Field
	value string
}

// Reset empties the event for reuse and keeps its memory.
func (e *Event) Reset() {
	values, facts, matched := e.values[:0], e.Facts, e.Matched
	facts.reset()
	matched.reset()
	*e = Event{values: values, Facts: facts, Matched: matched}
}

// Add appends a value to an attribute. Empty values and values past 255 are not kept. What
// is no text (UTF-8) is made one, because everything that is written down must be.
func (e *Event) Add(f Field, value string) {
	if value == "" || f == NoField || f >= fieldCount || len(e.values) == 255 {
		return
	}
	if !utf8.ValidString(value) { // quick for what is
		value = strings.ToValidUTF8(value, "\uFFFD")
	}
	e.values = append(e.values, fieldValue{f, value})
	if e.first[f] == 0 {
		e.first[f] = uint8(len(e.values)) //nolint:gosec // bounded by 255 above
	}
}

// Set gives an attribute its only value, replacing the first one it had.
func (e *Event) Set(f Field, value string) {
	if at := e.first[f%fieldCount]; at != 0 && value != "" {
		e.values[at-1].value = strings.ToValidUTF8(value, "\uFFFD")
		return
	}
	e.Add(f, value)
}

// Has tells whether the attribute has a value.
func (e *Event) Has(f Field) bool { return e.first[f%fieldCount] != 0 }

// Text is the attribute's first value, "" when it has none.
func (e *Event) Text(f Field) string {
	if at := e.first[f%fieldCount]; at != 0 {
		return e.values[at-1].value
	}
	return ""
}

// All yields every value of the attribute in the order they were added.
func (e *Event) All(f Field) iter.Seq[string] {
	return func(yield func(string) bool) {
		if e.first[f%fieldCount] == 0 {
			return
		}
		for _, v := range e.values[e.first[f]-1:] {
			if v.field == f && !yield(v.value) {
				return
			}
		}
	}
}

// Fields yields every attribute and value in the order they were added.
func (e *Event) Fields() iter.Seq2[Field, string] {
	return func(yield func(Field, string) bool) {
		for _, v := range e.values {
			if !yield(v.field, v.value) {
				return
			}
		}
	}
}

// FieldCount is how many values the event carries.
func (e *Event) FieldCount() int { return len(e.values) }

// Number reads the attribute as a decimal number. What is not a number, or has no end, is
// none, whatever the source wrote.
func (e *Event) Number(f Field) (float64, bool) {
	if !e.Has(f) {
		return 0, false
	}
	n, err := strconv.ParseFloat(e.Text(f), 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return 0, false
	}
	return n, true
}

// Flag reads the attribute as a yes or no; known is false when the source did not say.
func (e *Event) Flag(f Field) (value, known bool) {
	switch strings.ToLower(e.Text(f)) {
	case "true", "1", "yes":
		return true, true
	case "false", "0", "no":
		return false, true
	}
	return false, false
}

// IP reads the attribute as an address, the zero Addr when it is none. A zone is dropped
// and an IPv4 address in IPv6 clothes is undressed.
func (e *Event) IP(f Field) netip.Addr {
	if !e.Has(f) {
		return netip.Addr{}
	}
	a, err := netip.ParseAddr(e.Text(f))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// When reads the attribute as an RFC 3339 time, the zero Time when it is none.
func (e *Event) When(f Field) time.Time {
	if !e.Has(f) {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, e.Text(f))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// Observables yields what the event identifies, typed.
func (e *Event) Observables() iter.Seq[Observable] {
	return func(yield func(Observable) bool) {
		for _, v := range e.values {
			if k := fieldTable[v.field].Observable; k != NoObservable && !yield(Observable{k, v.value}) {
				return
			}
		}
	}
}

// Evidence cites the event. It holds nothing of the event's memory.
func (e *Event) Evidence() Evidence {
	return Evidence{Path: e.Origin.Path, Line: e.Origin.Line, Event: EventID(strings.Clone(string(e.ID)))}
}
