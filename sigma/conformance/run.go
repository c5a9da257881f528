package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// Engine is what is held against the cases. Load comes first and forgets what was loaded
// before; Observe follows for each event, in their order.
type Engine interface {
	// Load reads YAML documents: rules, filters, which it applies, and correlations. Vars
	// are the values of placeholders. An error rejects the documents.
	Load(rules string, vars map[string][]string) error
	// Observe takes an event of every log source that happened at a time. An error is a
	// failure of the engine or an event that is no JSON object.
	Observe(at time.Time, event string) (Result, error)
}

// Result is what an engine says of an event.
type Result struct {
	// Matches are the names of the rules that matched and are to be reported: those that no
	// correlation refers to, and those that one with "generate" does.
	Matches []string `json:"matches"`
	// Fires are the correlations that fired and are to be reported, by the same measure: the
	// name, then the values of the group.
	Fires [][]string `json:"fires"`
}

// Run holds an engine against all cases.
func Run(t *testing.T, engine Engine) {
	t.Helper()
	cases, err := Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			for _, failure := range Check(c, engine) {
				t.Errorf("%s (%s; %s)", failure, c.Shows, c.Spec)
			}
		})
	}
}

// Check holds an engine against one case and gives what it says otherwise.
func Check(c Case, engine Engine) []string {
	err := engine.Load(c.Rules, c.Vars)
	switch {
	case err == nil && c.Error:
		return []string{"the rule was not rejected"}
	case err != nil && !c.Error:
		return []string{fmt.Sprintf("the rule was rejected: %v", err)}
	case err != nil:
		return nil
	}
	var failures []string
	fail := func(e Event, format string, args ...any) {
		failures = append(failures, fmt.Sprintf("at %v, %s: ", e.At, e.Event)+fmt.Sprintf(format, args...))
	}
	for _, e := range c.Events {
		got, err := engine.Observe(e.Time(), e.Event)
		if err != nil {
			fail(e, "%v", err)
			continue
		}
		if e.Matches != nil && !same(e.Matches, got.Matches) {
			fail(e, "matches %q; want %q", got.Matches, e.Matches)
		}
		if e.Fires != nil && !same(joined(e.Fires), joined(got.Fires)) {
			fail(e, "fires %q; want %q", got.Fires, e.Fires)
		}
	}
	return failures
}

func same(want, got []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got)))
}

func joined(list [][]string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = strings.Join(x, "\x00")
	}
	return out
}
