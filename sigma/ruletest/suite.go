package ruletest

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
)

// suite is a file of tests that was read.
type suite struct {
	path  string
	tests []test
}

type test struct {
	name, twin string
	match      bool
	events     []Event
	at         sigma.Position
}

// maxRepeat is how often the events of a test may be repeated, and how many it may have
// then: enough for any threshold.
const maxRepeat = 10_000

var snakeCase = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// suiteReader reads a file of tests and notes what is wrong with it.
type suiteReader struct {
	path  string
	time  string
	wrong []Result
}

func (r *suiteReader) add(n *yaml.Node, test, text, advice string) {
	r.wrong = append(r.wrong, Result{Path: r.path, At: place(n), Test: test, Failure: text, Advice: advice})
}

func place(n *yaml.Node) sigma.Position { return sigma.Position{Line: n.Line, Column: n.Column} }

// readSuite reads the tests of a rule; those of a correlation need to say which field of
// their events is the time.
func readSuite(path string, text []byte, timed bool) (suite, []Result) {
	r := &suiteReader{path: path}
	s := suite{path: path}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return s, []Result{{Path: path, At: yamlLine(err), Failure: "is no YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}}
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return s, []Result{{Path: path, At: sigma.Position{Line: 1, Column: 1}, Failure: "holds no tests", Advice: "begin with tests: and a list"}}
	}
	top := doc.Content[0]
	keys := r.mapping(top, "", "time", "tests")
	if n := keys["time"]; n != nil {
		r.time = n.Value
	}
	if timed && r.time == "" {
		r.add(top, "", "the rule is a correlation and the tests do not say which field is the time", "add for example time: published")
	}
	list := keys["tests"]
	if list == nil || list.Kind != yaml.SequenceNode {
		r.add(top, "", "there is no list of tests", "begin with tests: and a list")
		return s, r.wrong
	}
	for _, n := range list.Content {
		if t, ok := r.test(n); ok {
			if slices.ContainsFunc(s.tests, func(x test) bool { return x.name == t.name }) {
				r.add(n, t.name, "there are two tests of this name", "")
			}
			s.tests = append(s.tests, t)
		}
	}
	r.enough(list, s)
	return s, r.wrong
}

// enough makes sure that there is a match and that there are twins.
func (r *suiteReader) enough(n *yaml.Node, s suite) {
	if len(r.wrong) > 0 {
		return
	}
	matches := 0
	for _, t := range s.tests {
		if t.match {
			matches++
		}
	}
	if matches < minMatches {
		r.add(n, "", "no test expects a match", "add an event that the rule is meant for")
	}
	if len(s.tests)-matches < minTwins {
		r.add(n, "", fmt.Sprintf("%d honest twins, and at least %d are needed", len(s.tests)-matches, minTwins),
			"add somebody honest whose records look nearly alike: expect: none, and twin: who it is")
	}
}

// mapping gives the values of a mapping by key, and notes keys that are not known.
func (r *suiteReader) mapping(n *yaml.Node, test string, known ...string) map[string]*yaml.Node {
	keys := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case !slices.Contains(known, key.Value):
			r.add(key, test, fmt.Sprintf("there is no key %q here", key.Value), "there are: "+strings.Join(known, ", "))
		case keys[key.Value] != nil:
			r.add(key, test, fmt.Sprintf("the key %q stands here twice", key.Value), "")
		}
		keys[key.Value] = n.Content[i+1]
	}
	return keys
}

func (r *suiteReader) test(n *yaml.Node) (t test, ok bool) {
	if n.Kind != yaml.MappingNode {
		r.add(n, "", "a test is a mapping", "give it name, expect and events")
		return t, false
	}
	before := len(r.wrong)
	t.at = place(n)
	if first := scalar(n, "name"); first != nil {
		t.name = first.Value
	}
	keys := r.mapping(n, t.name, "name", "expect", "twin", "repeat", "every", "events")
	if !snakeCase.MatchString(t.name) {
		r.add(n, "", fmt.Sprintf("a test's name is written in snake_case, not %q", t.name), "")
	}
	r.expectation(n, &t, keys)
	times, every := r.repetition(t.name, keys)
	events := keys["events"]
	if events == nil || events.Kind != yaml.SequenceNode || len(events.Content) == 0 {
		r.add(n, t.name, "there are no events", "add events: and a list")
		return t, false
	}
	if len(events.Content) > maxRepeat/times {
		r.add(n, t.name, fmt.Sprintf("the test has more than %d events", maxRepeat), "repeat fewer")
		return t, false
	}
	for i := range times {
		for _, e := range events.Content {
			event, err := readEvent(e, r.time, i+1)
			if err != nil {
				at := e
				var bad nodeError
				if errors.As(err, &bad) {
					at = bad.node
				}
				r.add(at, t.name, err.Error(), "")
				return t, false
			}
			event.Time = event.Time.Add(time.Duration(i) * every)
			t.events = append(t.events, event)
		}
	}
	slices.SortStableFunc(t.events, func(a, b Event) int { return a.Time.Compare(b.Time) })
	return t, len(r.wrong) == before
}

func (r *suiteReader) expectation(n *yaml.Node, t *test, keys map[string]*yaml.Node) {
	if k := keys["twin"]; k != nil {
		t.twin = strings.TrimSpace(k.Value)
	}
	expect := ""
	if k := keys["expect"]; k != nil {
		expect = k.Value
	}
	switch expect {
	case "match":
		t.match = true
		if t.twin != "" {
			r.add(keys["twin"], t.name, "a test that expects a match has no honest twin", "expect: none, or leave the twin out")
		}
	case "none":
		if t.twin == "" {
			r.add(n, t.name, "the test does not say who the honest twin is", "add for example twin: help desk")
		}
	default:
		r.add(n, t.name, fmt.Sprintf("expect is match or none, not %q", expect), "")
	}
}

// repetition reads how often the events come, and how far apart.
func (r *suiteReader) repetition(test string, keys map[string]*yaml.Node) (times int, every time.Duration) {
	times = 1
	if n := keys["repeat"]; n != nil {
		if err := n.Decode(&times); err != nil || times < 1 || times > maxRepeat {
			r.add(n, test, fmt.Sprintf("repeat is a number from 1 to %d, not %q", maxRepeat, n.Value), "")
			times = 1
		}
	}
	if n := keys["every"]; n != nil {
		var err error
		if every, err = time.ParseDuration(n.Value); err != nil || every < 0 {
			r.add(n, test, fmt.Sprintf("every is a duration such as 30s or 24h, not %q", n.Value), "")
		}
	}
	return times, every
}

func scalar(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && n.Content[i+1].Kind == yaml.ScalarNode {
			return n.Content[i+1]
		}
	}
	return nil
}

var lineOf = regexp.MustCompile(`line (\d+)`)

// yamlLine finds the line in an error of the YAML reader, which has no other way to tell.
func yamlLine(err error) sigma.Position {
	m := lineOf.FindStringSubmatch(err.Error())
	if m == nil {
		return sigma.Position{Line: 1, Column: 1}
	}
	at := sigma.Position{Column: 1}
	_, _ = fmt.Sscan(m[1], &at.Line)
	return at
}
