// Package conformance says in cases what Sigma rules, filters and correlations mean, so
// that any engine can be held against it. Start with Run in a test of an engine in Go, or
// with Remote for one in another language; docs/reference/sigma-conformance.md has the
// protocol. It evaluates nothing itself.
package conformance

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed cases/*.yaml
var files embed.FS

// Case is a few documents and what an engine has to say of them.
type Case struct {
	// Name is unique, File the file it stands in.
	Name string `yaml:"name"`
	File string `yaml:"-"`
	// Shows says in a sentence what the case is about, Spec in which part and section of the
	// specification it stands.
	Shows string `yaml:"shows"`
	Spec  string `yaml:"spec"`
	// Decided is the point of docs/design/sigma.md where the specification leaves it open.
	Decided int `yaml:"decided"`
	// Rules are the YAML documents. Where a case has only a detection, Cases makes a rule
	// named "rule" of it.
	Rules string `yaml:"rules"`
	// Vars are the values of placeholders.
	Vars map[string][]string `yaml:"vars"`
	// Error tells that the documents have to be rejected.
	Error bool `yaml:"error"`
	// Events are observed in their order.
	Events []Event `yaml:"events"`
}

// Event is an event with what it has to cause.
type Event struct {
	// At is the event's time, in seconds after Start.
	At float64 `yaml:"at"`
	// Event is its JSON.
	Event string `yaml:"event"`
	// Matches are the rules that it has to match and that are to be reported, in any order;
	// nil is not looked at.
	Matches []string `yaml:"matches"`
	// Fires are the correlations that have to fire and to be reported, each with the values
	// of its group, in any order; nil is not looked at.
	Fires [][]string `yaml:"fires"`
}

// Start is the time from which events count their seconds: 2024-01-01T00:00:00Z.
func Start() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) }

// Time is when the event happened.
func (e Event) Time() time.Time {
	return Start().Add(time.Duration(e.At * float64(time.Second)))
}

// Assertions is how many statements the case makes: one for each event that is matched or
// correlated, one if it has to be rejected.
func (c Case) Assertions() int {
	n := 0
	if c.Error {
		n++
	}
	for _, e := range c.Events {
		if e.Matches != nil {
			n++
		}
		if e.Fires != nil {
			n++
		}
	}
	return n
}

// written is a case as its file has it.
type written struct {
	Case `yaml:",inline"`
	// Detection is short for a rule of the category test.
	Detection string `yaml:"detection"`
	// Yes and No are short for events that the rule matches or does not.
	Yes []string `yaml:"yes"`
	No  []string `yaml:"no"`
}

// Cases reads all cases.
func Cases() ([]Case, error) {
	names, err := fs.Glob(files, "cases/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("conformance: %w", err)
	}
	var list []Case
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("conformance: %w", err)
		}
		var some []written
		d := yaml.NewDecoder(bytes.NewReader(text))
		d.KnownFields(true)
		if err := d.Decode(&some); err != nil {
			return nil, fmt.Errorf("conformance: %s: %w", name, err)
		}
		for _, w := range some {
			c := w.full()
			c.File = path.Base(name)
			list = append(list, c)
		}
	}
	return list, nil
}

// full writes the short forms out.
func (w written) full() Case {
	c := w.Case
	if w.Detection != "" {
		body := strings.ReplaceAll(strings.TrimRight(w.Detection, "\n"), "\n", "\n    ")
		c.Rules = "title: " + c.Name + "\nname: rule\nlogsource:\n    category: test\ndetection:\n    " + body + "\n"
	}
	for _, e := range w.Yes {
		c.Events = append(c.Events, Event{Event: e, Matches: []string{"rule"}})
	}
	for _, e := range w.No {
		c.Events = append(c.Events, Event{Event: e, Matches: []string{}})
	}
	return c
}
