package modifier

import (
	"encoding/base64"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"bonafide/sigma"
)

// Rewrite lets the steps change a text, which may then have several forms. The problem has no
// place.
func (s Set) Rewrite(p sigma.Pattern) ([]sigma.Pattern, *sigma.Problem) {
	forms := []sigma.Pattern{p}
	for _, step := range s.Steps {
		var text, advice string
		if forms, text, advice = step.change(forms); text != "" {
			return nil, problem(text, advice)
		}
	}
	return forms, nil
}

// Encodes tells whether a modifier writes a text in another alphabet.
func (n Name) Encodes() bool {
	return modifiers[string(n)] == encoding && n != "windash" && n != "expand"
}

// change lets a modifier rewrite every form of a value; text says what is wrong.
func (n Name) change(forms []sigma.Pattern) (out []sigma.Pattern, text, advice string) {
	for _, p := range forms {
		switch n {
		case "contains":
			out = append(out, p.Affixed(sigma.Within))
		case "startswith":
			out = append(out, p.Affixed(sigma.Prefix))
		case "endswith":
			out = append(out, p.Affixed(sigma.Suffix))
		case "windash":
			out = append(out, Dashed(p))
		case "expand":
			out = append(out, Expanded(p))
		default:
			plain, ok := p.Plain()
			if !ok {
				return nil, string(n) + " takes texts without wildcards and placeholders", `write \* for a star itself, or add exact`
			}
			list := n.encode(plain)
			if list == nil {
				return nil, "the text is too short to be found within Base64", "take a longer one, of three characters at least"
			}
			for _, e := range list {
				out = append(out, sigma.Pattern(nil).With(sigma.Piece{Kind: sigma.Literal, Text: e}))
			}
		}
	}
	return out, "", ""
}

// encode gives the forms in which a text appears when it is encoded.
func (n Name) encode(text string) []string {
	switch n {
	case "utf16le", "wide":
		return []string{wide(text, binary.LittleEndian)}
	case "utf16be":
		return []string{wide(text, binary.BigEndian)}
	case "utf16":
		return []string{"\xff\xfe" + wide(text, binary.LittleEndian)}
	case "base64":
		return []string{base64.StdEncoding.EncodeToString([]byte(text))}
	}
	return offsets(text)
}

func wide(text string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

// offsets are the characters of Base64 that do not depend on what stands before and after
// the text, when zero, one or two bytes stand before it in its group of three.
func offsets(text string) []string {
	var list []string
	for before := range 3 {
		code := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(" ", before) + text))
		from := [3]int{0, 2, 3}[before]
		drop := [3]int{0, 3, 2}[(len(text)+before)%3]
		if from >= len(code)-drop {
			return nil
		}
		list = append(list, code[from:len(code)-drop])
	}
	return list
}

// Dashed makes a Dash of every character of sigma.Dashes that begins a word.
func Dashed(p sigma.Pattern) sigma.Pattern {
	var out sigma.Pattern
	for _, piece := range p {
		if piece.Kind != sigma.Literal {
			out = out.With(piece)
			continue
		}
		from, before := 0, ' '
		for i, c := range piece.Text {
			next := i + utf8.RuneLen(c)
			if strings.ContainsRune(sigma.Dashes, c) && !isWord(before) && beginsWord(piece.Text[next:]) {
				out = out.With(sigma.Piece{Kind: sigma.Literal, Text: piece.Text[from:i]}).With(sigma.Piece{Kind: sigma.Dash})
				from = next
			}
			before = c
		}
		out = out.With(sigma.Piece{Kind: sigma.Literal, Text: piece.Text[from:]})
	}
	return out
}

func beginsWord(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return isWord(c)
}

func isWord(c rune) bool { return c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) }

var placeholder = regexp.MustCompile(`%([\pL\pN_.-]+)%`)

// Expanded makes a Placeholder of every %name%; \% is a percent sign.
func Expanded(p sigma.Pattern) sigma.Pattern {
	var out sigma.Pattern
	for _, piece := range p {
		if piece.Kind != sigma.Literal {
			out = out.With(piece)
			continue
		}
		rest := piece.Text
		for {
			at := placeholder.FindStringSubmatchIndex(rest)
			if at == nil {
				break
			}
			if at[0] > 0 && rest[at[0]-1] == '\\' {
				out = out.With(sigma.Piece{Kind: sigma.Literal, Text: rest[:at[0]-1] + "%"})
				rest = rest[at[0]+1:]
				continue
			}
			out = out.With(sigma.Piece{Kind: sigma.Literal, Text: rest[:at[0]]}).With(sigma.Piece{Kind: sigma.Placeholder, Text: rest[at[2]:at[3]]})
			rest = rest[at[1]:]
		}
		out = out.With(sigma.Piece{Kind: sigma.Literal, Text: strings.ReplaceAll(rest, `\%`, "%")})
	}
	return out
}
