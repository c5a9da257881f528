// Package sigma holds the words of the Sigma detection format, version 2: rules,
// correlations and filters as trees that say nothing any more of YAML or of modifiers, and
// what a Collection of them means together. Start with Rule and Expr. The packages below it
// work on these trees: sigma/rulefile reads them from files, sigma/match evaluates many
// rules fast, sigma/plain one rule in the plainest way, sigma/correlate relates matches in
// time, sigma/pipeline rewrites field names and log sources. The tree knows nothing of the
// product it lies in.
//
// The format is that of the Sigma specification 2.1 (github.com/SigmaHQ/sigma-specification);
// what it leaves open is decided in docs/design/sigma.md.
package sigma

import "time"

// RuleID identifies a rule, correlation or filter: its id, or its name where it has none.
type RuleID string

// Position is a place in a rule's file, both from 1; the zero value is no place.
type Position struct{ Line, Column int }

// Meta is what rules, correlations and filters say about themselves.
type Meta struct {
	// ID is the document's id, Name its name for references; either may be empty.
	ID, Name string
	Title    string
	// Status is stable, test, experimental, deprecated or unsupported.
	Status      string
	Description string
	Author      string
	License     string
	// Date and Modified are written YYYY-MM-DD.
	Date, Modified string
	// Level is informational, low, medium, high or critical.
	Level          string
	Taxonomy       string
	References     []string
	Tags           []string
	FalsePositives []string
	Fields         []string
	Scope          []string
	Related        []Related
	// Custom are the keys that the specification does not define.
	Custom map[string]any
	// Path is the file it was read from, At where the document begins in it.
	Path string
	At   Position
}

// Key is how others refer to the document: the id, else the name, else the title.
func (m *Meta) Key() RuleID {
	switch {
	case m.ID != "":
		return RuleID(m.ID)
	case m.Name != "":
		return RuleID(m.Name)
	}
	return RuleID(m.Title)
}

// Is tells whether a reference means this document: by id or by name.
func (m *Meta) Is(ref string) bool { return ref != "" && (ref == m.ID || ref == m.Name) }

// Related names another rule and how it relates: derived, obsolete, merged, renamed, similar.
type Related struct{ ID, Type string }

// LogSource says which logs a rule is about. An empty part means any. As the source of an
// event it says what the event is.
type LogSource struct {
	Category, Product, Service string
	// Definition tells people how to set the source up; it is never evaluated.
	Definition string
}

// Covers tells whether a rule for l applies to an event of source s: every part that l
// names is the same in s.
func (l LogSource) Covers(s LogSource) bool {
	return (l.Category == "" || l.Category == s.Category) &&
		(l.Product == "" || l.Product == s.Product) &&
		(l.Service == "" || l.Service == s.Service)
}

// Rule is one detection.
type Rule struct {
	Meta
	LogSource LogSource
	Detection Detection
}

// Detection is what a rule looks for: named searches and conditions over them.
type Detection struct {
	// Searches are in the order in which they are written.
	Searches []Search
	// Conditions are one or more; the rule matches if one of them does.
	Conditions []Condition
}

// Search is a named part of a detection.
type Search struct {
	Name string
	Expr Expr
	At   Position
}

// Condition is a boolean expression over searches.
type Condition struct {
	// Text is the condition as written.
	Text string
	// Expr has a Ref for every search it names; patterns such as "1 of selection_*" are
	// resolved to And and Or of Refs.
	Expr Expr
	At   Position
}

// Expr gives the whole detection as one tree without Refs. Searches that several
// conditions name appear as the same pointers.
func (d *Detection) Expr() Expr {
	by := make(map[string]Expr, len(d.Searches))
	for _, s := range d.Searches {
		by[s.Name] = s.Expr
	}
	all := make([]Expr, 0, len(d.Conditions))
	for _, c := range d.Conditions {
		all = append(all, resolve(c.Expr, by))
	}
	if len(all) == 1 {
		return all[0]
	}
	return &Or{Of: all}
}

func resolve(e Expr, by map[string]Expr) Expr {
	switch e := e.(type) {
	case *And:
		return &And{Of: resolveAll(e.Of, by)}
	case *Or:
		return &Or{Of: resolveAll(e.Of, by)}
	case *Not:
		return &Not{Of: resolve(e.Of, by)}
	case Ref:
		return by[e.Name]
	}
	return e
}

func resolveAll(list []Expr, by map[string]Expr) []Expr {
	out := make([]Expr, len(list))
	for i, e := range list {
		out[i] = resolve(e, by)
	}
	return out
}

// CorrelationType says what a correlation counts.
type CorrelationType string

// The correlation types of the specification, and the numeric ones of its later drafts.
const (
	EventCount      CorrelationType = "event_count"
	ValueCount      CorrelationType = "value_count"
	Temporal        CorrelationType = "temporal"
	TemporalOrdered CorrelationType = "temporal_ordered"
	ValueSum        CorrelationType = "value_sum"
	ValueAvg        CorrelationType = "value_avg"
	ValuePercentile CorrelationType = "value_percentile"
	ValueMedian     CorrelationType = "value_median"
)

// Correlation relates matches of rules, or of other correlations, in time.
type Correlation struct {
	Meta
	Type CorrelationType
	// Rules are ids or names of what is correlated, for TemporalOrdered in their order.
	Rules []string
	// GroupBy are field names or aliases; matches count together when all of them are equal.
	GroupBy []string
	// Timespan is how far apart in event time the first and last match may lie.
	Timespan time.Duration
	// Bounds all have to hold for the count, the distinct values, the number of different
	// rules or the aggregate.
	Bounds []Bound
	// Fields are what a value_* type counts or aggregates.
	Fields []string
	// Percentile is in percent, for ValuePercentile.
	Percentile float64
	// Expr, if not nil, is the extended condition of a temporal type: a tree of Refs to rules.
	Expr Expr
	// Aliases give, by alias and rule reference, the field that stands for the alias there.
	Aliases map[string]map[string]string
	// Generate tells that the correlated rules are reported on their own as well.
	Generate bool
}

// Bound is one limit of a correlation's condition.
type Bound struct {
	Op    Compare
	Value float64
}

// Holds tells whether a value is within the bound.
func (b Bound) Holds(v float64) bool { return b.Op.Holds(v, b.Value) }

// Filter leaves out, from the rules it names, the events it describes: the specification's
// global filter.
type Filter struct {
	Meta
	LogSource LogSource
	// Rules are ids or names; Any means every rule whose log source the filter's covers.
	Rules     []string
	Any       bool
	Detection Detection
}
