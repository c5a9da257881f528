package normalize

import (
	"bytes"
	"fmt"
	"strings"
	"unsafe"

	"github.com/valyala/fastjson"

	"bonafide/model"
)

// Fields is how a normalizer looks into a record, whatever its syntax. A path names an
// attribute of a JSON object ("actor.id", "target[type=User].id", "events[0].name") or a
// column of a table, in any spelling that folds to the same letters and digits. Values
// stay valid only while the record is being normalised. The zero Fields is ready for use.
type Fields struct {
	record   *model.Record
	serial   uint64
	root     *fastjson.Value
	envelope *fastjson.Value
	columns  *Columns

	parser, envelopes fastjson.Parser
	parsed            []byte // the envelope that was parsed last
	nested            []*fastjson.Parser
	nestedUsed        int
	scratch           []byte
	paths             map[string]Path
	tables            map[*string]*Columns
}

// Load makes the record the one to look into. It fails when the record is not what its
// syntax says.
func (f *Fields) Load(r *model.Record) error {
	f.serial++
	f.nestedUsed = 0
	f.record, f.root, f.columns, f.scratch = r, nil, nil, f.scratch[:0]
	switch r.Syntax {
	case model.SyntaxJSON:
		v, err := f.parser.ParseBytes(r.Raw)
		if err != nil {
			return fmt.Errorf("not valid JSON: %s", reason(err))
		}
		if v.Type() != fastjson.TypeObject {
			return fmt.Errorf("not a JSON object but %s", v.Type())
		}
		f.root = unwrapped(v)
	case model.SyntaxTable:
		f.columns = f.table(r.Header)
	}
	return f.loadEnvelope(r.Envelope)
}

func (f *Fields) loadEnvelope(raw []byte) error {
	switch {
	case len(raw) == 0:
		f.envelope = nil
		return nil
	case f.envelope != nil && bytes.Equal(raw, f.parsed):
		return nil
	}
	f.envelope = nil
	v, err := f.envelopes.ParseBytes(raw)
	if err != nil {
		return fmt.Errorf("what wraps the record is not valid JSON: %s", reason(err))
	}
	f.envelope, f.parsed = v, append(f.parsed[:0], raw...)
	return nil
}

// reason shortens the parser's words, which may quote half the record.
func reason(err error) string {
	s := strings.ToValidUTF8(err.Error(), "?")
	if i := strings.LastIndex(s, "; unparsed tail"); i >= 0 {
		s = s[:i]
	}
	s = strings.TrimPrefix(s, "cannot parse JSON: ")
	for strings.HasPrefix(s, "cannot parse object: ") {
		s = strings.TrimPrefix(s, "cannot parse object: ")
	}
	if len(s) > 160 {
		s = strings.ToValidUTF8(s[:160], "") + "…"
	}
	return s
}

// unwrapped takes off what search engines put round a record: Elasticsearch's _source,
// Splunk's result.
func unwrapped(v *fastjson.Value) *fastjson.Value {
	o, err := v.Object()
	if err != nil || o.Len() > 12 {
		return v
	}
	if s := o.Get("_source"); s != nil && s.Type() == fastjson.TypeObject {
		return s
	}
	if s := o.Get("result"); s != nil && s.Type() == fastjson.TypeObject && o.Get("preview") != nil {
		return s
	}
	return v
}

// Nested reads the JSON object or array that a text value holds, nil when it holds none.
func (f *Fields) Nested(v *fastjson.Value) *fastjson.Value { return f.NestedText(v.GetStringBytes()) }

// NestedText reads the JSON object or array that a text is, nil when it is none.
func (f *Fields) NestedText(text []byte) *fastjson.Value {
	if len(text) < 2 || text[0] != '{' && text[0] != '[' {
		return nil
	}
	if f.nestedUsed == len(f.nested) {
		f.nested = append(f.nested, new(fastjson.Parser))
	}
	inner, err := f.nested[f.nestedUsed].ParseBytes(text)
	if err != nil {
		return nil
	}
	f.nestedUsed++
	return inner
}

