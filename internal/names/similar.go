package names

import (
	"bytes"
	"math/bits"
)

const (
	simVariant  = 0.95 // spellings of one name
	simInitial  = 0.80
	simSkeleton = 0.90 // the same consonants, where one side has no vowels
	simOther    = 0.85 // two well-known names
	simFloor    = 0.55 // below it two words are not one
)

// Similar is how alike two tokens are, 0 to 1; 0 for all that is less than simFloor.
func Similar(a, b *Token) float32 {
	if bytes.Equal(a.Text, b.Text) {
		return 1
	}
	if a.group != 0 && a.group == b.group {
		return simVariant
	}
	la, lb := len(a.Text), len(b.Text)
	if la == 1 || lb == 1 {
		if a.Text[0] == b.Text[0] && a.Role == Plain && b.Role == Plain {
			return simInitial
		}
		return 0
	}
	if a.abjad != b.abjad {
		return max(withoutVowels(a.Text, b.Text), plainSimilar(a.Text, b.Text))
	}
	longest := max(la, lb)
	if (longest-min(la, lb))*2 > longest || bits.OnesCount32(a.mask^b.mask) > longest {
		return 0
	}
	s := plainSimilar(a.Text, b.Text)
	if a.known && b.known { // two names that are both right are no slip of each other
		return floored(s * simOther)
	}
	return s
}

// plainSimilar compares letter by letter, and sound by sound where digraphs are about.
func plainSimilar(a, b []byte) float32 {
	longest := max(len(a), len(b))
	s := share(distance(a, b, longest*whole*9/20), longest)
	if s > 0.9 || !digraphs(a) && !digraphs(b) {
		return floored(s)
	}
	var x, y [maxLetter]byte
	sa, _ := sounds(x[:0], a)
	sb, _ := sounds(y[:0], b)
	return floored(max(s, share(distance(sa, sb, longest*whole/2), max(len(sa), len(sb)))))
}

func digraphs(w []byte) bool {
	for i := 1; i < len(w); i++ {
		switch w[i] {
		case 'h', 's', 'z':
			return true
		case 'u':
			if w[i-1] == 'o' {
				return true
			}
		case 'e':
			if w[i-1] == 'e' {
				return true
			}
		}
	}
	return false
}

func share(cost, longest int) float32 { return 1 - float32(cost)/float32(longest*whole) }

func floored(s float32) float32 {
	if s < simFloor {
		return 0
	}
	return s
}

// withoutVowels compares consonants only; few of them say little.
func withoutVowels(a, b []byte) float32 {
	var x, y [maxLetter]byte
	sa, sb := skeleton(x[:0], a), skeleton(y[:0], b)
	longest := max(len(sa), len(sb))
	if min(len(sa), len(sb)) < 2 {
		return 0
	}
	s := simSkeleton * share(distance(sa, sb, longest*whole/2), longest)
	switch longest {
	case 2:
		s *= 0.8
	case 3:
		s *= 0.9
	}
	return floored(s)
}
