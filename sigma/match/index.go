package match

import (
	"encoding/binary"
	"math/bits"
)

// fieldIndex finds, for a text, the tests of one field that may fit it. It holds the tests
// of the rules of one group.
type fieldIndex struct {
	field int32
	// anything are tests to try whenever the field has a text or a value at all: nothing is
	// known of what they fit.
	anything []int32
	// foreign are tests to try when a text is not all ASCII.
	foreign []int32
	// odd are tests of expressions, to try when a text has an odd character.
	odd []int32
	// numbers are tests to try when a number is not written as a plain integer.
	numbers  []int32
	whole    *table
	prefixes affixes
	suffixes affixes
	// grams are literals of four bytes and more, then those of three and of two.
	grams [3]*grams
	// texts tells that whole, prefixes, suffixes, grams, foreign or odd are there.
	texts bool
}

// entry is a literal of a test in the index.
type entry struct {
	literal string
	test    int32
	// at is where in the literal the gram stands that led here.
	at int32
	// exact tells that the test fits every text which holds the literal there.
	exact bool
	// last tells that the next entry belongs to another key.
	last bool
}

// table finds entries by the hash of a key. Keys with one hash share their entries, so what
// it finds has to be looked at.
type table struct {
	shift uint8
	slots []slot
	// entries of one slot stand together; the last of them says so.
	entries []entry
}

// slot leads to the entries of a hash: one more than their place, 0 for none.
type slot struct {
	hash uint32
	from int32
}

func tableHash(key uint64) uint32 { return uint32(key * mix >> 32) } //nolint:gosec // fits

// newTable builds a table from entries by key.
func newTable(by map[uint64][]entry) *table {
	lists := map[uint32][]entry{}
	for key, list := range by {
		lists[tableHash(key)] = append(lists[tableHash(key)], list...)
	}
	size := 2
	for 3*size < 4*len(lists) {
		size *= 2
	}
	t := &table{shift: uint8(32 - bits.TrailingZeros(uint(size))), slots: make([]slot, size+1)} //nolint:gosec // at most 32
	for hash, list := range lists {
		i := hash >> t.shift
		for t.slots[i].from > 0 {
			i = (i + 1) & uint32(size-1) //nolint:gosec // a size
		}
		t.slots[i] = slot{hash, int32(len(t.entries) + 1)} //nolint:gosec // fewer than rules have values
		t.entries = append(t.entries, list...)
		t.entries[len(t.entries)-1].last = true
	}
	return t
}

// find gives the entries of a key's hash, which begin what it gives and end with the last
// one.
func (t *table) find(key uint64) []entry {
	hash := tableHash(key)
	for i := hash >> (t.shift & 31); ; i = (i + 1) & uint32(len(t.slots)-2) { //nolint:gosec // a size
		switch s := t.slots[i]; {
		case s.from == 0:
			return nil
		case s.hash == hash:
			return t.entries[s.from-1:]
		}
	}
}

// affixes finds literals at one end of a text by up to eight bytes of that end.
type affixes struct {
	// by has a table for each number of bytes that is in use.
	by [9]*table
	// sizes are those numbers.
	sizes []int
}

// affixSize tells how many bytes of a literal's end are its key: few different numbers,
// because each is looked for.
func affixSize(literal string) int {
	switch n := len(literal); {
	case n >= 8:
		return 8
	case n >= 4:
		return 4
	default:
		return n
	}
}

// affixKey gives the first n bytes of a text, n at most 8, as a number.
func affixKey(text []byte, n int) uint64 {
	if n == 8 {
		return binary.LittleEndian.Uint64(text)
	}
	var k uint64
	for i := range n {
		k |= uint64(text[i]) << (8 * i)
	}
	return k
}

// grams finds literals anywhere in a text by two to four of their bytes.
type grams struct {
	bloom bloom
	table *table
	// width is how many bytes a gram has, mask covers them.
	width int
	mask  uint64
}

// bloom is a filter of the grams of an index, a bit for each: most places of a text are
// passed over at the cost of looking at one word of it. It is small enough for a
// first-level cache.
type bloom struct {
	words []uint64
	shift uint8 // of the 32-bit hash
}

const (
	maxBloom  = 1 << 12 // words
	bloomBit  = 14      // where in the hash the bit of a word is told
	gramMix   = 0x9E3779B1
	gramWidth = 4
	gramMask  = 1<<(8*gramWidth) - 1
)

func newGrams(by map[uint64][]entry, width int) *grams {
	g := &grams{bloom: newBloom(len(by)), table: newTable(by), width: width, mask: 1<<(8*width) - 1}
	for gram := range by {
		g.bloom.add(gram)
	}
	return g
}

// newBloom makes an empty filter for a number of grams, of 64 bits each where that is small.
func newBloom(n int) bloom {
	size := 2
	for size < n && size < maxBloom {
		size *= 2
	}
	return bloom{words: make([]uint64, size), shift: uint8(32 - bits.TrailingZeros(uint(size)))} //nolint:gosec // at most 32
}

