package match

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"bonafide/sigma"
)

// An expression is dear to run: some hundred nanoseconds to some milliseconds. What each of
// its matches must hold is looked for first.

// expression is a regular expression and what it takes to fit a text.
type expression struct {
	re *regexp.Regexp
	// sets are folded literals; a text that fits holds one of each set, as far as it is not
	// odd. The first tells most for its cost.
	sets [][]search
	// least is how many bytes a match has at least.
	least int
	// runs are the longest runs of characters of one class that a match has to have.
	runs []run
	// only, if not nil, is all of the expression: no need to run it.
	only *run
}

// run is a number of characters of one class in a row.
type run struct {
	least int
	// class are ranges as regexp/syntax has them.
	class []rune
	// bytes are those that stand in characters of the class, perhaps in others, too.
	bytes [256]bool
}

// newExpression analyses an expression and gives its hint.
func newExpression(re *regexp.Regexp) (*expression, hint) {
	x := &expression{re: re}
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		return x, hint{} // cannot be: it was compiled
	}
	x.least = leastBytes(tree)
	if r := runOf(tree); r != nil && tree.Max < 0 {
		x.only = r
	}
	for _, part := range conjuncts(tree) {
		if r := runOf(part); r != nil && r.least >= 8 {
			x.runs = append(x.runs, *r)
		}
	}
	h := choose(required(tree))
	// What is longer is rarer: it comes first.
	slices.SortStableFunc(h.choices, func(a, b []string) int { return shortest(b) - shortest(a) })
	for _, set := range h.choices {
		if len(set) > 1 {
			if part := commonPart(set); len(part) > 1 {
				x.sets = append(x.sets, []search{newSearch(part)})
			} else if shortest(set) == 1 {
				continue // nearly every text has one of a class of characters
			}
		}
		var one []search
		for _, lit := range set {
			one = append(one, newSearch(lit))
		}
		x.sets = append(x.sets, one)
	}
	return x, h
}

// commonPart gives the longest text, of a reasonable length, that all literals hold.
func commonPart(set []string) string {
	first := set[0]
	for n := min(shortest(set), 32); n > 0; n-- {
		for i := 0; i+n <= len(first); i++ {
			part := first[i : i+n]
			if !slices.ContainsFunc(set, func(lit string) bool { return !strings.Contains(lit, part) }) {
				return part
			}
		}
	}
	return ""
}

// possible tells whether a text of which low is the folded form may hold what a match has
// to. A text is odd when it has a character that only (?i) takes for an ASCII letter.
func (x *expression) possible(low []byte, odd bool) bool {
	if odd {
		return true
	}
	for _, set := range x.sets {
		if !oneIn(set, low) {
			return false
		}
	}
	return true
}

// fits tells whether the expression is found in a text.
func (x *expression) fits(text []byte) bool {
	if x.only != nil {
		return x.only.within(text)
	}
	if len(text) < x.least {
		return false
	}
	for i := range x.runs {
		if !x.runs[i].possible(text) {
			return false
		}
	}
	return x.re.Match(text)
}

// possible tells, looking at few bytes, whether the run may stand in a text.
func (r *run) possible(text []byte) bool {
	for end := r.least - 1; end < len(text); {
		from := end
		for from > end-r.least && r.bytes[text[from]] {
			from--
		}
		if from == end-r.least {
			return true
		}
		end = from + r.least
	}
	return false
}

// within tells whether the run stands in a text.
func (r *run) within(text []byte) bool {
	n := 0
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		i += size
		if r.has(c) {
			if n++; n >= r.least {
				return true
			}
		} else {
			n = 0
		}
	}
	return r.least == 0
}

func (r *run) has(c rune) bool {
	for i := 0; i < len(r.class); i += 2 {
		if c >= r.class[i] && c <= r.class[i+1] {
			return true
		}
	}
	return false
}

// runOf gives the run that an expression asks for, nil when it asks for more or else.
func runOf(re *syntax.Regexp) *run {
	if re.Op != syntax.OpRepeat {
		return nil
	}
	r := &run{least: re.Min}
	switch sub := re.Sub[0]; sub.Op {
	case syntax.OpCharClass:
		r.class = sub.Rune
	case syntax.OpAnyChar:
		r.class = []rune{0, utf8.MaxRune}
	case syntax.OpAnyCharNotNL:
		r.class = []rune{0, '\n' - 1, '\n' + 1, utf8.MaxRune}
	default:
		return nil
	}
	foreign := r.class[len(r.class)-1] >= utf8.RuneSelf
	for b := range r.bytes {
		r.bytes[b] = b >= utf8.RuneSelf && foreign || b < utf8.RuneSelf && r.has(rune(b))
	}
	return r
}

