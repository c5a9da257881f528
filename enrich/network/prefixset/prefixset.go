// Package prefixset keeps large sets of address prefixes in little room: a file of a few
// hundred kilobytes for fifty thousand prefixes, looked up in some fifty nanoseconds.
// Start with Decode; Encode makes the file. It knows nothing of what the sets mean.
package prefixset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sort"

	"github.com/klauspost/compress/zstd"
)

// Set is a labelled set of addresses. Labels are the caller's own.
type Set struct {
	Labels map[string]string
	four   []span4
	six    []span6
}

// span4 and span6 are ranges, first and last included. Of IPv6 the first 64 bits count.
type (
	span4 struct{ first, last uint32 }
	span6 struct{ first, last uint64 }
)

const magic = "bonafide prefixes 1\n"

// New makes a set of prefixes. Overlaps are merged.
func New(labels map[string]string, prefixes []netip.Prefix) (*Set, error) {
	s := &Set{Labels: labels}
	for _, p := range prefixes {
		p = p.Masked()
		if !p.IsValid() {
			return nil, fmt.Errorf("prefixset: prefix %q is not valid", p)
		}
		if p.Addr().Is4() {
			first := v4(p.Addr())
			s.four = append(s.four, span4{first, first | uint32(1<<(32-p.Bits())-1)})
			continue
		}
		first := v6(p.Addr())
		last := first
		if p.Bits() < 64 {
			last |= 1<<(64-p.Bits()) - 1
		}
		s.six = append(s.six, span6{first, last})
	}
	s.merge()
	return s, nil
}

func (s *Set) merge() {
	sort.Slice(s.four, func(i, j int) bool { return s.four[i].first < s.four[j].first })
	four := s.four[:0]
	for _, x := range s.four {
		if n := len(four); n > 0 && uint64(x.first) <= uint64(four[n-1].last)+1 {
			four[n-1].last = max(four[n-1].last, x.last)
			continue
		}
		four = append(four, x)
	}
	s.four = four
	sort.Slice(s.six, func(i, j int) bool { return s.six[i].first < s.six[j].first })
	six := s.six[:0]
	for _, x := range s.six {
		if n := len(six); n > 0 && (x.first <= six[n-1].last || x.first-1 == six[n-1].last) {
			six[n-1].last = max(six[n-1].last, x.last)
			continue
		}
		six = append(six, x)
	}
	s.six = six
}

// Contains tells whether the address is in the set.
func (s *Set) Contains(a netip.Addr) bool {
	if a.Is4() {
		x := v4(a)
		i := sort.Search(len(s.four), func(i int) bool { return s.four[i].last >= x })
		return i < len(s.four) && s.four[i].first <= x
	}
	if !a.Is6() {
		return false
	}
	x := v6(a)
	i := sort.Search(len(s.six), func(i int) bool { return s.six[i].last >= x })
	return i < len(s.six) && s.six[i].first <= x
}

// Len is how many separate ranges the set has.
func (s *Set) Len() int { return len(s.four) + len(s.six) }

// Addresses4 is how many IPv4 addresses the set has.
func (s *Set) Addresses4() uint64 {
	var n uint64
	for _, x := range s.four {
		n += uint64(x.last-x.first) + 1
	}
	return n
}

// Encode writes sets in the form that Decode reads.
func Encode(sets []*Set) ([]byte, error) {
	b := []byte(magic)
	b = binary.AppendUvarint(b, uint64(len(sets)))
	for _, s := range sets {
		keys := make([]string, 0, len(s.Labels))
		for k := range s.Labels {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		b = binary.AppendUvarint(b, uint64(len(keys)))
		for _, k := range keys {
			b = appendText(appendText(b, k), s.Labels[k])
		}
		b = binary.AppendUvarint(b, uint64(len(s.four)))
		var at uint64
		for _, x := range s.four {
			b = binary.AppendUvarint(b, uint64(x.first)-at)
			b = binary.AppendUvarint(b, uint64(x.last-x.first))
			at = uint64(x.last)
		}
		b = binary.AppendUvarint(b, uint64(len(s.six)))
		at = 0
		for _, x := range s.six {
			b = binary.AppendUvarint(b, x.first-at)
			b = binary.AppendUvarint(b, x.last-x.first)
			at = x.last
		}
	}
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		return nil, fmt.Errorf("prefixset: %w", err)
	}
	return w.EncodeAll(b, nil), nil
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Decode reads what Encode wrote.
func Decode(compressed []byte) ([]*Set, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(64<<20), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("prefixset: %w", err)
	}
	defer z.Close()
	b, err := z.DecodeAll(compressed, nil)
	if err != nil {
		return nil, fmt.Errorf("prefixset: decompress: %w", err)
	}
	rest, ok := bytes.CutPrefix(b, []byte(magic))
	if !ok {
		return nil, errors.New("prefixset: not a file of prefixes")
	}
	r := &reader{b: rest}
	var sets []*Set
	for range r.count() {
		s := &Set{Labels: map[string]string{}}
		for range r.count() {
			k := r.text()
			s.Labels[k] = r.text()
		}
		r.spans(s)
		sets = append(sets, s)
	}
	if r.broken {
		return nil, errors.New("prefixset: the file is cut off or broken")
	}
	return sets, nil
}

// reader takes numbers and words from the front of a buffer; broken tells that there were
// not enough.
type reader struct {
	b      []byte
	broken bool
}

func (r *reader) spans(s *Set) {
	var at uint64
	n := r.count()
	s.four = make([]span4, 0, n)
	for range n {
		first := at + r.number()
		at = first + r.number()
		r.broken = r.broken || at > 1<<32-1
		s.four = append(s.four, span4{uint32(first), uint32(at)}) //nolint:gosec // checked above
	}
	at = 0
	n = r.count()
	s.six = make([]span6, 0, n)
	for range n {
		first := at + r.number()
		at = first + r.number()
		s.six = append(s.six, span6{first, at})
	}
}

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.broken, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count is a number of things that follow, each at least a byte long.
func (r *reader) count() int {
	n := r.number()
	if n > uint64(len(r.b)) {
		r.broken = true
		return 0
	}
	return int(n) //nolint:gosec // bounded by the length
}

func (r *reader) text() string {
	n := r.count()
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func v4(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

func v6(a netip.Addr) uint64 {
	b := a.As16()
	return binary.BigEndian.Uint64(b[:8])
}
