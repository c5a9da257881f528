package screening_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bonafide/internal/names"
	"bonafide/workflow/screening"
)

// shared is where public data lies that is never committed.
const shared = "../../../shared/data"

func BenchmarkSearch(b *testing.B) {
	lists, err := screening.Read(filepath.Join(shared, "sanctions"))
	if err != nil {
		b.Skip("the public lists are not beside the project: ", err)
	}
	var entries []screening.Entry
	for _, l := range lists {
		entries = append(entries, l.Entries...)
	}
	f, err := os.Open(filepath.Join(shared, "names/yente/negatives_us.csv"))
	if err != nil {
		b.Skip(err)
	}
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	s := screening.NewIndex(entries).Searcher()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i = (i + 1) % len(rows)
		s.Search(rows[i][0], names.Person, screening.Threshold, 10)
	}
}

const sdn = `1,"TESTPERSON, Quillon Exemplary","individual","SDGT] [TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 12 Mar 1970; alt. DOB 1971; POB Exampletown; Passport X1234567 (Nowhere); Email Address quillon@example.com; Digital Currency Address - XBT 1ExampleWallet; a.k.a. 'THE QUILL'."
2,"WIDGET TRADING CO., LTD.",-0- ,"TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- 
3,"SEA EXAMPLE","vessel","TEST",-0- ,"CALL1","Tug",-0- ,-0- ,-0- ,-0- ,"Vessel Registration Identification IMO 1234567."
4,"cut
` + "\x1a"

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadOFAC(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"sdn.csv": sdn,
		"alt.csv": "1,11,\"aka\",\"EXAMPLE, Quill\",-0- \n9,12,\"aka\",\"NOBODY\",-0- \n",
		"add.csv": "1,21,\"1 Example Street\",\"Exampletown\",\"Nowhere\",-0- \n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lists, err := screening.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(lists) != 1 || len(lists[0].Entries) != 3 {
		t.Fatalf("got %d lists, want one of three entries: %+v", len(lists), lists)
	}
	want := screening.Entry{
		List: "OFAC SDN", ID: "1", Type: "person", Programmes: []string{"SDGT", "TEST"},
		Names:  []screening.Alias{{Text: "TESTPERSON, Quillon Exemplary", Kind: "name"}, {Text: "EXAMPLE, Quill", Kind: "aka"}, {Text: "THE QUILL", Kind: "weak"}},
		Born:   []string{"12 Mar 1970", "1971"},
		BornIn: []string{"Exampletown"}, Places: []string{"1 Example Street, Exampletown, Nowhere"},
		Identifiers: []screening.Identifier{{Kind: "document", Value: "X1234567"}, {Kind: "email", Value: "quillon@example.com"}, {Kind: "wallet", Value: "1ExampleWallet"}},
	}
	if d := cmp.Diff(want, lists[0].Entries[0]); d != "" {
		t.Error(d)
	}
	var lines []int
	for _, p := range lists[0].Problems {
		lines = append(lines, p.Line)
	}
	if d := cmp.Diff([]int{4, 2}, lines); d != "" {
		t.Errorf("problems at other lines: %s\n%v", d, lists[0].Problems)
	}
}

func TestSearchFindsNamesWithErrors(t *testing.T) {
	lists, err := screening.Read(write(t, "sdn.csv", sdn))
	if err != nil {
		t.Fatal(err)
	}
	s := screening.NewIndex(lists[0].Entries).Searcher()
	for _, c := range []struct{ name, query, id string }{
		{"as_listed", "TESTPERSON, Quillon Exemplary", "1"},
		{"one_error", "Quillon Exemplary Testpreson", "1"},
		{"two_errors", "Qillon Exemplary Testpersom", "1"},
		{"without_the_middle", "Quillon Testperson", "1"},
		{"joined", "QuillonExemplary Testperson", "1"},
		{"cyrillic", "Куиллон Тестперсон", "1"},
		{"company", "Widget Trading", "2"},
		{"vessel", "Sea Exampel", "3"},
		{"somebody_else", "Marigold Otherwise", ""},
		{"family_name_only_in_common", "Marigold Testperson", ""},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if hits := s.SearchAny(c.query, screening.Threshold, 5); len(hits) > 0 {
				got = hits[0].Entry.ID
			}
			if got != c.id {
				t.Errorf("got %q, want %q", got, c.id)
			}
		})
	}
}

