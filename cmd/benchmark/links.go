package main

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bonafide/workflow/persona"
)

func newLinks(print func(report, error) error) *cobra.Command {
	var data string
	var generate int
	var seeds []uint
	c := &cobra.Command{
		Use:   "links",
		Short: "Which records are of one person: pairwise and B-cubed precision, recall and F1",
		Long: "Links the record-linkage classics Febrl 3 and 4 (without the social-security number) and historical figures with\n" +
			"typing errors, without learning from any label, and holds the clusters against the truth.",
		RunE: func(*cobra.Command, []string) error {
			if data == "" && generate == 0 {
				return errors.New("name the folder of record-linkage sets with --data, or how many applications to make with --generate")
			}
			r := &linksReport{}
			for _, set := range linkSets() {
				if data == "" {
					break
				}
				if err := r.add(data, set); err != nil {
					return err
				}
			}
			for _, seed := range seeds {
				if generate == 0 {
					break
				}
				s, err := measureApplications(uint64(seed), generate)
				if err != nil {
					return err
				}
				r.Applications = append(r.Applications, s)
			}
			return print(r, nil)
		},
	}
	c.Flags().StringVar(&data, "data", "", "folder with febrl/ and historical_figures_with_errors_50k.csv.gz")
	c.Flags().IntVar(&generate, "generate", 0, "also link so many generated applications, and one more")
	c.Flags().UintSliceVar(&seeds, "seeds", []uint{401}, "seeds of the generated applications")
	return c
}

// linkSet is a labelled set: its files, which are lists in which nobody stands twice where
// there are two, its schema with the columns of the fields, and who a row is.
type linkSet struct {
	name    string
	files   []string
	columns []string
	schema  persona.Schema
	truth   func(row map[string]string) string
}

func linkSets() []linkSet {
	febrl := persona.Schema{
		Fields: []persona.Field{
			{Name: "given_name", Kind: persona.Name, Swapped: "surname"},
			{Name: "surname", Kind: persona.Name, Swapped: "given_name"},
			{Name: "street_number", Kind: persona.Code, Group: "home"},
			{Name: "address_1", Kind: persona.Text, Group: "home"},
			{Name: "address_2", Kind: persona.Text, Group: "home"},
			{Name: "suburb", Kind: persona.Text, Group: "home"},
			{Name: "postcode", Kind: persona.Code, Group: "home"},
			{Name: "state", Kind: persona.Mark, Group: "home"},
			{Name: "date_of_birth", Kind: persona.Date},
		},
		Blocks: [][]persona.Key{
			{{Field: "date_of_birth"}},
			{{Field: "given_name", How: persona.Sound}, {Field: "surname", How: persona.Sound}},
			{{Field: "surname", How: persona.Sound}, {Field: "postcode"}},
			{{Field: "given_name", How: persona.Sound}, {Field: "postcode"}},
			{{Field: "street_number"}, {Field: "address_1", How: persona.Start}},
			{{Field: "suburb"}, {Field: "street_number"}},
			{{Field: "address_1", How: persona.Sorted}},
			{{Field: "address_2"}, {Field: "postcode"}},
		},
	}
	person := func(row map[string]string) string {
		parts := strings.Split(row["rec_id"], "-")
		return parts[1]
	}
	columns := []string{"given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth"}
	return []linkSet{
		{"Febrl 3", []string{"febrl/dataset3.csv"}, columns, febrl, person},
		{"Febrl 4", []string{"febrl/dataset4a.csv", "febrl/dataset4b.csv"}, columns, febrl, person},
		{
			"historical figures",
			[]string{"historical_figures_with_errors_50k.csv.gz"},
			[]string{"first_name", "surname", "full_name", "dob", "birth_place", "postcode_fake", "occupation"},
			persona.Schema{
				Fields: []persona.Field{
					{Name: "first_name", Kind: persona.Name, Swapped: "surname", Group: "name"},
					{Name: "surname", Kind: persona.Name, Swapped: "first_name", Group: "name"},
					{Name: "full_name", Kind: persona.Text, Group: "name"},
					{Name: "dob", Kind: persona.Date},
					{Name: "birth_place", Kind: persona.Text, Group: "home"},
					{Name: "postcode", Kind: persona.Code, Group: "home"},
					{Name: "occupation", Kind: persona.Text},
				},
				Blocks: [][]persona.Key{
					{{Field: "dob"}, {Field: "postcode", How: persona.Start}},
					{{Field: "first_name", How: persona.Sound}, {Field: "surname", How: persona.Sound}},
					{{Field: "surname", How: persona.Sound}, {Field: "dob"}},
					{{Field: "first_name", How: persona.Sound}, {Field: "dob"}},
					{{Field: "postcode"}, {Field: "first_name", How: persona.Start}},
					{{Field: "postcode"}, {Field: "surname", How: persona.Start}},
					{{Field: "full_name", How: persona.Sorted}},
					{{Field: "dob"}, {Field: "birth_place"}},
					{{Field: "postcode"}, {Field: "dob", How: persona.Start}},
					{{Field: "dob"}},
					{{Field: "postcode"}},
					{{Field: "surname", How: persona.Sound}, {Field: "birth_place"}},
					{{Field: "first_name", How: persona.Sound}, {Field: "birth_place"}},
					{{Field: "surname", How: persona.Sound}, {Field: "postcode", How: persona.Start}},
					{{Field: "surname"}, {Field: "occupation"}},
				},
			},
			func(row map[string]string) string { return row["cluster"] },
		},
	}
}

