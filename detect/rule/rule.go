// Package rule runs Sigma rules: those that come with Bonafide and the company's own. Start
// with New, which compiles them. A Matcher holds raw records against the rules, where they
// are read; the detectors turn what matched into findings, and correlations of several
// matches too.
//
// A rule gives findings when it names an indicator, in the key "indicator", and is more
// than informational. Rules that only serve a correlation give none of their own. A rule
// knows nothing of what the company approved, so what shows an approved tool, or left
// through the company's own network, is passed over here. False positives: those that the
// rule names.
package rule

import (
	"fmt"
	"slices"
	"strings"

	"bonafide/detect"
	"bonafide/model"
	"bonafide/model/ocsf"
	"bonafide/plugin"
	"bonafide/sigma"
	"bonafide/sigma/correlate"
)

// Config says which rules run, on what.
type Config struct {
	Rules sigma.Collection
	// Sources tell what Sigma calls the records of a format, by the format's name. Records
	// may be of several.
	Sources map[string][]Source
	// Known tells whether the catalogue has an indicator; nil believes every one.
	Known func(id model.IndicatorID) bool
}

// Source is what Sigma calls the records of a format.
type Source struct {
	sigma.LogSource
	// Roots are objects whose members rules name as if they stood at the top.
	Roots []string
	// Class and Activity, where they are given, and System (windows, macos, linux) limit it
	// to the events that are of them.
	Class    ocsf.Class
	Activity ocsf.Activity
	System   string
	// Fields are attributes of the event that rules find under names of their own, beside
	// what the record says.
	Fields []Named
}

// Named is an attribute of an event with the name that rules give it.
type Named struct {
	Name  string
	Field model.Field
}

// of tells whether an event is of the source.
func (s *Source) of(e *model.Event) bool {
	return (s.Class == ocsf.BaseEvent || s.Class == e.Class) && (s.Activity == ocsf.Unknown || s.Activity == e.Activity) &&
		(s.System == "" || s.System == detect.System(e))
}

// Set is a compiled set of rules. It does not change and may be used by many goroutines.
type Set struct {
	rules        []rule
	correlations []correlation
	fields       []string           // what correlations read
	numbers      map[string]int32   // of fields
	lanes        map[string][]*lane // by format
}

// rule is a rule of the set.
type rule struct {
	sigma     *sigma.Rule
	indicator model.IndicatorID
	reports   bool    // its matches are findings
	counted   []int32 // by correlations, by their places
	reads     []int32 // the fields that they read, ascending
}

// correlation is a correlation of the set.
type correlation struct {
	meta      *sigma.Correlation
	indicator model.IndicatorID
	single    *correlate.Single
	kind      string // of its groups among things
	alone     bool   // it counts one rule, in groups of one field
	by        int32  // that field
}

// New compiles rules. What cannot run is a problem and left out; the rest runs.
func New(cfg Config) (*Set, []sigma.Problem) {
	b := &builder{cfg: cfg, set: &Set{numbers: map[string]int32{}, lanes: map[string][]*lane{}}}
	b.choose()
	b.correlate()
	b.lanes()
	return b.set, b.problems
}

// Len is how many rules and correlations can give findings.
func (s *Set) Len() int {
	n := len(s.correlations)
	for i := range s.rules {
		if s.rules[i].reports {
			n++
		}
	}
	return n
}

// Rule is what the rule at a place says of itself; Event.Matched has the places.
func (s *Set) Rule(place int32) *sigma.Meta { return &s.rules[place].sigma.Meta }

// Detectors are the two detectors of the set: of single rules and of correlations. One that
// could find nothing is left out.
func (s *Set) Detectors() []detect.Detector {
	var single, correlated []string
	for i := range s.rules {
		if s.rules[i].reports {
			single = append(single, string(s.rules[i].indicator))
		}
	}
	for i := range s.correlations {
		correlated = append(correlated, string(s.correlations[i].indicator))
	}
	var list []detect.Detector
	if len(single) > 0 {
		list = append(list, s.single(declared("rule", "Records that match a Sigma rule with an indicator.", single)))
	}
	if len(correlated) > 0 {
		list = append(list, s.correlated(declared("correlation", "Several records that match a Sigma correlation with an indicator.", correlated)))
	}
	return list
}

func declared(name, summary string, indicators []string) plugin.Declaration {
	slices.Sort(indicators)
	return plugin.Declaration{
		Name: name, Kind: plugin.Detector, Version: 1, Summary: summary,
		Needs:          []string{"records of a format with a log source", "rules: of the company's own, if any, in bonafide.yaml"},
		Indicators:     slices.Compact(indicators),
		FalsePositives: "Those that the rule names under falsepositives.",
	}
}

// indicatorOf reads the key "indicator".
func indicatorOf(m *sigma.Meta) model.IndicatorID {
	id, _ := m.Custom["indicator"].(string)
	return model.IndicatorID(strings.TrimSpace(id))
}

// field gives the texts of an event for correlations.
func (s *Set) field(e *model.Event) func(name string) []string {
	return func(name string) []string {
		n, ok := s.numbers[name]
		if !ok {
			return nil
		}
		found := e.Matched.Of(n)
		texts := make([]string, 0, len(found))
		for i := range found {
			texts = append(texts, found[i].Text)
		}
		return texts
	}
}

// named is a rule for a problem.
func named(m *sigma.Meta) string { return fmt.Sprintf("the rule %q", m.Title) }
