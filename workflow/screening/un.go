package screening

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// unRecord is an INDIVIDUAL or ENTITY of the Security Council's consolidated list.
type unRecord struct {
	ID        string   `xml:"DATAID"`
	Reference string   `xml:"REFERENCE_NUMBER"`
	First     string   `xml:"FIRST_NAME"`
	Second    string   `xml:"SECOND_NAME"`
	Third     string   `xml:"THIRD_NAME"`
	Fourth    string   `xml:"FOURTH_NAME"`
	Original  string   `xml:"NAME_ORIGINAL_SCRIPT"`
	Regime    string   `xml:"UN_LIST_TYPE"`
	Aliases   []unName `xml:"INDIVIDUAL_ALIAS"`
	Others    []unName `xml:"ENTITY_ALIAS"`
	Born      []struct {
		Date string `xml:"DATE"`
		Year string `xml:"YEAR"`
		From string `xml:"FROM_YEAR"`
		To   string `xml:"TO_YEAR"`
	} `xml:"INDIVIDUAL_DATE_OF_BIRTH"`
	BornIn    []unPlace `xml:"INDIVIDUAL_PLACE_OF_BIRTH"`
	Places    []unPlace `xml:"INDIVIDUAL_ADDRESS"`
	Seats     []unPlace `xml:"ENTITY_ADDRESS"`
	Documents []struct {
		Number string `xml:"NUMBER"`
	} `xml:"INDIVIDUAL_DOCUMENT"`
}

type unName struct {
	Quality string `xml:"QUALITY"`
	Text    string `xml:"ALIAS_NAME"`
}

type unPlace struct {
	Street  string `xml:"STREET"`
	City    string `xml:"CITY"`
	State   string `xml:"STATE_PROVINCE"`
	Country string `xml:"COUNTRY"`
}

func (p unPlace) String() string { return joinPresent([]string{p.Street, p.City, p.State, p.Country}) }

// xmlRecords calls one for each element of the given names, wherever it stands. A file that
// breaks off gives what stood before, and a problem.
func (b *builder) xmlRecords(path string, r io.Reader, one func(d *xml.Decoder, start xml.StartElement, line int) error, elements ...string) error {
	d := xml.NewDecoder(r)
	d.Strict = true
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		line, _ := d.InputPos()
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			b.problem(path, line, "fetch the file again; it is damaged or cut here", "the XML is broken: %v", err)
			return nil
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		for _, name := range elements {
			if start.Name.Local != name {
				continue
			}
			if err := one(d, start, line); err != nil {
				b.problem(path, line, "fetch the file again; it is damaged or cut here", "the element %s cannot be read: %v", name, err)
				return nil
			}
		}
	}
}

// un reads the consolidated list.
func (b *builder) un(path string, r io.Reader) error {
	return b.xmlRecords(path, r, func(d *xml.Decoder, start xml.StartElement, line int) error {
		var u unRecord
		if err := d.DecodeElement(&u, &start); err != nil {
			return fmt.Errorf("un: %w", err)
		}
		e := u.entry(start.Name.Local == "INDIVIDUAL")
		if e.ID == "" || len(e.Names) == 0 {
			b.problem(path, line, "", "the record has no number or no name")
			return nil
		}
		b.add(e)
		return nil
	}, "INDIVIDUAL", "ENTITY")
}

func (u unRecord) entry(person bool) Entry {
	e := Entry{ID: u.Reference, Type: TypeOrganisation, Programmes: programmes(u.Regime)}
	if person {
		e.Type = TypePerson
	}
	if e.ID == "" {
		e.ID = u.ID
	}
	name := strings.Join(strings.Fields(strings.Join([]string{u.First, u.Second, u.Third, u.Fourth}, " ")), " ")
	e.named(name, "name")
	e.named(u.Original, "original")
	for _, a := range append(u.Aliases, u.Others...) {
		kind := "aka"
		if strings.EqualFold(a.Quality, "low") {
			kind = "weak"
		}
		for text := range strings.SplitSeq(a.Text, ";") {
			e.named(text, kind)
		}
	}
	for _, d := range u.Born {
		switch {
		case d.Date != "":
			e.Born = append(e.Born, d.Date[:min(10, len(d.Date))])
		case d.Year != "":
			e.Born = append(e.Born, d.Year)
		case d.From != "":
			e.Born = append(e.Born, d.From+" to "+d.To)
		}
	}
	for _, p := range u.BornIn {
		if s := p.String(); s != "" {
			e.BornIn = append(e.BornIn, s)
		}
	}
	for _, p := range append(u.Places, u.Seats...) {
		if s := p.String(); s != "" {
			e.Places = append(e.Places, s)
		}
	}
	for _, d := range u.Documents {
		if n := strings.TrimSpace(d.Number); len(n) > 3 && len(n) < 30 {
			e.Identifiers = append(e.Identifiers, Identifier{"document", n})
		}
	}
	return e
}

// named adds a name to an entry, once.
func (e *Entry) named(text, kind string) {
	text = strings.TrimSpace(text)
	if text == "" || strings.EqualFold(text, "na") {
		return
	}
	for _, a := range e.Names {
		if strings.EqualFold(a.Text, text) {
			return
		}
	}
	e.Names = append(e.Names, Alias{Text: text, Kind: kind})
}
