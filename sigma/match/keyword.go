package match

import (
	"bytes"
	"encoding/binary"
)

// A keyword may stand in any text of an event. To look at every text takes as long as all
// the rest, so the bytes of the event are searched first, as they stand there, for a part
// of each keyword that JSON writes in one way only.

// keywords finds events that may hold a keyword. A part of seven bytes or more holds a
// gram at one of any four places in a row, so for those every fourth place is looked at.
type keywords struct {
	long, short *sieve
}

// sieve finds grams of few literals in upper or lower case.
type sieve struct {
	may   [1 << sieveBits]bool
	table *table
}

const (
	sieveBits = 13
	// lowers makes lower case of four letters. What it makes of other characters does not
	// matter, since it makes the same of those of the literals.
	lowers = 0x20202020
)

func newSieve(by map[uint64][]entry) *sieve {
	folded := map[uint64][]entry{}
	s := &sieve{}
	for gram, list := range by {
		gram |= lowers
		folded[gram] = append(folded[gram], list...)
		s.may[sieveHash(gram)] = true
	}
	s.table = newTable(folded)
	return s
}

func sieveHash(w uint64) uint32 { return uint32(w|lowers) * gramMix >> (32 - sieveBits) } //nolint:gosec // the lower half is meant

// has tells whether the gram in the lower half of w may be one of a literal.
func (s *sieve) has(w uint64) bool { return s.may[sieveHash(w)] }

// longPart is how long a part has to be to be long.
const longPart = 7

// newKeywords makes the search for tests, nil when one of them says too little.
func newKeywords(tests []test, counts gramCounts) *keywords {
	long, short := map[uint64][]entry{}, map[uint64][]entry{}
	for _, t := range tests {
		if !t.definite {
			return nil
		}
		for _, lit := range t.hint.literals {
			part := safePart(lit)
			switch {
			case len(part) < 4:
				return nil
			case len(part) < longPart:
				at, _ := counts.rarest(part)
				enterGram(short, entry{literal: part}, at)
			default:
				for at := range longPart - 3 {
					enterGram(long, entry{literal: part}, at)
				}
			}
		}
	}
	k := &keywords{long: newSieve(long)}
	if len(short) > 0 {
		k.short = newSieve(short)
	}
	return k
}

// safePart gives the longest part of a literal that JSON writes as it is.
func safePart(lit string) string {
	best := ""
	for len(lit) > 0 {
		n := 0
		for n < len(lit) && lit[n] >= ' ' && lit[n] < 0x7f && lit[n] != '"' && lit[n] != '\\' && lit[n] != '/' {
			n++
		}
		if n > len(best) {
			best = lit[:n]
		}
		lit = lit[min(n+1, len(lit)):]
	}
	return best
}

// possible tells whether the event may hold a keyword.
func (k *keywords) possible(event []byte) bool {
	var seen, last uint64
	i := 0
	for ; i+8 <= len(event); i += 8 {
		w := binary.LittleEndian.Uint64(event[i:])
		seen |= w
		// An escape such as \u0041 may be a letter of ASCII. last is the byte before.
		if before := w<<8 | last; zeros(before^'\\'*ones)&zeros(w^'u'*ones) != 0 && escapes(event[i:]) {
			return true
		}
		last = w >> 56
		if k.long.has(w) && k.long.stands(event, i, w) || k.long.has(w>>32) && k.long.stands(event, i+4, w>>32) {
			return true
		}
	}
	var rest [8]byte
	copy(rest[:], event[i:])
	w := binary.LittleEndian.Uint64(rest[:])
	return k.long.has(w) && k.long.stands(event, i, w) || k.long.has(w>>32) && k.long.stands(event, i+4, w>>32) ||
		escapes(event[max(0, i-1):]) || k.short != nil && k.short.within(event) ||
		(seen&highs != 0 || !ascii(event[i:])) && folding(event)
}

// zeros marks, in the high bit of its byte, the lowest byte of a word that is zero; above
// it there may be false marks.
func zeros(x uint64) uint64 { return (x - ones) &^ x & highs }

// escapes tells whether one of the next nine bytes begins an escape of a character that
// folds to ASCII: those up to U+00FF, U+0130 and U+212A.
func escapes(b []byte) bool {
	for i := 0; i < min(9, len(b)-1); i++ {
		if b[i] == 'u' && (b[i+1] == '0' || b[i+1] == '2') {
			return true
		}
	}
	return false
}

// folding tells whether an event has one of the two characters that are not ASCII and fold
// to it.
func folding(event []byte) bool {
	return bytes.Contains(event, []byte("\u0130")) || bytes.Contains(event, []byte("\u212a"))
}

// within looks at every place.
func (s *sieve) within(event []byte) bool {
	for i := 0; i+4 <= len(event); i++ {
		if w := uint64(binary.LittleEndian.Uint32(event[i:])); s.has(w) && s.stands(event, i, w) {
			return true
		}
	}
	return false
}

// stands tells whether one of the literals with the gram in the lower half of w stands
// around place i of an event, in upper or lower case.
func (s *sieve) stands(event []byte, i int, w uint64) bool {
	for _, e := range s.table.find(w&gramMask | lowers) {
		from := i - int(e.at)
		to := from + len(e.literal)
		if from >= 0 && to <= len(event) && bytes.EqualFold(event[from:to], []byte(e.literal)) {
			return true
		}
		if e.last {
			break
		}
	}
	return false
}

// enterGram enters a literal by the gram at a place of it.
func enterGram(by map[uint64][]entry, e entry, at int) {
	e.at = int32(at) //nolint:gosec // within a literal
	gram := affixKey([]byte(e.literal[at:at+gramWidth]), gramWidth)
	by[gram] = append(by[gram], e)
}
