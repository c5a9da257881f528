// Package names compares the names of people, companies and vessels as text. Start with
// Parse and Compare: a name becomes tokens in one alphabet, whatever script it came in, and
// two names become a score between 0 and 1 with the parts that made it.
//
// It knows spelling, typing errors and romanisation, and nothing else: it never says where
// a name comes from, and nothing in it may be asked.
package names

import "strings"

// Kind is what bears a name; it decides which words carry little.
type Kind uint8

// The kinds of bearers.
const (
	Person Kind = iota
	Organisation
	Vessel
)

// Role is what a token does in a name.
type Role uint8

// The roles of tokens.
const (
	Plain      Role = iota
	Title           // honorifics, and legal forms of companies
	Particle        // al, bin, de, the
	Generic         // words that many companies have
	Place           // a country in a company's name: what tells sisters apart
	Patronymic      // after the father
)

const (
	maxTokens = 16
	maxLetter = 40 // a longer token is cut
)

// Token is one word of a name.
type Token struct {
	Text   []byte // lower-case ASCII where the script has a romanisation, else the bytes of the script
	Role   Role
	Weight float32
	sign   bool   // the sound of a sign of one syllable
	edge   bool   // a name's first or last word, in the order of speech
	abjad  bool   // written without its vowels
	mask   uint32 // which letters it has
	known  bool   // a name that many people bear
	group  uint16 // variants of one name share a group; 0 for none
}

// Name is a name made ready for comparing. The zero value can be parsed into, again and again.
type Name struct {
	Kind   Kind
	Tokens []Token
	family int    // how many words the family name has that stands before a comma
	comma  int    // where in buf the family name ended, 0 for nowhere
	signs  []rune // the characters of a name in Han or Hangul, which are a syllable each
	buf    []byte
}

// Parse makes a name ready for comparing.
func Parse(text string, kind Kind) *Name {
	n := new(Name)
	n.Parse(text, kind)
	return n
}

// Parse reads a name into n and forgets what n was. It does not allocate once n has grown.
func (n *Name) Parse(text string, kind Kind) {
	n.Kind, n.buf, n.signs, n.comma = kind, n.buf[:0], n.signs[:0], 0
	n.family = 0
	if n.buf == nil {
		n.buf = make([]byte, 0, 2*len(text)+8)
	}
	n.Tokens = n.Tokens[:0]
	n.fold(text)
	n.split()
	n.roles()
	n.edges()
	n.weigh()
}

// String is the name as it is compared.
func (n *Name) String() string {
	var b strings.Builder
	for i, t := range n.Tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.Write(t.Text)
	}
	return b.String()
}

// Separators in the buffer while a name is read.
const (
	gap  = ' '
	dot  = '.'
	mark = 0 // before a word written without vowels
	sign = 1 // before the sound of a sign
)

// fold writes the text in lower-case ASCII where that is known.
func (n *Name) fold(text string) {
	abjad := false
	for _, r := range text {
		switch {
		case r < 0x80:
			n.ascii(byte(r))
			abjad = false
			continue
		case r >= 0x0600 && r < 0x0700 || r >= 0x0590 && r < 0x0600 || r >= 0xFB50 && r <= 0xFEFF:
			if !abjad {
				n.buf = append(n.buf, gap, mark)
			}
			abjad = true
		default:
			abjad = false
		}
		n.wide(r)
	}
}

func (n *Name) ascii(c byte) {
	switch {
	case c >= 'A' && c <= 'Z':
		n.buf = append(n.buf, c+'a'-'A')
	case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		n.buf = append(n.buf, c)
	case c == '\'' || c == '`':
	case c == '.':
		n.buf = append(n.buf, dot)
	case c == ',' && n.comma == 0:
		n.buf = append(n.buf, gap)
		n.comma = len(n.buf)
	case c == '&':
		n.buf = append(n.buf, " and "...)
	default:
		n.buf = append(n.buf, gap)
	}
}

func (n *Name) wide(r rune) {
	switch {
	case r < rune(len(folds)):
		n.buf = append(n.buf, folds[r]...)
	case r >= 0xAC00 && r <= 0xD7A3:
		n.signs = append(n.signs, r)
		n.hangul(r)
	case r >= 0x4E00 && r <= 0x9FFF:
		n.signs = append(n.signs, r)
		if s, ok := pinyin[r]; ok {
			n.buf = append(append(append(n.buf, gap, sign), s...), gap)
			return
		}
		n.buf = append(n.buf, gap)
		n.raw(r)
		n.buf = append(n.buf, gap)
	case r >= 0x10D0 && r <= 0x10F0:
		n.buf = append(n.buf, georgian[r-0x10D0]...)
	case r >= 0x1E00 && r < 0x1F00:
		n.buf = append(n.buf, latinExtra[r-0x1E00]...)
	case r >= 0xFF01 && r <= 0xFF5E:
		n.ascii(byte(r - 0xFEE0))
	case r == 0x2018 || r == 0x2019 || r == 0x02BC || r == 0x02BB || r == 0x200B || r == 0x200C || r == 0x200D || r == 0xFEFF:
	case r >= 0x2000 && r < 0x3040 || r == 0x30FB:
		n.buf = append(n.buf, gap)
	default:
		n.raw(r)
	}
}

