package evtx

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
)

// writer writes one record into a chunk, so that the events of tests need no Windows.
type writer struct{ chunk []byte }

func newWriter() *writer {
	w := &writer{make([]byte, firstRecord, chunkSize)}
	w.bytes(recordMagic).number(4, 0).number(8, 7).number(8, 0)
	return w
}

func (w *writer) bytes(s string) *writer {
	w.chunk = append(w.chunk, s...)
	return w
}

func (w *writer) number(size int, v uint64) *writer {
	w.chunk = append(w.chunk, binary.LittleEndian.AppendUint64(nil, v)[:size]...)
	return w
}

func wide(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

func (w *writer) name(s string) *writer {
	w.number(4, uint64(len(w.chunk)+4)).number(6, 0).number(2, uint64(len(s)))
	return w.bytes(wide(s)).number(2, 0)
}

func (w *writer) open(name string, attributes ...func()) *writer {
	more := uint64(0)
	if len(attributes) > 0 {
		more = moreFlag
	}
	w.number(1, tokenOpen|more).number(2, 0).number(4, 0).name(name)
	if more > 0 {
		w.number(4, 0)
	}
	for _, a := range attributes {
		a()
	}
	return w.number(1, tokenCloseStart)
}

func (w *writer) attribute(name, value string) func() {
	return func() { w.number(1, tokenAttribute).name(name).text(value) }
}

func (w *writer) text(s string) *writer {
	return w.number(1, tokenText).number(1, 1).number(2, uint64(len(s))).bytes(wide(s))
}

func (w *writer) gap(i int) *writer {
	return w.number(1, tokenOptionalGap).number(2, uint64(i)).number(1, uint64(kindText))
}

func (w *writer) end() *writer { return w.number(1, tokenClose) }

// instance writes a template where it is used; the values follow.
func (w *writer) instance(body func()) *writer {
	w.number(1, tokenFragment).number(3, 0).number(1, tokenTemplate).number(1, 1).number(4, 1).number(4, uint64(len(w.chunk)+4))
	w.number(4, 0).number(8, 0).number(8, 0).number(4, 0)
	from := len(w.chunk)
	body()
	w.number(1, tokenEnd)
	binary.LittleEndian.PutUint32(w.chunk[from-4:], uint32(len(w.chunk)-from))
	return w
}

// again writes an instance of the template that stands at the beginning.
func again(values ...value) string {
	w := &writer{}
	w.number(1, tokenFragment).number(3, 0).number(1, tokenTemplate).number(1, 1).number(4, 1).number(4, firstRecord+binaryXML+4+10)
	return string(w.values(values...).chunk)
}

func (w *writer) values(list ...value) *writer {
	w.number(4, uint64(len(list)))
	for _, v := range list {
		w.number(2, uint64(len(v.raw))).number(2, uint64(v.kind))
	}
	for _, v := range list {
		w.bytes(string(v.raw))
	}
	return w
}

// read closes the record and reads the chunk.
func (w *writer) read() (string, error) {
	binary.LittleEndian.PutUint32(w.chunk[firstRecord+4:], uint32(len(w.chunk)-firstRecord+4))
	chunk := append(w.chunk, make([]byte, chunkSize-len(w.chunk))...)
	found, lost := records(chunk)
	if len(found) != 1 || lost != 0 || found[0].id != 7 {
		return "", fmt.Errorf("the records are %v, %d bytes lost", found, lost)
	}
	raw, err := newTemplates(chunk).event(found[0])
	return string(raw), err
}

func text(s string) value { return value{kind: kindText, raw: []byte(wide(s))} }

func TestEvents(t *testing.T) {
	for name, c := range map[string]struct {
		body   func(w *writer)
		values []value
		want   string
	}{
		"fields_by_name": {
			func(w *writer) {
				w.open("Event", w.attribute("xmlns", "x")).open("EventData")
				w.open("Data", w.attribute("Name", "a")).gap(0).end()
				w.open("Data", w.attribute("Name", "b")).gap(1).end()
				w.open("Data", w.attribute("Name", "c")).gap(9).end().end().end()
			},
			[]value{{kind: kindHex32, raw: []byte("\x10\x14\x00\x00")}, {}},
			`{"Event":{"EventData":{"a":"0x1410","b":null,"c":null}}}`,
		},
		"fields_without_names": {
			func(w *writer) {
				w.open("Event").open("EventData").open("Data").gap(0).end().open("Data").text("y").end().open("Binary").gap(1).end().end().end()
			},
			[]value{text("x"), {kind: kindBinary, raw: []byte("\x0a")}},
			`{"Event":{"EventData":{"Data":["x","y"],"Binary":"0A"}}}`,
		},
		"attributes_and_a_text": {
			func(w *writer) {
				gap := func() { w.number(1, tokenAttribute).name("Gone").gap(1) }
				w.open("Event").open("EventID", w.attribute("Qualifiers", "1"), gap).gap(0).end().open("Level", gap).gap(0).end().open("Security").end().end()
			},
			[]value{{kind: kindUint16, raw: []byte{0x10, 0x12}}, {}},
			`{"Event":{"EventID":{"Qualifiers":"1","Value":4624},"Level":4624,"Security":null}}`,
		},
		"texts_in_parts": {
			func(w *writer) {
				w.open("E").text("a").number(1, tokenEntityRef).name("amp").number(1, tokenCharRef).number(2, 'b').gap(0)
				w.number(1, tokenCDATA).number(2, 1).bytes(wide("<")).end()
			},
			[]value{{kind: kindUint8, raw: []byte{5}}},
			`{"E":"a&b5<"}`,
		},
		"blanks_between_elements": {
			func(w *writer) { w.open("E").text(" \n").open("A").text("1").end().text(" ").end() },
			nil, `{"E":{"A":"1"}}`,
		},
		"arrays": {
			func(w *writer) { w.open("E").open("A").gap(0).end().open("B").text("x").gap(0).end().end() },
			[]value{{kind: kindUint8 | arrayFlag, raw: []byte{1, 2}}},
			`{"E":{"A":[1,2],"B":"x[1,2]"}}`,
		},
		"xml_in_a_value": {
			func(w *writer) { w.open("E").gap(0).gap(1).end() },
			[]value{text("a"), {kind: kindBinXML, raw: []byte(again(text("b"), value{}))}},
			`{"E":{"Value":"a","E":"b"}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWriter()
			got, err := w.instance(func() { c.body(w) }).values(c.values...).read()
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// nested is a text in so many instances of the template.
func nested(depth int) value {
	v := text("x")
	for range depth {
		v = value{kind: kindBinXML, raw: []byte(again(v))}
	}
	return v
}

func TestEventsThatAreWrong(t *testing.T) {
	for name, c := range map[string]struct {
		body   func(w *writer)
		values []value
		want   string
	}{
		"nothing":       {func(*writer) {}, nil, "it is empty"},
		"unknown_token": {func(w *writer) { w.open("E").number(1, 0x3f) }, nil, "unknown token 0x3f"},
		"token_among_attributes": {
			func(w *writer) {
				w.number(1, tokenOpen|moreFlag).number(6, 0).name("E").number(4, 0).number(1, tokenTemplate)
			}, nil, "among attributes",
		},
		"name_outside":  {func(w *writer) { w.number(1, tokenOpen).number(6, 0).number(4, 1<<20) }, nil, "a name is at byte 1048576"},
		"name_too_long": {func(w *writer) { w.open(strings.Repeat("x", 2000)) }, nil, "a name has 2000 characters"},
		"too_deep": {func(w *writer) {
			for range 100 {
				w.open("E")
			}
		}, nil, "nested more than 64 deep"},
		"values_too_deep": {func(w *writer) { w.open("E").gap(0).end() }, []value{nested(70)}, "nested more than 64 deep"},
		"values_that_multiply": {func(w *writer) {
			w.open("E")
			for range 32 {
				w.gap(0)
			}
			w.end()
		}, []value{nested(40)}, "larger than 16777216 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWriter()
			got, err := w.instance(func() { c.body(w) }).values(c.values...).read()
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("it is %.80q, error %v; want %q", got, err, c.want)
			}
		})
	}
	t.Run("too_many_values", func(t *testing.T) {
		w := newWriter()
		w.instance(func() { w.open("E").end() }).number(4, 1<<31)
		if _, err := w.read(); err == nil || !strings.Contains(err.Error(), "it cannot have 2147483648 values") {
			t.Error(err)
		}
	})
	t.Run("template_outside", func(t *testing.T) {
		w := newWriter()
		w.number(1, tokenTemplate).number(1, 1).number(4, 1).number(4, 1<<20).values()
		if _, err := w.read(); err == nil || !strings.Contains(err.Error(), "a template is at byte 1048576") {
			t.Error(err)
		}
	})
}

func TestDamagedRecordsBetweenOthers(t *testing.T) {
	w := newWriter()
	chunk := make([]byte, chunkSize)
	for i, p := range []int{firstRecord, firstRecord + 64, firstRecord + 192} {
		copy(chunk[p:], w.chunk[firstRecord:])
		binary.LittleEndian.PutUint32(chunk[p+4:], 64)
		chunk[p+8] = byte(i)
	}
	end := firstRecord + 256
	binary.LittleEndian.PutUint32(chunk[freeSpace:], uint32(end))
	found, lost := records(chunk)
	if len(found) != 3 || lost != 64 || found[2].id != 2 {
		t.Errorf("found %v, lost %d", found, lost)
	}
	clear(chunk[end-64 : end])
	if found, lost = records(chunk); len(found) != 2 || lost != 128 {
		t.Errorf("found %v, lost %d", found, lost)
	}
}
