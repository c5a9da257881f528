// Package naming gives invented people their names, from twenty origins alike.
//
// A name is drawn from its own random stream and from nothing else, so that the same company can be written under any
// origin with every other field unchanged; that is what makes a fairness test possible. No name is a real person's on
// purpose, and nothing in the simulator reads a name to decide anything.
package naming

import (
	"math/rand/v2"
	"strings"
)

// Origins is how many origins there are.
const Origins = 20

// Mixed asks for an origin drawn anew for each person.
const Mixed = -1

// Name is an invented person's name.
type Name struct {
	Given, Family string
}

// Full is the name as it is displayed.
func (n Name) Full() string { return n.Given + " " + n.Family }

// Draw makes a name; origin is 0 to Origins-1, or Mixed.
func Draw(r *rand.Rand, origin int) Name {
	mixed := r.IntN(Origins)
	if origin == Mixed {
		origin = mixed
	}
	given, family := strings.Fields(pool(origin).given), strings.Fields(pool(origin).family)
	n := Name{Given: given[r.Uint32()%uint32(len(given))], Family: family[r.Uint32()%uint32(len(family))]}
	return Name{Given: strings.ReplaceAll(n.Given, "_", " "), Family: strings.ReplaceAll(n.Family, "_", " ")}
}

// Local is the name as the part of an address before the @, in plain ASCII.
func (n Name) Local() string {
	return fold(n.Given) + "." + fold(n.Family)
}

// Short is a shorter form for private addresses.
func (n Name) Short() string {
	return fold(n.Given)[:1] + fold(n.Family)
}

func fold(s string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(s) {
		if c >= 'a' && c <= 'z' {
			b.WriteRune(c)
			continue
		}
		b.WriteString(plain(c))
	}
	return b.String()
}

func plain(c rune) string {
	switch {
	case strings.ContainsRune("áàâãåă", c):
		return "a"
	case c == 'ä':
		return "ae"
	case strings.ContainsRune("éèêëęě", c):
		return "e"
	case strings.ContainsRune("íìîïı", c):
		return "i"
	case strings.ContainsRune("óòôõøő", c):
		return "o"
	case c == 'ö':
		return "oe"
	case strings.ContainsRune("úùûů", c):
		return "u"
	case c == 'ü':
		return "ue"
	}
	return plainConsonant(c)
}

func plainConsonant(c rune) string {
	switch c {
	case 'ç', 'č', 'ć':
		return "c"
	case 'ñ', 'ń', 'ň':
		return "n"
	case 'ß':
		return "ss"
	case 'ł':
		return "l"
	case 'ş', 'š', 'ś':
		return "s"
	case 'ż', 'ź', 'ž':
		return "z"
	case 'ğ':
		return "g"
	case 'ř':
		return "r"
	}
	return ""
}
