package main

import (
	_ "embed" // the table stands in a file of its own
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"go.yaml.in/yaml/v3"

	"bonafide/content"
)

//go:embed verdicts.yaml
var verdictsFile string

// verdictTable says of every upstream rule which of our rules give its verdict, or why
// none does.
type verdictTable struct {
	// Covered has rules of content/rules by folder; one that matches is enough.
	Covered map[string][]string `yaml:"covered"`
	Left    []struct {
		Why   string   `yaml:"why"`
		Rules []string `yaml:"rules"`
	} `yaml:"left"`

	reason map[string]string // by upstream rule
}

// readVerdictTable reads the table and checks that every upstream rule stands in one place
// and that every rule of ours exists.
func readVerdictTable() (*verdictTable, error) {
	t := &verdictTable{reason: map[string]string{}}
	if err := yaml.Unmarshal([]byte(verdictsFile), t); err != nil {
		return nil, fmt.Errorf("verdicts.yaml: %w", err)
	}
	for _, upstream := range slices.Sorted(maps.Keys(t.Covered)) {
		if len(t.Covered[upstream]) == 0 {
			return nil, fmt.Errorf("verdicts.yaml: %s is covered by no rule", upstream)
		}
		for _, name := range t.Covered[upstream] {
			if _, err := fs.Stat(content.FS(), path.Join("rules", name, "rule.yaml")); err != nil {
				return nil, fmt.Errorf("verdicts.yaml: %s: there is no rule content/rules/%s", upstream, name)
			}
		}
	}
	for _, group := range t.Left {
		for _, upstream := range group.Rules {
			if _, twice := t.Covered[upstream]; twice || t.reason[upstream] != "" {
				return nil, fmt.Errorf("verdicts.yaml: %s stands in two places", upstream)
			}
			t.reason[upstream] = group.Why
		}
	}
	return t, nil
}