// linksReport is how well each set was linked.
type linksReport struct {
	Sets         []linkScore         `json:"sets"`
	Applications []*applicationScore `json:"applications"`
}

type linkScore struct {
	Name      string  `json:"name"`
	Records   int     `json:"records"`
	Compared  int64   `json:"pairs_compared"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	CubedP    float64 `json:"b_cubed_precision"`
	CubedR    float64 `json:"b_cubed_recall"`
	CubedF1   float64 `json:"b_cubed_f1"`
}

func (r *linksReport) add(data string, set linkSet) error {
	var records []persona.Record
	var people []string
	for _, name := range set.files {
		err := eachRow(filepath.Join(data, filepath.FromSlash(name)), func(row map[string]string) {
			x := persona.Record{Source: name}
			for _, c := range set.columns {
				x.Values = append(x.Values, strings.ToLower(strings.TrimSpace(row[c])))
			}
			records, people = append(records, x), append(people, set.truth(row))
		})
		if err != nil {
			return err
		}
	}
	settings := persona.Defaults()
	settings.OneEach = len(set.files) > 1
	result, err := persona.Resolve(set.schema, records, settings)
	if err != nil {
		return fmt.Errorf("%s: %w", set.name, err)
	}
	s := scoreClusters(people, result.Cluster)
	s.Name, s.Records, s.Compared = set.name, len(records), result.Compared
	r.Sets = append(r.Sets, s)
	return nil
}

// scoreClusters holds clusters against the truth: pairs that are together rightly, and the
// same as each record sees it (B-cubed; Bagga and Baldwin, 1998).
func scoreClusters(people []string, cluster []int32) linkScore {
	type cell struct {
		person  string
		cluster int32
	}
	truth, found, both := map[string]int{}, map[int32]int{}, map[cell]int{}
	for i, p := range people {
		truth[p]++
		found[cluster[i]]++
		both[cell{p, cluster[i]}]++
	}
	pairs := func(n int) float64 { return float64(n) * float64(n-1) / 2 }
	right, said, are := 0.0, 0.0, 0.0
	var s linkScore
	for c, n := range both {
		right += pairs(n)
		s.CubedP += float64(n) * float64(n) / float64(found[c.cluster])
		s.CubedR += float64(n) * float64(n) / float64(truth[c.person])
	}
	for _, n := range found {
		said += pairs(n)
	}
	for _, n := range truth {
		are += pairs(n)
	}
	f1 := func(p, r float64) float64 { return 2 * p * r / max(p+r, 1e-9) }
	s.Precision, s.Recall = right/max(said, 1), right/max(are, 1)
	s.CubedP, s.CubedR = s.CubedP/float64(len(people)), s.CubedR/float64(len(people))
	s.F1, s.CubedF1 = f1(s.Precision, s.Recall), f1(s.CubedP, s.CubedR)
	return s
}

// eachRow gives the rows of a table by column.
func eachRow(path string, row func(map[string]string)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		in = z
	}
	r := csv.NewReader(in)
	r.TrimLeadingSpace = true
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	header = slices.Clone(header)
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		values := map[string]string{}
		for i, name := range header {
			values[name] = cells[i]
		}
		row(values)
	}
}

func (r *linksReport) text(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%-20s %8s %10s   %9s %7s %7s   %9s %7s %7s\n", "set", "records", "compared", "precision", "recall", "F1", "B3 prec.", "recall", "F1")
	for _, s := range r.Sets {
		_, _ = fmt.Fprintf(w, "%-20s %8d %10d   %9.4f %7.4f %7.4f   %9.4f %7.4f %7.4f\n", s.Name, s.Records, s.Compared, s.Precision, s.Recall, s.F1, s.CubedP, s.CubedR, s.CubedF1)
	}
	for _, s := range r.Applications {
		_, _ = fmt.Fprintf(w, "\n%s: %d records, %d pairs compared in %.1f s (%.1f CPU seconds, peak %.0f MiB); one more in %.3f ms\n", s.Name, s.Records, s.Compared, s.Seconds, s.CPUSeconds, s.Peak, s.OneMore)
		_, _ = fmt.Fprintf(w, "  pairs: precision %.4f recall %.4f F1 %.4f; B-cubed %.4f %.4f %.4f\n", s.Precision, s.Recall, s.F1, s.CubedP, s.CubedR, s.CubedF1)
		_, _ = fmt.Fprintf(w, "  clusters of more than one person: %d (%.2f per 10,000 applications); rings: %d, in one cluster %d, in part %d\n", s.FalseGroups, s.FalsePer, s.Rings, s.RingsWhole, s.RingsPart)
	}
}
