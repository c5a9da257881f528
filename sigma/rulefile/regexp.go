package rulefile

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
)

// A compiled expression has about one instruction a character, and repeats multiply them.
const (
	maxProgram  = 10_000  // instructions of one expression
	maxPrograms = 200_000 // of all expressions of a document
	maxPattern  = 8_000   // characters of one expression
)

// regexp compiles an expression.
func (d *document) regexp(it *item, n *yaml.Node) sigma.Value {
	text := translate(n.Value)
	if len(text) > maxPattern {
		d.fail(n, "split it", "the regular expression has %d characters; %d are the limit", len(text), maxPattern)
		return nil
	}
	if it.Flags != "" {
		text = "(?" + it.Flags + ")" + text
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		d.fail(n, adviceOn(err), "the regular expression is invalid: %s", reason(err))
		return nil
	}
	d.lintRegexp(n, tree)
	size := programSize(tree)
	if d.program -= size; size > maxProgram || d.program < 0 {
		d.program = max(d.program, 0)
		d.fail(n, "repeat less: {1,1000} within {1,100} is 100,000 steps", "the regular expression is too large: it needs more than %d steps", maxProgram)
		return nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		d.fail(n, adviceOn(err), "the regular expression is invalid: %s", reason(err))
		return nil
	}
	return sigma.Regexp{Re: re}
}

func reason(err error) string {
	var e *syntax.Error
	if errors.As(err, &e) {
		return fmt.Sprintf("%s: %s", e.Code, e.Expr)
	}
	return err.Error()
}

func adviceOn(err error) string {
	var e *syntax.Error
	switch {
	case errors.As(err, &e) && e.Code == syntax.ErrInvalidPerlOp:
		return "the format has no look-around; use a second search and the condition instead"
	case errors.As(err, &e) && e.Code == syntax.ErrInvalidEscape:
		return "write \\\\ for a backslash itself"
	case errors.As(err, &e) && e.Code == syntax.ErrInvalidRepeatSize:
		return "repeats go up to 1000"
	}
	return "escape characters that stand for themselves with a backslash"
}

// translate writes out what Perl's expressions have and Go's spell otherwise: \h, \R, \Z
// and \e.
func translate(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	class := false
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			part := s[i : i+1]
			switch {
			case !class && s[i] == '[':
				class, part = true, classStart.FindString(s[i:])
			case class && s[i] == '[':
				part = className.FindString(s[i:])
			case s[i] == ']':
				class = false
			}
			b.WriteString(part)
			i += len(part) - 1
			continue
		}
		i++
		switch {
		case s[i] == 'h' && class:
			b.WriteString(`\t `)
		case s[i] == 'h':
			b.WriteString(`[\t ]`)
		case s[i] == 'R' && !class:
			b.WriteString(`(?:\r\n|[\n\v\f\r])`)
		case s[i] == 'Z' && !class:
			b.WriteString(`\n?\z`)
		case s[i] == 'e':
			b.WriteString(`\x1b`)
		default:
			b.WriteByte('\\')
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// A bracket that stands first in a class is a member of it, and so are those of a name such
// as [:alpha:].
var (
	classStart = regexp.MustCompile(`^\[\^?\]?`)
	className  = regexp.MustCompile(`^\[(?::\^?\w+:\])?`)
)

// programSize estimates the instructions of an expression without compiling it; it stops
// counting once there are too many.
func programSize(re *syntax.Regexp) int {
	size := 1
	if re.Op == syntax.OpLiteral {
		size = len(re.Rune)
	}
	for _, sub := range re.Sub {
		if size += programSize(sub) + 1; size > maxProgram {
			return size
		}
	}
	if re.Op == syntax.OpRepeat {
		size *= max(re.Min, re.Max, 1)
	}
	return min(size, maxProgram+1)
}
