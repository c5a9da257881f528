package content_test

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"bonafide/content"
	"bonafide/sigma"
	"bonafide/sigma/rulefile"
	"bonafide/sigma/ruletest"
)

// rules reads the rules that come with the product; none may have as much as a warning.
func rules(t *testing.T) sigma.Collection {
	t.Helper()
	c, problems := rulefile.Load(content.FS(), "rules")
	for _, p := range append(problems, c.Check()...) {
		t.Errorf("%s: %v\nhint: %s", p.Severity, p, p.Advice)
	}
	return c
}

// TestRulesPass runs the tests beside the rules.
func TestRulesPass(t *testing.T) {
	t.Parallel()
	for _, r := range ruletest.Run(content.FS(), "rules", ruletest.Plain{}) {
		if !r.Passed() {
			t.Errorf("%v\nhint: %s\n%s", r, r.Hint(), r.Detail)
		}
	}
}

// metas gives what the documents say about themselves. Those that only serve a correlation
// have a name and are left out.
func metas(c sigma.Collection) []sigma.Meta {
	var list []sigma.Meta
	for _, r := range c.Rules {
		if r.Name == "" {
			list = append(list, r.Meta)
		}
	}
	for _, r := range c.Correlations {
		list = append(list, r.Meta)
	}
	return list
}

func TestRulesAreWhole(t *testing.T) {
	t.Parallel()
	c := rules(t)
	known := indicators(t)
	uuid4 := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	list := metas(c)
	if len(list) < 66 || len(c.Correlations) < 12 {
		t.Errorf("%d rules and %d correlations among them, want at least 66 and 12", len(list), len(c.Correlations))
	}
	for _, m := range list {
		id, _ := m.Custom["indicator"].(string)
		if !known[id] {
			t.Errorf("%s: the indicator %q is not in the catalogue", m.Path, id)
		}
		if !uuid4.MatchString(m.ID) {
			t.Errorf("%s: the id %q is no random UUID", m.Path, m.ID)
		}
		for what, missing := range map[string]bool{
			"title": m.Title == "", "status": m.Status == "", "description": len(m.Description) < 40, "author": m.Author == "",
			"date": m.Date == "", "level": m.Level == "", "references": len(m.References) == 0, "falsepositives": len(m.FalsePositives) == 0,
		} {
			if missing {
				t.Errorf("%s: says nothing, or too little, under %q", m.Path, what)
			}
		}
		for _, link := range m.References {
			if !strings.HasPrefix(link, "https://") {
				t.Errorf("%s: %q is no link", m.Path, link)
			}
		}
		note, err := fs.ReadFile(content.FS(), path.Join(path.Dir(m.Path), "rule.md"))
		if lines := strings.Count(string(note), "\n"); err != nil || lines < 15 || lines > 40 || !strings.HasPrefix(string(note), "# "+m.Title+"\n") {
			t.Errorf("%s: the note beside it is missing, has another title, or %d lines instead of 15 to 40 (%v)", m.Path, lines, err)
		}
	}
}

func indicators(t *testing.T) map[string]bool {
	t.Helper()
	files, err := fs.Glob(content.FS(), "indicators/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no indicators: %v", err)
	}
	known := map[string]bool{}
	for _, name := range files {
		text, err := fs.ReadFile(content.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		var list []struct{ ID string }
		if err := yaml.Unmarshal(text, &list); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, i := range list {
			known[i.ID] = true
		}
	}
	return known
}

// TestRulesJudgeNoOrigin holds every field that a rule of the pack looks at, or groups by,
// against the words of origin.
func TestRulesJudgeNoOrigin(t *testing.T) {
	t.Parallel()
	origin := regexp.MustCompile(`(?i)countr|nation|ethnic|citizen|language|locale|accent|gender|birth|\bage\b|keyboard|layout|\bime\b|geo|city|state$|postal|latitude|longitude`)
	check := func(where, field string) {
		if origin.MatchString(field) {
			t.Errorf("%s: looks at %q; rules judge deception, never origin", where, field)
		}
	}
	c := rules(t)
	for _, r := range c.Rules {
		for _, f := range fields(r.Detection.Expr()) {
			if f == "" {
				t.Errorf("%s: looks for words anywhere in an event; name the field", r.Path)
			}
			if f != "riskState" {
				check(r.Path, f)
			}
		}
	}
	for _, r := range c.Correlations {
		for _, f := range append(r.GroupBy, r.Fields...) {
			check(r.Path, f)
		}
	}
}

func fields(e sigma.Expr) []string {
	switch e := e.(type) {
	case *sigma.And:
		return all(e.Of)
	case *sigma.Or:
		return all(e.Of)
	case *sigma.Not:
		return fields(e.Of)
	case *sigma.Test:
		return []string{e.Field}
	}
	return nil
}

func all(list []sigma.Expr) []string {
	var names []string
	for _, e := range list {
		names = append(names, fields(e)...)
	}
	return names
}
