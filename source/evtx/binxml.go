package evtx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
)

// Binary XML is XML as tokens. A record is an instance of a template, which stands in the
// chunk once, with the record's values in its gaps; a value may be binary XML again. Names
// stand in the chunk once, too. The form is that of [MS-EVEN6] and of libyal's libevtx
// documentation.

// The tokens; those with attributes or more to follow have moreFlag set as well.
const (
	tokenEnd         = 0x00
	tokenOpen        = 0x01
	tokenCloseStart  = 0x02
	tokenCloseEmpty  = 0x03
	tokenClose       = 0x04
	tokenText        = 0x05
	tokenAttribute   = 0x06
	tokenCDATA       = 0x07
	tokenCharRef     = 0x08
	tokenEntityRef   = 0x09
	tokenPITarget    = 0x0a
	tokenPIData      = 0x0b
	tokenTemplate    = 0x0c
	tokenGap         = 0x0d
	tokenOptionalGap = 0x0e
	tokenFragment    = 0x0f
	moreFlag         = 0x40
)

// What a chunk of strangers may cost: elements in elements, characters of a name, and bytes
// of all its events together, which is some ten times what honest ones have.
const (
	maxDepth  = 64
	maxName   = 1024
	maxOutput = 16 << 20
)

var (
	errCut     = errors.New("it is cut off")
	errTooMuch = fmt.Errorf("the events of its chunk are larger than %d bytes", maxOutput)
	errDepth   = fmt.Errorf("its elements are nested more than %d deep", maxDepth)
)

// element is an element of XML.
type element struct {
	name string
	// attributes are text and gaps only.
	attributes []attribute
	content    []node
}

type attribute struct {
	name  string
	value []node
}

// node is a part of an element's content: an element, a gap that takes a value of the
// record, the value itself, or a text.
type node struct {
	element *element
	gap     int // from 1; 0 is none
	value   *value
	text    string
}

// cursor reads a part of a chunk. After an error everything is zero.
type cursor struct {
	chunk   []byte
	at, end int
	// left is what is left of maxOutput.
	left *int
	err  error
}

// spend counts so many bytes of output.
func (c *cursor) spend(n int) {
	if *c.left -= n; *c.left < 0 {
		c.fail(errTooMuch)
	}
}

func (c *cursor) fail(err error) {
	if c.err == nil {
		c.err = err
	}
	c.at = c.end
}

// take gives the next n bytes, nil when there are not as many.
func (c *cursor) take(n int) []byte {
	if c.err != nil || n < 0 || n > c.end-c.at {
		c.fail(errCut)
		return nil
	}
	c.at += n
	return c.chunk[c.at-n : c.at]
}

func (c *cursor) byte() byte {
	if b := c.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (c *cursor) uint16() int {
	if b := c.take(2); b != nil {
		return int(binary.LittleEndian.Uint16(b))
	}
	return 0
}

func (c *cursor) uint32() int {
	if b := c.take(4); b != nil {
		return int(binary.LittleEndian.Uint32(b))
	}
	return 0
}

// text reads a text with its length before it.
func (c *cursor) text() string { return utf16Text(c.take(2 * c.uint16())) }

// name reads the place of a name; the name may follow at once.
func (c *cursor) name() string {
	at := c.uint32()
	n := &cursor{chunk: c.chunk, at: at, end: len(c.chunk)}
	if at < firstChunkByte || at >= len(c.chunk) {
		c.fail(fmt.Errorf("a name is at byte %d of the chunk", at))
		return ""
	}
	n.take(4 + 2) // the next name with the same hash, the hash
	count := n.uint16()
	if count > maxName {
		c.fail(fmt.Errorf("a name has %d characters", count))
		return ""
	}
	c.spend(8 + count)
	text := utf16Text(n.take(2 * count))
	n.take(2) // a zero
	if n.err != nil {
		c.fail(n.err)
	}
	if at == c.at {
		c.at = n.at
	}
	return text
}

// firstChunkByte is the first byte in a chunk that can belong to a name or a template.
const firstChunkByte = 0x80

// nodes reads content up to the token that closes the element, or to the end of the
// fragment. Elements of templates have a number for their dependencies, others have none.
func (c *cursor) nodes(inTemplate bool, depth int) []node {
	if depth > maxDepth {
		c.fail(errDepth)
		return nil
	}
	var list []node
	for c.err == nil && c.at < c.end {
		switch token := c.byte(); token &^ moreFlag {
		case tokenEnd, tokenClose:
			return list
		case tokenFragment:
			c.take(3)
		case tokenOpen:
			list = append(list, node{element: c.element(inTemplate, token&moreFlag != 0, depth)})
		case tokenPITarget:
			c.name()
		case tokenPIData:
			c.text()
		default:
			n, ok := c.inline(token)
			if !ok {
				c.fail(fmt.Errorf("it has the unknown token %#x", token))
				return nil
			}
			list = append(list, n)
		}
	}
	return list
}

// inline reads what may stand in an attribute as well: texts and gaps.
func (c *cursor) inline(token byte) (node, bool) {
	switch token &^ moreFlag {
	case tokenText:
		c.take(1) // its type, which is always a text
		return node{text: c.text()}, true
	case tokenCDATA:
		return node{text: c.text()}, true
	case tokenCharRef:
		return node{text: string(rune(c.uint16()))}, true
	case tokenEntityRef:
		return node{text: entity(c.name())}, true
	case tokenGap, tokenOptionalGap:
		gap := 1 + c.uint16()
		if c.byte() == 0 && c.at < c.end && c.chunk[c.at] == 0 {
			c.at++ // a gap for nothing has a second byte
		}
		return node{gap: gap}, true
	}
	return node{}, false
}

func entity(name string) string {
	text, ok := map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}[name]
	if !ok {
		return "&" + name + ";"
	}
	return text
}

func (c *cursor) element(inTemplate, attributes bool, depth int) *element {
	if inTemplate {
		c.take(2)
	}
	c.take(4) // its size
	e := &element{name: c.name()}
	if attributes {
		c.take(4) // their size
	}
	for c.err == nil {
		switch token := c.byte(); token &^ moreFlag {
		case tokenAttribute:
			e.attributes = append(e.attributes, attribute{name: c.name()})
		case tokenCloseEmpty:
			return e
		case tokenCloseStart:
			e.content = c.nodes(inTemplate, depth+1)
			return e
		default:
			n, ok := c.inline(token)
			if last := len(e.attributes) - 1; ok && last >= 0 {
				e.attributes[last].value = append(e.attributes[last].value, n)
				continue
			}
			c.fail(fmt.Errorf("it has the token %#x among attributes", token))
		}
	}
	return e
}

// utf16Text reads a text up to its closing zeros.
func utf16Text(b []byte) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) > 1; b = b[2:] {
		units = append(units, binary.LittleEndian.Uint16(b))
	}
	for len(units) > 0 && units[len(units)-1] == 0 {
		units = units[:len(units)-1]
	}
	return string(utf16.Decode(units))
}
