package modifier_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/sigma"
	"bonafide/sigma/modifier"
)

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		field, modifiers string
		want             modifier.Set
	}{
		"steps_in_order":   {"f", "utf16le|base64|contains", modifier.Set{Steps: []modifier.Name{"utf16le", "base64", "contains"}, Affix: sigma.Within}},
		"links_and_flags":  {"f", "all|neq|cased|exact", modifier.Set{All: true, Neq: true, Cased: true, Exact: true}},
		"flags_of_re":      {"", "re|i|dotall", modifier.Set{Kind: "re", Flags: "is"}},
		"part_of_a_time":   {"f", "hour|gte", modifier.Set{Kind: "hour", Op: sigma.GreaterOrEqual}},
		"reference_within": {"f", "fieldref|contains", modifier.Set{Kind: "fieldref", Steps: []modifier.Name{"contains"}, Affix: sigma.Within}},
	} {
		t.Run(name, func(t *testing.T) {
			got, problem := modifier.Read(c.field, strings.Split(c.modifiers, "|"))
			if problem != nil {
				t.Fatal(problem)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestRewrite(t *testing.T) {
	for name, c := range map[string]struct {
		modifiers, text string
		want            []string
	}{
		"three_places_in_base64": {"base64offset|contains", "foobar", []string{"*Zm9vYmFy*", "*Zvb2Jhc*", "*mb29iYX*"}},
		"placeholder":            {"expand", `%a%\%`, []string{"%a%%"}},
		"untouched":              {"cased", "a*", []string{"a*"}},
	} {
		t.Run(name, func(t *testing.T) {
			set, problem := modifier.Read("f", strings.Split(c.modifiers, "|"))
			if problem != nil {
				t.Fatal(problem)
			}
			forms, problem := set.Rewrite(sigma.ReadPattern(c.text))
			if problem != nil {
				t.Fatal(problem)
			}
			var got []string
			for _, p := range forms {
				got = append(got, p.String())
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
