package match

import (
	"bytes"
	"index/suffixarray"

	"bonafide/sigma"
)

// fewPairs is how many pairs of values a FieldRef compares one by one; an event with arrays
// in both of its fields could otherwise cost hours.
const fewPairs = 1 << 14

// referring decides a FieldRef.
func (s *Session) referring(x *test, v sigma.FieldRef) bool {
	if s.count(x.field)*s.count(x.other) > fewPairs {
		return s.referringMany(x, v)
	}
	return s.any(x.field, func(a *value) bool {
		return s.any(x.other, func(b *value) bool { return s.refers(v, a, b) })
	})
}

// refers compares two values of a FieldRef.
func (s *Session) refers(v sigma.FieldRef, a, b *value) bool {
	if !a.hasText() || !b.hasText() {
		return false
	}
	x, y := s.cased(a, v.Cased), s.cased(b, v.Cased)
	switch v.How {
	case sigma.Prefix:
		return bytes.HasPrefix(x, y)
	case sigma.Suffix:
		return bytes.HasSuffix(x, y)
	case sigma.Within:
		return bytes.Contains(x, y)
	}
	return bytes.Equal(x, y)
}

// border stands between texts; no text has it, because it is no UTF-8.
const border = 0xff

// referringMany puts all texts of the field, a border before and behind each, into one index
// and looks up the texts of the other field in it.
func (s *Session) referringMany(x *test, v sigma.FieldRef) bool {
	all := []byte{border}
	s.any(x.field, func(a *value) bool {
		if a.hasText() {
			all = append(append(all, s.cased(a, v.Cased)...), border)
		}
		return false
	})
	if len(all) == 1 {
		return false
	}
	index := suffixarray.New(all)
	var wanted []byte
	return s.any(x.other, func(b *value) bool {
		if !b.hasText() {
			return false
		}
		wanted = wanted[:0]
		if v.How == sigma.Whole || v.How == sigma.Prefix {
			wanted = append(wanted, border)
		}
		wanted = append(wanted, s.cased(b, v.Cased)...)
		if v.How == sigma.Whole || v.How == sigma.Suffix {
			wanted = append(wanted, border)
		}
		return len(wanted) == 0 || len(index.Lookup(wanted, 1)) > 0
	})
}

// cased gives a value's text, folded or not.
func (s *Session) cased(v *value, cased bool) []byte {
	if cased {
		return s.text(v)
	}
	return s.fold(v)
}

// count tells how many values a field has.
func (s *Session) count(field int32) int {
	n := 0
	s.any(field, func(*value) bool {
		n++
		return false
	})
	return n
}
