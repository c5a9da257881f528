package match

import (
	"slices"

	"bonafide/sigma"
)

// Every text that a test can fit holds certain literals; the index looks for those, and
// only what it finds is tested. All literals are folded.

// hint says how to find the texts that a test may fit.
type hint struct {
	how how
	// literals: a text that the test fits holds one of them at the place that how says.
	literals []string
	// choices are other sets of literals that would do in place of literals.
	choices [][]string
	// exact tells that a text which holds one does fit.
	exact bool
}

// how says where a literal stands.
type how uint8

const (
	nowhere how = iota // nothing is known of the text but that the field has to be there
	whole
	prefix
	suffix
	within
	numeric // whole, for a number
)

// maxSpellings bounds the literals of one test.
const maxSpellings = 64

// hintOf gives the hint of a positive test; ok is false when even an absent field may make
// it true.
func hintOf(v sigma.Value) (h hint, ok bool) {
	switch v := v.(type) {
	case sigma.Text:
		return patternHint(v), true
	case sigma.Number:
		return hint{how: numeric, literals: numberKeys(v)}, true
	case sigma.Null:
		return hint{}, false
	case sigma.Exists:
		return hint{}, v.Want
	}
	return hint{}, true
}

// patternHint looks for the whole pattern where it is one literal, else for a piece of it.
func patternHint(v sigma.Text) hint {
	p := v.Pattern
	if len(p) == 0 {
		return hint{how: whole, literals: []string{""}, exact: true}
	}
	core := p
	openStart := core[0].Kind == sigma.Any
	if openStart {
		core = core[1:]
	}
	openEnd := len(core) > 0 && core[len(core)-1].Kind == sigma.Any
	if openEnd {
		core = core[:len(core)-1]
	}
	if len(core) == 0 { // "*" alone: any text
		return hint{}
	}
	spellings, ok := spell(core)
	if !ok {
		return choose(literalPieces(core))
	}
	h := hint{how: whole, literals: spellings, exact: !v.Cased}
	switch {
	case openStart && openEnd:
		h.how = within
	case openStart:
		h.how = suffix
	case openEnd:
		h.how = prefix
	}
	return h
}

// choose makes a hint of sets of literals, of each of which a text holds one.
func choose(sets [][]string) hint {
	var h hint
	for _, set := range sets {
		if len(set) > 0 && len(set) <= maxSpellings && shortest(set) > 0 {
			h.choices = append(h.choices, set)
			if h.literals == nil || shortest(set) > shortest(h.literals) {
				h.how, h.literals = within, set
			}
		}
	}
	return h
}

// spell gives all texts that pieces without wildcards can be.
func spell(pieces sigma.Pattern) ([]string, bool) {
	out := []string{""}
	for _, piece := range pieces {
		switch piece.Kind {
		case sigma.Literal:
			out = product(out, []string{sigma.Fold(piece.Text)})
		case sigma.Dash:
			var dashes []string
			for _, d := range sigma.Dashes {
				dashes = append(dashes, string(d))
			}
			out = product(out, dashes)
		default:
			return nil, false
		}
		if len(out) > maxSpellings {
			return nil, false
		}
	}
	return out, true
}

// product gives every text of one set with every one of another behind it.
func product(a, b []string) []string {
	out := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return out
}

func literalPieces(pieces sigma.Pattern) [][]string {
	var out [][]string
	for _, piece := range pieces {
		if piece.Kind == sigma.Literal {
			out = append(out, []string{sigma.Fold(piece.Text)})
		}
	}
	return out
}

func shortest(set []string) int {
	n := len(set[0])
	for _, s := range set {
		n = min(n, len(s))
	}
	return n
}

// gramCounts tells how many literals hold a gram, so that rare ones can be chosen: what
// stands in many rules stands in many events.
type gramCounts map[string]int

func (c gramCounts) add(literal string) {
	for i := 0; i+4 <= len(literal); i++ {
		c[literal[i:i+4]]++
	}
}

// rarest tells how many literals hold the gram of a literal that the fewest hold.
func (c gramCounts) rarest(literal string) int {
	count := 0
	for i := 0; i+4 <= len(literal); i++ {
		if n := c[literal[i:i+4]]; i == 0 || n < count {
			count = n
		}
	}
	return count
}

// rarestRun gives the place at which a number of grams in a row begin that the fewest
// literals hold.
func (c gramCounts) rarestRun(literal string, n int) int {
	best, at := -1, 0
	for i := 0; i+n+gramWidth-1 <= len(literal); i++ {
		sum := 0
		for k := i; k < i+n; k++ {
			sum += c[literal[k:k+gramWidth]]
		}
		if best < 0 || sum < best {
			best, at = sum, i
		}
	}
	return at
}

// weight guesses how often a text holds one of the literals.
func (c gramCounts) weight(set []string) int {
	n := 0
	for _, lit := range set {
		if len(lit) < gramWidth {
			n += 1 << (20 - 2*len(lit))
			continue
		}
		n += 1 + c.rarest(lit)
	}
	return n
}

// settle takes the choice that is found least often.
func (h *hint) settle(c gramCounts) {
	if len(h.choices) > 1 {
		h.literals = slices.MinFunc(h.choices, func(a, b []string) int { return c.weight(a) - c.weight(b) })
	}
}

// decides tells whether the index can decide a test.
func (h *hint) decides() bool {
	return h.exact && (h.how == whole || (h.how == suffix || h.how == within) && shortest(h.literals) >= gramWidth)
}
