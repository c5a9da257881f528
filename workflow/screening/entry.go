// Package screening looks for names on sanctions lists. Start with Read for a list in its
// native format, NewIndex for an index over lists, and Index.Search for a name; a hit says
// which entry and alias it was, and what its score is made of.
//
// A hit is a likeness of names and nothing more. It makes no finding and no score of
// anybody's deception, and nothing here reads or keeps a nationality.
package screening

import (
	"fmt"
	"strings"

	"bonafide/internal/names"
)

// Threshold is the score from which on a hit is shown: about one alert in a thousand people
// whom no list means, on OFAC, UN and BIS (go run ./cmd/benchmark screening).
const Threshold = 0.72

// Entry is somebody or something on a list.
type Entry struct {
	List        string       `json:"list"`
	ID          string       `json:"id"`
	Type        string       `json:"type"` // person, organisation, vessel, aircraft
	Programmes  []string     `json:"programmes,omitempty"`
	Names       []Alias      `json:"names"`
	Born        []string     `json:"born,omitempty"` // dates as the list writes them
	BornIn      []string     `json:"born_in,omitempty"`
	Places      []string     `json:"places,omitempty"` // addresses
	Identifiers []Identifier `json:"identifiers,omitempty"`
}

// The types of entries.
const (
	TypePerson       = "person"
	TypeOrganisation = "organisation"
	TypeVessel       = "vessel"
	TypeAircraft     = "aircraft"
)

// Alias is one name of an entry.
type Alias struct {
	Text string `json:"text"`
	Kind string `json:"kind"` // name, aka, fka, nka, weak, original
}

// Identifier is what matches exactly or not at all.
type Identifier struct {
	Kind  string `json:"kind"` // email, wallet, imo, document, phone, website, call_sign
	Value string `json:"value"`
}

// Shown is the identifier as it may be printed: numbers of documents are not.
func (i Identifier) Shown() string {
	if i.Kind == "document" || i.Kind == "phone" {
		return i.Kind
	}
	return i.Kind + " " + i.Value
}

// key is the form in which identifiers are compared.
func (i Identifier) key() string {
	v := strings.TrimSpace(i.Value)
	if i.Kind == "wallet" {
		if strings.HasPrefix(strings.ToLower(v), "0x") || strings.HasPrefix(strings.ToLower(v), "bc1") {
			return strings.ToLower(v)
		}
		return v
	}
	v = strings.ToLower(v)
	switch i.Kind {
	case "email", "website":
		return v
	case "imo":
		return "imo" + strings.TrimLeft(v, "imo ")
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, v)
}

// Problem is a place of a list that could not be read.
type Problem struct {
	Path string `json:"path"`
	Line int    `json:"line"`
	Text string `json:"text"`
	Hint string `json:"hint,omitempty"`
}

func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.Path, p.Line, p.Text) }

// kindOf is how the names of a type are read.
func kindOf(entryType string) names.Kind {
	switch entryType {
	case TypePerson:
		return names.Person
	case TypeOrganisation:
		return names.Organisation
	}
	return names.Vessel
}