// conjuncts gives the parts of an expression that each of its matches has in turn.
func conjuncts(re *syntax.Regexp) []*syntax.Regexp {
	switch re.Op {
	case syntax.OpConcat:
		var all []*syntax.Regexp
		for _, sub := range re.Sub {
			all = append(all, conjuncts(sub)...)
		}
		return all
	case syntax.OpCapture, syntax.OpPlus:
		return conjuncts(re.Sub[0])
	}
	return []*syntax.Regexp{re}
}

// leastBytes is how long a match is at least.
func leastBytes(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return leastBytes(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min * leastBytes(re.Sub[0])
	case syntax.OpConcat:
		n := 0
		for _, sub := range re.Sub {
			n += leastBytes(sub)
		}
		return n
	case syntax.OpAlternate:
		n := leastBytes(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			n = min(n, leastBytes(sub))
		}
		return n
	}
	return 0
}

// required gives sets of folded literals; each match holds one of each set, unless it has
// an odd character.
func required(re *syntax.Regexp) [][]string {
	if set, ok := all(re); ok {
		return [][]string{set}
	}
	switch re.Op {
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpAlternate:
		var union []string
		for _, sub := range re.Sub {
			best := choose(required(sub)).literals
			if len(best) == 0 {
				return nil
			}
			union = append(union, best...)
		}
		return [][]string{union}
	case syntax.OpConcat:
		return requiredInTurn(re.Sub)
	case syntax.OpLiteral: // one that folds to what all cannot tell
		return nil
	}
	return nil
}

// requiredInTurn joins neighbouring parts whose texts are known.
func requiredInTurn(parts []*syntax.Regexp) [][]string {
	var sets [][]string
	joined := []string{""}
	end := func(next []string) {
		sets = append(sets, joined)
		joined = next
	}
	join := func(set []string) {
		if more := product(joined, set); len(more) <= maxSpellings {
			joined = more
		} else {
			end(set)
		}
	}
	for _, part := range parts {
		if set, ok := all(part); ok {
			join(set)
			continue
		}
		again := part.Op == syntax.OpPlus || part.Op == syntax.OpRepeat && part.Min == 1
		if again {
			if set, ok := all(part.Sub[0]); ok {
				join(set)
				end(set)
				continue
			}
		}
		end([]string{""})
		sets = append(sets, required(part)...)
	}
	end(nil)
	return sets
}

// all gives every text, folded, that an expression matches; ok is false when they are too
// many or cannot be told.
func all(re *syntax.Regexp) (set []string, ok bool) {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return []string{""}, true
	case syntax.OpLiteral:
		foreign := slices.ContainsFunc(re.Rune, func(r rune) bool { return r >= utf8.RuneSelf })
		if foreign && re.Flags&syntax.FoldCase != 0 {
			return nil, false
		}
		return []string{sigma.Fold(string(re.Rune))}, true
	case syntax.OpCharClass:
		return characters(re.Rune)
	case syntax.OpCapture:
		return all(re.Sub[0])
	case syntax.OpQuest:
		set, ok = all(re.Sub[0])
		return append(slices.Clone(set), ""), ok
	case syntax.OpConcat:
		set = []string{""}
		for _, sub := range re.Sub {
			more, ok := all(sub)
			if !ok || len(set)*len(more) > maxSpellings {
				return nil, false
			}
			set = product(set, more)
		}
		return set, true
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			more, ok := all(sub)
			if !ok || len(set)+len(more) > maxSpellings {
				return nil, false
			}
			set = append(set, more...)
		}
		return set, true
	}
	return nil, false
}

// maxClass is how many characters a class may have to be spelled out.
const maxClass = 10

func characters(class []rune) ([]string, bool) {
	var set []string
	for i := 0; i < len(class); i += 2 {
		if int(class[i+1]-class[i])+len(set) >= 2*maxClass {
			return nil, false
		}
		for c := class[i]; c <= class[i+1]; c++ {
			if low := sigma.Fold(string(c)); !slices.Contains(set, low) {
				set = append(set, low)
			}
		}
	}
	return set, len(set) > 0 && len(set) <= maxClass
}
