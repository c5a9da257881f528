package jsonstream

import (
	"bytes"
	"errors"
	"io"
)

// What can be wrong with a value.
var (
	errCut    = errors.New("the record is cut off")
	errLong   = errors.New("the record is longer than the limit")
	errBroken = errors.New("not a complete JSON object")
)

// kind classifies the bytes that matter outside strings; all others are 0.
//
//nolint:gochecknoglobals // a constant table; Go has no constant arrays
var kind = [256]uint8{'"': quote, '{': open, '[': openList, '}': closer, ']': closer, '\n': newline}

const (
	quote = iota + 1
	open
	openList
	closer
	newline
)

// window is a growing view of a stream: buf[pos:end] is read and not yet used.
type window struct {
	r        io.Reader
	buf      []byte
	pos, end int
	line     int64 // of buf[pos]
	err      error // why the stream ended, io.EOF when as it should
	max      int   // bytes of one record
}

func newWindow(r io.Reader, limit int) *window {
	return &window{r: r, buf: make([]byte, 256<<10), line: 1, max: limit}
}

// more reads on and keeps what is not used yet. It reports false when there is nothing.
func (w *window) more() bool {
	if w.err != nil {
		return false
	}
	if w.pos > 0 {
		copy(w.buf, w.buf[w.pos:w.end])
		w.end -= w.pos
		w.pos = 0
	}
	if w.end == len(w.buf) {
		grown := make([]byte, 2*len(w.buf))
		copy(grown, w.buf)
		w.buf = grown
	}
	for range 100 {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		if err != nil {
			w.err = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	w.err = io.ErrNoProgress
	return false
}

// take uses n bytes and counts their lines.
func (w *window) take(n int) {
	w.line += int64(bytes.Count(w.buf[w.pos:w.pos+n], []byte{'\n'}))
	w.pos += n
}

// next skips white space and commas and gives the byte that follows, without using it.
func (w *window) next() (byte, bool) {
	for {
		for ; w.pos < w.end; w.pos++ {
			switch c := w.buf[w.pos]; c {
			case '\n':
				w.line++
			case ' ', '\t', '\r', ',', 0, 0x1e: // 0x1e starts a record in a JSON text sequence
			default:
				return c, true
			}
		}
		if !w.more() {
			return 0, false
		}
	}
}

// skipLine uses everything up to and including the next line end.
func (w *window) skipLine() {
	for {
		if i := bytes.IndexByte(w.buf[w.pos:w.end], '\n'); i >= 0 {
			w.take(i + 1)
			return
		}
		w.pos = w.end
		if !w.more() {
			return
		}
	}
}

// value is how far the object that begins at the window's start was scanned.
type value struct {
	at       int // bytes scanned
	depth    int
	lines    bool  // a line end was passed
	wrap     int   // where the wrapped array opens, 0 for none
	wrapDone bool  // the wrapped array has been closed
	resume   int   // where the next record seems to begin, after errBroken
	nl       int   // the next line end in the part seen, -1 when not known
	levels   int32 // depth of the wrapped array
}

// object scans the object that begins at the window's start and gives its length. With
// limit > 0 it stops at errLong there.
func (w *window) object(v *value, limit int) (int, error) {
	for {
		done, err := v.step(w.buf[w.pos:w.end])
		if err != nil || done {
			return v.at, err
		}
		if limit > 0 && w.end-w.pos >= limit {
			return v.at, errLong
		}
		v.nl = -1
		if !w.more() {
			return v.at, errCut
		}
	}
}

// step scans on in b, the object as far as it is known.
func (v *value) step(b []byte) (done bool, err error) {
	i := v.at
	defer func() { v.at = i }()
	for i < len(b) {
		switch kind[b[i]] {
		case 0:
			i++
		case newline:
			v.lines = true
			i++
		case quote:
			j := closing(b, i+1)
			if at := v.lineEnd(b, i); at >= 0 && (j < 0 || at < j) {
				v.resume = at + 1 // a string does not run over a line end
				return false, errBroken
			}
			if j < 0 {
				return false, nil
			}
			i = j + 1
		case open:
			if v.depth > 0 && !mayOpen(b, i) {
				v.resume = i
				return false, errBroken
			}
			v.depth++
			i++
		case openList:
			v.depth++
			if v.wrap == 0 && v.depth <= 3 && wraps(b[:i], v.depth) {
				v.wrap, v.levels = i, int32(v.depth) //nolint:gosec // at most 3
			}
			i++
		case closer:
			i++
			v.depth--
			if int32(v.depth) == v.levels-1 && v.wrap > 0 { //nolint:gosec // small
				v.wrapDone = true
			}
			if v.depth == 0 {
				return true, nil
			}
		}
	}
	return false, nil
}

// lineEnd is the place of the first line end at or after i, -1 when none is in sight.
func (v *value) lineEnd(b []byte, i int) int {
	if v.nl >= i {
		return v.nl
	}
	if v.nl == -2 {
		return -1
	}
	k := bytes.IndexByte(b[i:], '\n')
	if k < 0 {
		v.nl = -2 // none in this window
		return -1
	}
	v.nl = i + k
	return v.nl
}

// closing finds the quote that ends the string whose content begins at i.
func closing(b []byte, i int) int {
	for from := i; ; {
		k := bytes.IndexByte(b[from:], '"')
		if k < 0 {
			return -1
		}
		at := from + k
		back := at
		for back > i && b[back-1] == '\\' {
			back--
		}
		if (at-back)%2 == 0 {
			return at
		}
		from = at + 1
	}
}

// mayOpen tells whether JSON allows an object to begin at i.
func mayOpen(b []byte, i int) bool {
	for i--; i >= 0; i-- {
		switch b[i] {
		case ' ', '\t', '\r', '\n':
		case '[', ',', ':':
			return true
		default:
			return false
		}
	}
	return true
}
