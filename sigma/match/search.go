package match

import (
	"bytes"
	"strings"
)

// search looks for a literal by the byte of it that should be rarest, which takes one pass
// at the speed of memory where the byte is not there at all. bytes.Index looks for the first
// byte, and literals of rules like to begin with a backslash, a dash or a space.
type search struct {
	text []byte
	// rare is the place of the rarest byte in text.
	rare int
}

// frequent are the bytes of commands, paths and names, the most frequent first. It orders
// what is looked for; no result depends on it.
const frequent = " e\\tisnoar-.cldmpu:wx0g1fhvb_/23\"6k5y49=87,"

// maxTries is after how many places of the rare byte the literal is looked for by its
// beginning.
const maxTries = 8

func newSearch(text string) search {
	s, best := search{text: []byte(text)}, -1
	for i := range len(text) {
		n := strings.IndexByte(frequent, text[i])
		if n < 0 {
			n = len(frequent)
		}
		if n > best {
			best, s.rare = n, i
		}
	}
	return s
}

// index gives the place of the literal in a text, -1 for none.
func (x *search) index(text []byte) int {
	n := len(x.text)
	if n == 0 {
		return 0
	}
	for from, tries := 0, 0; from+n <= len(text); tries++ {
		if tries == maxTries {
			k := bytes.Index(text[from:], x.text)
			if k < 0 {
				return -1
			}
			return from + k
		}
		k := bytes.IndexByte(text[from+x.rare:len(text)-n+x.rare+1], x.text[x.rare])
		if k < 0 {
			return -1
		}
		from += k
		if string(text[from:from+n]) == string(x.text) {
			return from
		}
		from++
	}
	return -1
}

func (x *search) in(text []byte) bool { return x.index(text) >= 0 }

// oneIn tells whether one of the literals is in a text.
func oneIn(set []search, text []byte) bool {
	for i := range set {
		if set[i].in(text) {
			return true
		}
	}
	return false
}
