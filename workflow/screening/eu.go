package screening

import (
	"encoding/xml"
	"fmt"
	"io"
)

// euRecord is a sanctionEntity of the European Commission's financial sanctions file (FSF).
type euRecord struct {
	Reference string `xml:"euReferenceNumber,attr"`
	Logical   string `xml:"logicalId,attr"`
	Subject   struct {
		Code string `xml:"code,attr"`
	} `xml:"subjectType"`
	Regulations []struct {
		Programme string `xml:"programme,attr"`
	} `xml:"regulation"`
	Names []struct {
		Whole  string `xml:"wholeName,attr"`
		Strong string `xml:"strong,attr"`
	} `xml:"nameAlias"`
	Born []struct {
		Date    string `xml:"birthdate,attr"`
		Year    string `xml:"year,attr"`
		City    string `xml:"city,attr"`
		Country string `xml:"countryDescription,attr"`
	} `xml:"birthdate"`
	Places []struct {
		Street  string `xml:"street,attr"`
		City    string `xml:"city,attr"`
		Country string `xml:"countryDescription,attr"`
	} `xml:"address"`
	Documents []struct {
		Number string `xml:"number,attr"`
	} `xml:"identification"`
}

// eu reads the FSF as XML.
func (b *builder) eu(path string, r io.Reader) error {
	return b.xmlRecords(path, r, func(d *xml.Decoder, start xml.StartElement, line int) error {
		var u euRecord
		if err := d.DecodeElement(&u, &start); err != nil {
			return fmt.Errorf("eu: %w", err)
		}
		e := u.entry()
		if e.ID == "" || len(e.Names) == 0 {
			b.problem(path, line, "", "the record has no number or no name")
			return nil
		}
		b.add(e)
		return nil
	}, "sanctionEntity")
}

func (u euRecord) entry() Entry {
	e := Entry{ID: u.Reference, Type: TypeOrganisation}
	if e.ID == "" {
		e.ID = u.Logical
	}
	if u.Subject.Code == "person" {
		e.Type = TypePerson
	}
	for _, r := range u.Regulations {
		e.Programmes = once(e.Programmes, r.Programme)
	}
	for i, n := range u.Names {
		kind := "aka"
		switch {
		case i == 0:
			kind = "name"
		case n.Strong == "false":
			kind = "weak"
		}
		e.named(n.Whole, kind)
	}
	for _, d := range u.Born {
		if d.Date == "" && d.Year != "0" {
			d.Date = d.Year
		}
		e.Born = once(e.Born, d.Date)
		e.BornIn = once(e.BornIn, joinPresent([]string{d.City, d.Country}))
	}
	for _, p := range u.Places {
		e.Places = once(e.Places, joinPresent([]string{p.Street, p.City, p.Country}))
	}
	for _, d := range u.Documents {
		if len(d.Number) > 3 {
			e.identified(Identifier{"document", d.Number})
		}
	}
	return e
}
