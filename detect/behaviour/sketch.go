package behaviour

import (
	"encoding/base64"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// Sketches hold much in few bytes, and err to one side or a little.

// counter counts different things by linear counting (Whang et al., 1990): a thousand with
// an error of a few per cent.
type counter [4]uint64

const counterBits = 256

func (c *counter) add(h uint64) { c[h>>6&3] |= 1 << (h & 63) }

// count estimates how many different things were added.
func (c *counter) count() float64 {
	n := 0
	for _, w := range c {
		n += bits.OnesCount64(w)
	}
	if n == counterBits {
		n-- // as many as can be told
	}
	return math.Round(-counterBits * math.Log1p(-float64(n)/counterBits))
}

// bloom knows what was added lately (Bloom, 1970), in 256 bytes and, of somebody who takes
// much, 256 more: when it has taken in about 400 things, it becomes the older one of two, and
// the oldest is forgotten, because a full one would call everything known. Of the last 400
// things it knows all; one new one in ten is taken for an old one at most, one in five with
// the older one.
type bloom struct{ bits, older []byte }

// bloomFull is how many bits about 400 things set.
const (
	bloomBytes = 256
	bloomFull  = 660
)

// add adds a thing and tells whether it is new.
func (b *bloom) add(h uint64) bool {
	if b.bits == nil {
		b.bits = make([]byte, bloomBytes)
	}
	lately, before := true, b.older != nil
	for rest, i := h, 0; i < 2; i++ {
		at := rest % (8 * bloomBytes)
		lately = lately && b.bits[at>>3]>>(at&7)&1 == 1
		before = before && b.older[at>>3]>>(at&7)&1 == 1
		b.bits[at>>3] |= 1 << (at & 7)
		rest >>= 24
	}
	if !lately && b.full() {
		b.bits, b.older = make([]byte, bloomBytes), b.bits
	}
	return !lately && !before
}

func (b *bloom) full() bool {
	set := 0
	for _, c := range b.bits {
		set += bits.OnesCount8(c)
	}
	return set >= bloomFull
}

// IsZero tells whether nothing was added.
func (b bloom) IsZero() bool { return b.bits == nil }

// MarshalText writes it down.
func (b bloom) MarshalText() ([]byte, error) {
	return []byte(base64.RawStdEncoding.EncodeToString(slices.Concat(b.bits, b.older))), nil
}

// UnmarshalText reads what MarshalText wrote.
func (b *bloom) UnmarshalText(text []byte) (err error) {
	size := bloomBytes
	if base64.RawStdEncoding.DecodedLen(len(text)) > size {
		size *= 2
	}
	both, err := fixed(text, size)
	if err != nil || len(both) == 0 {
		*b = bloom{}
		return err
	}
	b.bits, b.older = both[:bloomBytes:bloomBytes], nil
	if size > bloomBytes {
		b.older = both[bloomBytes:]
	}
	return nil
}

// sketch counts, up to 255, how often each of many things was added, and rather too many than
// too few (a count-min sketch of one row).
type sketch struct{ counts []byte }

const sketchBytes = 2048

// add adds a thing and gives its count.
func (s *sketch) add(h uint64) uint8 {
	if s.counts == nil {
		s.counts = make([]byte, sketchBytes)
	}
	n := &s.counts[h>>48%sketchBytes]
	if *n < math.MaxUint8 {
		*n++
	}
	return *n
}

// IsZero tells whether nothing was added.
func (s sketch) IsZero() bool { return s.counts == nil }

// MarshalText writes it down.
func (s sketch) MarshalText() ([]byte, error) {
	return []byte(base64.RawStdEncoding.EncodeToString(s.counts)), nil
}

// UnmarshalText reads what MarshalText wrote.
func (s *sketch) UnmarshalText(text []byte) (err error) {
	s.counts, err = fixed(text, sketchBytes)
	return err
}

// fixed reads so many bytes in base64, or none.
func fixed(text []byte, n int) ([]byte, error) {
	b, err := base64.RawStdEncoding.DecodeString(string(text))
	if err != nil {
		return nil, fmt.Errorf("behaviour: a sketch: %w", err)
	}
	if len(b) == 0 {
		return nil, nil
	}
	if len(b) != n {
		return nil, fmt.Errorf("behaviour: a sketch has %d bytes, not %d", len(b), n)
	}
	return b, nil
}
