package normalize

import (
	"strings"
	"unicode"
)

// Protected tells names of attributes that must never be read: origin, belief, body,
// family, feeling. A mapping that names one does not load, and a column of that name is
// dropped where it stands.
type Protected struct {
	whole map[string]bool // folded names that count only as a whole: "age"
	parts []string        // folded words that count wherever they stand: "nationality"
}

// NewProtected makes the list. Names in whole count when they are the whole name, or the
// whole name but for whose it is ("employee age"); names in parts count anywhere.
func NewProtected(whole, parts []string) *Protected {
	p := &Protected{whole: make(map[string]bool, len(whole))}
	for _, w := range whole {
		p.whole[Fold(w)] = true
	}
	for _, w := range parts {
		p.parts = append(p.parts, Fold(w))
	}
	return p
}

// Names tells whether the attribute or column is one that must not be read.
func (p *Protected) Names(name string) bool {
	if p == nil {
		return false
	}
	for key := range strings.FieldsFuncSeq(name, func(c rune) bool { return c == '.' || c == '[' || c == ']' || c == '=' || c == '`' }) {
		if p.namesKey(key) {
			return true
		}
	}
	return p.namesKey(name)
}

func (p *Protected) namesKey(key string) bool {
	folded := Fold(key)
	if p.whole[folded] {
		return true
	}
	for _, w := range p.parts {
		if strings.Contains(folded, w) {
			return true
		}
	}
	words := words(key)
	for len(words) > 1 && owner(words[0]) {
		words = words[1:]
	}
	return p.whole[strings.Join(words, "")]
}

// owner is a word that says whose attribute it is.
func owner(word string) bool {
	switch word {
	case "employee", "worker", "candidate", "applicant", "person", "personal", "user", "legal", "self", "reported", "current", "emp", "member":
		return true
	}
	return false
}

// words cuts a name at separators and where small letters turn to capitals.
func words(name string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	lower := false
	for _, c := range name {
		switch {
		case !unicode.IsLetter(c) && !unicode.IsDigit(c):
			flush()
			lower = false
			continue
		case unicode.IsUpper(c) && lower:
			flush()
		}
		lower = unicode.IsLower(c)
		word = append(word, c)
	}
	flush()
	return out
}
