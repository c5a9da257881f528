package sigma

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pattern is a text with wildcards: pieces in their order. Neighbouring literals are one
// piece, neighbouring Any pieces too, so that equal patterns are written equally.
type Pattern []Piece

// Piece is a part of a pattern.
type Piece struct {
	Kind PieceKind
	// Text is a Literal's characters or a Placeholder's name.
	Text string
}

// PieceKind says what a piece fits.
type PieceKind uint8

// The kinds of pieces.
const (
	// Literal fits its text.
	Literal PieceKind = iota
	// Any fits any number of characters, none included ("*").
	Any
	// One fits one character ("?").
	One
	// Dash fits one of the characters that Windows programs take for the dash of an option
	// ("windash").
	Dash
	// Placeholder stands for values that a pipeline gives ("expand"). A pattern that holds
	// one fits nothing.
	Placeholder
)

// Dashes are what Dash fits: hyphen, slash, en dash, em dash, horizontal bar.
const Dashes = "-/–—―"

// ReadPattern reads a value as rules write it: * and ? are wildcards, \*, \? and \\ stand
// for the character itself, any other backslash for itself.
func ReadPattern(s string) Pattern {
	var p Pattern
	var lit strings.Builder
	flush := func() {
		p = p.With(Piece{Literal, lit.String()})
		lit.Reset()
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte(`*?\`, s[i+1]) >= 0:
			i++
			lit.WriteByte(s[i])
		case c == '*':
			flush()
			p = p.With(Piece{Kind: Any})
		case c == '?':
			flush()
			p = p.With(Piece{Kind: One})
		default:
			lit.WriteByte(c)
		}
	}
	flush()
	return p
}

// With appends a piece and keeps the pattern in its one form.
func (p Pattern) With(piece Piece) Pattern {
	if piece.Kind == Literal && piece.Text == "" {
		return p
	}
	if n := len(p); n > 0 {
		switch last := &p[n-1]; {
		case piece.Kind == Any && last.Kind == Any:
			return p
		case piece.Kind == Literal && last.Kind == Literal:
			last.Text += piece.Text
			return p
		}
	}
	return append(p, piece)
}

// Affixed gives the pattern with Any before it, after it or both, as startswith, endswith
// and contains do.
func (p Pattern) Affixed(how Affix) Pattern {
	var out Pattern
	if how == Suffix || how == Within {
		out = out.With(Piece{Kind: Any})
	}
	for _, piece := range p {
		out = out.With(piece)
	}
	if how == Prefix || how == Within {
		out = out.With(Piece{Kind: Any})
	}
	return out
}

// Plain gives the text of a pattern without wildcards, Dash or placeholders.
func (p Pattern) Plain() (text string, ok bool) {
	switch {
	case len(p) == 0:
		return "", true
	case len(p) == 1 && p[0].Kind == Literal:
		return p[0].Text, true
	}
	return "", false
}

// Has tells whether the pattern has a piece of a kind.
func (p Pattern) Has(k PieceKind) bool {
	return slices.ContainsFunc(p, func(x Piece) bool { return x.Kind == k })
}

// String writes the pattern as a rule does; Dash is written as a hyphen.
func (p Pattern) String() string {
	var b strings.Builder
	escape := strings.NewReplacer(`\*`, `\\\*`, `\?`, `\\\?`, `\\`, `\\\\`, `*`, `\*`, `?`, `\?`)
	for i, piece := range p {
		switch piece.Kind {
		case Literal:
			text := escape.Replace(piece.Text)
			if alone := len(piece.Text) - len(strings.TrimRight(piece.Text, `\`)); alone%2 == 1 && i+1 < len(p) {
				text += `\`
			}
			b.WriteString(text)
		case Any:
			b.WriteByte('*')
		case One:
			b.WriteByte('?')
		case Dash:
			b.WriteByte('-')
		case Placeholder:
			b.WriteString("%" + piece.Text + "%")
		}
	}
	return b.String()
}

// Fold gives a text in the form in which comparisons without regard to case are made:
// every character as its simple lower case (unicode.ToLower), every byte that is no UTF-8
// as U+FFFD. Two texts are the same without regard to case when their folded forms are.
func Fold(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	return strings.Map(unicode.ToLower, s)
}
