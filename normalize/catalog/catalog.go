// Package catalog lists the normalizers: the mappings that come with Bonafide, those of
// the company, and the few that are code. Start with New.
package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"bonafide/content"
	"bonafide/model"
	"bonafide/normalize"
	"bonafide/normalize/mapping"
)

// Options are what a company says about its own files.
type Options struct {
	// Columns gives, by kind of file ("people") and column ("id"), the name that the column
	// has in this company's files: the settings' columns.
	Columns map[string]map[string]string
	// Mappings are mapping files of the company's own, by name.
	Mappings map[string][]byte
	// Zone is the company's time zone, for times without an offset.
	Zone *time.Location
}

// Set is everything a normalize.Runner works with.
type Set struct {
	Normalizers []normalize.Normalizer
	Protected   *normalize.Protected
}

// New compiles the catalogue. It is done once; every worker makes its Runner of the same
// set.
func New(o Options) (*Set, error) { return from(content.FS(), o) }

func from(files fs.FS, o Options) (*Set, error) {
	protected, err := mapping.LoadProtected(files, "mappings/protected.yaml")
	if err != nil {
		return nil, err
	}
	opt := mapping.Options{Protected: protected, Columns: o.Columns, Zone: o.Zone}
	set := &Set{Protected: protected}
	var errs []error
	for name, text := range o.Mappings {
		own, err := mapping.Parse(name, text, opt)
		errs = append(errs, err)
		for _, m := range own {
			set.Normalizers = append(set.Normalizers, m)
		}
	}
	ours, err := mapping.Load(files, "mappings", opt)
	errs = append(errs, err)
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("normalize: %w", err)
	}
	for _, m := range ours {
		set.Normalizers = append(set.Normalizers, m)
	}
	return set, nil
}

// Runner makes a Runner of the set.
func (s *Set) Runner(sink normalize.Sink, newEvent func() *model.Event) (*normalize.Runner, error) {
	return normalize.NewRunner(normalize.Config{Normalizers: s.Normalizers, Protected: s.Protected, NewEvent: newEvent}, sink)
}
