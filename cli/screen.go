package cli

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/internal/hint"
	"bonafide/internal/names"
	"bonafide/workflow/screening"
)

// nameOnly is said with every answer.
const nameOnly = "A likeness of names is no finding about anybody: it raises no score of deception. Compare dates, places and identifiers before acting."

// screenFlags are the flags of screen.
type screenFlags struct {
	lists             []string
	kind, born, place string
	format, batch     string
	threshold         float64
	limit             int
	quiet             bool
}

func newScreen(s streams) *cobra.Command {
	f := &screenFlags{}
	c := &cobra.Command{
		Use:   "screen NAME...",
		Short: "Look for names of people, companies or vessels on sanctions lists",
		Long: `Screen looks for names on sanctions lists (OFAC, UN, UK, EU and BIS in their own formats), in
any script and spelling, and says of each hit the list, the programme, the entry, the alias
and what the score is made of. E-mail addresses, wallets, IMO numbers and numbers of
documents are found only exactly.

With --batch a CSV file with a column name (and born, place, kind) or a list of one name a
line is screened; - reads standard input. Dates and places of birth are said beside the
score and never enter it. Nationality is neither read nor asked for.

Exit codes: 0 no hit; 1 hits; 2 wrong use; 3 done, but a list or row could not be read.`,
		Example: `  bonafide screen "Jane Example" --lists ./lists
  bonafide screen "Jane Example" --lists ./lists --dob 1980-02-01 --format json
  bonafide screen --batch payees.csv --lists ./lists --kind any`,
		RunE: func(_ *cobra.Command, args []string) error { return f.run(s, args) },
	}
	c.Flags().StringSliceVar(&f.lists, "lists", nil, "`files` or folders with sanctions lists")
	c.Flags().StringVar(&f.kind, "kind", "any", "person, organisation, vessel or any")
	c.Flags().StringVar(&f.born, "dob", "", "`day` or year of birth, to compare beside the score")
	c.Flags().StringVar(&f.place, "pob", "", "`place` of birth, to compare beside the score")
	c.Flags().StringVar(&f.format, "format", "text", "text or json (one object a line)")
	c.Flags().StringVar(&f.batch, "batch", "", "a CSV `file`, a list of one name a line, or - for standard input")
	c.Flags().Float64Var(&f.threshold, "threshold", screening.Threshold, "the least score that is shown, 0.3 to 1")
	c.Flags().IntVar(&f.limit, "limit", 10, "how many hits a name may have")
	c.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "nothing on standard error but errors")
	return c
}

// asked is one name to look for.
type screened struct {
	name, born, place, kind string
}

func (f *screenFlags) run(s streams, args []string) error {
	if err := f.check(args); err != nil {
		return err
	}
	var list []screened
	for _, a := range args {
		list = append(list, screened{a, f.born, f.place, f.kind})
	}
	bad := false
	if f.batch != "" {
		rows, problems, err := f.readBatch(s.in)
		if err != nil {
			return err
		}
		for _, p := range problems {
			_, _ = fmt.Fprintf(s.err, "note: %s\n", p)
			bad = true
		}
		list = append(list, rows...)
	}
	x, lists, err := app.ReadLists(f.lists)
	if err != nil {
		return err
	}
	for _, l := range lists {
		for i, p := range l.Problems {
			if i == 5 {
				_, _ = fmt.Fprintf(s.err, "note: and %d more places of %s\n", len(l.Problems)-5, l.Name)
				break
			}
			_, _ = fmt.Fprintf(s.err, "note: %s\n", p)
			if p.Hint != "" {
				_, _ = fmt.Fprintf(s.err, "hint: %s\n", p.Hint)
			}
		}
		bad = bad || len(l.Problems) > 0
		if !f.quiet {
			_, _ = fmt.Fprintf(s.err, "%s: %d entries\n", l.Name, len(l.Entries))
		}
	}
	hits, err := f.screen(s.out, x, list)
	switch {
	case err != nil:
		return err
	case bad:
		return exit(exitIncomplete)
	case hits > 0:
		return exit(exitFound)
	}
	return nil
}

