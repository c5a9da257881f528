// Package rulefile reads Sigma rules, correlations and filters from YAML into the words of
// package sigma, and says of every problem where it stands and what to do about it. Start
// with Parse or Load; a document begins in document.go, a search in detection.go, a value in
// value.go. It takes files of strangers: what they may cost is bounded. It never evaluates a
// rule.
package rulefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
)

// Rule files come from others; these limits keep a hostile one from taking time or memory.
const (
	maxFile = 1 << 20 // bytes of a file
	// maxNodes are the YAML nodes of a document with every alias written out.
	maxNodes = 200_000
	// maxDepth is the nesting of custom values and of conditions.
	maxDepth = 64
	// maxSearches are the searches of a document, maxRefs the times that its conditions may
	// name them with patterns written out.
	maxSearches = 1_000
	maxRefs     = 10_000
)

// document reads one YAML document and gathers what is wrong in it.
type document struct {
	path     string
	problems []sigma.Problem
	// nodes, program and refs are what is left of the limits.
	nodes, program, refs int
	spent                bool
}

func newDocument(path string) *document {
	return &document{path: path, nodes: maxNodes, program: maxPrograms, refs: maxRefs}
}

// Parse reads a file with any number of YAML documents. What is usable is returned even
// when there are problems; a document with an error is left out.
func Parse(path string, text []byte) (sigma.Collection, []sigma.Problem) {
	var c sigma.Collection
	file := newDocument(path)
	if len(text) > maxFile {
		file.add(sigma.Position{}, sigma.Error, fmt.Sprintf("the file has %d bytes; %d are the limit", len(text), maxFile), "split it into several files")
		return c, file.problems
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	any := false
	for {
		var root yaml.Node
		err := decoder.Decode(&root)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			file.syntax(err, text)
			return c, file.problems
		}
		n := root.Content[0]
		if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
			continue // what stands between two separators, or after the last one
		}
		any = true
		d := newDocument(path)
		d.read(n, &c)
		file.problems = append(file.problems, d.problems...)
	}
	if !any {
		file.add(sigma.Position{}, sigma.Warning, "the file holds no rule", "")
	}
	return c, file.problems
}

// read tells the kind of document by its keys and adds it when it has no errors.
func (d *document) read(n *yaml.Node, c *sigma.Collection) {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "a rule begins with keys such as title, logsource and detection", "the document is no map of keys")
		return
	}
	top := d.pairs(n)
	d.noAction(top)
	d.oneKind(top)
	var key sigma.RuleID
	switch {
	case has(top, "correlation"):
		v := d.correlation(n, top)
		if key = v.Key(); !sigma.HasErrors(d.problems) {
			c.Correlations = append(c.Correlations, v)
		}
	case has(top, "filter"):
		v := d.filter(n, top)
		if key = v.Key(); !sigma.HasErrors(d.problems) {
			c.Filters = append(c.Filters, v)
		}
	default:
		v := d.rule(n, top)
		if key = v.Key(); !sigma.HasErrors(d.problems) {
			d.lint(v)
			c.Rules = append(c.Rules, v)
		}
	}
	sigma.SortProblems(d.problems)
	d.problems = slices.Compact(d.problems) // a part that aliases write out many times
	for i := range d.problems {
		d.problems[i].Rule = key
	}
}

// noAction refuses the former way to share parts among documents.
func (d *document) noAction(top []pair) {
	for _, p := range top {
		if p.name == "action" {
			d.fail(p.key, "write each document in full; correlations relate several", "action is an old form that this version of the format does not have")
		}
	}
}

// oneKind refuses a document that is several at once, of which only one would count.
func (d *document) oneKind(top []pair) {
	first := ""
	for _, p := range top {
		switch {
		case p.name != "detection" && p.name != "correlation" && p.name != "filter":
		case first != "":
			d.fail(p.key, "write two documents with --- between them", "a document with %s cannot have %s too", first, p.name)
		default:
			first = p.name
		}
	}
}

func (d *document) rule(n *yaml.Node, top []pair) *sigma.Rule {
	r := &sigma.Rule{}
	r.Meta = d.meta(n, top, "logsource", "detection")
	for _, p := range top {
		switch p.name {
		case "logsource":
			r.LogSource = d.logSource(p)
		case "detection":
			r.Detection = d.detection(p, "condition", "timeframe")
		}
	}
	d.require(n, top, "logsource", "detection")
	return r
}

// require demands keys.
func (d *document) require(n *yaml.Node, list []pair, names ...string) {
	for _, name := range names {
		if !has(list, name) {
			d.fail(n, "add it; the specification requires it", "%s is missing", name)
		}
	}
}

func (d *document) add(at sigma.Position, s sigma.Severity, text, advice string) {
	d.problems = append(d.problems, sigma.Problem{Path: d.path, At: at, Severity: s, Text: text, Advice: advice})
}

// fail notes an error at a node.
func (d *document) fail(n *yaml.Node, advice, format string, args ...any) {
	d.add(place(n), sigma.Error, fmt.Sprintf(format, args...), advice)
}

// warn notes a warning at a node.
func (d *document) warn(n *yaml.Node, advice, format string, args ...any) {
	d.add(place(n), sigma.Warning, fmt.Sprintf(format, args...), advice)
}

func place(n *yaml.Node) sigma.Position { return sigma.Position{Line: n.Line, Column: n.Column} }

// ReadSearch reads what may stand under the name of a search, for what rewrites rules.
func ReadSearch(path string, n *yaml.Node) (sigma.Expr, []sigma.Problem) {
	d := newDocument(path)
	e := d.search(pair{name: "search", key: n, value: d.follow(n)})
	if sigma.HasErrors(d.problems) {
		return nil, d.problems
	}
	return e, d.problems
}

// ReadScalar reads a plain value without modifiers as a rule does: a text with wildcards, a
// number or null.
func ReadScalar(path string, n *yaml.Node) (sigma.Value, []sigma.Problem) {
	d := newDocument(path)
	if n = d.follow(n); n.Kind != yaml.ScalarNode {
		d.fail(n, "", "the value has to be a text, a number, true, false or null")
		return nil, d.problems
	}
	test, ok := d.value(&item{field: "value", at: n}, n).(*sigma.Test)
	if !ok {
		return nil, d.problems
	}
	return test.Value, d.problems
}
