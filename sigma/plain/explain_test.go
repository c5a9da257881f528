package plain

import (
	"strings"
	"testing"

	"bonafide/sigma"

	"github.com/google/go-cmp/cmp"
)

func at(line int) sigma.Position { return sigma.Position{Line: line, Column: 1} }

func whoami() *sigma.Rule {
	return &sigma.Rule{
		Meta: sigma.Meta{ID: "x", Title: "Whoami as SYSTEM", Path: "whoami.yml"},
		Detection: sigma.Detection{
			Searches: []sigma.Search{
				{Name: "selection", At: at(4), Expr: &sigma.And{Of: []sigma.Expr{
					&sigma.Test{Field: "Image", Value: text(`*\whoami.exe`), At: at(5)},
					&sigma.Test{Field: "User", Value: sigma.Null{}, At: at(6)},
					&sigma.Or{Of: []sigma.Expr{
						&sigma.Test{Field: "EventID", Value: number(1, "1"), At: at(7)},
						&sigma.Test{Field: "EventID", Value: number(4688, "4688"), At: at(8)},
					}},
				}}},
				{Name: "filter", At: at(9), Expr: &sigma.Test{Field: "", Value: text("*backup*"), At: at(10)}},
			},
			Conditions: []sigma.Condition{{
				Text: "selection and not filter", At: at(11),
				Expr: &sigma.And{Of: []sigma.Expr{sigma.Ref{Name: "selection"}, &sigma.Not{Of: sigma.Ref{Name: "filter"}}}},
			}},
		},
	}
}

func TestExplain(t *testing.T) {
	e, err := Decode([]byte(`{"Image":["C:\\x\\WHOAMI.exe","it's"],"EventID":4688,"a":{"b":null}}`))
	if err != nil {
		t.Fatal(err)
	}
	r := whoami()
	x := Explain(r, e, sigma.Layout{})
	if want := Match(r.Detection.Expr(), e, sigma.Layout{}); x.Matched != want || !want {
		t.Errorf("Explain says %v, Match %v", x.Matched, want)
	}
	want := `Whoami as SYSTEM matches (whoami.yml)
  yes condition: selection and not filter (line 11)
    yes all of
      yes selection (line 4)
        yes all of
          yes Image fits '*\whoami.exe'; it holds 'C:\x\WHOAMI.exe', "it's" (line 5)
          yes User is absent or null; the event has no such field (line 6)
          yes one of
            no  EventID is 1; it holds 4688 (line 7)
            yes EventID is 4688; it holds 4688 (line 8)
      yes not
        no  filter (line 9)
          no  a value of the event fits '*backup*' (line 10)
`
	if diff := cmp.Diff(want, x.Text()); diff != "" {
		t.Error(diff)
	}
}

func TestExplainShortens(t *testing.T) {
	var tests []sigma.Expr
	for range 20 {
		tests = append(tests, &sigma.Test{Field: "f", Value: text("x")})
	}
	r := &sigma.Rule{Detection: sigma.Detection{
		Searches:   []sigma.Search{{Name: "s", Expr: &sigma.Or{Of: tests}}},
		Conditions: []sigma.Condition{{Text: "s", Expr: sigma.Ref{Name: "s"}}},
	}}
	e, err := Decode([]byte(`{"f":["` + strings.Repeat("a", 5000) + `",null,true,{},5,6]}`))
	if err != nil {
		t.Fatal(err)
	}
	got := Explain(r, e, sigma.Layout{}).Text()
	if len(got) > 3000 || !strings.Contains(got, "and 12 more that are no") ||
		!strings.Contains(got, "a…', null, true, an object and 2 more") {
		t.Error(got)
	}
}

func TestDescribe(t *testing.T) {
	for want, test := range map[string]sigma.Test{
		"f fits 'a*' in this case":                      {Field: "f", Value: cased("a*")},
		`f fits "a\n"`:                                  {Field: "f", Value: text("a\n")},
		"f fits the expression '^a'":                    {Field: "f", Value: expression("^a")},
		"f is an address in 10.0.0.0/8":                 {Field: "f", Value: cidr("10.0.0.0/8")},
		"f is at most 1.5":                              {Field: "f", Value: sigma.Ordered{Op: sigma.LessOrEqual, Value: 1.5}},
		"f exists":                                      {Field: "f", Value: sigma.Exists{Want: true}},
		"f does not exist":                              {Field: "f", Value: sigma.Exists{}},
		"f equals the field g":                          {Field: "f", Value: sigma.FieldRef{Field: "g"}},
		"f begins with the field g":                     {Field: "f", Value: sigma.FieldRef{Field: "g", How: sigma.Prefix}},
		"the hour of f is at least 20":                  {Field: "f", Value: sigma.TimePart{Part: sigma.Hour, Op: sigma.GreaterOrEqual, Value: 20}},
		"a value of the event fits the expression 'a+'": {Value: expression("a+")},
	} {
		if got := describe(&test); got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
}
