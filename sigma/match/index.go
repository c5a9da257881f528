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
	// needles are tests to try on every text: of those the index cannot find, the ones that
	// fit a text which holds a literal.
	needles []needle
	// foreign are tests to try when a text is not all ASCII.
	foreign []int32
	// odd are tests of expressions, to try when a text has an odd character.
	odd []int32
	// numbers are tests to try when a number is not written as a plain integer.
	numbers []int32
	whole   *table
	// lengths has a bit for the length of each literal of whole, the last for all longer ones.
	lengths  uint64
	prefixes affixes
	suffixes affixes
	// grams find literals anywhere in a text.
	grams []*grams
	// texts tells that whole, prefixes, suffixes, grams, foreign or odd are there.
	texts bool
}

// needle is a literal that is looked for by itself.
type needle struct {
	search
	test int32
}

// literal is a text of a test that the index looks for.
type literal struct {
	text string
	test int32
	// at is where in the text the gram stands by which it is found.
	at int
	// exact tells that the test fits every text which holds the literal there.
	exact bool
}

// literals are literals by the key by which they are found.
type literals map[uint64][]literal

func (l *literals) put(key uint64, x literal) {
	if *l == nil {
		*l = literals{}
	}
	(*l)[key] = append((*l)[key], x)
}

// table finds literals by the hash of a key. Keys with one hash share their entries, so
// what it finds has to be looked at.
type table struct {
	// may has a bit for each hash that is there: of a table of a few hundred keys it tells most
	// others without a look at the slots.
	may   [8]uint64
	shift uint8
	slots []slot
	// entries of one slot stand together; the last of them says so. Their texts are in text.
	entries []entry
	text    []byte
}

// entry is a literal in as little memory as possible, for the sake of the cache.
type entry struct {
	from, to uint32 // in the table's text
	at       uint32
	// test is four times the test's number; the lower bits are flags.
	test uint32
}

const (
	exactEntry = 1
	lastEntry  = 2
)

func (e entry) number() int32 { return int32(e.test >> 2) } //nolint:gosec // was one

// slot leads to the entries of a hash: one more than their place, 0 for none.
type slot struct {
	hash uint32
	from int32
}

func tableHash(key uint64) uint32 { return uint32(key * mix >> 32) } //nolint:gosec // fits

func newTable(by literals) *table {
	lists := map[uint32][]literal{}
	for key, list := range by {
		lists[tableHash(key)] = append(lists[tableHash(key)], list...)
	}
	size := 2
	for 3*size < 4*len(lists) {
		size *= 2
	}
	t := &table{shift: uint8(32 - bits.TrailingZeros(uint(size))), slots: make([]slot, size+1)} //nolint:gosec // at most 32
	for hash, list := range lists {
		t.may[hash>>29] |= 1 << (hash >> 23 & 63)
		i := hash >> t.shift
		for t.slots[i].from > 0 {
			i = (i + 1) & uint32(size-1) //nolint:gosec // a size
		}
		t.slots[i] = slot{hash, int32(len(t.entries) + 1)} //nolint:gosec // fewer than rules have values
		for _, l := range list {
			e := entry{from: uint32(len(t.text)), at: uint32(l.at), test: uint32(l.test) << 2} //nolint:gosec // fewer than rules have values
			t.text = append(t.text, l.text...)
			e.to = uint32(len(t.text)) //nolint:gosec // fewer than rules have bytes
			if l.exact {
				e.test |= exactEntry
			}
			t.entries = append(t.entries, e)
		}
		t.entries[len(t.entries)-1].test |= lastEntry
	}
	return t
}

// find gives the entries of the hash of a key, which begin what it gives and end with the
// last one.
func (t *table) find(hash uint32) []entry {
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
	// stride is how many places of each literal are in the index; only every stride-th of a
	// text is looked at.
	stride int
}

const (
	// sparse is the stride of an index of literals that are long and not too many.
	sparse       = 4
	longLiteral  = gramWidth + sparse - 1
	manyLiterals = 1000
)

// bloom is a filter of the grams of an index, a bit for each: most places of a text are
// passed over at the cost of looking at one word of it. It is small enough for a
// first-level cache.
type bloom struct{ words []uint64 }

const (
	maxBloom  = 1 << 12 // words
	bloomWord = 32 - 12 // where in the hash the word is told
	bloomBit  = 32 - 18 // where in the hash the bit of a word is told
	gramMix   = 0x9E3779B1
	gramWidth = 4
	gramMask  = 1<<(8*gramWidth) - 1
)

func newGrams(list []literal, width, stride int, counts gramCounts) *grams {
	var by literals
	for _, l := range list {
		from := counts.rarestRun(l.text, stride)
		for l.at = from; l.at < from+stride; l.at++ {
			by.put(affixKey([]byte(l.text[l.at:l.at+width]), width), l)
		}
	}
	g := &grams{bloom: newBloom(len(by)), table: newTable(by), width: width, mask: 1<<(8*width) - 1, stride: stride}
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
	return bloom{make([]uint64, size)}
}

