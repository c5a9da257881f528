package mapping

import (
	"strings"

	"github.com/valyala/fastjson"

	"bonafide/normalize"
)

// scope is where a path begins.
type scope uint8

const (
	inRecord   scope = iota
	inElement        // "@.": the element of each
	inEnvelope       // "^.": what wrapped the record
	inColumn         // a column of a table
	constant         // "=text"
	anyOf            // the first of its parts that has a value
	joined           // several values put together
)

// source is one place a value may come from.
type source struct {
	scope  scope
	node   int32          // into Mapping.nodes for record and element
	rest   normalize.Path // what follows the first [*], or the whole path into an envelope
	column int32
	text   string   // as the mapping writes it; what joins the parts
	parts  []source // of a joined value
}

// node is one step of a path; paths share the steps they begin with.
type node struct {
	parent int32 // 0 is the record, 1 the element
	step   normalize.Step
	lower  normalize.Step // the same with keys in lower case
}

// The nodes that have no parent.
const (
	recordNode  = 0
	elementNode = 1
)

// nodeFor finds or adds the node for a path below a root.
func (m *Mapping) nodeFor(root int32, p normalize.Path) (int32, normalize.Path) {
	at := root
	for i, s := range p {
		if s.All {
			return at, p[i:]
		}
		next := int32(-1)
		for j := 2; j < len(m.nodes); j++ {
			if m.nodes[j].parent == at && sameStep(m.nodes[j].step, s) {
				next = int32(j) //nolint:gosec // few
			}
		}
		if next < 0 {
			m.nodes = append(m.nodes, node{at, s, lowered(s)})
			next = int32(len(m.nodes) - 1) //nolint:gosec // few
		}
		at = next
	}
	return at, nil
}

func lowered(s normalize.Step) normalize.Step {
	s.Key = strings.ToLower(s.Key)
	where := make([]normalize.Pair, len(s.Where))
	for i, p := range s.Where {
		where[i] = normalize.Pair{Key: strings.ToLower(p.Key), Value: p.Value}
	}
	s.Where = where
	return s
}

func sameStep(a, b normalize.Step) bool {
	if a.Key != b.Key || a.Index != b.Index || a.All != b.All || len(a.Where) != len(b.Where) {
		return false
	}
	for i := range a.Where {
		if a.Where[i] != b.Where[i] {
			return false
		}
	}
	return true
}

// pattern is a text with * for any run of characters; upper and lower case are one.
type pattern struct {
	text   string // in lower case
	stars  bool
	absent bool // "": there is no value
	any    bool // "*": there is a value
}

func newPattern(text string) pattern {
	text = strings.ToLower(text)
	return pattern{text: text, stars: strings.Contains(text, "*"), absent: text == "", any: text == "*"}
}

func (p *pattern) fits(s string) bool {
	switch {
	case p.absent:
		return normalize.Nothing(s)
	case p.any:
		return !normalize.Nothing(s)
	case p.stars:
		return glob(p.text, strings.ToLower(s))
	}
	return len(p.text) == len(s) && strings.EqualFold(p.text, s)
}

func glob(p, s string) bool {
	parts := strings.Split(p, "*")
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	last := parts[len(parts)-1]
	for _, mid := range parts[1 : len(parts)-1] {
		i := strings.Index(s, mid)
		if i < 0 {
			return false
		}
		s = s[i+len(mid):]
	}
	return strings.HasSuffix(s, last)
}

// condition holds when a value fits one of the patterns, or with negate when none does.
type condition struct {
	sources  []source
	patterns []pattern
	negate   bool
}

func (c *condition) fits(s string) bool {
	for i := range c.patterns {
		if c.patterns[i].fits(s) {
			return !c.negate
		}
	}
	return c.negate
}

// isScalar tells whether a JSON value is one value and not many.
func isScalar(v *fastjson.Value) bool {
	return v.Type() != fastjson.TypeArray && v.Type() != fastjson.TypeObject
}
