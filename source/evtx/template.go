package evtx

import (
	"errors"
	"fmt"
)

// templates are those of a chunk, by their place.
type templates struct {
	chunk []byte
	known map[int]template
	left  int
}

type template struct {
	content []node
	err     error
}

func newTemplates(chunk []byte) *templates {
	return &templates{chunk: chunk, known: make(map[int]template), left: maxOutput}
}

// event gives a record as JSON.
func (t *templates) event(r record) ([]byte, error) {
	content, err := t.fragment(r.at+binaryXML, r.end, true, 0)
	if err != nil {
		return nil, err
	}
	for _, n := range content {
		if n.element != nil {
			return object([]member{{n.element.name, [][]byte{n.element.json()}}}), nil
		}
	}
	return nil, errors.New("it is empty")
}

// fragment reads the binary XML between two places, its gaps filled.
func (t *templates) fragment(at, end int, dependencies bool, depth int) ([]node, error) {
	if depth > maxDepth {
		return nil, errDepth
	}
	c := &cursor{chunk: t.chunk, at: at, end: end, left: &t.left}
	for c.at < c.end && t.chunk[c.at] == tokenFragment {
		c.take(4)
	}
	if c.at < c.end && t.chunk[c.at] == tokenTemplate {
		return t.instance(c, depth)
	}
	content := c.nodes(dependencies, depth)
	return content, c.err
}

// instance reads which template it is and the values for its gaps.
func (t *templates) instance(c *cursor, depth int) ([]node, error) {
	c.take(1 + 1 + 4) // the token, a version, an id
	place := c.uint32()
	if place == c.at { // it follows at once
		c.take(4 + 16)
		c.take(c.uint32())
	}
	count := c.uint32()
	if c.err != nil || count > (c.end-c.at)/4 {
		return nil, fmt.Errorf("it cannot have %d values", count)
	}
	values := make([]value, count)
	lengths := make([]int, count)
	for i := range values {
		lengths[i] = c.uint16()
		values[i].kind = kind(c.byte())
		c.take(1)
	}
	for i := range values {
		values[i].at = c.at
		values[i].raw = c.take(lengths[i])
	}
	if c.err != nil {
		return nil, c.err
	}
	known := t.template(place)
	if known.err != nil {
		return nil, known.err
	}
	f := &filler{t: t, values: values, depth: depth}
	content := f.fill(known.content)
	return content, f.err
}

// template gives the template at a place.
func (t *templates) template(at int) template {
	if known, ok := t.known[at]; ok {
		return known
	}
	c := &cursor{chunk: t.chunk, at: at, end: len(t.chunk), left: &t.left}
	if at < firstChunkByte || at >= len(t.chunk) {
		return template{err: fmt.Errorf("a template is at byte %d of the chunk", at)}
	}
	c.take(4 + 16) // the next template, an id
	if size := c.uint32(); size <= c.end-c.at {
		c.end = c.at + size
	}
	known := template{content: c.nodes(true, 0)}
	known.err = c.err
	t.known[at] = known
	return known
}
