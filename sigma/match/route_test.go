package match_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/sigma"
	"bonafide/sigma/match"
)

// TestRoutes asks for every event twice: what an event is of is kept by what routes look at.
func TestRoutes(t *testing.T) {
	rule := func(s sigma.LogSource) *sigma.Rule {
		all := &sigma.Test{Field: "never", Value: sigma.Exists{}}
		return &sigma.Rule{LogSource: s, Detection: sigma.Detection{
			Searches: []sigma.Search{{Name: "s", Expr: all}}, Conditions: []sigma.Condition{{Expr: sigma.Ref{Name: "s"}}},
		}}
	}
	m, err := match.Compile(match.Config{
		Rules: []*sigma.Rule{rule(sigma.LogSource{Product: "a"}), rule(sigma.LogSource{Product: "b"}), rule(sigma.LogSource{})},
		Routes: []sigma.Route{
			{When: map[string][]string{"kind": {"A", "1"}}, Source: sigma.LogSource{Product: "a"}},
			{When: map[string][]string{"kind": {"b"}}, Has: []string{"x", "y.z"}, Source: sigma.LogSource{Product: "b"}},
			{Has: []string{"w"}, Source: sigma.LogSource{Product: "b"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := m.Session()
	for range 2 {
		for event, want := range map[string][]int{
			`{}`:                               {2},
			`{"kind":"a"}`:                     {0, 2},
			`{"kind":[1,"c"]}`:                 {0, 2},
			`{"kind":"b","x":1}`:               {2},
			`{"kind":"b","x":null,"y.z":[{}]}`: {1, 2},
			`{"kind":"b","x":{},"y":{"z":1}}`:  {1, 2},
			`{"kind":"c","x":1,"y":{"z":1}}`:   {2},
			`{"kind":"a","w":{"v":1}}`:         {0, 1, 2},
			`{"v":{"w":1}}`:                    {2},
		} {
			got, err := s.Match([]byte(event), sigma.LogSource{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s (-want +got)\n%s", event, d)
			}
		}
	}
}
