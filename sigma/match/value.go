package match

import (
	"encoding/binary"
	"strconv"

	"bonafide/sigma"
)

// yes is what the memo holds for a test that is true of the event at hand; no is one less.
func (s *Session) yes() uint8 { return s.turn<<1 | 1 }

// known tells whether a test is decided for the event at hand.
func (s *Session) known(t int32) bool { return s.memo[t]>>1 == s.turn }

// decide gives the outcome of a test that the index does not decide.
func (s *Session) decide(t int32) bool {
	if m := s.memo[t]; m>>1 == s.turn {
		return m&1 == 1
	}
	x := &s.m.tests[t]
	ok := !(x.present && s.head[x.field].epoch != s.epoch) && s.evaluate(x)
	s.settle(t, ok)
	return ok
}

func (s *Session) settle(t int32, ok bool) {
	s.memo[t] = s.turn << 1
	if ok {
		s.memo[t] |= 1
	}
}

// hit takes note of a literal that the index found.
func (s *Session) hit(e entry) {
	if e.test&exactEntry == 0 {
		s.try(e.number())
		return
	}
	s.settle(e.number(), true)
	s.wake(e.number())
}

// try decides a test that may be true and wakes the rules that wait for it.
func (s *Session) try(t int32) {
	if s.known(t) {
		return
	}
	ok := s.evaluate(&s.m.tests[t])
	s.settle(t, ok)
	if ok {
		s.wake(t)
	}
}

// wake makes candidates of the rules whose witness a test is.
func (s *Session) wake(t int32) {
	for _, r := range s.group.waiting[s.group.from[t]:s.group.from[t+1]] {
		if s.woken[r] != s.epoch {
			s.woken[r] = s.epoch
			s.candidates = append(s.candidates, r)
		}
	}
}

// evaluate decides a test by looking at the values of its field.
func (s *Session) evaluate(x *test) bool {
	switch v := x.value.(type) {
	case sigma.Null:
		return !s.any(x.field, func(v *value) bool { return v.hasText() || v.kind == kindObject && x.field != 0 })
	case sigma.Exists:
		return s.has(x.field) == v.Want
	case sigma.FieldRef:
		return s.referring(x, v)
	}
	if h := s.head[x.field]; h.epoch == s.epoch {
		for i := h.first; i >= 0; i = s.values[i].next {
			if v := &s.values[i]; v.hasText() && s.fits(x, v) {
				return true
			}
		}
	}
	return false
}

// has tells whether a field is there.
func (s *Session) has(field int32) bool { return s.head[field].epoch == s.epoch }

// any tells whether a value of a field is as wanted.
func (s *Session) any(field int32, want func(v *value) bool) bool {
	h := &s.head[field]
	if h.epoch != s.epoch {
		return false
	}
	for i := h.first; i >= 0; {
		v := &s.values[i]
		if want(v) {
			return true
		}
		i = v.next
	}
	return false
}

// hasText tells whether the value has a text.
func (v *value) hasText() bool { return v.kind <= kindBool }

// fits tells whether a value that has a text is what a test wants.
func (s *Session) fits(x *test, v *value) bool {
	switch want := x.value.(type) {
	case sigma.Text:
		if x.needle != nil {
			return x.needle.in(s.fold(v))
		}
		if want.Cased {
			return x.segments.fits(s.text(v))
		}
		return x.segments.fits(s.fold(v))
	case sigma.Regexp:
		low := s.fold(v)
		return x.regexp.possible(low, v.traits&odd != 0) && x.regexp.fits(s.text(v))
	case sigma.Number:
		if v.kind == kindNumber {
			return string(v.raw) == want.Digits || want.Fits(string(v.raw))
		}
		return v.kind == kindString && string(s.fold(v)) == x.hint.literals[0]
	case sigma.Ordered:
		if v.kind == kindBool {
			return false
		}
		n, ok := readNumber(s.text(v))
		return ok && want.Op.Holds(n, want.Value)
	case sigma.CIDR:
		a, ok := readAddr(s.text(v))
		return ok && want.Prefix.Contains(a)
	case sigma.TimePart:
		n, ok := want.Part.Of(string(s.text(v)))
		return ok && want.Op.Holds(n, want.Value)
	}
	return false
}

// text gives a value's text.
func (s *Session) text(v *value) []byte {
	if !v.decoded {
		v.decoded = true
		v.text = v.raw
		if v.kind == kindString && !plain(v.raw) {
			v.text, _ = s.decode(v.raw, false)
		}
	}
	return v.text
}

// fold gives a value's text folded, with padding behind it.
func (s *Session) fold(v *value) []byte {
	if !v.folded {
		v.folded = true
		v.low, v.traits = s.decode(v.raw, true)
	}
	return v.low
}

// decode reads a string's inside, or a number or boolean, into the arena; what is no JSON
// is an empty text.
func (s *Session) decode(raw []byte, fold bool) ([]byte, traits) {
	room := 3 * len(raw)
	text, seen := decode(s.arena.take(room), raw, fold)
	if seen&damaged != 0 {
		s.bad = true
		return s.arena.take(0), 0
	}
	s.arena.trim(text, room)
	return text, seen
}

// ascii tells whether a text has only ASCII characters.
func ascii(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&highs != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// plain tells whether a string's inside is its text: ASCII without escapes.
func plain(raw []byte) bool {
	for _, c := range raw {
		if c == '\\' || c >= 0x80 {
			return false
		}
	}
	return true
}

// numberKeys are the folded texts under which the index finds a number, as written first.
func numberKeys(v sigma.Number) []string {
	keys := []string{sigma.Fold(v.Digits)}
	if n := strconv.FormatFloat(v.Value+0, 'f', -1, 64); n != keys[0] { // +0 turns -0 into 0
		keys = append(keys, n)
	}
	return keys
}