func (b *bloom) add(gram uint64) {
	h := uint32(gram) * gramMix                                               //nolint:gosec // a gram has 32 bits
	b.words[h>>bloomWord&uint32(len(b.words)-1)] |= 1 << (h >> bloomBit & 63) //nolint:gosec // a small number
}

// places writes to out, which has room for n+4, where among the first n places of a text
// with padding behind it, and perhaps up to three more, a gram may begin, ascending, and
// gives their number. It calls nothing, so that all it needs stays in registers.
func (b *bloom) places(text []byte, n int, mask uint64, out []int32) int {
	words, last := b.words, uint32(len(b.words)-1) //nolint:gosec // a small number
	k := 0
	for i := 0; i < n; i += 4 {
		w := binary.LittleEndian.Uint64(text[i:])
		h0, h1 := uint32(w&mask)*gramMix, uint32(w>>8&mask)*gramMix      //nolint:gosec // 32 bits are meant
		h2, h3 := uint32(w>>16&mask)*gramMix, uint32(w>>24&mask)*gramMix //nolint:gosec // as above
		if words[h0>>bloomWord&last]>>(h0>>bloomBit&63)&1 != 0 {
			out[k] = int32(i) //nolint:gosec // an event has fewer bytes
			k++
		}
		if words[h1>>bloomWord&last]>>(h1>>bloomBit&63)&1 != 0 {
			out[k] = int32(i + 1) //nolint:gosec // as above
			k++
		}
		if words[h2>>bloomWord&last]>>(h2>>bloomBit&63)&1 != 0 {
			out[k] = int32(i + 2) //nolint:gosec // as above
			k++
		}
		if words[h3>>bloomWord&last]>>(h3>>bloomBit&63)&1 != 0 {
			out[k] = int32(i + 3) //nolint:gosec // as above
			k++
		}
	}
	return k
}

// sparsePlaces is places for every fourth place.
func (b *bloom) sparsePlaces(text []byte, n int, out []int32) int {
	words, last := b.words, uint32(len(b.words)-1) //nolint:gosec // a small number
	k := 0
	for i := 0; i < n; i += sparse {
		h := binary.LittleEndian.Uint32(text[i:]) * gramMix
		if words[h>>bloomWord&last]>>(h>>bloomBit&63)&1 != 0 {
			out[k] = int32(i) //nolint:gosec // an event has fewer bytes
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
	starts, found := n-g.width+1, 0
	if g.stride == sparse {
		found = g.bloom.sparsePlaces(text, starts, s.places)
	} else {
		found = g.bloom.places(text, starts, g.mask, s.places)
	}
	for _, i := range s.places[:found] {
		if int(i) >= starts {
			break
		}
		g.verify(s, v, int(i), binary.LittleEndian.Uint64(text[i:])&g.mask)
	}
}

// verify looks whether one of the literals with the gram stands around place i.
func (g *grams) verify(s *Session, v *value, i int, gram uint64) {
	for _, e := range g.table.find(tableHash(gram)) {
		from := i - int(e.at)
		to := from + int(e.to-e.from)
		if from >= 0 && to <= len(v.low) && !s.known(e.number()) && string(v.low[from:to]) == string(g.table.text[e.from:e.to]) {
			s.hit(e)
		}
		if e.test&lastEntry != 0 {
			return
		}
	}
}

// match reports the literals with a key that stand in a text as how says: whole, prefix or
// suffix.
func (t *table) match(s *Session, key uint64, low []byte, h how) {
	hash := tableHash(key)
	if t.may[hash>>29]>>(hash>>23&63)&1 == 0 {
		return
	}
	for _, e := range t.find(hash) {
		text := t.text[e.from:e.to]
		part := low
		if len(text) <= len(low) {
			switch h {
			case prefix:
				part = low[:len(text)]
			case suffix:
				part = low[len(low)-len(text):]
			}
		}
		if !s.known(e.number()) && string(part) == string(text) {
			s.hit(e)
		}
		if e.test&lastEntry != 0 {
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
	if x.lengths>>min(n, 63)&1 != 0 {
		x.whole.match(s, keyHash(low), low, whole)
	}
	for _, k := range x.suffixes.sizes {
		if k > n {
			break
		}
		x.suffixes.by[k].match(s, affixKey(low[n-k:n+padding], k), low, suffix)
	}
	for _, k := range x.prefixes.sizes {
		if k > n {
			break
		}
		x.prefixes.by[k].match(s, affixKey(low[:n+padding], k), low, prefix)
	}
	for _, g := range x.grams {
		g.scan(s, v, n)
	}
	for i := range x.needles {
		if x.needles[i].in(low) {
			s.settle(x.needles[i].test, true)
			s.wake(x.needles[i].test)
		}
	}
	if v.traits&foreign != 0 {
		for _, t := range x.foreign {
			s.try(t)
		}
	}
	if v.traits&odd != 0 {
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
