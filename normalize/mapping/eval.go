package mapping

import (
	"strings"

	"github.com/valyala/fastjson"

	"bonafide/model"
	"bonafide/normalize"
	"bonafide/normalize/mapping/transform"
)

// look finds the value of a node, once for a record or element.
func (w *worker) look(n int32) *fastjson.Value {
	if at := &w.found[n]; at.at == w.now {
		return at.value
	}
	return w.seek(n)
}

func (w *worker) seek(n int32) *fastjson.Value {
	switch n {
	case recordNode:
		return w.f.JSON()
	case elementNode:
		return w.element
	}
	var v *fastjson.Value
	node := &w.nodes[n]
	if p := w.opened(node.parent); p != nil {
		if w.lower {
			v = node.lower.Take(p)
		} else {
			v = node.step.Take(p)
		}
	}
	w.found[n] = found{w.now, v}
	return v
}

// opened is the value of a node to look into: JSON inside a text is read, as exports of
// tables write their objects so.
func (w *worker) opened(n int32) *fastjson.Value {
	v := w.look(n)
	if v == nil || v.Type() != fastjson.TypeString {
		return v
	}
	inner := w.f.Nested(v)
	if inner != nil && n > elementNode {
		w.found[n].value = inner
	}
	return inner
}

// value is the JSON value a source leads to, nil for none.
func (w *worker) value(s *source) *fastjson.Value {
	var v *fastjson.Value
	switch s.scope {
	case inRecord, inElement:
		if len(s.rest) == 0 {
			v = w.look(s.node)
		} else if v = w.opened(s.node); v != nil {
			v = s.rest.First(v)
		}
	case inEnvelope:
		v = s.rest.First(w.f.Envelope())
	case inColumn: // JSON in a cell
		v = w.f.NestedText([]byte(w.cells.text(s.column)))
	}
	if v == nil || v.Type() == fastjson.TypeNull {
		return nil
	}
	return v
}

// present tells whether a source leads anywhere.
func (w *worker) present(s *source) bool {
	switch s.scope {
	case constant:
		return true
	case inColumn, joined:
		return w.text(s) != ""
	case anyOf:
		for i := range s.parts {
			if w.present(&s.parts[i]) {
				return true
			}
		}
		return false
	}
	return w.value(s) != nil
}

// text is the first value of a source as text.
func (w *worker) text(s *source) string {
	switch s.scope {
	case constant:
		return s.text
	case inColumn:
		return w.cells.text(s.column)
	case anyOf:
		return w.firstText(s.parts)
	case joined:
		return w.join(s)
	}
	v := w.value(s)
	if v != nil && v.Type() == fastjson.TypeArray {
		if a := v.GetArray(); len(a) > 0 && isScalar(a[0]) {
			v = a[0]
		}
	}
	return w.f.TextOf(v)
}

// join puts the parts that have a value together.
func (w *worker) join(s *source) string {
	var parts [12]string
	n := 0
	for i := range s.parts {
		if t := w.text(&s.parts[i]); !normalize.Nothing(t) && n < len(parts) {
			parts[n] = t
			n++
		}
	}
	b := w.f.Scratch()
	at := len(*b)
	for i, t := range parts[:n] {
		if i > 0 {
			*b = append(*b, s.text...)
		}
		*b = append(*b, t...)
	}
	return w.f.Keep(at)
}

// all appends every value of a source.
func (w *worker) all(s *source, dst []string) []string {
	if s.scope >= inColumn {
		if t := w.text(s); t != "" {
			dst = append(dst, t)
		}
		return dst
	}
	root, rest := w.f.Envelope(), s.rest
	if s.scope != inEnvelope {
		root = w.look(s.node)
		if len(rest) > 0 {
			root = w.opened(s.node)
		}
	}
	if root == nil {
		return dst
	}
	rest.Each(root, func(v *fastjson.Value) {
		if v.Type() != fastjson.TypeArray {
			if t := w.f.TextOf(v); t != "" {
				dst = append(dst, t)
			}
			return
		}
		for _, e := range v.GetArray() {
			if t := w.f.TextOf(e); t != "" && isScalar(e) {
				dst = append(dst, t)
			}
		}
	})
	return dst
}

