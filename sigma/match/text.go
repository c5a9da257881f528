package match

import (
	"encoding/binary"
	"math/bits"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// padding is how many bytes behind a text may be read along with it.
const padding = 8

// arena gives out pieces of one buffer, which is used again for each event.
type arena struct {
	buf  []byte
	used int
}

// keepArena is how large a buffer may be that is kept for the next event.
const keepArena = 1 << 20

// take gives an empty slice with room for n bytes and the padding.
func (a *arena) take(n int) []byte {
	n += padding
	if a.used+n > len(a.buf) {
		a.buf = make([]byte, max(2*len(a.buf), n, 4096))
		a.used = 0
	}
	from := a.used
	a.used += n
	return a.buf[from : from : from+n]
}

// trim gives back what the last piece taken did not need; text is that piece, filled.
func (a *arena) trim(text []byte, n int) { a.used -= n - len(text) }

func (a *arena) reset() {
	a.used = 0
	if len(a.buf) > keepArena {
		a.buf = nil
	}
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// lower gives eight ASCII bytes in lower case.
func lower(w uint64) uint64 {
	atLeastA := w + (0x80-'A')*ones
	beyondZ := w + (0x80-'Z'-1)*ones
	return w | (atLeastA&^beyondZ&highs)>>2
}

// special marks, in the high bit of its byte, every byte that is a backslash or not ASCII.
// Bytes above the lowest mark may be marked wrongly.
func special(w uint64) uint64 {
	x := w ^ '\\'*ones
	return ((x-ones)&^x | w) & highs
}

// zeros marks, in its high bit, the lowest byte of a word that is zero; above it there may
// be false marks.
func zeros(x uint64) uint64 { return (x - ones) &^ x & highs }

// traits are what is remarkable about a text.
type traits uint8

const (
	// foreign: it is not all ASCII.
	foreign traits = 1 << iota
	// odd: it has a character that folds to itself but that (?i) takes for an ASCII letter.
	odd
	// damaged: it has an escape that JSON does not have.
	damaged
)

// decode appends the characters of a JSON string's inside to dst, in lower case if fold;
// dst must have room for three times as many bytes and the padding.
func decode(dst, raw []byte, fold bool) (text []byte, seen traits) {
	n := len(dst)
	dst = dst[:cap(dst)]
	i := 0
	for i < len(raw) {
		for i+8 <= len(raw) {
			w := binary.LittleEndian.Uint64(raw[i:])
			m := special(w)
			if fold {
				// Bytes that are not ASCII change here, too, but are written anew below.
				w = lower(w &^ (w & highs))
			}
			binary.LittleEndian.PutUint64(dst[n:], w)
			if m != 0 {
				k := bits.TrailingZeros64(m) >> 3
				n += k
				i += k
				break
			}
			n += 8
			i += 8
		}
		if i >= len(raw) {
			break
		}
		c := raw[i]
		if c == '\\' && i+1 < len(raw) && raw[i+1] == '\\' { // by far the most frequent: Windows paths
			dst[n] = '\\'
			n++
			i += 2
			continue
		}
		if c != '\\' && c < utf8.RuneSelf {
			if fold && c-'A' < 26 {
				c |= 0x20
			}
			dst[n] = c
			n++
			i++
			continue
		}
		r, size := utf8.RuneError, 1
		if c == '\\' {
			if r, size = escaped(raw[i:]); size == 0 {
				return nil, seen | damaged
			}
		} else {
			r, size = utf8.DecodeRune(raw[i:])
		}
		if fold {
			r = unicode.ToLower(r)
			if r == 'ſ' {
				seen |= odd
			}
		}
		if r >= utf8.RuneSelf {
			seen |= foreign
		}
		n += utf8.EncodeRune(dst[n:], r)
		i += size
	}
	return dst[:n], seen
}

// escaped decodes the escape at the beginning of b; size 0 means that there is none such.
func escaped(b []byte) (r rune, size int) {
	if len(b) < 2 {
		return 0, 0
	}
	switch b[1] {
	case '"', '\\', '/':
		return rune(b[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r, ok := hex4(b)
		if !ok {
			return 0, 0
		}
		if utf16.IsSurrogate(r) {
			if low, ok := hex4(b[6:]); ok {
				if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
					return both, 12
				}
			}
			return utf8.RuneError, 6
		}
		return r, 6
	}
	return 0, 0
}

// hex4 reads the four digits of a \u escape.
func hex4(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range b[2:6] {
		switch {
		case c-'0' <= 9:
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
