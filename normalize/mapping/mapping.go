// Package mapping reads records by mappings: YAML files that say which attributes of a
// vendor's record become which attributes of an event, or which claims. Start with Parse
// or Load. A mapping is compiled once; reading a record with it parses no path and
// builds no map. docs/reference/formats.md describes the files.
//
// It never reads attributes that are protected: a mapping that names one does not load.
package mapping

import (
	"time"

	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/normalize"
	"bonafide/normalize/mapping/transform"
	"bonafide/plugin"
)

// Options say what mappings are compiled with.
type Options struct {
	// Protected are the attributes that no mapping may name.
	Protected *normalize.Protected
	// Columns gives, by the key of a table mapping ("people") and its own column ("id"),
	// the name the column has in this company's files.
	Columns map[string]map[string]string
	// Zone is for times of the company's own files without an offset; UTC when nil.
	Zone *time.Location
}

// Mapping is a compiled mapping file. It does not change; Copy gives what works.
type Mapping struct {
	declaration plugin.Declaration
	protected   *normalize.Protected
	zone        *time.Location // for times without an offset
	logSources  []LogSource
	unread      string // why records of this format are not read, "" when they are

	matches []match1
	nodes   []node // the paths into a record, sharing their beginnings

	columns *columns // nil for JSON mappings
	each    []source
	id      spec
	time    spec
	base    outcome
	rules   []rule
	choose  []source // what most rules depend on, see candidates
	fields  []field
	parts   []rule // each whose conditions hold makes an event of its own
	subject spec
	claims  []claim
	grants  []grant
	recalls int // specs that remember what they made of values
}

// match1 is one way to recognise a record.
type match1 struct {
	has, lacks []source
	is         []condition
	lower      bool // the record's keys are in lower case, as some warehouses make them
	confidence float64
}

// outcome is what a rule says of an event; the zero values say nothing.
type outcome struct {
	class    ocsf.Class
	activity ocsf.Activity
	known    bool // an activity was given
	// classFrom and activityFrom give OCSF's own numbers, for records that are OCSF.
	classFrom, activityFrom spec
	action                  spec
	outcome                 verdict
	unread                  string
}

// verdict tells how what was tried ended.
type verdict struct {
	from             spec
	success, failure []pattern
	otherwise        model.Outcome
}

// rule adds to an event when its conditions hold; the first that does is taken.
type rule struct {
	when   []condition
	result outcome
	fields []field
}

// field is an attribute of the event and where its value comes from.
type field struct {
	to   model.Field
	spec spec
}

// claim is a kind of claim and where its value comes from.
type claim struct {
	kind model.ClaimKind
	spec spec
}

// spec is where a value comes from and what is done to it.
type spec struct {
	sources    []source
	when       []condition
	transforms []transform.Transform
	words      map[string]string // replaces values, by lower case
	otherwise  string            // for values that words does not have
	strict     bool              // values that words does not have are dropped
	or         *spec             // where the value comes from when this gives none
	recall     int               // the place of its memory among a worker's, asItIs or unrecalled
}

// Declare describes the format.
func (m *Mapping) Declare() plugin.Declaration { return m.declaration }

// Copy gives a Normalizer with memory of its own.
func (m *Mapping) Copy() normalize.Normalizer { return newWorker(m) }

// Recognize tells whether the record is of the mapping's format.
func (m *Mapping) Recognize(r *model.Record, f *normalize.Fields) float64 {
	return newWorker(m).Recognize(r, f)
}

// Normalize reads a record. It works on a copy; a Runner asks for one once.
func (m *Mapping) Normalize(r *model.Record, f *normalize.Fields, out normalize.Out) error {
	return newWorker(m).Normalize(r, f, out)
}
