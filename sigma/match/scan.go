package match

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
)

// The scanner goes over an event once, keeps what stands at the paths of fields and skips
// the rest without decoding it.

// maxDepth is how deep an event may nest; deeper ones are hostile.
const maxDepth = 512

// kind says what a value is.
type kind uint8

const (
	kindString kind = iota
	kindNumber
	kindBool
	kindNull
	kindObject // there, without a text
	kindArray  // an array's own mark: there, and what it holds follows as values of their own
)

// value is one value of a field in the event at hand.
type value struct {
	kind kind
	// decoded and folded tell that text and low are set.
	decoded, folded bool
	// traits are those of the text, once it is folded.
	traits traits
	// next is the field's next value, -1 for none.
	next int32
	// raw is the text as it stands in the event, for strings without the quotes.
	raw []byte
	// text is the text decoded; low the same folded. low has padding bytes behind it.
	text, low []byte
}

// node is a place in the tree of the paths that fields stand at.
type node struct {
	shift uint8
	// slots is a table with much room, so that most keys of an event, which are in no path,
	// meet an empty one; entries are the keys themselves.
	slots   []keySlot
	entries []keyEntry
	// any, if not nil, is the entry of every key.
	any *keyEntry
}

// keySlot is the tag of a key and the place of its entry; tag 0 is an empty one.
type keySlot struct{ tag, at uint32 }

// keyEntry is a key below a node.
type keyEntry struct {
	// first and last are the first and the last eight bytes of a key of 8 to 16, which are all
	// of it.
	first, last uint64
	key         string
	fields      []int32
	child       *node
}

func newKeyEntry(key string) keyEntry {
	e := keyEntry{key: key}
	if len(key) >= 8 {
		e.first, e.last = ends([]byte(key))
	}
	return e
}

// ends gives the first and the last eight bytes of a key of at least as many.
func ends(key []byte) (first, last uint64) {
	return binary.LittleEndian.Uint64(key), binary.LittleEndian.Uint64(key[len(key)-8:])
}

// is tells whether the entry is of a key.
func (e *keyEntry) is(key []byte) bool {
	if n := len(key); n >= 8 && n <= 16 {
		first, last := ends(key)
		return len(e.key) == n && e.first == first && e.last == last
	}
	return e.key == string(key)
}

// paths collects keys while a tree is built.
type paths struct {
	fields []int32
	below  map[string]*paths
}

// add lets a field stand at a path: the path as one key, and split at each of its dots.
func (p *paths) add(path string, field int32, dots int) {
	at := p.at(path)
	for _, f := range at.fields {
		if f == field {
			return
		}
	}
	at.fields = append(at.fields, field)
	for i := range len(path) {
		if path[i] == '.' && dots > 0 {
			p.at(path[:i]).add(path[i+1:], field, dots-1)
		}
	}
}

func (p *paths) at(key string) *paths {
	if p.below == nil {
		p.below = map[string]*paths{}
	}
	sub, ok := p.below[key]
	if !ok {
		sub = &paths{}
		p.below[key] = sub
	}
	return sub
}

// tree makes the table that the scanner asks.
func (p *paths) tree() *node {
	if len(p.below) == 0 {
		return nil
	}
	size := 4
	for size < 4*len(p.below) {
		size *= 2
	}
	n := &node{shift: uint8(64 - bits.TrailingZeros(uint(size))), slots: make([]keySlot, size), entries: make([]keyEntry, 0, len(p.below))} //nolint:gosec // at most 64
	for key, sub := range p.below {
		hash := keyHash([]byte(key))
		i := hash >> n.shift
		for n.slots[i].tag != 0 {
			i = (i + 1) & uint64(size-1)
		}
		e := newKeyEntry(key)
		e.fields, e.child = sub.fields, sub.tree()
		n.slots[i] = keySlot{keyTag(hash), uint32(len(n.entries))} //nolint:gosec // as many as there are keys
		n.entries = append(n.entries, e)
	}
	return n
}

// find gives the entry of a key, nil for one that no path has.
func (n *node) find(key []byte) *keyEntry {
	hash := keyHash(key)
	tag := keyTag(hash)
	for i := hash >> (n.shift & 63); ; i = (i + 1) & uint64(len(n.slots)-1) {
		switch n.slots[i].tag {
		case 0:
			return nil
		case tag:
			if e := &n.entries[n.slots[i].at]; e.is(key) {
				return e
			}
		}
	}
}

