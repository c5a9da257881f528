package mapping

import (
	"fmt"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"bonafide/internal/hint"
)

// Error is what is wrong in a mapping file, with its place.
type Error struct {
	File         string
	Line, Column int
	Text         string
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Text)
}

// reader reads YAML nodes and gathers what is wrong with them.
type reader struct {
	file string
	errs []error
}

func (r *reader) wrong(n *yaml.Node, format string, args ...any) {
	e := &Error{File: r.file, Text: fmt.Sprintf(format, args...)}
	if n != nil {
		e.Line, e.Column = n.Line, n.Column
	}
	r.errs = append(r.errs, e)
}

// pairs are the entries of a YAML mapping, in their order. What "<<" merges in stands behind
// its own, which win.
func (r *reader) pairs(n *yaml.Node) [][2]*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "keys and values are expected here")
		return nil
	}
	var out, merged [][2]*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Tag == "!!merge" {
			merged = append(merged, r.pairs(v)...)
			continue
		}
		if v.Kind == yaml.AliasNode {
			v = v.Alias
		}
		for _, p := range out {
			if p[0].Value == k.Value {
				r.wrong(k, "%q stands here twice", k.Value)
			}
		}
		out = append(out, [2]*yaml.Node{k, v})
	}
	for _, p := range merged {
		if !slices.ContainsFunc(out, func(own [2]*yaml.Node) bool { return own[0].Value == p[0].Value }) {
			out = append(out, p)
		}
	}
	return out
}

// keys reads a YAML mapping whose keys are known.
func (r *reader) keys(n *yaml.Node, known ...string) map[string]*yaml.Node {
	out := make(map[string]*yaml.Node)
	for _, p := range r.pairs(n) {
		if !slices.Contains(known, p[0].Value) {
			r.wrong(p[0], "unknown key %q%s", p[0].Value, suggest(p[0].Value, known))
			continue
		}
		out[p[0].Value] = p[1]
	}
	return out
}

// text reads a scalar.
func (r *reader) text(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		r.wrong(n, "a single value is expected here")
		return ""
	}
	return n.Value
}

// list reads a scalar or a list of scalars.
func (r *reader) list(n *yaml.Node) []string {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.SequenceNode {
		return []string{r.text(n)}
	}
	out := make([]string, 0, len(n.Content))
	for _, c := range n.Content {
		out = append(out, r.list(c)...) // an alias may stand for a list
	}
	return out
}

func (r *reader) number(n *yaml.Node, otherwise float64) float64 {
	if n == nil {
		return otherwise
	}
	v, err := strconv.ParseFloat(r.text(n), 64)
	if err != nil {
		r.wrong(n, "%q is not a number", n.Value)
	}
	return v
}

// suggest names the known word that is nearest to what was written.
func suggest(word string, known []string) string {
	best := hint.Nearest(word, known)
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}
