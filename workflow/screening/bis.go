package screening

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"bonafide/internal/names"
)

// bis reads the Denied Persons List of the Bureau of Industry and Security: columns
// separated by tabs, with a heading.
func (b *builder) bis(path string, r io.Reader) error {
	c := csv.NewReader(r)
	c.Comma, c.LazyQuotes, c.FieldsPerRecord = '\t', true, -1
	at := map[string]int{}
	count := 0
	for {
		f, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		line, _ := c.FieldPos(0)
		if err != nil {
			b.problem(path, line, "fetch the file again", "the line is no record: %v", err)
			continue
		}
		if len(at) == 0 {
			for i, h := range f {
				at[strings.ToLower(strings.Trim(h, "\ufeff\" "))] = i
			}
			if _, ok := at["name"]; !ok {
				return fmt.Errorf("%s: the heading has no column Name", path)
			}
			continue
		}
		get := func(column string) string {
			if i, ok := at[column]; ok && i < len(f) {
				return strings.TrimSpace(f[i])
			}
			return ""
		}
		name := get("name")
		if name == "" {
			b.problem(path, line, "", "the record has no name")
			continue
		}
		count++
		e := Entry{ID: fmt.Sprintf("dpl-%d", count), Type: guessType(name), Programmes: []string{"Denied Persons"}}
		if cite := get("fr_citation"); cite != "" {
			e.ID = cite
		}
		if _, taken := b.at[e.ID]; taken {
			e.ID = fmt.Sprintf("%s (line %d)", e.ID, line)
		}
		e.named(name, "name")
		if place := joinPresent([]string{get("street_address"), get("city"), get("state"), get("country")}); place != "" {
			e.Places = append(e.Places, place)
		}
		b.add(e)
	}
}

// guessType tells a company by its words where a list does not say what an entry is.
func guessType(name string) string {
	for _, t := range names.Parse(name, names.Organisation).Tokens {
		if t.Role == names.Generic || t.Role == names.Title || t.Role == names.Place {
			return TypeOrganisation
		}
	}
	return TypePerson
}