// raw keeps a character whose script has no romanisation here.
func (n *Name) raw(r rune) { n.buf = append(n.buf, string(r)...) }

// hangul romanises a syllable by arithmetic on its three letters.
func (n *Name) hangul(r rune) {
	s := int(r) - 0xAC00
	n.buf = append(n.buf, gap, sign)
	n.buf = append(n.buf, initials[s/588]...)
	n.buf = append(n.buf, medials[s%588/28]...)
	n.buf = append(n.buf, finals[s%28]...)
	n.buf = append(n.buf, gap)
}

// split cuts the buffer into tokens. Single letters with dots are one acronym in the name of
// a company (S.A.R.L.), and initials in the name of a person (J. P.).
func (n *Name) split() {
	out := n.buf
	for i := 0; i < len(out) && len(n.Tokens) < maxTokens; {
		for i < len(out) && (out[i] == gap || out[i] == dot) {
			i++
		}
		start, abjad := i, false
		for i < len(out) && out[i] != gap && out[i] != dot {
			i++
		}
		if n.Kind != Person && i-start == 1 && i < len(out) && out[i] == dot {
			end := i // one letter and a dot: gather the acronym in place
			for i+1 < len(out) && out[i] == dot && out[i+1] != gap && out[i+1] != dot && (i+2 >= len(out) || out[i+2] == dot || out[i+2] == gap) {
				out[end] = out[i+1]
				end++
				i += 2
			}
			n.add(out[start:end:end], false)
			continue
		}
		syllable := false
		for start < i && out[start] <= sign {
			abjad, syllable = abjad || out[start] == mark, syllable || out[start] == sign
			start++
		}
		if start < i {
			if n.comma > 0 && start < n.comma {
				n.family = len(n.Tokens) + 1
			}
			n.add(out[start:i:i], abjad)
			n.Tokens[len(n.Tokens)-1].sign = syllable
		}
	}
}

func (n *Name) add(text []byte, abjad bool) {
	if abjad && len(text) > 3 && text[0] == 'a' && text[1] == 'l' {
		text = text[2:] // the article is written onto the word
	}
	if len(text) > maxLetter {
		text = text[:maxLetter]
	}
	t := Token{Text: text, abjad: abjad, group: variants[string(text)]}
	t.mask = maskOf(text)
	t.known = t.group != 0 || n.Kind == Person && (in(frequent, text) || in(common, text))
	n.Tokens = append(n.Tokens, t)
}

func maskOf(text []byte) uint32 {
	var m uint32
	for _, c := range text {
		m |= 1 << (c & 31)
	}
	return m
}

// edges marks the words that people seldom leave out: the first of the given names and the
// family name. Of a family name of several words any may be left out.
func (n *Name) edges() {
	if n.Kind != Person {
		return
	}
	family := min(n.family, len(n.Tokens))
	if family == len(n.Tokens) {
		family = 0
	}
	first := -1
	for i := family; i < len(n.Tokens); i++ {
		if !n.Tokens[i].Minor() {
			first = i
			break
		}
	}
	if first >= 0 {
		n.Tokens[first].edge = true
	}
	if family == 0 {
		family = len(n.Tokens)
		for i := family - 1; i > first; i-- {
			if !n.Tokens[i].Minor() {
				n.Tokens[i].edge = true
				return
			}
		}
		return
	}
	last := -1
	for i := range n.Tokens[:family] {
		if n.Tokens[i].Minor() {
			continue
		}
		if last >= 0 {
			return // several
		}
		last = i
	}
	if last >= 0 {
		n.Tokens[last].edge = true
	}
}

// Abjad tells whether the token was written without its vowels.
func (t *Token) Abjad() bool { return t.abjad }

// Group is the number of the group of variants that the token belongs to, 0 for none.
func (t *Token) Group() uint16 { return t.group }

// Mask has a bit for each letter of the token.
func (t *Token) Mask() uint32 { return t.mask }

// Minor tells whether the token says next to nothing about who is meant.
func (t *Token) Minor() bool { return t.Role == Title || t.Role == Particle }

// Signs are the characters of a name in Han or Hangul.
func (n *Name) Signs() []rune { return n.signs }

// Skeleton appends the consonants of a word to dst, in classes that romanisations keep.
func Skeleton(dst, word []byte) []byte { return skeleton(dst, word) }

// Join makes one token of neighbours.
func Join(dst []byte, tokens []Token, kind Kind) Token {
	for _, t := range tokens {
		dst = append(dst, t.Text...)
	}
	dst = dst[:min(len(dst), maxLetter)]
	t := Token{Text: dst, mask: maskOf(dst), group: variants[string(dst)]}
	t.Weight = weightOf(&t, kind)
	return t
}

// Needed is the least weight that must be alike in a name of the given weight for a score
// of at least low, were everything else in the names' favour.
func (c *Costs) Needed(weight, low float32) float32 {
	from, to := float32(0), weight
	for range 12 {
		x := (from + to) / 2
		if c.Bound(x, weight, x) >= low {
			to = x
		} else {
			from = x
		}
	}
	return from
}

// Bound is the highest score that two names of the given weights can have when no more than
// alike is alike in them.
func (c *Costs) Bound(alike, a, b float32) float32 {
	t := tally{alike: alike, onlyA: max(0, a-alike), onlyB: max(0, b-alike)}
	return c.score(t)
}
