package jsonstream

import (
	"bytes"
	"errors"

	"bonafide/internal/window"
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

// scanner finds values in a stream.
type scanner struct{ *window.Window }

// next skips white space and commas and gives the byte that follows, without using it.
func (w scanner) next() (byte, bool) {
	for {
		for ; w.Pos < w.End; w.Pos++ {
			switch c := w.Buf[w.Pos]; c {
			case '\n':
				w.Line++
			case ' ', '\t', '\r', ',', 0, 0x1e: // 0x1e starts a record in a JSON text sequence
			default:
				return c, true
			}
		}
		if !w.More() {
			return 0, false
		}
	}
}

// skipLine uses everything up to and including the next line end.
func (w scanner) skipLine() {
	for {
		if i := bytes.IndexByte(w.Unused(), '\n'); i >= 0 {
			w.Take(i + 1)
			return
		}
		w.Pos = w.End
		if !w.More() {
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
func (w scanner) object(v *value, limit int) (int, error) {
	for {
		done, err := v.step(w.Unused())
		if err != nil || done {
			return v.at, err
		}
		if limit > 0 && w.End-w.Pos >= limit {
			return v.at, errLong
		}
		v.nl = -1
		if !w.More() {
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