func (f *screenFlags) check(args []string) error {
	switch {
	case len(args) == 0 && f.batch == "":
		return hint.With(errors.New("screen needs a name"), `try: bonafide screen "Jane Example" --lists ./lists`)
	case f.format != "text" && f.format != "json":
		return hint.With(fmt.Errorf("there is no format %q", f.format), "use text or json")
	case !validKind(f.kind):
		return hint.With(fmt.Errorf("there is no kind %q", f.kind), "use person, organisation, vessel or any")
	case f.threshold < 0.3 || f.threshold > 1:
		return hint.With(fmt.Errorf("the threshold %g is out of range", f.threshold), "use 0.3 to 1; fewer hits with higher ones")
	case f.limit < 1:
		return hint.With(fmt.Errorf("the limit %d is out of range", f.limit), "use 1 or more")
	}
	return nil
}

func validKind(k string) bool {
	return k == "any" || k == "person" || k == "organisation" || k == "vessel"
}

// readBatch reads a table with a column name, or a list of names.
func (f *screenFlags) readBatch(in io.Reader) ([]screened, []string, error) {
	name := "standard input"
	if f.batch != "-" {
		file, err := os.Open(f.batch)
		if err != nil {
			return nil, nil, fmt.Errorf("batch: %w", err)
		}
		defer file.Close() //nolint:errcheck // read only
		in, name = file, f.batch
	}
	b := bufio.NewReader(in)
	head, _ := b.Peek(1024)
	first, _, _ := strings.Cut(string(head), "\n")
	columns := map[string]int{}
	if fields, err := csv.NewReader(strings.NewReader(first)).Read(); err == nil {
		for i, h := range fields {
			columns[strings.ToLower(strings.Trim(h, "\ufeff \r"))] = i
		}
	}
	if _, table := columns["name"]; !table {
		return f.readLines(b, name)
	}
	c := csv.NewReader(b)
	c.FieldsPerRecord = -1
	var list []screened
	var problems []string
	for row := 0; ; row++ {
		r, err := c.Read()
		if errors.Is(err, io.EOF) {
			return list, problems, nil
		}
		line, _ := c.FieldPos(0)
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s:%d: %v", name, line, err))
			continue
		}
		if row == 0 {
			continue
		}
		get := func(column, without string) string {
			if i, ok := columns[column]; ok && i < len(r) && strings.TrimSpace(r[i]) != "" {
				return strings.TrimSpace(r[i])
			}
			return without
		}
		one := screened{get("name", ""), get("born", f.born), get("place", f.place), strings.ToLower(get("kind", f.kind))}
		switch {
		case one.name == "":
			problems = append(problems, fmt.Sprintf("%s:%d: the row has no name", name, line))
		case !validKind(one.kind):
			problems = append(problems, fmt.Sprintf("%s:%d: there is no kind %q; use person, organisation, vessel or any", name, line, one.kind))
		default:
			list = append(list, one)
		}
	}
}

