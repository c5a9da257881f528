package rulefile

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"bonafide/sigma"
)

// syntax turns an error of the YAML reader into a problem with its line. Where the reader
// does not tell it, the text is looked through for what it complains of.
func (d *document) syntax(err error, text []byte) {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	var at sigma.Position
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		if number, said, ok := strings.Cut(rest, ": "); ok {
			if line, err := strconv.Atoi(number); err == nil {
				at, message = sigma.Position{Line: line, Column: 1}, said
			}
		}
	}
	advice := "check indentation and quotes; single quotes keep backslashes as they are"
	offset := -1
	switch name := unknownAnchor.FindStringSubmatch(message); {
	case strings.Contains(message, "cannot start any token"), strings.Contains(message, "tab character"):
		advice = "indent with spaces, not tabs; quote values that begin with a special character such as * or %"
	case name != nil:
		offset, advice = bytes.Index(text, []byte("*"+name[1])), "write &"+name[1]+" before it, or quote a value that begins with *"
	case strings.Contains(message, "control characters"):
		offset, advice = bytes.IndexFunc(text, isControl), `remove it; in double quotes \x01 and the like stand for such characters`
	case strings.Contains(message, "UTF-8"):
		offset, advice = notUTF8(text), "save the file as UTF-8"
	}
	if at == (sigma.Position{}) && offset >= 0 {
		at = positionOf(text, offset)
	}
	d.add(at, sigma.Error, "this is no YAML: "+message, advice)
}

var unknownAnchor = regexp.MustCompile(`^unknown anchor '(.+)' referenced$`)

// isControl tells whether YAML does not allow a character.
func isControl(c rune) bool {
	return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7f && c < 0xa0 && c != 0x85
}

// notUTF8 is where the text stops being UTF-8, -1 when it does not.
func notUTF8(text []byte) int {
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func positionOf(text []byte, offset int) sigma.Position {
	before := text[:offset]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return sigma.Position{Line: bytes.Count(before, []byte("\n")) + 1, Column: utf8.RuneCount(line) + 1}
}
