// Package plugin is what every plugged-in part declares about itself: its name, what it
// needs, which settings it takes. Start with Declaration. Reference pages, the JSON
// Schema of the settings file and its validation are made from declarations, so a part
// describes itself once.
//
// It starts nothing and keeps no registry: catalog lists the parts.
package plugin

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Kind is the family a part belongs to.
type Kind string

// The families of parts.
const (
	Source     Kind = "source"
	Normalizer Kind = "normalizer"
	Enricher   Kind = "enricher"
	Detector   Kind = "detector"
	Reporter   Kind = "reporter"
)

// Declaration says what a part is. It is a value: asking for it has no effect.
type Declaration struct {
	Name    string // unique in its family, lower case: "location", "okta/system_log"
	Kind    Kind
	Version int    // raised whenever the same input may give another result
	Summary string // one sentence for the reference page
	// Needs lists what must be there for the part to be of use, in words a reader knows:
	// formats, feeds, columns.
	Needs []string
	// Indicators are the catalogue ids a detector can raise.
	Indicators []string
	// FalsePositives is one line on who is found for an honest reason.
	FalsePositives string
	// Settings is a struct, or nil: the part's settings with their defaults. Every field
	// carries the tags yaml (its name), doc (what it does and why that value) and, for
	// numbers, unit.
	Settings any
}

// Setting is one setting of a part, as told by its declaration.
type Setting struct {
	Name    string
	Type    string // a JSON Schema type: "number", "integer", "boolean", "string", "array"
	Default any
	Unit    string
	Doc     string
}

// SettingsOf lists a declaration's settings in the order of the struct's fields.
func (d Declaration) SettingsOf() []Setting {
	if d.Settings == nil {
		return nil
	}
	v := reflect.Indirect(reflect.ValueOf(d.Settings))
	settings := make([]Setting, 0, v.NumField())
	for i := range v.NumField() {
		f := v.Type().Field(i)
		settings = append(settings, Setting{
			Name:    strings.Split(f.Tag.Get("yaml"), ",")[0],
			Type:    schemaType(f.Type),
			Default: v.Field(i).Interface(),
			Unit:    f.Tag.Get("unit"),
			Doc:     f.Tag.Get("doc"),
		})
	}
	return settings
}

func schemaType(t reflect.Type) string {
	if t.PkgPath() == "time" && t.Name() == "Duration" {
		return "string"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Uint32:
		return "integer"
	case reflect.Float64, reflect.Float32:
		return "number"
	case reflect.Slice:
		return "array"
	case reflect.Map, reflect.Struct:
		return "object"
	}
	return "string"
}

// Check tells what is wrong with a declaration, nil when nothing is.
func (d Declaration) Check() error {
	var errs []error
	say := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if d.Name == "" || d.Name != strings.ToLower(d.Name) || strings.ContainsAny(d.Name, " \t") {
		say("plugin %q: the name must be lower case and without spaces", d.Name)
	}
	if d.Kind == "" || d.Version < 1 {
		say("plugin %q: kind and version must be given", d.Name)
	}
	if !strings.HasSuffix(d.Summary, ".") {
		say("plugin %q: the summary must be a sentence", d.Name)
	}
	if d.Kind == Detector && (len(d.Indicators) == 0 || d.FalsePositives == "") {
		say("plugin %q: a detector must name its indicators and its false positives", d.Name)
	}
	for _, s := range d.SettingsOf() {
		if s.Name == "" || s.Doc == "" {
			say("plugin %q: setting %q must have yaml and doc tags", d.Name, s.Name)
		}
	}
	return errors.Join(errs...)
}
