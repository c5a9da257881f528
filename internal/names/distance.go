package names

import "bytes"

// Costs of edits, in twentieths of a whole edit. An edit that romanisation, dictation or a
// neighbouring key explains costs less than one that nothing explains.
const (
	whole     = 20
	vowelSwap = 11
	akin      = 8  // letters that romanisations exchange: v and w, k and q
	nearKey   = 16 // neighbours on a keyboard
	vowelGap  = 14
	softGap   = 10 // a silent h
	doubled   = 5
	swapped   = 14 // two letters exchanged
)

const alphabet = 40

// substitution has the cost of one letter for another.
var substitution = buildSubstitution() //nolint:gochecknoglobals // a table

func letter(c byte) int {
	switch {
	case c >= 'a' && c <= 'z':
		return int(c - 'a')
	case c >= 'A' && c <= 'H': // digraphs, see sounds
		return 26 + int(c-'A')
	}
	return alphabet - 1
}

func buildSubstitution() *[alphabet][alphabet]uint8 {
	t := new([alphabet][alphabet]uint8)
	for i := range t {
		for j := range t[i] {
			t[i][j] = whole
		}
	}
	set := func(a, b byte, cost uint8) {
		if x, y := letter(a), letter(b); cost < t[x][y] {
			t[x][y], t[y][x] = cost, cost
		}
	}
	rows := []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}
	for r, row := range rows {
		for i := range row {
			if i > 0 {
				set(row[i-1], row[i], nearKey)
			}
			if r > 0 {
				set(row[i], rows[r-1][i], nearKey)
				set(row[i], rows[r-1][i+1], nearKey)
			}
		}
	}
	const vowels = "aeiouy"
	for i := range vowels {
		for j := range vowels {
			set(vowels[i], vowels[j], vowelSwap)
		}
	}
	for _, pair := range []string{
		"vw", "vf", "bv", "ck", "kq", "cq", "gq", "gk", "iy", "ij", "jy", "sz", "cs", "td", "bp", "xk", "zc", "gj", "uw", "ou", "ei", "oa", "mn",
		"As", "Ac", "Bk", "Bh", "Bc", "Ct", "Cs", "Ds", "Dj", "Dz", "Dc", "Eg", "Eh", "Bg", "FA", "Fs", "Ft", "Fz", "Fc", "FD", "Fj", "AD", "Dk", "Ax", "Dx", "Gj", "Gz", "Dq", "Gq",
	} {
		cost := uint8(akin)
		if pair == "oa" || pair == "mn" || pair == "td" || pair == "bp" {
			cost = vowelSwap
		}
		set(pair[0], pair[1], cost)
	}
	for i := range alphabet - 1 {
		t[i][i] = 0
	}
	return t
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// dropping is the cost of a letter that only one of two words has, behind what stands before it.
func dropping(word []byte, i int) int {
	c := word[i]
	switch {
	case i > 0 && word[i-1] == c:
		return doubled
	case i > 0 && c == 'h':
		return softGap
	case isVowel(c):
		return vowelGap
	}
	return whole
}

// distance is the weighted Damerau-Levenshtein distance (optimal string alignment) in
// twentieths of an edit. It gives up beyond limit.
func distance(a, b []byte, limit int) int {
	for len(a) > 1 && len(b) > 1 && a[len(a)-1] == b[len(b)-1] && a[len(a)-2] == b[len(b)-2] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	for len(a) > 2 && len(b) > 2 && a[0] == b[0] && a[1] == b[1] {
		a, b = a[1:], b[1:] // one letter stays, for what doubling and h cost
	}
	if bytes.Equal(a, b) {
		return 0
	}
	var lines [3][maxLetter + 1]int16
	var drops [maxLetter]int16
	var letters [maxLetter]uint8
	before, last, row := &lines[0], &lines[1], &lines[2]
	for j := range b {
		drops[j] = int16(dropping(b, j)) //nolint:gosec // at most one edit
		letters[j] = uint8(letter(b[j])) //nolint:gosec // below 40
		last[j+1] = last[j] + drops[j]
	}
	for i := range a {
		cost := int16(dropping(a, i)) //nolint:gosec // at most one edit
		row[0] = last[0] + cost
		best := row[0]
		subs := &substitution[letter(a[i])]
		for j := range b {
			v := last[j]
			if a[i] != b[j] {
				v = min(v+int16(subs[letters[j]]), last[j+1]+cost, row[j]+drops[j])
				if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
					v = min(v, before[j-1]+swapped)
				}
			} else {
				v = min(v, last[j+1]+cost, row[j]+drops[j])
			}
			row[j+1] = v
			best = min(best, v)
		}
		if int(best) > limit {
			return int(best)
		}
		before, last, row = last, row, before
	}
	return int(last[len(b)])
}

// sounds writes digraphs as one letter: A sh, B kh, C th, D ch, E gh, F ts, G zh. It tells
// whether there was any.
func sounds(dst, word []byte) ([]byte, bool) {
	any := false
	for i := 0; i < len(word); i++ {
		c := word[i]
		var next byte
		if i+1 < len(word) {
			next = word[i+1]
		}
		single := byte(0)
		switch {
		case next == 'h' && c == 's':
			single = 'A'
		case next == 'h' && c == 'k':
			single = 'B'
		case next == 'h' && c == 't':
			single = 'C'
		case next == 'h' && c == 'c':
			single = 'D'
		case next == 'h' && c == 'g':
			single = 'E'
		case next == 's' && c == 't' || next == 'z' && c == 't':
			single = 'F'
		case next == 'h' && c == 'z':
			single = 'G'
		case next == 'h' && c == 'p':
			single = 'f'
		case next == 's' && c == 'h' && i == 0:
			single = 'x'
		case next == 'u' && c == 'o':
			single = 'u'
		case next == 'e' && c == 'e':
			single = 'i'
		case next == 'c' && c == 's' && i+2 < len(word) && word[i+2] == 'h':
			single = 'A'
			i++
		}
		if single != 0 {
			dst = append(dst, single)
			i++
			any = true
			continue
		}
		dst = append(dst, c)
	}
	return dst, any
}

// skeleton leaves the consonants of a word, in the classes that Arabic script tells apart.
func skeleton(dst, word []byte) []byte {
	word, _ = sounds(make([]byte, 0, maxLetter), word)
	for _, c := range word {
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'w':
			continue
		case 'p':
			c = 'b'
		case 'v':
			c = 'f'
		case 'C':
			c = 't'
		case 'q', 'c':
			c = 'k'
		case 'B':
			c = 'h'
		case 'E', 'j':
			c = 'g'
		case 'D':
			c = 'A'
		}
		if len(dst) > 0 && dst[len(dst)-1] == c {
			continue
		}
		dst = append(dst, c)
	}
	if len(dst) > 1 && dst[len(dst)-1] == 'h' {
		dst = dst[:len(dst)-1]
	}
	return dst
}
