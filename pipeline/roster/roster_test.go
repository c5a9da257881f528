package roster_test

import (
	"slices"
	"testing"

	"bonafide/model"
	"bonafide/pipeline/roster"
)

// nowhere is a gazetteer without places.
type nowhere struct{}

func (nowhere) Place(city, region, country string) model.Place {
	return model.Place{City: city, Region: region, Country: country}
}

func (nowhere) PlaceOfAddress(string) (model.Place, bool) { return model.Place{}, false }

// row is a person's row of a people file.
func row(r *roster.Roster, path string, line int64, id, name, email string) {
	at := model.Origin{Path: path, Line: line}
	r.Add(model.Claim{Subject: model.SubjectID(id), Kind: model.ClaimName, Value: name, Origin: at})
	r.Add(model.Claim{Subject: model.SubjectID(id), Kind: model.ClaimEmail, Value: email, Origin: at})
}

func TestOneIDInTwoFiles(t *testing.T) {
	tests := []struct {
		name        string
		other, mail string
		emails      []string
		problems    int
	}{
		{"the_same_person", "Ann Example", "ann@example.com", []string{"ann@example.com"}, 0},
		{"a_new_surname", "Ann Married", "ann.married@example.com", []string{"ann@example.com", "ann.married@example.com"}, 0},
		{"a_name_in_another_script", "李安", "ann@example.com", []string{"ann@example.com"}, 0},
		{"somebody_else", "Zed Other", "zed@example.com", []string{"ann@example.com"}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := roster.New(&model.Company{}, nowhere{})
			row(r, "b.csv", 2, "1", tt.other, tt.mail)
			row(r, "a.csv", 2, "1", "Ann Example", "ann@example.com")
			problems := r.Close()
			if len(problems) != tt.problems {
				t.Errorf("problems are %v, want %d", problems, tt.problems)
			}
			if got := r.Claims("1").Emails; !slices.Equal(got, tt.emails) {
				t.Errorf("addresses are %v, want %v", got, tt.emails)
			}
		})
	}
}

func TestRowsWithOneIDInOneFile(t *testing.T) {
	r := roster.New(&model.Company{}, nowhere{})
	row(r, "a.csv", 2, "1", "Ann Example", "ann@example.com")
	row(r, "a.csv", 3, "1", "Zed Other", "zed@example.com")
	if problems := r.Close(); len(problems) != 1 || problems[0].Origin.Line != 3 {
		t.Errorf("problems are %v, want one of line 3", problems)
	}
	if got := r.Claims("1").Emails; !slices.Equal(got, []string{"ann@example.com"}) {
		t.Errorf("addresses are %v", got)
	}
}
