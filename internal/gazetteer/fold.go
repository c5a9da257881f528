package gazetteer

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// keyBuffer folds words into look-up keys without allocating for usual lengths.
type keyBuffer struct{ room [96]byte }

// keyed is the folded word below a country code.
func (kb *keyBuffer) keyed(code, words string) []byte { return kb.fold(code+"\x00", words) }

// fold appends the folded words to a prefix: lower case, without marks and punctuation,
// single spaces, "saint" as "st".
func (kb *keyBuffer) fold(prefix, words string) []byte {
	b := kb.room[:0]
	for i := range len(prefix) {
		b = append(b, lower(prefix[i]))
	}
	start := len(b)
	for i := 0; i < len(words); i++ {
		ch := words[i]
		if ch >= utf8.RuneSelf {
			return shorten(foldRunes(b[:start], words), start)
		}
		b = foldASCII(b, start, ch)
	}
	return shorten(b, start)
}

func foldASCII(b []byte, start int, ch byte) []byte {
	switch ch = lower(ch); {
	case ch >= 'a' && ch <= 'z', ch >= '0' && ch <= '9':
		return append(b, ch)
	case ch == '\'' || ch == '.' || ch == '`':
		return b
	}
	if len(b) > start && b[len(b)-1] != ' ' {
		b = append(b, ' ')
	}
	return b
}

func lower(ch byte) byte {
	if ch >= 'A' && ch <= 'Z' {
		return ch + 'a' - 'A'
	}
	return ch
}

func foldRunes(b []byte, words string) []byte {
	start := len(b)
	for _, r := range norm.NFKD.String(words) {
		switch {
		case r < utf8.RuneSelf:
			b = foldASCII(b, start, byte(r))
		case unicode.Is(unicode.Mn, r) || r == '’' || r == 'ʻ' || r == '‘':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b = append(b, plain(unicode.ToLower(r))...)
		default:
			b = foldASCII(b, start, ' ')
		}
	}
	return b
}

// plain spells letters that have no decomposition.
func plain(r rune) string {
	switch r {
	case 'ł':
		return "l"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ı':
		return "i"
	case 'þ':
		return "th"
	case 'ə':
		return "a"
	}
	return string(r)
}

// shorten trims the end and writes the first word's usual short forms.
func shorten(b []byte, start int) []byte {
	for len(b) > start && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	for _, w := range [...]struct{ long, short string }{
		{"saint ", "st "}, {"sankt ", "st "}, {"sainte ", "ste "}, {"fort ", "ft "}, {"mount ", "mt "}, {"city of ", ""}, {"the ", ""},
	} {
		n := len(w.long)
		if len(b)-start > n && string(b[start:start+n]) == w.long {
			b = append(b[:start], append([]byte(w.short), b[start+n:]...)...)
			break
		}
	}
	return b
}
