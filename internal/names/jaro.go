package names

// Likely is the score from which on two names are more likely one than two.
const Likely = 0.75

// JaroWinkler is the well-known similarity of two strings, 0 to 1, with a bonus of a tenth
// for each of up to four letters that they begin with in common.
func JaroWinkler(a, b []rune) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	window := max(max(len(a), len(b))/2-1, 0)
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	common := 0
	for i, r := range a {
		for j := max(0, i-window); j <= min(len(b)-1, i+window); j++ {
			if !usedB[j] && b[j] == r {
				usedA[i], usedB[j] = true, true
				common++
				break
			}
		}
	}
	if common == 0 {
		return 0
	}
	moved, j := 0, 0
	for i, r := range a {
		if !usedA[i] {
			continue
		}
		for !usedB[j] {
			j++
		}
		if b[j] != r {
			moved++
		}
		j++
	}
	c := float64(common)
	s := (c/float64(len(a)) + c/float64(len(b)) + (c-float64(moved/2))/c) / 3
	for i := 0; i < min(4, len(a), len(b)) && a[i] == b[i]; i++ {
		s += 0.1 * (1 - s)
	}
	return s
}