// Record is the record that is looked into.
func (f *Fields) Record() *model.Record { return f.record }

// Serial changes with every record that is loaded.
func (f *Fields) Serial() uint64 { return f.serial }

// JSON is the record's object, nil for a table.
func (f *Fields) JSON() *fastjson.Value { return f.root }

// Envelope is the object that wrapped the record, nil when none did.
func (f *Fields) Envelope() *fastjson.Value { return f.envelope }

// Columns are the columns of a table, nil for JSON.
func (f *Fields) Columns() *Columns { return f.columns }

// Text is the value as text: strings as they are, numbers and booleans as written,
// "" for what is not there.
func (f *Fields) Text(path string) string {
	if f.columns != nil {
		return f.Cell(f.columns.Index(path))
	}
	return f.TextOf(f.path(path).First(f.root))
}

// Has tells whether the path leads to anything but null.
func (f *Fields) Has(path string) bool {
	if f.columns != nil {
		return f.columns.Index(path) >= 0
	}
	v := f.path(path).First(f.root)
	return v != nil && v.Type() != fastjson.TypeNull
}

// Cell is the record's value in the column with the given place, "" when there is none.
func (f *Fields) Cell(i int) string {
	if i < 0 || i >= len(f.record.Row) {
		return ""
	}
	return strings.TrimSpace(f.record.Row[i])
}

func (f *Fields) path(text string) Path {
	if p, ok := f.paths[text]; ok {
		return p
	}
	p, err := ParsePath(text)
	if err != nil {
		p = Path{{Key: text}}
	}
	if f.paths == nil {
		f.paths = make(map[string]Path)
	}
	f.paths[text] = p
	return p
}

// TextOf is a JSON value as text, objects and arrays as JSON. It allocates nothing that
// outlives the record.
func (f *Fields) TextOf(v *fastjson.Value) string {
	if v == nil {
		return ""
	}
	switch v.Type() {
	case fastjson.TypeNull:
		return ""
	case fastjson.TypeTrue:
		return "true"
	case fastjson.TypeFalse:
		return "false"
	case fastjson.TypeString:
		b := v.GetStringBytes()
		return unsafe.String(unsafe.SliceData(b), len(b))
	}
	at := len(f.scratch)
	f.scratch = v.MarshalTo(f.scratch)
	return f.Keep(at)
}

// Scratch is memory to build values in: append to it, give it back with Keep.
func (f *Fields) Scratch() *[]byte { return &f.scratch }

// Keep is what was appended to the scratch memory from at on, as text that is valid as
// long as the record.
func (f *Fields) Keep(at int) string {
	b := f.scratch[at:]
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// Columns are the column names of a table.
type Columns struct {
	Names []string
	index map[string]int // by folded name
}

// table knows each header once, by the memory it stands in: a source keeps the header of
// a file where it is.
func (f *Fields) table(header []string) *Columns {
	if len(header) == 0 {
		return &Columns{}
	}
	c, ok := f.tables[&header[0]]
	if ok && len(c.Names) == len(header) {
		return c
	}
	c = NewColumns(header)
	if f.tables == nil || len(f.tables) > 4096 {
		f.tables = make(map[*string]*Columns)
	}
	f.tables[&header[0]] = c
	return c
}

// NewColumns indexes column names.
func NewColumns(names []string) *Columns {
	c := &Columns{Names: append([]string(nil), names...), index: make(map[string]int, len(names))}
	for i, n := range c.Names {
		k := Fold(n)
		if _, taken := c.index[k]; !taken && k != "" {
			c.index[k] = i
		}
	}
	return c
}

// Index is the place of the column with the given name in any spelling, -1 for none.
func (c *Columns) Index(name string) int {
	if i, ok := c.index[name]; ok {
		return i
	}
	if i, ok := c.index[Fold(name)]; ok {
		return i
	}
	return -1
}

// Fold reduces a name to its letters and digits in lower case: "Employee Number" and
// "employee_number" are one.
func Fold(name string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(name) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c > 127 {
			b.WriteRune(c)
		}
	}
	return b.String()
}
