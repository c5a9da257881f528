package sigma

import (
	"encoding/base64"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// change lets a modifier rewrite every form of a value; text says what is wrong.
func (s step) change(forms []Pattern) (out []Pattern, text, advice string) {
	for _, p := range forms {
		switch s {
		case "contains":
			out = append(out, p.Affixed(Within))
		case "startswith":
			out = append(out, p.Affixed(Prefix))
		case "endswith":
			out = append(out, p.Affixed(Suffix))
		case "windash":
			out = append(out, dashed(p))
		case "expand":
			out = append(out, expanded(p))
		default:
			plain, ok := p.Plain()
			if !ok {
				return nil, string(s) + " takes texts without wildcards and placeholders", `write \* for a star itself, or add exact`
			}
			list := s.encode(plain)
			if list == nil {
				return nil, "the text is too short to be found within Base64", "take a longer one, of three characters at least"
			}
			for _, e := range list {
				out = append(out, Pattern(nil).With(Piece{Literal, e}))
			}
		}
	}
	return out, "", ""
}

// encodes tells whether a modifier writes a text in another alphabet.
func (s step) encodes() bool {
	return modifiers[string(s)] == encoding && s != "windash" && s != "expand"
}

// encode gives the forms in which a text appears when it is encoded.
func (s step) encode(text string) []string {
	switch s {
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

// valid tells whether a pattern can fit the text of an event at all.
func valid(p Pattern) bool {
	for _, piece := range p {
		if !utf8.ValidString(piece.Text) {
			return false
		}
	}
	return true
}

// dashed makes a Dash of every hyphen and slash that begins a word.
func dashed(p Pattern) Pattern {
	var out Pattern
	for _, piece := range p {
		if piece.Kind != Literal {
			out = out.With(piece)
			continue
		}
		from, before := 0, ' '
		for i, c := range piece.Text {
			if (c == '-' || c == '/') && !isWord(before) && beginsWord(piece.Text[i+1:]) {
				out = out.With(Piece{Literal, piece.Text[from:i]}).With(Piece{Kind: Dash})
				from = i + 1
			}
			before = c
		}
		out = out.With(Piece{Literal, piece.Text[from:]})
	}
	return out
}

func beginsWord(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return isWord(c)
}

func isWord(c rune) bool { return c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) }

var placeholder = regexp.MustCompile(`%([\pL\pN_.-]+)%`)

// expanded makes a Placeholder of every %name%; \% is a percent sign.
func expanded(p Pattern) Pattern {
	var out Pattern
	for _, piece := range p {
		if piece.Kind != Literal {
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
				out = out.With(Piece{Literal, rest[:at[0]-1] + "%"})
				rest = rest[at[0]+1:]
				continue
			}
			out = out.With(Piece{Literal, rest[:at[0]]}).With(Piece{Placeholder, rest[at[2]:at[3]]})
			rest = rest[at[1]:]
		}
		out = out.With(Piece{Literal, strings.ReplaceAll(rest, `\%`, "%")})
	}
	return out
}
