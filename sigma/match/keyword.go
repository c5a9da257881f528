package match

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A keyword may stand in any text of an event. To look at every text takes as long as all
// the rest, so the bytes of the event are searched first, as they stand there, for a part
// of each keyword that JSON writes in one way only.

// keywords finds events that may hold a keyword. Every part of at least stride+3 bytes holds
// a gram at one of any stride places in a row, so only every stride-th place is looked at.
type keywords struct {
	stride int
	// may has a bit for the hash of each gram of a part.
	may   [1 << (mayBits - 6)]uint64
	table *table
}

const (
	mayBits = 16
	// lowers makes lower case of four letters. What it makes of other characters does not
	// matter, since it makes the same of those of the parts.
	lowers = 0x20202020
	// maxStride leaves no pair of bytes unseen when eight are looked at each time.
	maxStride = 7
)

// newKeywords makes the search for tests, nil when one of them says too little.
func newKeywords(tests []test) *keywords {
	var parts []string
	for _, t := range tests {
		if !t.definite {
			return nil
		}
		for _, lit := range t.hint.literals {
			parts = append(parts, safePart(lit))
		}
	}
	k := &keywords{stride: min(shortest(parts)-gramWidth+1, maxStride)}
	if k.stride < 1 {
		return nil
	}
	var by literals
	for _, part := range parts {
		for at := range k.stride {
			gram := affixKey([]byte(part[at:at+gramWidth]), gramWidth) | lowers
			by.put(gram, literal{text: part, at: at})
			h := mayHash(gram)
			k.may[h>>6] |= 1 << (h & 63)
		}
	}
	k.table = newTable(by)
	return k
}

func mayHash(gram uint64) uint32 { return uint32(gram) * gramMix >> (32 - mayBits) } //nolint:gosec // a gram has 32 bits

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
	var seen uint64
	i := 0
	for ; i+8 <= len(event); i += k.stride {
		w := binary.LittleEndian.Uint64(event[i:])
		seen |= w
		if m := zeros((w ^ '\\'*ones) | (w>>8 ^ 'u'*ones)); m != 0 && escapes(event[i+2:], m) {
			return true
		}
		if h := mayHash(w | lowers); k.may[h>>6]>>(h&63)&1 != 0 && k.stands(event, i, w) {
			return true
		}
	}
	var rest [8]byte
	for ; i < len(event); i += k.stride {
		copy(rest[:], event[i:])
		w := binary.LittleEndian.Uint64(rest[:])
		seen |= w
		if bytes.Contains(rest[:], []byte(`\u`)) || k.stands(event, i, w) {
			return true
		}
	}
	// Two characters are not ASCII and fold to it.
	return seen&highs != 0 && (bytes.Contains(event, []byte("\u0130")) || bytes.Contains(event, []byte("\u212a")))
}

// escapes tells whether what follows one of the marked places may be an escape of a
// character that folds to ASCII: those up to U+00FF, U+0130 and U+212A.
func escapes(b []byte, marks uint64) bool {
	for ; marks != 0; marks &= marks - 1 {
		if i := bits.TrailingZeros64(marks) >> 3; i < len(b) && (b[i] == '0' || b[i] == '2') {
			return true
		}
	}
	return false
}

// stands tells whether one of the parts with the gram in the lower half of w stands around
// place i of an event, in upper or lower case.
func (k *keywords) stands(event []byte, i int, w uint64) bool {
	for _, e := range k.table.find(tableHash(w&gramMask | lowers)) {
		from := i - int(e.at)
		to := from + int(e.to-e.from)
		if from >= 0 && to <= len(event) && bytes.EqualFold(event[from:to], k.table.text[e.from:e.to]) {
			return true
		}
		if e.test&lastEntry != 0 {
			break
		}
	}
	return false
}