func (b *bloom) add(gram uint64) {
	h := uint32(gram) * gramMix //nolint:gosec // a gram has 32 bits
	b.words[h>>(b.shift&31)] |= 1 << (h >> bloomBit & 63)
}

// places writes to out, which has room for n and more, where in the first n bytes of a text
// with padding behind it a gram may stand, and gives their number. It calls nothing, so that
// all it needs stays in registers.
func (b *bloom) places(text []byte, n int, mask uint64, out []int32) int {
	words, shift := b.words, b.shift&31
	k := 0
	for i := 0; i < n; i += 4 {
		w := binary.LittleEndian.Uint64(text[i:])
		h0, h1 := uint32(w&mask)*gramMix, uint32(w>>8&mask)*gramMix      //nolint:gosec // 32 bits are meant
		h2, h3 := uint32(w>>16&mask)*gramMix, uint32(w>>24&mask)*gramMix //nolint:gosec // as above
		if words[h0>>shift]>>(h0>>bloomBit&63)&1 != 0 {
			out[k] = int32(i) //nolint:gosec // an event has fewer bytes
			k++
		}
		if words[h1>>shift]>>(h1>>bloomBit&63)&1 != 0 {
			out[k] = int32(i + 1) //nolint:gosec // as above
			k++
		}
		if words[h2>>shift]>>(h2>>bloomBit&63)&1 != 0 {
			out[k] = int32(i + 2) //nolint:gosec // as above
			k++
		}
		if words[h3>>shift]>>(h3>>bloomBit&63)&1 != 0 {
			out[k] = int32(i + 3) //nolint:gosec // as above
			k++
		}
	}
	return k
}

// scan reports every literal of the index that stands in the first n bytes of a folded
// text with padding behind it.
func (g *grams) scan(s *Session, v *value, n int) {
	if n < g.width {
		return
	}
	if len(s.places) < n+4 {
		s.places = make([]int32, 2*n+64)
	}
	text := v.low[:n+padding]
	for _, i := range s.places[:g.bloom.places(text, n-g.width+1, g.mask, s.places)] {
		g.verify(s, v, int(i), binary.LittleEndian.Uint64(text[i:])&g.mask)
	}
}

// verify looks whether one of the literals with the gram stands around place i.
func (g *grams) verify(s *Session, v *value, i int, gram uint64) {
	for _, e := range g.table.find(gram) {
		from := i - int(e.at)
		to := from + len(e.literal)
		if from >= 0 && to <= len(v.low) && !s.known(e.test) && string(v.low[from:to]) == e.literal {
			s.hit(e, v)
		}
		if e.last {
			return
		}
	}
}

// find reports the tests that a value of the field fits, or may fit.
func (x *fieldIndex) find(s *Session, v *value) {
	for _, t := range x.anything {
		s.try(t)
	}
	switch v.kind {
	case kindNull, kindObject, kindArray:
		return
	case kindNumber:
		if !plainInteger(v.raw) {
			for _, t := range x.numbers {
				s.try(t)
			}
		}
	}
	if !x.texts {
		return
	}
	low := s.fold(v)
	n := len(low)
	if x.whole != nil {
		for _, e := range x.whole.find(keyHash(low)) {
			if e.literal == string(low) && !s.known(e.test) {
				s.hit(e, v)
			}
			if e.last {
				break
			}
		}
	}
	for _, k := range x.suffixes.sizes {
		if k > n {
			break
		}
		for _, e := range x.suffixes.by[k].find(affixKey(low[n-k:n+padding], k)) {
			if len(e.literal) <= n && !s.known(e.test) && string(low[n-len(e.literal):]) == e.literal {
				s.hit(e, v)
			}
			if e.last {
				break
			}
		}
	}
	for _, k := range x.prefixes.sizes {
		if k > n {
			break
		}
		for _, e := range x.prefixes.by[k].find(affixKey(low[:n+padding], k)) {
			if len(e.literal) <= n && !s.known(e.test) && string(low[:len(e.literal)]) == e.literal {
				s.hit(e, v)
			}
			if e.last {
				break
			}
		}
	}
	for _, g := range x.grams {
		if g != nil {
			g.scan(s, v, n)
		}
	}
	if v.foreign {
		for _, t := range x.foreign {
			s.try(t)
		}
	}
	if v.odd {
		for _, t := range x.odd {
			s.try(t)
		}
	}
}

// plainInteger tells whether a JSON number is written as numberKeys writes it.
func plainInteger(raw []byte) bool {
	if len(raw) > 15 || raw[0] == '-' && raw[1] == '0' {
		return false
	}
	for _, c := range raw[1:] {
		if c-'0' > 9 {
			return false
		}
	}
	return true
}