// TestSearchFindsEveryListedName asks for each name as it is listed, whatever the others are.
func TestSearchFindsEveryListedName(t *testing.T) {
	var entries []screening.Entry
	word := rapid.StringMatching(`[a-e]{3,7}`)
	rapid.Check(t, func(t *rapid.T) {
		entries = entries[:0]
		for i := range 12 {
			entries = append(entries, screening.Entry{ID: string(rune('a' + i)), Type: screening.TypePerson, Names: []screening.Alias{{Text: word.Draw(t, "given") + " " + word.Draw(t, "family")}}})
		}
		x := screening.NewIndex(entries)
		query := entries[rapid.IntRange(0, 11).Draw(t, "of")].Names[0].Text
		hits := x.Searcher().Search(query, names.Person, 0.5, 100)
		if len(hits) == 0 {
			t.Fatalf("%q is not found", query)
		}
	})
}

func TestIdentifiersMatchExactly(t *testing.T) {
	lists, err := screening.Read(write(t, "sdn.csv", sdn))
	if err != nil {
		t.Fatal(err)
	}
	x := screening.NewIndex(lists[0].Entries)
	for query, want := range map[string]string{
		"Quillon@Example.com": "email quillon@example.com", "1ExampleWallet": "wallet 1ExampleWallet", "1examplewallet": "", "IMO 1234567": "imo 1234567",
		"x-123 4567": "document", "quillon@example.org": "",
	} {
		got := ""
		if hits := x.Identified(query); len(hits) > 0 {
			got = hits[0].Exact
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", query, got, want)
		}
	}
}

func TestDatesStandBesideTheScore(t *testing.T) {
	e := &screening.Entry{Born: []string{"12 Mar 1970", "1975 to 1977"}, BornIn: []string{"Exampletown, Nowhere"}}
	for born, want := range map[string]screening.Agreement{
		"1970-03-12": screening.Agrees, "1970-05-01": screening.Near, "1976": screening.Agrees, "1950": screening.Differs, "": screening.Unknown, "soon": screening.Unknown,
	} {
		if got := e.Dates(born); got != want {
			t.Errorf("%q: got %q, want %q", born, got, want)
		}
	}
	if got := e.Birthplace("Exampletown"); got != screening.Agrees {
		t.Errorf("the place %s", got)
	}
}

const un = `<?xml version="1.0"?><CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>7</DATAID><FIRST_NAME>QUILLON</FIRST_NAME><SECOND_NAME>TESTPERSON</SECOND_NAME>
<UN_LIST_TYPE>Test</UN_LIST_TYPE><REFERENCE_NUMBER>TEi.001</REFERENCE_NUMBER><NAME_ORIGINAL_SCRIPT>Тест</NAME_ORIGINAL_SCRIPT>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>QUILL</ALIAS_NAME></INDIVIDUAL_ALIAS><INDIVIDUAL_DATE_OF_BIRTH><YEAR>1970</YEAR></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>
`

func TestReadUNKeepsWhatStandsBeforeACut(t *testing.T) {
	lists, err := screening.Read(write(t, "un.xml", un+"<INDIVIDUAL><DATAID>8</DA"))
	if err != nil {
		t.Fatal(err)
	}
	want := []screening.Entry{{
		List: "UN", ID: "TEi.001", Type: "person", Programmes: []string{"Test"}, Born: []string{"1970"},
		Names: []screening.Alias{{Text: "QUILLON TESTPERSON", Kind: "name"}, {Text: "Тест", Kind: "original"}, {Text: "QUILL", Kind: "weak"}},
	}}
	if d := cmp.Diff(want, lists[0].Entries); d != "" {
		t.Error(d)
	}
	if len(lists[0].Problems) != 1 || lists[0].Problems[0].Line != 4 {
		t.Errorf("got problems %v, want one in line 4", lists[0].Problems)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("sdn.csv", []byte(sdn))
	f.Add("un.xml", []byte(un))
	f.Add("dpl.txt", []byte("\"Name\"\t\"Street_Address\"\t\"Standard_Order\"\n\"EXAMPLE CO\"\t\"1 Street\"\t\"Y\"\n"))
	f.Add("uk.csv", []byte(ukList))
	f.Add("eu.xml", []byte(euList))
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		if name != "sdn.csv" {
			name = "list.txt"
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		lists, err := screening.Read(path)
		if err != nil {
			return
		}
		for _, e := range lists[0].Entries {
			if e.ID == "" || len(e.Names) == 0 {
				t.Errorf("an entry without a number or name: %+v", e)
			}
		}
		screening.NewIndex(lists[0].Entries).Searcher().SearchAny(string(text[:min(40, len(text))]), 0.5, 3)
	})
}
