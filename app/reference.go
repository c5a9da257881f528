package app

import (
	"fmt"

	"bonafide/content"
	detectors "bonafide/detect/catalog"
	"bonafide/detect/rule"
	"bonafide/enrich/identity"
	"bonafide/internal/gazetteer"
	"bonafide/model"
	normalizers "bonafide/normalize/catalog"
	"bonafide/normalize/mapping"
	"bonafide/plugin"
	"bonafide/reference"
	"bonafide/score"
	sources "bonafide/source/catalog"
)

// Reference gives the reference pages by the names of their files.
func Reference() (map[string][]byte, error) {
	facts, err := declared()
	if err != nil {
		return nil, err
	}
	return reference.Render(facts)
}

// declared gathers what all parts declare of themselves.
func declared() (reference.Facts, error) {
	var f reference.Facts
	var err error
	if f.Catalogue, err = score.LoadCatalogue(content.FS()); err != nil {
		return f, err
	}
	set, err := normalizers.New(normalizers.Options{})
	if err != nil {
		return f, err
	}
	rules, _ := rule.New(rule.Config{Rules: packRules(), Sources: LogSources(set.Normalizers)})
	found, err := detectors.All(nil, rules)
	if err != nil {
		return f, err
	}
	for _, d := range found {
		f.Detectors = append(f.Detectors, reference.Detector{Declaration: d.Declare(), Classes: d.Classes()})
	}
	for _, n := range set.Normalizers {
		format := reference.Format{Declaration: n.Declare()}
		if m, ok := n.(*mapping.Mapping); ok {
			format.Description = m.Describe()
		}
		f.Formats = append(f.Formats, format)
	}
	for _, s := range sources.All() {
		f.Sources = append(f.Sources, s.Declare())
	}
	f.Enrichers, err = declaredEnrichers()
	return f, err
}

// declaredEnrichers are the third stage in its order.
func declaredEnrichers() ([]plugin.Declaration, error) {
	places, err := gazetteer.New(content.FS())
	if err != nil {
		return nil, err
	}
	list, err := newEnrichers(&model.Company{}, places, nil)
	if err != nil {
		return nil, fmt.Errorf("reference: %w", err)
	}
	declarations := []plugin.Declaration{identity.NewGraph(nil).Resolve().Declare()}
	for _, e := range list.all() {
		declarations = append(declarations, e.Declare())
	}
	return declarations, nil
}
