package reference

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"bonafide/config"
	"bonafide/model"
	"bonafide/plugin"
	"bonafide/score"
)

// schema is a JSON Schema, or a part of one.
type schema map[string]any

func (s schema) text() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(s)
	return b.Bytes(), err
}

// described is a type of setting that knows its own form.
type described interface{ JSONSchema() map[string]any }

// schemaOf describes a type by its yaml, doc and unit tags.
func schemaOf(t reflect.Type) schema {
	if d, ok := reflect.Zero(t).Interface().(described); ok {
		return d.JSONSchema()
	}
	switch t.Kind() {
	case reflect.Struct:
		properties := schema{}
		for i := range t.NumField() {
			f := t.Field(i)
			if name := yamlName(f); name != "" {
				properties[name] = documented(schemaOf(f.Type), f)
			}
		}
		return schema{"type": "object", "additionalProperties": false, "properties": properties}
	case reflect.Slice:
		return schema{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Int, reflect.Int64:
		return schema{"type": "integer"}
	case reflect.Float64:
		return schema{"type": "number"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	}
	return schema{"type": "string"}
}

func yamlName(f reflect.StructField) string { return strings.Split(f.Tag.Get("yaml"), ",")[0] }

// documented adds what the field's tags say.
func documented(s schema, f reflect.StructField) schema {
	if doc := f.Tag.Get("doc"); doc != "" {
		s["description"] = doc
	}
	if unit := f.Tag.Get("unit"); unit != "" {
		s["x-unit"] = unit
	}
	return s
}

// head begins a schema file.
func head(s schema, name, title string) schema {
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["$id"] = "https://bonafide.example/schema/" + name
	s["title"] = title
	return s
}

// settingsSchema is the JSON Schema of bonafide.yaml.
func (f Facts) settingsSchema() schema {
	s := head(schemaOf(reflect.TypeFor[config.Settings]()), "settings.json", "Bonafide settings")
	s["type"] = []string{"object", "null"} // an empty file is fine
	properties, _ := s["properties"].(schema)
	properties["columns"] = f.columnsSchema(properties["columns"])
	properties["detectors"] = f.detectorsSchema(properties["detectors"])
	if t, ok := properties["thresholds"].(schema)["properties"].(schema); ok {
		for _, p := range t {
			p.(schema)["minimum"], p.(schema)["exclusiveMaximum"] = 0, 1 //nolint:forcetypeassert // made above
		}
	}
	return s
}

// columnsSchema names the kinds of files and their columns.
func (f Facts) columnsSchema(plain any) schema {
	kinds := schema{}
	for _, t := range f.Tables() {
		if t.Key == "" {
			continue
		}
		columns := schema{}
		for _, c := range t.Columns {
			columns[c.Name] = schema{"type": "string"}
		}
		kinds[t.Key] = schema{"type": "object", "additionalProperties": false, "description": t.Summary, "properties": columns}
	}
	return schema{"type": "object", "additionalProperties": false, "description": plain.(schema)["description"], "properties": kinds} //nolint:forcetypeassert // made above
}

// detectorsSchema has the settings of every detector.
func (f Facts) detectorsSchema(plain any) schema {
	detectors := schema{}
	for _, d := range f.Detectors {
		properties := schema{}
		for _, set := range d.SettingsOf() {
			properties[set.Name] = settingSchema(set)
		}
		detectors[d.Name] = schema{"type": "object", "additionalProperties": false, "description": d.Summary, "properties": properties}
	}
	return schema{"type": "object", "additionalProperties": false, "description": plain.(schema)["description"], "properties": detectors} //nolint:forcetypeassert // made above
}

func settingSchema(set plugin.Setting) schema {
	s := schema{"type": set.Type, "description": set.Doc, "default": set.Default}
	if set.Unit != "" {
		s["x-unit"] = set.Unit
	}
	return s
}

// indicatorSchema is the JSON Schema of the files in content/indicators.
func (f Facts) indicatorSchema() schema {
	entry := schemaOf(reflect.TypeFor[score.Indicator]())
	properties, _ := entry["properties"].(schema)
	ratio := schema{"anyOf": []any{
		schema{"type": "number", "exclusiveMinimum": 0}, schema{"enum": []string{"weak", "medium", "strong", "conclusive"}},
	}}
	hypotheses := schema{}
	for _, h := range model.Hypotheses()[1:] {
		hypotheses[string(h)] = schema{"$ref": "#/$defs/ratio"}
	}
	lr, _ := properties["lr"].(schema)
	properties["lr"] = schema{"type": "object", "additionalProperties": false, "description": lr["description"], "properties": hypotheses}
	misuse, _ := properties["misuse"].(schema)
	properties["misuse"] = schema{"$ref": "#/$defs/ratio", "description": misuse["description"]}
	id, _ := properties["id"].(schema)
	id["pattern"] = "^[A-Z]{3}-[0-9]{2,}$"
	categories := map[string]bool{}
	for _, i := range f.Catalogue.Indicators {
		categories[i.Category] = true
	}
	category, _ := properties["category"].(schema)
	category["examples"] = sorted(categories)
	entry["required"] = []string{"id", "title", "category", "provenance", "benign"}
	entry["anyOf"] = []any{schema{"required": []string{"lr"}}, schema{"required": []string{"misuse"}}}
	return head(schema{
		"type": "array", "items": entry, "$defs": schema{"ratio": ratio},
		"description": "The files in content/indicators: what each indicator means and what it weighs. weak is 2, medium 5, strong 20, conclusive 200.",
	}, "indicator.json", "Bonafide indicators")
}

func sorted(set map[string]bool) []string {
	words := make([]string, 0, len(set))
	for w := range set {
		words = append(words, w)
	}
	slices.Sort(words)
	return words
}
