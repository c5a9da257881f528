package persona

import (
	"strings"
	"unicode/utf8"

	"bonafide/internal/names"
)

// level is how alike two values are.
type level uint8

const (
	missing level = iota
	same
	nearly
	near
	different
	levels
)

func (l level) String() string {
	return [...]string{"not known", "the same", "nearly the same", "alike", "different"}[l]
}

// compare tells how alike two values are that are not the same and not empty.
func compare(k Kind, a, b string) level {
	switch k {
	case Name:
		return spelt(a, b)
	case Text:
		return texts(a, b)
	case Code:
		if edits(a, b, 1) <= 1 && min(len(a), len(b)) > 1 {
			return nearly
		}
		if len(a) > 2 && anagram(a, b) {
			return near
		}
	case Date:
		return dates(a, b)
	case Mark:
	}
	return different
}

// spelt compares names.
func spelt(a, b string) level {
	switch d := edits(a, b, 2); {
	case d <= 1 && min(len(a), len(b)) > 2:
		return nearly
	case d <= 2 && min(len(a), len(b)) > 5, jaroWinkler(a, b) >= 0.88:
		return near
	case len(a) == 1 && b[0] == a[0], len(b) == 1 && a[0] == b[0], strings.HasPrefix(a, b) || strings.HasPrefix(b, a):
		return near
	}
	return different
}

func texts(a, b string) level {
	shorter := min(len(a), len(b))
	if d := edits(a, b, 1+shorter/6); d <= 1+shorter/6 && shorter > 3 {
		if d <= 2 {
			return nearly
		}
		return near
	}
	if shared(a, b) || jaroWinkler(a, b) >= 0.9 {
		return near
	}
	return different
}

// shared tells whether half of the longer text's words stand in the other.
func shared(a, b string) bool {
	wa, wb := strings.Fields(a), strings.Fields(b)
	n := 0
	for _, w := range wa {
		for _, v := range wb {
			if w == v && len(w) > 2 {
				n++
				break
			}
		}
	}
	return n > 0 && 2*n >= max(len(wa), len(wb))
}

// dates compares dates by their digits: one wrong or two exchanged is close, day and month
// exchanged or two digits wrong near.
func dates(a, b string) level {
	a, b = digits(a), digits(b)
	if len(a) != 8 || len(b) != 8 {
		if a != "" && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) && b != "" {
			return near
		}
		return different
	}
	switch d := edits(a, b, 2); {
	case d <= 1:
		return nearly
	case a[:4] == b[:4] && a[4:6] == b[6:] && a[6:] == b[4:6]:
		return nearly
	case a[:4] == b[:4] && (a[4:6] == b[4:6] || a[6:] == b[6:]), a[4:] == b[4:] && d <= 2, anagram(a, b):
		return near
	}
	return different
}

func digits(s string) string {
	clean := true
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// anagram tells whether two codes have the same characters in another order.
func anagram(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	var n [256]int8
	for i := range len(a) {
		n[a[i]]++
		n[b[i]]--
	}
	return n == [256]int8{}
}

// most is the length up to which edit distances are counted; longer texts are cut.
const most = 64

// edits is the optimal string alignment distance (Damerau 1964: insertions, deletions,
// substitutions and exchanged neighbours), or limit+1 when it is larger than limit. It works
// on bytes where both are ASCII, on runes elsewhere.
func edits(a, b string, limit int) int {
	if !ascii(a) || !ascii(b) {
		return editsOf([]rune(a), []rune(b), limit)
	}
	var x, y [most]byte
	return editsOf(x[:copy(x[:], a)], y[:copy(y[:], b)], limit)
}

func editsOf[T byte | rune](a, b []T, limit int) int {
	a, b = a[:min(len(a), most)], b[:min(len(b), most)]
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if gap := len(a) - len(b); gap > limit || -gap > limit {
		return limit + 1
	}
	var rows [3][most + 1]uint8
	last, now, before := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = uint8(j) //nolint:gosec // at most 64
	}
	for i := 1; i <= len(a); i++ {
		now[0] = uint8(i) //nolint:gosec // at most 64
		best := now[0]
		for j := 1; j <= len(b); j++ {
			cost := uint8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			now[j] = d
			best = min(best, d)
		}
		if int(best) > limit {
			return limit + 1
		}
		before, last, now = last, now, before
	}
	return min(int(last[len(b)]), limit+1)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// jaroWinkler is names.JaroWinkler of two texts, by bytes where both are ASCII.
func jaroWinkler(a, b string) float64 {
	if !ascii(a) || !ascii(b) {
		return names.JaroWinkler([]rune(a), []rune(b))
	}
	var x, y [most]byte
	return names.JaroWinkler(x[:copy(x[:], a)], y[:copy(y[:], b)])
}

// soundex is a name's Soundex code (Russell 1918): its first letter and three digits for the
// consonants that follow.
func soundex(s string) string {
	const codes = "01230120022455012623010202" // of a to z
	var code [4]byte
	n, last := 0, byte(0)
	for i := range len(s) {
		c := s[i]
		if c < 'a' || c > 'z' {
			last = 0
			continue
		}
		digit := codes[c-'a']
		switch {
		case n == 0:
			code[0], n = c, 1
		case digit != '0' && digit != last && n < 4:
			code[n] = digit
			n++
		}
		if c != 'h' && c != 'w' {
			last = digit
		}
	}
	if n == 0 {
		return s
	}
	return string(code[:n])
}
