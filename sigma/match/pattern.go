package match

import (
	"bytes"
	"unicode/utf8"

	"bonafide/sigma"
)

// pattern is a Text's pattern cut at its stars: the first segment begins the text unless
// open is set there, the last ends it unless openEnd; the others follow in their order.
type pattern struct {
	open, openEnd bool
	segments      []segment
	// longest, if not nil, is the longest of the literals, which are several.
	longest *search
	// never tells that a placeholder is in it.
	never bool
}

// segment is a run of pieces without a star.
type segment []piece

// piece is a sigma.Piece whose text is folded where the pattern wants that.
type piece struct {
	kind sigma.PieceKind
	search
}

func newPattern(v sigma.Text) pattern {
	var p pattern
	var run segment
	for i, x := range v.Pattern {
		switch x.Kind {
		case sigma.Any:
			p.open = p.open || i == 0
			p.openEnd = i == len(v.Pattern)-1
			if len(run) > 0 {
				p.segments = append(p.segments, run)
				run = nil
			}
			continue
		case sigma.Placeholder:
			p.never = true
		case sigma.Literal:
			if v.Cased {
				x.Text = string([]rune(x.Text)) // U+FFFD for what is no UTF-8, as in the event
			} else {
				x.Text = sigma.Fold(x.Text)
			}
		}
		run = append(run, piece{x.Kind, newSearch(x.Text)})
	}
	if len(run) > 0 {
		p.segments = append(p.segments, run)
	}
	if len(p.segments) > 1 {
		p.longest = longest(p.segments)
	}
	return p
}

// longest gives the longest literal of segments.
func longest(list []segment) *search {
	best := &search{}
	for _, s := range list {
		for i := range s {
			if l := &s[i].search; len(l.text) > len(best.text) {
				best = l
			}
		}
	}
	return best
}

// fits tells whether a text fits: folded, unless the pattern is cased.
func (p *pattern) fits(text []byte) bool {
	if p.never || p.longest != nil && !p.longest.in(text) {
		return false
	}
	list := p.segments
	if len(list) == 0 {
		return p.open || len(text) == 0
	}
	if len(list) == 1 && !p.open && !p.openEnd {
		n := list[0].at(text)
		return n == len(text)
	}
	if !p.open {
		n := list[0].at(text)
		if n < 0 {
			return false
		}
		text, list = text[n:], list[1:]
	}
	if !p.openEnd && len(list) > 0 {
		n := list[len(list)-1].endOf(text)
		if n < 0 {
			return false
		}
		text, list = text[:n], list[:len(list)-1]
	}
	for _, s := range list {
		n := s.in(text)
		if n < 0 {
			return false
		}
		text = text[n:]
	}
	return true
}

// at tells how many bytes of the text's beginning the segment takes, -1 when it does not
// fit there.
func (s segment) at(text []byte) int {
	n := 0
	for _, p := range s {
		rest := text[n:]
		switch p.kind {
		case sigma.Literal:
			if len(rest) < len(p.text) || !bytes.Equal(rest[:len(p.text)], p.text) {
				return -1
			}
			n += len(p.text)
		case sigma.One:
			if len(rest) == 0 {
				return -1
			}
			_, size := utf8.DecodeRune(rest)
			n += size
		case sigma.Dash:
			size := dash(rest)
			if size == 0 {
				return -1
			}
			n += size
		default:
			return -1
		}
	}
	return n
}

// dash tells how long the dash at the beginning of a text is, 0 for none.
func dash(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	if b[0] == '-' || b[0] == '/' {
		return 1
	}
	if len(b) >= 3 && b[0] == 0xE2 && b[1] == 0x80 && b[2] >= 0x93 && b[2] <= 0x95 { // U+2013 to U+2015
		return 3
	}
	return 0
}

// endOf gives the place at which the segment begins when it ends the text, -1 for none.
func (s segment) endOf(text []byte) int {
	n := len(text)
	for i := len(s) - 1; i >= 0; i-- {
		rest := text[:n]
		switch p := s[i]; p.kind {
		case sigma.Literal:
			if !bytes.HasSuffix(rest, p.text) {
				return -1
			}
			n -= len(p.text)
		case sigma.One:
			if len(rest) == 0 {
				return -1
			}
			_, size := utf8.DecodeLastRune(rest)
			n -= size
		case sigma.Dash:
			switch {
			case n >= 1 && dash(text[n-1:n]) == 1:
				n--
			case n >= 3 && dash(text[n-3:n]) == 3:
				n -= 3
			default:
				return -1
			}
		default:
			return -1
		}
	}
	return n
}

// in gives the place behind the first part of the text that the segment fits, -1 for none.
func (s segment) in(text []byte) int {
	if s[0].kind == sigma.Literal {
		for from := 0; ; {
			k := s[0].index(text[from:])
			if k < 0 {
				return -1
			}
			if n := s.at(text[from+k:]); n >= 0 {
				return from + k + n
			}
			from += k + 1
		}
	}
	for from := 0; from <= len(text); {
		if n := s.at(text[from:]); n >= 0 {
			return from + n
		}
		if from == len(text) {
			break
		}
		_, size := utf8.DecodeRune(text[from:])
		from += size
	}
	return -1
}
