package sigmatest

import (
	"bytes"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// object is a JSON object whose keys may repeat.
type object struct{ members []pair }

type pair struct {
	key   string
	value any // nil, bool, string, digits, []any or *object
}

// writer writes JSON in the ways JSON may be written.
type writer struct {
	maker
	bytes.Buffer
	spaced bool
}

func (w *writer) space() {
	if w.spaced && w.one(3) {
		w.WriteString(pick(w.Rand, []string{" ", "\n", "\t", "\r\n", "   "}))
	}
}

func (w *writer) value(v any) {
	w.space()
	switch v := v.(type) {
	case nil:
		w.WriteString("null")
	case bool:
		fmt.Fprint(w, v)
	case digits:
		w.WriteString(string(v))
	case string:
		w.text(v)
	case *object:
		w.object(v)
	case []any:
		w.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				w.WriteByte(',')
			}
			w.value(x)
		}
		w.space()
		w.WriteByte(']')
	}
	w.space()
}

func (w *writer) object(o *object) {
	w.WriteByte('{')
	for i, m := range o.members {
		if i > 0 {
			w.WriteByte(',')
		}
		w.space()
		w.text(m.key)
		w.space()
		w.WriteByte(':')
		w.value(m.value)
	}
	w.space()
	w.WriteByte('}')
}

// text writes a string; how much of it is escaped without need differs by string.
func (w *writer) text(s string) {
	need := 1000
	switch w.IntN(10) {
	case 0:
		need = 1
	case 1, 2:
		need = 5
	}
	w.WriteByte('"')
	for len(s) > 0 {
		c, size := utf8.DecodeRuneInString(s)
		switch {
		case c == utf8.RuneError && size == 1:
			w.broken(s[0])
		case c < ' ' || c == '"' || c == '\\' || w.one(need):
			w.escape(c)
		default:
			w.WriteString(s[:size])
		}
		s = s[size:]
	}
	w.WriteByte('"')
}

// broken writes a byte that is no UTF-8 as it is, or what reads the same.
func (w *writer) broken(b byte) {
	switch w.IntN(4) {
	case 0:
		w.WriteString(`\ufffd`)
	case 1:
		w.WriteString(pick(w.Rand, []string{`\ud800`, `\udc00`, `\uDBFF`, `\udfff`}))
	default:
		w.WriteByte(b)
	}
}

func (w *writer) escape(c rune) {
	if w.one(2) {
		for i, short := range []byte{'"', '\\', '/', '\b', '\f', '\n', '\r', '\t'} {
			if c == rune(short) {
				w.WriteByte('\\')
				w.WriteByte(`"\/bfnrt`[i])
				return
			}
		}
	}
	form := pick(w.Rand, []string{`\u%04x`, `\u%04X`})
	if c < 0x10000 {
		fmt.Fprintf(w, form, c)
		return
	}
	high, low := utf16.EncodeRune(c)
	fmt.Fprintf(w, form+form, high, low)
}
