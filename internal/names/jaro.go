package names

// Likely is the score from which on two names are more likely one than two.
const Likely = 0.75

// longest is how many letters JaroWinkler looks at.
const longest = 64

// JaroWinkler is the similarity of Jaro (1989), 0 to 1, with Winkler's bonus (1990) of a tenth of
// what is missing for each of up to four letters that both begin with. It is for bytes of ASCII or
// for runes, and looks at the first 64.
func JaroWinkler[T byte | rune](a, b []T) float64 {
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	window := max(max(len(a), len(b))/2-1, 0)
	var inA, inB [longest]bool
	matches := 0
	for i := range a {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if !inB[j] && a[i] == b[j] {
				inA[i], inB[j] = true, true
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	moved, j := 0, 0
	for i := range a {
		if !inA[i] {
			continue
		}
		for !inB[j] {
			j++
		}
		if a[i] != b[j] {
			moved++
		}
		j++
	}
	m := float64(matches)
	jaro := (m/float64(len(a)) + m/float64(len(b)) + (m-float64(moved)/2)/m) / 3
	prefix := 0
	for prefix < min(4, len(a), len(b)) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + 0.1*float64(prefix)*(1-jaro)
}
