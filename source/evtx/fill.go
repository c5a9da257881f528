package evtx

import (
	"bytes"
	"strings"
)

// filler fills the gaps of a template.
type filler struct {
	t      *templates
	values []value
	depth  int
	err    error
}

// fill gives content without gaps. A gap whose value is nothing becomes nothing.
func (f *filler) fill(content []node) []node {
	var out []node
	for _, n := range content {
		if f.t.left--; f.t.left < 0 && f.err == nil {
			f.err = errTooMuch
		}
		switch {
		case f.err != nil:
			return nil
		case n.element != nil:
			out = append(out, node{element: f.element(n.element)})
		case n.gap > 0:
			out = append(out, f.gap(n.gap-1)...)
		default:
			f.t.left -= len(n.text)
			out = append(out, n)
		}
	}
	return out
}

func (f *filler) element(e *element) *element {
	filled := &element{name: e.name, content: f.fill(e.content)}
	f.t.left -= len(e.name)
	for _, a := range e.attributes {
		if value := f.fill(a.value); len(value) > 0 {
			filled.attributes = append(filled.attributes, attribute{a.name, value})
		}
	}
	return filled
}

func (f *filler) gap(i int) []node {
	if i >= len(f.values) || f.values[i].kind == kindNull {
		return nil
	}
	v := &f.values[i]
	f.t.left -= len(v.raw)
	if v.kind != kindBinXML {
		return []node{{value: v}}
	}
	content, err := f.t.fragment(v.at, v.at+len(v.raw), false, f.depth+1)
	if f.err == nil {
		f.err = err
	}
	return content
}

// member is a name of a JSON object with what stands under it, which is an array when it is
// several.
type member struct {
	name   string
	values [][]byte
}

func object(members []member) []byte {
	out := []byte{'{'}
	for i, m := range members {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, quote(m.name)...), ':')
		if len(m.values) == 1 {
			out = append(out, m.values[0]...)
			continue
		}
		out = append(append(append(out, '['), bytes.Join(m.values, []byte{','})...), ']')
	}
	return append(out, '}')
}

// members gathers them by name, in the order of their first appearance.
type members struct {
	list []member
	by   map[string]int
}

func (m *members) add(name string, value []byte) {
	i, ok := m.by[name]
	if !ok {
		if m.by == nil {
			m.by = make(map[string]int)
		}
		i = len(m.list)
		m.by[name] = i
		m.list = append(m.list, member{name: name})
	}
	m.list[i].values = append(m.list[i].values, value)
}

// json writes an element: one that has nothing but a text as the text, another as an object
// of its attributes, its text under Value, and its elements. <Data Name="a">b</Data> is
// {"a": "b"}. An empty one is null.
func (e *element) json() []byte {
	var m members
	for _, a := range e.attributes {
		if a.name != "xmlns" && !strings.HasPrefix(a.name, "xmlns:") {
			m.add(a.name, scalar(a.value))
		}
	}
	text := e.text()
	if value := scalar(text); value != nil {
		if len(m.list) == 0 && len(text) == len(e.content) {
			return value
		}
		m.add("Value", value)
	}
	for _, n := range e.content {
		switch {
		case n.element == nil:
		case n.element.name == "Data" && n.element.attribute("Name") != "":
			m.add(n.element.attribute("Name"), orNull(scalar(n.element.text())))
		default:
			m.add(n.element.name, n.element.json())
		}
	}
	if len(m.list) == 0 {
		return []byte("null")
	}
	return object(m.list)
}

// attribute gives the text of an attribute.
func (e *element) attribute(name string) string {
	for _, a := range e.attributes {
		if a.name == name {
			return joined(a.value)
		}
	}
	return ""
}

// text is the part of the content that is no element. Blanks between elements are none.
func (e *element) text() []node {
	var text []node
	for _, n := range e.content {
		if n.element == nil {
			text = append(text, n)
		}
	}
	if len(text) < len(e.content) && strings.TrimSpace(joined(text)) == "" {
		return nil
	}
	return text
}

// scalar writes text and values as one; nil is nothing.
func scalar(content []node) []byte {
	switch {
	case len(content) == 0:
		return nil
	case len(content) == 1 && content[0].value != nil:
		return content[0].value.json()
	}
	return quote(joined(content))
}

func joined(content []node) string {
	var b strings.Builder
	for _, n := range content {
		switch {
		case n.value != nil && n.value.kind&arrayFlag != 0:
			b.Write(n.value.json())
		case n.value != nil:
			text, _ := n.value.text()
			b.WriteString(text)
		default:
			b.WriteString(n.text)
		}
	}
	return b.String()
}

func orNull(value []byte) []byte {
	if value == nil {
		return []byte("null")
	}
	return value
}
