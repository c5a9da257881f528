package plain

import (
	"strings"

	"bonafide/sigma"
)

// MatchPattern tells whether all of a text fits a pattern. Without cased, both are
// compared in folded form. A byte that is no UTF-8 is the character U+FFFD.
//
// It keeps the set of places in the pattern that are possible after each character of the
// text, so its time is at worst the product of both lengths.
func MatchPattern(p sigma.Pattern, text string, cased bool) bool {
	if p.Has(sigma.Placeholder) {
		return false
	}
	steps := expand(p, cased)
	if !cased {
		text = sigma.Fold(text)
	}
	at := newPlaces(len(steps) + 1)
	at.add(steps, 0)
	next := newPlaces(len(steps) + 1)
	for _, c := range text {
		next.clear()
		for _, i := range at.list {
			switch {
			case i == len(steps):
				// the pattern ended before the text did
			case steps[i].kind == sigma.Any:
				next.add(steps, i)
			case steps[i].fits(c):
				next.add(steps, i+1)
			}
		}
		if len(next.list) == 0 {
			return false
		}
		at, next = next, at
	}
	return at.has[len(steps)]
}

// step is what a pattern asks of one character, or Any.
type step struct {
	kind sigma.PieceKind
	char rune // of a Literal
}

func (s step) fits(c rune) bool {
	switch s.kind {
	case sigma.Literal:
		return c == s.char
	case sigma.One:
		return true
	case sigma.Dash:
		return strings.ContainsRune(sigma.Dashes, c)
	}
	return false
}

func expand(p sigma.Pattern, cased bool) []step {
	var steps []step
	for _, piece := range p {
		if piece.Kind != sigma.Literal {
			steps = append(steps, step{kind: piece.Kind})
			continue
		}
		text := piece.Text
		if !cased {
			text = sigma.Fold(text)
		}
		for _, c := range text {
			steps = append(steps, step{sigma.Literal, c})
		}
	}
	return steps
}

// places is a set of places in a pattern.
type places struct {
	has  []bool
	list []int
}

func newPlaces(n int) *places { return &places{has: make([]bool, n)} }

// add adds a place and, since Any may stand for nothing, the one behind an Any.
func (p *places) add(steps []step, i int) {
	if p.has[i] {
		return
	}
	p.has[i] = true
	p.list = append(p.list, i)
	if i < len(steps) && steps[i].kind == sigma.Any {
		p.add(steps, i+1)
	}
}

func (p *places) clear() {
	for _, i := range p.list {
		p.has[i] = false
	}
	p.list = p.list[:0]
}
