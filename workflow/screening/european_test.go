package screening_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/workflow/screening"
)

const ukList = `Last Updated,20/11/2026
Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,DOB,Town of Birth,Country of Birth,Nationality,Passport Number,Address 1,Country,Group Type,Alias Type,Alias Quality,Regime,Group ID
TESTPERSON,Quillon,Exemplary,,,,,Тест,12/03/1970,Exampletown,Nowhere,Neverland,X1234567,1 Example Street,Nowhere,Individual,Primary name,,Test,101
QUILL,,,,,,,,00/00/1971,,,Neverland,,,,Individual,AKA,Low quality,Test,101
WIDGET TRADING,,,,,,,,,,,,,,,Entity,Primary name,,Test,102
,,,,,,,,,,,,,,,Entity,Primary name,,Test,103
`

func TestReadUK(t *testing.T) {
	lists, err := screening.Read(write(t, "ConList.csv", ukList))
	if err != nil {
		t.Fatal(err)
	}
	want := []screening.Entry{
		{
			List: "UK", ID: "101", Type: "person", Programmes: []string{"Test"},
			Names: []screening.Alias{{Text: "Quillon Exemplary TESTPERSON", Kind: "name"}, {Text: "Тест", Kind: "original"}, {Text: "QUILL", Kind: "weak"}},
			Born:  []string{"1970-03-12", "1971"}, BornIn: []string{"Exampletown, Nowhere"}, Places: []string{"1 Example Street, Nowhere"},
			Identifiers: []screening.Identifier{{Kind: "document", Value: "X1234567"}},
		},
		{List: "UK", ID: "102", Type: "organisation", Programmes: []string{"Test"}, Names: []screening.Alias{{Text: "WIDGET TRADING", Kind: "name"}}},
	}
	if d := cmp.Diff(want, lists[0].Entries); d != "" {
		t.Error(d)
	}
	if len(lists[0].Problems) != 1 || lists[0].Problems[0].Line != 6 {
		t.Errorf("got problems %v, want one in line 6", lists[0].Problems)
	}
}

const euList = `<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-11-20T00:00:00">
<sanctionEntity euReferenceNumber="EU.1.1" logicalId="1"><regulation programme="TEST"/><subjectType code="person" classificationCode="P"/>
<nameAlias wholeName="Quillon Testperson" strong="true"/><nameAlias wholeName="Quill" strong="false"/>
<birthdate birthdate="1970-03-12" year="1970" city="Exampletown" countryDescription="NOWHERE"/><address street="1 Example Street" city="Exampletown" countryDescription="NOWHERE"/>
<identification number="X1234567"/></sanctionEntity>
<sanctionEntity euReferenceNumber="EU.1.2" logicalId="2"><subjectType code="enterprise"/></sanctionEntity>
</export>
`

func TestReadEU(t *testing.T) {
	lists, err := screening.Read(write(t, "eu.xml", euList))
	if err != nil {
		t.Fatal(err)
	}
	want := []screening.Entry{{
		List: "EU", ID: "EU.1.1", Type: "person", Programmes: []string{"TEST"},
		Names: []screening.Alias{{Text: "Quillon Testperson", Kind: "name"}, {Text: "Quill", Kind: "weak"}},
		Born:  []string{"1970-03-12"}, BornIn: []string{"Exampletown, NOWHERE"}, Places: []string{"1 Example Street, Exampletown, NOWHERE"},
		Identifiers: []screening.Identifier{{Kind: "document", Value: "X1234567"}},
	}}
	if d := cmp.Diff(want, lists[0].Entries); d != "" {
		t.Error(d)
	}
	if len(lists[0].Problems) != 1 || lists[0].Problems[0].Line != 7 {
		t.Errorf("got problems %v, want one in line 7", lists[0].Problems)
	}
}
