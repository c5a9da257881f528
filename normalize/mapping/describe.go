package mapping

import (
	"slices"

	"bonafide/model"
	"bonafide/model/ocsf"
)

// Description is what a mapping reads and gives, for reference pages.
type Description struct {
	// Unread says why records are recognised only, "" when they are read.
	Unread string
	// LogSources are what Sigma calls the records; none for those that no rule is held against.
	LogSources []LogSource
	// Key is the file's name below columns in the settings, "" for what is no table.
	Key     string
	Columns []Column
	// Required are the columns that a file is known by: of each list one must be there.
	Required [][]string
	// Classes of the events, in order of their numbers. AnyClass tells that records may say
	// their class themselves.
	Classes  []ocsf.Class
	AnyClass bool
	Fields   []model.Field
	Claims   []model.ClaimKind
	// Grants tells that records say who holds which entitlement.
	Grants bool
}

// LogSource is what Sigma calls a format's records, so that rules are held against them.
type LogSource struct {
	Product, Service, Category string
	// Roots are objects in a record whose members rules name as if they stood at the top.
	Roots []string
	// Class, and Activity where it is known, limit it to the events that are of them; System
	// to those of a family of operating systems: windows, macos, linux.
	Class    ocsf.Class
	Activity ocsf.Activity
	System   string
	// Fields are attributes of the event that rules find under names of their own.
	Fields []NamedField
}

// NamedField is an attribute of an event with the name that Sigma rules give it.
type NamedField struct {
	Name  string
	Field model.Field
}

// Words are its parts that say something.
func (l LogSource) Words() []string {
	var words []string
	for _, w := range []string{l.Product, l.Service, l.Category} {
		if w != "" {
			words = append(words, w)
		}
	}
	return words
}

// None tells that no rule is held against the records.
func (l LogSource) None() bool { return l.Product == "" && l.Service == "" && l.Category == "" }

// Column is a column that a table mapping knows.
type Column struct {
	Name    string
	Aliases []string
}

// Describe tells what the mapping reads and gives.
func (m *Mapping) Describe() Description {
	d := Description{Unread: m.unread, LogSources: m.logSources, Grants: len(m.grants) > 0}
	if c := m.columns; c != nil {
		d.Key = c.key
		for i, name := range c.names {
			d.Columns = append(d.Columns, Column{name, c.aliases[i]})
		}
		for _, any := range c.required {
			var list []string
			for _, i := range any {
				list = append(list, c.names[i])
			}
			d.Required = append(d.Required, list)
		}
	}
	d.give(&m.base, m.fields)
	for _, r := range slices.Concat(m.rules, m.parts) {
		d.give(&r.result, r.fields)
	}
	for _, c := range m.claims {
		d.Claims = append(d.Claims, c.kind)
	}
	slices.Sort(d.Classes)
	d.Classes = slices.Compact(d.Classes)
	slices.Sort(d.Fields)
	d.Fields = slices.Compact(d.Fields)
	d.Claims = slices.Compact(d.Claims)
	return d
}

// give adds what an outcome and fields give.
func (d *Description) give(o *outcome, fields []field) {
	if o.unread != "" {
		return
	}
	if o.class != ocsf.BaseEvent {
		d.Classes = append(d.Classes, o.class)
	}
	d.AnyClass = d.AnyClass || len(o.classFrom.sources) > 0
	for _, f := range fields {
		d.Fields = append(d.Fields, f.to)
	}
}
