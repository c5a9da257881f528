package rulefile

import (
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
)

// pair is a key of a map with its value, aliases resolved.
type pair struct {
	name       string
	key, value *yaml.Node
}

func has(list []pair, name string) bool {
	for _, p := range list {
		if p.name == name {
			return true
		}
	}
	return false
}

// take counts nodes as read and tells whether the limit still allows it.
func (d *document) take(at *yaml.Node, count int) bool {
	d.nodes -= count
	if d.nodes < 0 && !d.spent {
		d.spent = true
		d.fail(at, "split the rule, or write aliases out", "the document has more than %d parts when aliases are written out", maxNodes)
	}
	return !d.spent
}

// follow gives what an alias stands for, and counts its text as if it were written there.
func (d *document) follow(n *yaml.Node) *yaml.Node {
	for range maxDepth {
		if n.Kind != yaml.AliasNode || n.Alias == nil {
			break
		}
		n = n.Alias
		if !d.take(n, 1+len(n.Value)/8) {
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: n.Line, Column: n.Column}
		}
	}
	return n
}

// pairs are the keys of a map in their order; a key that is written twice is an error.
func (d *document) pairs(n *yaml.Node) []pair {
	if !d.take(n, len(n.Content)) {
		return nil
	}
	list := make([]pair, 0, len(n.Content)/2)
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := d.follow(n.Content[i]), d.follow(n.Content[i+1])
		switch {
		case key.Kind != yaml.ScalarNode:
			d.fail(key, "", "a key has to be a word")
		case key.Tag == "!!merge":
			d.fail(key, "write the keys out", "merge keys (<<) are no part of the format")
		case seen[key.Value]:
			d.fail(n.Content[i], "put the values into one list, or use a list of maps", "the key %q stands twice in the same map", key.Value)
		default:
			seen[key.Value] = true
			list = append(list, pair{key.Value, n.Content[i], value})
		}
	}
	return list
}

// items are the elements of a list, or the one value itself.
func (d *document) items(n *yaml.Node) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		return []*yaml.Node{n}
	}
	if !d.take(n, len(n.Content)) {
		return nil
	}
	list := make([]*yaml.Node, len(n.Content))
	for i, c := range n.Content {
		list[i] = d.follow(c)
	}
	return list
}

// text is a value as it is written; null is "".
func (d *document) text(p pair) string {
	if p.value.Kind != yaml.ScalarNode {
		d.fail(p.value, "", "%s has to be a text", p.name)
		return ""
	}
	if p.value.Tag == "!!null" {
		return ""
	}
	return p.value.Value
}

// texts are the values of a list of texts, or the one text itself; null is none.
func (d *document) texts(p pair) []string {
	if p.value.Tag == "!!null" {
		return nil
	}
	var list []string
	for _, n := range d.items(p.value) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			d.fail(n, "", "%s has to be a list of texts", p.name)
			continue
		}
		list = append(list, n.Value)
	}
	return list
}

// truth is a value that is true or false.
func (d *document) truth(n *yaml.Node, name string) bool {
	var b bool
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" && n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 || n.Decode(&b) != nil {
		d.fail(n, "", "%s has to be true or false", name)
	}
	return b
}

// isNumber tells whether YAML takes a value for a number that can be compared.
func isNumber(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" && n.Tag != "!!float" {
		return false
	}
	_, ok := yamlNumber(n.Value)
	return ok
}

// yamlNumber reads digits as YAML 1.2 does: 0x1f and 0o17 are numbers, too, and 010 is ten;
// 1_000 is one as in YAML 1.1.
func yamlNumber(text string) (float64, bool) {
	plain := strings.ReplaceAll(text, "_", "")
	base := 10
	if len(plain) > 1 && strings.ContainsAny(plain, "xXoObB") {
		base = 0
	}
	if i, err := strconv.ParseInt(plain, base, 64); err == nil {
		return float64(i), true
	}
	f, err := strconv.ParseFloat(plain, 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// custom turns a value that the specification does not define into Go's own.
func (d *document) custom(n *yaml.Node, depth int) any {
	if depth == maxDepth {
		d.fail(n, "write it flatter; an anchor must not hold its own alias", "the value is nested more than %d deep", maxDepth)
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for _, p := range d.pairs(n) {
			m[p.name] = d.custom(p.value, depth+1)
		}
		return m
	case yaml.SequenceNode:
		list := []any{}
		for _, e := range d.items(n) {
			list = append(list, d.custom(e, depth+1))
		}
		return list
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return sigma.Fold(n.Value) == "true"
	case "!!int":
		if i, err := strconv.Atoi(n.Value); err == nil {
			return i
		}
	}
	if isNumber(n) {
		f, _ := yamlNumber(n.Value)
		return f
	}
	return n.Value
}
