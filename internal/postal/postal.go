// Package postal compares postal addresses as they are typed: Key gives a form in which
// equal addresses are equal, IsMailDrop tells where nobody lives. It is rules, not a
// directory: it does not know whether an address exists.
//
// Keys may be compared and hashed, never shown: they are not written the way a letter
// is. Two keys that differ may still be one place written in a way the rules do not know.
package postal

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Key is the canonical form of an address: case, punctuation, marks, street types,
// directions, unit words, ordinals, the last four digits of an American post code, state
// and country names make no difference; house, unit and post code do. The key of an
// address without letters or digits is "".
func Key(address string) string {
	words := phrases(split(address))
	words = dropCountry(words)
	var rest, units []string
	for i := 0; i < len(words); {
		if n, unit := unitAt(words, i); n > 0 {
			if unit != "" && !slices.Contains(units, unit) {
				units = append(units, unit)
			}
			i += n
			continue
		}
		rest = append(rest, canonical(words[i]))
		i++
	}
	rest = joinPostcode(rest)
	slices.Sort(units)
	return strings.Join(append(rest, units...), " ")
}

// split writes an address as words in lower case without marks. "#" and "/" stay words of
// their own, because they announce units.
func split(address string) []string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(spell(strings.ToLower(address))) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == '.':
		case r == '#' || r == '№':
			b.WriteString(" # ")
		case r == '/':
			b.WriteString(" / ")
		case r == '&':
			b.WriteString(" and ")
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return zipPlus4(strings.Fields(b.String()), address)
}

func spell(s string) string {
	return strings.NewReplacer("ß", "ss", "ø", "o", "ł", "l", "æ", "ae", "œ", "oe", "ı", "i", "đ", "d", "p.o.", "po", "p. o.", "po",
		"b.p.", "bp", "n.e.", "ne", "n.w.", "nw", "s.e.", "se", "s.w.", "sw").Replace(s)
}

// zipPlus4 drops the four digits after an American post code.
func zipPlus4(words []string, address string) []string {
	n := len(words)
	for i := max(1, n-3); i < n; i++ {
		if digits(words[i], 4) && digits(words[i-1], 5) && strings.Contains(address, words[i-1]+"-"+words[i]) {
			return slices.Delete(words, i, i+1)
		}
	}
	return words
}

func digits(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789") == ""
}

// phrases replaces runs of words that stand for one.
func phrases(words []string) []string {
	text := " " + strings.Join(words, " ") + " "
	for _, p := range phraseTable() {
		if strings.Contains(text, p.long) {
			text = strings.ReplaceAll(text, p.long, p.short)
			text = strings.ReplaceAll(text, p.long, p.short) // neighbours share a blank
		}
	}
	return strings.Fields(text)
}

func dropCountry(words []string) []string {
	for len(words) > 1 {
		if !isCountry(words[len(words)-1]) {
			break
		}
		words = words[:len(words)-1]
	}
	return words
}

// unitAt reads a unit that begins at a word: "apt 4", "unit #12", "# 4b", "3rd floor",
// "4 / 12" (the flat before the house). It gives how many words it took and its form.
func unitAt(words []string, i int) (n int, unit string) {
	if i+2 < len(words) && words[i+1] == "/" && numeral(words[i]) && numeral(words[i+2]) && (i == 0 || !numeral(words[i-1])) {
		return 2, "unit:" + trimZeros(words[i])
	}
	if kind := floorWord(words[i]); kind && i+1 < len(words) && shortID(words[i+1]) && len(words[i+1]) <= 4 && numeral(words[i+1]) {
		return 2, "floor:" + ordinal(words[i+1])
	}
	if i+1 < len(words) && floorWord(words[i+1]) && ordinal(words[i]) != words[i] {
		return 2, "floor:" + ordinal(words[i])
	}
	if !unitWord(words[i]) {
		return 0, ""
	}
	at := i + 1
	for at < len(words) && (unitWord(words[at]) || numberWord(words[at])) {
		at++
	}
	if at >= len(words) || !shortID(words[at]) {
		if words[i] == "#" {
			return 1, ""
		}
		return 0, ""
	}
	id := words[at]
	at++
	if at < len(words) && len(id) <= 4 && numeral(id) && len(words[at]) == 1 && words[at] >= "a" && words[at] <= "z" && !direction(words[at]) {
		id += words[at]
		at++
	}
	return at - i, "unit:" + trimZeros(id)
}

// shortID: what can name a unit, a floor or a room.
func shortID(w string) bool {
	return len(w) <= 6 && (strings.ContainsAny(w, "0123456789") || len(w) <= 2)
}

func numeral(w string) bool { return w != "" && w[0] >= '0' && w[0] <= '9' }

func trimZeros(w string) string {
	if t := strings.TrimLeft(w, "0"); t != "" {
		return t
	}
	return w
}

// ordinal writes "2nd" and "second" as "2".
func ordinal(w string) string {
	if n := len(w); n > 2 && numeral(w) {
		switch w[n-2:] {
		case "st", "nd", "rd", "th":
			if strings.Trim(w[:n-2], "0123456789") == "" {
				return w[:n-2]
			}
		}
	}
	for i, word := range [...]string{
		"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
	} {
		if w == word {
			return [...]string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}[i]
		}
	}
	return w
}

// canonical is the usual short form of a word of the street or the town.
func canonical(w string) string {
	if short, ok := shortForm(w); ok {
		return short
	}
	for _, end := range [...]string{"strasse", "str", "straat", "weg", "gasse"} {
		if len(w) > len(end)+2 && strings.HasSuffix(w, end) && end != "weg" && end != "gasse" {
			return strings.TrimSuffix(w, end) + "str"
		}
	}
	return ordinal(w)
}

// joinPostcode writes the two halves of a British or Canadian post code as one word.
func joinPostcode(words []string) []string {
	for i := len(words) - 1; i > 0; i-- {
		if outward(words[i-1]) && inward(words[i]) {
			words[i-1] += words[i]
			return slices.Delete(words, i, i+1)
		}
	}
	return words
}

// outward: "sw1a", "m1", "m5h".
func outward(w string) bool {
	return len(w) >= 2 && len(w) <= 4 && w[0] >= 'a' && w[0] <= 'z' && strings.ContainsAny(w, "0123456789")
}

// inward: "1aa" or "1a1".
func inward(w string) bool {
	return len(w) == 3 && numeral(w) && w[1] >= 'a' && w[1] <= 'z' && (w[2] >= 'a' && w[2] <= 'z' || numeral(w[2:]))
}
