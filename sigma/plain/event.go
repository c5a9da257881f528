package plain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"bonafide/sigma"
)

// Event is a decoded JSON object. Keys that are written twice are kept, and so are the
// digits of numbers.
type Event struct{ top *node }

// node is a JSON value.
type node struct {
	kind    Kind
	text    string // of a string, a number, a boolean
	members []member
	elems   []*node
}

type member struct {
	key   string
	value *node
}

// Kind says what a JSON value is.
type Kind uint8

// The kinds of JSON values.
const (
	KindNull Kind = iota
	KindBool
	KindNumber
	KindString
	KindObject
	kindArray
)

var errNoObject = errors.New("plain: the event is no JSON object")

// Decode reads exactly one JSON object.
func Decode(raw []byte) (*Event, error) {
	// Unmarshal checks all of the text, which a Decoder that hands out tokens does not.
	var whole json.RawMessage
	if err := json.Unmarshal(raw, &whole); err != nil {
		return nil, fmt.Errorf("plain: read the event: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(whole))
	d.UseNumber()
	top, err := read(d)
	if err != nil {
		return nil, fmt.Errorf("plain: read the event: %w", err)
	}
	if top.kind != KindObject {
		return nil, errNoObject
	}
	return &Event{top}, nil
}

func read(d *json.Decoder) (*node, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case string:
		return &node{kind: KindString, text: token}, nil
	case json.Number:
		return &node{kind: KindNumber, text: token.String()}, nil
	case bool:
		return &node{kind: KindBool, text: fmt.Sprint(token)}, nil
	case json.Delim:
		return readNested(d, token)
	}
	return &node{kind: KindNull}, nil
}

func readNested(d *json.Decoder, open json.Delim) (*node, error) {
	n := &node{kind: kindArray}
	if open == '{' {
		n.kind = KindObject
	}
	for d.More() {
		key := ""
		if n.kind == KindObject {
			token, err := d.Token()
			if err != nil {
				return nil, err
			}
			key, _ = token.(string)
		}
		value, err := read(d)
		if err != nil {
			return nil, err
		}
		if n.kind == KindObject {
			n.members = append(n.members, member{key, value})
		} else {
			n.elems = append(n.elems, value)
		}
	}
	_, err := d.Token() // the closing one
	return n, err
}

// Held is one value of a field: anything but an array.
type Held struct {
	Kind Kind
	// Text is the text of a string, a number or a boolean.
	Text string
}

// HasText tells whether the value has a text.
func (h Held) HasText() bool {
	return h.Kind == KindString || h.Kind == KindNumber || h.Kind == KindBool
}

// Found is what an event holds for a field.
type Found struct {
	// Present tells whether the field is there, be it null or an empty array.
	Present bool
	// Values are in the order of the event, by place of the layout.
	Values []Held
}

// OnlyNull tells whether the field is absent or holds nothing but null.
func (f Found) OnlyNull() bool {
	return !f.some(func(h Held) bool { return h.Kind != KindNull })
}

func (f Found) some(fits func(Held) bool) bool {
	for _, h := range f.Values {
		if fits(h) {
			return true
		}
	}
	return false
}

func (f Found) someText(fits func(string) bool) bool {
	return f.some(func(h Held) bool { return h.HasText() && fits(h.Text) })
}

// Values looks a field up at every place of the layout. The field "" is every value of the
// event that is no object.
func (e *Event) Values(l sigma.Layout, field string) Found {
	var f Found
	if field == "" {
		f.Present = true
		f.addAll(e.top)
		return f
	}
	for _, path := range l.Paths(field) {
		f.look(e.top, path)
	}
	return f
}

// look adds what stands at a path: under the path as a key, and at every dot under what is
// behind it in what is under the key before it.
func (f *Found) look(n *node, path string) {
	switch n.kind {
	case kindArray:
		for _, x := range n.elems {
			f.look(x, path)
		}
	case KindObject:
		for _, m := range n.members {
			if m.key == path {
				f.Present = true
				f.add(m.value)
			}
			if rest, ok := strings.CutPrefix(path, m.key+"."); ok {
				f.look(m.value, rest)
			}
		}
	}
}

// add adds a value, of an array its elements.
func (f *Found) add(n *node) {
	if n.kind != kindArray {
		f.Values = append(f.Values, Held{n.kind, n.text})
		return
	}
	for _, x := range n.elems {
		f.add(x)
	}
}

// addAll adds every value at any depth that is no object.
func (f *Found) addAll(n *node) {
	switch n.kind {
	case kindArray:
		for _, x := range n.elems {
			f.addAll(x)
		}
	case KindObject:
		for _, m := range n.members {
			f.addAll(m.value)
		}
	default:
		f.add(n)
	}
}
