package app

import (
	"fmt"
	"os"
	"path/filepath"

	"bonafide/enrich"
	"bonafide/enrich/place"
	"bonafide/normalize"
	normalizers "bonafide/normalize/catalog"
)

// normalizers makes the second stage, with the company's own column names and mappings.
func (a *assessor) normalizers() (normalize.Config, error) {
	own := map[string][]byte{}
	for _, path := range a.settings.Mappings {
		name := path
		if !filepath.IsAbs(path) {
			name = filepath.Join(a.folder(), path)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return normalize.Config{}, fmt.Errorf("config: mappings: %w", err)
		}
		own[path] = text
	}
	set, err := normalizers.New(normalizers.Options{Columns: a.settings.Columns, Mappings: own, Zone: a.company.Zone})
	if err != nil {
		return normalize.Config{}, err
	}
	return normalize.Config{Normalizers: set.Normalizers, Protected: set.Protected}, nil
}

// folder is what relative paths in the settings start from.
func (a *assessor) folder() string {
	if a.Config != "" {
		return filepath.Dir(a.Config)
	}
	return a.Paths[0]
}

// enrichers makes the third stage; identity goes before it.
func (a *assessor) enrichers() ([]enrich.Enricher, error) {
	places, err := place.New(place.Config{Gazetteer: a.gazetteer})
	if err != nil {
		return nil, err
	}
	return []enrich.Enricher{places}, nil
}
