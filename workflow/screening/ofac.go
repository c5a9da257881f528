package screening

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// null is what OFAC writes where there is nothing.
const null = "-0-"

// builder gathers the entries of one list.
type builder struct {
	list     string
	entries  []Entry
	at       map[string]int
	remarks  map[string]string
	problems []Problem
}

func newBuilder(list string) *builder {
	return &builder{list: list, at: map[string]int{}, remarks: map[string]string{}}
}

func (b *builder) problem(path string, line int, hint, format string, args ...any) {
	b.problems = append(b.problems, Problem{Path: path, Line: line, Text: fmt.Sprintf(format, args...), Hint: hint})
}

func (b *builder) add(e Entry) {
	e.List = b.list
	b.at[e.ID] = len(b.entries)
	b.entries = append(b.entries, e)
}

func (b *builder) entry(id string) *Entry {
	i, ok := b.at[id]
	if !ok {
		return nil
	}
	return &b.entries[i]
}

// ofacTable reads one of OFAC's delimited files: records end with the line, quotes are not
// escaped, and a control character ends the file.
func (b *builder) ofacTable(path string, r io.Reader, columns int, row func(line int, f []string)) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), 1<<20)
	for line := 1; s.Scan(); line++ {
		text := bytes.TrimRight(s.Bytes(), "\r\n\x1a")
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		c := csv.NewReader(bytes.NewReader(text))
		c.LazyQuotes, c.FieldsPerRecord = true, -1
		f, err := c.Read()
		if err != nil {
			b.problem(path, line, "fetch the file again; OFAC's files have one record a line", "the line is no record: %v", err)
			continue
		}
		if len(f) < columns {
			b.problem(path, line, "fetch the file again; the line may be cut", "the line has %d columns, %d are needed", len(f), columns)
			continue
		}
		for i := range f {
			if f[i] = strings.TrimSpace(f[i]); f[i] == null {
				f[i] = ""
			}
		}
		row(line, f)
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// ofacPrimary reads sdn.csv or cons_prim.csv.
func (b *builder) ofacPrimary(path string, r io.Reader) error {
	return b.ofacTable(path, r, 12, func(line int, f []string) {
		if f[0] == "" || f[1] == "" {
			b.problem(path, line, "", "the record has no number or no name")
			return
		}
		e := Entry{ID: f[0], Type: ofacType(f[2]), Names: []Alias{{Text: f[1], Kind: "name"}}, Programmes: programmes(f[3])}
		if f[5] != "" {
			e.Identifiers = append(e.Identifiers, Identifier{"call_sign", f[5]})
		}
		b.remarks[e.ID] = f[11]
		b.add(e)
	})
}

// ofacAliases reads alt.csv.
func (b *builder) ofacAliases(path string, r io.Reader) error {
	return b.ofacTable(path, r, 4, func(line int, f []string) {
		e := b.entry(f[0])
		if e == nil {
			b.problem(path, line, "use files of one day", "the alias is of number %q, which the list does not have", f[0])
			return
		}
		if f[3] != "" {
			e.Names = append(e.Names, Alias{Text: f[3], Kind: f[2]})
		}
	})
}

// ofacAddresses reads add.csv.
func (b *builder) ofacAddresses(path string, r io.Reader) error {
	return b.ofacTable(path, r, 5, func(line int, f []string) {
		e := b.entry(f[0])
		if e == nil {
			b.problem(path, line, "use files of one day", "the address is of number %q, which the list does not have", f[0])
			return
		}
		if place := joinPresent(f[2:5]); place != "" {
			e.Places = append(e.Places, place)
		}
	})
}

// ofacComments reads sdn_comments.csv: remarks that were too long go on there.
func (b *builder) ofacComments(path string, r io.Reader) error {
	return b.ofacTable(path, r, 2, func(_ int, f []string) { b.remarks[f[0]] += f[1] })
}

// finish reads the remarks once they are whole.
func (b *builder) finish() {
	for i := range b.entries {
		readRemarks(&b.entries[i], b.remarks[b.entries[i].ID])
	}
}

func ofacType(t string) string {
	switch t {
	case "individual":
		return TypePerson
	case "vessel":
		return TypeVessel
	case "aircraft":
		return TypeAircraft
	}
	return TypeOrganisation
}

func programmes(text string) []string {
	var list []string
	for p := range strings.SplitSeq(text, "] [") {
		if p = strings.Trim(p, "[] "); p != "" {
			list = append(list, p)
		}
	}
	return list
}

func joinPresent(parts []string) string {
	var present []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			present = append(present, p)
		}
	}
	return strings.Join(present, ", ")
}

var documentNumber = regexp.MustCompile(`^(?:Passport|National ID No\.|Tax ID No\.|Registration ID|Identification Number|Cedula No\.|C\.U\.R\.P\.|D\.N\.I\.|SSN|Driver's License No\.|Registration Number|Legal Entity Number|NIT #|RFC|R\.F\.C\.) ?([A-Za-z0-9./-]+)`)

// readRemarks takes dates, places, weak aliases and identifiers out of OFAC's remarks.
func readRemarks(e *Entry, text string) {
	for part := range strings.SplitSeq(text, ";") {
		part = strings.TrimSuffix(strings.TrimSpace(part), ".")
		part = strings.TrimPrefix(part, "alt. ")
		switch {
		case strings.HasPrefix(part, "DOB "):
			e.Born = append(e.Born, part[4:])
		case strings.HasPrefix(part, "POB "):
			e.BornIn = append(e.BornIn, part[4:])
		case strings.HasPrefix(part, "a.k.a. '"), strings.HasPrefix(part, "f.k.a. '"), strings.HasPrefix(part, "n.k.a. '"):
			if name := strings.Trim(part[7:], "' "); name != "" {
				e.Names = append(e.Names, Alias{Text: name, Kind: "weak"})
			}
		case strings.HasPrefix(part, "Email Address "):
			e.Identifiers = append(e.Identifiers, Identifier{"email", part[14:]})
		case strings.HasPrefix(part, "Website "):
			e.Identifiers = append(e.Identifiers, Identifier{"website", part[8:]})
		case strings.HasPrefix(part, "Digital Currency Address - "):
			if _, address, ok := strings.Cut(part[27:], " "); ok {
				e.Identifiers = append(e.Identifiers, Identifier{"wallet", address})
			}
		case strings.HasPrefix(part, "Vessel Registration Identification IMO "):
			e.Identifiers = append(e.Identifiers, Identifier{"imo", part[39:]})
		case strings.HasPrefix(part, "Phone Number "):
			e.Identifiers = append(e.Identifiers, Identifier{"phone", part[13:]})
		default:
			if m := documentNumber.FindStringSubmatch(part); m != nil {
				e.Identifiers = append(e.Identifiers, Identifier{"document", m[1]})
			}
		}
	}
}
