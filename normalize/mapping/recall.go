package mapping

import (
	"hash/maphash"
	"strings"
)

// recall remembers what a spec makes of a value, because most attributes that are changed
// have a handful of values. A value is kept when it comes twice in a row to its place, so
// that attributes which are different each time cost no memory.
type recall [8]struct {
	hash    uint64
	known   bool
	in, out string
}

// What a spec remembers, where it is not the place of its memory.
const (
	asItIs     = -1 // values are taken as they are
	unrecalled = -2 // what it makes depends on more than one value
)

// remembering gives the spec a memory of its own, if it changes values text by text.
func (c *compiler) remembering(s *spec) {
	s.recall = asItIs
	for _, t := range s.transforms {
		if t.One == nil {
			s.recall = unrecalled
			return
		}
	}
	if len(s.transforms) > 0 || s.words != nil {
		s.recall = c.m.recalls
		c.m.recalls++
	}
}

// recalled is what the spec makes of one value.
func (w *worker) recalled(s *spec, value string) string {
	hash := maphash.String(w.seed, value)
	at := &w.recalls[s.recall][hash%uint64(len(recall{}))]
	if at.known && at.hash == hash && at.in == value {
		return at.out
	}
	out := value
	for _, t := range s.transforms {
		if out != "" {
			out = t.One(out)
		}
	}
	if s.words != nil {
		out = s.translate(out)
	}
	if at.known = at.hash == hash; at.known {
		at.in, at.out = strings.Clone(value), strings.Clone(out)
	}
	at.hash = hash
	return out
}