// holds tells whether all conditions hold.
func (w *worker) holds(conditions []condition) bool {
	for i := range conditions {
		c := &conditions[i]
		if !c.fits(w.firstText(c.sources)) {
			return false
		}
	}
	return true
}

// firstText is the first value of several sources.
func (w *worker) firstText(sources []source) string {
	for i := range sources {
		if s := w.text(&sources[i]); s != "" {
			return s
		}
	}
	return ""
}

// first is the first value of a spec, "" for none.
func (w *worker) first(s *spec) string {
	for ; s != nil; s = s.or {
		if !w.holds(s.when) {
			continue
		}
		for i := range s.sources {
			w.texts = w.eval(s, i, w.texts[:0])
			for _, t := range w.texts {
				if !normalize.Nothing(t) {
					return t
				}
			}
		}
	}
	return ""
}

// eval appends what the spec makes of its i-th source.
func (w *worker) eval(s *spec, i int, dst []string) []string {
	src := &s.sources[i]
	from := len(dst)
	switch {
	case src.scope <= inElement && len(src.rest) == 0:
		v := w.look(src.node)
		if v == nil {
			return dst
		}
		switch v.Type() {
		case fastjson.TypeNull:
			return dst
		case fastjson.TypeArray:
			dst = w.all(src, dst)
		default:
			dst = append(dst, w.f.TextOf(v))
		}
	case src.scope >= inColumn:
		if t := w.text(src); t != "" {
			dst = append(dst, t)
		}
	default:
		dst = w.all(src, dst)
	}
	if len(dst) == from || len(s.transforms) == 0 && s.words == nil {
		return dst
	}
	if s.recall >= 0 && len(dst) == from+1 {
		dst[from] = w.recalled(s, dst[from])
		return dst
	}
	for _, t := range s.transforms {
		dst = apply(t, dst, from)
	}
	if s.words != nil {
		for j := from; j < len(dst); j++ {
			dst[j] = s.translate(dst[j])
		}
	}
	return dst
}

// apply runs a transform over dst[from:].
func apply(t transform.Transform, dst []string, from int) []string {
	if t.One != nil {
		for i := from; i < len(dst); i++ {
			if dst[i] != "" {
				dst[i] = t.One(dst[i])
			}
		}
		return dst
	}
	if t.All != nil {
		return append(dst[:from], t.All(dst[from:]))
	}
	var cut []string
	for _, s := range dst[from:] {
		for _, part := range t.Many(s) {
			if part = strings.TrimSpace(part); part != "" {
				cut = append(cut, part)
			}
		}
	}
	return append(dst[:from], cut...)
}

func (s *spec) translate(value string) string {
	if t, ok := s.words[value]; ok {
		return t
	}
	if t, ok := s.words[strings.ToLower(value)]; ok {
		return t
	}
	if s.strict {
		return s.otherwise
	}
	return value
}

// plain gives the one text that the spec makes of its i-th source, in the case of nearly all:
// a single value in the record, changed text by text if at all. Else ok is false.
func (w *worker) plain(s *spec, i int) (text string, ok bool) {
	src := &s.sources[i]
	if src.scope > inElement || len(src.rest) > 0 || s.recall == unrecalled {
		return "", false
	}
	v := w.look(src.node)
	if v == nil {
		return "", true
	}
	switch v.Type() {
	case fastjson.TypeNull:
		return "", true
	case fastjson.TypeArray:
		return "", false
	}
	text = w.f.TextOf(v)
	if s.recall != asItIs {
		text = w.recalled(s, text)
	}
	return text, true
}

// put gives the event the field's values: those of the first source that has any.
func (w *worker) put(e *model.Event, f *field) {
	before := e.FieldCount()
	for s := &f.spec; s != nil; s = s.or {
		if len(s.when) > 0 && !w.holds(s.when) {
			continue
		}
		for i := range s.sources {
			if text, ok := w.plain(s, i); ok {
				if text != "" {
					normalize.Put(e, f.to, text)
				}
			} else {
				w.texts = w.eval(s, i, w.texts[:0])
				for _, t := range w.texts {
					normalize.Put(e, f.to, t)
				}
			}
			if e.FieldCount() > before {
				return
			}
		}
	}
}
