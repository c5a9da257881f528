package screening

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// uk reads the consolidated list of OFSI as CSV (ConList.csv): a line with the date, a
// heading, and a row for each name of a group.
func (b *builder) uk(path string, r io.Reader) error {
	c := csv.NewReader(r)
	c.LazyQuotes, c.FieldsPerRecord = true, -1
	at := map[string]int{}
	for {
		f, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := c.FieldPos(0)
		if err != nil {
			b.problem(path, line, "fetch the file again", "the line is no record: %v", err)
			continue
		}
		if len(at) == 0 {
			if len(f) > 10 {
				for i, h := range f {
					at[strings.ToLower(strings.Trim(h, "\ufeff "))] = i
				}
			}
			continue
		}
		b.ukRow(path, line, func(column string) string {
			if i, ok := at[column]; ok && i < len(f) {
				return strings.TrimSpace(f[i])
			}
			return ""
		})
	}
	if _, ok := at["group id"]; !ok {
		return fmt.Errorf("%s: the heading has no column Group ID", path)
	}
	return nil
}

func (b *builder) ukRow(path string, line int, get func(column string) string) {
	id := get("group id")
	name := strings.Join(strings.Fields(strings.Join([]string{get("name 1"), get("name 2"), get("name 3"), get("name 4"), get("name 5"), get("name 6")}, " ")), " ")
	if id == "" || name == "" {
		b.problem(path, line, "fetch the file again; the line may be cut", "the row has no group or no name")
		return
	}
	e := b.entry(id)
	if e == nil {
		kind := TypeOrganisation
		switch strings.ToLower(get("group type")) {
		case "individual":
			kind = TypePerson
		case "ship":
			kind = TypeVessel
		}
		b.add(Entry{ID: id, Type: kind, Programmes: programmes(get("regime"))})
		e = b.entry(id)
	}
	kind := "name"
	switch {
	case strings.EqualFold(get("alias quality"), "low quality"):
		kind = "weak"
	case !strings.HasPrefix(strings.ToLower(get("alias type")), "primary"):
		kind = "aka"
	}
	e.named(name, kind)
	e.named(get("name non-latin script"), "original")
	e.Born = once(e.Born, isoOf(get("dob")))
	e.BornIn = once(e.BornIn, joinPresent([]string{get("town of birth"), get("country of birth")}))
	e.Places = once(e.Places, joinPresent([]string{get("address 1"), get("address 2"), get("address 3"), get("address 4"), get("address 5"), get("address 6"), get("post/zip code"), get("country")}))
	for _, column := range []string{"passport number", "national identification number"} {
		if number := get(column); len(number) > 3 {
			e.identified(Identifier{"document", number})
		}
	}
}

// isoOf writes 01/02/1970 as 1970-02-01, and 00/00/1970 as 1970.
func isoOf(text string) string {
	if len(text) != 10 || text[2] != '/' || text[5] != '/' {
		return text
	}
	if text[:2] == "00" || text[3:5] == "00" {
		return text[6:]
	}
	return text[6:] + "-" + text[3:5] + "-" + text[:2]
}

// once adds a text that is not there yet.
func once(list []string, text string) []string {
	if text == "" {
		return list
	}
	for _, t := range list {
		if t == text {
			return list
		}
	}
	return append(list, text)
}

func (e *Entry) identified(id Identifier) {
	for _, own := range e.Identifiers {
		if own == id {
			return
		}
	}
	e.Identifiers = append(e.Identifiers, id)
}