// keyTag gives the tag of a key's hash, which is not 0.
func keyTag(hash uint64) uint32 { return uint32(hash>>16) | 1 } //nolint:gosec // some bits of it

// mix is an odd constant that spreads products over the upper bits (the golden ratio).
const mix = 0x9E3779B97F4A7C15

// keyHash looks at a key's ends and its length.
func keyHash(k []byte) uint64 {
	n := len(k)
	switch {
	case n >= 8:
		return (binary.LittleEndian.Uint64(k) ^ bits.RotateLeft64(binary.LittleEndian.Uint64(k[n-8:])*mix, 31) ^ uint64(n)) * mix
	case n >= 4:
		return (uint64(binary.LittleEndian.Uint32(k)) ^ uint64(binary.LittleEndian.Uint32(k[n-4:]))<<32 ^ uint64(n)) * mix
	case n > 0:
		return (uint64(k[0]) | uint64(k[n/2])<<16 | uint64(k[n-1])<<32 ^ uint64(n)<<48) * mix
	}
	return 0
}

// errEvent is the cause of every event that cannot be read.
var errEvent = errors.New("not a JSON object")

// scan reads the event into s.values and s.head.
func (s *Session) scan(b []byte) error {
	i := space(b, 0)
	if i >= len(b) || b[i] != '{' {
		return fmt.Errorf("%w: it begins with no brace", errEvent)
	}
	i = s.object(b, i+1, s.m.root, 0)
	if i < 0 {
		return fmt.Errorf("%w: at byte %d", errEvent, ^i)
	}
	if i = space(b, i); i < len(b) {
		return fmt.Errorf("%w: more follows at byte %d", errEvent, i)
	}
	return nil
}

// next is space where mostly there is none.
func next(b []byte, i int) int {
	if i < len(b) && b[i] > ' ' {
		return i
	}
	return space(b, i)
}

// space gives the place of the next byte that is no white space.
func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// object reads what follows an opening brace at the tree's node n, which may be nil, and
// gives the place behind the closing one; a negative result is the complement of the place
// of an error.
func (s *Session) object(b []byte, i int, n *node, depth int) int {
	if depth > maxDepth {
		return ^i
	}
	if i = space(b, i); i < len(b) && b[i] == '}' {
		return i + 1
	}
	for {
		if i >= len(b) || b[i] != '"' {
			return ^i
		}
		end, escaped := keyEnd(b, i+1)
		if end < 0 {
			return ^i
		}
		var e *keyEntry
		switch {
		case n == nil:
		case n.any != nil:
			e = n.any
		case escaped:
			e = s.entry(n, b[i+1:end])
		default:
			e = n.find(b[i+1 : end])
		}
		if i = next(b, end+1); i >= len(b) || b[i] != ':' {
			return ^i
		}
		if i = next(b, i+1); e == nil {
			i = s.skip(b, i, depth+1)
		} else {
			i = s.member(b, i, e, depth+1)
		}
		if i < 0 {
			return i
		}
		if i = next(b, i); i >= len(b) {
			return ^i
		}
		switch b[i] {
		case ',':
			i = next(b, i+1)
		case '}':
			return i + 1
		default:
			return ^i
		}
	}
}

// entry finds a key that has escapes.
func (s *Session) entry(n *node, key []byte) *keyEntry {
	decoded, seen := decode(s.arena.take(3*len(key)), key, false)
	if seen&damaged != 0 {
		s.bad = true
		return nil
	}
	return n.find(decoded)
}

// keyEnd is stringEnd for a key, and tells whether it has escapes or may have.
func keyEnd(b []byte, i int) (end int, escaped bool) {
	for stop := i + 32; i < stop && i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		quotes, slashes := zeros(w^'"'*ones), zeros(w^'\\'*ones)
		if slashes != 0 && (quotes == 0 || slashes&-slashes < quotes&-quotes) {
			return stringEnd(b, i), true
		}
		if quotes != 0 {
			return i + bits.TrailingZeros64(quotes)>>3, false
		}
	}
	return stringEnd(b, i), true
}

