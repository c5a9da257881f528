// Package reference writes the reference pages and the JSON Schemas of settings and
// indicators, from what the parts declare of themselves: there is no second place to keep
// them. Start with Render. The prose between the tables stands in pages.
//
// It knows the declarations only; app says which parts there are.
package reference

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"

	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/normalize/mapping"
	"bonafide/plugin"
	"bonafide/score"
)

//go:embed pages
var pages embed.FS //nolint:gochecknoglobals // go:embed needs a package variable

// Facts are the declarations that the pages are made of.
type Facts struct {
	Catalogue *score.Catalogue
	Detectors []Detector
	Enrichers []plugin.Declaration
	Sources   []plugin.Declaration
	Formats   []Format
	// Protected tells of attributes that are never read.
	Protected []string
}

// Detector is a detector with what it looks at.
type Detector struct {
	plugin.Declaration
	Classes []ocsf.Class // none means all
}

// Format is a format that is recognised.
type Format struct {
	plugin.Declaration
	mapping.Description
}

// Render gives the pages by the names of their files.
func Render(f Facts) (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, name := range []string{"indicators", "detectors", "enrichers", "sources", "formats", "settings", "fields"} {
		page, err := f.page(name)
		if err != nil {
			return nil, fmt.Errorf("reference: %s: %w", name, err)
		}
		out[name+".md"] = page
	}
	for name, schema := range map[string]schema{
		"settings.schema.json": f.settingsSchema(), "indicator.schema.json": f.indicatorSchema(),
	} {
		text, err := schema.text()
		if err != nil {
			return nil, fmt.Errorf("reference: %s: %w", name, err)
		}
		out[name] = text
	}
	return out, nil
}

// page fills in one page.
func (f Facts) page(name string) ([]byte, error) {
	t, err := template.New(name+".md").Funcs(template.FuncMap{
		"cell": cell, "code": code, "list": list, "ratios": ratios, "caption": ocsf.Class.Caption, "word": ocsf.Class.Word,
		"join": strings.Join, "setting": setting,
	}).ParseFS(pages, "pages/"+name+".md")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, f); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Indicators are the catalogue's, in the order of their ids.
func (f Facts) Indicators() []score.Indicator {
	ids := slices.Sorted(maps.Keys(f.Catalogue.Indicators))
	list := make([]score.Indicator, 0, len(ids))
	for _, id := range ids {
		list = append(list, f.Catalogue.Indicators[id])
	}
	return list
}

// Raises names the detectors that raise an indicator.
func (f Facts) Raises(id model.IndicatorID) []string {
	var names []string
	for _, d := range f.Detectors {
		if slices.Contains(d.Indicators, string(id)) {
			names = append(names, d.Name)
		}
	}
	return names
}

// Shows names the formats whose records a detector can raise the indicator from: those
// that give events of the kinds it looks at.
func (f Facts) Shows(id model.IndicatorID) []string {
	var names []string
	for _, d := range f.Detectors {
		if slices.Contains(d.Indicators, string(id)) {
			names = append(names, f.Feeds(d)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Feeds names the formats that give what a detector looks at; nothing stands for all.
func (f Facts) Feeds(d Detector) []string {
	var names []string
	for _, format := range f.Read() {
		for _, c := range d.Classes {
			if slices.Contains(format.Classes, c) || format.AnyClass {
				names = append(names, format.Name)
				break
			}
		}
		if slices.Contains(d.Classes, ocsf.UserInventory) && len(format.Claims) > 0 {
			names = append(names, format.Name)
		}
	}
	return names
}

// Read are the formats that are read.
func (f Facts) Read() []Format {
	return slices.DeleteFunc(slices.Clone(f.Formats), func(x Format) bool { return x.Unread != "" })
}

// Unread are the formats that are recognised only.
func (f Facts) Unread() []string {
	var names []string
	for _, x := range f.Formats {
		if x.Unread != "" {
			names = append(names, x.Name)
		}
	}
	return names
}

// Tables are the formats with columns of their own.
func (f Facts) Tables() []Format {
	return slices.DeleteFunc(f.Read(), func(x Format) bool { return len(x.Columns) == 0 })
}

// Fields lists the attributes of events.
func (Facts) Fields() []model.Field {
	var fields []model.Field
	for i := 1; i < model.FieldCount; i++ {
		fields = append(fields, model.Field(i)) //nolint:gosec // few
	}
	slices.SortStableFunc(fields, func(a, b model.Field) int { return cmp.Compare(group(a), group(b)) })
	return fields
}

// group puts OCSF's own attributes before the extension's.
func group(f model.Field) int {
	if strings.HasPrefix(f.String(), "bonafide.") {
		return 1
	}
	return 0
}

// From names the formats that fill in an attribute.
func (f Facts) From(field model.Field) []string {
	var names []string
	for _, x := range f.Read() {
		if slices.Contains(x.Fields, field) {
			names = append(names, x.Name)
		}
	}
	return names
}

// Classes are the classes in use.
func (Facts) Classes() []ocsf.Class { return ocsf.Classes() }

// Hypotheses are those that ratios are given for.
func (Facts) Hypotheses() []model.Hypothesis { return model.Hypotheses()[1:] }
