package catalog_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"bonafide/content"
	"bonafide/detect"
	"bonafide/detect/catalog"
	"bonafide/detect/rule"
	"bonafide/model"
	"bonafide/sigma"
	"bonafide/sigma/rulefile"
)

func all(t *testing.T) []detect.Detector {
	t.Helper()
	pack, problems := rulefile.Load(content.FS(), "rules")
	rules, more := rule.New(rule.Config{Rules: pack})
	for _, p := range append(problems, more...) {
		t.Error(p)
	}
	detectors, err := catalog.All(nil, rules)
	if err != nil {
		t.Fatal(err)
	}
	return detectors
}

// written are the indicators of content/indicators.
func written(t *testing.T) []model.IndicatorID {
	t.Helper()
	files, err := fs.Glob(content.FS(), "indicators/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no indicators: %v", err)
	}
	var ids []model.IndicatorID
	for _, name := range files {
		text, err := fs.ReadFile(content.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		var list []struct{ ID model.IndicatorID }
		if err := yaml.Unmarshal(text, &list); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, i := range list {
			ids = append(ids, i.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func TestIndicatorsAndDetectorsAreInStep(t *testing.T) {
	t.Parallel()
	declared, known := detect.Indicators(all(t)...), written(t)
	for _, id := range declared {
		if !slices.Contains(known, id) {
			t.Errorf("%s is declared by a detector and stands nowhere in content/indicators", id)
		}
	}
	for _, id := range known {
		if !slices.Contains(declared, id) {
			t.Errorf("%s stands in content/indicators and no detector declares it", id)
		}
	}
	if len(known) < 60 {
		t.Errorf("%d indicators, want at least 60", len(known))
	}
}

func TestDeclarations(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, d := range all(t) {
		decl := d.Declare()
		if err := decl.Check(); err != nil {
			t.Error(err)
		}
		if names[decl.Name] {
			t.Errorf("two detectors are called %q", decl.Name)
		}
		names[decl.Name] = true
		if decl.Summary == "" || len(decl.Needs) == 0 || len(decl.Indicators) == 0 || decl.FalsePositives == "" {
			t.Errorf("%s: summary, needs, indicators and false positives must be given: %+v", decl.Name, decl)
		}
		for _, s := range decl.SettingsOf() {
			if s.Name == "" || s.Doc == "" {
				t.Errorf("%s: setting %q has no name or says not why", decl.Name, s.Name)
			}
		}
	}
}

func settings(t *testing.T, text string) map[string]yaml.Node {
	t.Helper()
	var nodes map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(text), &nodes); err != nil {
		t.Fatal(err)
	}
	return nodes
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"good", "location: {far_km: 200}\ntravel: {speed_kmh: 950, countries_window: 12h}", ""},
		{"unknown_setting", "location: {far_miles: 200}", "far_miles"},
		{"setting_of_a_detector_without_any", "hardware: {strict: true}", "strict"},
		{"unknown_detector", "locations: {far_km: 200}", `"locations"`},
		{"wrong_type", "location: {window_days: soon}", "soon"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := catalog.All(settings(t, c.text), nil)
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "line")):
				t.Errorf("error %v; it must give the line and name %s", err, c.want)
			}
		})
	}
}

func TestSettingsReachTheDetector(t *testing.T) {
	t.Parallel()
	detectors, err := catalog.All(settings(t, "location: {far_km: 222}"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range detectors {
		for _, s := range d.Declare().SettingsOf() {
			if d.Declare().Name == "location" && s.Name == "far_km" && s.Default != 222.0 {
				t.Errorf("far_km is %v, want the setting's 222", s.Default)
			}
		}
	}
}

// TestRulesAreLeftToDetectorsThatThereAre holds the rules that an assessment leaves to a
// detector against the detectors: each must raise the rule's indicator.
func TestRulesAreLeftToDetectorsThatThereAre(t *testing.T) {
	t.Parallel()
	raised := map[string][]string{}
	for _, d := range all(t) {
		raised[d.Declare().Name] = d.Declare().Indicators
	}
	pack, _ := rulefile.Load(content.FS(), "rules")
	left := 0
	check := func(m *sigma.Meta) {
		name, ok := m.Custom["left_to"].(string)
		if !ok {
			return
		}
		left++
		if id, _ := m.Custom["indicator"].(string); !slices.Contains(raised[name], id) {
			t.Errorf("%s is left to %q, which does not raise %s", m.Path, name, id)
		}
	}
	for _, r := range pack.Rules {
		check(&r.Meta)
	}
	for _, r := range pack.Correlations {
		check(&r.Meta)
	}
	if left == 0 {
		t.Error("no rule is left to a detector")
	}
}