// stringEnd gives the place of the quote that ends a string which begins at i, -1 when
// none does. Most strings are short and hold no quote.
func stringEnd(b []byte, i int) int {
	from := i
	for {
		end := -1
		for stop := i + 24; i < stop && i+8 <= len(b); i += 8 {
			if m := zeros(binary.LittleEndian.Uint64(b[i:]) ^ '"'*ones); m != 0 {
				end = i + bits.TrailingZeros64(m)>>3
				break
			}
		}
		if end < 0 {
			k := bytes.IndexByte(b[i:], '"')
			if k < 0 {
				return -1
			}
			end = i + k
		}
		if b[end-1] != '\\' || end == from {
			return end
		}
		j := end
		for j > from && b[j-1] == '\\' {
			j--
		}
		if (end-j)&1 == 0 {
			return end
		}
		i = end + 1
	}
}

// member reads the value at i into the fields of an entry, and what is below it.
func (s *Session) member(b []byte, i int, e *keyEntry, depth int) int {
	if i >= len(b) || depth > maxDepth {
		return ^i
	}
	switch c := b[i]; c {
	case '"':
		end := stringEnd(b, i+1)
		if end < 0 {
			return ^i
		}
		s.keep(e, kindString, b[i+1:end])
		return end + 1
	case '{':
		s.keep(e, kindObject, nil)
		return s.object(b, i+1, e.child, depth)
	case '[':
		s.keep(e, kindArray, nil)
		return s.array(b, i+1, e, depth)
	default:
		k, end := atom(b, i)
		if end > 0 {
			s.keep(e, k, b[i:end])
		}
		return end
	}
}

// array reads what follows an opening bracket; each element is a value of the entry.
func (s *Session) array(b []byte, i int, e *keyEntry, depth int) int {
	if i = space(b, i); i < len(b) && b[i] == ']' {
		return i + 1
	}
	for {
		if i = s.member(b, i, e, depth+1); i < 0 {
			return i
		}
		if i = space(b, i); i >= len(b) {
			return ^i
		}
		switch b[i] {
		case ',':
			i = space(b, i+1)
		case ']':
			return i + 1
		default:
			return ^i
		}
	}
}

// keep adds a value to the fields of an entry.
func (s *Session) keep(e *keyEntry, k kind, raw []byte) {
	for _, f := range e.fields {
		h := &s.head[f]
		next := int32(-1)
		if h.epoch == s.epoch {
			next = h.first
		}
		if len(s.values) < cap(s.values) {
			s.values = s.values[:len(s.values)+1]
		} else {
			s.values = append(s.values, value{})
		}
		v := &s.values[len(s.values)-1]
		v.kind, v.decoded, v.folded, v.next, v.raw = k, false, false, next, raw
		h.epoch, h.first = s.epoch, int32(len(s.values)-1) //nolint:gosec // an event has fewer
	}
}

// skip passes over the value at i. A value that no path leads to needs only its end.
func (s *Session) skip(b []byte, i, depth int) int {
	if i >= len(b) {
		return ^i
	}
	switch b[i] {
	case '"':
		end := stringEnd(b, i+1)
		if end < 0 {
			return ^i
		}
		return end + 1
	case '{':
		return s.object(b, i+1, nil, depth)
	case '[':
		return s.array(b, i+1, noField, depth)
	}
	_, end := atom(b, i)
	return end
}

// noField is an entry that keeps nothing.
var noField = &keyEntry{} //nolint:gochecknoglobals // never changed

// atom reads a number, true, false or null at i.
func atom(b []byte, i int) (kind, int) {
	rest := b[i:]
	switch {
	case len(rest) == 0:
		return 0, ^i
	case rest[0] == 't' && bytes.HasPrefix(rest, []byte("true")):
		return kindBool, i + 4
	case rest[0] == 'f' && bytes.HasPrefix(rest, []byte("false")):
		return kindBool, i + 5
	case rest[0] == 'n' && bytes.HasPrefix(rest, []byte("null")):
		return kindNull, i + 4
	}
	return number(b, i)
}

// number reads a number by the grammar of RFC 8259.
func number(b []byte, i int) (kind, int) {
	from := i
	if i < len(b) && b[i] == '-' {
		i++
	}
	switch j := digits(b, i); {
	case j == i, b[i] == '0' && j > i+1:
		return 0, ^from
	default:
		i = j
	}
	if i < len(b) && b[i] == '.' {
		j := digits(b, i+1)
		if j == i+1 {
			return 0, ^from
		}
		i = j
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		j := digits(b, i)
		if j == i {
			return 0, ^from
		}
		i = j
	}
	return kindNumber, i
}

func digits(b []byte, i int) int {
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	return i
}
