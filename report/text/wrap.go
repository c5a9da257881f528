package text

import (
	"strings"

	"bonafide/report"
)

// mark stands before a text, in a colour of its own; what is wrapped is indented past it.
type mark struct{ text, colour string }

func (p *printer) mark(text, colour string) mark { return mark{text, colour} }

func (p *printer) wrap(indent string, m mark, text string) { p.wrapWith(indent, m, text, "") }

// wrapWith breaks a text between words so that it fits the width, and within words that
// are longer than a line. It counts columns, not letters: some take two.
func (p *printer) wrapWith(indent string, m mark, text, colour string) {
	first := indent + p.paint(m.colour, m.text)
	rest := indent + strings.Repeat(" ", report.Columns(m.text))
	room := max(p.o.Width-report.Columns(rest), 16)
	line, used := "", 0
	flush := func() {
		p.line("%s%s", first, p.paint(colour, line))
		first, line, used = rest, "", 0
	}
	for _, word := range strings.Fields(report.Clean(text)) {
		for {
			n := report.Columns(word)
			if used > 0 && used+1+n > room {
				flush()
				continue
			}
			if used > 0 {
				line, used = line+" ", used+1
			}
			if n <= room {
				line, used = line+word, used+n
				break
			}
			head := chop(word, room)
			line, word = head, word[len(head):]
			flush()
		}
	}
	if used > 0 || first != rest {
		flush()
	}
}

// chop is the beginning of a word that fits, a letter at least.
func chop(word string, columns int) string {
	n := 0
	for i, r := range word {
		if n += report.Columns(string(r)); n > columns && i > 0 {
			return word[:i]
		}
	}
	return word
}