func (f *screenFlags) readLines(b *bufio.Reader, name string) ([]screened, []string, error) {
	var list []screened
	scan := bufio.NewScanner(b)
	for scan.Scan() {
		if text := strings.TrimSpace(scan.Text()); text != "" {
			list = append(list, screened{text, f.born, f.place, f.kind})
		}
	}
	if err := scan.Err(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return list, nil, nil
}

// screenAnswer is what is said of one name, schema bonafide.screening/v1.
type screenAnswer struct {
	Schema string      `json:"schema"`
	Name   string      `json:"name"`
	Hits   []screenHit `json:"hits"`
	Note   string      `json:"note"`
}

// screenHit is one entry that is like the name.
type screenHit struct {
	List       string              `json:"list"`
	Programmes []string            `json:"programmes"`
	ID         string              `json:"id"`
	Type       string              `json:"type"`
	Listed     string              `json:"listed_name"`
	Alias      screening.Alias     `json:"alias"`
	Score      float64             `json:"score"`
	Exact      string              `json:"identifier,omitempty"`
	Parts      []names.Part        `json:"parts,omitempty"`
	Born       screening.Agreement `json:"born"`
	Birthplace screening.Agreement `json:"birthplace"`
}

func (f *screenFlags) screen(w io.Writer, x *screening.Index, list []screened) (int, error) {
	out := bufio.NewWriter(w)
	searcher := x.Searcher()
	total := 0
	e := json.NewEncoder(out)
	for _, a := range list {
		answer := f.answer(x, searcher, a)
		total += len(answer.Hits)
		if f.format == "json" {
			if err := e.Encode(answer); err != nil {
				return total, fmt.Errorf("screen: %w", err)
			}
			continue
		}
		writeAnswer(out, &answer)
	}
	if f.format == "text" {
		_, _ = fmt.Fprintln(out, nameOnly)
	}
	return total, out.Flush()
}

func (f *screenFlags) answer(x *screening.Index, s *screening.Searcher, a screened) screenAnswer {
	answer := screenAnswer{Schema: "bonafide.screening/v1", Name: a.name, Hits: []screenHit{}, Note: nameOnly}
	hits := x.Identified(a.name)
	switch a.kind {
	case "person":
		hits = append(hits, s.Search(a.name, names.Person, f.threshold, f.limit)...)
	case "organisation":
		hits = append(hits, s.Search(a.name, names.Organisation, f.threshold, f.limit)...)
	case "vessel":
		hits = append(hits, s.Search(a.name, names.Vessel, f.threshold, f.limit)...)
	default:
		hits = append(hits, s.SearchAny(a.name, f.threshold, f.limit)...)
	}
	for _, h := range hits {
		one := screenHit{
			List: h.Entry.List, Programmes: h.Entry.Programmes, ID: h.Entry.ID, Type: h.Entry.Type, Listed: h.Entry.Names[0].Text,
			Alias: h.Alias, Score: h.Score, Exact: h.Exact, Born: h.Entry.Dates(a.born), Birthplace: h.Entry.Birthplace(a.place),
		}
		if h.Exact == "" {
			one.Parts = s.Explain(a.name, h)
		}
		answer.Hits = append(answer.Hits, one)
	}
	return answer
}

func writeAnswer(w io.Writer, a *screenAnswer) {
	if len(a.Hits) == 0 {
		_, _ = fmt.Fprintf(w, "%s: no hit\n", a.Name)
		return
	}
	_, _ = fmt.Fprintf(w, "%s: %d hits\n", a.Name, len(a.Hits))
	for _, h := range a.Hits {
		_, _ = fmt.Fprintf(w, "  %.2f  %s  [%s %s, %s, %s]\n", h.Score, h.Alias.Text, h.List, h.ID, strings.Join(h.Programmes, ", "), h.Type)
		if h.Alias.Text != h.Listed {
			_, _ = fmt.Fprintf(w, "        %s of %s\n", h.Alias.Kind, h.Listed)
		}
		if h.Exact != "" {
			_, _ = fmt.Fprintf(w, "        the same %s\n", h.Exact)
		}
		for _, p := range h.Parts {
			_, _ = fmt.Fprintf(w, "        %+.2f  %s\n", p.Points, describe(p))
		}
		_, _ = fmt.Fprintf(w, "        birth: date %s, place %s\n", h.Born, h.Birthplace)
	}
}

func describe(p names.Part) string {
	switch {
	case p.Query == "":
		return fmt.Sprintf("%q %s (weight %.2f)", p.Listed, p.How, p.Weight)
	case p.Listed == "":
		return fmt.Sprintf("%q %s (weight %.2f)", p.Query, p.How, p.Weight)
	}
	return fmt.Sprintf("%q = %q: %s (%.0f %%, weight %.2f)", p.Query, p.Listed, p.How, 100*p.Alike, p.Weight)
}
